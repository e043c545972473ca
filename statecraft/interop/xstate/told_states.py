"""States and transitions of ours → XState's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.xstate.shape import Place
from statecraft.interop.xstate.told_actions import ActionTeller
from statecraft.interop.xstate.transitions import SECTION
from statecraft.model.states import State
from statecraft.values.duration import DurationError, parse_duration

_ENGINE: Final = (("done.invoke.", "xstate.done.actor."), ("error.invoke.", "xstate.error.actor."))
_TOLD_OF_TRANSITION: Final = frozenset({"when", "target", "do", "reenter", "describe", "meta"})
_TOLD_OF_INVOKE: Final = frozenset(
    {"machine", "action", "id", "input", "with", "on_done", "on_error"}
)
_TOLD_OF_STATE: Final = frozenset(
    {
        *("initial", "states", "parallel", "entry", "exit", "on", "always", "after", "on_done"),
        *("invoke", "final", "history", "default", "output", "describe", "tags", "meta"),
    }
)

Config = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTeller:
    """Tells the states of one machine.

    ``states`` are the resolved ones by path, ``machine`` is the id that XState's ids begin with,
    ``machines`` are those that are told beside it.
    """

    machine: str
    machines: frozenset[str]
    states: Mapping[str, State]
    actions: ActionTeller

    def state(self, data: Mapping[str, Any], path: str, place: Place) -> Config:
        """A state below the root."""
        if "history" in data:
            return self._with_rest(self._history(data), data, place)
        made: Config = {"type": "final"} if data.get("final") else {}
        if "output" in data:
            made["output"] = self._data(data["output"], (*place, "output"))
        made |= self.behaviour(data, path, place)
        return self._with_rest(made | self.inside(data, path, place), data, place)

    def behaviour(self, data: Mapping[str, Any], path: str, place: Place) -> Config:
        """What a state, or the root, does."""
        made: Config = {}
        if isinstance(data.get("tags"), list) and path:
            made["tags"] = data["tags"]
        for key in ("entry", "exit"):
            if data.get(key):
                made[key] = self.actions.told(data[key], (*place, key))
        if data.get("invoke"):
            made["invoke"] = list(self._invokes(data["invoke"], path, (*place, "invoke")))
        if data.get("on"):
            made["on"] = {
                self._descriptor(key): self._candidates(value, (*place, "on", key), path)
                for key, value in data["on"].items()
            }
        for key, told in (("always", "always"), ("on_done", "onDone")):
            if key in data:
                made[told] = self._candidates(data[key], (*place, key), path)
        if data.get("after"):
            made["after"] = dict(self._timers(data["after"], path, (*place, "after")))
        return made

    def inside(self, data: Mapping[str, Any], path: str, place: Place) -> Config:
        """The states inside of one."""
        states = data.get("states")
        if not states:
            return {}
        made: Config = {"type": "parallel"} if data.get("parallel") else self._initial(data, place)
        made["states"] = {
            name: self.state(child, f"{path}.{name}" if path else name, (*place, "states", name))
            for name, child in states.items()
        }
        return made

    def _initial(self, data: Mapping[str, Any], place: Place) -> Config:
        written = data.get("initial", next(iter(data["states"])))
        if isinstance(written, str) and "." not in written:
            return {"initial": written}
        if isinstance(written, dict) and str(written["target"]) in data["states"]:
            told = self.actions.told(written.get("do"), (*place, "initial", "do"))
            return {"initial": {"target": written["target"], "actions": told}}
        self._lose((*place, "initial"), "an initial state that is no child", "the child around it")
        target = written["target"] if isinstance(written, dict) else written
        first = target[0] if isinstance(target, list) else target
        return {"initial": str(first).split(".")[0], "meta": {SECTION: {"initial": written}}}

    def _history(self, data: Mapping[str, Any]) -> Config:
        made: Config = {"type": "history", "history": data["history"]}
        return made | ({"target": data["default"]} if isinstance(data.get("default"), str) else {})

    def _with_rest(self, made: Config, data: Mapping[str, Any], place: Place) -> Config:
        """The state with what XState has no word for in its ``meta``."""
        if "describe" in data:
            made["description"] = data["describe"]
        rest = {key: value for key, value in data.items() if key not in _TOLD_OF_STATE}
        if isinstance(data.get("default"), dict | list):
            rest["default"] = data["default"]
        for key in rest:
            if key != "label":
                self._lose((*place, key), f"{key} of a state", "it travels in meta")
        kept = {**made.pop("meta", {}).get(SECTION, {}), **rest}
        meta = {**(data.get("meta") or {}), **({SECTION: kept} if kept else {})}
        return made | ({"meta": meta} if meta else {})

    def _descriptor(self, ours: str) -> str:
        for prefix, told in _ENGINE:
            if ours.startswith(prefix) and not ours.endswith("*"):
                return told + ours.removeprefix(prefix)
        if ours.startswith("done.state.") and ours.removeprefix("done.state.") in self.states:
            return f"xstate.done.state.{self.id_of(ours.removeprefix('done.state.'))}"
        return ours

    def id_of(self, path: str) -> str:
        """The id that XState gives the state at a path."""
        return f"{self.machine}.{path}" if path else self.machine

    def _candidates(self, written: Any, place: Place, path: str) -> Any:
        if isinstance(written, list):
            return [self._candidate(one, (*place, i), path) for i, one in enumerate(written)]
        return self._candidate(written, place, path)

    def _candidate(self, written: Any, place: Place, path: str) -> Any:
        if isinstance(written, str):
            return {"target": self._targets(written, path)}
        made: Config = {}
        if "when" in written:
            at = (*place, "when")
            made["guard"] = self.actions.telling.guard(
                written["when"], lambda what: self._lose(at, what, "it travels beside the guard")
            )
        rest = {key: value for key, value in written.items() if key not in _TOLD_OF_TRANSITION}
        made |= self._goal(written, rest, path)
        if written.get("do"):
            made["actions"] = self.actions.told(written["do"], (*place, "do"))
        if written.get("reenter"):
            made["reenter"] = True
        if "describe" in written:
            made["description"] = written["describe"]
        for key in rest.keys() - {"label", "tags"}:
            self._lose(place, f"{key} of dimensions", "it travels in meta")
        meta = {**(written.get("meta") or {}), **({SECTION: rest} if rest else {})}
        return made | ({"meta": meta} if meta else {})

    def _goal(self, written: Mapping[str, Any], rest: Config, path: str) -> Config:
        """The targets that are states; *rest* gets those that are values of dimensions."""
        target = written.get("target")
        listed = target if isinstance(target, list) else [] if target is None else [target]
        states = [each for each in listed if isinstance(each, str)]
        if len(states) < len(listed):
            rest["target"] = target
        told = [self._targets(each, path) for each in states]
        return {"target": told[0] if len(told) == 1 else told} if told else {}

    def _targets(self, written: str, path: str) -> str:
        return f"#{self.id_of(self._sought(written, path))}"

    def _sought(self, written: str, path: str) -> str:
        """The path that a target names: see semantics 2.5."""
        if written.startswith("."):
            return f"{path}{written}" if path else written[1:]
        around = path
        while around:
            around = around.rpartition(".")[0]
            near = f"{around}.{written.partition('.')[0]}" if around else written.partition(".")[0]
            if near in self.states:
                return f"{around}.{written}" if around else written
        return written

    def _timers(
        self, after: Mapping[str, Any], path: str, place: Place
    ) -> Iterator[tuple[str, Any]]:
        for delay, written in after.items():
            at = (*place, delay)
            found = self._candidates(written, at, path)
            try:
                key: str | float = delay if not delay[:1].isdigit() else _number(delay)
                yield str(parse_duration(key)), found
            except DurationError:
                self._lose(at, f"the computed delay {delay}", "a delay of that name")
                yield delay, found

    def _invokes(self, written: Any, path: str, place: Place) -> Iterator[Config]:
        many = written if isinstance(written, list) else [written]
        for number, one in enumerate(many):
            at = (*place, number) if many is written else place
            yield self._invoke(one, path, at)

    def _invoke(self, one: Mapping[str, Any], path: str, place: Place) -> Config:
        source = str(one.get("machine", one.get("action")))
        name = source.rsplit("/", maxsplit=1)[-1].rsplit(".", maxsplit=1)[-1]
        made: Config = {"src": source, "id": one.get("id", name)}
        given = one.get("input", one.get("with"))
        if given is not None and "each" not in one:
            made["input"] = self._data(given, place)
        for key, told in (("on_done", "onDone"), ("on_error", "onError")):
            if key in one:
                made[told] = self._candidates(one[key], (*place, key), path)
        rest = {key: one[key] for key in one if key not in _TOLD_OF_INVOKE}
        for key in rest:
            self._lose((*place, key), f"{key} of an invoke", "it travels in meta")
        if rest and given is not None:
            rest["input" if "machine" in one else "with"] = given
        if "machine" in one and (rest or source not in self.machines):
            rest["machine"] = source
        return made | ({"meta": {SECTION: rest}} if rest else {})

    def _data(self, data: Any, place: Place) -> Any:
        def lose(what: str) -> None:
            self._lose(place, what, "it is null there")

        return self.actions.telling.data(data, lose)

    def _lose(self, place: Place, what: str, instead: str) -> None:
        self.actions.out.lose(place, what, instead)


def _number(delay: str) -> str | float:
    """A key that is a number of seconds, or a duration's text."""
    try:
        return float(delay)
    except ValueError:
        return delay
