"""What is proved of machines with open data is never seen to fail, whatever a world does to them.

The machines count without a bound, keep what they are sent, wait for answers and for time. The
world is not that of the search: payloads, results and delays are any that fit.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest

import statecraft as sc
from statecraft.checker.checking import Report, check_chart
from statecraft.checker.freed.free_search import explored_freely
from statecraft.checker.limits import Limits
from tests.checker.contradictions import Denied, misled
from tests.checker.random_desks import machine
from tests.checker.random_machines import loadable
from tests.checker.random_processes import random_open_process
from tests.checker.walking import walk
from tests.thoroughness import tries

pytestmark = pytest.mark.usefixtures("soon_endless")

LIMITS = Limits(states=200, kernel_steps=2500)
STEPS = 200


class Anything:
    """A world that sends and answers what fits, and not only what a search would try."""

    def __init__(self, chart: sc.Chart) -> None:
        self._declared = chart.definition.events

    def event(self, rand: Random) -> tuple[str, Any]:
        key = rand.choice(["", "?", "yes", "x", "kind", "a long one"])
        given = {"x": rand.randint(-4, 12), "key": key, "kind": rand.choice(["low", "high"])}
        given["yes"] = rand.random() < 0.5
        event = rand.choice(["PUT", "TAKE", "SHUT", "GO", "BACK", "START"])
        declared = self._declared.get(event)
        shape = None if declared is None else declared.payload
        return event, {n: v for n, v in given.items() if shape is None or n in shape.properties}

    def result(self, rand: Random, waiting: Any) -> Any:
        told = {"ok": rand.random() < 0.5}
        return told if waiting.name == "look" else rand.choice([told, {}, {"ok": True, "z": []}])


@cache
def checked(seed: int) -> tuple[sc.Chart, Report] | None:
    """A machine and the report on it; None where it cannot be started."""
    if seed % 2:
        chart = loadable(random_open_process(seed))
    else:
        chart = sc.loads(machine(seed // 2), file="m")
    return None if chart is None else (chart, check_chart(chart, LIMITS))


SEEDS = range(tries(12, 240))


@pytest.mark.parametrize("portion", range(4))
def test_what_is_proved_is_not_seen_to_fail(portion):
    for seed in SEEDS[portion::4]:
        found = checked(seed)
        if found is not None:
            chart, report = found
            denied = Denied(chart, report)
            records = walk(chart, Anything(chart), Random(seed), STEPS)  # noqa: S311 - no secrets.
            seen = [each for record in records for each in denied.seen_in(record)]
            assert (seed, seen) == (seed, [])


@pytest.mark.parametrize("portion", range(4))
def test_what_is_refuted_goes_that_way_on_the_interpreter(portion):
    for seed in SEEDS[portion::4]:
        found = checked(seed)
        assert found is None or (seed, [*misled(*found)]) == (seed, [])


@pytest.mark.parametrize("portion", range(4))
def test_a_free_search_comes_to_every_state_that_anything_else_comes_to(portion):
    for seed in SEEDS[portion::4]:
        found = checked(seed)
        free = None if found is None else explored_freely(found[0], LIMITS)
        if found is not None and free is not None and free.doubt() is None:
            chart, engine = found[0], found[1].exploration.engine
            world = walk(chart, Anything(chart), Random(seed), STEPS)  # noqa: S311 - no secrets.
            met = {shown(record.after) for record in world}
            met |= {shown(engine.model.decode(c)) for c in engine.members(engine.reachable())}
            inside = free.engine
            known = {shown(inside.model.decode(c)) for c in inside.members(inside.reachable())}
            assert (seed, met - known) == (seed, set())


def shown(snapshot: sc.Snapshot) -> tuple[Any, ...]:
    """What a state is without its data."""
    return (snapshot.root.states, snapshot.status)
