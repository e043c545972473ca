"""What the assignments of an action do, as far as their text tells."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.moments import CannotWrite
from statecraft.fast.shape_tests import quick_test
from statecraft.model.formulas import Place
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape

_INTEGER: Final = frozenset({"integer"})


def steps_of(place: Place) -> str:
    """The path inside of a variable, which is fixed and not empty.

    Raises:
        CannotWrite: it is not.
    """
    if not place.steps or not all(isinstance(step, str | int) for step in place.steps):
        raise CannotWrite
    return repr(tuple(place.steps))


def merged_in(found: Value, value: Value) -> dict[str, Value]:
    """The mapping of a variable with another merged into it; what is no mapping fails."""
    if not isinstance(found, dict) or not isinstance(value, dict):
        raise TypeError
    return {**found, **value}


def sum_of(place: Place, expr: Expr, shape: Shape) -> int | None:
    """What an assignment adds to an integer variable, where it just does that."""
    match expr:
        case tree.Arithmetic(
            operator="+" | "-" as operator,
            left=tree.Name(kind=NameKind.CONTEXT, name=name),
            right=tree.Literal(value=int(step)),
        ) if name == place.variable and not place.steps and step.__class__ is int:
            if shape.kinds == _INTEGER:
                return step if operator == "+" else -step
    return None


def integers_between_steps(chart: LoweredChart) -> frozenset[str]:
    """The variables of which a machine on the map holds integers, and never 5.0 as one."""
    return frozenset(
        each.name
        for each in chart.definition.context
        if each.shape.kinds == _INTEGER
        and quick_test(each.shape, each.name, is_integer=False) is not None
    )


def is_integer(expr: Expr, variables: Collection[str], fields: Collection[str]) -> bool:
    """Whether the value is of Python's class ``int`` where those variables and fields are."""
    match expr:
        case tree.Literal(value=value):
            return value.__class__ is int
        case tree.Name(kind=NameKind.CONTEXT, name=name):
            return name in variables
        case tree.Field(of=tree.Name(kind=NameKind.LOCAL, name="event"), name=name):
            return name in fields
        case tree.Arithmetic(operator="+" | "-" | "*", left=left, right=right):
            return is_integer(left, variables, fields) and is_integer(right, variables, fields)
        case _:
            return False
