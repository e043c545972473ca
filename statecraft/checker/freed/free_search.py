"""A chart explored with free answers in the place of its open data.

More can happen there than in the chart, and everything that can happen in the chart: one choice may
lead to several states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from statecraft.checker.engines.choosing import explore_with
from statecraft.checker.exploration import Exploration
from statecraft.checker.freed.counting import counted
from statecraft.checker.freed.freeing import CannotBeFreed, freed
from statecraft.checker.freed.oracle import Oracle, TooManyWays
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.silent import silent
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.model.definition import Definition, Project


def free_chart(chart: Chart, oracle: Oracle) -> Chart:
    """The chart without its open data, which asks the oracle instead, and without messages.

    Raises:
        CannotBeFreed: the data decides too much.
    """
    found = freed(silent(chart))
    main = found[chart.definition.key]
    machines = {**chart.project.machines, **found}
    project = Project(main=main, machines=machines, sources=chart.project.sources)
    return Chart(project, functions=oracle.functions)


def explored_freely(chart: Chart, limits: Limits) -> Exploration | None:
    """The chart without its open data, explored; None where that cannot be left open."""
    oracle = Oracle(limits.out_of_time)
    try:
        return _explored(free_chart(chart, oracle), oracle, limits, chart.definition)
    except (CannotBeFreed, TooManyWays):
        return None


def ways_by(oracle: Oracle, run: Callable[[], Step], before: Snapshot | None) -> Iterator[Step]:
    """All that may come of a step however the oracle answers, equal things counted up to a few."""
    for step in oracle.ways(run):
        for after in counted(before, step.snapshot):
            yield step if after is step.snapshot else replace(step, snapshot=after)


def _explored(free: Chart, oracle: Oracle, limits: Limits, written: Definition) -> Exploration:
    payloads = payloads_of(free)
    engine = explore_with(free, payloads, limits, partial(ways_by, oracle))
    begun = (
        step.outcome
        for given in payloads.inputs
        for step in oracle.ways(partial(free.start, input=given))
    )
    again = partial(_explored, oracle=oracle, limits=limits, written=written)
    return Exploration(free, engine, again, begun, written)
