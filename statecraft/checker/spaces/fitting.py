"""What the form of a formula shows of its value: that it is there, and fits a schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.shapes import field_in, may_be, must_be
from statecraft.expr.tree import Expr, NameKind
from statecraft.resolve.fitting import is_literal
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, Shape, violations

Shapes = Mapping[str, Shape]
"""Variable → what it may hold."""


def has_bounds(shape: Shape) -> bool:
    """Whether a shape asks for more than a kind of value."""
    return replace(shape, kinds=frozenset()) != ANYTHING


def always_fits(shape: Shape, expr: Expr, shapes: Shapes) -> bool:
    """Whether an assignment can never be refused by the schema of its variable."""
    if not has_bounds(shape) or is_literal(expr):
        return True
    only_bounded_below = replace(shape, kinds=frozenset(), minimum=None) == ANYTHING
    if shape.minimum is None or not only_bounded_below:
        return False
    least = least_integer(expr, shapes)
    return least is not None and least >= shape.minimum


def fits(found: Shape, declared: Shape) -> bool:
    """Whether every value of one shape surely has the other one, too."""
    if found.enum is not None:
        return not any(violations(declared, value) for value in found.enum)
    if declared == ANYTHING:
        return True
    if declared.enum is not None or (declared.kinds and not must_be(found, *declared.kinds)):
        return False
    return (
        (_fits_as_number(found, declared) or not may_be(found, "number"))
        and (declared.min_length is declared.max_length is None or not may_be(found, "string"))
        and (_fits_as_list(found, declared) or not may_be(found, "array"))
        and (_fits_as_mapping(found, declared) or not may_be(found, "object"))
    )


def _fits_as_number(found: Shape, declared: Shape) -> bool:
    least = declared.minimum
    others = (declared.maximum, declared.exclusive_minimum, declared.exclusive_maximum)
    if any(bound is not None for bound in others):
        return False
    return least is None or (found.minimum is not None and found.minimum >= least)


def _fits_as_list(found: Shape, declared: Shape) -> bool:
    if declared.min_items is not None or declared.max_items is not None:
        return False
    return declared.items is None or fits(found.items or ANYTHING, declared.items)


def _fits_as_mapping(found: Shape, declared: Shape) -> bool:
    if not declared.required <= found.required:
        return False
    known = {name: field_in(declared, name) for name in found.properties}
    if any(of is None or not fits(found.properties[name], of) for name, of in known.items()):
        return False
    others = [of for name, of in declared.properties.items() if name not in found.properties]
    match found.additional:
        case False:
            return True
        case Shape() as more:
            pass
        case _:
            more = ANYTHING
    if declared.additional is False:
        return False
    rest = declared.additional if isinstance(declared.additional, Shape) else ANYTHING
    return all(fits(more, of) for of in (*others, rest))


def may_fail(expr: Expr) -> bool:
    """Whether an expression may have no value in some state, as far as its form shows."""
    match expr:
        case tree.Literal() | tree.Name():
            return False
        case tree.ListOf() | tree.MappingOf() | tree.Joined() | tree.Conditional():
            return any(map(may_fail, children(expr)))
        case _:
            return True


def least_integer(expr: Expr, shapes: Shapes) -> int | None:
    """A bound below of a formula whose value is an integer wherever it has one; else None."""
    match expr:
        case tree.Literal(value=int(number)) if not isinstance(number, bool):
            return number
        case tree.Name(name=name, kind=NameKind.CONTEXT):
            return _least_held(shapes.get(name, ANYTHING))
        case tree.Call(function="len"):
            return 0
        case tree.Arithmetic(operator="+", left=left, right=right):
            one, other = least_integer(left, shapes), least_integer(right, shapes)
            return None if one is None or other is None else one + other
        case _:
            return None


def _least_held(shape: Shape) -> int | None:
    least: Value = shape.minimum
    is_integer = shape.kinds == frozenset({"integer"})
    return least if is_integer and isinstance(least, int) else None
