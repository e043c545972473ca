"""Comparisons of ECMAScript, of translated values. Values are not converted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.expr.tree import ComparisonOperator, Expr
from statecraft.interop.building import call, compared, kind_of, literal
from statecraft.interop.ecmascript.syntax import Constant, Node, Prefix
from statecraft.interop.untranslatable import Untranslatable

COMPARISONS: Final[Mapping[str, ComparisonOperator]] = MappingProxyType(
    {
        "==": "==",
        "===": "==",
        "!=": "!=",
        "!==": "!=",
        "<": "<",
        "<=": "<=",
        ">": ">",
        ">=": ">=",
    }
)
_BEFORE_THE_FIRST: Final = Prefix(operator="-", operand=Constant(value=1))
_FIRST: Final = Constant(value=0)


def comparison(left: Expr, operator: str, right: Expr) -> Expr:
    """``left operator right``; values that are certainly of two kinds are not the same."""
    kinds = {kind_of(left), kind_of(right)}
    is_equality = operator in ("===", "!==") or (operator in ("==", "!=") and "null" in kinds)
    if is_equality and None not in kinds and len(kinds) > 1:
        return literal(operator[0] == "!")
    return compared(left, COMPARISONS[operator], right)


def found_at(part: Expr, of: Expr, operator: str, number: Node) -> Expr:
    """``of.indexOf(part) operator number``: whether it is there, or stands first.

    Raises:
        Untranslatable: it asks for another place.
    """
    match operator, number:
        case ("!=" | "!==" | ">", node) if node == _BEFORE_THE_FIRST:
            return compared(part, "in", of)
        case (">=", node) if node == _FIRST:
            return compared(part, "in", of)
        case ("==" | "===", node) if node == _BEFORE_THE_FIRST:
            return compared(part, "not in", of)
        case ("<", node) if node == _FIRST:
            return compared(part, "not in", of)
        case ("==" | "===", node) if node == _FIRST:
            return call("starts_with", of, part)
        case _:
            raise Untranslatable("indexOf is translated of comparisons with 0 and -1")
