"""Final states: done events, and the machine's own end (semantics 4.7, 5.4)."""

from __future__ import annotations

from statecraft.chart.tables import StateIndex
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.work import Work
from statecraft.model.formulas import Formula
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value


def enter_final(work: Work, state: StateIndex) -> None:
    """Queue the done events that the entry of a final state gives rise to."""
    rows = work.chart.rows
    output = _output(work, rows[state].output)
    parent = rows[state].parent
    assert parent is not None
    if rows[parent].parent is None:
        if rows[parent].kind is StateKind.COMPOUND or is_complete(work, parent):
            work.finished = True
            work.output = output
        return
    work.raise_event(f"done.state.{rows[parent].path}", {"output": output})
    _complete_parallel(work, parent)


def _complete_parallel(work: Work, state: StateIndex) -> None:
    rows = work.chart.rows
    above = rows[state].parent
    if above is None or rows[above].kind is not StateKind.PARALLEL or not is_complete(work, above):
        return
    if rows[above].parent is None:
        work.finished = True
        work.output = None
    else:
        work.raise_event(f"done.state.{rows[above].path}", {"output": None})


def is_complete(work: Work, state: StateIndex) -> bool:
    """SCXML's isInFinalState: a final child is active; of a parallel state, in every region."""
    rows = work.chart.rows
    children = rows[state].children
    if rows[state].kind is StateKind.PARALLEL:
        return all(is_complete(work, child) for child in children)
    return any(child in work.states and rows[child].kind is StateKind.FINAL for child in children)


def _output(work: Work, formula: Formula | None) -> Value:
    if formula is None:
        return None
    try:
        return work.program.reader(formula)(work)
    except ExecutionFailure as failure:
        work.fail(failure)
        return None
