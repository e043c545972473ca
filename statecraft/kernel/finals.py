"""Final states: done events, and the machine's own end (semantics 4.7, 5.4)."""

from __future__ import annotations

from collections.abc import Collection

from statecraft.chart.tables import StateIndex
from statecraft.kernel.arrivals import done_payload
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.work import Work
from statecraft.model.formulas import Formula
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value


def enter_final(work: Work, state: StateIndex, later: Collection[StateIndex]) -> None:
    """Queue the done events that the entry of a final state gives rise to.

    ``later`` are the states that the same microstep enters after it: what only they complete,
    they report.
    """
    rows = work.chart.rows
    output = _output(work, rows[state].output)
    parent = rows[state].parent
    assert parent is not None
    root = rows[state].ancestors[-1]
    if rows[state].is_failure:
        work.finished, work.status, work.output = True, "error", output
        return
    if work.chart.definition.profile.completions_climb:
        _complete_upward(work, parent, output, later)
        return
    if parent == root:
        work.finished = True
        work.output = output
        return
    _raise_done(work, parent, output)
    if rows[root].kind is StateKind.PARALLEL and is_complete(work, root):
        work.finished = True
        work.output = None
    else:
        _report_parallel(work, rows[parent].ancestors[0], later)


def _complete_upward(
    work: Work, parent: StateIndex, output: Value, later: Collection[StateIndex]
) -> None:
    """Tell of what is complete now, outward (12.2 q).

    Source: XState 5, ``enterStates``.
    """
    rows = work.chart.rows
    above: StateIndex | None = parent
    if rows[parent].kind is not StateKind.PARALLEL:
        above = rows[parent].parent
        if above is not None:
            _raise_done(work, parent, output)
    while above is not None:
        if rows[above].kind is not StateKind.PARALLEL or not is_complete(work, above, later):
            return
        if rows[above].parent is not None:
            _raise_done(work, above, None)
        above = rows[above].parent
    work.finished = True
    work.output = output if rows[parent].parent is None else None


def _report_parallel(work: Work, state: StateIndex, later: Collection[StateIndex]) -> None:
    row = work.chart.rows[state]
    is_below_root = row.parent is not None
    if is_below_root and row.kind is StateKind.PARALLEL and is_complete(work, state, later):
        _raise_done(work, state, None)


def _raise_done(work: Work, state: StateIndex, output: Value) -> None:
    row, profile = work.chart.rows[state], work.chart.definition.profile
    name = row.name if profile.named_by_state else row.path
    work.raise_event(f"done.state.{name}", done_payload(profile, output))


def is_complete(work: Work, state: StateIndex, without: Collection[StateIndex] = ()) -> bool:
    """SCXML's isInFinalState: a final child is active; of a parallel state, in every region.

    States in ``without`` count as not active.
    """
    rows = work.chart.rows
    children = rows[state].children
    if rows[state].kind is StateKind.FINAL:
        return state in work.states and state not in without
    if rows[state].kind is StateKind.PARALLEL:
        return all(is_complete(work, child, without) for child in children)
    return any(
        child in work.states and child not in without and rows[child].kind is StateKind.FINAL
        for child in children
    )


def _output(work: Work, formula: Formula | None) -> Value:
    if formula is None:
        return None
    try:
        return work.program.reader(formula)(work)
    except ExecutionFailure as failure:
        work.fail(failure)
        return None
