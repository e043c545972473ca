"""What the runs of a restored snapshot must satisfy."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import LoweredChart, Template
from statecraft.diagnostics import quoted
from statecraft.kernel.snapshot import Activation, Run, Snapshot, StepAddress, Timer, WaitingStart
from statecraft.model.states import StateKind


def run_problems(snapshot: Snapshot, activation: Activation) -> Iterator[str]:
    """What is wrong with the runs, and with what is addressed to them."""
    chart = activation.chart
    starts: tuple[Run | WaitingStart, ...] = (*activation.runs, *activation.waiting)
    for start in starts:
        if start.key not in chart.templates:
            yield f"there is no {quoted(start.key)}"
            return
        calling = _calling(snapshot, activation, start)
        if calling is not None and start.call is not None and start.call >= len(calling.calls):
            yield f"there is no call site {start.call}"
    for run in activation.runs:
        yield from _state_problems(chart.templates[run.key], run)
    for step in _addresses(activation):
        if not _is_active(activation, step):
            yield f"no run is at the step {list(step)}"
    for timer in snapshot.timers:
        own = timer.activation == activation.serial and timer.run is not None
        if own and not _is_running(activation, timer):
            yield "a timer belongs to no step of a run"


def _calling(
    snapshot: Snapshot, activation: Activation, start: Run | WaitingStart
) -> LoweredChart | None:
    """The chart of the call site; None when its activation has been stopped."""
    if start.caller is None:
        return activation.chart
    caller = snapshot.activation(start.caller)
    return None if caller is None else caller.chart


def _state_problems(template: Template, run: Run) -> Iterator[str]:
    rows = template.rows
    if any(not 0 < state < len(rows) for state in run.states):
        yield f"{run.key} has no such state"
        return
    active = {0, *run.states}
    for state in sorted(active):
        row = rows[state]
        inside = [child for child in row.children if child in active]
        wanted = len(row.children) if row.kind is StateKind.PARALLEL else min(1, len(row.children))
        if len(inside) != wanted or (row.parent is not None and row.parent not in active):
            yield f"{run.key} is at states that are never active together"
            return


def _addresses(activation: Activation) -> Iterator[StepAddress]:
    starts: tuple[Run | WaitingStart, ...] = (*activation.runs, *activation.waiting)
    for start in starts:
        if start.awaited_by is not None and start.caller is None:
            yield start.awaited_by
    for pending in activation.pending:
        if pending.step is not None:
            yield pending.step


def _is_active(activation: Activation, step: StepAddress) -> bool:
    return any(run.serial == step[0] and step[1] in run.states for run in activation.runs)


def _is_running(activation: Activation, timer: Timer) -> bool:
    if timer.run is None or timer.after is None:
        return False
    run = next((each for each in activation.runs if each.serial == timer.run), None)
    if run is None or timer.after[0] not in run.states:
        return False
    rows = _template(activation.chart, run).rows
    return 0 <= timer.after[1] < len(rows[timer.after[0]].after)


def _template(chart: LoweredChart, run: Run) -> Template:
    return chart.templates[run.key]
