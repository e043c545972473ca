"""Scenarios that run pipelines and look into children."""

from __future__ import annotations

import pytest

import statecraft as sc

HOUSE = """\
statecraft: 1
machine: house
context: {n: {type: integer, initial: 0}}
actions: {fetch: {with: {i: {type: integer}}, result: {type: integer}, test: 4}}
pipelines:
  load:
    parameters: {i: {type: integer}}
    steps: [{status: begun}, {action: fetch, with: {i: =parameters.i}}, {set: {n: =result}}]
initial: idle
states:
  idle: {on: {GO: working}}
  working: {submachine: {machine: light, id: lamp}}
machines:
  light:
    dimensions: {level: {values: [low, high], moves: free}}
    context: {count: {type: integer, initial: 2}}
    capabilities: {shine: count > 1}
    states: {red: {on: {TICK: deep}}, deep: {invoke: {machine: bulb, each: {in: "=[1, 2]", as: k}, id: bulbs}}}
  bulb: {states: {on_: {}}}
scenarios:
  - name: the scenario
"""


INSIDE = "{state: red, count: 2, level: low, capabilities: {shine: true}}"
PASSING = {
    "a run waits for its answer": [
        "{run: load, with: {i: 1}, expect: {effects: [begun, fetch]}}",
        "{answer: {fetch: 3}, expect: {n: 3, effects: [load]}}",
    ],
    "the result of a run": [
        "{run: load, with: {i: 1}}",
        "{answer: {fetch: 3}, expect: {effects: [{ended: load, result: 3}]}}",
    ],
    "a refused run": ["{run: load, with: {i: x}, expect: rejected}"],
    "a child": [
        "{send: GO, expect: {children: {lamp: INSIDE}, state: working.red}}",
        "{send: TICK, expect: {children: {lamp: {state: deep, children: {bulbs.1: {state: on_}}}}}}",
    ],
}
FAILING = {
    "a run must be accepted": (["{run: load, with: {i: x}}"], "outcome of load"),
    "no such child": (["{expect: {children: {lamp: {state: red}}}}"], "children.lamp"),
    "another child": (
        ["{send: GO, expect: {children: {lamp: {count: 3}}}}"],
        "children.lamp.count",
    ),
}


def result_of(steps: list[str]) -> sc.ScenarioResult:
    lines = "".join(f"      - {each.replace('INSIDE', INSIDE)}\n" for each in steps)
    (result,) = sc.run_scenarios(sc.loads(f"{HOUSE}    steps:\n{lines}"))
    return result


@pytest.mark.parametrize("steps", PASSING.values(), ids=PASSING)
def test_what_a_scenario_expects_of_runs_and_children(steps):
    result = result_of(steps)
    found = [each for step in result.steps for each in step.differences]
    assert (found, result.problem, result.passed) == ([], None, True)


@pytest.mark.parametrize(("steps", "what"), FAILING.values(), ids=FAILING)
def test_what_is_not_as_expected_has_its_place(steps, what):
    last = result_of(steps).steps[-1]
    assert [each.what for each in last.differences] == [what]


def test_mocked_actions_bring_a_run_to_its_end():
    text = HOUSE.replace("name: the scenario", "name: the scenario\n    mock: true")
    (result,) = sc.run_scenarios(
        sc.loads(f"{text}    steps: [{{run: load, with: {{i: 1}}, expect: {{n: 4}}}}]\n")
    )
    assert result.passed
