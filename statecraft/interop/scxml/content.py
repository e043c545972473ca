"""Executable content → actions (SCXML 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas, as_data, content_value
from statecraft.interop.scxml.meaning import SYSTEM
from statecraft.interop.scxml.sending import send_actions

_SKIPPED: Final = frozenset({"elseif", "else"})
_FAILS: Final = "an action that fails"

ActionNode = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Translates the executable content of one machine."""

    formulas: Formulas

    def block(self, element: Element | None) -> list[ActionNode]:
        """The actions of what stands inside an element."""
        return [] if element is None else list(self._actions(element.children, 0))

    def blocks(self, elements: Iterable[Element]) -> list[ActionNode]:
        """Several handlers, each a block of its own; a single one is just its actions."""
        found = [actions for actions in map(self.block, elements) if actions]
        return found[0] if len(found) == 1 else [{"block": actions} for actions in found]

    def _actions(self, elements: Iterable[Element], depth: int) -> Iterator[ActionNode]:
        for element in elements:
            yield from self._action(element, depth)

    def _action(self, element: Element, depth: int) -> Iterator[ActionNode]:
        match element.name:
            case "raise":
                yield {"raise": self.formulas.desk.events.name(element.get("event") or "")}
            case "send":
                yield from send_actions(element, self.formulas)
            case "cancel":
                yield self._cancel(element)
            case "log":
                yield self._log(element)
            case "assign":
                yield self._assign(element)
            case "script":
                yield from self._script(element)
            case "if":
                yield self._if(element, depth)
            case "foreach":
                yield self._foreach(element, depth)
            case _ if element.name not in _SKIPPED:
                what = f"<{element.name}> is no action that is known here"
                self.formulas.desk.lose(element.span, what, _FAILS)
                yield failing(what)
            case _:
                pass

    def _cancel(self, element: Element) -> ActionNode:
        text = element.get("sendidexpr")
        if text is None:
            return {"cancel": _literal_text(element.get("sendid") or "")}
        return {"cancel": self.formulas.data(text, element.span)}

    def _log(self, element: Element) -> ActionNode:
        label, text = element.get("label"), element.get("expr")
        value = "" if text is None else self.formulas.data(text, element.span)
        if text is None:
            return {"log": _literal_text(label or "")}
        return {"log": {label: value} if label else value}

    def _assign(self, element: Element) -> ActionNode:
        at = element.span
        place = self.formulas.place(element.get("location") or "", at)
        text = element.get("expr")
        if place is None:
            return failing(f"{element.get('location')} is no place to assign to")
        if text is not None:
            return {"set": {place: self.formulas.data(text, at)}}
        return {"set": {place: as_data(content_value(element.inside))}}

    def _script(self, element: Element) -> Iterator[ActionNode]:
        url, text = element.get("src"), element.text
        found = text if url is None else self.formulas.desk.companion(url)
        pairs = None if found is None else self.formulas.assignments(found, element.span)
        if found is None:
            self.formulas.desk.lose(element.span, f"there is no script {url}", _FAILS)
        if pairs is None:
            yield failing("the script is not translated, or not found")
        else:
            yield from ({"set": {place: value}} for place, value in pairs)

    def _if(self, element: Element, depth: int) -> ActionNode:
        """The branches of an ``if``; an ``elseif`` is an ``if`` in the ``else`` before it."""
        branches: list[tuple[Element, list[Element]]] = [(element, [])]
        for child in element.children:
            if child.name in _SKIPPED:
                branches.append((child, []))
            else:
                branches[-1][1].append(child)
        return self._branch(branches, depth)[0]

    def _branch(
        self, branches: list[tuple[Element, list[Element]]], depth: int
    ) -> list[ActionNode]:
        if not branches:
            return []
        (head, inside), *others = branches
        actions = list(self._actions(inside, depth))
        if head.name == "else":
            return actions
        condition = self.formulas.condition(head.get("cond") or "", head.span)
        action: ActionNode = {"if": condition, "then": actions}
        otherwise = self._branch(others, depth)
        if otherwise:
            action["else"] = otherwise
        return [action]

    def _foreach(self, element: Element, depth: int) -> ActionNode:
        """Item and index are variables of the machine, which keep their values behind the loop."""
        array, at = element.get("array") or "", element.span
        places: dict[str, str] = {}
        names = {"as": f"item_{depth + 1}", "index": f"index_{depth + 1}"}
        for key, attribute in (("as", "item"), ("index", "index")):
            variable = element.get(attribute)
            if variable is None:
                continue
            place = self.formulas.place(variable, at)
            if place is None or variable in SYSTEM:
                return failing(f"{variable} is no variable for the elements")
            places[place] = f"={names[key]}"
        loop: ActionNode = {"in": self._listed(array, element), "as": names["as"]}
        if element.get("index") is not None:
            loop["index"] = names["index"]
        loop["do"] = [{"set": places}, *self._actions(element.children, depth + 1)]
        return {"each": loop}

    def _listed(self, text: str, element: Element) -> Any:
        """The list to go through; a value that is certainly none fails when it is reached."""
        found = self.formulas.data(text, element.span)
        if isinstance(found, list) or (isinstance(found, str) and found.startswith("=")):
            return found
        return "=fail('this is no list to go through')"


def failing(message: str) -> ActionNode:
    """An action that fails with a message."""
    quoted = message.replace("\\", "\\\\").replace("'", "\\'")
    return {"log": f"=fail('{quoted}')"}


def _literal_text(text: str) -> str:
    return f"={text}" if text.startswith("=") else text
