"""Answers of host actions: they become the event that the action named (semantics 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from statecraft.kernel.due import reported
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.outcome import Outcome, OutcomeKind, Told
from statecraft.kernel.snapshot import Activation, PendingAction, Snapshot, StepAddress
from statecraft.kernel.step_ends import end_step
from statecraft.kernel.stepping import NewStep, Step, take_own
from statecraft.kernel.steps import fail_step, succeed_step
from statecraft.values.json_values import Value
from statecraft.values.shape import violations
from statecraft.values.text import text_of

Found = tuple[Activation, PendingAction]
"""A pending action with the activation that waits for it."""


def answer(snapshot: Snapshot, new_step: NewStep, serial: int, result: Value) -> Step:
    """The step for a result, which may itself be a failure."""
    found = _pending(snapshot, serial)
    if found is None:
        return _stale(snapshot)
    pending = found[1]
    failure = _failure(snapshot, new_step, found, result)
    if pending.step is not None:
        return _deliver_to_step(snapshot, new_step, found, pending.step, failure, result)
    if failure is None:
        return _deliver(snapshot, new_step, found, pending.done, {"result": result})
    return _deliver(snapshot, new_step, found, pending.error, failure)


def fail(snapshot: Snapshot, new_step: NewStep, serial: int, error: Mapping[str, Value]) -> Step:
    """The step for an action that has no result."""
    found = _pending(snapshot, serial)
    if found is None:
        return _stale(snapshot)
    pending = found[1]
    payload: Value = {
        "code": _code(error.get("code")),
        "message": text_of(error.get("message", f"{pending.name} failed")),
        "result": error.get("result"),
    }
    if pending.step is not None:
        return _deliver_to_step(snapshot, new_step, found, pending.step, payload, None)
    return _deliver(snapshot, new_step, found, pending.error, payload)


def _code(said: Value) -> Value:
    """The code of a failure: a text or an integer, as it is declared."""
    is_one = isinstance(said, str | int) and not isinstance(said, bool)
    return said if is_one else "failed"


def _pending(snapshot: Snapshot, serial: int) -> Found | None:
    for activation in snapshot.activations:
        for pending in activation.pending:
            if pending.serial == serial:
                return activation, pending
    return None


def _stale(snapshot: Snapshot) -> Step:
    outcome = Outcome.of(Told(kind=OutcomeKind.IGNORED, event=None, note="stale"))
    return Step(snapshot=snapshot, effects=(), outcome=outcome)


def _failure(snapshot: Snapshot, new_step: NewStep, found: Found, result: Value) -> Value:
    """The payload of the error event when the result is a failure, else None."""
    activation, pending = found
    declared = activation.chart.definition.actions[pending.name]
    wrong = violations(declared.result, result, "result")
    if wrong:
        return {"code": "schema", "message": "; ".join(wrong), "result": result}
    if declared.fails_when is None:
        return None
    work = new_step(snapshot).work(activation.serial)
    assert work is not None, "its activation waits for the answer"
    work.local = {"result": result}
    try:
        failed = work.program.condition(declared.fails_when)(work)
    except ExecutionFailure as failure:
        return {"code": "execution", "message": failure.message, "result": result}
    return (
        {"code": "failed", "message": _message(pending, result), "result": result}
        if failed
        else None
    )


def _message(pending: PendingAction, result: Value) -> Value:
    """What a result says of itself: its ``message``, ``error`` or ``error.message``, if a text."""
    if isinstance(result, dict):
        error = result.get("error")
        inner = error.get("message") if isinstance(error, dict) else error
        for said in (result.get("message"), inner):
            if isinstance(said, str):
                return said
    return f"{pending.name} failed"


def _deliver_to_step(
    snapshot: Snapshot,
    new_step: NewStep,
    found: Found,
    address: StepAddress,
    failure: Value,
    result: Value,
) -> Step:
    """An answer that a step of a run waits for."""
    without = _without(snapshot, found)
    work = new_step(without).work(found[0].serial)
    assert work is not None, "its activation waits for the answer"
    state = work.state_at(address)
    assert state is not None, "an awaited answer goes with its step"

    def end() -> None:
        if isinstance(failure, dict):
            told = (failure["code"], failure["message"])
            fail_step(work, state, *told, result=failure["result"])
        else:
            succeed_step(work, state, result)

    ending = "done" if failure is None else "error"
    kept = failure["result"] if isinstance(failure, dict) else result
    return end_step(without, work, state, end, f"{ending}.action.{found[1].id}", kept)


def _without(snapshot: Snapshot, found: Found) -> Snapshot:
    activation, answered = found
    rest = [each for each in activation.pending if each is not answered]
    after = replace(activation, pending=tuple(rest))
    activations = [after if each is activation else each for each in snapshot.activations]
    return replace(snapshot, activations=tuple(activations))


def _deliver(snapshot: Snapshot, new_step: NewStep, found: Found, event: str, data: Value) -> Step:
    without = _without(snapshot, found)
    work = new_step(without).work(found[0].serial)
    assert work is not None, "its activation waits for the answer"
    return reported(take_own(without, work, event, data), without, work.me)
