"""The progress of runs as plain JSON data."""

from __future__ import annotations

from typing import assert_never

from statecraft.kernel.progress import (
    AnswerAwaited,
    Awaited,
    EventAwaited,
    RunAwaited,
    RunProgress,
    StepProgress,
    TimeAwaited,
)
from statecraft.values.json_values import Value


def run_json(run: RunProgress) -> dict[str, Value]:
    """{KIND: name, label?, serial, slots?, steps}; what is empty is left out."""
    return {
        str(run.kind): run.name,
        **_given(label=run.label),
        "serial": run.serial,
        **_given(slots=list(run.slots) or None),
        "steps": [_step_json(step) for step in run.steps],
    }


def _step_json(step: StepProgress) -> dict[str, Value]:
    return {
        "step": step.name,
        **_given(label=step.label),
        "number": step.number,
        "of": step.of,
        **_given(branch=step.branch or None, inside=list(step.inside) or None),
        "attempt": step.attempt,
        "awaits": None if step.awaits is None else awaited_json(step.awaits),
        **_given(until=step.until),
    }


def awaited_json(awaited: Awaited) -> dict[str, Value]:
    """What a step waits for: {action, serial}, {event}, {due} or {KIND: name, serial}."""
    match awaited:
        case AnswerAwaited(action=action, serial=serial):
            return {"action": action, "serial": serial}
        case EventAwaited(event=event):
            return {"event": event}
        case TimeAwaited(due=due):
            return {"due": due}
        case RunAwaited(kind=kind, name=name, serial=serial):
            return {str(kind): name, "serial": serial}
        case _:
            assert_never(awaited)


def _given(**columns: Value) -> dict[str, Value]:
    return {name: value for name, value in columns.items() if value is not None}
