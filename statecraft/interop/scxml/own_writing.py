"""Definitions → SCXML: what SCXML can say in its own words, the rest in a namespace of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr.problem import ExpressionError
from statecraft.interop.ecmascript.writing import Writing
from statecraft.interop.losses import Exported, Loss, Native, Source
from statecraft.interop.scxml.desk import Desk
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.own import (
    AFTER,
    KEY,
    KEYS,
    MADE,
    NAME,
    NAMESPACE,
    ORDER,
    VERSION,
    as_json,
    as_lines,
    candidate,
    one_or_more,
)
from statecraft.interop.scxml.own_actions import Path, WrittenActions, made, marked
from statecraft.interop.scxml.own_reading import OwnReading, reading_of
from statecraft.interop.scxml.own_states import States, states_of
from statecraft.interop.scxml.plain_data import plain_machine
from statecraft.interop.scxml.xml_text import xml_text
from statecraft.interop.untranslatable import Untranslatable
from statecraft.source.document import Located

_STATE_KEYS: Final = frozenset(
    (
        "states",
        "parallel",
        "initial",
        "entry",
        "exit",
        "on",
        "always",
        "after",
        "on_done",
        "final",
        "output",
        "history",
        "default",
    )
)
_SILENT: Final = frozenset(
    ("describe", "label", "tags", "meta", "package", "version", "scenarios", "properties", "allow")
)
_WRITTEN: Final = frozenset(
    ("machine", "statecraft", "states", "initial", "parallel", "context", "$schema")
)
_INSTEAD: Final = "it travels in the namespace of statecraft, which other engines do not read"


def write_scxml(native: Native) -> Exported:
    """The SCXML document of a definition's main machine."""
    writer = _writer_of(native, native.document.root, native.data["machine"], ())
    root = writer.root()
    return Exported(text=xml_text(root), losses=tuple(sorted(set(writer.losses))))


def _writer_of(native: Native, node: Located, name: str, inside: tuple[str, ...]) -> _Writer:
    """The writer of a machine that stands at *node*, *inside* of these others."""
    machine = plain_machine(node)
    states = states_of(machine)
    names = {variable: variable for variable in machine.get("context", ())}
    desk = Desk(source=Source(text="", file=""))
    return _Writer(
        native=native,
        node=node,
        name=name,
        inside=(*inside, name),
        machine=machine,
        states=states,
        reading=reading_of(MappingProxyType(names), states, name, desk),
        names=frozenset(names),
    )


@dataclass(slots=True, kw_only=True)
class _Writer:
    """The writing of one machine; collects what other engines will not read."""

    native: Native
    node: Located
    name: str
    inside: tuple[str, ...]
    machine: Mapping[str, Any]
    states: States
    reading: OwnReading
    names: frozenset[str]
    losses: list[Loss] = field(default_factory=list)

    def lose(self, path: Path, what: str) -> None:
        """Report something that other engines do not read."""
        at = self.native.place((*self.node.path, *path))
        self.losses.append(Loss(at=at, what=what, instead=_INSTEAD))

    @property
    def _actions(self) -> WrittenActions:
        writing = Writing(names=self.names, state_id=lambda path: self.states.ids.get(path, path))
        return WrittenActions(writing=writing, reading=self.reading, lose=self.lose)

    def root(self) -> Element:
        """The whole document."""
        initial = self._initial_id(self.machine, "")
        attributes = {
            "version": "1.0",
            "datamodel": "ecmascript",
            "name": self.name,
            "initial": initial,
            VERSION: "1",
            ORDER: as_json([key for key in self.machine if key != "$schema"]),
        }
        inside = [*self._sections(), *self._context(), *self._states("")]
        if "initial" in self.machine and initial is None:
            inside.insert(0, self._initial(self.machine, "", ("initial",)))
        return made("scxml", attributes, inside)

    def _sections(self) -> Iterator[Element]:
        parallel = ("parallel",) if "parallel" in self.machine else ()
        for key in (*(k for k in self.machine if k not in _WRITTEN), *parallel):
            if key not in _SILENT:
                self.lose((key,), f"the section {key}")
            text = as_lines(self.machine[key])
            yield made("section", {"name": key}, text=text, namespace=NAMESPACE)

    def _context(self) -> Iterator[Element]:
        """The variables; a computed one has no counterpart."""
        found = []
        for name, declared in self.machine.get("context", {}).items():
            initial = declared.get("initial")
            text = self._text_or_none(initial, ("context", name))
            found.append(marked(made("data", {"id": name, "expr": text}), declared))
        if found:
            yield made("datamodel", children=found)

    def _text_or_none(self, data: Any, path: Path) -> str | None:
        if data is None:
            return None
        try:
            return self._actions.data(data)
        except (Untranslatable, ExpressionError) as reason:
            self.lose(path, f"a value: {reason}")
            return None

    def _states(self, above: str) -> Iterator[Element]:
        around = self.states.nodes[above] if above else self.machine
        for name, node in (around.get("states") or {}).items():
            yield self._state(node, f"{above}.{name}" if above else str(name))

    def _state(self, node: Mapping[str, Any], path: str) -> Element:
        place = self._place(path)
        identity, name = self.states.ids[path], path.rpartition(".")[2]
        more = {key: value for key, value in node.items() if key not in _STATE_KEYS}
        for key in more.keys() - _SILENT:
            self.lose((*place, key), f"{key} of a state")
        initial = self._initial_id(node, path)
        attributes = {
            "id": identity,
            "initial": initial,
            "type": node.get("history"),
            NAME: name if name != identity else None,
            KEYS: as_json(more) if more else None,
        }
        inside = list(self._inside(node, path, place))
        if "initial" in node and initial is None:
            inside.insert(0, self._initial(node, path, (*place, "initial")))
        return made(_kind(node), attributes, inside)

    def _place(self, path: str) -> Path:
        return tuple(part for name in path.split(".") for part in ("states", name))

    def _inside(self, node: Mapping[str, Any], path: str, place: Path) -> Iterator[Element]:
        delays = list(enumerate(node.get("after") or {}))
        entry = self._actions.elements(node.get("entry"), (*place, "entry"))
        leaving = self._actions.elements(node.get("exit"), (*place, "exit"))
        started = [made("send", _timer(path, number, delay)) for number, delay in delays]
        stopped = [made("cancel", {"sendid": _timer_id(path, n), MADE: "true"}) for n, _ in delays]
        for name, elements in (("onentry", started + entry), ("onexit", leaving + stopped)):
            if elements:
                yield made(name, children=elements)
        if "output" in node:
            text = self._text_or_none(node["output"], (*place, "output"))
            content = [] if text is None else [made("content", {"expr": text})]
            yield marked(made("donedata", children=content), node["output"])
        yield from self._invokes(node, place)
        yield from self._transitions(node, path, place)
        yield from self._states(path)

    def _invokes(self, node: Mapping[str, Any], place: Path) -> Iterator[Element]:
        """The children of a state for other engines; ours reads them among its keys."""
        submachine = node.get("submachine")
        if submachine is not None:
            whole = submachine if isinstance(submachine, dict) else {"machine": submachine}
            yield from self._invoke({**whole, "autoforward": True}, (*place, "submachine"))
        for each in one_or_more(node.get("invoke", [])):
            yield from self._invoke(each, (*place, "invoke"))

    def _invoke(self, invoke: Mapping[str, Any], place: Path) -> Iterator[Element]:
        name = invoke.get("machine")
        others = self.native.document.root.get("machines")
        if name is None or others is None or name not in others or name in self.inside:
            return
        child = _writer_of(self.native, others[name], name, self.inside)
        content = made("content", children=[child.root()])
        self.losses += child.losses
        attributes = {
            "type": "scxml",
            "id": invoke.get("id", name),
            "autoforward": "true" if invoke.get("autoforward") else None,
            MADE: "true",
        }
        try:
            given = self._actions.parameters(invoke.get("input"))
        except (Untranslatable, ExpressionError) as reason:
            self.lose(place, f"the input of a child: {reason}")
            given = []
        yield made("invoke", attributes, [*given, content])

    def _transitions(self, node: Mapping[str, Any], path: str, place: Path) -> Iterator[Element]:
        if "default" in node:
            yield self._transition(node["default"], path, (*place, "default"), {})
        for key in node:
            if key == "always":
                yield from self._candidates(node[key], path, (*place, key), {})
            elif key == "on_done":
                event = f"done.state.{self.states.ids[path]}"
                attributes = {"event": event, KEY: key}
                yield from self._candidates(node[key], path, (*place, key), attributes)
            elif key in ("on", "after"):
                for number, (word, value) in enumerate(node[key].items()):
                    attributes = {"event": word if key == "on" else _timer_id(path, number)}
                    if key == "after":
                        attributes[AFTER] = word
                    yield from self._candidates(value, path, (*place, key, word), attributes)

    def _candidates(
        self, value: Any, path: str, place: Path, attributes: Mapping[str, str]
    ) -> Iterator[Element]:
        for number, each in enumerate(one_or_more(value)):
            at = (*place, number) if isinstance(value, list) else place
            yield self._transition(each, path, at, attributes)

    def _transition(
        self, written: Any, path: str, place: Path, attributes: Mapping[str, str]
    ) -> Element:
        full = candidate(written)
        targets, whole = self._targets(full, path, place)
        condition = self._condition(full, place)
        actions = self._actions.elements(full.get("do"), (*place, "do"))
        stays = full.get("reenter") is not True and bool(targets)
        element = made(
            "transition",
            {
                **attributes,
                "cond": condition,
                "target": " ".join(self.states.ids[target] for target in targets) or None,
                "type": "internal" if stays and _inside_of(path, targets) else None,
            },
            actions,
        )
        plain = {**full, "target": whole} if targets else full
        back = self.reading.transition(element, path)
        return element if back == plain else marked(element, written)

    def _targets(self, full: Mapping[str, Any], path: str, place: Path) -> tuple[list[str], Any]:
        """The paths of the states that are targets, and how all of them are written plainly."""
        written = [w for w in one_or_more(full.get("target")) if w is not None]
        found = [self.states.sought(w, path) if isinstance(w, str) else None for w in written]
        paths = [target for target in found if target is not None]
        if len(paths) < len(written) or "from" in full:
            self.lose(place, "a transition that moves dimensions, or depends on one")
            return paths, None
        references = [self.states.reference(target, path) for target in paths]
        return paths, references[0] if len(references) == 1 else references

    def _condition(self, full: Mapping[str, Any], place: Path) -> str | None:
        if "when" not in full:
            return None
        try:
            return self._actions.condition(full["when"])
        except (Untranslatable, ExpressionError) as reason:
            self.lose(place, f"a condition: {reason}")
            return "false"

    def _initial_id(self, node: Mapping[str, Any], path: str) -> str | None:
        written = node.get("initial")
        if not isinstance(written, str) or "." in written:
            return None
        return self.states.ids.get(f"{path}.{written}" if path else written)

    def _initial(self, node: Mapping[str, Any], path: str, place: Path) -> Element:
        """An ``initial`` with actions, or that leads deeper than a child."""
        written = node["initial"]
        full = written if isinstance(written, dict) else {"target": written}
        paths = [f"{path}.{name}" if path else name for name in one_or_more(full["target"])]
        ids = " ".join(self.states.ids.get(each, each) for each in paths)
        actions = self._actions.elements(full.get("do"), (*place, "do"))
        transition = made("transition", {"target": ids}, actions)
        return marked(made("initial", children=[transition]), written)


def _kind(node: Mapping[str, Any]) -> str:
    if "history" in node:
        return "history"
    if node.get("final"):
        return "final"
    return "parallel" if node.get("parallel") else "state"


def _inside_of(path: str, targets: list[str]) -> bool:
    return all(target.startswith(f"{path}.") for target in targets)


def _timer_id(path: str, number: int) -> str:
    return f"after.{path}.{number}"


def _timer(path: str, number: int, delay: str) -> dict[str, str]:
    """The ``send`` by which other engines have the timer of an ``after``."""
    name = _timer_id(path, number)
    return {"event": name, "id": name, "delay": delay, MADE: "true"}
