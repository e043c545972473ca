"""The outcome of a step that committed: the net difference over the tree, and the path (6.5)."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import StateIndex
from statecraft.kernel.outcome import NetMove, Outcome, OutcomeKind, Told
from statecraft.kernel.snapshot import ROOT
from statecraft.kernel.step_work import StepWork
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value, same


def accepted(step: StepWork, kind: OutcomeKind, event: str | None, data: Value) -> Outcome:
    """What has changed, machine by machine, the root first."""
    moves: list[NetMove] = []
    exited: list[str] = []
    entered: list[str] = []
    for _, work in sorted(step.opened.items()):
        before = set(work.activation.states)
        moves += _moves(work)
        exited += _paths(work, before - work.states)
        entered += _paths(work, work.states - before)
    return Outcome.of(
        Told(
            kind=kind,
            event=event,
            moves=tuple(moves),
            exited=tuple(exited),
            entered=tuple(entered),
            path=tuple(step.path),
            note="; ".join(step.notes) or None,
        ),
        data,
    )


def _moves(work: Work) -> Iterator[NetMove]:
    if not work.dimensions:
        return
    old, around = work.activation.dimension_values(), prefix(work)
    for name, value in work.dimensions.items():
        if name in old and not same(old[name], value):
            yield NetMove(dimension=f"{around}{name}", before=old[name], after=value)


def _paths(work: Work, states: set[StateIndex]) -> list[str]:
    """The full paths of those of *states* that are of the tree, in document order."""
    rows, tree, around = work.chart.rows, work.activation.chart.tree, prefix(work)
    return [around + rows[state].path for state in sorted(states) if rows[state].region == tree]


def prefix(work: Work) -> str:
    """The path of the invoking state, for what belongs to a child (semantics 14.12)."""
    place = work.activation.child_of
    if place is None:
        return ""
    parent = work.step.work(place.parent)
    if parent is None or work.me == ROOT:
        return ""
    return f"{prefix(parent)}{parent.chart.rows[place.state].path}."
