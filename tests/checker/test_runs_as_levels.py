"""Runs of pipelines that do not know of each other are levels of their own, and nothing is lost."""

from __future__ import annotations

import pytest

from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.spaces.run_groups import groups_of
from statecraft.checker.spaces.tables import TableModel
from tests.checker.agreement import comparison_of
from tests.checker.random_machines import loadable

ACTIONS = {
    "ask": {"result": {"enum": [True, False]}, "test": True, "fails_when": "not result"},
    "tell": {"result": {"enum": [1]}, "test": 1},
}
LAMP = {"values": ["off", "dim", "on"], "initial": "off"}


def machine(**parts):
    return {"statecraft": 1, "machine": "m", "actions": ACTIONS, **parts}


SIDE_BY_SIDE = machine(
    dimensions={"lamp": {**LAMP, "transitions": "any"}, "door": {**LAMP, "transitions": "any"}},
    rules={"together": {"never": "lamp == 'on' and door == 'on'"}},
    pipelines={
        "light": {
            "requires": [{"that": "door != 'on'"}],
            "steps": [
                {"move": {"lamp": "dim"}},
                {"action": "ask", "timeout": "5s", "on_failure": [{"move": {"lamp": "off"}}]},
                {"move": {"lamp": "on"}},
            ],
        },
        "open": {
            "steps": [
                {"action": "tell", "retry": {"attempts": 2, "delay": "1s"}},
                {"move": {"door": "on"}},
            ]
        },
    },
    on={"CLOSE": {"target": {"door": "off"}, "do": [{"stop": "open"}]}},
)
ONE_INSIDE_THE_OTHER = machine(
    dimensions={"lamp": {**LAMP, "transitions": "any", "moves": "free"}},
    pipelines={
        "outer": {
            "steps": [
                {"pipeline": "inner", "on_failure": [{"move": {"lamp": "dim"}}]},
                {"move": {"lamp": "on"}},
            ]
        },
        "inner": {"steps": [{"action": "ask"}, {"move": {"lamp": "off"}}]},
        "aside": {"while_running": "restart", "steps": [{"action": "tell"}]},
    },
)
HEARD = machine(
    events={"GO": {}},
    dimensions={"lamp": {**LAMP, "transitions": "any"}},
    pipelines={
        "first": {"steps": [{"wait_for": "GO"}, {"move": {"lamp": "dim"}}]},
        "second": {"steps": [{"wait_for": "GO"}, {"move": {"lamp": "on"}}]},
        "third": {"steps": [{"action": "tell"}]},
    },
    on={"done.pipeline.third": {"target": {"lamp": "off"}}},
)
BESIDE_A_CHILD = machine(
    events={"GO": {}},
    initial="lit",
    states={"lit": {"submachine": "lamp"}},
    machines={"lamp": {"initial": "on", "states": {"on": {"on": {"GO": "off"}}, "off": {}}}},
    pipelines={"look": {"steps": [{"action": "ask"}, {"action": "tell"}]}},
)


@pytest.mark.parametrize(
    ("definition", "groups"),
    [
        pytest.param(SIDE_BY_SIDE, [{"light"}, {"open"}], id="side by side"),
        pytest.param(ONE_INSIDE_THE_OTHER, [{"outer", "inner"}, {"aside"}], id="called"),
        pytest.param(HEARD, [{"first", "second"}, {"third"}], id="one event for both"),
    ],
)
def test_runs_that_know_of_each_other_are_one_level(definition, groups):
    found = groups_of(loadable(definition).lowered)
    assert [{key.split()[-1] for key in group} for group in found] == groups


@pytest.mark.parametrize(
    "definition",
    [
        pytest.param(SIDE_BY_SIDE, id="side by side"),
        pytest.param(ONE_INSIDE_THE_OTHER, id="called"),
        pytest.param(HEARD, id="one event for both"),
        pytest.param(BESIDE_A_CHILD, id="beside a child"),
    ],
)
def test_what_the_kernel_finds_of_runs_is_what_their_levels_show(definition):
    compared = comparison_of(loadable(definition))
    assert compared.engines["explicit"] == compared.kernel


def test_what_one_group_does_is_asked_once_for_all_that_the_others_may_do():
    chart = loadable(SIDE_BY_SIDE)
    model = TableModel(chart, payloads_of(chart))
    engine = Explicit(model, Limits())
    asked = {str(t.choice.__class__.__name__): len(t.rows) for t in model.passing_tables()}
    assert model.steps < engine.number() * len(model.choices)
    assert min(asked.values()) < engine.number()
