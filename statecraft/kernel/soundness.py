"""What a restored snapshot must satisfy beyond the shape of its data (docs/semantics.md 10.4).

A machine that goes on from a snapshot relies on all of this without looking again.
"""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.run_soundness import run_problems
from statecraft.kernel.snapshot import Activation, Snapshot
from statecraft.kernel.starting import require_legal
from statecraft.model.states import StateKind
from statecraft.values.shape import violations

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def problems(snapshot: Snapshot) -> Iterator[str]:
    """What is wrong with a snapshot whose data were readable; nothing when it is sound."""
    for activation in snapshot.activations:
        yield from _activation_problems(snapshot, activation)
    yield from _serial_problems(snapshot)


def _activation_problems(snapshot: Snapshot, activation: Activation) -> Iterator[str]:
    chart = activation.chart
    yield from _configuration_problems(activation)
    yield from _context_problems(activation)
    for history, states in activation.history.items():
        yield from _history_problems(chart, history, states)
    for pending in activation.pending:
        if pending.name not in chart.definition.actions:
            yield f"there is no action {quoted(pending.name)}"
    for timer in snapshot.timers:
        own = timer.activation == activation.serial and timer.run is None
        if own and timer.after is not None and not _is_active(activation, timer.after[0]):
            path = chart.rows[timer.after[0]].path
            yield f"a timer runs for {path}, which is not active"
    place = activation.child_of
    parent = None if place is None else snapshot.activation(place.parent)
    if place is not None and parent is not None and not _is_active(parent, place.state):
        yield f"a child runs in {parent.chart.rows[place.state].path}, which is not active"
    yield from run_problems(snapshot, activation)


def _is_active(activation: Activation, state: StateIndex) -> bool:
    """Whether a state is active; the root of the tree always is."""
    return state in activation.states or activation.chart.rows[state].parent is None


def _configuration_problems(root: Activation) -> Iterator[str]:
    chart = root.chart
    if chart.tree is None:
        return
    region = chart.regions[chart.tree]
    states = {state for state in root.states if chart.rows[state].region == region.index}
    pseudo = [chart.rows[state].path for state in states if chart.rows[state].kind in _HISTORY]
    if pseudo:
        yield f"the history state {pseudo[0]} is never active"
        return
    try:
        require_legal(chart, states | {region.root})
    except UsageError as error:
        yield str(error)


def _context_problems(root: Activation) -> Iterator[str]:
    for variable in root.chart.definition.context:
        yield from violations(variable.shape, root.context[variable.name], variable.name)


def _history_problems(
    chart: LoweredChart, history: StateIndex, states: tuple[StateIndex, ...]
) -> Iterator[str]:
    row = chart.rows[history]
    if row.kind not in _HISTORY or row.parent is None:
        yield f"{row.path} is no history state"
        return
    parent = chart.rows[row.parent]
    for state in states:
        if row.parent not in chart.rows[state].ancestors or chart.rows[state].kind in _HISTORY:
            yield f"{row.path} cannot stand for {chart.rows[state].path}"
            return
    if row.kind is StateKind.DEEP_HISTORY:
        yield from _deep_problems(chart, row.path, parent.index, states)
    elif set(states) - set(parent.children) or len(states) != _active_children(chart, parent.index):
        yield f"{row.path} stands for states that are never active together"


def _deep_problems(
    chart: LoweredChart, path: str, top: StateIndex, states: tuple[StateIndex, ...]
) -> Iterator[str]:
    """The recorded atomic states with all that is above them must be a configuration."""
    above = {ancestor for state in states for ancestor in chart.rows[state].ancestors}
    try:
        require_legal(chart, {*states, *above, top, *chart.rows[top].ancestors}, top)
    except UsageError as error:
        yield f"{path} stands for an impossible state: {error}"


def _active_children(chart: LoweredChart, state: StateIndex) -> int:
    row = chart.rows[state]
    return len(row.children) if row.kind is StateKind.PARALLEL else 1


def _serial_problems(snapshot: Snapshot) -> Iterator[str]:
    given = [timer.serial for timer in snapshot.timers]
    given += [pending.serial for pending in snapshot.pending]
    given += [run.serial for each in snapshot.activations for run in each.runs]
    given += [each.serial for each in snapshot.activations if each.child_of is not None]
    if len(set(given)) != len(given):
        yield "a serial number is given twice"
    if given and max(given) >= snapshot.next_serial:
        yield f"the serial number {max(given)} is not below next_serial, {snapshot.next_serial}"
