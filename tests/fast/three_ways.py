"""One machine three times: by the plain kernel, watched, and by shortcuts without a subscriber."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome

Found = TypeVar("Found")


class OtherClock(statecraft.SimulatedClock):
    """A clock of somebody else's: with one of those a machine takes the plain way."""


@dataclass(slots=True, kw_only=True)
class ThreeWays:
    """The machines, which are to agree on everything, and what the subscribers were told."""

    plain: statecraft.Machine
    watched: statecraft.Machine
    unwatched: statecraft.Machine
    records: list[statecraft.Record] = field(default_factory=list)
    expected: list[statecraft.Record] = field(default_factory=list)

    @classmethod
    def of(cls, chart: Chart, **actions: Callable[..., Any]) -> ThreeWays:
        """Three machines of a chart, each with a simulated clock, and these handlers."""
        plain, watched, unwatched = (
            statecraft.Machine(chart, missing="wait", actions=actions, clock=clock)
            for clock in (OtherClock(), statecraft.SimulatedClock(), statecraft.SimulatedClock())
        )
        found = cls(plain=plain, watched=watched, unwatched=unwatched)
        plain.subscribe(found.expected.append)
        watched.subscribe(found.records.append)
        return found

    @property
    def all(self) -> tuple[statecraft.Machine, statecraft.Machine, statecraft.Machine]:
        """The plain one first."""
        return self.plain, self.watched, self.unwatched

    def advance(self, seconds: float) -> None:
        """Let time pass; nothing is taken."""
        for machine in self.all:
            clock = machine.clock
            assert isinstance(clock, statecraft.SimulatedClock)
            clock.advance(seconds)

    def send(self, event: str, data: Any = None) -> Outcome | str:
        """What became of an event, or the mistake in it, which is the same on all ways."""
        return self._same(answer_of(machine, event, data) for machine in self.all)

    def answer(self, action: str | int, result: Any) -> Outcome:
        """What became of the result of a host action, which is the same on all ways."""
        return self._same(machine.answer(action, result) for machine in self.all)

    def run_due(self) -> tuple[Outcome, ...]:
        """What became of the timers that are due, which is the same on all ways."""
        return self._same(machine.run_due() for machine in self.all)

    def _same(self, found: Iterable[Found]) -> Found:
        expected, *others = found
        assert others == [expected, expected]
        assert self.records == self.expected
        self.records.clear()
        self.expected.clear()
        return expected

    def assert_same_state(self) -> None:
        """The three are in the same state, which is told at the same time."""
        expected, *found = (machine.to_json() for machine in self.all)
        assert found == [expected, expected]


def answer_of(machine: statecraft.Machine, event: str, data: Any) -> Outcome | str:
    """What became of an event, or the mistake in it."""
    try:
        return machine.send(event, data)
    except statecraft.UsageError as error:
        return str(error)
