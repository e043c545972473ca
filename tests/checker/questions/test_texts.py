"""What findings say: names, places of all parties, and the reason where one can be told."""

from __future__ import annotations

import pytest

from statecraft.diagnostics import Diagnostic
from tests.checker.questions.test_findings import CASES, report_of

TEXTS = {case.id: case.values[0] for case in CASES}


def found(case: str, code: str) -> Diagnostic:
    """The first finding of a code in a case."""
    return next(each for each in report_of(TEXTS[case]).findings if each.code == code)


@pytest.mark.parametrize(
    ("case", "code", "message", "related"),
    [
        pytest.param(
            "a state, the only way to it, and nothing of what leads on from there",
            "SC501",
            "the state alarmed is never entered, as what leads to it is never taken",
            [(11, "leads to it, and is never taken")],
            id="a state to which a transition leads",
        ),
        pytest.param(
            "a transition that is always refused",
            "SC504",
            "the transition at on.SIGNAL is always refused: the rule no_green_below_a_barrier "
            "prevents it",
            [(7, "the rule no_green_below_a_barrier has a part in it")],
            id="a transition and its rule",
        ),
        pytest.param(
            "a step that never ends",
            "SC504",
            "the transition at states.idle.on.SERVE is always refused by a step that never ends",
            [],
            id="a transition without an end",
        ),
        pytest.param(
            "rules that never decide",
            "SC510",
            "the rule it_rests never moves anything: whenever its condition holds, the values are "
            "there already",
            [],
            id="a cascade",
        ),
        pytest.param(
            "a deadlock",
            "SC512",
            "nothing can happen any more in one state: left mine, right yours",
            [],
            id="a deadlock",
        ),
        pytest.param(
            "a trap",
            "SC513",
            "the machine can never be done from 2 states, the nearest: in lost",
            [],
            id="a trap",
        ),
        pytest.param(
            "two transitions that want one dimension",
            "SC516",
            "an event is refused here because this transition and another one claim the same "
            "region for different targets",
            [(10, "takes TEST, too")],
            id="two transitions",
        ),
        pytest.param(
            "a timer that is refused unheard",
            "SC519",
            "what comes when 10m pass in heat=hot is refused by the rule "
            "an_open_oven_is_not_ready, and nothing hears of it",
            [(14, "is not met")],
            id="a timer",
        ),
    ],
)
def test_a_finding_names_its_reason_and_all_parties(case, code, message, related):
    finding = found(case, code)
    assert finding.message == message
    assert [(each.span.line, each.message) for each in finding.related] == related


DOORS = """\
machine: airlock
dimensions:
  inner: {values: [shut, open], transitions: any}
  outer: {values: [shut, open], transitions: any}
rules:
  not_both: {never: inner == 'open' and outer == 'open'}
  always_in: {never: inner == 'shut' and outer == 'shut' and dust}
context: {dust: {type: boolean, initial: false}}
on:
  IN: {target: {inner: open}}
  OUT: {target: {outer: open}}
  CLOSE: {target: {inner: shut, outer: shut}}
properties:
  draught: {reachable: inner == 'open' and outer == 'open'}
"""


def test_rules_that_keep_a_claim_from_coming_about_are_named():
    (finding,) = [each for each in report_of(DOORS).findings if each.code == "SC520"]
    assert finding.message == (
        "draught does not hold: reachable inner == 'open' and outer == 'open'; it is prevented by not_both"
    )
    assert [each.span.line for each in finding.related] == [7]
