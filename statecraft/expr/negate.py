"""Conditions turned round and taken apart: the opposite, and the parts that are false.

``false_parts`` is what "why not" shows: for a condition that does not hold, the smallest parts that
would have to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.environment import Environment
from statecraft.expr.evaluate import evaluate
from statecraft.expr.problem import EvaluationError
from statecraft.expr.show import show
from statecraft.expr.tree import ComparisonOperator, Expr, NameKind
from statecraft.values.notation import brief

_OPPOSITES: Final[Mapping[ComparisonOperator, ComparisonOperator]] = MappingProxyType(
    {
        "==": "!=",
        "!=": "==",
        "<": ">=",
        "<=": ">",
        ">": "<=",
        ">=": "<",
        "in": "not in",
        "not in": "in",
    }
)


def negate(expr: Expr) -> Expr:
    """A condition that holds exactly where *expr* has a value and does not hold."""
    start, end = expr.start, expr.end
    match expr:
        case tree.Literal(value=bool() as value):
            return tree.Literal(value=not value, start=start, end=end)
        case tree.Not(operand=operand):
            return operand
        case tree.And(parts=parts):
            return tree.Or(parts=_negated(parts, tree.Or), start=start, end=end)
        case tree.Or(parts=parts):
            return tree.And(parts=_negated(parts, tree.And), start=start, end=end)
        case tree.Compare(first=first, rest=((operator, operand),)):
            rest = ((_OPPOSITES[operator], operand),)
            return tree.Compare(first=first, rest=rest, start=start, end=end)
        case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
            return tree.Conditional(
                condition=condition,
                then=negate(then),
                otherwise=negate(otherwise),
                start=start,
                end=end,
            )
        case _:
            return tree.Not(operand=expr, start=start, end=end)


def _negated(parts: tuple[Expr, ...], kind: type[tree.And | tree.Or]) -> tuple[Expr, ...]:
    """The opposites; one that is itself of the new kind joins it, so that none is nested."""
    negated: list[Expr] = []
    for part in parts:
        opposite = negate(part)
        negated.extend(opposite.parts if isinstance(opposite, kind) else (opposite,))
    return tuple(negated)


def false_parts(
    expr: Expr, environment: Environment, computed: Mapping[str, Expr]
) -> tuple[Expr, ...]:
    """The parts of a false condition that are false themselves, in order of text.

    A conjunction gives those of its false parts; a named expression is opened when it is one. A
    part that has no value here is given as it is. A condition that holds has none.
    """
    return tuple(dict.fromkeys(_false_parts(expr, environment, computed)))


def _false_parts(
    expr: Expr, environment: Environment, computed: Mapping[str, Expr]
) -> Iterator[Expr]:
    if _holds(expr, environment, computed):
        return
    opened = _conjunction(expr, computed)
    if isinstance(opened, tree.And):
        for part in opened.parts:
            yield from _false_parts(part, environment, computed)
    else:
        yield opened


def _conjunction(expr: Expr, computed: Mapping[str, Expr]) -> Expr:
    """The ``And`` that *expr* amounts to: itself, a negated ``Or``, or a name for one."""
    match expr:
        case tree.Not(operand=tree.Or() as operand):
            return negate(operand)
        case tree.Name(name=name, kind=NameKind.COMPUTED) if name in computed:
            inside = _conjunction(computed[name], computed)
            return inside if isinstance(inside, tree.And) else expr
        case tree.Not(operand=tree.Name(name=name, kind=NameKind.COMPUTED)) if name in computed:
            inside = _conjunction(negate(computed[name]), computed)
            return inside if isinstance(inside, tree.And) else expr
        case _:
            return expr


def _holds(expr: Expr, environment: Environment, computed: Mapping[str, Expr]) -> bool:
    try:
        return evaluate(expr, environment, computed) is True
    except EvaluationError:
        # Where a condition has no value it does not hold; ``explain`` tells why.
        return False


def explain(part: Expr, environment: Environment, computed: Mapping[str, Expr]) -> str:
    """The part and what it reads just now: ``operation == 'idle' (operation is 'saving')``."""
    text = show(part)
    try:
        evaluate(part, environment, computed)
    except EvaluationError as error:
        return f"{text} ({error.message})"
    known = [
        f"{show(read)} is {brief(evaluate(read, environment, computed))}"
        for read in _things_read(part)
        if _has_value(read, environment, computed)
    ]
    return f"{text} ({', '.join(known)})" if known else text


_MOST_SHOWN: Final = 5


def _things_read(part: Expr) -> tuple[Expr, ...]:
    """The names of *part* with the fields looked up in them, and its calls, outermost first."""
    found: dict[Expr, None] = {}
    hidden: set[Expr] = set()
    variables = {node.variable for node in walk(part) if isinstance(node, tree.Comprehension)}
    for node in walk(part):
        if isinstance(node, tree.Field | tree.Index):
            hidden.add(node.of)
        is_shown = isinstance(
            node, tree.Name | tree.Field | tree.Index | tree.HostCall | tree.Active | tree.Now
        )
        if is_shown and node not in hidden and not _uses(node, variables):
            found[node] = None
    return tuple(found)[:_MOST_SHOWN]


def _uses(expr: Expr, variables: set[str]) -> bool:
    return any(
        isinstance(node, tree.Name) and node.kind is NameKind.VARIABLE and node.name in variables
        for node in walk(expr)
    )


def _has_value(expr: Expr, environment: Environment, computed: Mapping[str, Expr]) -> bool:
    try:
        evaluate(expr, environment, computed)
    except EvaluationError:
        # A part behind a short circuit may have no value; there is nothing to show then.
        return False
    return True
