"""Whatever an engine says of a random machine is what the kernel does when it is asked for every step."""

from __future__ import annotations

import itertools

import pytest

from tests.checker.agreement import comparison_of
from tests.checker.random_machines import loadable, random_definition, random_moves
from tests.thoroughness import tries

pytestmark = pytest.mark.usefixtures("soon_endless")

NUMBER = tries(200, 2000)
PORTIONS = 10


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_engines_find_the_states_distances_outcomes_and_verdicts_that_the_kernel_finds(portion):
    assert disagreements(portion) == []


def disagreements(portion: int) -> list[tuple[int, str]]:
    """The seeds and engines of those of so many random machines that are seen otherwise."""
    found = []
    for seed, compared in itertools.islice(comparisons(portion), NUMBER // PORTIONS):
        found += [(seed, n) for n, seen in compared.engines.items() if seen != compared.kernel]
    return found


def comparisons(portion: int):
    """Random machines that can be loaded and are small enough, each looked at in every way."""
    for seed in itertools.count(portion, PORTIONS):
        make = random_moves if seed % 4 == 0 else random_definition
        chart = loadable(make(seed))
        compared = None if chart is None else comparison_of(chart)
        if compared is not None:
            yield seed, compared
