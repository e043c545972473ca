"""The central rules: what a move must satisfy, and every committed state (semantics 4.2, 5.3).

A rule that itself fails to evaluate always rejects the step (7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statecraft.chart.tables import LoweredMoveRule, RegionIndex, StateIndex
from statecraft.kernel.explanations import why_broken
from statecraft.kernel.failures import ExecutionFailure, Refusal, refusal_for
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.work import Work
from statecraft.model.formulas import Formula
from statecraft.model.rules import Constraint, MoveRule
from statecraft.values.json_values import Value, defect, same
from statecraft.values.shape import violations
from statecraft.values.text import text_of

Pull = tuple[RegionIndex, StateIndex]


def check_moves(work: Work, pulls: Sequence[Pull]) -> None:
    """Refuse moves that the map or a ``require`` forbids, with every reason.

    The pulls are real moves: none goes to the value that is active. All is read on the state as
    it is, before any of them is made.
    """
    if not pulls:
        return
    moves = {region: (active_value(work, region), target) for region, target in pulls}
    reasons = [*_map_reasons(work, moves), *_rule_reasons(work, moves)]
    if reasons:
        raise Refusal(reasons)


def active_value(work: Work, region: RegionIndex) -> StateIndex:
    """The state of a dimension that is active."""
    root = work.chart.rows[work.chart.regions[region].root]
    return next(state for state in root.children if state in work.states)


def _map_reasons(
    work: Work, moves: dict[RegionIndex, tuple[StateIndex, StateIndex]]
) -> Iterator[Reason]:
    for index, pair in moves.items():
        region = work.chart.regions[index]
        if region.allowed is not None and pair not in region.allowed:
            rows = work.chart.rows
            before, after = (text_of(rows[state].value) for state in pair)
            message = f"Cannot move {region.name} from {before} to {after}."
            at = region.dimension.span if region.dimension else None
            yield Reason(kind=ReasonKind.MAP, message=message, id=region.name, at=at)


def _rule_reasons(
    work: Work, moves: dict[RegionIndex, tuple[StateIndex, StateIndex]]
) -> Iterator[Reason]:
    for lowered in work.chart.move_rules:
        if not lowered.regions.isdisjoint(moves) and any(
            trigger.region in moves
            and _fits(trigger.origins, moves[trigger.region][0])
            and _fits(trigger.goals, moves[trigger.region][1])
            for trigger in lowered.triggers
        ):
            yield from _requirement_reasons(work, lowered.rule)


def _fits(wanted: frozenset[StateIndex] | None, state: StateIndex) -> bool:
    return wanted is None or state in wanted


def _requirement_reasons(work: Work, rule: MoveRule) -> Iterator[Reason]:
    if rule.when is not None and not _holds(work, rule.when, rule.name):
        return
    for requirement in rule.require:
        if not _holds(work, requirement.that, rule.name):
            yield _rule_reason(work, rule, requirement.that, requirement.message)


def _rule_reason(
    work: Work, rule: MoveRule | Constraint, formula: Formula, message: Formula | None
) -> Reason:
    """The rule's own message; where it has none, what it demands and how things are."""
    if message is not None:
        text = text_of(_read(work, message, rule.name))
    else:
        text = why_broken(rule, formula, work)
    return Reason(
        kind=ReasonKind.RULE, message=text, id=rule.name, at=rule.span, detail_at=formula.span
    )


def _holds(work: Work, formula: Formula, rule: str) -> bool:
    try:
        return work.program.condition(formula)(work)
    except ExecutionFailure as failure:
        raise refusal_for(failure, rule) from failure


def _read(work: Work, formula: Formula, rule: str) -> Value:
    try:
        return work.program.reader(formula)(work)
    except ExecutionFailure as failure:
        raise refusal_for(failure, rule) from failure


def check_constraints(work: Work) -> None:
    """Refuse a quiet state that a ``never``, an ``always`` or a context schema forbids."""
    reasons = [*_constraint_reasons(work), *_schema_reasons(work)]
    if reasons:
        raise Refusal(reasons)


def _constraint_reasons(work: Work) -> Iterator[Reason]:
    for rule in work.chart.constraints:
        if rule.when is not None and not _holds(work, rule.when, rule.name):
            continue
        if _holds(work, rule.condition, rule.name) is not rule.holds_when:
            yield _rule_reason(work, rule, rule.condition, rule.message)


def _schema_reasons(work: Work) -> Iterator[Reason]:
    before = work.activation.context
    for variable in work.chart.definition.context:
        value = work.context[variable.name]
        if value is before.get(variable.name, _UNSET):
            continue
        found = defect(value) if isinstance(value, dict | list) else None
        if found is not None:
            wrong = f"{variable.name}: {found}"
            yield Reason(kind=ReasonKind.SCHEMA, message=wrong, id=variable.name, at=variable.span)
            continue
        if work.program.fits[variable.name](value):
            continue
        for wrong in violations(variable.shape, value, variable.name):
            yield Reason(kind=ReasonKind.SCHEMA, message=wrong, id=variable.name, at=variable.span)


_UNSET: Value = {}
"""Stands for the value before the start: no value is identical to it."""


def check_computed_moves(work: Work, first: Work) -> None:
    """Rules about computed names compare the whole step; they read its first state (4.9)."""
    reasons: list[Reason] = []
    for lowered in work.chart.move_rules:
        if any(_changed_as(trigger, work, first) for trigger in lowered.computed):
            reasons.extend(_requirement_reasons(first, lowered.rule))
    if reasons:
        raise Refusal(reasons)


def _changed_as(
    trigger: tuple[str, tuple[Value, ...] | None, tuple[Value, ...] | None],
    work: Work,
    first: Work,
) -> bool:
    name, origins, goals = trigger
    before, after = computed_value(first, name), computed_value(work, name)
    if same(before, after):
        return False
    return _is_one_of(before, origins) and _is_one_of(after, goals)


def _is_one_of(value: Value, wanted: tuple[Value, ...] | None) -> bool:
    return wanted is None or any(same(value, one) for one in wanted)


def computed_value(work: Work, name: str) -> Value:
    """The value of a computed name now.

    Raises:
        Refusal: it cannot be computed.
    """
    computed = next(c for c in work.chart.definition.computed if c.name == name)
    return _read(work, computed.formula, name)


def has_computed_triggers(rules: tuple[LoweredMoveRule, ...]) -> bool:
    """Whether any rule is about the move of a computed name."""
    return any(rule.computed for rule in rules)
