"""What operators do with values: the one meaning that the evaluator and generated code share.

Stricter than Python where Python guesses: booleans are no numbers, an order exists between two
numbers or two strings only, results stay JSON values within bounds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr.tree import ArithmeticOperator, ComparisonOperator
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER, Value, same
from statecraft.values.notation import brief
from statecraft.values.text import text_of as whole_text

LONGEST_STRING: Final = 1_000_000
LONGEST_LIST: Final = 100_000


class OperationError(Exception):
    """An operation that these values do not have; whoever evaluates adds the place."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def is_number(value: Value) -> bool:
    """Whether the value is an integer or a float; a boolean is not."""
    return value.__class__ is int or value.__class__ is float


def truth(value: Value) -> bool:
    """The value itself, which must be a boolean."""
    if value is True or value is False:
        return value
    raise OperationError(f"{brief(value)} is not true or false")


def bounded_number(value: float) -> int | float:
    """The number itself, which must be finite and fit into 64 bits if it is an integer."""
    if isinstance(value, int):
        if SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
            return value
        raise OperationError("the result does not fit into 64 bits")
    if math.isfinite(value):
        return value
    raise OperationError("the result is not a finite number")


def bounded_string(text: str) -> str:
    """The text itself, which must not be longer than a million characters."""
    if len(text) > LONGEST_STRING:
        raise OperationError(f"the string has more than {LONGEST_STRING} characters")
    return text


def bounded_list(elements: list[Value]) -> list[Value]:
    """The list itself, which must not have more than 100,000 elements."""
    if len(elements) > LONGEST_LIST:
        raise OperationError(f"the list has more than {LONGEST_LIST} elements")
    return elements


def add(left: Any, right: Any) -> Value:
    """The sum of two numbers, or two strings or two lists joined."""
    if is_number(left) and is_number(right):
        return bounded_number(left + right)
    if left.__class__ is str and right.__class__ is str:
        return bounded_string(left + right)
    if left.__class__ is list and right.__class__ is list:
        return bounded_list(left + right)
    hint = "; write an f-string to put values into text" if str in {type(left), type(right)} else ""
    raise OperationError(
        f"{brief(left)} + {brief(right)}: only two numbers, two strings or two lists add up{hint}"
    )


def _numeric(operator: ArithmeticOperator, left: Any, right: Any) -> tuple[Any, Any]:
    if is_number(left) and is_number(right):
        return left, right
    raise OperationError(f"{brief(left)} {operator} {brief(right)}: both sides must be numbers")


def subtract(left: Any, right: Any) -> Value:
    """The difference of two numbers."""
    a, b = _numeric("-", left, right)
    return bounded_number(a - b)


def multiply(left: Any, right: Any) -> Value:
    """The product of two numbers."""
    a, b = _numeric("*", left, right)
    return bounded_number(a * b)


def divide(left: Any, right: Any) -> Value:
    """The quotient of two numbers, always a float."""
    a, b = _divisible("/", left, right)
    return bounded_number(a / b)


def divide_down(left: Any, right: Any) -> Value:
    """The quotient of two numbers, rounded down."""
    a, b = _divisible("//", left, right)
    return bounded_number(a // b)


def remainder(left: Any, right: Any) -> Value:
    """What ``//`` leaves over; it has the sign of the right side."""
    a, b = _divisible("%", left, right)
    return bounded_number(a % b)


def _divisible(operator: ArithmeticOperator, left: Any, right: Any) -> tuple[Any, Any]:
    a, b = _numeric(operator, left, right)
    if b == 0:
        raise OperationError(f"{brief(a)} {operator} {brief(b)}: division by zero")
    return a, b


ARITHMETIC: Final[Mapping[ArithmeticOperator, Callable[[Any, Any], Value]]] = MappingProxyType(
    {
        "+": add,
        "-": subtract,
        "*": multiply,
        "/": divide,
        "//": divide_down,
        "%": remainder,
    }
)


def negative(value: Any) -> Value:
    """The number with its sign changed."""
    if is_number(value):
        return bounded_number(-value)
    raise OperationError(f"-{brief(value)}: only a number has a negative")


def _ordered(operator: ComparisonOperator, left: Any, right: Any) -> None:
    if is_number(left) and is_number(right):
        return
    if left.__class__ is str and right.__class__ is str:
        return
    raise OperationError(
        f"{brief(left)} {operator} {brief(right)}: both sides must be numbers, or both strings"
    )


def less(left: Any, right: Any) -> bool:
    """``left < right`` for two numbers or two strings."""
    _ordered("<", left, right)
    return bool(left < right)


def at_most(left: Any, right: Any) -> bool:
    """``left <= right`` for two numbers or two strings."""
    _ordered("<=", left, right)
    return bool(left <= right)


def more(left: Any, right: Any) -> bool:
    """``left > right`` for two numbers or two strings."""
    _ordered(">", left, right)
    return bool(left > right)


def at_least(left: Any, right: Any) -> bool:
    """``left >= right`` for two numbers or two strings."""
    _ordered(">=", left, right)
    return bool(left >= right)


def different(left: Value, right: Value) -> bool:
    """Whether the values are not the same."""
    return not same(left, right)


def is_in(item: Value, container: Value) -> bool:
    """Whether *item* is an element of a list, a key of a mapping or a part of a string."""
    if isinstance(container, list):
        return any(same(item, element) for element in container)
    if isinstance(container, dict):
        return isinstance(item, str) and item in container
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, str):
        raise OperationError(f"{brief(item)} in {brief(container)}: only a string is in a string")
    raise OperationError(
        f"in {brief(container)}: nothing is in it; it is no list, mapping or string"
    )


def is_not_in(item: Value, container: Value) -> bool:
    """The opposite of ``is_in``."""
    return not is_in(item, container)


COMPARISONS: Final[Mapping[ComparisonOperator, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "==": same,
        "!=": different,
        "<": less,
        "<=": at_most,
        ">": more,
        ">=": at_least,
        "in": is_in,
        "not in": is_not_in,
    }
)


def field_of(of: Value, name: str) -> Value:
    """The value at a key. The message of an error is to follow the text of what is looked into."""
    if isinstance(of, dict):
        if name in of:
            found: Value = of[name]
            return found
        raise OperationError(f"has no key {brief(name)}")
    raise OperationError(f"is {brief(of)}, which has no keys")


def index_of(of: Value, key: Value) -> Value:
    """The value at a key or place; negative places count from the end. Errors as ``field_of``."""
    if isinstance(of, dict):
        if isinstance(key, str):
            return field_of(of, key)
        raise OperationError(f"is a mapping; its keys are strings, not {brief(key)}")
    if isinstance(of, list | str):
        return _place_of(of, key, "list" if isinstance(of, list) else "string")
    raise OperationError(f"is {brief(of)}, which has no keys and no places")


def _place_of(of: Sequence[Any], key: Value, word: str) -> Value:
    if isinstance(key, bool) or not isinstance(key, int):
        raise OperationError(f"is a {word}; its places are integers, not {brief(key)}")
    if not -len(of) <= key < len(of):
        raise OperationError(f"has no place {key}; its length is {len(of)}")
    place: Value = of[key]
    return place


def text_of(value: Value) -> str:
    """The text of a value for f-strings and ``str``, at most a million characters."""
    if not isinstance(value, list | dict):
        return whole_text(value)
    pieces: list[str] = []
    length = 0
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_STRING:
            break
    return bounded_string("".join(pieces))


def elements_of(value: Value, kind: str) -> list[Value]:
    """The list that a comprehension or function goes through."""
    if isinstance(value, list):
        return bounded_list(value)
    hint = "; keys(m) and values(m) are lists" if isinstance(value, dict) else ""
    raise OperationError(f"{kind} needs a list, not {brief(value)}{hint}")


def joined(pieces: list[str]) -> str:
    """The pieces of an f-string as one text."""
    return bounded_string("".join(pieces))


def mapping_key(key: Value) -> str:
    """The key of a mapping written out, which must be a string."""
    if isinstance(key, str):
        return key
    raise OperationError(f"the key {brief(key)} is not a string")
