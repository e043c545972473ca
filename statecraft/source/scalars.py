"""Unquoted YAML text to a value: the core schema of YAML 1.2, without NaN and infinities.

``on``, ``yes``, dates, times and ``1_000`` are text, ``012`` is twelve.

Source: YAML 1.2.2, section 10.3.2 (tag resolution of the core schema).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf
from types import MappingProxyType
from typing import Final

from statecraft.source.findings import shown
from statecraft.source.limits import LARGEST_INTEGER, SMALLEST_INTEGER

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedNumber:
    """Text that is a number which definitions cannot hold.

    ``stand_in`` has the type that was meant, so that nothing else is reported of the place.
    """

    code: str
    message: str
    hint: str
    stand_in: float


_CONSTANTS: Final = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL")),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)
_CONSTANT_BEGINS: Final = frozenset(text[:1] for text in _CONSTANTS)
_NUMBER_BEGINS: Final = frozenset("+-.0123456789")
TYPED_BEGINS: Final = _CONSTANT_BEGINS | _NUMBER_BEGINS
"""How unquoted text begins that may be something else than text; emptiness is one of them."""

_INTEGER = re.compile(r"[-+]?[0-9]+").fullmatch
_RADIX = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)").fullmatch
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)").fullmatch
_MOST_DIGITS: Final = 22


def plain_value(text: str) -> Scalar | RefusedNumber:
    """The value of unquoted text."""
    first = text[:1]
    if first in _NUMBER_BEGINS:
        return _number(text)
    return _CONSTANTS.get(text, text) if first in _CONSTANT_BEGINS else text


def typed(text: str) -> Scalar:
    """The value of unquoted text whose refusal is reported elsewhere: then the text itself."""
    value = plain_value(text)
    return text if isinstance(value, RefusedNumber) else value


def _number(text: str) -> Scalar | RefusedNumber:
    if _INTEGER(text):
        return _integer(text, text.lstrip("+-").lstrip("0"), 10)
    if _FLOAT(text):
        return _float(text)
    if _RADIX(text):
        return _integer(text, text[2:].lstrip("0"), 8 if text[1] == "o" else 16)
    if _ENDLESS(text):
        return RefusedNumber(
            code="SC021",
            message=f"{text} is no number that a definition can hold",
            hint="write a finite number, or quote it if it is meant as text",
            stand_in=0.0,
        )
    return text


def _integer(text: str, digits: str, radix: int) -> int | RefusedNumber:
    # The count of digits is looked at first: converting thousands of them is slow, and refused
    # by Python beyond a limit of its own.
    if len(digits) <= _MOST_DIGITS:
        value = int(digits or "0", radix)
        value = -value if text[0] == "-" else value
        if SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
            return value
    return _too_large(text, "an integer has at most 64 bits; quote it if it is text", 0)


def _float(text: str) -> float | RefusedNumber:
    value = float(text)
    if isinf(value):
        return _too_large(text, "the largest is about 1.8e308; quote it if it is text", 0.0)
    return value


def _too_large(text: str, hint: str, stand_in: float) -> RefusedNumber:
    message = f"the number {shown(text)} is too large"
    return RefusedNumber(code="SC020", message=message, hint=hint, stand_in=stand_in)
