"""Transitions: ``on``, ``always``, ``after``, ``onDone`` and ``onError`` → candidates of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.xstate.actions import actions, delay
from statecraft.interop.xstate.config import Node
from statecraft.interop.xstate.context import paths_read
from statecraft.interop.xstate.guards import condition
from statecraft.interop.xstate.scope import MachineScope
from statecraft.interop.xstate.shape import Place

_KNOWN: Final = frozenset({"target", "guard", "actions", "reenter", "description", "meta"})
_SYSTEM: Final[Mapping[str, tuple[str, ...]]] = {
    "xstate.*": ("done.invoke.*", "done.state.*", "error.invoke.*"),
    "xstate.done.*": ("done.invoke.*", "done.state.*"),
    "xstate.done.actor.*": ("done.invoke.*",),
    "xstate.done.state.*": ("done.state.*",),
    "xstate.error.*": ("error.invoke.*",),
    "xstate.error.actor.*": ("error.invoke.*",),
}
SECTION: Final = "statecraft"
"""The key of ``meta`` under which an export keeps what XState has no word for."""

_SEE_TIMERS: Final = frozenset({"*", "xstate.*", "xstate.after.*"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where transitions stand: a node, in a machine."""

    node: Node
    scope: MachineScope

    def candidates(self, written: Any, place: Place) -> Any:
        """A target, a transition, or a list of these; None where nothing is written."""
        if isinstance(written, list):
            made = [self._transition(each, (*place, i)) for i, each in enumerate(written)]
            return made[0] if len(made) == 1 else made or None
        return self._transition(written, place)

    def _transition(self, written: Any, place: Place) -> Any:
        if not isinstance(written, dict):
            return self._toward(written, place, {})
        made: dict[str, Any] = {}
        if "guard" in written:
            made["when"] = condition(written["guard"], (*place, "guard"), self.scope)
        made |= self._described(written, place)
        return self._toward(written.get("target"), place, made | self._doing(written, place))

    def _doing(self, written: Mapping[str, Any], place: Place) -> dict[str, Any]:
        made: dict[str, Any] = {}
        done = actions(written.get("actions"), (*place, "actions"), self.scope)
        if written.get("reenter"):
            made["reenter"] = True
            done = self._around_root(done) if "target" in written else done
        return made | ({"do": done} if done else {})

    def _around_root(self, done: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What a re-entry of the source does: here the root stays, and so its actions are told."""
        config = self.node.config
        if self.node.keys or own_keys(config):
            return done
        place = self.node.place
        if "invoke" in config:
            self.scope.desk.lose((*place, "invoke"), "a child of a root re-entered", "it goes on")
        before = actions(config.get("exit"), (*place, "exit"), self.scope)
        behind = actions(config.get("entry"), (*place, "entry"), self.scope)
        for key in config.get("after") or {}:
            start, stop = self.timer(key)
            before, behind = [*before, stop], [*behind, start]
        return [*before, *done, *behind]

    def timer(self, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A timer as actions: what starts it, and what stops it."""
        name = self.scope.desk.events.name(timer_event(key, self.node))
        wait = delay(key, (*self.node.place, "after", key), self.scope)
        return {"send": name, "delay": wait, "id": name}, {"cancel": name}

    def _toward(self, target: Any, place: Place, made: dict[str, Any]) -> Any:
        """The transition with its targets; a target alone is written as such."""
        if target is None or "target" in made:
            if "target" not in made:
                made.pop("reenter", None)
            return made
        found = self.scope.targets(self.node, target, place)
        goal: Any = found[0] if len(found) == 1 else found
        if not made and isinstance(goal, str):
            return goal
        before = {key: made[key] for key in ("describe", "meta", "when") if key in made}
        return {**before, "target": goal, **made} if found else made

    def _described(self, written: Mapping[str, Any], place: Place) -> dict[str, Any]:
        for key in written.keys() - _KNOWN:
            self.scope.desk.lose((*place, key), f"{key} of a transition", "nothing")
        return described(written) | own_keys(written)

    def on(self) -> dict[str, Any]:
        """The ``on`` of the node, ``onDone`` and timers that wildcards can see included."""
        made: dict[str, Any] = {}
        for descriptor, written in (self.node.config.get("on") or {}).items():
            found = self.candidates(written, (*self.node.place, "on", descriptor))
            if found is not None:
                for ours in self.descriptors(descriptor):
                    made[ours] = (
                        [*_listed(made.get(ours)), *_listed(found)] if ours in made else found
                    )
        return made

    def descriptors(self, original: str) -> tuple[str, ...]:
        """What of ours matches the same events."""
        if original in _SYSTEM:
            return _SYSTEM[original]
        if original.startswith("xstate."):
            made = self._made_by_engine(original)
            if made is not None:
                return (made,)
        if own_keys(self.scope.root.config):
            return (original,)
        if original == "*" or not original.endswith(".*"):
            return (original if original == "*" else self.scope.desk.events.name(original),)
        return (f"{self.scope.desk.events.spell(original[:-2])}.*",)

    def _made_by_engine(self, original: str) -> str | None:
        for prefix, ours in (("done.actor.", "done.invoke."), ("error.actor.", "error.invoke.")):
            if original.startswith(f"xstate.{prefix}"):
                return ours + self.scope.slots.name(original.removeprefix(f"xstate.{prefix}"))
        state = original.removeprefix("xstate.done.state.")
        node = next((each for each in self.scope.root.all() if each.id == state), None)
        return None if node is None else f"done.state.{self.scope.path(node)}"

    def after(self) -> Iterator[tuple[str, Any, Any]]:
        """The timers: what the engine calls each, its delay, and its transitions or None."""
        for key, written in (self.node.config.get("after") or {}).items():
            place = (*self.node.place, "after", key)
            found = None if written is None else self.candidates(written, place)
            yield timer_event(key, self.node), delay(key, place, self.scope), found


def timer_event(delay: str, node: Node) -> str:
    """The name that the engine gives a timer's event."""
    return f"xstate.after.{delay}.{node.id}"


def sees_timers(root: Node) -> bool:
    """Whether the timers of a machine have to be events of their own.

    So it is where a wildcard matches these, where names of events are read, and where the root,
    which here is never left, is entered again and starts them anew.
    """
    if "after" in root.config and _is_re_entered(root.config):
        return True
    reads = any(path in ("event", "event.type") for path in paths_read(root.config))
    return reads or any(_SEE_TIMERS & set(node.config.get("on") or ()) for node in root.all())


def _is_re_entered(config: Mapping[str, Any]) -> bool:
    sections = (config.get("on") or {}, config.get("after") or {}, {"": config.get("always")})
    listed = (each for section in sections for found in section.values() for each in _listed(found))
    return any(isinstance(each, dict) and each.get("reenter") for each in listed)


def described(written: Mapping[str, Any]) -> dict[str, Any]:
    """``description`` and ``meta``, which mean nothing to the engine."""
    made: dict[str, Any] = {}
    if isinstance(written.get("description"), str):
        made["describe"] = written["description"]
    if isinstance(written.get("meta"), dict):
        meta = {key: value for key, value in written["meta"].items() if key != SECTION}
        made |= {"meta": meta} if meta else {}
    return made


def own_keys(written: Mapping[str, Any]) -> dict[str, Any]:
    """What an exported piece carries of this language's own keys."""
    meta = written.get("meta")
    own = meta.get(SECTION) if isinstance(meta, dict) else None
    return dict(own) if isinstance(own, dict) else {}


def _listed(candidates: Any) -> list[Any]:
    if candidates is None:
        return []
    return candidates if isinstance(candidates, list) else [candidates]
