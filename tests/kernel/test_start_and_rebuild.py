"""How a machine comes to be (docs/semantics.md §10.1 to §10.3)."""

from __future__ import annotations

import pytest

import statecraft
from tests.kernel.checking import (
    assert_leads_to,
    chart_of,
    check,
    ignored,
    logs,
    rejected,
    started,
    took,
)

INVOICE = """
input: {who: {type: string, minLength: 1}, n: {type: integer, optional: true}}
context:
  who: {type: string, initial: =input.who}
  twice: {type: string, initial: =who + who}
  n: {type: integer, minimum: 0, initial: "=get(input, 'n', 3)"}
dimensions:
  status: {values: {0: Draft, 1: Sent, 2: Gone}, initial: 0, transitions: {0: [1], 1: [2], 2: []}, on_change: {1: [{log: changed}]}}
  op: {values: [idle, busy], initial: idle, lifetime: ephemeral}
  kind: {values: [a, b], constant: true, initial: a}
rules:
  sending: {on: {status: 1}, require: [{that: op == 'idle', message: Not now.}]}
  sane: {never: status == 2 and op == 'busy', message: Gone things rest.}
"""
DIMS = {"status": 0, "op": "idle", "kind": "a"}


@pytest.mark.parametrize(
    ("values", "given", "then"),
    [
        pytest.param(
            None,
            {"who": "x"},
            started(
                dims=DIMS,
                context={"who": "x", "twice": "xx", "n": 3},
                effects=[],
                path=[[None, "start"]],
            ),
            id="§10.1 initial values in order of text",
        ),
        pytest.param(
            {"status": 1, "op": "busy", "kind": "b"},
            {"who": "x"},
            started(dims={"status": 1, "op": "busy", "kind": "b"}, effects=[]),
            id="§10.1 given values, for which no map and no require is asked; constants too",
        ),
        pytest.param(
            {"who": "y", "n": 0},
            {"who": "x"},
            started(context={"who": "y", "twice": "yy", "n": 0}),
            id="§10.1 given context comes before what reads it",
        ),
        pytest.param(
            None,
            {"who": ""},
            rejected(("schema", None, "input: who: must have at least 1 characters, is ''", 0)),
            id="§10.1 an input that does not fit",
        ),
        pytest.param(
            None,
            {},
            rejected(("schema", None, "input: must have the field 'who'", 0)),
            id="§10.1 an input that is missing",
        ),
        pytest.param(
            None,
            None,
            rejected(("schema", None, "input: must have the field 'who'", 0)),
            id="§10.1 no input at all",
        ),
        pytest.param(
            None,
            [],
            rejected(("schema", None, "input: must be a mapping, is []", 0)),
            id="§10.1 an input of another type",
        ),
        pytest.param(
            {"status": 2, "op": "busy"},
            {"who": "x"},
            rejected(("rule", "sane", "Gone things rest.", 12)),
            id="§10.1 a start that a rule forbids",
        ),
        pytest.param(
            {"n": -1},
            {"who": "x"},
            rejected(("schema", "n", "n: must be at least 0, is -1", 5)),
            id="§10.1 a start that a schema forbids",
        ),
        pytest.param(
            {"n": None, "who": {}},
            {"who": "x"},
            rejected(),
            id="§10.1 an initial value that cannot be computed",
        ),
    ],
)
def test_start(values, given, then):
    check(INVOICE, values=values, given=given, start=then)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"statuss": 1},
            'm has no dimension or context variable "statuss" (did you mean "status"?)',
        ),
        ({"status": 3}, "Invalid status value: 3; its values are 0, 1, 2"),
        ({"status": "0"}, 'Invalid status value: "0"; its values are 0, 1, 2'),
        ({"status": False}, "Invalid status value: false; its values are 0, 1, 2"),
        ({"n": float("nan")}, "the start values: at n: nan is not a JSON number"),
        ([], "the start values: a mapping of names to values is needed, not []"),
    ],
)
def test_start_value_that_makes_no_sense_is_the_callers_mistake(values, message):
    """§10.1"""
    with pytest.raises(statecraft.UsageError) as caught:
        chart_of(INVOICE).start(values, input={"who": "x"})
    assert str(caught.value) == message


QUESTIONS = [
    lambda chart, snapshot: chart.send(snapshot, "E"),
    lambda chart, snapshot: chart.step(snapshot),
    lambda chart, snapshot: chart.move(snapshot, {}),
    lambda chart, snapshot: chart.answer(snapshot, 1, {}),
    lambda chart, snapshot: chart.fail(snapshot, 1, {}),
    lambda chart, snapshot: chart.can(snapshot, "E"),
    lambda chart, snapshot: chart.why_not(snapshot, "E"),
    lambda chart, snapshot: chart.enabled_events(snapshot),
    lambda chart, snapshot: chart.values(snapshot),
    lambda chart, snapshot: chart.context(snapshot),
    lambda chart, snapshot: chart.capabilities(snapshot),
    lambda chart, snapshot: chart.full_key(snapshot),
    lambda chart, snapshot: chart.has_tag(snapshot, "t"),
    lambda chart, snapshot: chart.holds(snapshot, "n > 0"),
    lambda chart, snapshot: chart.saved(snapshot),
    lambda chart, snapshot: chart.to_json(snapshot),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_rejected_start_leaves_no_machine(ask):
    """§10.1"""
    chart = chart_of(
        "context: {n: {type: integer, initial: 1}}\nrules: {r: {never: n > 0}}\non: {E: {}}"
    )
    with pytest.raises(
        statecraft.UsageError, match=r"^this machine never started: its start was rejected$"
    ):
        ask(chart, chart.start().snapshot)


ENTERING = """
context: {n: {type: integer, initial: 0}}
entry: [{log: +machine}]
initial: a
states:
  a: {entry: [{log: +a}, {raise: R}], always: {when: n == 1, target: b}}
  b: {entry: [{log: +b}], after: {2s: c}}
  c: {}
dimensions:
  full: {initial: x, states: {x: {entry: [{log: +x}], after: {1s: y}}, y: {}}}
  brief: {values: [p, q], initial: p, on_change: {p: [{log: never}], q: [{log: to q}]}}
  again: {values: [p, q], initial: p}
rules: {r: {when: again == 'q', then: {brief: q}}}
on: {R: {do: [{set: {n: 1}}]}}
"""


def test_start_enters_the_tree_and_values_in_full_then_runs_to_completion():
    """§10.1"""
    dims = {"full": "x", "brief": "p", "again": "p"}
    check(
        ENTERING,
        start=started(
            "b",
            dims=dims,
            context={"n": 1},
            effects=logs("+machine", "+a", "+x", "+b"),
            timers=[["after", 1000], ["after", 2000]],
        ),
    )
    check(
        ENTERING,
        values={"again": "q"},
        start=started(
            "b",
            dims={**dims, "brief": "q", "again": "q"},
            effects=logs("+machine", "+a", "+x", "to q", "+b"),
            moves=[["brief", "p", "q"]],
        ),
    )


SAVED = """
context: {n: {type: integer, initial: 3}, m: {compute: n + 1}}
dimensions:
  status: {values: [0, 1, 2], initial: 0}
  op: {values: [idle, busy], initial: idle, lifetime: ephemeral}
  full: {initial: x, states: {x: {entry: [{log: +x}], after: {1s: y}}, y: {after: {2s: x}}}}
  size: {compute: n > 2}
initial: a
states:
  a: {entry: [{log: +a}], on: {OUT: b}}
  b: {parallel: true, entry: [{log: +b}], on: {OUT: a}, states: {r: {initial: one, states: {one: {on: {E: two}}, two: {after: {3s: one}}}}, s: {initial: one, states: {one: {}, h: {history: deep}}}}}
rules:
  settle: {when: status == 2, then: {full: y}}
  fine: {never: n > 9, message: Too many.}
"""


def test_saved_is_what_lasts():
    """§10.3"""
    chart = chart_of(SAVED)
    step = chart.start({"op": "busy", "status": 1})
    assert chart.saved(step.snapshot) == {"status": 1, "full": "x", "n": 3, "states": ["a"]}
    step = chart.send(step.snapshot, "OUT")
    assert chart.saved(chart.send(step.snapshot, "E").snapshot) == {
        "status": 1,
        "full": "x",
        "n": 3,
        "states": ["b.r.two", "b.s.one"],
    }


@pytest.mark.parametrize(
    ("saved", "then"),
    [
        pytest.param(
            {},
            started(
                "a",
                dims={"status": 0, "op": "idle", "full": "x", "size": True},
                context={"n": 3, "m": 4},
                timers=[["after", 8000]],
            ),
            id="§10.2 what is left out is initial; no entry action runs",
        ),
        pytest.param(
            {"states": ["b.r.two", "b.s.one"], "full": "y"},
            started("b.r.two b.s.one", timers=[["after", 9000], ["after", 10_000]]),
            id="§10.2 the timers of the active states start anew",
        ),
        pytest.param(
            {"op": "busy", "n": 1},
            started(
                "a",
                dims={"status": 0, "op": "idle", "full": "x", "size": False},
                context={"n": 1, "m": 2},
            ),
            id="§10.2 ephemeral dimensions are initial",
        ),
        pytest.param(
            {"status": 2},
            started(
                "a",
                dims={"status": 2, "op": "idle", "full": "y", "size": True},
                moves=[["full", "x", "y"]],
                path=[[None, "settle"]],
                timers=[["after", 9000]],
            ),
            id="§10.2 cascades run and are reported",
        ),
        pytest.param(
            {"n": 10},
            rejected(("rule", "fine", "Too many.", 13)),
            id="§10.2 constraints are checked",
        ),
        pytest.param({"n": "x"}, rejected(), id="§10.2 and schemas"),
    ],
)
def test_rebuild(saved, then):
    chart = chart_of(SAVED)
    assert_leads_to(chart, None, chart.rebuild(saved, now=7.0), then)


@pytest.mark.parametrize(
    ("saved", "message"),
    [
        ({"states": []}, "the machine needs one of its states active, found none"),
        ({"states": ["a", "b.r.one"]}, "the machine needs one of its states active, found a, b"),
        ({"states": ["b.r.one"]}, "b needs all of its states active, found b.r"),
        (
            {"states": ["b.r.one", "b.r.two", "b.s.one"]},
            "b.r needs one of its states active, found b.r.one, b.r.two",
        ),
        ({"states": ["b"]}, 'no atomic state "b"'),
        ({"states": ["b.r.one", "b.s.h"]}, 'no atomic state "b.s.h" (did you mean "b.s.one"?)'),
        ({"states": ["c"]}, 'no atomic state "c"'),
        ({"states": [""]}, 'no atomic state ""'),
        ({"states": [None]}, "no atomic state null"),
        ({"states": "a"}, 'saved states must be a list of paths, not "a"'),
        ({"states": {"a": 1}}, 'saved states must be a list of paths, not {"a": 1}'),
        ({"status": 7}, "Invalid status value: 7; its values are 0, 1, 2"),
        ({"size": True}, "size is computed, it cannot be given a value"),
        ({"nope": 1}, 'm has no dimension or context variable "nope" (did you mean "op"?)'),
        ([], "the saved values: a mapping of names to values is needed, not []"),
    ],
)
def test_rebuild_from_an_impossible_state_is_the_callers_mistake(saved, message):
    """§10.2 §1.3"""
    with pytest.raises(statecraft.UsageError) as caught:
        chart_of(SAVED).rebuild(saved)
    assert str(caught.value) == message


def test_saved_states_of_a_machine_without_a_tree():
    """§10.2"""
    with pytest.raises(
        statecraft.UsageError, match=r"^m has no states, but saved states were given$"
    ):
        chart_of(INVOICE).rebuild({"states": ["a"], "who": "x", "n": 1})


def test_rebuild_of_saved_values_is_the_machine_again():
    """§10.2 §10.3"""
    chart = chart_of(SAVED)
    saved = chart.saved(chart.send(chart.start({"status": 1, "n": 5}).snapshot, "OUT").snapshot)
    again = chart.rebuild(saved)
    assert chart.saved(again.snapshot) == saved
    assert again.effects == ()


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        (
            "initial: a\nstates: {a: {on: {E: f}}, f: {final: true}}\ndimensions: {d: {initial: x, states: {x: {after: {1s: y}}, y: {}}}}",
            {"states": ["f"]},
        ),
        (
            "dimensions: {d: {initial: x, states: {x: {on: {E: y}}, y: {after: {1s: x}}}}}\ndone_when: d == 'y'",
            {"d": "y"},
        ),
    ],
    ids=["a final state", "done_when"],
)
def test_rebuild_of_a_done_machine_is_done(text, saved):
    """§10.2 §5.4 §5.5"""
    chart = chart_of(text)
    step = chart.rebuild(saved)
    assert_leads_to(chart, None, step, started(status="done", timers=[]))
    assert_leads_to(
        chart, step.snapshot, chart.send(step.snapshot, "E"), ignored(note="the machine is done")
    )


FAILING_REBUILD = """
context: {m: {type: object, initial: {}}}
dimensions: {a: {values: [0, 1], initial: 0}, b: {values: [0, 1], initial: 0, on_change: {1: [{log: =m.gone}]}}}
rules: {r: {when: a == 1, then: {b: 1}}}
on: {error.execution: {}}
"""


def test_error_in_a_rebuild_rejects_it():
    """§10.2: no transition is taken, so none can take the error."""
    chart = chart_of(FAILING_REBUILD)
    told = "m has no key 'gone', in: =m.gone"
    assert_leads_to(chart, None, chart.rebuild({"a": 1}), rejected(("error", None, told, 2)))
    timers = chart_of(
        "context: {m: {type: object, initial: {}}}\ninitial: a\nstates: {a: {after: {=m.gone: b}}, b: {}}"
    )
    assert_leads_to(timers, None, timers.rebuild({}), rejected(("error", None, told, 3)))


def test_now_of_start_and_rebuild():
    """§9.4"""
    chart = chart_of(SAVED)
    assert (chart.start(now=5.0).snapshot.now_ms, chart.rebuild({}, now=6.0).snapshot.now_ms) == (
        5000,
        6000,
    )


def test_values_given_to_a_start_may_be_anything_falsy():
    """§10.1"""
    text = "context: {a: {initial: 1}, b: {type: [string, 'null'], initial: x}, c: {type: boolean, initial: true}}"
    given = {"a": 0, "b": None, "c": False}
    check(text, values=given, start=started(context=given))
    check(text, values={"a": "", "b": ""}, start=started(context={"a": "", "b": "", "c": True}))


def test_history_is_empty_after_a_rebuild():
    """§10.2"""
    text = "initial: a\nstates: {a: {initial: x, on: {OUT: b}, states: {x: {on: {E: y}}, y: {}, h: {history: shallow}}}, b: {on: {IN: a.h}}}"
    check(text, ("E", took("a.y")), ("OUT", took("b")), ("IN", took("a.y")))
    chart = chart_of(text)
    step = chart.send(chart.rebuild({"states": ["b"]}).snapshot, "IN")
    assert chart.full_key(step.snapshot) == "a.x"
