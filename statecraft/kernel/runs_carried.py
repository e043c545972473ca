"""Runs of an activation, carried over to another version of its machine (docs/semantics.md 10.5).

A run stands at steps that have numbers, so that its pipeline must have the same steps in the same
order. What the steps do may be something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, TypeVar

from statecraft.chart.tables import LoweredChart, Template
from statecraft.kernel.restoring import SnapshotError
from statecraft.kernel.snapshot import Activation, Run, WaitingStart
from statecraft.model.actions import RunCall

Start = TypeVar("Start", Run, WaitingStart)

ChartsOf: TypeAlias = Callable[[int], tuple[LoweredChart, LoweredChart] | None]
"""The old and the new chart of an activation; None where it has been stopped."""


def carried_runs(charts_of: ChartsOf, activation: Activation) -> tuple[Run, ...]:
    """The runs that are under way.

    Raises:
        SnapshotError: the steps of a pipeline have changed.
    """
    new = _new_chart(charts_of, activation)
    for run in activation.runs:
        before = activation.chart.templates[run.key]
        _require_same_steps(run.key, before, new.templates.get(run.key))
    return tuple(_called(charts_of, activation, run) for run in activation.runs)


def carried_waiting(charts_of: ChartsOf, activation: Activation) -> tuple[WaitingStart, ...]:
    """The starts that wait for the end of a run.

    Raises:
        SnapshotError: a pipeline is gone.
    """
    new = _new_chart(charts_of, activation)
    for start in activation.waiting:
        if start.key not in new.templates:
            raise SnapshotError(f"a start of the {start.key} waits, and there is none any more")
    return tuple(_called(charts_of, activation, start) for start in activation.waiting)


def _new_chart(charts_of: ChartsOf, activation: Activation) -> LoweredChart:
    charts = charts_of(activation.serial)
    assert charts is not None, "an activation of the snapshot is there"
    return charts[1]


def _require_same_steps(key: str, old: Template, new: Template | None) -> None:
    if new is None:
        raise SnapshotError(f"a run of the {key} is under way, and there is none any more")
    if _outline(old) != _outline(new):
        raise SnapshotError(f"a run of the {key} is under way, and its steps have changed")


def _outline(template: Template) -> list[tuple[object, ...]]:
    """The steps as numbers depend on them."""
    return [
        (row.path, row.kind, row.parent, tuple(after.text for after in row.after))
        for row in template.rows
    ]


def _called(charts_of: ChartsOf, activation: Activation, start: Start) -> Start:
    """The run with the number that its call has in the new version.

    The calls of one pipeline are told apart by their order, and there must be as many.
    """
    charts = charts_of(activation.serial if start.caller is None else start.caller)
    if start.call is None or charts is None:
        return start
    old, new = charts
    kind = _kind(old.calls[start.call])
    before = [n for n, call in enumerate(old.calls) if _kind(call) == kind]
    after = [n for n, call in enumerate(new.calls) if _kind(call) == kind]
    if len(before) != len(after):
        raise SnapshotError(f"a run of the {start.key} is under way, and its calls have changed")
    return replace(start, call=after[before.index(start.call)])


def _kind(call: RunCall) -> tuple[object, ...]:
    names = tuple(callback.name for callback in call.callbacks)
    return (call.kind, call.name, call.provider, names)
