"""Local names of a run, and those of the lists of its ``parallel`` steps (docs/semantics.md 13.2).

Lists that run side by side count their own tries and elements, and what one of them finds is not
the ``result`` or ``error`` of another. So each list keeps its locals by itself, in the run's
locals under ``$NUMBER`` of the list's state; what a step reads is that of the run, overlaid with
that of the lists around the step, from the outside in. ``results`` belongs to the run as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.chart.tables import Rows, StateIndex
from statecraft.kernel.in_progress import LiveRun
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value

LATEST = ("result", "error", "attempt", "$at")
"""What a step has left behind: it goes with a run that jumps out of a list."""


def locals_at(rows: Rows, run: LiveRun, state: StateIndex) -> dict[str, Value]:
    """What the step that *state* is, or stands in, can read."""
    known = dict(run.locals)
    for around in _lists(rows, state):
        known.update(list_locals(run, around))
    return known


def list_locals(run: LiveRun, around: StateIndex) -> Mapping[str, Value]:
    """What the list of a ``parallel`` keeps for itself."""
    kept = run.locals.get(_key(run, around))
    return kept if isinstance(kept, dict) else {}


def locals_with(
    rows: Rows, run: LiveRun, state: StateIndex, values: Mapping[str, Value]
) -> dict[str, Value]:
    """The locals of the run after a step has set some."""
    *_, innermost = (None, *_lists(rows, state))
    if innermost is None:
        return {**run.locals, **values}
    shared = {name: value for name, value in values.items() if name == "results"}
    own = {name: value for name, value in values.items() if name != "results"}
    kept: Value = {**list_locals(run, innermost), **own}
    return {**run.locals, **shared, _key(run, innermost): kept}


def locals_without_lists(rows: Rows, run: LiveRun, parallel: StateIndex) -> dict[str, Value]:
    """The locals when a ``parallel`` begins: its lists have found nothing yet."""
    inside = {_key(run, state) for state in range(parallel, rows[parallel].last + 1)}
    return {name: value for name, value in run.locals.items() if name not in inside}


def locals_after_jump(
    rows: Rows, run: LiveRun, source: StateIndex, target: StateIndex
) -> dict[str, Value] | None:
    """The locals after a step has left its list, with what it found; None when it has not."""
    if set(_lists(rows, source)) <= set(_lists(rows, target)):
        return None
    known = locals_at(rows, run, source)
    return locals_with(rows, run, target, {name: known[name] for name in LATEST if name in known})


def _lists(rows: Rows, state: StateIndex) -> Iterator[StateIndex]:
    """The lists of ``parallel`` steps that a state stands in, outermost first."""
    for around in reversed((state, *rows[state].ancestors)):
        parent = rows[around].parent
        if parent is not None and rows[parent].kind is StateKind.PARALLEL:
            yield around


def _key(run: LiveRun, around: StateIndex) -> str:
    return f"${around - run.root}"
