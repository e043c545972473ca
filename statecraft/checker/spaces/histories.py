"""What a history state may remember."""

from __future__ import annotations

import itertools

from statecraft.chart.tables import LoweredChart, StateIndex, StateRow
from statecraft.model.states import StateKind

MOST_MEMORIES = 64

Memory = tuple[StateIndex, ...]


def memories(chart: LoweredChart, history: StateRow) -> tuple[Memory, ...] | None:
    """Every memory of a history state; None when there are more than a few."""
    assert history.parent is not None, "a history state has a parent"
    parent = chart.rows[history.parent]
    if history.kind is StateKind.SHALLOW_HISTORY:
        children = _real_children(chart, parent)
        found = [children] if parent.kind is StateKind.PARALLEL else [(c,) for c in children]
        return tuple(found)
    return _configurations(chart, parent)


def _configurations(chart: LoweredChart, row: StateRow) -> tuple[Memory, ...] | None:
    """The sets of active atomic states that may be below an active state, in document order."""
    children = _real_children(chart, row)
    if not children:
        return ((row.index,),)
    inside = [_configurations(chart, chart.rows[child]) for child in children]
    known = [each for each in inside if each is not None]
    if len(known) < len(inside):
        return None
    if row.kind is not StateKind.PARALLEL:
        alternatives = [memory for each in known for memory in each]
        return tuple(alternatives) if len(alternatives) <= MOST_MEMORIES else None
    total = 1
    for each in known:
        total *= len(each)
    if total > MOST_MEMORIES:
        return None
    return tuple(tuple(sorted(itertools.chain(*mixed))) for mixed in itertools.product(*known))


def _real_children(chart: LoweredChart, row: StateRow) -> tuple[StateIndex, ...]:
    kinds = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)
    return tuple(child for child in row.children if chart.rows[child].kind not in kinds)
