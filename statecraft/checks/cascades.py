"""Cascades that can never come to rest: what the kernel would refuse on every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from statecraft.checks.finding import Finding
from statecraft.checks.known_values import deciding_dimensions, known_where, texts_where
from statecraft.diagnostics import Diagnostic, Related, Severity, quoted
from statecraft.expr.tree import And, Expr
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.rules import Cascade
from statecraft.values.text import text_of


def contradicting_cascades(definition: Definition) -> Iterator[Finding]:
    """Pairs of which one holds wherever the other does, and that pull one dimension two ways."""
    for first, second in combinations(_cascades(definition), 2):
        if not (_implies(first, second) or _implies(second, first)):
            continue
        if known_where(first.when.expr, definition) is None:
            continue
        for dimension, one, other in _two_ways(first, second):
            yield Finding(
                at=f"rules.{second.name}",
                diagnostic=_contradiction(first, second, dimension, (one, other), definition),
            )


def _cascades(definition: Definition) -> tuple[Cascade, ...]:
    return tuple(rule for rule in definition.rules if isinstance(rule, Cascade))


def _implies(one: Cascade, other: Cascade) -> bool:
    """Whether every part of one condition is a part of the other, so that it holds there too."""
    parts, more = _parts(other.when.expr), _parts(one.when.expr)
    return all(part in more for part in parts)


def _parts(expr: Expr) -> tuple[Expr, ...]:
    return expr.parts if isinstance(expr, And) else (expr,)


def _two_ways(first: Cascade, second: Cascade) -> Iterator[tuple[str, str, str]]:
    goals = {move.dimension: text_of(move.value) for move in first.then}
    for move in second.then:
        goal = goals.get(move.dimension)
        if goal is not None and goal != text_of(move.value):
            yield move.dimension, goal, text_of(move.value)


def _contradiction(
    first: Cascade,
    second: Cascade,
    dimension: str,
    goals: tuple[str, str],
    definition: Definition,
) -> Diagnostic:
    lasting = _is_lasting(first, definition) and _is_lasting(second, definition)
    return Diagnostic(
        code="SC344",
        span=next(move.span for move in second.then if move.dimension == dimension),
        message=f"the rules {first.name} and {second.name} hold together and pull {dimension} "
        f"two ways: to {quoted(goals[0])} and to {quoted(goals[1])}",
        hint="tell their conditions apart: rules have no order, so none of them wins",
        severity=Severity.ERROR if lasting else Severity.WARNING,
        related=(Related(span=first.span, message=f"the rule {first.name}"),),
    )


def _is_lasting(cascade: Cascade, definition: Definition) -> bool:
    """Whether no cascade can make the condition false: it reads nothing that any of them moves."""
    read = deciding_dimensions(cascade.when.expr, definition)
    moved = {move.dimension for rule in _cascades(definition) for move in rule.then}
    return read is not None and read.isdisjoint(moved)


def oscillating_cascades(definition: Definition) -> Iterator[Finding]:
    """Rounds of cascades that pull a dimension in a circle and read nothing but it."""
    for dimension in definition.dimensions:
        told: set[str] = set()
        pulls = dict(_pulls(dimension, definition))
        for start in pulls:
            walked: list[str] = []
            text = start
            while text in pulls and text not in walked and text not in told:
                walked.append(text)
                text = pulls[text][0]
            told.update(walked)
            if text in walked:
                yield _oscillation(dimension, walked[walked.index(text) :], pulls)


def _pulls(
    dimension: Dimension, definition: Definition
) -> Iterator[tuple[str, tuple[str, Cascade]]]:
    """Value → where a cascade that reads this dimension alone pulls it, and the cascade."""
    for rule in reversed(_cascades(definition)):
        goal = next((text_of(m.value) for m in rule.then if m.dimension == dimension.name), None)
        if goal is None:
            continue
        if deciding_dimensions(rule.when.expr, definition) == frozenset({dimension.name}):
            for text in sorted(texts_where(rule.when.expr, dimension, definition) - {goal}):
                yield text, (goal, rule)


def _oscillation(
    dimension: Dimension, circle: list[str], pulls: Mapping[str, tuple[str, Cascade]]
) -> Finding:
    rules = dict.fromkeys(pulls[text][1].name for text in circle)
    first, *others = sorted((pulls[text][1] for text in circle), key=lambda rule: rule.span)
    shown = " -> ".join(quoted(text) for text in (*circle, circle[0]))
    found = Diagnostic(
        code="SC345",
        span=first.span,
        message=f"the rules {' and '.join(rules)} never settle: {dimension.name} {shown}",
        hint="a cascade must lead to a state in which none of the others pulls back",
        related=tuple(Related(span=rule.span, message=f"the rule {rule.name}") for rule in others),
    )
    return Finding(at=f"rules.{first.name}", diagnostic=found)
