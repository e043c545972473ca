"""Whatever an engine says of a random machine is what the kernel does when it is asked for every step."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.checker.agreement import Comparison, comparison_of
from tests.checker.random_machines import loadable, random_definition, random_moves
from tests.checker.random_processes import random_process
from tests.thoroughness import tries

pytestmark = pytest.mark.usefixtures("soon_endless")

PORTIONS = 10
Make = Callable[[int], dict[str, Any]]


def small(seed: int) -> dict[str, Any]:
    """A machine in which a step is all that there is: nothing waits but timers."""
    return (random_moves if seed % 4 == 0 else random_definition)(seed)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_engines_find_the_states_distances_outcomes_and_verdicts_that_the_kernel_finds(portion):
    assert disagreements(small, portion, tries(200, 2000)) == []


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_engines_find_the_same_where_pipelines_and_children_wait(portion, monkeypatch):
    monkeypatch.setattr("statecraft.kernel.macrostep.MOST_MICROSTEPS", 20)
    assert disagreements(random_process, portion, tries(40, 700)) == []


def disagreements(make: Make, portion: int, number: int) -> list[tuple[int, str]]:
    """The seeds and engines of those of so many random machines that are seen otherwise.

    So is a machine that runs, and comes to a state that no search has found.
    """
    found = []
    for seed, compared in itertools.islice(comparisons(make, portion), number // PORTIONS):
        found += [(seed, n) for n, seen in compared.engines.items() if seen != compared.kernel]
        found += [(seed, stray) for stray in compared.strays]
    return found


def comparisons(make: Make, portion: int) -> Iterator[tuple[int, Comparison]]:
    """Random machines that can be loaded and are small enough, each looked at in every way."""
    for seed in itertools.count(portion, PORTIONS):
        chart = loadable(make(seed))
        compared = None if chart is None else comparison_of(chart)
        if compared is not None:
            yield seed, compared
