"""The language's own functions: one table of what they take and give, and what they compute.

All are pure and bounded. Arguments are checked against the table before a function sees them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr import javascript
from statecraft.expr.operations import (
    LONGEST_LIST,
    OperationError,
    bounded_list,
    bounded_number,
    bounded_string,
    is_number,
    text_of,
)
from statecraft.expr.pattern import (
    LONGEST_TEXT,
    Alternative,
    PatternError,
    matches_whole,
    parse_pattern,
)
from statecraft.values.json_values import Value
from statecraft.values.notation import brief
from statecraft.values.shape import Shape, kind_of

Kinds = frozenset[str]

_ANY: Final[Kinds] = frozenset()
_NUMBER: Final = frozenset({"number"})
_STRING: Final = frozenset({"string"})
_LIST: Final = frozenset({"array"})
_MAPPING: Final = frozenset({"object"})

KIND_WORDS: Final = MappingProxyType(
    {
        "boolean": "a boolean",
        "integer": "an integer",
        "number": "a number",
        "string": "a string",
        "null": "null",
        "array": "a list",
        "object": "a mapping",
    }
)


def kinds_text(kinds: Kinds) -> str:
    """The kinds in words: ``a list, a mapping or a string``."""
    words = [word for kind, word in KIND_WORDS.items() if kind in kinds]
    if len(words) < 2:
        return "".join(words) or "anything"
    return f"{', '.join(words[:-1])} or {words[-1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRule:
    """What a function takes, what it gives, and how it is computed.

    ``parameters`` are the kinds taken at each position, none meaning any; the last one stands for
    all further arguments up to ``most``.
    """

    parameters: tuple[Kinds, ...]
    least: int
    most: int
    result: Shape
    compute: Callable[..., Value]

    def kinds_at(self, position: int) -> Kinds:
        """The kinds that the argument at *position* may have."""
        return self.parameters[min(position, len(self.parameters) - 1)]


def call_function(name: str, arguments: tuple[Value, ...]) -> Value:
    """The result of one of the language's functions; the count of arguments has been checked.

    Raises:
        OperationError: an argument of the wrong kind, or one the function has no answer for.
    """
    rule = FUNCTIONS[name]
    for position, argument in enumerate(arguments):
        kinds = rule.kinds_at(position)
        kind = kind_of(argument)
        if kinds and kind not in kinds and not (kind == "integer" and "number" in kinds):
            shown = ", ".join(brief(value) for value in arguments)
            which = f"argument {position + 1}" if len(arguments) > 1 else "the argument"
            raise OperationError(f"{name}({shown}): {which} must be {kinds_text(kinds)}")
    return rule.compute(*arguments)


def _length(of: list[Value] | dict[str, Value] | str) -> int:
    return len(of)


def _smallest(*values: Value) -> Value:
    return _extreme("min", min, values)


def _largest(*values: Value) -> Value:
    return _extreme("max", max, values)


def _extreme(name: str, choose: Callable[..., Any], arguments: tuple[Value, ...]) -> Value:
    values: Any = arguments
    if len(arguments) == 1:
        (values,) = arguments
        if not isinstance(values, list):
            raise OperationError(f"{name}({brief(values)}): one argument must be a list")
    if not values:
        raise OperationError(f"{name}([]): an empty list has no {name}")
    if all(map(is_number, values)) or all(isinstance(value, str) for value in values):
        return choose(values)  # type: ignore[no-any-return]
    raise OperationError(f"{name}: all values must be numbers, or all strings")


def _sum(numbers: list[Value]) -> Value:
    return sum_of(bounded_list(numbers))


def sum_of(numbers: list[Value]) -> Value:
    """The sum of a list of numbers; 0 for none."""
    total: Any = 0
    for number in numbers:
        if not is_number(number):
            raise OperationError(f"sum: {brief(number)} is not a number")
        total = bounded_number(total + number)
    return total  # type: ignore[no-any-return]


def _absolute(number: float) -> Value:
    return bounded_number(abs(number))


def _rounded(number: float, digits: int | None = None) -> Value:
    if digits is None:
        return bounded_number(round(number))
    if not -30 <= digits <= 30 or not isinstance(digits, int):
        raise OperationError(f"round: {brief(digits)} digits; an integer from -30 to 30 is needed")
    return bounded_number(round(number, digits))


def _lower(text: str) -> Value:
    return bounded_string(text.lower())


def _upper(text: str) -> Value:
    return bounded_string(text.upper())


def _starts_with(text: str, prefix: str) -> Value:
    return text.startswith(prefix)


def _merged(*mappings: dict[str, Value]) -> Value:
    together: dict[str, Any] = {}
    for mapping in mappings:
        together.update(mapping)
    if len(together) > LONGEST_LIST:
        raise OperationError(f"merged: more than {LONGEST_LIST} keys")
    return together


def _keys(mapping: dict[str, Value]) -> Value:
    return bounded_list(list(mapping))


def _values(mapping: dict[str, Value]) -> Value:
    return bounded_list(list(mapping.values()))


def _range(first: float, end: float | None = None) -> Value:
    begin, limit = (0, first) if end is None else (first, end)
    if begin != int(begin) or limit != int(limit):
        raise OperationError("range: its ends are whole numbers")
    if limit - begin > LONGEST_LIST:
        raise OperationError(f"range: more than {LONGEST_LIST} numbers")
    return list(range(int(begin), int(limit)))


def _get(mapping: dict[str, Value], key: str, default: Value) -> Value:
    return mapping.get(key, default)


_INTEGER_TEXT: Final = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER_TEXT: Final = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,4})?")


def _integer(value: float | str) -> Value:
    if not isinstance(value, str):
        return bounded_number(int(value))
    if not _INTEGER_TEXT.fullmatch(value.strip()):
        raise OperationError(f"int({brief(value)}): the text is not an integer")
    return bounded_number(int(value))


def _float(value: float | str) -> Value:
    if isinstance(value, str) and not _NUMBER_TEXT.fullmatch(value.strip()):
        raise OperationError(f"float({brief(value)}): the text is not a number")
    return bounded_number(float(value))


def _is_number(value: Value) -> Value:
    if isinstance(value, str):
        fits = _NUMBER_TEXT.fullmatch(value.strip()) is not None
        return fits and abs(float(value)) != float("inf")
    return is_number(value)


_DATE_TEXT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def _is_date(value: Value) -> Value:
    if not isinstance(value, str) or not _DATE_TEXT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _iso(seconds: float) -> Value:
    try:
        moment = _EPOCH + timedelta(milliseconds=round(seconds * 1000))
    except OverflowError:
        raise OperationError(f"iso({seconds}): the year is not between 1 and 9999") from None
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> tuple[Alternative, ...]:
    return parse_pattern(pattern)


def _matches(text: str, pattern: str) -> Value:
    if len(text) > LONGEST_TEXT:
        raise OperationError(f"matches: the text has more than {LONGEST_TEXT} characters")
    try:
        return matches_whole(_pattern(pattern), text)
    except PatternError as error:
        raise OperationError(f"matches: {error.message}") from None


def _fail(message: str) -> Value:
    raise OperationError(message)


_BOOLEAN_SHAPE: Final = Shape(kinds=frozenset({"boolean"}))
_INTEGER_SHAPE: Final = Shape(kinds=frozenset({"integer"}))
_NUMBER_SHAPE: Final = Shape(kinds=_NUMBER)
_STRING_SHAPE: Final = Shape(kinds=_STRING)
_INTEGERS_SHAPE: Final = Shape(kinds=_LIST, items=_INTEGER_SHAPE)
_COUNT_SHAPE: Final = Shape(kinds=frozenset({"integer"}), minimum=0)
_MOST_ARGUMENTS: Final = 100


def _rule(
    parameters: tuple[Kinds, ...],
    result: Shape,
    compute: Callable[..., Value],
    *,
    least: int | None = None,
    most: int | None = None,
) -> FunctionRule:
    return FunctionRule(
        parameters=parameters,
        least=len(parameters) if least is None else least,
        most=len(parameters) if most is None else most,
        result=result,
        compute=compute,
    )


FUNCTIONS: Final[Mapping[str, FunctionRule]] = MappingProxyType(
    {
        "len": _rule((frozenset({"array", "object", "string"}),), _COUNT_SHAPE, _length),
        "min": _rule((_ANY,), Shape(), _smallest, most=_MOST_ARGUMENTS),
        "max": _rule((_ANY,), Shape(), _largest, most=_MOST_ARGUMENTS),
        "sum": _rule((_LIST,), _NUMBER_SHAPE, _sum),
        "abs": _rule((_NUMBER,), _NUMBER_SHAPE, _absolute),
        "round": _rule((_NUMBER, _NUMBER), _NUMBER_SHAPE, _rounded, least=1),
        "lower": _rule((_STRING,), _STRING_SHAPE, _lower),
        "upper": _rule((_STRING,), _STRING_SHAPE, _upper),
        "starts_with": _rule((_STRING, _STRING), _BOOLEAN_SHAPE, _starts_with),
        "merged": _rule((_MAPPING,), Shape(kinds=_MAPPING), _merged, most=_MOST_ARGUMENTS),
        "keys": _rule((_MAPPING,), Shape(kinds=_LIST, items=_STRING_SHAPE), _keys),
        "values": _rule((_MAPPING,), Shape(kinds=_LIST), _values),
        "range": _rule((_NUMBER, _NUMBER), _INTEGERS_SHAPE, _range, least=1),
        "get": _rule((_MAPPING, _STRING, _ANY), Shape(), _get),
        "dig": _rule((_ANY, _LIST, _ANY), Shape(), javascript.dig),
        "str": _rule((_ANY,), _STRING_SHAPE, text_of),
        "int": _rule((_NUMBER | _STRING,), _INTEGER_SHAPE, _integer),
        "float": _rule((_NUMBER | _STRING,), _NUMBER_SHAPE, _float),
        "is_number": _rule((_ANY,), _BOOLEAN_SHAPE, _is_number),
        "is_date": _rule((_ANY,), _BOOLEAN_SHAPE, _is_date),
        "iso": _rule((_NUMBER,), _STRING_SHAPE, _iso),
        "matches": _rule((_STRING, _STRING), _BOOLEAN_SHAPE, _matches),
        "fail": _rule((_STRING,), Shape(), _fail),
        "js_plus": _rule((_ANY,), Shape(), javascript.plus, most=_MOST_ARGUMENTS),
        "js_minus": _rule((_ANY, _ANY), Shape(), javascript.minus),
        "js_times": _rule((_ANY, _ANY), Shape(), javascript.times),
        "js_over": _rule((_ANY, _ANY), Shape(), javascript.over),
        "js_remainder": _rule((_ANY, _ANY), Shape(), javascript.remainder),
        "js_merged": _rule((_ANY,), Shape(kinds=_MAPPING), javascript.merged, most=_MOST_ARGUMENTS),
        "js_less": _rule((_ANY, _ANY), _BOOLEAN_SHAPE, javascript.less),
        "js_at_most": _rule((_ANY, _ANY), _BOOLEAN_SHAPE, javascript.at_most),
    }
)
"""Every function of the language, apart from any, all, active, can and now."""
