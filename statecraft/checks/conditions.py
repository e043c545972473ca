"""Conditions that are decided before the machine runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.known_values import known_unless, known_where, together
from statecraft.checks.moves import known_for
from statecraft.checks.sources import all_transitions
from statecraft.diagnostics import Diagnostic, Severity, Span
from statecraft.model.actions import If
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.rules import Constraint, MoveRule, Requirement, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A condition that should sometimes hold and sometimes not."""

    at: str
    formula: Formula


def decided_conditions(definition: Definition) -> Iterator[Finding]:
    """Conditions that always or never hold, whatever the dimensions and the context are."""
    for placed in _conditions(definition):
        if known_where(placed.formula.expr, definition) is None:
            yield _decided(placed.at, placed.formula, "never")
        elif known_unless(placed.formula.expr, definition) is None:
            yield _decided(placed.at, placed.formula, "always")
    yield from _requirements_always_met(definition)
    yield from _transitions_never_enabled(definition)


def _conditions(definition: Definition) -> Iterator[_Placed]:
    for candidates, transition in all_transitions(definition):
        if transition.when is not None:
            yield _Placed(at=candidates.at(transition), formula=transition.when)
    for placed in all_actions(definition):
        if isinstance(placed.action, If):
            yield _Placed(at=placed.at, formula=placed.action.when)
    for rule in definition.rules:
        if rule.when is not None:
            yield _Placed(at=f"rules.{rule.name}", formula=rule.when)


def _decided(at: str, formula: Formula, how_often: str) -> Finding:
    hint = "leave it out" if how_often == "always" else "what depends on it never happens"
    return _warning(at, formula.span, f"this condition {how_often} holds: {formula.text}", hint)


def _requirements_always_met(definition: Definition) -> Iterator[Finding]:
    """Requirements that refuse nothing; one that refuses every move is a way to forbid it."""
    for rule, requirement in _requirements(definition):
        that = requirement.that
        if known_unless(that.expr, definition) is None:
            message = f"this requirement is always met: {that.text}"
            yield _warning(f"rules.{rule.name}", that.span, message, "leave it out")


def _requirements(definition: Definition) -> Iterator[tuple[MoveRule, Requirement]]:
    for rule in definition.rules:
        if isinstance(rule, MoveRule):
            for requirement in rule.require:
                yield rule, requirement


def _transitions_never_enabled(definition: Definition) -> Iterator[Finding]:
    """Transitions whose condition cannot hold where their source and ``from`` can be."""
    for candidates, transition in all_transitions(definition):
        asks = transition.origins or transition.when is not None
        if not asks or known_for(candidates, transition, definition) is not None:
            continue
        if transition.when is None:
            message = "never enabled: two `from` of it exclude each other"
            hint = "a dimension has one value at a time"
            yield _warning(candidates.at(transition), transition.span, message, hint)
        elif known_where(transition.when.expr, definition) is not None:
            message = f"this condition never holds where it is asked: {transition.when.text}"
            hint = "the state it belongs to, or its `from`, says otherwise"
            yield _warning(candidates.at(transition), transition.when.span, message, hint)


def _warning(at: str, span: Span, message: str, hint: str) -> Finding:
    found = Diagnostic(
        code="SC354", span=span, message=message, hint=hint, severity=Severity.WARNING
    )
    return Finding(at=at, diagnostic=found)


def decided_constraints(definition: Definition) -> Iterator[Finding]:
    """Constraints that no state keeps, and constraints that no state can break."""
    for rule in definition.rules:
        if isinstance(rule, Constraint):
            yield from _of_constraint(rule, definition)


def _of_constraint(rule: Constraint, definition: Definition) -> Iterator[Finding]:
    condition = rule.condition.expr
    kept, broken = known_where(condition, definition), known_unless(condition, definition)
    if not rule.holds_when:
        kept, broken = broken, kept
    key = "always" if rule.holds_when else "never"
    if kept is None and _is_everywhere(rule, definition):
        yield Finding(
            at=f"rules.{rule.name}",
            diagnostic=Diagnostic(
                code="SC355",
                span=rule.condition.span,
                message=f"no state keeps this rule, so no start and no step is ever accepted: "
                f"{key}: {rule.condition.text}",
                hint="write the opposite under it, or add a when",
            ),
        )
    elif _can_apply(rule, definition) and together([_applies(rule, definition), broken]) is None:
        message = f"nothing can break this rule: {key}: {rule.condition.text}"
        yield _warning(f"rules.{rule.name}", rule.condition.span, message, "leave it out")


def _applies(rule: Rule, definition: Definition) -> dict[str, frozenset[str]] | None:
    known = {} if rule.when is None else known_where(rule.when.expr, definition)
    return None if known is None else dict(known)


def _can_apply(rule: Rule, definition: Definition) -> bool:
    return _applies(rule, definition) is not None


def _is_everywhere(rule: Rule, definition: Definition) -> bool:
    return rule.when is None or known_unless(rule.when.expr, definition) is None
