"""Steps in which a step of a run ends: by an answer, a timeout, or a rejection (13.6, 13.13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from statecraft.chart.tables import StateIndex
from statecraft.kernel.abandoning import STALE, abandon, go_on, told
from statecraft.kernel.outcome import OutcomeKind
from statecraft.kernel.snapshot import Queued, Snapshot, StepAddress
from statecraft.kernel.stepping import NewStep, Step, ignored
from statecraft.kernel.steps import fail_step
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value


def end_step(
    without: Snapshot,
    work: Work,
    state: StateIndex,
    end: Callable[[], None],
    event: str = "after",
    result: Value = None,
) -> Step:
    """The step in which *end* ends the step that *state* is, with a *result* if there is one."""
    work.begin_event({"event": {}, "event_name": event})
    address = work.address(state)
    end()
    return taken_as_failure(go_on(without, work, event), without, work, address, result)


def taken_as_failure(
    step: Step,
    without: Snapshot,
    work: Work,
    address: tuple[int | None, StateIndex],
    result: Value = None,
) -> Step:
    """When *step* is refused, the run takes it as the failure of the step at *address* (13.13)."""
    run, number = address
    assert run is not None, "only runs have steps"
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    reason: Value = {"message": told(step.outcome), "result": result}
    rejection = Queued(activation=work.me, event="error.rejected", data=reason, step=(run, number))
    snapshot = replace(without, queue=(*without.queue, rejection))
    return Step(snapshot=snapshot, effects=(), outcome=step.outcome)


def take_rejection(
    without: Snapshot, new_step: NewStep, work: Work, event: Queued, address: StepAddress
) -> Step:
    """The step in which a run takes a rejection; if that is refused too, the run has failed."""
    state = work.state_at(address)
    if state is None or state not in work.states:
        return ignored(without, event.event, event.data, STALE)
    said = event.data if isinstance(event.data, dict) else {}
    work.begin_event({"event": {}, "event_name": event.event})
    fail_step(work, state, "rejected", said.get("message"), result=said.get("result"))
    step = go_on(without, work, event.event)
    if step.outcome.kind is not OutcomeKind.REJECTED:
        return step
    again = new_step(without).work(work.me)
    assert again is not None, "the activation was there a moment ago"
    return abandon(again, address, step.outcome)
