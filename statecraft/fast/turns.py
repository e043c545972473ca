"""One event and all that follows from it, by the plain kernel, where it can be on a map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from statecraft.fast.entries import Entry, NextStep, Ran
from statecraft.fast.recording import Recording
from statecraft.kernel import due, stepping
from statecraft.kernel.outcome import Microstep, OutcomeKind, ReasonKind
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.values.json_values import Value

MOST_FOLLOWING: Final = 8
"""Steps of one turn after the first."""

_UNSURE: Final = frozenset({ReasonKind.SCHEMA, ReasonKind.ERROR})
"""Refusals that depend on values without a condition having been asked."""


def recorded_turn(
    recording: Recording, snapshot: Snapshot, event: str, payload: Value
) -> tuple[Step, ...]:
    """The steps of the turn; none where entries, configurations and outcomes do not tell it."""
    steps = [stepping.take(snapshot, recording.begin, event, payload)]
    while steps[-1].snapshot.queue:
        before = steps[-1].snapshot
        if len(steps) > MOST_FOLLOWING or not recording.follow(before.queue[0], before):
            return ()
        begins = len(recording.entries)
        step = due.take_due(before, recording.begin, before.now_ms)
        if step is None or not _is_kept(step, recording.entries[begins:]):
            return ()
        steps.append(step)
    is_told = recording.is_usable and steps[0].outcome.note is None and all(map(_is_told, steps))
    is_told &= _counts_starts(recording, snapshot, steps[-1])
    is_told &= recording.outputs(steps[-1].snapshot) is not None
    is_told &= not any(_has_chained_cascades(recording, step.outcome.path) for step in steps)
    return tuple(steps) if is_told else ()


def recorded_step(
    recording: Recording, snapshot: Snapshot, event: str, payload: Value
) -> Step | None:
    """The step, if it is the whole turn; None where entries and configurations do not tell it.

    It may have effects, and start timers and host actions.
    """
    step = stepping.take(snapshot, recording.begin, event, payload)
    outcome, after = step.outcome, step.snapshot
    is_told = recording.is_usable and outcome.note is None and not after.queue
    is_told &= _UNSURE.isdisjoint(reason.kind for reason in outcome.reasons)
    is_told &= len(after.activations) == 1 and after.status == "active"
    is_told &= not _has_chained_cascades(recording, outcome.path)
    return step if is_told else None


def _is_kept(step: Step, entries: Sequence[Entry]) -> bool:
    """Whether the step was not refused, and nothing was done for nothing."""
    if step.outcome.kind is OutcomeKind.IGNORED:
        return not any(isinstance(entry, Ran) for entry in entries)
    return step.outcome.accepted


def _is_told(step: Step) -> bool:
    """Whether the step has no effects, and nothing but conditions has refused it."""
    reasons = step.outcome.reasons
    return not step.effects and _UNSURE.isdisjoint(reason.kind for reason in reasons)


def _counts_starts(recording: Recording, before: Snapshot, last: Step) -> bool:
    """Whether serial numbers were given to the children that were started, and to nothing else."""
    starts = [e for e in recording.entries if isinstance(e, NextStep) and e.starts is not None]
    after = last.snapshot
    return after.output == before.output and after.next_serial == before.next_serial + len(starts)


def _has_chained_cascades(recording: Recording, path: tuple[Microstep, ...]) -> bool:
    """Whether one round of cascades led to another: contexts are then compared for cycles."""
    spans = {lowered.rule.span for chart in recording.charts for lowered in chart.cascades}
    is_round = [each.event is None and spans.issuperset(each.places) for each in path]
    return any(one and other for one, other in pairwise(is_round))
