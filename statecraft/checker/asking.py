"""Explorations that somebody asks for: a way to a condition, from any state."""

from __future__ import annotations

from collections.abc import Iterable

from statecraft.checker.engine import Engine
from statecraft.checker.engines.explored import Explored
from statecraft.checker.engines.kernel_search import KernelModel
from statecraft.checker.gaps import Gap
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.verdict import Evidence, Refuted, Unknown
from statecraft.expr.check import check_condition
from statecraft.expr.parse import parse
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.formulas import Formula
from statecraft.model.scope import outside_scope
from statecraft.values.shape import ANYTHING


def explore_from(
    chart: Chart, starts: Iterable[Snapshot], limits: Limits, gaps: Iterable[Gap] = ()
) -> Engine:
    """The chart, explored from given states instead of its start; *gaps* are what is not given."""
    model = KernelModel(chart, payloads_of(chart))
    model.gaps = (*model.payloads.gaps, *gaps)
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
