"""Assignments of one ``set`` that overlap: their order would decide, and they have none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.diagnostics import Diagnostic, Related, Severity
from statecraft.model.actions import Merge, Set
from statecraft.model.definition import Definition
from statecraft.model.formulas import Place


def overlapping_assignments(definition: Definition) -> Iterator[Finding]:
    """Pairs of places in one ``set`` or ``merge`` of which one lies inside of the other."""
    for placed in all_actions(definition):
        if isinstance(placed.action, Set | Merge):
            places = [place for place, _ in placed.action.assignments]
            for one, other in combinations(places, 2):
                if _is_inside(one, other) or _is_inside(other, one):
                    yield Finding(at=placed.at, diagnostic=_overlap(one, other))


def _is_inside(inner: Place, outer: Place) -> bool:
    """Whether the path of one place, as far as it is written out, continues that of the other."""
    steps = outer.steps
    return inner.variable == outer.variable and inner.steps[: len(steps)] == steps


def _overlap(one: Place, other: Place) -> Diagnostic:
    return Diagnostic(
        code="SC359",
        span=other.span,
        message=f"{one.text} and {other.text} are assigned at once, and one lies inside the other",
        hint="write two actions in the order that is meant",
        severity=Severity.WARNING,
        related=(Related(span=one.span, message=one.text),),
    )
