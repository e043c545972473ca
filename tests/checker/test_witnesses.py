"""What is shown to happen by ways of the interpreter, where a search could not try all data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import statecraft as sc
from statecraft.checker.checking import Report, check_chart, exploration_of
from statecraft.checker.exploration import Exploration
from statecraft.checker.freed.free_search import explored_freely
from statecraft.checker.limits import Limits
from statecraft.checker.questions.entered import values_entered
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Refuted, Unknown
from statecraft.checker.walks.goals import Entering, goals_of
from statecraft.checker.walks.guiding import follow, is_possible, spread, try_rare
from statecraft.checker.walks.likeness import likeness_of
from statecraft.checker.walks.playing import play
from statecraft.checker.walks.walk import Walk
from statecraft.checker.walks.witnesses import witnesses_of
from tests.checker.test_honesty import machine
from tests.thoroughness import tries

DEFINITIONS = Path(__file__).resolve().parents[2] / "definitions"

VAULT = """\
statecraft: 1
machine: vault
context:
  keepers: {type: object, initial: {day: dora, night: nick}}
  token: {type: string, initial: ""}
events:
  OPEN: {payload: {shift: {type: string}, by: {type: string}}}
  SHOW: {payload: {token: {type: string}}}
  HAND_OVER: {payload: {shift: {type: string}, to: {type: string}}}
actions:
  weigh: {result: {type: object, properties: {grams: {type: integer}}, required: [grams]}}
dimensions:
  door: {values: [shut, open], transitions: any}
  guard: {values: [awake, asleep], transitions: any}
  gold: {values: [here, weighed, lost, gone], transitions: any}
on:
  OPEN: {when: "event.by == get(keepers, event.shift, '')", target: {door: open}}
  HAND_OVER: {do: [{set: {"keepers[event.shift]": =event.to}}]}
  SHOW: {do: [{set: {token: =event.token}}]}
  LEAVE: {when: "starts_with(token, 'gone-') and door == 'open'", target: {guard: asleep}}
  WEIGH: {when: door == 'open', do: [{pipeline: weighing}]}
pipelines:
  weighing:
    steps:
      - {action: weigh, id: scales, on_failure: [{move: {gold: lost}}]}
      - if: result.grams % 100 == 7
        then: [{move: {gold: weighed}}]
properties:
  someone_comes_in: {reachable: door == 'open'}
  guarded: {never: guard == 'asleep'}
"""

TILL = """\
statecraft: 1
machine: till
context: {sum: {type: integer, initial: 0}}
events: {PAY: {payload: {sum: {type: integer}}}}
states:
  open: {on: {PAY: {do: [{set: {sum: =sum + event.sum}}]}, SHUT: {when: sum > 1000, target: shut}}}
  shut: {on: {OPEN: open}}
"""

SCENARIOS = """\
scenarios:
  - name: weighed at night
    steps:
      - {send: OPEN, with: {shift: night, by: nick}}
      - {send: WEIGH}
      - {answer: {scales: {grams: 507}}, expect: {gold: weighed}}
  - name: nobody stays
    given: {token: gone-fishing, door: open}
    steps: [{send: LEAVE, expect: {guard: asleep}}]
"""


PATIENT = Limits(kernel_steps=3000)


def answers(report: Report) -> dict[str, str]:
    """What is claimed → the verdict, of all that was not seen at once."""
    return {each.claim: type(each.answer).__name__ for each in report.verdicts}


@cache
def checked(text: str, limits: Limits = PATIENT) -> Report:
    return check_chart(sc.loads(text, file="m"), limits)


@pytest.mark.parametrize(
    ("claim", "alone", "with_scenarios"),
    [
        pytest.param(
            "reachable door == 'open'", "Proved", "Proved", id="by words of the definition"
        ),
        pytest.param(
            "the value weighed of gold is entered", "Unknown", "Proved", id="by what was answered"
        ),
        pytest.param(
            "the transition at on.LEAVE is taken", "Unknown", "Proved", id="by what was given"
        ),
        pytest.param("never guard == 'asleep'", "Unknown", "Refuted", id="what never should be"),
        pytest.param(
            "the value gone of gold is entered", "Refuted", "Refuted", id="what cannot be"
        ),
    ],
)
def test_claims_are_settled_by_ways_that_go(claim, alone, with_scenarios):
    assert answers(checked(VAULT))[claim] == alone
    assert answers(checked(VAULT + SCENARIOS))[claim] == with_scenarios


def test_report_tells_of_the_machine_whose_data_was_answered_freely():
    cut_short = checked(TILL, Limits(states=100))
    assert cut_short.exploration.engine.exhausted is not None
    assert cut_short.freed is not None
    assert cut_short.freed.engine.exhausted is None
    assert cut_short.freed.engine.count(cut_short.freed.engine.reachable()) == 2
    assert checked(VAULT).freed is None  # There the search did not stop early.


def test_what_is_not_shown_says_so():
    (left,) = (
        each.answer
        for each in checked(VAULT).verdicts
        if each.claim.startswith("the value weighed")
    )
    assert isinstance(left, Unknown)
    assert left.why.endswith("; no way was found that shows it")


def test_a_way_that_refutes_is_gone_on_the_interpreter():
    report = checked(VAULT + SCENARIOS)
    (found,) = (each.answer for each in report.verdicts if each.subject == "properties.guarded")
    assert isinstance(found, Refuted)
    assert found.evidence is not None
    way = replayed(report.exploration.chart, report.exploration.engine, found.evidence)
    assert isinstance(way, Replay)
    assert way.end.dimensions["guard"] == "asleep"


def test_what_a_stopped_search_did_not_come_to_is_shown():
    exact = exploration_of(sc.loads(VAULT + SCENARIOS, file="m"), Limits(states=2))
    assert exact.engine.exhausted is not None
    witnesses = witnesses_of(exact, None, PATIENT)
    found = {each.claim: type(each.answer).__name__ for each in values_entered(witnesses)}
    assert found["the value weighed of gold is entered"] == "Proved"
    assert found["the value gone of gold is entered"] == "Unknown"


def explored(chart: sc.Chart) -> tuple[Exploration, Exploration]:
    """As it is, and with free answers."""
    limits = Limits(states=200, kernel_steps=2500)
    free = explored_freely(chart, limits)
    assert free is not None
    return exploration_of(chart, limits), free


def walk_on(exploration: Exploration, searched: sc.Chart) -> Walk:
    chart = exploration.chart
    likeness = likeness_of(chart, searched)
    walk = Walk(chart, likeness, goals_of(exploration), Limits())
    walk.rest()
    return walk


def test_a_way_with_free_answers_is_followed_with_data_that_fits():
    exact, free = explored(sc.loads(VAULT + SCENARIOS, file="m"))
    walk = walk_on(exact, free.chart)
    wanted = [goal for goal in walk.missing if is_possible(goal, free)]
    follow(walk, free)
    assert wanted
    assert [goal for goal in wanted if goal in walk.missing] == []
    assert walk.steps < 200


def test_what_was_hardly_tried_is_tried_wherever_a_scenario_came_to():
    exact = exploration_of(sc.loads(VAULT + SCENARIOS, file="m"), Limits(states=2))
    walk = walk_on(exact, exact.chart)
    play(walk)
    played = walk.steps
    (region,) = (each for each in walk.chart.lowered.regions if each.name == "gold")
    lost = region.by_text["lost"]
    assert lost in {goal.state for goal in walk.missing if isinstance(goal, Entering)}
    try_rare(walk)
    assert lost in {goal.state for goal in walk.shown if isinstance(goal, Entering)}
    assert walk.steps < played + 100


@pytest.mark.parametrize("go", [play, spread], ids=["played", "spread"])
def test_nothing_is_shown_that_is_impossible_even_with_free_answers(go):
    exact, free = explored(sc.loads(VAULT + SCENARIOS, file="m"))
    walk = walk_on(exact, exact.chart)
    go(walk)
    assert walk.shown
    assert [goal for goal in walk.shown if not is_possible(goal, free)] == []


@pytest.mark.parametrize("seed", range(tries(2, 200)))
def test_nothing_is_shown_of_a_random_machine_that_is_impossible(seed):
    chart = sc.loads(machine(seed), file="m")
    limits = Limits(states=20, kernel_steps=1500)
    free = explored_freely(chart, limits)
    if free is not None:
        walk = walk_on(exploration_of(chart, limits), chart)
        spread(walk)
        assert [goal for goal in walk.shown if not is_possible(goal, free)] == []


@pytest.mark.parametrize("name", ["approval", "vending_machine"])
def test_what_the_scenarios_of_a_shipped_definition_come_to_is_shown(name):
    chart = sc.load(DEFINITIONS / f"{name}.statechart.yaml")
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    exact = exploration_of(mocked, Limits(states=60, kernel_steps=1000))
    witnesses = witnesses_of(exact, None, Limits(kernel_steps=1000))
    wanted = {goal for goal in goals_of(exact) if goal not in set(goals_of(witnesses))}
    assert len(wanted) >= 10
    for happening in witnesses.happenings:
        evidence = witnesses.evidence_of(happening)
        assert evidence is not None
        assert isinstance(replayed(mocked, witnesses.engine, evidence), Replay)
