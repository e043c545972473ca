"""What is told apart of a run: where it is, and those of its local names that can still matter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from statecraft.chart.tables import LoweredChart, StateIndex, Template
from statecraft.kernel.snapshot import Run, WaitingStart
from statecraft.values.json_values import Value

_PLACE = "$at"
"""Where a failure stands in the text: it is told with ``error`` and read by nothing else."""


def run_key(run: Run, chart: LoweredChart, matters: frozenset[str]) -> tuple[Hashable, Value]:
    """What is told apart of a run, and the values of its names that matter."""
    places = (run.serial, run.key, run.states, run.awaited_by, run.depth, run.caller)
    return (*places, _called(run, chart)), kept_locals(run, chart.templates[run.key], matters)


def start_key(
    start: WaitingStart, chart: LoweredChart, matters: frozenset[str]
) -> tuple[Hashable, Value]:
    """The same of a start that waits."""
    places = (start.key, start.awaited_by, start.depth, start.caller, _called(start, chart))
    return places, start.parameters if "parameters" in matters else None


def _called(start: Run | WaitingStart, chart: LoweredChart) -> Hashable:
    """The call site and its scope, which only callbacks ask for."""
    if start.call is None:
        return None
    if start.caller is None and not chart.calls[start.call].callbacks:
        return None
    return (start.call, start.scope)


def kept_locals(run: Run, template: Template, matters: frozenset[str]) -> dict[str, Value]:
    """The local names that can still matter, with their values.

    A name that a state sets whenever it is entered matters while such a state is active. A list
    of a ``parallel`` keeps its names under the number of its state.
    """
    active = {state for each in run.states for state in (each, *template.rows[each].ancestors)}
    setting = [(row.index, name) for row in template.rows for name, _ in row.entry_locals]
    scoped = {name for _, name in setting}
    live = {name for state, name in setting if state in active}
    if "error" in matters:
        live.add(_PLACE)
    return _kept(run.locals, active, (matters - scoped) | live)


def _kept(
    known: Mapping[str, Value], active: set[StateIndex], live: frozenset[str]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in known.items():
        if name[:1] == "$" and name[1:].isdigit() and isinstance(value, dict):
            if int(name[1:]) in active:
                found[name] = _kept(value, active, live)
        elif name in live:
            found[name] = value
    return found
