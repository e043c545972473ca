"""The shortcuts and the plain kernel give the same answers on random charts and in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

import statecraft
from statecraft.fast.position import Position
from statecraft.fast.reach import MOST_CONFIGURATIONS
from statecraft.fast.shortcuts import Shortcuts, has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.clock import SimulatedClock
from tests.fast.retaking import assert_same_snapshot
from tests.oracle.comparison import loadable_chart, loaded
from tests.oracle.exploration import Attempt, attempts, start_values
from tests.oracle.reading import read

PORTIONS = 6
CHARTS = 48
EVENTS = 100
WATCHED = 25
MOST_FOLLOWING = 20
MOST_MICROSTEPS = 50
"""A chart is left after a step that only a limit ends: each takes a thousand microsteps."""


@dataclass(slots=True, kw_only=True)
class Pair:
    """One machine twice: by the plain kernel, and by shortcuts where there are any."""

    chart: Chart
    snapshot: Snapshot
    position: Position
    clock: SimulatedClock
    is_endless: bool = False
    counted: Counter[str] = field(default_factory=Counter)

    def send(self, event: str, data: Any, now: float) -> None:
        step = self.chart.send(self.snapshot, event, data, now=now)
        self.clock.advance_to(now)
        found = self.position.take(event, {} if data is None else data)
        self.is_endless |= len(step.outcome.path) > MOST_MICROSTEPS
        if found is None:
            self.go_on(step.snapshot)
            return
        assert found == step.outcome
        assert step.effects == ()
        self.snapshot = step.snapshot
        self.counted[str(found.kind)] += 1

    def go_on(self, snapshot: Snapshot) -> None:
        """Both are in this state now."""
        self.snapshot = self.position.snapshot = snapshot

    def compare(self) -> None:
        assert_same_snapshot(self.chart, self.position.snapshot, self.snapshot)

    def take(self, attempt: Attempt, now: float) -> None:
        match attempt.kind:
            case "send":
                self.send(attempt.event, attempt.data, now)
            case "move":
                self.go_on(self.chart.move(self.snapshot, attempt.data, now=now).snapshot)
            case _:
                step = self.chart.step(self.snapshot, now=now)
                self.is_endless |= step is not None and len(step.outcome.path) > MOST_MICROSTEPS
                self.go_on(self.snapshot if step is None else step.snapshot)


def pairs_of(seed: int, most: int) -> Iterator[Pair]:
    """The machine of a random chart with every way to start it; all share one map."""
    chart = loaded(seed)
    mapped = has_map(chart.lowered)
    shortcuts = Shortcuts(chart.lowered, chart.machines, most) if mapped else None
    for values in start_values(read(loadable_chart(seed)), seed):
        step = chart.start(values)
        if step.outcome.accepted:
            clock = SimulatedClock()
            position = Position(shortcuts, step.snapshot, clock)
            yield Pair(chart=chart, snapshot=step.snapshot, position=position, clock=clock)


def travelled(seed: int, most: int) -> Counter[str]:
    """Random events to the machine of a random chart, few of them often; what went by shortcut."""
    drawn, counted = Random(seed), Counter[str]()  # noqa: S311 - it makes tests, no secrets.
    tried = attempts(loadable_chart(seed))
    often = drawn.sample(tried, min(len(tried), 5))
    for pair in pairs_of(seed, most):
        visited, now = [pair.snapshot], 0.0
        for number in range(EVENTS):
            if number % 10 == 0:
                pair.go_on(drawn.choice(visited))
            now += drawn.choice([0.0, 0.5])
            pair.take(drawn.choice(often if number % 4 else tried), now)
            if number % 3 == 0:
                pair.compare()
            if pair.is_endless:
                return counted
            visited = [*visited[-20:], pair.snapshot]
        counted += pair.counted
    return counted


@pytest.mark.parametrize("most", [MOST_CONFIGURATIONS, 0], ids=["configurations", "levels"])
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_shortcuts_and_kernel_agree_on_random_charts(portion: int, most: int) -> None:
    counted = Counter[str]()
    for seed in range(portion, CHARTS, PORTIONS):
        counted += travelled(seed, most)
    rare = {
        kind: counted[kind] for kind in ("accepted", "rejected", "ignored") if counted[kind] < 5
    }
    assert rare == {}


@pytest.mark.parametrize("seed", range(WATCHED))
def test_a_watched_machine_and_an_unwatched_one_agree(seed: int) -> None:
    chart, drawn = loaded(seed), Random(seed)  # noqa: S311 - as above.
    if not chart.start().outcome.accepted:
        return
    watched, unwatched = machine_of(chart), machine_of(chart)
    watched.subscribe(lambda record: None)
    sends = [each for each in attempts(loadable_chart(seed)) if each.kind == "send"]
    often = drawn.sample(sends, min(len(sends), 3))
    for number in range(40):
        attempt = drawn.choice(often if number % 4 else sends)
        for machine in (watched, unwatched):
            machine.clock.advance(number % 2)
        outcome = watched.send(attempt.event, attempt.data)
        assert unwatched.send(attempt.event, attempt.data) == outcome
        assert unwatched.to_json() == watched.to_json()
        if max(len(outcome.followed_by), len(outcome.path)) > MOST_FOLLOWING:
            break


def machine_of(chart: Chart) -> statecraft.Machine:
    return statecraft.Machine(chart, missing="wait", clock=statecraft.SimulatedClock())
