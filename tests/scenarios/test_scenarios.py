"""Scenarios: what passes, what fails, and how a failure reads."""

from __future__ import annotations

import pytest

import statecraft as sc

DOOR = """\
statecraft: 1
machine: door
dimensions:
  lock: {values: [open, locked], initial: open, moves: free}
  level: {values: [0, 1, 2], initial: 0}
context:
  count: {type: integer, initial: 0, maximum: 2}
  box: {type: object, initial: {a: 1, b: 2}}
define:
  busy: count > 0
actions:
  ring: {with: {times: {type: integer}}, result: {type: string}, test: ding}
rules:
  shut_first:
    on: {lock: locked}
    require: [{that: active('shut'), message: Shut the door first.}]
  full: {never: count == 2 and level == 2, message: Full.}
capabilities: {lock: can('LOCK')}
initial: ajar
states:
  ajar: {tags: [drafty], on: {SHUT: shut}}
  shut: {after: {10s: gone}}
  gone: {final: true, output: {count: =count}}
on:
  LOCK: {target: {lock: locked}}
  COUNT: {do: [{set: {count: =count + 1}}, {emit: COUNTED, with: {count: =count}}]}
  RING: {do: [{action: ring, with: {times: 2}, done: RUNG, error: BROKEN}]}
  RUNG: {do: [{set: {box: "={'said': event.result}"}}]}
  BROKEN: {do: [{set: {box: "={'said': event.message}"}}]}
scenarios:
  - name: the scenario
"""


def result_of(scenario: str) -> sc.ScenarioResult:
    """The result of a scenario whose keys are written in YAML."""
    (result,) = sc.run_scenarios(sc.loads(DOOR + scenario))
    return result


def steps(*lines: str) -> str:
    return "    steps:\n" + "".join(f"      - {line}\n" for line in lines)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(steps("{send: SHUT}", "{send: LOCK}"), id="accepted is required"),
        pytest.param(steps("{send: LOCK, expect: rejected}"), id="rejected"),
        pytest.param(steps("{send: SHUT}", "{send: SHUT, expect: ignored}"), id="ignored"),
        pytest.param(
            steps(
                "{send: LOCK, expect: {outcome: rejected, reasons: [shut_first], lock: open}}",
                "{send: LOCK, expect: {outcome: rejected, reasons: [{kind: rule}]}}",
                "{send: LOCK, expect: {outcome: rejected, reasons: [Shut the door first.]}}",
            ),
            id="reasons",
        ),
        pytest.param(
            steps(
                "{expect: {state: ajar, full_key: ajar, tags: [drafty], status: active}}",
                "{expect: {lock: open, count: 0, busy: false, box: {b: 2, a: 1}}}",
                "{expect: {context: {count: 0}, capabilities: {lock: false}}}",
                "{expect: {enabled: [SHUT, COUNT, RING]}}",
            ),
            id="everything there is to expect",
        ),
        pytest.param(
            "    given: {level: 2, count: 1}\n" + steps("{expect: {level: 2, busy: true}}"),
            id="given",
        ),
        pytest.param(
            steps(
                "{send: COUNT, expect: {effects: [COUNTED]}}",
                "{expect: {effects: [{emit: COUNTED, with: {count: 1}}]}}",
            ),
            id="effects of the step before",
        ),
        pytest.param(
            steps("{send: RING}", "{expect: {box: {a: 1, b: 2}}}", "{answer: {ring: dong}}")
            + "      - {expect: {box: {said: dong}}}\n",
            id="nothing answers by itself",
        ),
        pytest.param(
            steps("{send: RING}", "{fail: {ring: {message: broken}}}")
            + "      - {expect: {box: {said: broken}}}\n",
            id="a failure",
        ),
        pytest.param(
            "    mock: true\n" + steps("{send: RING}", "{expect: {box: {said: ding}}}"), id="mock"
        ),
        pytest.param(
            steps(
                "{send: SHUT}",
                "{advance: 9s, expect: {state: shut}}",
                "{advance: 1s, expect: accepted}",
                "{expect: {status: done, output: {count: 0}}}",
            ),
            id="time",
        ),
        pytest.param(
            steps(
                "{move: {lock: locked}, expect: rejected}", "{send: SHUT}", "{move: {lock: locked}}"
            ),
            id="direct moves",
        ),
    ],
)
def test_a_scenario_passes(scenario):
    result = result_of(scenario)
    assert result.explain() == ""
    assert result.passed


@pytest.mark.parametrize(
    ("scenario", "explanation"),
    [
        pytest.param(
            steps("{send: COUNT}", "{send: LOCK}", "{send: SHUT}"),
            [
                "<text>:34:10: step 2, send LOCK",
                "    outcome of LOCK: expected accepted, found rejected",
                "    because rule: Shut the door first. [<text>:14:3]",
                "    1 more step not run",
            ],
            id="a refusal that was not expected",
        ),
        pytest.param(
            steps("{send: SHUT, expect: rejected}"),
            [
                "<text>:33:10: step 1, send SHUT",
                "    outcome of SHUT: expected rejected, found accepted",
            ],
            id="an acceptance that was not expected",
        ),
        pytest.param(
            steps("{expect: {lock: locked, count: 1, box: {a: 5, c: 3}, state: shut}}"),
            [
                "<text>:33:10: step 1, expect lock, count, box, state",
                "    lock: expected 'locked', found 'open'",
                "    count: expected 1, found 0",
                "    box.a: expected 5, found 1",
                "    box.c: expected 3, found nothing",
                "    box.b: expected nothing, found 2",
                "    state: expected 'shut', found ajar",
            ],
            id="every difference is told",
        ),
        pytest.param(
            steps("{expect: {capabilities: {lock: true}, busy: true}}"),
            [
                "<text>:33:10: step 1, expect capabilities, busy",
                "    capabilities.lock: expected true, found false",
                "    busy: expected true, found false",
            ],
            id="capabilities and defined names",
        ),
        pytest.param(
            steps("{send: LOCK, expect: {outcome: rejected, reasons: [other]}}"),
            [
                "<text>:33:10: step 1, send LOCK",
                "    reasons: expected 'other', found rule: Shut the door first. [<text>:14:3]",
                "    because rule: Shut the door first. [<text>:14:3]",
            ],
            id="reasons",
        ),
        pytest.param(
            steps("{send: COUNT, expect: {effects: []}}"),
            [
                "<text>:33:10: step 1, send COUNT",
                "    effects: expected [], found [{'emit': 'COUNTED', 'with': {'count': 1}}]",
            ],
            id="effects",
        ),
        pytest.param(
            steps("{answer: {ring: dong}}"),
            [
                "<text>:33:10: step 1, answer ring",
                '    no action "ring" is pending; pending: none',
            ],
            id="nothing is pending",
        ),
        pytest.param(
            steps("{move: {level: 1}}"),
            [
                "<text>:33:10: step 1, move level",
                (
                    "    level is moved by transitions alone; write `moves: free` in its "
                    "definition to let the host move it directly"
                ),
            ],
            id="no free dimension",
        ),
        pytest.param(
            steps("{advance: 1s, expect: accepted}"),
            [
                "<text>:33:10: step 1, advance 1s",
                "    outcome: expected accepted, found nothing happened",
            ],
            id="nothing due",
        ),
        pytest.param(
            "    given: {count: 2, level: 2}\n" + steps("{send: SHUT}"),
            [
                "<text>:31:11: the machine does not start: rule: Full. [<text>:17:3]",
                "    1 more step not run",
            ],
            id="a start that is refused",
        ),
    ],
)
def test_a_scenario_fails_with_an_explanation(scenario, explanation):
    result = result_of(scenario)
    assert result.explain().split("\n") == explanation
    assert not result.passed


LATER = """\
statecraft: 1
machine: door
dimensions: {lock: {values: [open, locked], initial: open, transitions: any}}
actions: {ring: {test: ding}}
rules: {never_shut: {never: lock == 'locked', message: It stays open.}}
on:
  RING: {do: [{action: ring, done: LOCK}]}
  LOCK: {target: {lock: locked}}
scenarios:
  - name: whoever rings locks
    mock: true
    steps: [{send: RING, expect: {outcome: accepted, reasons: [never_shut], lock: open}}]
"""


def test_reasons_are_those_of_the_whole_turn():
    (result,) = sc.run_scenarios(sc.loads(LATER))
    assert (result.passed, result.explain()) == (True, "")
