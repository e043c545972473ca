"""One way to run a chart in a table: events in, whole values out.

A table row is an event and what it leads to. Context, dimensions and states that a row does not
name are as they were before it; reasons and effects that it does not name are none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import (
    Effect,
    EmitEvent,
    LogMessage,
    PerformAction,
    RunEnded,
    SendEvent,
    StartInstance,
    StatusRow,
)
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.kernel.snapshot import Activation, PendingAction, Run, Snapshot
from statecraft.kernel.stepping import Step
from tests.fast.retaking import assert_same_by_shortcut

HEAD = "statecraft: 1\nmachine: m\n"
LINES_OF_HEAD = 2

AS_BEFORE: Final = object()
ANY: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What a step leads to. ``states`` are the active atomic states, parted by blanks.

    ``reasons`` are (kind, id, message, line of the text); ``path`` is (event, transitions) of
    each microstep; ``timers`` are (event, milliseconds at which it is due); ``queue`` are events.
    ``runs`` are the runs in order of start, each as ``name: step step``, with the innermost
    active steps; those of a child stand after its slot.
    """

    kind: str
    states: Any = AS_BEFORE
    dims: Any = AS_BEFORE
    context: Any = AS_BEFORE
    status: Any = AS_BEFORE
    runs: Any = AS_BEFORE
    reasons: Any = ()
    effects: Any = ()
    path: Any = ANY
    timers: Any = ANY
    queue: Any = ANY
    output: Any = ANY
    moves: Any = ANY
    entered: Any = ANY
    exited: Any = ANY
    note: Any = None


def took(states: Any = AS_BEFORE, **named: Any) -> Then:
    """The event is accepted."""
    return Then(kind="accepted", states=states, **named)


def rejected(*reasons: Any, **named: Any) -> Then:
    """The event is rejected; without reasons, for any."""
    return Then(kind="rejected", reasons=reasons or ANY, **named)


def stalled(*reasons: Any, **named: Any) -> Then:
    """What was refused could not be taken as a failure either."""
    return Then(kind="stalled", reasons=reasons or ANY, **named)


def ignored(**named: Any) -> Then:
    """Nothing names the event."""
    return Then(kind="ignored", **named)


def started(states: Any = AS_BEFORE, **named: Any) -> Then:
    """The machine starts."""
    return Then(kind="started", states=states, **named)


Acting = Callable[[Chart, Snapshot, float], Step | None]


def move(**values: Any) -> Acting:
    return lambda chart, snapshot, now: chart.move(snapshot, values, now=now)


def answer(serial: int, result: Any) -> Acting:
    return lambda chart, snapshot, now: chart.answer(snapshot, serial, result, now=now)


def fail(serial: int, **error: Any) -> Acting:
    return lambda chart, snapshot, now: chart.fail(snapshot, serial, error, now=now)


def pending(snapshot: Snapshot, identity: str) -> PendingAction:
    """The oldest action with this id that waits for its answer."""
    [first, *_] = [each for each in snapshot.pending if each.id == identity]
    return first


def reply(identity: str, result: Any = None) -> Acting:
    """The answer to the oldest pending action with this id."""
    return lambda chart, snapshot, now: chart.answer(
        snapshot, pending(snapshot, identity).serial, result, now=now
    )


def broken(identity: str, message: str = "broken", **error: Any) -> Acting:
    """The failure of the oldest pending action with this id."""
    return lambda chart, snapshot, now: chart.fail(
        snapshot, pending(snapshot, identity).serial, {"message": message, **error}, now=now
    )


def next_due(chart: Chart, snapshot: Snapshot, now: float) -> Step | None:
    return chart.step(snapshot, now=now)


def chart_of(text: str) -> Chart:
    """The machine with this body; line 1 of a reason's place is its first line that says anything."""
    return statecraft.loads(HEAD + text.lstrip("\n"))


def check(
    text: str,
    *rows: tuple[Any, Then],
    values: Mapping[str, Any] | None = None,
    given: Any = None,
    start: Then | None = None,
) -> None:
    """Start the machine and take the events of the rows, one step each.

    An event is a name, (name, payload), seconds to advance before the next step that is due,
    or an ``Acting``.
    """
    chart, now = chart_of(text), 0.0
    first = chart.start(values, input=given, now=now)
    if start is not None:
        assert_leads_to(chart, None, first, start)
    snapshot = first.snapshot
    for event, then in rows:
        now += event if isinstance(event, float) else 0.0
        step = taken(chart, snapshot, event, now)
        assert step is not None, f"nothing is due at {now}"
        assert_leads_to(chart, snapshot, step, then)
        assert_same_after_restart(chart, snapshot, step, event, now)
        if isinstance(event, str | tuple):
            name, data = (event, None) if isinstance(event, str) else event
            assert_same_by_shortcut(chart, snapshot, step, name, data, now)
        if isinstance(event, str | tuple) and not step.outcome.accepted:
            assert step.snapshot is snapshot
        snapshot = step.snapshot


def taken(chart: Chart, snapshot: Snapshot, event: Any, now: float) -> Step | None:
    match event:
        case str():
            return chart.send(snapshot, event, now=now)
        case (str() as name, data):
            return chart.send(snapshot, name, data, now=now)
        case float():
            return chart.step(snapshot, now=now)
        case _:
            return event(chart, snapshot, now)


def assert_leads_to(chart: Chart, before: Snapshot | None, step: Step, then: Then) -> None:
    if step.snapshot.status == "refused":
        expected = {"kind": then.kind, "reasons": plain(then.reasons)}
        found = {"kind": step.outcome.kind.value, "reasons": reasons_of(step.outcome)}
    else:
        found, expected = seen(chart, step), wanted(chart, before, then)
        assert_lasts(chart, step.snapshot)
    known = {name: value for name, value in expected.items() if value is not ANY}
    differing = {
        name: (found[name], value) for name, value in known.items() if found[name] != value
    }
    assert differing == {}, f"found, expected: {differing}"


def wanted(chart: Chart, before: Snapshot | None, then: Then) -> dict[str, Any]:
    old: dict[str, Any] = {} if before is None else state_of(chart, before)
    named = {name: getattr(then, name) for name in Then.__slots__}
    return {
        name: old.get(name, ANY) if value is AS_BEFORE else plain(value)
        for name, value in named.items()
    }


def plain(value: Any) -> Any:
    """Lists for tuples, so that a row may use either."""
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def state_of(chart: Chart, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "states": " ".join(chart.full_key(snapshot).split(" & ")),
        "dims": chart.values(snapshot),
        "context": chart.context(snapshot),
        "status": snapshot.status,
        "runs": [told_run(each, run) for each in snapshot.activations for run in each.runs],
    }


def told_run(activation: Activation, run: Run) -> str:
    template = activation.chart.templates[run.key]
    rows = template.rows
    names = [
        rows[state].path for state in run.states if not set(rows[state].children) & {*run.states}
    ]
    slot = "" if activation.child_of is None else f"{activation.child_of.slot}/"
    return f"{slot}{template.pipeline.name}: {' '.join(names)}"


def seen(chart: Chart, step: Step) -> dict[str, Any]:
    snapshot, outcome = step.snapshot, step.outcome
    return state_of(chart, snapshot) | {
        "kind": outcome.kind.value,
        "reasons": reasons_of(outcome),
        "effects": [effect_as_list(effect) for effect in step.effects],
        "path": [[each.event, *each.transitions] for each in outcome.path],
        "timers": [[timer.event, timer.due_ms] for timer in snapshot.timers],
        "queue": [queued.event for queued in snapshot.queue],
        "output": snapshot.output,
        "moves": [[each.dimension, each.before, each.after] for each in outcome.moves],
        "entered": list(outcome.entered),
        "exited": list(outcome.exited),
        "note": outcome.note,
    }


def reasons_of(outcome: Outcome) -> list[list[Any]]:
    return [reason_as_list(reason) for reason in outcome.reasons]


def reason_as_list(reason: Reason) -> list[Any]:
    line = None if reason.at is None else reason.at.line - LINES_OF_HEAD
    return [reason.kind.value, reason.id, reason.message, line]


def effect_as_list(effect: Effect) -> list[Any]:
    match effect:
        case PerformAction():
            return ["act", effect.serial, effect.id, effect.name, effect.data]
        case EmitEvent():
            return ["emit", effect.event, effect.data]
        case LogMessage():
            return ["log", effect.message]
        case SendEvent():
            return ["send", effect.to, effect.event, effect.data]
        case StartInstance():
            return ["start", effect.machine, effect.input, effect.id]
        case RunEnded():
            return ended_as_list(effect)
        case StatusRow():
            row = [effect.step, effect.name, effect.status, effect.message]
            extra = [each for each in (effect.details, effect.session) if each is not None]
            return ["status", *row, *extra]


def ended_as_list(effect: RunEnded) -> list[Any]:
    """Success with the result; failure with its kind, step and message."""
    if effect.error is None:
        return ["done", effect.name, effect.result]
    return ["failed", effect.name, *(effect.error[key] for key in ("kind", "step", "message"))]


def assert_lasts(chart: Chart, snapshot: Snapshot) -> None:
    """§10.4: whatever state a test reaches, it survives being written and read."""
    written = json.loads(json.dumps(chart.to_json(snapshot)))
    assert chart.restore(written) == snapshot


def assert_same_after_restart(
    chart: Chart, before: Snapshot, step: Step, event: Any, now: float
) -> None:
    """§10.4: the machine that was written and read before the step takes the same step."""
    restored = chart.restore(json.loads(json.dumps(chart.to_json(before))))
    again = taken(chart, restored, event, now)
    assert again is not None
    assert (again.outcome, again.effects) == (step.outcome, step.effects)
    assert chart.to_json(again.snapshot) == chart.to_json(step.snapshot)


def logs(*messages: Any) -> list[list[Any]]:
    return [["log", message] for message in messages]
