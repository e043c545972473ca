"""What an application may have saved of a machine, row by row, whatever came before.

A row has a value of each lasting dimension, the active states of the tree, and a value of each
variable that decides anything and can have few. Of other variables that decide, only the initial
value is tried, and a ``Gap`` says so. A state in which an eventless transition is due is saved by
nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.checker.gaps import Gap
from statecraft.checker.samples import MOST_OF_A_FIELD
from statecraft.checker.spaces.relevance import Detail, relevances_of
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.model.dimensions import Lifetime, Variable
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value
from statecraft.values.shape import finite_values

MOST_ROWS: Final = 4096
"""Of saved values that are tried as starts."""

Column = tuple[str, tuple[Value, ...]]
"""A name in a row, and what it may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What becomes of each row, and what other rows may hold."""

    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]


def rebuilt(chart: Chart) -> Rebuilt:
    """The machine, rebuilt from every row, or refused by its rules.

    Raises:
        UsageError: there are too many rows.
    """
    columns = [*_dimensions(chart), *_tree(chart.lowered)]
    number = prod(len(values) for _, values in columns)
    if number > MOST_ROWS:
        raise UsageError(
            f"{chart.definition.id} has {number:,} rows of lasting values, and at most "
            f"{MOST_ROWS:,} are tried"
        )
    gaps: list[Gap] = []
    for variable in _deciding(chart):
        values = finite_values(variable.shape) or ()
        if 0 < len(values) <= MOST_OF_A_FIELD and number * len(values) <= MOST_ROWS:
            columns.append((variable.name, values))
            number *= len(values)
        else:
            what = f"{variable.name} may be saved with other values than its initial one"
            gaps.append(Gap(what=what, at=variable.span))
    names = [name for name, _ in columns]
    rows = product(*(values for _, values in columns))
    steps = (chart.rebuild(dict(zip(names, row, strict=True))) for row in rows)
    is_moving = _moving(chart)
    resting = (each for each in steps if not each.outcome.accepted or not is_moving(each.snapshot))
    return Rebuilt(steps=tuple(resting), gaps=tuple(gaps))


def _moving(chart: Chart) -> Callable[[Snapshot], bool]:
    """Whether an eventless transition is due in a state."""
    lowered = chart.lowered
    due: list[tuple[StateIndex | None, Callable[[Snapshot], bool]]] = []
    for edge in lowered.edges:
        siblings = (
            lowered.machine_always if edge.source is None else lowered.rows[edge.source].always
        )
        if edge.index in siblings:
            holds = _always if edge.when is None else chart.condition(edge.when.text)
            due.append((edge.source, holds))

    def is_moving(snapshot: Snapshot) -> bool:
        active = {None, *snapshot.root.states}
        return any(source in active and _holds(when, snapshot) for source, when in due)

    return is_moving


def _always(_: Snapshot) -> bool:
    return True


def _holds(condition: Callable[[Snapshot], bool], snapshot: Snapshot) -> bool:
    try:
        return condition(snapshot)
    except UsageError:
        return False  # It cannot be computed there.


def _dimensions(chart: Chart) -> Iterator[Column]:
    for dimension in chart.definition.dimensions:
        if dimension.lifetime is Lifetime.PERSISTENT:
            yield dimension.name, tuple(each.value for each in dimension.values)


def _tree(chart: LoweredChart) -> Iterator[Column]:
    if chart.tree is not None:
        root = chart.regions[chart.tree].root
        yield "states", tuple([*paths] for paths in _configurations(chart, root))


def _configurations(chart: LoweredChart, state: StateIndex) -> Iterator[tuple[str, ...]]:
    """The atomic states that can be active together in a state, by their paths.

    More of them than are tried are not listed.
    """
    row = chart.rows[state]
    match row.kind:
        case StateKind.SHALLOW_HISTORY | StateKind.DEEP_HISTORY:
            return
        case StateKind.PARALLEL:
            mixtures: list[tuple[str, ...]] = [()]
            for child in row.children:
                found = tuple(_configurations(chart, child))
                mixtures = [(*one, *other) for one in mixtures for other in found][: MOST_ROWS + 1]
            yield from mixtures
        case _ if row.children:
            for child in row.children:
                yield from _configurations(chart, child)
        case _:
            yield (row.path,)


def _deciding(chart: Chart) -> Iterator[Variable]:
    relevance = relevances_of(chart.family)[chart.definition.key]
    details = dict(relevance.details)
    for variable in chart.definition.context:
        if details[variable.name] is not Detail.NOTHING:
            yield variable
