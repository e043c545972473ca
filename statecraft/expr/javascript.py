"""What JavaScript's operators compute, for machines that were written for it.

They never fail: what is no number there is null here, which is also how JSON writes ``NaN``.
An empty mapping stands for ``undefined``.

Source: ECMA-262, ToNumber, ToString, IsLessThan, ApplyStringOrNumericBinaryOperator.
"""

from __future__ import annotations

from functools import reduce
from math import fmod, inf, isfinite, isnan, nan
from typing import Final

from statecraft.expr.operations import (
    LONGEST_LIST,
    OperationError,
    bounded_number,
    bounded_string,
)
from statecraft.values.json_values import Value

_UNDEFINED: Final = "undefined"


def plus(*terms: Value) -> Value:
    """``a + b + …`` from the left: texts are joined, all else is added as numbers."""
    return _given(reduce(_plus, terms))


def _plus(left: Value, right: Value) -> Value:
    if _is_textual(left) or _is_textual(right):
        return bounded_string(text(left) + text(right))
    return number(left) + number(right)


def minus(left: Value, right: Value) -> Value:
    """``left - right``."""
    return _given(number(left) - number(right))


def times(left: Value, right: Value) -> Value:
    """``left * right``."""
    return _given(number(left) * number(right))


def over(left: Value, right: Value) -> Value:
    """``left / right``; null where the divisor is 0."""
    divisor = number(right)
    return _given(number(left) / divisor if divisor else nan)


def remainder(left: Value, right: Value) -> Value:
    """``left % right``: it has the sign of what is divided."""
    dividend, divisor = number(left), number(right)
    if not divisor or not isfinite(dividend):
        return None
    return _given(fmod(dividend, divisor))


def merged(*values: Value) -> Value:
    """``{...a, ...b}``: what has no fields adds none, a list and a text add their places."""
    together: dict[str, Value] = {}
    for value in values:
        match value:
            case dict():
                together.update(value)
            case list() | str():
                together.update({str(place): each for place, each in enumerate(value)})
            case _:
                pass
    if len(together) > LONGEST_LIST:
        raise OperationError(f"js_merged: more than {LONGEST_LIST} keys")
    return together


def less(left: Value, right: Value) -> Value:
    """``left < right``."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return number(left) < number(right)


def at_most(left: Value, right: Value) -> Value:
    """``left <= right``."""
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    return number(left) <= number(right)


def number(value: Value) -> float:
    """The value as a number; NaN for what is none."""
    match value:
        case None:
            return 0
        case bool() | int() | float():
            return value + 0
        case str():
            return _number_of_text(value.strip())
        case [one]:
            return number(one)
        case []:
            return 0
        case _:
            return nan


def _number_of_text(written: str) -> float:
    if not written:
        return 0
    if written.lstrip("+-") == "Infinity":
        return -inf if written.startswith("-") else inf
    try:
        if written[:2].lower() in ("0x", "0o", "0b"):
            return int(written, 0)
        return nan if "_" in written or written.lower().lstrip("+-")[:1] in "in" else float(written)
    except ValueError:
        return nan


def text(value: Value) -> str:
    """The value as a text."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _text_of_number(value)
        case str():
            return value
        case list():
            return ",".join("" if each is None else text(each) for each in value)
        case {}:
            return "[object Object]" if value else _UNDEFINED


def _text_of_number(value: float) -> str:
    if not isfinite(value):
        return "NaN" if isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else repr(value)


def _is_textual(value: Value) -> bool:
    return isinstance(value, str | list) or (isinstance(value, dict) and bool(value))


def _given(value: Value) -> Value:
    """A result: whole numbers as integers, what is no number as null."""
    if isinstance(value, float):
        if not isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return bounded_number(value) if isinstance(value, int) else value


def dig(value: Value, keys: list[Value], default: Value) -> Value:
    """What is found going down along keys and places; *default* where one is missing."""
    found = value
    for key in keys:
        if isinstance(found, dict) and isinstance(key, str) and key in found:
            found = found[key]
        elif isinstance(found, list) and _is_place(key, found):
            found = found[int(str(key))]
        else:
            return default
    return found


def _is_place(key: Value, in_: list[Value]) -> bool:
    written = str(key)
    return not isinstance(key, bool) and written.isdecimal() and int(written) < len(in_)
