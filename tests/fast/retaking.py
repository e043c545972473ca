"""A step of the plain kernel, taken again by a shortcut, must be the same step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.fast.position import Position
from statecraft.fast.shortcuts import Shortcuts, has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime.clock import SimulatedClock


def assert_same_by_shortcut(
    chart: Chart, before: Snapshot, step: Step, event: str, data: Any, now: float
) -> bool:
    """Whether a map that has seen the step takes it; it must then lead to the same."""
    payload = {} if data is None else data
    shortcuts = Shortcuts(chart.lowered, chart.machines)
    position = Position(shortcuts, before, SimulatedClock(now))
    taken = position.take(event, payload) if has_map(chart.lowered) else None
    if taken is None:
        assert position.snapshot is before
        return False
    position.snapshot = before
    assert position.take(event, payload) == taken
    assert taken == step.outcome
    assert step.effects == ()
    assert_same_snapshot(chart, position.snapshot, step.snapshot)
    return True


def assert_same_snapshot(chart: Chart, found: Snapshot, expected: Snapshot) -> None:
    assert found == expected
    written: Mapping[str, Any] = chart.to_json(found)
    assert written == chart.to_json(expected)
    assert list(found.context) == list(expected.context)
