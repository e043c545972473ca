"""The shortcuts and the plain kernel give the same answers on random charts and in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from statecraft.fast.position import Position
from statecraft.fast.reach import MOST_CONFIGURATIONS
from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.watching import has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.clock import SimulatedClock
from tests.fast.families import ATTEMPTS, drawn_family
from tests.fast.retaking import assert_same_snapshot, rest_of_turn
from tests.fast.three_ways import ThreeWays
from tests.oracle.comparison import loadable_chart, loaded
from tests.oracle.exploration import Attempt, attempts, start_values
from tests.oracle.reading import read
from tests.thoroughness import tries

PORTIONS = 6
CHARTS = 48
FAMILIES = 16
STARTS: list[dict[str, Any]] = [{}] * 2
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
        outcome, self.snapshot = rest_of_turn(self.chart, step, now)
        assert found == outcome
        self.counted[str(found.kind)] += 1
        children = [each.status for each in self.snapshot.activations[1:]]
        self.counted.update(
            {"has a child": bool(children), "has one that ended": "done" in children}
        )
        self.counted.update(map(kind_of, found.followed_by))

    def go_on(self, snapshot: Snapshot) -> None:
        """Both are in this state now."""
        self.snapshot = self.position.snapshot = snapshot

    def rest(self) -> None:
        """Take what is still to be taken in this turn."""
        for _ in range(MOST_FOLLOWING):
            if not self.snapshot.queue:
                return
            self.take(Attempt("next"), self.clock.now())

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


def pairs_of(chart: Chart, starts: Iterable[dict[str, Any]], most: int) -> Iterator[Pair]:
    """The machine of a chart with every way to start it; all share one map."""
    mapped = has_map(chart.lowered)
    shortcuts = Shortcuts(chart.lowered, chart.machines, most) if mapped else None
    for values in starts:
        step = chart.start(values)
        if step.outcome.accepted:
            clock = SimulatedClock()
            position = Position(shortcuts, step.snapshot, clock)
            yield Pair(chart=chart, snapshot=step.snapshot, position=position, clock=clock)


def travelled(seed: int, pairs: Iterable[Pair], tried: list[Attempt]) -> Counter[str]:
    """Random events to machines of a random chart, few of them often; what went by shortcut."""
    drawn, counted = Random(seed), Counter[str]()  # noqa: S311 - it makes tests, no secrets.
    often = drawn.sample(tried, min(len(tried), 5))
    for pair in pairs:
        visited, now = [pair.snapshot], 0.0
        for number in range(EVENTS):
            if number % 10 == 0:
                pair.go_on(drawn.choice(visited))
            now += drawn.choice([0.0, 0.5])
            pair.take(drawn.choice(often if number % 4 else tried), now)
            if number % 5:
                pair.rest()
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
        definition = loadable_chart(seed)
        pairs = pairs_of(loaded(seed), start_values(read(definition), seed), most)
        counted += travelled(seed, pairs, attempts(definition))
    assert rare_of(counted, "accepted", "rejected", "ignored") == {}


@pytest.mark.parametrize("most", [MOST_CONFIGURATIONS, 0], ids=["configurations", "levels"])
def test_shortcuts_and_kernel_agree_on_random_machines_with_children(most: int) -> None:
    counted = Counter[str]()
    for seed in range(tries(FAMILIES, 10 * FAMILIES)):
        definition, chart = drawn_family(seed)
        tried = [*ATTEMPTS, *attempts(definition)]
        counted += travelled(seed, pairs_of(chart, STARTS, most), tried)
    kinds = ("accepted", "rejected", "ignored", "start", "end", "message")
    assert rare_of(counted, *kinds, "has a child", "has one that ended") == {}


def kind_of(later: Outcome) -> str:
    """What a later step of a turn was about."""
    if later.event is None:
        return "start"
    return "end" if later.event.startswith("done.invoke.") else "message"


def rare_of(counted: Counter[str], *kinds: str) -> dict[str, int]:
    """What happened too seldom for the test to say much."""
    return {kind: counted[kind] for kind in kinds if counted[kind] < 5}


@pytest.mark.parametrize("seed", range(WATCHED))
def test_all_ways_agree(seed: int) -> None:
    chart, drawn = loaded(seed), Random(seed)  # noqa: S311 - as above.
    if not chart.start().outcome.accepted:
        return
    ways = ThreeWays.of(chart)
    sends = [each for each in attempts(loadable_chart(seed)) if each.kind == "send"]
    often = drawn.sample(sends, min(len(sends), 3))
    for number in range(40):
        attempt = drawn.choice(often if number % 4 else sends)
        ways.advance(number % 2)
        outcome = ways.send(attempt.event, attempt.data)
        assert isinstance(outcome, Outcome)
        ways.assert_same_state()
        if max(len(outcome.followed_by), len(outcome.path)) > MOST_FOLLOWING:
            break
