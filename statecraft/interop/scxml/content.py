"""Executable content → actions (SCXML 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, assert_never

from statecraft.expr.show import show
from statecraft.interop import scripts
from statecraft.interop.as_data import as_data
from statecraft.interop.building import failure
from statecraft.interop.meaning import SYSTEM
from statecraft.interop.scripts import Statement
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas, content_value
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
                yield from self._script(element, depth)
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
        if text is None:
            return {"log": _literal_text(label or "")}
        value = self.formulas.told(text, element.span)
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

    def _script(self, element: Element, depth: int) -> Iterator[ActionNode]:
        url, text = element.get("src"), element.text
        found = text if url is None else self.formulas.desk.companion(url)
        if found is None:
            self.formulas.desk.lose(element.span, f"there is no script {url}", _FAILS)
        done = None if found is None else self.formulas.script(found, element.span)
        if done is None:
            yield failing("the script is not translated, or not found")
        else:
            yield from (_statement(each, depth) for each in done)

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
        names = _loop_names(depth)
        for key, attribute in (("as", "item"), ("index", "index")):
            variable = element.get(attribute)
            if variable is None:
                continue
            place = self.formulas.place(variable, at)
            if place is None or variable in SYSTEM:
                return failing(f"{variable} is no variable for the elements")
            places[place] = f"={names[key]}"
        return _loop(self._listed(array, element), places, names, self._inner(element, depth))

    def _inner(self, element: Element, depth: int) -> list[ActionNode]:
        return list(self._actions(element.children, depth + 1))

    def _listed(self, text: str, element: Element) -> Any:
        """The list to go through; a value that is certainly none fails when it is reached."""
        found = self.formulas.data(text, element.span)
        if isinstance(found, list) or (isinstance(found, str) and found.startswith("=")):
            return found
        return "=fail('this is no list to go through')"


def _loop_names(depth: int) -> dict[str, str]:
    """The names of an element and of its number, in a loop inside of *depth* others."""
    return {"as": f"item_{depth + 1}", "index": f"index_{depth + 1}"}


def _loop(
    source: Any, places: dict[str, str], names: dict[str, str], inside: list[ActionNode]
) -> ActionNode:
    """A loop; *places* are set to formulas of the two names before what is *inside*."""
    loop: ActionNode = {"in": source, "as": names["as"]}
    if f"={names['index']}" in places.values():
        loop["index"] = names["index"]
    loop["do"] = [{"set": places}, *inside] if places else inside
    return {"each": loop}


def _statement(statement: Statement, depth: int) -> ActionNode:
    match statement:
        case scripts.Put(place=place, value=value):
            return {"set": {show(place): as_data(value)}}
        case scripts.Told(message=message):
            return {"log": as_data(message)}
        case scripts.Branch(condition=condition, then=then, otherwise=otherwise):
            action = {"if": show(condition), "then": [_statement(each, depth) for each in then]}
            more = [_statement(each, depth) for each in otherwise]
            return {**action, "else": more} if more else action
        case scripts.Each(source=source, item=item, index=index, body=body):
            names = _loop_names(depth)
            pairs = ((item, names["as"]), (index, names["index"]))
            places = {show(place): f"={name}" for place, name in pairs if place is not None}
            inside = [_statement(each, depth + 1) for each in body]
            return _loop(as_data(source), places, names, inside)
        case _:
            assert_never(statement)


def failing(message: str) -> ActionNode:
    """An action that fails with a message."""
    return {"log": f"={show(failure(message))}"}


def _literal_text(text: str) -> str:
    return f"={text}" if text.startswith("=") else text
