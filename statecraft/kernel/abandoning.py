"""Runs that cannot go on: they end in a step that moves nothing else (docs/semantics.md 13.13).

What would follow in the same step, had the run ended by itself, follows in steps of its own: the
step that waited for the run fails, the runs that it waited for are stopped, and the start that
waited for its end begins. Each of these may be refused, and then ends what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.kernel.effects import RunEnded
from statecraft.kernel.in_progress import LiveRun
from statecraft.kernel.outcome import Outcome, OutcomeKind
from statecraft.kernel.routing import Pick
from statecraft.kernel.selection import Selection
from statecraft.kernel.snapshot import Queued, Snapshot, StepAddress, WaitingStart
from statecraft.kernel.stepping import NewStep, Step, ignored, run_picks
from statecraft.kernel.steps import step_row
from statecraft.kernel.work import Work
from statecraft.model.actions import TemplateKind
from statecraft.values.json_values import Value

STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """Where a run came to its end, and the refusal that ended it."""

    step: str | None
    at: Span
    outcome: Outcome


def go_on(without: Snapshot, work: Work, event: str) -> Step:
    """The step of an activation that takes what is queued, asked for or stopped inside it."""
    pick = Pick(work=work, selection=Selection())
    return run_picks(without, work.step, (pick,), event, None)


def told(outcome: Outcome) -> str:
    """The reasons of a refusal in one text."""
    return "; ".join(reason.message for reason in outcome.reasons)


def abandon(work: Work, address: StepAddress, outcome: Outcome) -> Step:
    """End the run in whose step, at *address*, a refusal could not be taken."""
    run = work.run_with(address[0])
    assert run is not None, "the run was there a moment ago"
    row = step_row(work, run.root + address[1])
    name = row.name if row.step is None else row.step.name
    return _ended(work, run, _Failure(step=name, at=row.span, outcome=outcome))


def take_begin(without: Snapshot, new_step: NewStep, work: Work, event: Queued, key: str) -> Step:
    """The step in which a start begins that waited for the end of an abandoned run."""
    start = next((each for each in work.waiting if each.key == key), None)
    if start is None or any(run is not None and run.key == key for run in work.runs):
        return ignored(without, event.event, event.data, STALE)
    work.begin_event({"event": {}, "event_name": event.event})
    work.waiting = tuple(each for each in work.waiting if each is not start)
    work.starts = (start,)
    step = go_on(without, work, event.event)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    again = new_step(without).work(work.me)
    assert again is not None, "the activation was there a moment ago"
    again.waiting = tuple(each for each in again.waiting if each is not start)
    return _never_begun(again, start, step.outcome)


def take_stop(without: Snapshot, new_step: NewStep, work: Work, event: Queued, serial: int) -> Step:
    """The step in which a run is stopped that only an abandoned one waited for."""
    if work.run_with(serial) is None:
        return ignored(without, event.event, event.data, STALE)
    work.begin_event({"event": {}, "event_name": event.event})
    work.stops = (serial,)
    step = go_on(without, work, event.event)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    again = new_step(without).work(work.me)
    run = None if again is None else again.run_with(serial)
    assert again is not None, "the activation was there a moment ago"
    assert run is not None, "the run was there a moment ago"
    span = again.chart.templates[run.key].pipeline.span
    return _ended(again, run, _Failure(step=None, at=span, outcome=step.outcome))


def _ended(work: Work, run: LiveRun, failure: _Failure) -> Step:
    work.drop_run(run)
    work.waiting = tuple(
        each for each in work.waiting if each.awaited_by is None or each.awaited_by[0] != run.serial
    )
    _report(work, run.key, run.serial, failure)
    _fail_caller(work, run, failure.outcome)
    _stop_awaited(work, run)
    return _committed(work, run.key, failure.outcome)


def _never_begun(work: Work, start: WaitingStart, outcome: Outcome) -> Step:
    span = work.chart.templates[start.key].pipeline.span
    _report(work, start.key, work.serial(), _Failure(step=None, at=span, outcome=outcome))
    _fail_caller(work, start, outcome)
    return _committed(work, start.key, outcome)


def _committed(work: Work, key: str, outcome: Outcome) -> Step:
    if any(each.key == key for each in work.waiting):
        following = Queued(activation=work.me, event="start", data={}, begins=key)
        work.queue = (*work.queue, following)
    stalled = outcome.but(kind=OutcomeKind.STALLED)
    return Step(snapshot=work.step.commit(), effects=work.effects, outcome=stalled)


def _report(work: Work, key: str, serial: int, failure: _Failure) -> None:
    """Tell the machine in a later step, and the host, as at any other end (13.11)."""
    pipeline = work.chart.templates[key].pipeline
    message = told(failure.outcome)
    error: Value = {
        "step": failure.step,
        "at": str(failure.at),
        "kind": "rejected",
        "message": message,
        "data": dict(work.context),
    }
    is_invoked = pipeline.kind is TemplateKind.INVOKE
    if is_invoked:
        error = {"code": "rejected", "message": message, "step": failure.step, "attempt": 1}
    event = f"error.{pipeline.kind}.{pipeline.name}"
    report = Queued(activation=work.me, event=event, data=error, is_own=True)
    work.queue = (*work.queue, report)
    if not is_invoked:
        kind, name = str(pipeline.kind), pipeline.name
        ended = RunEnded(serial=serial, kind=kind, name=name, result=None, error=error)
        work.effects = (*work.effects, ended)


def _fail_caller(work: Work, run: LiveRun | WaitingStart, outcome: Outcome) -> None:
    """The step that waits for the run takes its end as a failure."""
    caller = work.me if run.caller is None else run.caller
    if run.awaited_by is None or work.step.work(caller) is None:
        return
    data: Value = {"message": told(outcome), "result": None}
    rejection = Queued(activation=caller, event="error.rejected", data=data, step=run.awaited_by)
    work.queue = (*work.queue, rejection)


def _stop_awaited(caller: Work, run: LiveRun) -> None:
    """The runs, here and in ancestors, that steps of the run wait for are told to stop."""
    for work in (caller, *caller.step.ancestors(caller)):
        of = None if work is caller else caller.me
        for other in work.runs:
            step = None if other is None or other.caller != of else other.awaited_by
            if other is not None and step is not None and step[0] == run.serial:
                work.change_run(other, awaited_by=None)
                stop = Queued(activation=work.me, event="stop", data={}, stops=other.serial)
                caller.queue = (*caller.queue, stop)
