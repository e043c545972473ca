"""What is certain of a node's value at every moment of a run, for leaving out checks.

Less than the checker believes: context is held to its schema only at the end of a step, so within
one a variable may hold anything. A dimension only ever holds its declared values.
"""

from __future__ import annotations

from typing import Final

from statecraft.expr import tree
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.shape import kind_of

_BOOLEAN: Final = frozenset({"boolean"})
_NOTHING: Final[frozenset[str]] = frozenset()
_NUMBERS: Final = frozenset({"integer", "number"})


def certain_kinds(expr: Expr) -> frozenset[str]:
    """The kinds that every value of the node has; none when nothing is certain."""
    match expr:
        case tree.Literal(value=value):
            return frozenset({kind_of(value)})
        case tree.Name(kind=NameKind.DIMENSION, shape=shape):
            return shape.kinds if shape.enum is None else frozenset(map(kind_of, shape.enum))
        case (
            tree.Compare()
            | tree.And()
            | tree.Or()
            | tree.Not()
            | tree.Active()
            | tree.Can()
            | tree.Comprehension(kind=("any" | "all"))
            | tree.Call(function=("starts_with" | "is_number" | "is_date" | "matches"))
        ):
            return _BOOLEAN
        case tree.Call(function="len") | tree.Comprehension(kind="len"):
            return frozenset({"integer"})
        case (
            tree.Arithmetic(operator=("-" | "*" | "/" | "//" | "%")) | tree.Negative() | tree.Now()
        ):
            return _NUMBERS
        case tree.Arithmetic(operator="+", left=left, right=right):
            return _NUMBERS if is_surely_number(left) and is_surely_number(right) else _NOTHING
        case tree.Joined() | tree.Call(function=("str" | "lower" | "upper" | "iso")):
            return frozenset({"string"})
        case _:
            return _NOTHING


def is_surely(expr: Expr, kinds: frozenset[str]) -> bool:
    """Whether every value of the node has one of *kinds*."""
    certain = certain_kinds(expr)
    return bool(certain) and certain <= kinds


def is_surely_boolean(expr: Expr) -> bool:
    """Whether the node is always true or false."""
    return is_surely(expr, _BOOLEAN)


def is_surely_number(expr: Expr) -> bool:
    """Whether the node is always a number."""
    return is_surely(expr, _NUMBERS)


def is_surely_string(expr: Expr) -> bool:
    """Whether the node is always a string."""
    return is_surely(expr, frozenset({"string"}))


def is_never_boolean(expr: Expr) -> bool:
    """Whether the node is certainly no boolean, so that Python's ``==`` needs no second look."""
    certain = certain_kinds(expr)
    return bool(certain) and "boolean" not in certain


def compares_plainly(a: Expr, b: Expr) -> bool:
    """Whether Python's ``==`` means the same as ours for these two, whatever their values."""
    scalars = {"integer", "number", "string", "null"}
    return is_surely(a, frozenset(scalars)) and is_surely(b, frozenset(scalars))
