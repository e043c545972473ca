"""What is proved although some data has more values than can be tried, and what is not."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.checker.checking import Report, check_chart, check_child
from statecraft.checker.freed.oracle import CONDITION, DATA, FALLIBLE, Oracle, TooManyWays
from statecraft.checker.limits import Limits
from statecraft.expr.operations import OperationError

DESK = """\
statecraft: 1
machine: desk
context:
  limit: {type: integer, initial: 100}
  given: {type: object, initial: {}}
events:
  ASK: {payload: {amount: {type: integer}, note: {type: string}}}
dimensions:
  request: {values: [none, waiting, granted, refused], transitions: any}
  shelf: {values: [empty, full], transitions: any}
rules:
  full_when_granted: {never: "request == 'granted' and given == {}"}
on:
  ASK:
    - {when: event.amount > limit, target: {request: refused}}
    - {target: {request: waiting}, do: [{set: {"given[event.note]": =event.amount}}]}
  GRANT: {when: request == 'waiting', target: {request: granted, shelf: full}}
  CLEAR: {target: {request: none, shelf: empty}, do: [{set: {given: {}}}]}
properties:
"""


def answers(claims: str, limits: Limits) -> dict[str, str]:
    """Name of a claim → the verdict on it."""
    report = check_chart(sc.loads(DESK + claims, file="m"), limits)
    return {
        each.subject.removeprefix("properties."): type(each.answer).__name__
        for each in report.verdicts
        if each.kind == "property"
    }


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("{never: request == 'granted' and shelf == 'empty'}", "Proved", id="never"),
        pytest.param("{always: shelf == 'full' or request != 'granted'}", "Proved", id="always"),
        pytest.param("{reachable: request == 'refused'}", "Proved", id="a way that was seen"),
        pytest.param(
            "{reachable: request == 'refused' and shelf == 'full'}", "Proved", id="another"
        ),
        pytest.param(
            "{reachable: request == 'none' and shelf == 'full'}", "Refuted", id="no way at all"
        ),
        pytest.param(
            "{never: \"given != {} and request == 'none'\"}", "Unknown", id="of open data"
        ),
        pytest.param("{always_possible: request == 'granted'}", "Unknown", id="a way on"),
    ],
)
def test_claims_about_a_machine_with_open_data(claim, verdict):
    assert answers(f"  it: {claim}\n", Limits()) == {"it": verdict}


def test_what_the_rules_enforce_is_proved_though_little_was_seen():
    claim = "  kept: {never: request == 'granted' and shelf == 'empty'}\n"
    rule = "rules:\n  kept: {never: request == 'granted' and shelf == 'empty'}\n"
    few = Limits(states=1)
    assert answers(claim, few) == {"kept": "Unknown"}
    report = check_chart(sc.loads(DESK.replace("rules:\n", rule) + claim, file="m"), few)
    assert _answer(report, "properties.kept") == "Proved"


def _answer(report: Report, subject: str) -> str:
    return next(type(v.answer).__name__ for v in report.verdicts if v.subject == subject)


BY_ITSELF = """\
statecraft: 1
machine: desk
context: {given: {type: object, initial: {}}}
events: {ASK: {payload: {note: {type: string}}}}
dimensions:
  shelf: {values: [empty, full], transitions: any}
  lamp: {values: [dark, lit], transitions: any}
rules:
  lit_when_urgent: {when: "get(given, 'urgent', 0) == 1", then: {lamp: lit}}
  full_by_itself: {never: "get(given, 'lost', 0) == 1 and shelf == 'full'"}
initial: waiting
states:
  waiting: {always: [{when: "get(given, 'now', 0) == 1", target: served}]}
  served: {after: {1s: waiting}}
on:
  ASK: {do: [{set: {"given[event.note]": 1}}]}
  FILL: {target: {shelf: full}}
properties:
  served: {never: active('served')}
  lit: {never: lamp == 'lit'}
  both: {never: active('served') and active('waiting')}
"""


def test_what_happens_by_itself_may_hang_on_open_data_at_any_time():
    report = check_chart(sc.loads(BY_ITSELF, file="m"), Limits())
    told = {v.subject: type(v.answer).__name__ for v in report.verdicts}
    asked = ["properties.served", "properties.lit", "properties.both", "rules.full_by_itself"]
    assert [told[each] for each in asked] == ["Unknown", "Unknown", "Proved", "Unknown"]


FAMILY = """\
statecraft: 1
machine: house
initial: dark
states:
  dark: {on: {DUSK: lit}}
  lit:
    invoke: {id: lamp, machine: lamp, input: {power: 3}}
    on: {DAWN: dark, UP: {do: [{send: UP, to: lamp}]}}
machines:
  lamp:
    input: {power: {type: integer, minimum: 0, maximum: 3, optional: true}}
    context: {power: {type: integer, minimum: 0, maximum: 3, initial: "=get(input, 'power', 0)"}}
    initial: low
    states:
      low: {on: {UP: {when: power == 3, target: high}, TAP: {do: [{log: hum}]}}}
      high: {on: {DOWN: low}}
"""


def test_a_child_is_judged_by_what_its_parent_does_with_it():
    house = sc.loads(FAMILY, file="m")
    lamp = house.machine("m#lamp")
    parent = check_chart(house, Limits())
    child = check_child(lamp, Limits(), parent.exploration)
    assert [str(each) for each in child.findings] == []


def test_an_oracle_answers_in_every_way_once():
    oracle = Oracle()
    ask = oracle.functions

    def run() -> str:
        try:
            first = ask[CONDITION](1)
            return f"{first} {ask[FALLIBLE](2)}" if first else f"{first} {ask[DATA](3, 'x')}"
        except OperationError:
            return "fails"

    assert list(oracle.ways(run)) == ["True True", "True False", "fails", "False x", "fails"]


def test_an_oracle_answers_again_what_it_failed_at():
    oracle = Oracle()
    ask = oracle.functions

    def formula() -> bool:
        return ask[CONDITION](1) and ask[FALLIBLE](2)

    def run() -> str:
        """As the kernel does: what fails is evaluated once more, to tell why."""
        try:
            return str(formula())
        except OperationError:
            with pytest.raises(OperationError):
                formula()
            return "fails"

    assert list(oracle.ways(run)) == ["True", "False", "fails", "False"]


def test_an_oracle_that_is_asked_too_often_says_so():
    oracle = Oracle()
    with pytest.raises(TooManyWays):
        list(oracle.ways(lambda: [oracle.functions[CONDITION](1) for _ in range(20)]))
