"""The comparison with Python written by hand finds what is wrong, and judges no time."""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType

import pytest


@pytest.fixture
def compare(monkeypatch, root) -> ModuleType:
    """The program, whose modules are found beside it."""
    monkeypatch.syspath_prepend(str(root / "tools" / "bench"))
    return importlib.import_module("compare")


@pytest.mark.parametrize("manner", range(3))
def test_every_workload_ends_where_the_machine_by_hand_does(compare, manner):
    _, options = compare.MANNERS[manner]
    ratios = [compare.event_ratio(each, options, compare.QUICK) for each in compare.WORKLOADS]
    assert all(ratio > 0 for ratio in ratios)


def test_a_difference_is_told_and_is_the_exit_code(compare, monkeypatch, capsys):
    first = compare.WORKLOADS[0]
    stuck = replace(first, seen_by_hand=lambda hand: f"not {hand.state}")
    monkeypatch.setattr(compare, "WORKLOADS", (stuck,))
    assert compare.main(["--quick"]) == 1
    assert capsys.readouterr().err == "wrong: toggle of two states: b, by hand not b\n"


@pytest.mark.parametrize("leaves", [20, 100])
def test_a_large_chart_has_the_leaves_that_were_asked_for(compare, leaves):
    took = compare.load_row(leaves, compare.QUICK)
    assert min(took.ms, took.ratio, took.kept, took.started) > 0


def test_a_machine_at_its_start_takes_less_than_after_an_event(compare):
    (_, text, event), *_others = compare.MACHINES
    started, moved = compare.memory_row(text, event, compare.QUICK)
    assert started < moved
