"""``send`` → actions (SCXML 6.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from statecraft.expr import tree
from statecraft.expr.show import show
from statecraft.expr.tree import Expr
from statecraft.interop.as_data import as_data
from statecraft.interop.building import compared, constant, failure
from statecraft.interop.meaning import PROCESSOR
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas, content_value, words
from statecraft.values.duration import DurationError, parse_duration

_OURS: Final = (None, "scxml", PROCESSOR)
_COUNTER: Final = "sent_"
"""The variable that counts the ids made for ``idlocation``."""


def send_actions(element: Element, formulas: Formulas) -> Iterator[dict[str, Any]]:
    """What a ``send`` does; where its id is to be stored, that comes first."""
    place = element.get("idlocation")
    if place is not None:
        path = formulas.place(place, element.span)
        made = f"=f'send.{{{_COUNTER} + 1}}'"
        if path is None:
            yield {"log": "=fail('there is no place to store the id')"}
            return
        yield {"set": {path: made, _COUNTER: f"={_COUNTER} + 1"}}
    yield _send(element, formulas, f"={path}" if place is not None else None)


def needs_counter(root: Element) -> bool:
    """Whether any ``send`` of a machine has its id made."""
    return any(e.name == "send" and e.get("idlocation") is not None for e in root.every())


def _send(element: Element, formulas: Formulas, made: str | None) -> dict[str, Any]:
    at = element.span
    wrong = _wrong_type(element, formulas)
    if isinstance(wrong, str):
        formulas.desk.lose(at, wrong, "an action that fails")
        return {"log": f"={show(failure(wrong))}"}
    target, data = _target(element, formulas), payload(element, formulas)
    event = _event(element, formulas)
    if target == "#_internal" and "delay" not in element.attributes:
        action: dict[str, Any] = {"raise": event}
    else:
        action = {"send": event}
        if target is not None:
            action["to"] = target
        delay = _delay(element, formulas)
        if delay is not None:
            action["delay"] = delay
        identity = made or element.get("id")
        if identity is not None:
            action["id"] = identity
    if data is not None:
        action["with"] = data if isinstance(data, dict) else _as_formula(data)
    return action if wrong is None else {"if": show(wrong), "then": [action], "else": _REFUSED}


_REFUSED: Final = [{"log": "=fail('this type of sending is not supported')"}]


def _wrong_type(element: Element, formulas: Formulas) -> str | Expr | None:
    """What is wrong with the type, or the condition under which a computed one is right."""
    text = element.get("typeexpr")
    if text is not None:
        given = formulas.value(text, element.span)
        return None if _is_ours(given) else compared(given, "in", constant([*_OURS, ""]))
    written = element.get("type")
    if written in _OURS or not written:
        return None
    return f"the type {written} of sending is not supported"


def _is_ours(expr: Expr) -> bool:
    """Whether a computed type is certainly one that is supported."""
    match expr:
        case tree.Literal(value=value):
            return value in _OURS
        case tree.Conditional(then=then, otherwise=otherwise):
            return _is_ours(then) and _is_ours(otherwise)
        case _:
            return False


def _event(element: Element, formulas: Formulas) -> str:
    text = element.get("eventexpr")
    if text is None:
        return formulas.desk.events.name(element.get("event") or "")
    found = formulas.value(text, element.span)
    return f"={show(found)}"


def _target(element: Element, formulas: Formulas) -> str | None:
    """The receiver: an address as SCXML writes it; None for the machine itself."""
    text = element.get("targetexpr")
    if text is not None:
        return f"={show(formulas.value(text, element.span))}"
    written = element.get("target")
    return None if not written else f"={written}" if written.startswith("=") else written


def _delay(element: Element, formulas: Formulas) -> str | float | None:
    """The delay, None where there is none; one that is no duration fails when it is reached."""
    text = element.get("delayexpr")
    given = element.get("delay") if text is None else formulas.data(text, element.span)
    if given is None or (isinstance(given, str) and given.startswith("=")):
        return given
    written = f"0{given}" if isinstance(given, str) and given.startswith(".") else given
    try:
        return written if parse_duration(written) else None
    except DurationError as error:
        formulas.desk.lose(element.span, error.message, "an action that fails")
        return f"={show(failure(error.message))}"


def payload(element: Element, formulas: Formulas) -> Any:
    """What a ``send``, ``donedata`` or ``invoke`` carries; None where it carries nothing."""
    content = element.first("content")
    if content is not None:
        text = content.get("expr")
        if text is not None:
            return formulas.data(text, content.span)
        return as_data(content_value(content.inside))
    fields = {name: as_data(value) for name, value in parameters(element, formulas)}
    return fields or None


def parameters(element: Element, formulas: Formulas) -> Iterator[tuple[str, Expr]]:
    """The names and values of ``namelist`` and of ``param`` elements."""
    for name in words(element.get("namelist")):
        yield name, formulas.value(name, element.span)
    for parameter in element.named("param"):
        text = parameter.get("expr")
        place = parameter.get("location")
        if text is not None:
            value = formulas.value(text, parameter.span)
        elif place is not None:
            value = formulas.value(place, parameter.span)
        else:
            value = failure("a parameter has neither expr nor location")
        yield parameter.get("name") or "", value


def _as_formula(value: Any) -> Any:
    """Data that is no mapping, as a formula: only such may stand behind ``with``."""
    if isinstance(value, str) and value.startswith("=") and not value.startswith("=="):
        return value
    plain = value[1:] if isinstance(value, str) and value.startswith("==") else value
    return f"={show(constant(plain))}"
