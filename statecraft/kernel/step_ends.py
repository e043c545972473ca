"""Steps in which a step of a run ends: by an answer, a timeout, or a rejection (13.6, 13.13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from statecraft.chart.tables import StateIndex
from statecraft.kernel.effects import RunEnded
from statecraft.kernel.outcome import Outcome, OutcomeKind
from statecraft.kernel.routing import Pick
from statecraft.kernel.selection import Selection
from statecraft.kernel.snapshot import Queued, Snapshot, StepAddress
from statecraft.kernel.stepping import NewStep, Step, ignored, run_picks
from statecraft.kernel.steps import fail_step
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value


def end_step(
    without: Snapshot, work: Work, state: StateIndex, end: Callable[[], None], event: str = "after"
) -> Step:
    """The step in which *end* ends the step that *state* is.

    When it is refused, the run takes that as the failure of the same step (semantics 13.13).
    """
    work.begin_event({"event": {}, "event_name": event})
    run, number = work.address(state)
    assert run is not None, "only runs have steps"
    end()
    result = work.result_at(state)
    step = _run(without, work, event)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    told: Value = {"message": _told(step.outcome), "result": result}
    rejection = Queued(activation=work.me, event="error.rejected", data=told, step=(run, number))
    snapshot = replace(without, queue=(*without.queue, rejection))
    return Step(snapshot=snapshot, effects=(), outcome=step.outcome)


def take_rejection(
    without: Snapshot, new_step: NewStep, work: Work, event: Queued, address: StepAddress
) -> Step:
    """The step in which a run takes a rejection; if that is refused too, the run has failed."""
    state = work.state_at(address)
    if state is None or state not in work.states:
        return ignored(without, event.event, event.data, "stale")
    told = event.data if isinstance(event.data, dict) else {}
    work.begin_event({"event": {}, "event_name": event.event})
    fail_step(work, state, "rejected", told.get("message"), result=told.get("result"))
    step = _run(without, work, event.event)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    again = new_step(without).work(work.me)
    assert again is not None, "the activation was there a moment ago"
    return _abandon(again, address, step.outcome)


def _run(without: Snapshot, work: Work, event: str) -> Step:
    pick = Pick(work=work, selection=Selection())
    return run_picks(without, work.step, (pick,), event, None)


def _abandon(work: Work, address: StepAddress, outcome: Outcome) -> Step:
    """End a run as failed in a step that moves nothing else."""
    run = work.run_with(address[0])
    assert run is not None, "the run was there a moment ago"
    pipeline = work.chart.templates[run.key].pipeline
    row = work.chart.rows[run.root + address[1]]
    work.drop_run(run)
    error: Value = {
        "step": row.name,
        "at": str(row.span),
        "kind": "rejected",
        "message": _told(outcome),
        "data": dict(work.context),
    }
    event = f"error.{pipeline.kind}.{pipeline.name}"
    report = Queued(activation=work.me, event=event, data=error, is_own=True)
    work.queue = (*work.queue, report)
    kind, name = str(pipeline.kind), pipeline.name
    ended = RunEnded(serial=run.serial, kind=kind, name=name, result=None, error=error)
    stalled = replace(outcome, kind=OutcomeKind.STALLED)
    return Step(snapshot=work.step.commit(), effects=(ended,), outcome=stalled)


def _told(outcome: Outcome) -> str:
    return "; ".join(reason.message for reason in outcome.reasons)
