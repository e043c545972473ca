"""What the checker knows of a value before it exists: a small algebra over shapes."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from statecraft.expr.functions import kinds_text
from statecraft.values.json_values import Value, same
from statecraft.values.shape import ANYTHING, Shape, kind_of, violations

BOOLEAN: Final = Shape(kinds=frozenset({"boolean"}))
INTEGER: Final = Shape(kinds=frozenset({"integer"}))
COUNT: Final = Shape(kinds=frozenset({"integer"}), minimum=0)
NUMBER: Final = Shape(kinds=frozenset({"number"}))
STRING: Final = Shape(kinds=frozenset({"string"}))

_EVERY_KIND: Final = frozenset(
    {"boolean", "integer", "number", "string", "null", "array", "object"}
)


def kinds_in(shape: Shape) -> frozenset[str]:
    """Every kind that a value of the shape may have; a number may be an integer."""
    if not shape.kinds:
        return _EVERY_KIND
    return shape.kinds | {"integer"} if "number" in shape.kinds else shape.kinds


def may_be(shape: Shape, *kinds: str) -> bool:
    """Whether some value of the shape may have one of the kinds."""
    wanted = {*kinds, "integer"} if "number" in kinds else set(kinds)
    return not kinds_in(shape).isdisjoint(wanted)


def must_be(shape: Shape, *kinds: str) -> bool:
    """Whether every value of the shape has one of the kinds."""
    wanted = {*kinds, "integer"} if "number" in kinds else set(kinds)
    return bool(shape.kinds) and shape.kinds <= wanted


def shape_of_value(value: Value) -> Shape:
    """The shape of exactly this value."""
    return Shape(kinds=frozenset({kind_of(value)}), enum=(value,))


def either(a: Shape, b: Shape) -> Shape:
    """A shape that has the values of both, and as few others as it can say simply."""
    if a == b or b.enum == ():
        return a
    if a.enum == ():
        return b
    if not a.kinds or not b.kinds:
        return ANYTHING
    kinds = a.kinds | b.kinds
    if a.enum is not None and b.enum is not None:
        more = tuple(value for value in b.enum if not any(same(value, old) for old in a.enum))
        return Shape(kinds=kinds, enum=a.enum + more)
    if a.items is not None and b.items is not None:
        return Shape(kinds=kinds, items=either(a.items, b.items))
    return Shape(kinds=kinds)


def any_of(shapes: Iterable[Shape]) -> Shape:
    """A shape that has the values of all of them; anything when there are none."""
    together: Shape | None = None
    for shape in shapes:
        together = shape if together is None else either(together, shape)
    return ANYTHING if together is None else together


def list_of(items: Shape) -> Shape:
    """The shape of lists with such elements."""
    return Shape(kinds=frozenset({"array"}), items=items)


def mapping_with(properties: dict[str, Shape], *, is_complete: bool) -> Shape:
    """The shape of mappings with these fields; ``is_complete`` when there are no others."""
    return Shape(
        kinds=frozenset({"object"}),
        properties=MappingProxyType(properties),
        required=frozenset(properties),
        additional=not is_complete,
    )


def element_of(shape: Shape) -> Shape:
    """The shape of a list's elements or a string's characters, as far as it is known."""
    if must_be(shape, "string"):
        return STRING
    return shape.items if shape.items is not None and must_be(shape, "array") else ANYTHING


def field_in(shape: Shape, name: str) -> Shape | None:
    """The shape of a field; None when such a mapping never has it."""
    if name in shape.properties:
        return shape.properties[name]
    if isinstance(shape.additional, Shape):
        return shape.additional
    return ANYTHING if shape.additional else None


def never_same(a: Shape, b: Shape) -> bool:
    """Whether no value has both shapes, as far as it is easy to see."""
    if kinds_in(a).isdisjoint(kinds_in(b)) or a.enum == () or b.enum == ():
        return True
    if b.enum is not None:
        return all(bool(violations(a, value)) for value in b.enum)
    return a.enum is not None and all(bool(violations(b, value)) for value in a.enum)


def in_words(shape: Shape) -> str:
    """The kinds of a shape: ``a string or null``."""
    return kinds_text(shape.kinds)
