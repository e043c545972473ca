"""Python source for comparisons, with no more tests than the operands need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from statecraft.expr import tree
from statecraft.expr.known_kinds import (
    compares_plainly,
    is_never_boolean,
    is_surely_number,
    is_surely_string,
)
from statecraft.expr.operations import COMPARISONS
from statecraft.expr.tree import ComparisonOperator, Expr

_ORDER: Final[Mapping[ComparisonOperator, str]] = {
    "<": "less",
    "<=": "at_most",
    ">": "more",
    ">=": "at_least",
}

Operand = tuple[Expr, str]
"""A node and its code, which is written exactly once."""


def comparison_code(
    expr: tree.Compare, code: Callable[[Expr], str], fresh: Callable[[], str]
) -> str:
    """The code of a comparison chain; an operand between two operators is evaluated once."""
    codes: list[str] = []
    left: Operand = (expr.first, code(expr.first))
    for position, (operator, operand) in enumerate(expr.rest):
        right = code(operand)
        again = right
        if position < len(expr.rest) - 1 and not isinstance(operand, tree.Literal):
            again = fresh()
            right = f"({again} := {right})"
        codes.append(_pair(operator, left, (operand, right), fresh))
        left = (operand, again)
    return codes[0] if len(codes) == 1 else "(" + " and ".join(codes) + ")"


def _pair(
    operator: ComparisonOperator, left: Operand, right: Operand, fresh: Callable[[], str]
) -> str:
    if isinstance(left[0], tree.Literal) and isinstance(right[0], tree.Literal):
        return _of_literals(operator, left[0], right[0])
    match operator:
        case "==":
            return _equal(left, right, fresh)
        case "!=":
            return f"(not {_equal(left, right, fresh)})"
        case "in":
            return _contained(left, right, fresh)
        case "not in":
            return f"(not {_contained(left, right, fresh)})"
        case _:
            return _ordered(operator, left, right, fresh)


def _of_literals(operator: ComparisonOperator, left: tree.Literal, right: tree.Literal) -> str:
    if operator in {"==", "!="}:
        return repr(COMPARISONS[operator](left.value, right.value))
    # Seldom written and, for `1 < 'a'`, an error to be explained.
    return "slow()"


def _equal(left: Operand, right: Operand, fresh: Callable[[], str]) -> str:
    if isinstance(left[0], tree.Literal):
        left, right = right, left
    (of, code), (other, other_code) = left, right
    if not isinstance(other, tree.Literal):
        if compares_plainly(of, other):
            return f"({code} == {other_code})"
        return f"same({code}, {other_code})"
    match other.value:
        case None | bool():
            return f"({code} is {other_code})"
        case 0 | 1 if not is_never_boolean(of):
            value = fresh()
            return f"(({value} := {code}) == {other_code} and {value}.__class__ is not bool)"
        case _:
            return f"({code} == {other_code})"


def _ordered(
    operator: ComparisonOperator, left: Operand, right: Operand, fresh: Callable[[], str]
) -> str:
    (a, a_code), (b, b_code) = left, right
    both_numbers = is_surely_number(a) and is_surely_number(b)
    if both_numbers or (is_surely_string(a) and is_surely_string(b)):
        return f"({a_code} {operator} {b_code})"
    value = fresh()
    if isinstance(b, tree.Literal) and (is_surely_number(b) or is_surely_string(b)):
        return f"({value} {operator} {b_code} if {_has_class(value, a_code, b)} else slow())"
    if isinstance(a, tree.Literal) and (is_surely_number(a) or is_surely_string(a)):
        return f"({a_code} {operator} {value} if {_has_class(value, b_code, a)} else slow())"
    return f"{_ORDER[operator]}({a_code}, {b_code})"


def _has_class(value: str, code: str, like: tree.Literal) -> str:
    """A test that *code*, kept as *value*, can be ordered with a literal."""
    if isinstance(like.value, str):
        return f"({value} := {code}).__class__ is str"
    return f"({value} := {code}).__class__ is int or {value}.__class__ is float"


def _contained(left: Operand, right: Operand, fresh: Callable[[], str]) -> str:
    (item, item_code), (container, container_code) = left, right
    if isinstance(container, tree.ListOf):
        listed = [part.value for part in container.elements if isinstance(part, tree.Literal)]
        has_risk = any(value in (0, 1) for value in listed) and not is_never_boolean(item)
        has_boolean = any(isinstance(value, bool) for value in listed)
        if len(listed) == len(container.elements) and not has_risk and not has_boolean:
            return f"({item_code} in ({''.join(f'{value!r}, ' for value in listed)}))"
    elif isinstance(item, tree.Literal) and isinstance(item.value, str):
        value = fresh()
        return (
            f"({item_code} in {value} if ({value} := {container_code}).__class__ is dict"
            f" else is_in({item_code}, {value}))"
        )
    return f"is_in({item_code}, {container_code})"
