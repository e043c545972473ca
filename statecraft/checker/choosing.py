"""Which model and which engine a chart is explored with."""

from __future__ import annotations

from statecraft.checker.engine import Engine
from statecraft.checker.explicit import Explicit
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.tables import TableModel
from statecraft.kernel.chart import Chart


def explore(chart: Chart, limits: Limits) -> Engine:
    """The chart, explored from its start as far as the limits let it."""
    return Explicit(TableModel(chart, payloads_of(chart)), limits)
