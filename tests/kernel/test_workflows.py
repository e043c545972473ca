"""Workflows: whose scope is whose, callbacks, providers, recursion (docs/semantics.md §13.14 to §13.16)."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.kernel.checking import (
    ANY,
    broken,
    chart_of,
    check,
    ignored,
    logs,
    pending,
    rejected,
    reply,
    started,
    took,
)

HEAD = """
context: {n: {type: integer, initial: 0}, last: {initial: null}}
dimensions: {op: {values: [idle, broken], transitions: {}}}
actions: {ask: {with: {i: {optional: true}}}, tell: {}}
workflows:
  w:
    parameters: {i: {type: integer, test: 1}}
    callbacks: {good: {test: 1}, bad: {test: {}}}
    steps: [{action: ask, with: {i: =parameters.i}, on_success: [{callback: good, with: =result}], on_failure: [{callback: bad, with: =error}]}]
    output: {out: =result}
"""
CALL = (
    HEAD
    + """
on:
  GO:
    do:
      - workflow: w
        with: {i: =n + event.i}
        callbacks:
          good: [{set: {last: =event, n: =n + 1}}, {log: good}]
          bad: [{log: =event.code}]
"""
)
AT = {"n": 0, "last": None}


def asked(serial: int, i: int) -> list[object]:
    return ["act", serial, "ask", "ask", {"i": i}]


def ended(result: object, name: str = "w") -> list[object]:
    return ["done", name, result]


def test_parameters_are_evaluated_where_it_is_called_and_callbacks_run_there():
    """§13.14: the payload is the callback's event; several runs may be active."""
    check(
        CALL,
        (("GO", {"i": 1}), took(runs=["w: steps.ask"], effects=[asked(2, 1)])),
        (("GO", {"i": 2}), took(runs=["w: steps.ask"] * 2, effects=[asked(4, 2)])),
        (
            reply("ask", "a"),
            took(
                runs=["w: steps.ask"],
                context={"n": 1, "last": "a"},
                effects=[*logs("good"), ended({"out": "a"})],
            ),
        ),
        (broken("ask"), took(runs=[], effects=[*logs("failed"), ended({"out": None})])),
        (
            ("GO", {"i": 1.5}),
            rejected(("schema", "w", "parameters.i: must be an integer, is 2.5", 5)),
        ),
    )


def test_a_callback_that_is_not_given_does_nothing():
    """§13.14: it is no failure and no warning."""
    check(
        HEAD + "on: {GO: {do: [{workflow: w, with: {i: 1}}]}}",
        ("GO", took(runs=["w: steps.ask"], effects=[asked(2, 1)])),
        (reply("ask", 3), took(runs=[], effects=[ended({"out": 3})])),
    )


AWAITED = (
    HEAD
    + """
pipelines:
  p:
    steps:
      - workflow: w
        with: {i: =parameters.k}
        callbacks: {good: [{log: '=[event, parameters]'}, {set: {n: =1 / n}}]}
        on_failure: [{log: =error}]
      - {log: =result}
"""
)


def test_a_callback_reads_the_parameters_of_its_call_site_and_its_failure_is_the_callers_step():
    """§13.14: the body is part of the block that calls it."""
    told = {"code": "execution", "message": "1 / 0: division by zero, in: =1 / n", "step": "w"}
    check(
        AWAITED,
        (("p", {"k": 3}), took(runs=["p: steps.w", "w: steps.ask"], effects=[asked(3, 3)])),
        (
            reply("ask", "a"),
            took(
                runs=[],
                effects=[
                    ["failed", "w", "execution", "callback", told["message"]],
                    *logs({**told, "attempt": 1, "result": "a"}, None),
                    ["done", "p", None],
                ],
            ),
        ),
    )


NESTED = (
    HEAD
    + """
on:
  GO:
    do:
      - workflow: w
        with: {i: 1}
        callbacks:
          good:
            - {log: =event}
            - workflow: w
              with: {i: 2}
              callbacks: {good: [{log: =event + 100}, {set: {n: =event}}]}
"""
)


def test_callbacks_may_call_workflows_with_callbacks():
    """§13.14: nested chains, each bound to its own call site."""
    check(
        NESTED,
        ("GO", took(runs=["w: steps.ask"], effects=[asked(2, 1)])),
        (
            reply("ask", 10),
            took(runs=["w: steps.ask"], effects=[*logs(10), asked(4, 2), ended({"out": 10})]),
        ),
        (
            reply("ask", 20),
            took(runs=[], context={**AT, "n": 20}, effects=[*logs(120), ended({"out": 20})]),
        ),
    )


def test_a_callback_whose_caller_has_ended_does_nothing_and_the_outcome_warns():
    """§13.14: the run of the call site is gone."""
    check(
        HEAD
        + """
pipelines:
  p:
    steps: [{if: n == 0, then: [{workflow: w, with: {i: 1}, callbacks: {good: [{workflow: w, with: {i: 2}, callbacks: {good: [{log: never}]}}]}}]}]
""",
        ("p", took(runs=["p: steps.w", "w: steps.ask"], effects=[asked(3, 1)])),
        (
            reply("ask", 1),
            took(
                runs=["w: steps.ask"],
                effects=[asked(5, 2), ended({"out": 1}), ended({"out": 1}, "p")],
            ),
        ),
        (
            reply("ask", 2),
            took(
                runs=[],
                effects=[ended({"out": 2})],
                note='the callback "good" has nobody to call: its caller has ended',
            ),
        ),
    )


RECURSIVE = """
workflows:
  r:
    parameters: {n: {type: integer, test: 1}}
    steps: [{if: parameters.n > 1, then: [{workflow: r, with: {n: =parameters.n - 1}}]}, {log: =parameters.n}]
on: {GO: {do: [{workflow: r, with: {n: =event.n}}]}}
"""
ENDLESS = "Infinite loop detected: {} is run inside itself more than 32 deep, or 64 runs are active at once."


def test_a_workflow_calls_itself_to_a_stated_depth():
    """§13.16: 32 runs inside one another are fine, one more is a failure of the innermost step."""
    chart = chart_of(RECURSIVE)
    start = chart.start().snapshot
    deep = chart.send(start, "GO", {"n": 32})
    assert [e.message for e in deep.effects if hasattr(e, "message")] == list(range(1, 33))
    deeper = chart.send(start, "GO", {"n": 33})
    assert {(e.error["kind"], e.error["message"]) for e in deeper.effects} == {
        ("refused", ENDLESS.format("r"))
    }
    assert deeper.snapshot.runs == ()


def test_no_more_than_a_stated_number_of_runs_is_active_at_once():
    """§13.16: 64; the start of one more rejects the step."""
    text = """
actions: {ask: {}}
workflows: {w: {steps: [{action: ask}]}}
on: {GO: {do: [{each: {in: =event.l, as: i, do: [{workflow: w}]}}]}}
"""
    one_more = rejected(("error", "w", ENDLESS.format("w"), 3))
    check(
        text,
        (("GO", {"l": [0] * 65}), one_more),
        (("GO", {"l": [0] * 64}), took(runs=["w: steps.ask"] * 64, effects=ANY)),
        (("GO", {"l": [0]}), one_more),
    )


PROVIDER = """
context: {n: {type: integer, initial: 0}}
actions: {ask: {}}
workflows:
  w:
    expose: true
    parameters: {i: {type: integer, test: 1}}
    callbacks: {good: {}}
    steps: [{set: {n: =n + parameters.i}}, {action: ask}, {callback: good, with: =result}]
states: {a: {submachine: kid, on: {OUT: b}}, b: {}}
machines:
  kid:
    context: {n: {type: integer, initial: 100}}
    states:
      x:
        on:
          CALL: {do: [{workflow: w, provider: m, with: {i: =n}, callbacks: {good: [{set: {n: =event}}, {log: =n}]}}]}
    pipelines:
      p: {steps: [{workflow: w, provider: m, with: {i: 1}, callbacks: {good: [{log: =event}]}}, {log: =result}]}
"""
BEGUN = [
    (0.0, started("a.x", note="kid in kid", queue=[])),
    (
        "CALL",
        took(context={"n": 100}, runs=["w: steps.ask"], effects=[["act", 3, "ask", "ask", {}]]),
    ),
]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [(reply("ask", 7), took(runs=[], effects=[*logs(7), ended(7)]))], id="its scope"
        ),
        pytest.param(
            [
                ("OUT", took("b")),
                (
                    reply("ask", 7),
                    took(
                        runs=[],
                        effects=[ended(7)],
                        note='the callback "good" has nobody to call: its caller has ended',
                    ),
                ),
            ],
            id="the caller was stopped",
        ),
    ],
)
def test_a_workflow_of_a_provider_runs_in_the_providers_scope(rows):
    """§13.14, §13.15: its steps change the provider, its callbacks the caller."""
    check(PROVIDER, *BEGUN, *rows)


def test_a_step_waits_for_a_workflow_of_a_provider():
    """§13.15: leaving the step stops the run in the provider."""
    inside = ["w: steps.ask", "kid/p: steps.w"]
    begun = took(context={"n": 1}, runs=inside, effects=[["act", 4, "ask", "ask", {}]])
    check(
        PROVIDER,
        BEGUN[0],
        ("p", begun),
        (reply("ask", 8), took(runs=[], effects=[*logs(8), ended(8), *logs(8), ended(8, "p")])),
    )
    check(
        PROVIDER,
        BEGUN[0],
        ("p", begun),
        ("OUT", took("b", runs=[], effects=[["failed", "w", "cancelled", None, "cancelled"]])),
    )


def test_what_cannot_be_found_is_a_failure_of_the_step_or_a_warning():
    """§13.15: a warning where nothing awaits it."""
    message = 'Context provider "other" not found.'
    text = """
states: {a: {submachine: kid}}
machines:
  kid:
    states: {x: {on: {CALL: {do: [{workflow: hidden, provider: other}, {log: on}]}}}}
    pipelines: {p: {steps: [{workflow: hidden, provider: other}]}}
"""
    check(
        text,
        (0.0, started("a.x", note="kid in kid")),
        ("CALL", took(effects=logs("on"), note=message)),
        ("p", took(effects=[["failed", "p", "refused", "hidden", message]])),
    )


def test_a_workflow_is_no_event():
    """§13.14: it is called, not sent."""
    check(CALL, ("w", ignored()))


def test_pending_actions_of_runs_are_told_by_their_id():
    """§13.13: two runs of one workflow wait for answers of their own."""
    chart = chart_of(CALL)
    one = chart.send(chart.start().snapshot, "GO", {"i": 1}).snapshot
    two = chart.send(one, "GO", {"i": 2}).snapshot
    assert [each.id for each in two.pending] == ["ask", "ask"]
    assert pending(two, "ask").serial < two.pending[1].serial


def test_a_run_of_a_provider_begins_with_the_child_that_asks_for_it():
    """§13.15: the start of a child is a step like any other, and so are the runs it begins."""
    chart = chart_of(
        """
context: {n: {type: integer, initial: 0}}
workflows: {add: {expose: true, parameters: {by: {type: integer}}, steps: [{set: {n: =n + parameters.by}}]}}
machines:
  kid:
    events: {GO: {}}
    pipelines: {p: {steps: [{workflow: add, provider: m, with: {by: 2}}, {wait_for: GO}]}}
    initial: a
    states: {a: {entry: [{pipeline: p}], on: {done.pipeline.p: b}}, b: {}}
initial: idle
states: {idle: {on: {BEGIN: busy}}, busy: {submachine: kid}}
"""
    )
    machine = sc.Machine(chart)
    machine.send("BEGIN")
    assert (dict(machine.context), machine.full_key) == ({"n": 2}, "busy.a")
    machine.send("GO")
    assert (dict(machine.context), machine.full_key) == ({"n": 2}, "busy.b")
