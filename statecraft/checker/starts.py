"""The starts that a search begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.checker.gaps import Gap
from statecraft.checker.payloads import Payloads
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The states after each start that is accepted; a gap says so where there is none."""

    snapshots: tuple[Snapshot, ...]
    gaps: tuple[Gap, ...]


def starts_of(chart: Chart, payloads: Payloads) -> Starts:
    """Starts a chart with each input that is tried."""
    steps = [chart.start(input=given) for given in payloads.inputs]
    accepted = tuple(step.snapshot for step in steps if step.outcome.accepted)
    refusals = (reason.message for step in steps for reason in step.outcome.reasons)
    return Starts(snapshots=accepted, gaps=() if accepted else tuple(_unstarted(refusals)))


def _unstarted(refusals: Iterator[str]) -> Iterator[Gap]:
    for message in dict.fromkeys(refusals):
        yield Gap(what=f"no input was found that it starts with: {message}")
