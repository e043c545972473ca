"""Our own SCXML documents → definitions, as they were before they were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from statecraft.interop.meaning import Meaning
from statecraft.interop.scxml.desk import Desk
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas
from statecraft.interop.scxml.languages import ECMASCRIPT
from statecraft.interop.scxml.own import AFTER, IS, KEY, KEYS, MADE, NAME, ORDER, carried
from statecraft.interop.scxml.own_states import States, states_of
from statecraft.interop.scxml.transitions import shortest

_TAGS = ("state", "parallel", "final", "history")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReading:
    """Reads the elements of one machine."""

    formulas: Formulas
    states: States

    def actions(self, elements: Iterator[Element] | tuple[Element, ...]) -> list[Any]:
        """The actions that elements stand for; those made for other engines are left out."""
        return [self.action(element) for element in elements if element.get(MADE) is None]

    def action(self, element: Element) -> Any:
        """One action."""
        if IS in element.attributes:
            return carried(element)
        at = element.span
        match element.name:
            case "raise":
                return {"raise": element.get("event") or ""}
            case "assign":
                place = element.get("location") or ""
                return {"set": {place: self.formulas.data(element.get("expr") or "", at)}}
            case "log":
                return {"log": self.formulas.data(element.get("expr") or "", at)}
            case "cancel":
                return {"cancel": element.get("sendid") or ""}
            case "send":
                return self._send(element)
            case "if":
                return self._if(element)
            case _:
                return {"log": f"=fail('<{element.name}> is not read')"}

    def _send(self, element: Element) -> Any:
        found: dict[str, Any] = {"send": element.get("event") or ""}
        for key in ("delay", "id"):
            if element.get(key) is not None:
                found[key] = element.get(key)
        fields = {
            parameter.get("name") or "": self.formulas.data(
                parameter.get("expr") or "", parameter.span
            )
            for parameter in element.named("param")
        }
        return {**found, "with": fields} if fields else found

    def _if(self, element: Element) -> Any:
        then: list[Element] = []
        otherwise: list[Element] | None = None
        for child in element.children:
            if child.name == "else":
                otherwise = []
            else:
                (then if otherwise is None else otherwise).append(child)
        condition = self.formulas.condition(element.get("cond") or "", element.span)
        found = {"if": condition, "then": self.actions(tuple(then))}
        return found if otherwise is None else {**found, "else": self.actions(tuple(otherwise))}

    def transition(self, element: Element, source: str) -> Any:
        """A transition in full, without its event."""
        if IS in element.attributes:
            return carried(element)
        found: dict[str, Any] = {}
        if element.get("cond") is not None:
            found["when"] = self.formulas.condition(element.get("cond") or "", element.span)
        targets = [
            self.states.reference(self.states.paths[word], source)
            for word in (element.get("target") or "").split()
            if word in self.states.paths
        ]
        if targets:
            found["target"] = targets[0] if len(targets) == 1 else targets
        actions = self.actions(element.children)
        return {**found, "do": actions} if actions else found

    def state(self, element: Element, path: str) -> dict[str, Any]:
        """A state with all that is in it."""
        found: dict[str, Any] = {}
        if element.name == "history":
            found["history"] = element.get("type") or "shallow"
        elif element.name == "final":
            found["final"] = True
        elif element.name == "parallel":
            found["parallel"] = True
        found |= self._initial(element)
        found |= self._handlers(element)
        found |= self._transitions(element, path)
        found |= carried(element, KEYS) or {}
        inside = {
            name_of(child): self.state(
                child, f"{path}.{name_of(child)}" if path else name_of(child)
            )
            for child in element.named(*_TAGS)
        }
        return {**found, "states": inside} if inside else found

    def _initial(self, element: Element) -> dict[str, Any]:
        written = element.first("initial")
        if written is not None:
            return {"initial": carried(written)}
        identity = element.get("initial")
        if identity is None or identity not in self.states.paths:
            return {}
        return {"initial": self.states.paths[identity].rpartition(".")[2]}

    def _handlers(self, element: Element) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, name in (("entry", "onentry"), ("exit", "onexit")):
            actions = [a for handler in element.named(name) for a in self.actions(handler.children)]
            if actions:
                found[key] = actions
        donedata = element.first("donedata")
        return found if donedata is None else {**found, "output": carried(donedata)}

    def _transitions(self, element: Element, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in element.named("transition"):
            inner = self.transition(child, path)
            if element.name == "history":
                found["default"] = inner
            elif child.get(AFTER) is not None:
                _under(found, "after", child.get(AFTER) or "").append(inner)
            elif child.get(KEY) == "on_done":
                found.setdefault("on_done", []).append(inner)
            elif child.get("event") is None:
                found.setdefault("always", []).append(inner)
            else:
                _under(found, "on", child.get("event") or "").append(inner)
        return {key: _short(key, value) for key, value in found.items() if value is not None}


def _short(key: str, value: Any) -> Any:
    """A section in which a single transition is no list, and a mere target stands by itself."""
    if key in ("on", "after"):
        return {inner: shortest(candidates) for inner, candidates in value.items()}
    return shortest(value) if key == "on_done" else value


def _under(found: dict[str, Any], key: str, inner: str) -> list[Any]:
    section: dict[str, list[Any]] = found.setdefault(key, {})
    return section.setdefault(inner, [])


def name_of(element: Element) -> str:
    """A state's own name."""
    return element.get(NAME) or element.get("id") or ""


def reading_of(names: Mapping[str, str], states: States, machine: str, desk: Desk) -> OwnReading:
    """The reading of a machine with these variables and states."""
    meaning = Meaning(
        variables=names,
        states=states.paths,
        machine=machine,
        short_types=False,
        events=MappingProxyType({}),
        is_ours=True,
    )
    formulas = Formulas(language=ECMASCRIPT, meaning=meaning, desk=desk)
    return OwnReading(formulas=formulas, states=states)


def own_document(root: Element, desk: Desk) -> dict[str, Any]:
    """The definition that a document of ours was written from."""
    skeleton = {"states": _skeleton(root)}
    data = [element for model in root.named("datamodel") for element in model.children]
    variables = {name: name for element in data if (name := element.get("id"))}
    name = root.get("name") or "machine"
    reading = reading_of(MappingProxyType(variables), states_of(skeleton), name, desk)
    found: dict[str, Any] = {"statecraft": 1, "machine": name}
    if data:
        found["context"] = {element.get("id") or "": carried(element) for element in data}
    found |= {e.get("name") or "": carried(e) for e in root.named("section")}
    found |= reading.state(root, "")
    return _in_order(found, carried(root, ORDER) or [])


def _skeleton(element: Element) -> dict[str, Any]:
    return {name_of(child): {"states": _skeleton(child)} for child in element.named(*_TAGS)}


def _in_order(found: dict[str, Any], order: list[str]) -> dict[str, Any]:
    known = {key: found[key] for key in order if key in found}
    return {**known, **{key: value for key, value in found.items() if key not in known}}
