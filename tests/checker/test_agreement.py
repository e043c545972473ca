"""Whatever an engine says of a random machine is what the kernel does when it is asked for every step."""

from __future__ import annotations

import os

import pytest

from tests.checker.agreement import comparison_of
from tests.checker.random_machines import loadable, random_definition, random_moves

pytestmark = pytest.mark.usefixtures("soon_endless")

NUMBER = 2000 if os.environ.get("STATECRAFT_FUZZ") == "full" else 200
PORTIONS = 10


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_engines_find_the_states_distances_and_outcomes_that_the_kernel_finds(portion):
    assert disagreements(portion) == []


def disagreements(portion: int) -> list[tuple[int, str]]:
    found = []
    for seed in range(portion, NUMBER, PORTIONS):
        make = random_moves if seed % 4 == 0 else random_definition
        chart = loadable(make(seed))
        compared = None if chart is None else comparison_of(chart)
        if compared is not None:
            found += [(seed, n) for n, seen in compared.engines.items() if seen != compared.kernel]
    return found
