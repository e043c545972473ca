"""A search that takes wide layers at once finds what it finds state by state."""

from __future__ import annotations

import pytest

from statecraft.checker.engines import explicit
from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.spaces.tables import TableModel
from tests.checker.random_machines import loadable, random_definition, random_moves
from tests.thoroughness import tries

pytest.importorskip("numpy")


@pytest.mark.parametrize("portion", range(4))
def test_each_layer_holds_the_same_states(portion, monkeypatch):
    for seed in range(portion, tries(40, 400), 4):
        make = random_moves if seed % 2 else random_definition
        chart = loadable(make(seed))
        if chart is not None:
            monkeypatch.setattr(explicit, "LEAST_WIDE", 10**9)
            one_by_one = layers(chart)
            monkeypatch.setattr(explicit, "LEAST_WIDE", 1)
            assert (seed, layers(chart)) == (seed, one_by_one)


def layers(chart):
    engine = Explicit(TableModel(chart, payloads_of(chart)), Limits(states=20_000))
    found = [{} for _ in range(engine.depth() + 1)]
    for codes in engine.members(engine.reachable()):
        found[engine.distance(codes)][codes] = True
    return [sorted(each) for each in found]
