"""What is wrong with one value: its type, what it is, or that it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.schema.faults import Fault
from statecraft.schema.value_hints import meant_type, type_hint
from statecraft.schema.watched_moves import moved_values_hint, watching_hint
from statecraft.schema.wording import expected_words, found_words, in_words, nearest
from statecraft.source import Located

_POSSIBLE: Final = MappingProxyType(
    {"transitions": "write any, or map each value to the next ones: {idle: [saving]}"}
)


def value_finding(place: Located, faults: Sequence[Fault]) -> Diagnostic:
    """The finding about a value with these faults: the first mistake, which brings the others."""
    types = [fault for fault in faults if fault.keyword == "type"]
    if types:
        return _wrong_type(place, max(types, key=_breadth))
    fault = faults[0]
    match fault.keyword:
        case "minLength" | "minItems" | "minProperties":
            message = f"{fault.title} must not be empty"
            hint = moved_values_hint(place) if fault.title == "move" else None
            return Diagnostic(code="SC106", span=place.span, message=message, hint=hint)
        case _:
            message = f"{fault.title} cannot be {quoted(place.value)}"
            hint = _what_it_can_be(fault)
            return Diagnostic(code="SC104", span=place.span, message=message, hint=hint)


def _breadth(fault: Fault) -> int:
    """How many types a fault would accept: the outermost schema at a place accepts the most."""
    types = fault.owner["type"]
    return len(types) if isinstance(types, list) else 0


def _wrong_type(place: Located, fault: Fault) -> Diagnostic:
    expected, found = expected_words(fault.owner), found_words(place.value)
    if fault.title == "watched moves":
        hint: str | None = watching_hint(place)
    else:
        hint = type_hint(fault.thing, place.key, place.value)
    message = f"expected {expected}, found {found}"
    return Diagnostic(code="SC103", span=place.span, message=message, hint=hint)


def _what_it_can_be(fault: Fault) -> str | None:
    """The hint for a value that is of the right type and wrong all the same."""
    limit = fault.owner[fault.keyword]
    match fault.keyword:
        case "enum":
            near = meant_type(fault.instance) or nearest(fault.instance, limit)
            if near in limit:
                return f"did you mean {quoted(near)}?"
            return _POSSIBLE.get(fault.title) or f"write {in_words(limit)}"
        case "pattern" if limit == "^=":
            return 'a formula begins with "=": =event'
        case "pattern" | "maxLength":
            return "a code is SC and three digits"
        case "minimum":
            return f"at least {limit}"
        case _:
            return None
