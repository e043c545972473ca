"""Cascade rules, brought to a fixpoint in joint rounds (semantics 4.8)."""

from __future__ import annotations

from statecraft.chart.tables import LoweredCascade, RegionIndex, StateIndex
from statecraft.kernel.change import apply_change, moves_change, told_change
from statecraft.kernel.failures import ExecutionFailure, Refusal, refusal_for
from statecraft.kernel.outcome import Microstep, Reason, ReasonKind
from statecraft.kernel.rules import check_moves
from statecraft.kernel.work import Work
from statecraft.values.json_values import same
from statecraft.values.text import text_of

MOST_ROUNDS = 100


def settle(work: Work) -> None:
    """Let the cascade rules pull until none does.

    Raises:
        Refusal: two pull one dimension two ways, a pull is not allowed, or they never settle.
    """
    if not work.chart.cascades:
        return
    seen = [(frozenset(work.states), work.context)]
    rounds: list[Microstep] = []
    while pulls := _pulls(work):
        if len(rounds) >= MOST_ROUNDS:
            raise Refusal([_unsettled(rounds)])
        check_moves(work, [(region, target) for region, (target, _) in pulls.items()])
        change = moves_change(work, [(region, target) for region, (target, _) in pulls.items()])
        rules = dict.fromkeys(lowered.rule.name for _, lowered in pulls.values())
        places = dict.fromkeys(lowered.rule.span for _, lowered in pulls.values())
        apply_change(work, change)
        rounds.append(told_change(work, change, None, tuple(rules), tuple(places)))
        work.path.append(rounds[-1])
        state = (frozenset(work.states), work.context)
        if any(state[0] == past[0] and same(state[1], past[1]) for past in seen):
            raise Refusal([_unsettled(rounds)])
        seen.append(state)


def _pulls(work: Work) -> dict[RegionIndex, tuple[StateIndex, LoweredCascade]]:
    """Region → wanted value and the first rule that wants it; only real moves."""
    pulls: dict[RegionIndex, tuple[StateIndex, LoweredCascade]] = {}
    for lowered in work.chart.cascades:
        if not _holds(work, lowered):
            continue
        for region, target in lowered.pulls:
            if target in work.states:
                continue
            earlier = pulls.setdefault(region, (target, lowered))
            if earlier[0] != target:
                raise Refusal([_torn(work, region, earlier, (target, lowered))])
    return pulls


def _holds(work: Work, lowered: LoweredCascade) -> bool:
    try:
        return work.program.condition(lowered.rule.when)(work)
    except ExecutionFailure as failure:
        raise refusal_for(failure, lowered.rule.name) from failure


def _torn(
    work: Work,
    region: RegionIndex,
    one: tuple[StateIndex, LoweredCascade],
    other: tuple[StateIndex, LoweredCascade],
) -> Reason:
    name = work.chart.regions[region].name
    rows = work.chart.rows
    message = (
        f"The rules {one[1].rule.name} and {other[1].rule.name} pull {name} two ways: "
        f"to {text_of(rows[one[0]].value)} and to {text_of(rows[other[0]].value)}."
    )
    return Reason(
        kind=ReasonKind.CONFLICT, message=message, id=other[1].rule.name, at=other[1].rule.span
    )


def _unsettled(rounds: list[Microstep]) -> Reason:
    cycle = " -> ".join(
        f"{' and '.join(step.transitions)} ({', '.join(step.entered)})" for step in rounds[-10:]
    )
    message = f"The rules do not settle: {cycle}."
    last = rounds[-1]
    return Reason(kind=ReasonKind.RULE, message=message, id=last.transitions[0], at=last.places[0])
