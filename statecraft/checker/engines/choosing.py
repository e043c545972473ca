"""Which model and which engine a chart is explored with."""

from __future__ import annotations

from statecraft.checker.engine import Engine
from statecraft.checker.engines.closing import is_closed
from statecraft.checker.engines.cubes import TooWide
from statecraft.checker.engines.diagram import TooManyNodes
from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.engines.mdd import Symbolic
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import Payloads, payloads_of
from statecraft.checker.spaces.starts import Ways, once
from statecraft.checker.spaces.tables import TableModel
from statecraft.kernel.chart import Chart

FEW_MIXTURES = 2**12
"""A space with so few mixtures of codes is searched state by state."""


def explore(chart: Chart, limits: Limits, ways: Ways = once) -> Engine:
    """The chart, explored from its start as far as the limits let it."""
    return explore_with(chart, payloads_of(chart), limits, ways)


def explore_with(chart: Chart, payloads: Payloads, limits: Limits, ways: Ways = once) -> Engine:
    """The chart, explored with what the world may say to it."""
    model = TableModel(chart, payloads, ways)
    if model.initial and is_closed(model.space) and mixtures_in(model) > FEW_MIXTURES:
        try:
            return Symbolic(model, limits)
        except (TooWide, TooManyNodes, RecursionError):
            pass  # Its states may still be few enough to be met one by one.
    return Explicit(model, limits)


def mixtures_in(model: TableModel) -> int:
    """How many states the levels could make."""
    total = 1
    for level in model.space.levels:
        total *= max(1, level.size)
    return total
