"""A step of the plain kernel, taken again by a shortcut, must be the same step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.fast.beside import Beside
from statecraft.fast.position import Position
from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.watching import has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime.clock import SimulatedClock


def assert_same_by_shortcut(
    chart: Chart, before: Snapshot, step: Step, event: str, data: Any, now: float
) -> bool:
    """Whether a map that has seen the step takes it; it must then lead to the same.

    A step by shortcut is a whole turn, so what follows from the step is taken first.
    """
    payload = {} if data is None else data
    shortcuts = Shortcuts(chart.lowered, chart.machines)
    if has_map(chart.lowered):
        assert_same_beside(shortcuts.beside, before, step, event, payload)
    position = Position(shortcuts, before, SimulatedClock(now))
    taken = position.take(event, payload) if has_map(chart.lowered) else None
    if taken is None:
        assert position.snapshot is before
        return False
    position.snapshot = before
    assert position.take(event, payload) == taken
    outcome, after = rest_of_turn(chart, step, now)
    assert taken == outcome
    assert_same_snapshot(chart, position.snapshot, after)
    return True


def assert_same_beside(
    beside: Beside, before: Snapshot, step: Step, event: str, payload: Any
) -> None:
    """What is known beside the map after the step was seen twice is the same step, or nothing."""
    if isinstance(payload, dict):
        taken = [beside.step(before, event, payload, step.snapshot.now_ms) for _ in range(3)]
        assert all(each is None or each == step for each in taken)


def rest_of_turn(chart: Chart, step: Step, now: float) -> tuple[Outcome, Snapshot]:
    """The outcome of the turn that begins with a step by shortcut, and where it leads to."""
    steps = [step]
    while steps[-1].snapshot.queue:
        following = chart.step(steps[-1].snapshot, now=now)
        assert following is not None
        steps.append(following)
    assert [each.effects for each in steps] == [()] * len(steps)
    followed_by = tuple(each.outcome for each in steps[1:])
    return step.outcome.but(followed_by=followed_by), steps[-1].snapshot


def assert_same_snapshot(chart: Chart, found: Snapshot, expected: Snapshot) -> None:
    assert found == expected
    written: Mapping[str, Any] = chart.to_json(found)
    assert written == chart.to_json(expected)
    assert list(found.context) == list(expected.context)
