"""Outcomes and the texts of reasons (docs/semantics.md §6)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import chart_of, check, ignored, logs, move, reasons_of, rejected, took

EVERY_KIND = """
context: {n: {type: integer, initial: 0, maximum: 3}, m: {type: object, initial: {}}}
dimensions:
  op: {values: [idle, saving, closed], initial: idle, transitions: {idle: [saving], saving: [closed], closed: [idle]}}
  doc: {values: [0, 1], initial: 0}
events: {TYPED: {payload: {a: {type: string}}}}
rules:
  clean:
    on: {doc: 1}
    require:
      - {that: n == 0, message: "=f'{n} unsaved changes.'"}
      - that: op == 'idle' and n < 2
on:
  GUARD: {when: op == 'saving' and n > 1 or n > 2, target: {doc: 1}}
  FROM: {target: {op: {from: saving, to: closed}}}
  MAP: {when: n > 0, target: {op: idle}}
  RULE: {target: {doc: 1}}
  SCHEMA: {do: [{set: {n: =event.n}}]}
  SAVE: {target: {op: saving}}
  ERROR: {do: [{set: {"m.x": =m.a.b}}]}
  CONFLICT: {do: [{raise: C}]}
  TYPED: {}
initial: a
states:
  a:
    on: {GUARD: {when: "not (n < 5)", target: b}, C: {target: {doc: 0}}, HERE: [{when: n == 1}, {when: "active('b')"}]}
  b: {on: {LATER: a}}
"""


@pytest.mark.parametrize(
    ("event", "reasons"),
    [
        pytest.param(
            "GUARD",
            [
                ["guard", None, "needs not n < 5 (n is 0)", 25],
                [
                    "guard",
                    None,
                    "needs op == 'saving' and n > 1 or n > 2 (op is 'idle', n is 0)",
                    13,
                ],
            ],
            id="§6.2 guard: of every candidate that was looked at",
        ),
        pytest.param("FROM", [["from", "op", "op must be saving, is idle", 14]], id="§6.2 from"),
        pytest.param(
            ("TYPED", {"a": 1}),
            [["schema", "TYPED", "TYPED: a: must be a string, is 1", 5]],
            id="§6.3 schema of a payload",
        ),
        pytest.param(
            ("TYPED", [0]),
            [["schema", "TYPED", "TYPED: must be a mapping, is [0]", 5]],
            id="§6.4 a payload that is no mapping",
        ),
        pytest.param(
            ("SCHEMA", {"n": 4}),
            [["schema", "n", "n: must be at most 3, is 4", 1]],
            id="§6.3 schema of a variable",
        ),
        pytest.param(
            "ERROR", [["error", None, "m has no key 'a', in: =m.a.b", 19]], id="§6.3 error"
        ),
        pytest.param(
            "HERE",
            [
                ["guard", None, "needs n == 1 (n is 0)", 25],
                ["guard", None, "needs active('b') (active('b') is false)", 25],
            ],
            id="§6.2 each candidate of a list",
        ),
    ],
)
def test_reason_tells_what_refused_and_where(event, reasons):
    """§6.3"""
    check(EVERY_KIND, (event, rejected(*reasons)))


def test_reasons_of_rules_and_maps():
    """§6.3"""
    chart = chart_of(EVERY_KIND)
    saving = chart.send(
        chart.send(chart.start().snapshot, "SAVE").snapshot, "SCHEMA", {"n": 2}
    ).snapshot
    assert reasons_of(chart.send(saving, "MAP").outcome) == [
        ["map", "op", "Cannot move op from saving to idle.", 3]
    ]
    assert reasons_of(chart.send(saving, "RULE").outcome) == [
        ["rule", "clean", "2 unsaved changes.", 7],
        ["rule", "clean", "clean needs op == 'idle' (op is 'saving'); n < 2 (n is 2).", 7],
    ]


def test_outcome_and_reason_as_text():
    """§6.3"""
    chart = chart_of(EVERY_KIND)
    outcome = chart.send(chart.start().snapshot, "FROM").outcome
    assert str(outcome) == "FROM: rejected\n  from: op must be saving, is idle [<text>:16:30]"
    assert str(chart.start().outcome) == "start: started"


def test_ignored_is_what_no_active_state_names():
    """§6.1"""
    check(
        EVERY_KIND,
        ("LATER", ignored()),
        ("NOBODY", ignored()),
        (("NOBODY", {"a": 1}), ignored()),
        ("done.state.a", ignored()),
    )


def test_payload_that_does_not_fit_is_ignored_where_nothing_names_the_event():
    """§6.1 §6.4"""
    text = "events: {E: {payload: {a: {type: string}}}}\ninitial: a\nstates: {a: {on: {GO: b}}, b: {on: {E: a}}}"
    check(
        text,
        ("E", ignored()),
        ("GO", took("b")),
        ("E", rejected(("schema", "E", "E: must have the field 'a'", 1))),
        (("E", {"a": "x"}), took("a")),
    )


def test_accepted_outcome_lists_net_moves_states_and_the_path():
    """§6.5"""
    text = """
dimensions: {d: {values: [0, 1, 2], initial: 0}, e: {values: [0, 1], initial: 0}, same: {values: [0, 1], initial: 0}}
initial: a
states: {a: {initial: x, states: {x: {on: {E: {target: c, do: [{raise: R}]}}}, y: {}}}, b: {initial: p, states: {p: {}}}, c: {always: b}}
on:
  E: {target: {d: 1, same: 1}}
  R: {target: {d: 2, e: 1, same: 0}}
rules: {r: {when: e == 1 and d == 2, then: {d: 0}}}
"""
    check(
        text,
        (
            "E",
            took(
                "b.p",
                dims={"d": 0, "e": 1, "same": 0},
                moves=[["e", 0, 1]],
                exited=["a", "a.x"],
                entered=["b", "b.p"],
                path=[
                    ["E", "a.x: E -> c", "machine: E -> d=1, same=1"],
                    [None, "c: eventless -> b"],
                    ["R", "machine: R -> d=2, e=1, same=0"],
                    [None, "r"],
                ],
            ),
        ),
    )


def test_microstep_tells_what_it_exited_and_entered_and_where_it_is_written():
    """§6.5"""
    chart = chart_of(
        "dimensions: {d: {values: [0, 1], initial: 0}}\ninitial: a\nstates: {a: {initial: x, states: {x: {}}}, b: {}}\non: {E: {target: [b, {d: 1}]}}"
    )
    [taken] = chart.send(chart.start().snapshot, "E").outcome.path
    assert (taken.exited, taken.entered) == (("a.x", "a", "d=0"), ("d=1", "b"))
    assert [str(place) for place in taken.places] == ["<text>:6:6"]


def test_accepted_event_may_move_nothing():
    """§6.6"""
    check(
        "context: {n: {initial: 0}}\non: {E: {do: [{set: {n: 1}}]}, F: {}}",
        ("E", took(context={"n": 1}, moves=[], path=[["E", "machine: E"]])),
        ("F", took(moves=[], path=[["F", "machine: F"]])),
    )


def test_rejected_outcome_keeps_the_path_that_led_to_the_refusal():
    """§6.1"""
    text = "dimensions: {d: {values: [0, 1], initial: 0, transitions: {}, moves: free}}\non: {E: {do: [{raise: F}]}, F: {target: {d: 1}}}"
    check(
        text,
        (
            "E",
            rejected(
                ("map", "d", "Cannot move d from 0 to 1.", 1), path=[["E", "machine: E"]], moves=[]
            ),
        ),
        (move(d=1), rejected(path=[])),
    )


def test_effects_of_a_rejected_step_are_none():
    """§5.6"""
    text = "rules: {r: {never: n == 1}}\ncontext: {n: {type: integer, initial: 0}}\non: {E: {do: [{log: lost}, {emit: LOST}, {set: {n: =event.n}}]}}"
    check(
        text,
        (("E", {"n": 1}), rejected(effects=[])),
        (("E", {"n": 2}), took(context={"n": 2}, effects=[*logs("lost"), ["emit", "LOST", {}]])),
    )
