"""The shelf is clean: nothing that is seen of a shipped definition breaks a claim or is a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

import statecraft as sc
from statecraft.checker.checking import check_chart, check_child, exploration_of
from statecraft.checker.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "definitions").glob("*.statechart.yaml"))

# Large machines are looked at in part: what is found in the part is found in the whole.
PART = Limits(states=60, kernel_steps=1000)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name.partition(".")[0])
def test_a_shipped_definition_has_no_finding(path):
    chart = sc.load(path)
    report = check_chart(chart.with_functions(sc.Registry.mocked(chart).functions), PART)
    assert [str(found) for found in report.findings] == []


@pytest.mark.parametrize("name", ["create_user", "tally_stepper", "traffic_controller"])
def test_the_children_that_are_written_beside_their_parent_have_none_either(name):
    chart = sc.load(ROOT / "definitions" / f"{name}.statechart.yaml")
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    parent = exploration_of(mocked, PART)
    beside = [each for each in chart.family[1:] if each.file == chart.definition.file]
    found = [check_child(mocked.machine(each.key), PART, parent) for each in beside]
    assert beside
    assert [str(each) for report in found for each in report.findings] == []


@pytest.mark.parametrize(
    "name", ["circuit_breaker", "fetch_data", "traffic_controller", "traffic_light"]
)
def test_these_are_seen_whole_and_everything_is_proved(name):
    chart = sc.load(ROOT / "definitions" / f"{name}.statechart.yaml")
    report = check_chart(chart, Limits(states=2000))
    assert {type(verdict.answer).__name__ for verdict in report.verdicts} == {"Proved"}
