"""The starts that a search begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from statecraft.checker.gaps import Gap
from statecraft.checker.payloads import Payloads
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step

Ways = Callable[[Callable[[], Step], Snapshot | None], Iterable[Step]]
"""All that may come of something that is run, in a state or at the start."""


def once(run: Callable[[], Step], _: Snapshot | None) -> tuple[Step]:
    """The ways of a machine that knows all of its data."""
    return (run(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The states after each start that is accepted; a gap says so where there is none."""

    snapshots: tuple[Snapshot, ...]
    gaps: tuple[Gap, ...]


def starts_of(chart: Chart, payloads: Payloads, ways: Ways) -> Starts:
    """Starts a chart with each input that is tried, in every way in which it can go."""
    starts = (partial(chart.start, input=given) for given in payloads.inputs)
    steps = [step for start in starts for step in ways(start, None)]
    accepted = tuple(step.snapshot for step in steps if step.outcome.accepted)
    refusals = (reason.message for step in steps for reason in step.outcome.reasons)
    return Starts(snapshots=accepted, gaps=() if accepted else tuple(_unstarted(refusals)))


def _unstarted(refusals: Iterator[str]) -> Iterator[Gap]:
    for message in dict.fromkeys(refusals):
        yield Gap(what=f"no input was found that it starts with: {message}")
