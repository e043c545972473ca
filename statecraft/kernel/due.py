"""What is due next: the turn's queue first, then timers (docs/semantics.md §9, 14.2 to 14.8)."""

from __future__ import annotations

from dataclasses import replace

from statecraft.kernel.abandoning import STALE, take_begin, take_stop
from statecraft.kernel.arrivals import Arrival
from statecraft.kernel.blocks import run_block
from statecraft.kernel.child_start import start_child
from statecraft.kernel.children import exit_event, invoke_of
from statecraft.kernel.outcome import Outcome, OutcomeKind, Told
from statecraft.kernel.receivers import Message, send_to
from statecraft.kernel.routing import Pick
from statecraft.kernel.selection import Selection
from statecraft.kernel.snapshot import Queued, Snapshot, Timer
from statecraft.kernel.step_ends import end_step, take_rejection, taken_as_failure
from statecraft.kernel.stepping import (
    NewStep,
    Step,
    ignored,
    run_picks,
    take_among,
    take_at,
    take_own,
)
from statecraft.kernel.steps import fail_step
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value

ERROR_REJECTED = "error.rejected"


def take_due(snapshot: Snapshot, new_step: NewStep, now_ms: int) -> Step | None:
    """The step for what is due next; None when nothing is."""
    if snapshot.queue:
        event, *rest = snapshot.queue
        return _take_queued(replace(snapshot, queue=tuple(rest)), new_step, event)
    if snapshot.timers and snapshot.timers[0].due_ms <= now_ms:
        without = replace(snapshot, timers=snapshot.timers[1:])
        return _take_timer(without, new_step, snapshot.timers[0])
    return None


def _take_queued(without: Snapshot, new_step: NewStep, event: Queued) -> Step:
    step = new_step(without)
    work = step.work(event.activation)
    gone = event.origin is not None and without.activation(event.origin) is None
    if work is None or (gone and not work.chart.definition.profile.hears_the_stopped):
        return ignored(without, event.event, event.data, STALE)
    step.arrival = _arrival(event, without)
    if event.start is not None:
        return start_child(without, work, event.start, event.data)
    if event.step is not None:
        return take_rejection(without, new_step, work, event, event.step)
    if event.begins is not None:
        return take_begin(without, new_step, work, event, event.begins)
    if event.stops is not None:
        return take_stop(without, new_step, work, event, event.stops)
    if event.slot is not None:
        return _take_in_slot(without, work, event, event.slot)
    if event.origin is not None:
        _finalize(work, event)
    taking = take_own if event.is_own else take_at
    taken = reported(taking(without, work, event.event, event.data), without, work.me)
    return _with_exit(taken, without, event)


def _arrival(event: Queued, without: Snapshot) -> Arrival:
    child = None if event.origin is None else without.activation(event.origin)
    place = None if child is None else child.child_of
    is_up = place is not None and place.parent == event.activation
    return Arrival(
        send_id=event.send_id,
        sender=event.sender,
        slot=place.slot if is_up and place is not None else None,
    )


def _take_in_slot(without: Snapshot, work: Work, event: Queued, slot: str) -> Step:
    """An event for a child; it is dropped when there is none (semantics 14.4)."""
    child = next(
        (
            each
            for each in work.step.children(work.me)
            if each.activation.child_of is not None and each.activation.child_of.slot == slot
        ),
        None,
    )
    if child is None:
        return ignored(without, event.event, event.data, f"there is no child in {slot}")
    return reported(take_at(without, child, event.event, event.data), without, child.me)


def _finalize(work: Work, event: Queued) -> None:
    """Run ``finalize`` before an event from the child is selected for (semantics 14.5)."""
    child = None if event.origin is None else work.step.work(event.origin)
    place = None if child is None else child.activation.child_of
    if child is not None and place is not None and place.parent == work.me:
        work.begin_event({"event": event.data, "event_name": event.event})
        run_block(work, invoke_of(work, child).finalize, place.state)


def _with_exit(step: Step, without: Snapshot, event: Queued) -> Step:
    """``child.exit``, when nothing took the end of a submachine (semantics 14.8)."""
    if not event.event.startswith("done.invoke.") or step.outcome.accepted:
        return step
    exit_told = event.origin
    if exit_told is None or step.outcome.kind is not OutcomeKind.IGNORED:
        return step
    return _exit_step(step, without, event, exit_told)


def _exit_step(step: Step, without: Snapshot, event: Queued, child: int) -> Step:
    parent_activation = without.activation(event.activation)
    assert parent_activation is not None, "it has just taken the event"
    told = exit_event(parent_activation, without.activation(child))
    if told is None:
        return step
    return replace(step, snapshot=replace(step.snapshot, queue=(*step.snapshot.queue, told)))


def _take_timer(without: Snapshot, new_step: NewStep, timer: Timer) -> Step:
    work = new_step(without).work(timer.activation)
    assert work is not None, "the timers of an activation go with it"
    work.step.arrival = Arrival(send_id=timer.id, sender=timer.activation)
    if timer.to is not None:
        return _send_late(without, work, timer, timer.to)
    if timer.after is None:
        step = take_at(without, work, timer.event, timer.data)
        return reported(step, without, work.me)
    state, place = timer.after
    at = state if timer.run is None else work.state_at((timer.run, state))
    assert at is not None, "the timers of a run go with it"
    after = work.chart.rows[at].after[place]
    if after.is_timeout:
        message = f"no answer within {after.text}"
        return end_step(without, work, at, lambda: fail_step(work, at, "timeout", message))
    step = take_among(without, work, timer.event, after.edges)
    if timer.run is not None:
        return taken_as_failure(step, without, work, (timer.run, state))
    return reported(step, without, work.me)


def _send_late(without: Snapshot, work: Work, timer: Timer, to: str) -> Step:
    send_to(work, to, Message(event=timer.event, data=timer.data, send_id=timer.id))
    if work.internal:
        pick = Pick(work=work, selection=Selection())
        return run_picks(without, work.step, (pick,), timer.event, timer.data)
    outcome = Outcome.of(Told(kind=OutcomeKind.ACCEPTED, event=timer.event), timer.data)
    return Step(snapshot=work.step.commit(), effects=work.effects, outcome=outcome)


def reported(step: Step, without: Snapshot, activation: int) -> Step:
    """A refused step for an event that cannot be sent again, made known (semantics 9.2).

    ``without`` is the old state in which that event is removed.
    """
    outcome = step.outcome
    refused = outcome.kind is OutcomeKind.REJECTED
    if outcome.event == ERROR_REJECTED and (refused or outcome.kind is OutcomeKind.IGNORED):
        stalled = outcome.but(kind=OutcomeKind.STALLED)
        return Step(snapshot=without, effects=(), outcome=stalled)
    if not refused:
        return step
    reasons = [
        {"kind": str(reason.kind), "message": reason.message, "id": reason.id}
        for reason in outcome.reasons
    ]
    payload: Value = {"event": outcome.event, "data": outcome.data, "reasons": reasons}
    report = Queued(activation=activation, event=ERROR_REJECTED, data=payload, is_own=True)
    snapshot = replace(without, queue=(*without.queue, report))
    return Step(snapshot=snapshot, effects=(), outcome=outcome)
