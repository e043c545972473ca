"""Explorations that somebody asks for: a way to a condition, from any state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from statecraft.checker.engine import Engine
from statecraft.checker.explored import Explored
from statecraft.checker.kernel_search import KernelModel
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.verdict import Evidence, Refuted, Unknown
from statecraft.diagnostics import UsageError
from statecraft.expr.check import check_condition
from statecraft.expr.parse import parse
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.model.dimensions import Lifetime
from statecraft.model.formulas import Formula
from statecraft.model.scope import outside_scope
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING

MOST_ROWS: Final = 4096
"""Of saved values that are tried as starts."""


def explore_from(chart: Chart, starts: Iterable[Snapshot], limits: Limits) -> Engine:
    """The chart, explored from given states instead of its start."""
    model = KernelModel(chart, payloads_of(chart))
    model.gaps = model.payloads.gaps
    model.initial = tuple(dict.fromkeys(model.encode(each) for each in starts))
    return Explored(model, limits)


def asked_formula(chart: Chart, text: str) -> Formula:
    """A condition from outside.

    Raises:
        UsageError: the text is no condition about this machine.
    """
    chart.condition(text)
    checked = check_condition(parse(text), outside_scope(chart.definition))
    return Formula(expr=checked.expr, shape=ANYTHING, text=text, span=chart.definition.span)


def way_to(engine: Engine, goal: Formula) -> Evidence | Refuted | Unknown:
    """A shortest way to a state in which a condition holds; Refuted where there is none."""
    way = engine.nearest(engine.where(engine.model.condition(goal)))
    if way is not None:
        return Evidence(way=way)
    doubts = [str(gap) for gap in engine.model.gaps]
    doubts += [] if engine.exhausted is None else [str(engine.exhausted)]
    return Unknown(why="; ".join(doubts)) if doubts else Refuted()


def rebuilt(chart: Chart) -> Iterator[Step]:
    """The machine, rebuilt from every row of its lasting dimensions, or refused by its rules.

    Raises:
        UsageError: there are too many rows.
    """
    lasting = [
        dimension
        for dimension in chart.definition.dimensions
        if dimension.lifetime is Lifetime.PERSISTENT
    ]
    number = 1
    for dimension in lasting:
        number *= len(dimension.values)
    if number > MOST_ROWS:
        raise UsageError(
            f"{chart.definition.id} has {number:,} rows of lasting values, and at most "
            f"{MOST_ROWS:,} are tried"
        )
    for values in product(*(dimension.values for dimension in lasting)):
        pairs = zip(lasting, values, strict=True)
        row: dict[str, Value] = {dimension.name: value.value for dimension, value in pairs}
        yield chart.rebuild(row)
