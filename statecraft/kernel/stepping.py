"""One step: an event in, a committed or a refused state out (docs/semantics.md §5, §6, §9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from statecraft.chart.tables import Edge, StateIndex
from statecraft.kernel.effects import Effect, RunEnded, SendEvent
from statecraft.kernel.failures import Refusal
from statecraft.kernel.macrostep import complete, microstep
from statecraft.kernel.outcome import NetMove, Outcome, OutcomeKind, Reason, ReasonKind
from statecraft.kernel.reasons import reasons_for
from statecraft.kernel.selection import Selection, is_named, select, select_among
from statecraft.kernel.snapshot import ROOT, Queued, Snapshot, StepAddress, Timer
from statecraft.kernel.steps import fail_step
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value
from statecraft.values.shape import violations

ERROR_REJECTED = "error.rejected"
DONE_NOTE = "the machine is done"

NewWork = Callable[[Snapshot], Work]
"""Makes the working state of a step from a snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step leads to.

    When the outcome is ``rejected`` or ``ignored``, ``snapshot`` of an event from outside is the
    very object that the step was given, and there are no effects.
    """

    snapshot: Snapshot
    effects: tuple[Effect, ...]
    outcome: Outcome


def take(snapshot: Snapshot, new_work: NewWork, event: str, data: Value) -> Step:
    """The step for an event from outside."""
    return _attempt(snapshot, new_work(snapshot), event, data, lambda work: select(work, event))


def ask(snapshot: Snapshot, new_work: NewWork, event: str) -> Step:
    """The step for an event whose payload is not known; its snapshot is not to be kept.

    Where it would be accepted, the reasons are the conditions that only the payload decides.
    """
    work = new_work(snapshot)
    work.data_unknown = True
    step = _attempt(snapshot, work, event, {}, lambda work: select(work, event))
    if not step.outcome.accepted:
        return step
    doubts = [
        Reason(kind=ReasonKind.GUARD, message=f"needs payload: {doubted.text}", at=doubted.span)
        for doubted in work.doubted
    ]
    return replace(step, outcome=replace(step.outcome, reasons=tuple(dict.fromkeys(doubts))))


def take_edges(snapshot: Snapshot, new_work: NewWork, edges: Sequence[Edge]) -> Step:
    """The step for transitions that the host asks for directly: a move."""
    work = new_work(snapshot)
    if work.status == "done":
        return _ignored(snapshot, None, None, DONE_NOTE)
    work.begin_event({"event": {}, "event_name": ""})
    return _run(snapshot, work, tuple(edges), None, None)


def take_due(snapshot: Snapshot, new_work: NewWork, now_ms: int) -> Step | None:
    """The step for what is due next: the queue first, then timers; None when nothing is."""
    if snapshot.queue:
        event, *rest = snapshot.queue
        without = replace(snapshot, queue=tuple(rest))
        if event.step is not None:
            return take_rejection(without, new_work, event)
        step = take(without, new_work, event.event, event.data)
        return reported(step, without, event.event, event.data)
    if snapshot.timers and snapshot.timers[0].due_ms <= now_ms:
        return _take_timer(snapshot, new_work, snapshot.timers[0])
    return None


def _take_timer(snapshot: Snapshot, new_work: NewWork, timer: Timer) -> Step:
    without = replace(snapshot, timers=snapshot.timers[1:])
    if timer.to is not None:
        work = new_work(without)
        work.effects = (SendEvent(to=timer.to, event=timer.event, data=timer.data),)
        outcome = Outcome(kind=OutcomeKind.ACCEPTED, event=timer.event, data=timer.data)
        return Step(snapshot=work.commit(), effects=work.effects, outcome=outcome)
    if timer.after is None:
        step = take(without, new_work, timer.event, timer.data)
    else:
        work = new_work(without)
        state, place = timer.after
        at = state if timer.run is None else work.state_at((timer.run, state))
        assert at is not None, "the timers of a run go with it"
        after = work.chart.rows[at].after[place]
        if after.is_timeout:
            message = f"no answer within {after.text}"
            return end_step(without, work, at, lambda: fail_step(work, at, "timeout", message))
        edges = after.edges
        step = _attempt(without, work, "after", {}, lambda work: select_among(work, edges))
    return reported(step, without, timer.event, timer.data)


def reported(step: Step, without: Snapshot, event: str, data: Value) -> Step:
    """A refused step for an event that cannot be sent again, made known (semantics 9.2).

    ``without`` is the old state in which that event is removed.
    """
    refused = step.outcome.kind is OutcomeKind.REJECTED
    if event == ERROR_REJECTED and (refused or step.outcome.kind is OutcomeKind.IGNORED):
        stalled = replace(step.outcome, kind=OutcomeKind.STALLED)
        return Step(snapshot=without, effects=(), outcome=stalled)
    if not refused:
        return step
    reasons = [
        {"kind": str(reason.kind), "message": reason.message, "id": reason.id}
        for reason in step.outcome.reasons
    ]
    payload: Value = {"event": event, "data": data, "reasons": reasons}
    report = Queued(activation=ROOT, event=ERROR_REJECTED, data=payload)
    snapshot = replace(without, queue=(*without.queue, report))
    return Step(snapshot=snapshot, effects=(), outcome=step.outcome)


def end_step(
    without: Snapshot, work: Work, state: StateIndex, end: Callable[[], None], event: str = "after"
) -> Step:
    """The step in which a step of a run ends: by an answer, a timeout, or a rejection.

    When it is refused, the run takes that as the failure of the same step (semantics 13.13).
    """
    work.begin_event({"event": {}, "event_name": event})
    address = work.address(state)
    end()
    step = _run(without, work, (), event, None)
    if step.outcome.kind is not OutcomeKind.REJECTED or address[0] is None:
        return step
    told: Value = {"message": _told(step.outcome), "result": work.local.get("result")}
    rejection = Queued(
        activation=ROOT, event=ERROR_REJECTED, data=told, step=(address[0], address[1])
    )
    snapshot = replace(without, queue=(*without.queue, rejection))
    return Step(snapshot=snapshot, effects=(), outcome=step.outcome)


def take_rejection(without: Snapshot, new_work: NewWork, event: Queued) -> Step:
    """The step in which a run takes a rejection; if that is refused too, the run has failed."""
    assert event.step is not None
    work = new_work(without)
    state = work.state_at(event.step)
    if state is None or state not in work.states:
        return _ignored(without, event.event, event.data, "stale")
    told = event.data if isinstance(event.data, dict) else {}
    message, result = told.get("message"), told.get("result")
    work.begin_event({"event": {}, "event_name": event.event})
    fail_step(work, state, "rejected", message, result=result)
    step = _run(without, work, (), event.event, None)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    return _abandon(without, new_work, event.step, step.outcome)


def _abandon(without: Snapshot, new_work: NewWork, address: StepAddress, outcome: Outcome) -> Step:
    """End a run as failed in a step that moves nothing else."""
    work = new_work(without)
    run = work.run_with(address[0])
    assert run is not None, "the run was there a moment ago"
    name, message = work.chart.templates[run.key].pipeline, _told(outcome)
    work.drop_run(run)
    error: Value = {
        "step": work.chart.rows[run.root + address[1]].name,
        "at": str(work.chart.rows[run.root + address[1]].span),
        "kind": "rejected",
        "message": message,
        "data": dict(work.context),
    }
    report = Queued(activation=ROOT, event=f"error.{name.kind}.{name.name}", data=error)
    work.queue = (*work.queue, report)
    ended = RunEnded(
        serial=run.serial, kind=str(name.kind), name=name.name, result=None, error=error
    )
    stalled = replace(outcome, kind=OutcomeKind.STALLED)
    return Step(snapshot=work.commit(), effects=(ended,), outcome=stalled)


def _told(outcome: Outcome) -> str:
    return "; ".join(reason.message for reason in outcome.reasons)


def _attempt(
    snapshot: Snapshot,
    work: Work,
    event: str,
    data: Value,
    selecting: Callable[[Work], Selection],
) -> Step:
    if work.status == "done":
        return _ignored(snapshot, event, data, DONE_NOTE)
    work.begin_event({"event": data, "event_name": event})
    wrong = () if work.data_unknown else _payload_reasons(work, event, data)
    if wrong:
        if not is_named(work, event):
            return _ignored(snapshot, event, data)
        return _rejected(snapshot, work, event, data, wrong)
    try:
        selection = selecting(work)
    except Refusal as refusal:
        return _rejected(snapshot, work, event, data, refusal.reasons)
    if selection.kept or work.internal:
        return _run(snapshot, work, selection.kept, event, data)
    if not selection.candidates:
        return _ignored(snapshot, event, data)
    return _rejected(snapshot, work, event, data, reasons_for(work, selection))


def _run(
    snapshot: Snapshot,
    work: Work,
    edges: tuple[Edge, ...],
    event: str | None,
    data: Value,
) -> Step:
    """Take *edges*; without any, only the ``error.execution`` that a condition has queued."""
    try:
        if edges:
            microstep(work, edges, event)
        complete(work, lambda: _start_of(snapshot, work))
    except Refusal as refusal:
        return _rejected(snapshot, work, event, data, refusal.reasons)
    return Step(
        snapshot=work.commit(),
        effects=work.effects,
        outcome=accepted(work, OutcomeKind.ACCEPTED, event, data),
    )


def _start_of(snapshot: Snapshot, work: Work) -> Work:
    return Work(snapshot, work.program, work.functions, work.now_ms)


def _payload_reasons(work: Work, event: str, data: Value) -> tuple[Reason, ...]:
    declared = work.chart.definition.events.get(event)
    if declared is None or declared.payload is None:
        return ()
    return tuple(
        Reason(kind=ReasonKind.SCHEMA, message=f"{event}: {wrong}", id=event, at=declared.span)
        for wrong in violations(declared.payload, data)
    )


def _ignored(snapshot: Snapshot, event: str | None, data: Value, note: str | None = None) -> Step:
    outcome = Outcome(kind=OutcomeKind.IGNORED, event=event, data=data, note=note)
    return Step(snapshot=snapshot, effects=(), outcome=outcome)


def _rejected(
    snapshot: Snapshot, work: Work, event: str | None, data: Value, reasons: tuple[Reason, ...]
) -> Step:
    outcome = Outcome(
        kind=OutcomeKind.REJECTED,
        event=event,
        data=data,
        reasons=reasons,
        path=tuple(work.path),
    )
    return Step(snapshot=snapshot, effects=(), outcome=outcome)


def accepted(work: Work, kind: OutcomeKind, event: str | None, data: Value) -> Outcome:
    """The outcome of a step that committed: the net difference, and the path."""
    chart = work.chart
    before, after = set(work.activation.states), work.states
    tree = [s for s in sorted(before ^ after) if chart.rows[s].region == chart.tree]
    old = work.activation.dimension_values()
    return Outcome(
        kind=kind,
        event=event,
        data=data,
        moves=tuple(
            NetMove(dimension=name, before=old[name], after=value)
            for name, value in work.dimensions.items()
            if name in old and (old[name] != value or type(old[name]) is not type(value))
        ),
        exited=tuple(chart.rows[state].path for state in tree if state in before),
        entered=tuple(chart.rows[state].path for state in tree if state in after),
        path=tuple(work.path),
        note="; ".join(work.notes) or None,
    )
