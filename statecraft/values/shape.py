"""Shapes: the JSON-Schema words of a definition, compiled from data that the schema gate passed.

The meaning is JSON Schema's: a word constrains only values of its own kind, 5.0 is an integer,
booleans are not numbers, and a string's length counts characters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief

_NO_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType({})
_MOST_FINITE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The set of values that a place may hold; without any word, every value.

    ``kinds`` are JSON Schema type names, none meaning any. ``enum`` also holds a ``const``.
    ``additional`` says what keys beyond ``properties`` may hold.
    """

    kinds: frozenset[str] = frozenset()
    enum: tuple[Value, ...] | None = field(default=None, hash=False)
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    items: Shape | None = None
    min_items: int | None = None
    max_items: int | None = None
    properties: Mapping[str, Shape] = field(default_factory=lambda: _NO_SHAPES, hash=False)
    required: frozenset[str] = frozenset()
    additional: bool | Shape = True


ANYTHING: Final = Shape()


def shape_from(data: Mapping[str, Any]) -> Shape:
    """The shape that JSON-Schema words describe; others (label, initial, …) are passed over."""
    enum = _enum_of(data)
    items, additional = data.get("items"), data.get("additionalProperties", True)
    properties = {name: shape_from(of) for name, of in data.get("properties", {}).items()}
    return Shape(
        kinds=_kinds_of(data, enum),
        enum=enum,
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        exclusive_minimum=data.get("exclusiveMinimum"),
        exclusive_maximum=data.get("exclusiveMaximum"),
        min_length=data.get("minLength"),
        max_length=data.get("maxLength"),
        items=None if items is None else shape_from(items),
        min_items=data.get("minItems"),
        max_items=data.get("maxItems"),
        properties=MappingProxyType(properties),
        required=frozenset(data.get("required", ())),
        additional=shape_from(additional) if isinstance(additional, Mapping) else additional,
    )


def _enum_of(data: Mapping[str, Any]) -> tuple[Value, ...] | None:
    listed = None if "enum" not in data else tuple(data["enum"])
    if "const" not in data:
        return listed
    const = data["const"]
    if listed is None or any(same(const, value) for value in listed):
        return (const,)
    return ()


def _kinds_of(data: Mapping[str, Any], enum: tuple[Value, ...] | None) -> frozenset[str]:
    declared = data.get("type", ())
    kinds = frozenset([declared] if isinstance(declared, str) else declared)
    if kinds or not enum:
        return kinds
    return frozenset(kind_of(value) for value in enum)


def kind_of(value: Value) -> str:
    """The narrowest JSON Schema type name: ``integer`` for 5 and for 5.0."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"


def violations(shape: Shape, value: Value, at: str = "") -> list[str]:
    """What of *shape* the value breaks, outermost first, each line opening with its place."""
    return [] if shape is ANYTHING else list(_violations(shape, value, at))


def _violations(shape: Shape, value: Value, at: str) -> Iterator[str]:
    kind = kind_of(value)
    if not _is_of_kind(shape.kinds, kind):
        yield f"{_place(at)}must be {_kinds_text(shape.kinds)}, is {brief(value)}"
        return
    if shape.enum is not None and not any(same(value, listed) for listed in shape.enum):
        listed_text = ", ".join(brief(listed) for listed in shape.enum)
        yield f"{_place(at)}must be one of {listed_text}, is {brief(value)}"
        return
    if isinstance(value, str):
        yield from _length_violations(shape, value, at)
    elif isinstance(value, list):
        yield from _list_violations(shape, value, at)
    elif isinstance(value, dict):
        yield from _mapping_violations(shape, value, at)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_violations(shape, value, at)


def _is_of_kind(kinds: frozenset[str], kind: str) -> bool:
    return not kinds or kind in kinds or (kind == "integer" and "number" in kinds)


def _number_violations(shape: Shape, value: float, at: str) -> Iterator[str]:
    place, text = _place(at), brief(value)
    if shape.minimum is not None and value < shape.minimum:
        yield f"{place}must be at least {shape.minimum}, is {text}"
    if shape.maximum is not None and value > shape.maximum:
        yield f"{place}must be at most {shape.maximum}, is {text}"
    if shape.exclusive_minimum is not None and value <= shape.exclusive_minimum:
        yield f"{place}must be more than {shape.exclusive_minimum}, is {text}"
    if shape.exclusive_maximum is not None and value >= shape.exclusive_maximum:
        yield f"{place}must be less than {shape.exclusive_maximum}, is {text}"


def _length_violations(shape: Shape, value: str, at: str) -> Iterator[str]:
    if shape.min_length is not None and len(value) < shape.min_length:
        yield f"{_place(at)}must have at least {shape.min_length} characters, is {brief(value)}"
    if shape.max_length is not None and len(value) > shape.max_length:
        yield f"{_place(at)}must have at most {shape.max_length} characters, is {brief(value)}"


def _list_violations(shape: Shape, value: list[Any], at: str) -> Iterator[str]:
    if shape.min_items is not None and len(value) < shape.min_items:
        yield f"{_place(at)}must have at least {shape.min_items} elements, has {len(value)}"
    if shape.max_items is not None and len(value) > shape.max_items:
        yield f"{_place(at)}must have at most {shape.max_items} elements, has {len(value)}"
    if shape.items is not None:
        for index, element in enumerate(value):
            yield from _violations(shape.items, element, f"{at}[{index}]")


def _mapping_violations(shape: Shape, value: dict[str, Any], at: str) -> Iterator[str]:
    for name in sorted(shape.required - value.keys()):
        yield f"{_place(at)}must have the field {brief(name)}"
    for name, element in value.items():
        inner = f"{at}.{name}" if at else name
        found = shape.properties.get(name, shape.additional)
        if isinstance(found, Shape):
            yield from _violations(found, element, inner)
        elif not found:
            known = ", ".join(sorted(shape.properties)) or "none"
            yield f"{_place(at)}must not have the field {brief(name)} (its fields: {known})"


def _place(at: str) -> str:
    return f"{at}: " if at else ""


_KIND_WORDS: Final = MappingProxyType(
    {
        "boolean": "true or false",
        "integer": "an integer",
        "number": "a number",
        "string": "a string",
        "null": "null",
        "array": "a list",
        "object": "a mapping",
    }
)


def _kinds_text(kinds: frozenset[str]) -> str:
    return " or ".join(word for kind, word in _KIND_WORDS.items() if kind in kinds)


def compile_shape(shape: Shape) -> Callable[[Value], bool]:
    """A test with the answer of ``not violations(shape, value)``, made for being called often."""
    tests = [
        test
        for test in (
            _kinds_test(shape.kinds) if shape.kinds else None,
            None if shape.enum is None else _enum_test(shape.enum),
            _bounds_test(shape),
            _length_test(shape),
            _list_test(shape),
            _mapping_test(shape),
        )
        if test is not None
    ]
    if len(tests) <= 1:
        return tests[0] if tests else lambda _: True
    every = tuple(tests)
    return lambda value: all(test(value) for test in every)


_CLASSES: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "boolean": (bool,),
        "integer": (int,),
        "number": (int, float),
        "string": (str,),
        "null": (type(None),),
        "array": (list,),
        "object": (dict,),
    }
)


def _kinds_test(kinds: frozenset[str]) -> Callable[[Value], bool]:
    classes = frozenset(of for kind in kinds for of in _CLASSES[kind])
    if "integer" not in kinds or "number" in kinds:
        return lambda value: value.__class__ in classes
    return lambda value: (
        value.__class__ in classes or (isinstance(value, float) and value.is_integer())
    )


def _enum_test(enum: tuple[Value, ...]) -> Callable[[Value], bool]:
    if all(isinstance(listed, str) for listed in enum):
        texts = frozenset(map(str, enum))
        return lambda value: value.__class__ is str and value in texts
    return lambda value: any(same(value, listed) for listed in enum)


def _bounds_test(shape: Shape) -> Callable[[Value], bool] | None:
    infinite = math.inf
    least = -infinite if shape.minimum is None else shape.minimum
    most = infinite if shape.maximum is None else shape.maximum
    above = -infinite if shape.exclusive_minimum is None else shape.exclusive_minimum
    below = infinite if shape.exclusive_maximum is None else shape.exclusive_maximum
    if (least, most, above, below) == (-infinite, infinite, -infinite, infinite):
        return None
    return lambda value: (
        not isinstance(value, int | float)
        or value.__class__ is bool
        or (least <= value <= most and above < value < below)
    )


def _length_test(shape: Shape) -> Callable[[Value], bool] | None:
    if shape.min_length is None and shape.max_length is None:
        return None
    least = shape.min_length or 0
    most = math.inf if shape.max_length is None else shape.max_length
    return lambda value: not isinstance(value, str) or least <= len(value) <= most


def _list_test(shape: Shape) -> Callable[[Value], bool] | None:
    if shape.items is None and shape.min_items is None and shape.max_items is None:
        return None
    least = shape.min_items or 0
    most = math.inf if shape.max_items is None else shape.max_items
    element = compile_shape(ANYTHING if shape.items is None else shape.items)
    return lambda value: (
        not isinstance(value, list) or (least <= len(value) <= most and all(map(element, value)))
    )


def _mapping_test(shape: Shape) -> Callable[[Value], bool] | None:
    if not shape.properties and not shape.required and shape.additional is True:
        return None
    required = shape.required
    known = {name: compile_shape(of) for name, of in shape.properties.items()}
    additional = shape.additional
    other: Callable[[Value], bool] = (
        compile_shape(additional) if isinstance(additional, Shape) else lambda _: bool(additional)
    )

    def test(value: Value) -> bool:
        return not isinstance(value, dict) or (
            value.keys() >= required
            and all(known.get(name, other)(element) for name, element in value.items())
        )

    return test


def finite_values(shape: Shape) -> tuple[Value, ...] | None:
    """All the values of a small finite shape, in order; None when there are many or no bound.

    Listed are an enumeration, booleans and null, and integers between bounds, at most 1000 in all.
    """
    if shape.enum is not None:
        return tuple(value for value in shape.enum if not violations(shape, value))
    if not shape.kinds or not shape.kinds <= {"boolean", "null", "integer"}:
        return None
    values: list[Value] = [None] if "null" in shape.kinds else []
    values += [False, True] if "boolean" in shape.kinds else []
    if "integer" not in shape.kinds:
        return tuple(values)
    integers = _bounded_integers(shape)
    return None if integers is None else (*values, *integers)


def _bounded_integers(shape: Shape) -> range | None:
    lowest = _highest_of(
        None if shape.minimum is None else math.ceil(shape.minimum),
        None if shape.exclusive_minimum is None else math.floor(shape.exclusive_minimum) + 1,
    )
    highest = _highest_of(
        None if shape.maximum is None else -math.floor(shape.maximum),
        None if shape.exclusive_maximum is None else -math.ceil(shape.exclusive_maximum) + 1,
    )
    if lowest is None or highest is None or -highest - lowest >= _MOST_FINITE:
        return None
    return range(lowest, -highest + 1)


def _highest_of(a: int | None, b: int | None) -> int | None:
    given = [bound for bound in (a, b) if bound is not None]
    return max(given, default=None)
