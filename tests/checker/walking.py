"""A machine that runs, in a world that does anything that it may do, at any time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Protocol

import statecraft as sc
from statecraft.checker.choices import FAILURE
from statecraft.checker.payloads import Payloads


class World(Protocol):
    """What is said to a machine."""

    def event(self, rand: Random) -> tuple[str, Any]:
        """An event and its payload."""

    def result(self, rand: Random, waiting: Any) -> Any:
        """What an action that is waited for gives back."""


class Sampled:
    """A world that says what a search tries, and nothing else."""

    def __init__(self, payloads: Payloads) -> None:
        self._payloads = payloads
        self._results = {name: of for (_, name), of in payloads.results.items()}

    def event(self, rand: Random) -> tuple[str, Any]:
        return rand.choice(self._payloads.events or [("NONE", None)])

    def result(self, rand: Random, waiting: Any) -> Any:
        return rand.choice(self._results[waiting.name])


def walk(chart: sc.Chart, world: World, rand: Random, steps: int) -> Iterator[sc.Record]:
    """What happens on a simulated clock: a record for each step, that of the start first."""
    records: list[sc.Record] = []
    clock = sc.SimulatedClock()
    running = sc.Machine(chart, clock=clock, missing="wait", subscribers=(records.append,))
    free = {d.name: [v.value for v in d.values] for d in chart.definition.dimensions if d.free}
    for _ in range(steps):
        yield from records
        records.clear()
        if running.status == "done" or running.snapshot.queue:
            return  # A turn that did not end is cut off, and no search goes on from there.
        waiting = running.snapshot.pending
        kind = rand.random()
        if waiting and kind < 0.3:
            one = rand.choice(waiting)
            if rand.random() < 0.3:
                running.fail(one.serial, FAILURE)
            else:
                running.answer(one.serial, world.result(rand, one))
        elif kind < 0.45:
            running.advance(rand.choice([1, 2, 5, 30]))
        elif free and kind < 0.6:
            name = rand.choice([*free])
            running.move({name: rand.choice(free[name])})
        else:
            event, data = world.event(rand)
            running.send(event, data)
    yield from records
