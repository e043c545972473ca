"""Comparisons of values that depend on a condition, as conditions on comparisons.

``X == 'a'`` with ``'a' if C else 'b'`` for X comes to C: what is told of C decides it, and where C
is left open, only that is. No value changes by it, and nothing that cannot be computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.json_values import same

_MOST_NODES: Final = 400
"""Of a comparison that is written out so."""


def spread(expr: Expr, computed: Mapping[str, Expr]) -> Expr | None:
    """The conditional that a comparison comes to; None where it compares no such value."""
    match expr:
        case tree.Compare(first=first, rest=((sign, second),)):
            left, right = _written_out(first, computed), _written_out(second, computed)
        case _:
            return None
    match left, right:
        case tree.Conditional(then=then, otherwise=other), _:
            one, two = replace(expr, first=then), replace(expr, first=other)
            around = left
        case _, tree.Conditional(then=then, otherwise=other):
            one, two = replace(expr, rest=((sign, then),)), replace(expr, rest=((sign, other),))
            around = right
        case _:
            return None
    if sum(1 for _ in walk(around)) > _MOST_NODES:
        return None
    return replace(around, then=_folded(one), otherwise=_folded(two))


def _written_out(expr: Expr, computed: Mapping[str, Expr]) -> Expr:
    """What a computed name stands for, as far as that is a conditional."""
    found = expr
    while isinstance(found, tree.Name) and found.kind is NameKind.COMPUTED:
        found = computed.get(found.name, tree.Literal(value=None, start=0, end=0))
    return found if isinstance(found, tree.Conditional) else expr


def _folded(expr: tree.Compare) -> Expr:
    """Whether two values that are written out are the same, where that is asked."""
    match expr:
        case tree.Compare(
            first=tree.Literal(value=one), rest=((("==" | "!=") as sign, tree.Literal(value=two)),)
        ):
            return tree.Literal(value=same(one, two) is (sign == "=="), start=0, end=0)
        case _:
            return expr
