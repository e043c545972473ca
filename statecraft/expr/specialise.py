"""An expression for a moment of which part is known: what is known stands in it as literals.

The result has the value of the original at every such moment, and fails where that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, cast

from statecraft.expr import tree
from statecraft.expr.children import children, with_children
from statecraft.expr.environment import Environment
from statecraft.expr.evaluate import evaluate
from statecraft.expr.problem import EvaluationError
from statecraft.expr.tree import Expr, NameKind

Known = Callable[[tree.Name | tree.Active], Expr]
"""What stands for a name or an ``active(…)`` at this moment; itself where nothing is known."""


def specialised(expr: Expr, known: Known, computed: Mapping[str, Expr]) -> Expr:
    """*expr* with what is known put in, computed names written out, and constant parts folded."""
    match expr:
        case tree.Name(kind=NameKind.COMPUTED, name=name):
            return specialised(computed[name], known, computed)
        case tree.Name() | tree.Active():
            return known(expr)
        case tree.And(parts=parts):
            return _joined(expr, _specialised_parts(parts, known, computed, until=False))
        case tree.Or(parts=parts):
            return _joined(expr, _specialised_parts(parts, known, computed, until=True))
        case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
            decided = specialised(condition, known, computed)
            if isinstance(decided, tree.Literal) and isinstance(decided.value, bool):
                return specialised(then if decided.value else otherwise, known, computed)
        case _:
            pass
    return _folded(with_children(expr, lambda part: specialised(part, known, computed)))


_NOWHERE: Final = cast("Environment", None)
"""Literals alone read nothing."""


def _specialised_parts(
    parts: tuple[Expr, ...], known: Known, computed: Mapping[str, Expr], *, until: bool
) -> tuple[Expr, ...]:
    """The parts that count, in order: none after one that surely decides, none that cannot."""
    kept: list[Expr] = []
    for part in parts:
        found = specialised(part, known, computed)
        if not isinstance(found, tree.Literal) or not isinstance(found.value, bool):
            kept.append(found)
        elif found.value is until:
            return (*kept, found)
    return tuple(kept)


def _joined(expr: tree.And | tree.Or, kept: tuple[Expr, ...]) -> Expr:
    """The parts as one; a single one keeps a neighbour, so that it must still be a boolean."""
    neutral = tree.Literal(value=isinstance(expr, tree.And), start=expr.start, end=expr.end)
    if not kept:
        return neutral
    if len(kept) == 1:
        [only] = kept
        is_boolean = isinstance(only, tree.Literal) and isinstance(only.value, bool)
        return only if is_boolean else replace(expr, parts=(neutral, only))
    return replace(expr, parts=kept)


def _folded(expr: Expr) -> Expr:
    """The value of an operation on literals alone, where it has one and that is a scalar."""
    match expr:
        case tree.Compare() | tree.Not() | tree.Negative() | tree.Arithmetic():
            if not all(isinstance(part, tree.Literal) for part in children(expr)):
                return expr
        case _:
            return expr
    try:
        value = evaluate(expr, _NOWHERE, {})
    except EvaluationError:
        return expr
    if isinstance(value, list | dict):
        return expr
    return tree.Literal(value=value, start=expr.start, end=expr.end)
