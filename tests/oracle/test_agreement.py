"""Kernel and oracle, two readings of docs/semantics.md, agree on random charts in every step."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import statecraft
from tests.oracle.comparison import (
    Difference,
    Walk,
    loadable_chart,
    oracle_histogram,
    shrunk,
    walk_of,
)

PORTIONS = 8
MOST_STATES = 30


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_kernel_and_oracle_agree_in_every_step(portion: int, fuzz_charts: int) -> None:
    for seed in range(portion, fuzz_charts, PORTIONS):
        assert difference_of(seed) is None, str(smallest_difference_of(seed))


def test_random_charts_reach_every_outcome_and_every_reason_often() -> None:
    found: Counter[str] = Counter()
    for seed in range(100):
        found += oracle_histogram(loadable_chart(seed), seed, most_states=8)
    rarest = {name: count for name, count in found.items() if count < 10}
    assert set(found) == {*OUTCOMES, *REASON_KINDS}
    assert rarest == {}, found


OUTCOMES = {"started", "accepted", "ignored", "rejected", "stalled"}
REASON_KINDS = {"guard", "from", "map", "rule", "schema", "conflict", "error"}


def difference_of(seed: int) -> Difference | None:
    return walk_of(seed, MOST_STATES).first_difference(seed)


def smallest_difference_of(seed: int) -> Difference:
    def differs(definition: dict[str, Any]) -> Difference | None:
        chart = statecraft.load_data(definition)
        walk = Walk(definition=definition, chart=chart, most_states=MOST_STATES)
        return walk.first_difference(seed)

    return shrunk(loadable_chart(seed), differs)
