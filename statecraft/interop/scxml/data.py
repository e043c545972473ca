"""The data model of a machine → its context (SCXML 5.2, 5.3)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr.tree import Expr
from statecraft.interop.as_data import as_data
from statecraft.interop.building import failure, item, literal
from statecraft.interop.building import name as name_of
from statecraft.interop.meaning import SYSTEM
from statecraft.interop.names import NameTable, identifier
from statecraft.interop.scxml.content import ActionNode
from statecraft.interop.scxml.desk import Desk
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas, content_value
from statecraft.interop.scxml.languages import Language
from statecraft.interop.scxml.sending import needs_counter

_IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_OURS: Final = re.compile(r"(item|index)_\d+|sent_|event_origin|session_id|.*_is_bound")


def variables_of(root: Element, language: Language, desk: Desk) -> Mapping[str, str]:
    """Every variable of a machine → our name: declared ones, and those that content makes."""
    table = NameTable(spell=_spelled)
    if language.name != "null":
        for name in _variables(root, language, desk):
            if _IDENTIFIER.fullmatch(name) and name not in SYSTEM:
                table.name(name)
    return MappingProxyType(dict(table.ours))


def _spelled(name: str) -> str:
    ours = identifier(name)
    return f"{ours}_" if _OURS.fullmatch(ours) else ours


def _variables(root: Element, language: Language, desk: Desk) -> Iterator[str]:
    inside = list(_of_machine(root))
    for element in inside:
        if element.name == "data":
            yield element.get("id") or ""
    for element in inside:
        if element.name == "foreach":
            yield from (element.get(key) or "" for key in ("item", "index"))
        elif element.name == "script":
            yield from language.assigned_names(_script(element, desk))


def _script(element: Element, desk: Desk) -> str:
    url = element.get("src")
    return element.text if url is None else desk.companion(url) or ""


def functions_of(root: Element, language: Language, desk: Desk) -> Mapping[str, str]:
    """The names that stand for a function and for nothing else, with its text."""
    inside = list(_of_machine(root))
    found = {
        each.get("id") or "": each.get("expr") or ""
        for each in inside
        if each.name == "data" and language.is_function(each.get("expr") or "")
    }
    changed = {each.get("location") for each in inside if each.name == "assign"}
    for each in inside:
        if each.name == "script":
            found |= language.functions_in(_script(each, desk))
            changed |= set(language.assigned_names(_script(each, desk)))
    return MappingProxyType({name: text for name, text in found.items() if name not in changed})


def _of_machine(root: Element) -> Iterator[Element]:
    """The elements of a machine, those of machines inside it left out."""
    yield root
    for child in root.children:
        if child.name != "scxml":
            yield from _of_machine(child)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """The ``data`` elements of a machine.

    ``given`` are the variables whose value an invoking machine gives.
    """

    formulas: Formulas
    root: Element
    given: frozenset[str]

    def context(self) -> dict[str, Any]:
        """The section ``context``: name → how it begins."""
        variables, found = self.formulas.meaning.variables, dict[str, Any]()
        late = {id(e) for state in self.late_states() for e in _data_of(state)}
        for element in self._elements():
            name = element.get("id") or ""
            if name in variables:
                begin = (
                    literal(None) if id(element) in late else self._seeing(found).initial(element)
                )
                found[variables[name]] = {"initial": as_data(begin)}
        found |= {ours: {"initial": "=null"} for ours in variables.values() if ours not in found}
        for state in self.late_states():
            found[self._flag(state)] = {"initial": False}
        if needs_counter(self.root):
            found["sent_"] = {"initial": 0}
        return found

    def _seeing(self, known: Container[str]) -> Data:
        """The same, where an expression sees only what is *known* by now."""
        meaning = self.formulas.meaning
        seen = {theirs: ours for theirs, ours in meaning.variables.items() if ours in known}
        inner = replace(meaning, variables=MappingProxyType(seen))
        return replace(self, formulas=replace(self.formulas, meaning=inner))

    def _elements(self) -> Iterator[Element]:
        return (element for element in _of_machine(self.root) if element.name == "data")

    def initial(self, element: Element) -> Expr:
        """How a variable begins."""
        name = element.get("id") or ""
        if name in self.given and self._is_top(element):
            return item(name_of("input"), literal(name))
        return self._value(element)

    def _is_top(self, element: Element) -> bool:
        return any(element in model.children for model in self.root.named("datamodel"))

    def _value(self, element: Element) -> Expr:
        text, url = element.get("expr"), element.get("src")
        if element.get("id") in self.formulas.meaning.functions:
            return literal(None)
        if text is not None:
            return self.formulas.value(text, element.span)
        if url is None:
            return content_value(element.inside) if element.inside.strip() else literal(None)
        content = self.formulas.desk.companion(url)
        if content is not None:
            return content_value(content)
        what = f"there is no file {url}"
        self.formulas.desk.lose(element.span, what, "a variable whose initial value fails")
        return failure(what)

    def late_states(self) -> Iterator[Element]:
        """The states whose data have no value before they are entered (``binding="late"``)."""
        if self.root.get("binding") == "late":
            for element in _of_machine(self.root):
                if element.name in ("state", "parallel", "final") and list(_data_of(element)):
                    yield element

    def binding(self, state: Element) -> list[ActionNode]:
        """What the first entry of a state does to bind its data."""
        if not any(state is late for late in self.late_states()):
            return []
        variables = self.formulas.meaning.variables
        sets = [
            {
                "block": [
                    {"set": {variables[element.get("id") or ""]: as_data(self._value(element))}}
                ]
            }
            for element in _data_of(state)
            if element.get("id") in variables
        ]
        flag = self._flag(state)
        return [{"if": f"not {flag}", "then": [{"set": {flag: True}}, *sets]}]

    def _flag(self, state: Element) -> str:
        places = [each is state for each in self.late_states()]
        return f"data_{places.index(True) + 1}_is_bound"


def _data_of(state: Element) -> Iterator[Element]:
    for model in state.named("datamodel"):
        yield from model.named("data")
