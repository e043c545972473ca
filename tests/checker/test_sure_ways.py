"""What the world can bring about however open data is answered, and what open data may break."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.checker.checking import Report, check_chart
from statecraft.checker.limits import Limits
from statecraft.checker.verdict import Proved, Refuted

DESK = """\
statecraft: 1
machine: desk
context:
  limit: {type: integer, initial: 100}
  notes: {type: object, initial: {}}
events:
  ASK: {payload: {amount: {type: integer}, note: {type: string}}}
dimensions:
  request: {values: [none, waiting, refused, granted], transitions: any}
on:
  ASK:
    - {when: event.amount > limit, target: {request: refused}}
    - {when: request != 'granted', target: {request: waiting}, do: [{set: {"notes[event.note]": =event.amount}}]}
"""
CLEAR = "  CLEAR: {target: {request: none}}\n"
GRANT = "  GRANT: {when: \"get(notes, 'x', 0) > 3\", target: {request: granted}}\n"


def reported(text: str) -> Report:
    return check_chart(sc.loads(text, file="m"), Limits(states=2000, kernel_steps=2000))


def answers(text: str) -> dict[tuple[str, str], str]:
    """Kind and subject of each claim → the verdict on it."""
    verdicts = reported(text).verdicts
    return {(each.kind, each.subject): type(each.answer).__name__ for each in verdicts}


@pytest.mark.parametrize(
    ("events", "claim", "verdict"),
    [
        pytest.param(CLEAR, "{always_possible: request == 'none'}", "Proved", id="by an event"),
        pytest.param(
            CLEAR, "{always_possible: request == 'refused'}", "Unknown", id="data decides"
        ),
        pytest.param(
            CLEAR + GRANT, "{always_possible: request == 'granted'}", "Unknown", id="a guard"
        ),
    ],
)
def test_a_way_on_is_proved_where_it_does_not_hang_on_open_data(events, claim, verdict):
    found = answers(f"{DESK}{events}properties:\n  it: {claim}\n")
    assert found["property", "properties.it"] == verdict


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        pytest.param(CLEAR + GRANT, "Proved", id="there is always an event"),
        pytest.param(GRANT, "Unknown", id="a granted request may be the end"),
    ],
)
def test_a_deadlock_is_ruled_out_where_something_surely_happens(events, verdict):
    assert answers(DESK + events)["no deadlock", ""] == verdict


DOUBTFUL = """\
statecraft: 1
machine: sums
context: {doc: {type: object, initial: {}}, total: {type: number, initial: 0}}
events: {EDIT: {payload: {doc: {type: object}}}}
on:
  EDIT: {do: [{set: {doc: =event.doc}}]}
  ADD: {do: [{set: {total: "=doc.net + doc.tax"}}]}
"""
ALLOWED = """\
allow:
  - {code: SC521, at: on.ADD, because: a document without sums is refused}
"""


def test_of_what_open_data_may_break_the_place_is_told():
    report = reported(DOUBTFUL.replace("initial: {}}, total", "initial: {net: 1, tax: 1}}, total"))
    told = [
        (each.subject, None if each.doubt is None else each.doubt.diagnostic.code)
        for each in report.undecided
    ]
    assert told == [("on.ADD", "SC521")]


def test_a_doubt_that_is_allowed_leaves_nothing_undecided():
    text = DOUBTFUL.replace("initial: {}}, total", "initial: {net: 1, tax: 1}}, total") + ALLOWED
    report = reported(text)
    assert (report.undecided, report.findings, len(report.waived)) == ((), (), 1)


def test_an_instance_with_a_name_that_is_open_may_be_started():
    definition = """\
statecraft: 1
machine: copies
context: {name: {type: string, initial: a}}
events: {NAME: {payload: {name: {type: string}}}}
actions: {store: {test: true}}
pipelines:
  copy:
    steps:
      - {start: copies, id: =name}
      - {action: store}
      - {emit: COPIED, with: {name: =name}}
on: {NAME: {do: [{set: {name: =event.name}}]}}
"""
    found = answers(definition)
    assert {verdict for (kind, _), verdict in found.items() if kind == "step reached"} == {"Proved"}


RUN = """\
statecraft: 1
machine: lamp
actions: {ask: {result: {type: boolean}, test: true, fails_when: not result}}
dimensions:
  light: {values: [off, busy, on], transitions: {off: [busy], busy: [on, off], on: []}}
pipelines:
  switch:
    requires: [that: light == 'off']
    steps: [{move: {light: busy}}, {action: ask, on_failure: gave_up}, {move: {light: on}}]
    branches: {gave_up: [FAILURE]}
"""


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        pytest.param("{move: {light: off}}", Proved, id="moved back"),
        pytest.param("{log: it stays on its way}", Refuted, id="not moved back"),
    ],
)
def test_only_what_a_run_may_move_on_is_held_for_a_while(failure, answer):
    verdicts = reported(RUN.replace("FAILURE", failure)).verdicts
    found = {each.claim: type(each.answer) for each in verdicts if each.kind == "dimension freed"}
    assert found == {"light can always leave busy, which switch sets": answer}


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        pytest.param("kind == 'b' and size > 0", "Proved", id="another value"),
        pytest.param("kind != 'a'", "Unknown", id="the opposite is not looked at"),
        pytest.param("size > 0", "Unknown", id="another question"),
    ],
)
def test_conditions_that_ask_for_different_values_exclude_each_other(other, verdict):
    definition = f"""\
statecraft: 1
machine: parcels
context: {{kind: {{type: string, initial: a}}, size: {{type: integer, initial: 1}}}}
events: {{NAME: {{payload: {{kind: {{type: string}}, size: {{type: integer}}}}}}}}
dimensions: {{way: {{values: [none, left, right], transitions: any}}}}
on:
  NAME: {{do: [{{set: {{kind: =event.kind, size: =event.size}}}}]}}
  SORT:
    - {{when: "kind == 'a' and size > 3", target: {{way: left}}}}
    - {{when: "{other}", target: {{way: right}}}}
"""
    assert answers(definition)["order is irrelevant", "on.SORT"] == verdict
