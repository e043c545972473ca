"""The outcome of a step that committed: the net difference over the tree, and the path (6.5)."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.kernel.outcome import NetMove, Outcome, OutcomeKind, Told
from statecraft.kernel.snapshot import ROOT
from statecraft.kernel.step_work import StepWork
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value, same


def accepted(step: StepWork, kind: OutcomeKind, event: str | None, data: Value) -> Outcome:
    """What has changed, machine by machine, the root first."""
    works = [work for _, work in sorted(step.opened.items())]
    return Outcome.of(
        Told(
            kind=kind,
            event=event,
            moves=tuple(move for work in works for move in _moves(work)),
            exited=tuple(path for work in works for path in _difference(work, entered=False)),
            entered=tuple(path for work in works for path in _difference(work, entered=True)),
            path=tuple(step.path),
            note="; ".join(step.notes) or None,
        ),
        data,
    )


def _moves(work: Work) -> Iterator[NetMove]:
    old, around = work.activation.dimension_values(), prefix(work)
    for name, value in work.dimensions.items():
        if name in old and not same(old[name], value):
            yield NetMove(dimension=f"{around}{name}", before=old[name], after=value)


def _difference(work: Work, *, entered: bool) -> Iterator[str]:
    rows, tree = work.activation.chart.rows, work.activation.chart.tree
    before, after = set(work.activation.states), work.states
    one, other = (after, before) if entered else (before, after)
    for state in sorted(one - other):
        if state < len(rows) and rows[state].region == tree:
            yield f"{prefix(work)}{rows[state].path}"


def prefix(work: Work) -> str:
    """The path of the invoking state, for what belongs to a child (semantics 14.12)."""
    place = work.activation.child_of
    if place is None:
        return ""
    parent = work.step.work(place.parent)
    if parent is None or work.me == ROOT:
        return ""
    return f"{prefix(parent)}{parent.chart.rows[place.state].path}."
