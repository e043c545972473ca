"""sismic's YAML → a definition. It keeps our own meaning, which is nearest to sismic's."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic
from statecraft.interop.losses import Imported, Loss, Source
from statecraft.interop.scxml.outline import reference
from statecraft.interop.scxml.transitions import shortest
from statecraft.interop.sismic.code import Code, Guard, assigned
from statecraft.interop.untranslatable import Untranslatable
from statecraft.interop.xstate.names import NameTable, event, identifier, part
from statecraft.source.document import Document, Located
from statecraft.source.reader import read_text

_CODE: Final = ("on entry", "on exit", "action", "preamble")
_LOST: Final = ("contract", "sends")
_NEVER: Final = "the transition is left out"
_NOTHING: Final = "nothing is done"


def read_sismic(source: Source) -> Imported:
    """The definition that a chart of sismic is.

    Raises:
        DefinitionError: the text is no chart of sismic's.
    """
    reading = read_text(source.text, source.file)
    if reading.document is None:
        raise DefinitionError(reading.diagnostics, {source.file: source.text})
    document: Document = reading.document
    root = _root(document)
    if root is None:
        message = "a chart of sismic has statechart: with a root state:"
        found = Diagnostic(code="SC401", span=document.whole(), message=message)
        raise DefinitionError((found,), {source.file: source.text})
    return _Reading(document=document, root=root).imported()


def _root(document: Document) -> Located | None:
    chart = document.root.get("statechart") if isinstance(document.data, dict) else None
    found = chart.get("root state") if chart is not None and isinstance(chart.value, dict) else None
    return found if found is not None and isinstance(found.value, dict) else None


class _Reading:
    """One chart while it is read."""

    def __init__(self, *, document: Document, root: Located) -> None:
        self._chart = document.root["statechart"]
        self._root = root
        self._losses: list[Loss] = []
        self._names, self._events = NameTable(spell=part), NameTable(spell=event)
        self._paths = dict(self._places(root, ""))
        variables = NameTable(spell=identifier)
        for text in self._texts():
            for name, _ in assigned(text):
                variables.name(name)
        self._code = Code(
            variables=MappingProxyType(dict(variables.ours)),
            states=MappingProxyType(self._paths),
            events=self._events,
        )

    def imported(self) -> Imported:
        """The whole chart."""
        name = part(str(self._chart.value.get("name", "chart")))
        document: dict[str, Any] = {"statecraft": 1, "machine": name}
        context, entry = self._variables()
        document |= {"context": context} if context else {}
        inner = self._state(self._root)
        machine_level = {key: inner.pop(key) for key in ("on", "always") if key in inner}
        document |= inner | machine_level
        document |= {"entry": [*entry, *document.get("entry", [])]} if entry else {}
        names = {path: state for state, path in self._paths.items()}
        names[""] = str(self._root.value.get("name", ""))
        return Imported(
            document=document,
            losses=tuple(sorted(self._losses)),
            names=MappingProxyType(names),
            events=MappingProxyType(dict(self._events.ours)),
        )

    def _places(self, node: Located, above: str) -> Iterator[tuple[str, str]]:
        for child in _inside(node):
            name = self._names.name(str(child.value.get("name")))
            path = f"{above}.{name}" if above else name
            yield str(child.value.get("name")), path
            yield from self._places(child, path)

    def _texts(self) -> Iterator[str]:
        """Every piece of code, the preamble first."""
        yield str(self._chart.value.get("preamble") or "")
        pending = [self._root]
        while pending:
            node = pending.pop(0)
            pending += _inside(node)
            parts = (node, *_listed(node, "transitions"))
            yield from (
                str(each.value[key]) for each in parts for key in _CODE if key in each.value
            )

    def _variables(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The context; what the preamble does is done on entry of the machine."""
        preamble = self._chart.get("preamble")
        context = {ours: {"initial": "=null"} for ours in self._code.variables.values()}
        actions = [] if preamble is None else self._actions(preamble)
        for action in list(actions):
            ((place, value),) = action.get("set", {"": None}).items()
            if place in context and context[place]["initial"] == "=null":
                context[place] = {"initial": value}
                actions.remove(action)
        return context, actions

    def _actions(self, node: Located) -> list[dict[str, Any]]:
        try:
            return self._code.actions(str(node.value))
        except (Untranslatable, KeyError) as reason:
            self._lose(node, f"code: {reason}", _NOTHING)
            return []

    def _lose(self, node: Located, what: str, instead: str) -> None:
        self._losses.append(Loss(at=node.key_span, what=what, instead=instead))

    def _state(self, node: Located) -> dict[str, Any]:
        found: dict[str, Any] = {}
        kind = str(node.value.get("type", ""))
        if kind == "final":
            found["final"] = True
        elif kind.endswith("history"):
            found["history"] = "deep" if kind.startswith("deep") else "shallow"
            if "memory" in node.value:
                found["default"] = self._names.name(str(node.value["memory"]))
        if "parallel states" in node.value:
            found["parallel"] = True
        if "initial" in node.value:
            found["initial"] = self._names.name(str(node.value["initial"]))
        for key, ours in (("on entry", "entry"), ("on exit", "exit")):
            actions = self._actions(node[key]) if key in node.value else []
            found |= {ours: actions} if actions else {}
        for key in _LOST:
            if key in node.value:
                self._lose(node[key], key, "it is not checked")
        found |= self._transitions(node)
        inside = {self._names.name(str(c.value.get("name"))): self._state(c) for c in _inside(node)}
        return {**found, "states": inside} if inside else found

    def _transitions(self, node: Located) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in _listed(node, "transitions"):
            try:
                guard = self._code.guard(str(each.value.get("guard", "True")))
            except (Untranslatable, KeyError) as reason:
                self._lose(each, f"a guard: {reason}", _NEVER)
                continue
            self._add(
                found,
                each,
                self._candidate(each, guard, self._paths.get(str(node.value.get("name")), "")),
                guard,
            )
        return {key: _short(section) for key, section in found.items()}

    def _add(
        self, found: dict[str, Any], node: Located, candidate: dict[str, Any], guard: Guard
    ) -> None:
        named = node.value.get("event")
        if named is not None and guard.delay is not None:
            self._lose(node, "an event together with a time", _NEVER)
        elif named is not None:
            found.setdefault("on", {}).setdefault(self._events.name(str(named)), []).append(
                candidate
            )
        elif guard.delay is not None:
            key = f"{guard.delay:g}s"
            found.setdefault("after", {}).setdefault(key, []).append(candidate)
        else:
            found.setdefault("always", []).append(candidate)

    def _candidate(self, node: Located, guard: Guard, source: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if guard.condition not in (None, "true"):
            found["when"] = guard.condition
        target = node.value.get("target")
        path = self._paths.get(str(target))
        if target is not None and path is None:
            self._lose(node, f"there is no state {target}", "a transition without a target")
        elif path is not None:
            found["target"] = reference(source, path)
            if path == source or path.startswith(f"{source}."):
                found["reenter"] = True
        if "action" in node.value:
            found["do"] = self._actions(node["action"])
        return found


def _short(section: Any) -> Any:
    """A section whose lists of one candidate are that candidate, or its target."""
    if isinstance(section, list):
        return section
    return {key: shortest(candidates) for key, candidates in section.items()}


def _inside(node: Located) -> list[Located]:
    return [*_listed(node, "states"), *_listed(node, "parallel states")]


def _listed(node: Located, key: str) -> list[Located]:
    found = node.get(key)
    if found is None or not isinstance(found.value, list):
        return []
    return [each for each in found.elements() if isinstance(each.value, dict)]
