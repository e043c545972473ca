"""``invoke`` → children (SCXML 6.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.as_data import as_data
from statecraft.interop.names import part
from statecraft.interop.scxml.content import ActionNode, Content, failing
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import words
from statecraft.interop.scxml.outline import Placed
from statecraft.interop.scxml.sending import parameters

_TYPES: Final = (None, "scxml", "http://www.w3.org/TR/scxml", "http://www.w3.org/TR/scxml/")
_NO_CHILD: Final = "a failure on entry of the state"

MakeMachine = Callable[[Element, frozenset[str]], str]
"""Makes a further machine of an ``scxml`` element; *given* are what the invoking one hands over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invokes:
    """Translates the children of the states of one machine."""

    content: Content
    root: Element
    make: MakeMachine

    def of(self, state: Placed) -> tuple[list[dict[str, Any]], list[ActionNode]]:
        """The children of a state, and what its entry does besides."""
        children: list[dict[str, Any]] = []
        entry: list[ActionNode] = []
        for number, element in enumerate(state.element.named("invoke"), start=1):
            slot = _slot(element.get("id") or "") or f"{state.name}.{number}"
            why = self._unsupported(element)
            machine = self._machine(element) if why is None else None
            if machine is None:
                what = why or "what is to be invoked is not found"
                self.content.formulas.desk.lose(element.span, what, _NO_CHILD)
                entry.append({"block": [failing(what)]})
                continue
            entry += self._stored_id(element, slot)
            children.append(self._child(element, slot, machine))
        return children, entry

    def _unsupported(self, element: Element) -> str | None:
        written, text = element.get("type"), element.get("typeexpr")
        if text is not None:
            found = self.content.formulas.data(text, element.span)
            known = self._only_text(text) if isinstance(found, str) and found[:1] == "=" else found
            return None if known in _TYPES else f"the type {text} cannot be known beforehand"
        if written in _TYPES or not written:
            return None
        return f"machines of the type {written} are not invoked"

    def _child(self, element: Element, slot: str, machine: str) -> dict[str, Any]:
        given = {name: as_data(value) for name, value in parameters(element, self.content.formulas)}
        finalize = self._finalize(element)
        return {
            "machine": machine,
            "id": slot,
            **({"input": given} if given else {}),
            **({"autoforward": True} if element.get("autoforward") == "true" else {}),
            **({"finalize": finalize} if finalize else {}),
        }

    def _stored_id(self, element: Element, slot: str) -> list[ActionNode]:
        place = element.get("idlocation")
        if place is None:
            return []
        path = self.content.formulas.place(place, element.span)
        what = f"{place} is no place to store the id"
        return [{"block": [failing(what) if path is None else {"set": {path: slot}}]}]

    def _finalize(self, element: Element) -> list[ActionNode]:
        """An empty ``finalize`` stores what comes back under the names of what was given."""
        handler = element.first("finalize")
        if handler is None:
            return []
        if handler.children:
            return self.content.block(handler)
        pairs = [(name, name) for name in words(element.get("namelist"))]
        pairs += [
            (parameter.get("name") or "", parameter.get("location") or "")
            for parameter in element.named("param")
            if parameter.get("location") is not None
        ]
        return [action for name, place in pairs for action in self._returned(name, place, handler)]

    def _returned(self, name: str, place: str, handler: Element) -> Iterator[ActionNode]:
        path = self.content.formulas.place(place, handler.span)
        if path is not None:
            key = name.replace("\\", "\\\\").replace("'", "\\'")
            yield {
                "if": f"event != null and '{key}' in event",
                "then": [{"set": {path: f"=event['{key}']"}}],
            }

    def _machine(self, element: Element) -> str | None:
        """The name of the machine that is invoked; None where it is not found."""
        given = frozenset(name for name, _ in parameters(element, self.content.formulas))
        root = self._source(element)
        return None if root is None else self.make(root, given)

    def _source(self, element: Element) -> Element | None:
        content = element.first("content")
        if content is not None and content.get("expr") is None:
            return content.first("scxml")
        if content is not None:
            return self._assigned(content.get("expr") or "")
        url, text = element.get("src"), element.get("srcexpr")
        if text is not None:
            url = self._only_text(text)
        return None if url is None else self.content.formulas.desk.elements_of(url)

    def _assigned(self, variable: str) -> Element | None:
        """The machine that is the only one to be assigned to a variable as content."""
        found = [
            child
            for element in self.root.every()
            if variable.strip() in (element.get("id"), element.get("location"))
            for child in element.named("scxml")
        ]
        return found[0] if len(found) == 1 else None

    def _only_text(self, text: str) -> str | None:
        """The text that an expression gives: one that is written out, or the last assigned."""
        formulas = self.content.formulas
        found = formulas.data(text, self.root.span)
        if isinstance(found, str) and found[:1] != "=":
            return found
        given = {
            value
            for element in self.root.every()
            if element.name == "assign" and element.get("location") == text.strip()
            for value in [formulas.data(element.get("expr") or "''", element.span)]
            if isinstance(value, str)
        }
        return given.pop() if len(given) == 1 else None


def _slot(identity: str) -> str:
    """An id as the name of a slot: words of letters, digits, ``_`` and ``-``, with dots."""
    return ".".join(part(word) for word in identity.split(".") if word)
