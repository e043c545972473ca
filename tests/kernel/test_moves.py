"""Moves of dimensions: maps, values of every kind, reenter, direct moves (docs/semantics.md §1, §2.6, §4)."""

from __future__ import annotations

import pytest

import statecraft
from tests.kernel.checking import ANY, chart_of, check, logs, move, rejected, started, took

MAP = """
dimensions:
  docstatus: {values: {0: Draft, 1: Submitted, 2: Cancelled}, initial: 0, transitions: {0: [1], 1: [2]}}
  free: {values: [x, y], initial: x}
on: {TO: [{when: event.v == 0, target: {docstatus: 0}}, {when: event.v == 1, target: {docstatus: 1}}, {target: {docstatus: 2, free: y}}]}
"""


def test_map_allows_only_what_it_lists_and_refuses_the_whole_step():
    """§1.7 §4.2 §5.6"""
    refused = "Cannot move docstatus from {} to {}."
    check(
        MAP,
        (("TO", {"v": 2}), rejected(("map", "docstatus", refused.format(0, 2), 2))),
        (("TO", {"v": 0}), took(path=[["TO", "machine: TO -> docstatus=0"]])),
        (("TO", {"v": 1}), took(dims={"docstatus": 1, "free": "x"}, moves=[["docstatus", 0, 1]])),
        (("TO", {"v": 0}), rejected(("map", "docstatus", refused.format(1, 0), 2))),
        (
            ("TO", {"v": 2}),
            took(
                dims={"docstatus": 2, "free": "y"}, moves=[["docstatus", 1, 2], ["free", "x", "y"]]
            ),
        ),
        (("TO", {"v": 1}), rejected(("map", "docstatus", refused.format(2, 1), 2))),
    )


def test_all_failures_of_the_check_are_collected():
    """§4.2"""
    check(
        """
dimensions:
  a: {values: [x, y], initial: x, transitions: {}}
  b: {values: [x, y], initial: x}
rules:
  first: {on: {b: y}, require: [{that: a == 'y', message: A!}, {that: "b == 'x'"}, {that: a != 'x', message: "=f'A is {a}!'"}]}
  second: {on: {b: {from: x}}, require: [{that: a == 'y'}]}
on: {E: {target: {a: y, b: y}}}
""",
        (
            "E",
            rejected(
                ("map", "a", "Cannot move a from x to y.", 2),
                ("rule", "first", "A!", 5),
                ("rule", "first", "A is x!", 5),
                ("rule", "second", "second needs a == 'y' (a is 'x').", 6),
            ),
        ),
    )


FALSY = """
dimensions:
  bit: {values: [0, 1], initial: 0}
  flag: {values: [false, true], initial: false}
  word: {values: ["", "0", "false", "null"], initial: ""}
  mixed: {values: ["null", 0, false, ""], initial: "null"}
on:
  ON: {target: {bit: 1, flag: true, word: "0", mixed: 0}}
  MORE: {target: {word: {from: "0", to: "false"}, mixed: {from: 0, to: false}}}
  REST: {when: mixed == false and word == 'false', target: {mixed: "", word: "null"}}
  OFF: {target: {bit: 0, flag: false, word: "", mixed: "null"}}
  SAME: {target: {bit: 0, flag: false}, do: [{log: still}]}
"""


def test_falsy_values_are_values():
    """§1.2 §2.6"""
    off = {"bit": 0, "flag": False, "word": "", "mixed": "null"}
    on = {"bit": 1, "flag": True, "word": "0", "mixed": 0}
    check(
        FALSY,
        ("SAME", took(effects=logs("still"), moves=[])),
        ("ON", took(dims=on)),
        (
            "MORE",
            took(
                dims={**on, "word": "false", "mixed": False},
                moves=[["word", "0", "false"], ["mixed", 0, False]],
            ),
        ),
        ("REST", took(dims={**on, "word": "null", "mixed": ""})),
        ("OFF", took(dims=off)),
        start=started(dims=off),
    )


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({"bit": 1}, True),
        ({"bit": 1.0}, False),
        ({"bit": True}, False),
        ({"bit": "1"}, False),
        ({"flag": True}, True),
        ({"flag": 1}, False),
        ({"flag": "true"}, False),
        ({"flag": None}, False),
        ({"word": "0"}, True),
        ({"word": 0}, False),
        ({"mixed": False}, True),
        ({"mixed": 0}, True),
        ({"mixed": None}, False),
        ({"mixed": []}, False),
    ],
)
def test_start_value_of_a_dimension_has_the_type_that_was_declared(given, fits):
    """§10.1"""
    chart = chart_of(FALSY)
    if fits:
        [(name, value)] = given.items()
        found = chart.values(chart.start(given).snapshot)[name]
        assert (found, type(found)) == (value, type(value))
    else:
        with pytest.raises(statecraft.UsageError):
            chart.start(given)


REENTER = """
dimensions:
  d:
    initial: a
    states: {a: {entry: [{log: in a}], exit: [{log: out a}], after: {5s: b}}, b: {}}
  e: {values: [x, y], initial: x, transitions: {}, on_change: {x: [{log: to x}]}}
on:
  SAME: {target: {d: a}, do: [{log: do}]}
  AGAIN: {target: {d: a}, reenter: true, do: [{log: do}]}
  BOTH: {target: {d: a, e: x}, reenter: true}
"""


def test_value_already_active_is_no_move_unless_the_transition_says_reenter():
    """§2.6 §6.6 §9.3"""
    check(
        REENTER,
        ("SAME", took(effects=logs("do"), moves=[], timers=[["after", 5000]])),
        (
            later(2.0, "AGAIN"),
            took(effects=logs("out a", "do", "in a"), moves=[], timers=[["after", 7000]]),
        ),
        ("BOTH", took(effects=logs("out a", "in a", "to x"), moves=[])),
        start=started(effects=logs("in a")),
    )


def later(now, event):
    return lambda chart, snapshot, _: chart.send(snapshot, event, now=now)


PHASES = """
dimensions:
  d: {values: [a, b], initial: a, on_change: {b: [{log: "=f'd entry {d} {e}'"}]}}
  e: {initial: x, states: {x: {exit: [{log: "=f'e exit {d} {e}'"}]}, y: {entry: [{log: "=f'e entry {d} {e}'"}]}}}
context: {old: {compute: "f'{d}{e}'"}}
initial: s
states:
  s: {exit: [{log: "=f'tree exit {old}'"}], on: {E: {target: t, do: [{log: "=f'tree do {old} {active(\\"s\\")}'"}]}}}
  t: {entry: [{log: "=f'tree entry {old} {active(\\"t\\")}'"}]}
on: {F: {target: [t, {d: b, e: y}], do: [{log: "=f'machine do {old} {active(\\"s\\")}'"}]}}
"""


def test_exits_actions_and_entries_see_the_values_of_their_phase():
    """§4.1 §4.3 §4.4 §4.5 §4.6 §1.5"""
    check(
        PHASES,
        (
            "F",
            took(
                "t",
                dims={"d": "b", "e": "y"},
                context={"old": "by"},
                effects=logs(
                    "tree exit ax",
                    "e exit a x",
                    "machine do ax true",
                    "d entry b y",
                    "e entry b y",
                    "tree entry by true",
                ),
            ),
        ),
    )
    check(
        PHASES,
        ("E", took("t", effects=logs("tree exit ax", "tree do ax true", "tree entry ax true"))),
    )


@pytest.mark.parametrize(
    ("order", "expected"),
    [("states first", ["s", "a"]), ("dimensions first", ["a", "s"])],
)
def test_regions_act_in_order_of_text(order, expected):
    """§1.1 §4.6"""
    tree = "initial: s\nstates: {s: {entry: [{log: s}]}}"
    dimension = "dimensions: {d: {initial: a, states: {a: {entry: [{log: a}]}}}}"
    text = f"{tree}\n{dimension}" if order == "states first" else f"{dimension}\n{tree}"
    check(text, start=started("s", effects=logs(*expected)))


FREE = """
dimensions:
  v: {values: [p, q, r], initial: p, moves: free, transitions: {p: [q], q: [p, r]}, on_change: {q: [{log: q}]}}
  w: {values: [0, 1], initial: 0, moves: free}
  fixed: {values: [0, 1], initial: 0}
rules:
  w_needs_q: {on: {w: 1}, require: [{that: v == 'q', message: First q.}]}
  never_r: {never: v == 'r', message: Never r.}
on: {E: {target: {fixed: 1}}}
"""


def test_direct_move_obeys_maps_and_rules():
    """§11.3"""
    check(
        FREE,
        (move(v="r"), rejected(("map", "v", "Cannot move v from p to r.", 2))),
        (move(v="q", w=1), rejected(("rule", "w_needs_q", "First q.", 6))),
        (
            move(v="q"),
            took(
                dims={"v": "q", "w": 0, "fixed": 0}, effects=logs("q"), path=[[None, 'move: v="q"']]
            ),
        ),
        (move(w=1), took(dims={"v": "q", "w": 1, "fixed": 0})),
        (move(w=1), took(moves=[])),
        (move(v="r"), rejected(("rule", "never_r", "Never r.", 7))),
        (move(), took(path=[[None, "move: "]])),
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"fixed": 1},
            "fixed is moved by transitions alone; write `moves: free` in its definition to let the host move it directly",
        ),
        ({"vv": 1}, 'no dimension "vv" to move (did you mean "v"?)'),
        ({"v": "x"}, 'Invalid v value: "x"; its values are p, q, r'),
        ({"w": False}, "Invalid w value: false; its values are 0, 1"),
        ({"w": None}, "Invalid w value: null; its values are 0, 1"),
        ({"w": [1]}, "Invalid w value: [1]; its values are 0, 1"),
        ({"w": {1}}, "the values: at w: a Python object of class set is not a JSON value"),
        ([1], "the values: a mapping of names to values is needed, not [1]"),
    ],
)
def test_direct_move_that_makes_no_sense_is_the_callers_mistake(values, message):
    """§11.3"""
    chart = chart_of(FREE)
    with pytest.raises(statecraft.UsageError) as caught:
        chart.move(chart.start().snapshot, values)
    assert str(caught.value) == message


def test_constant_and_computed_dimensions_are_never_moved():
    """§1.6"""
    text = """
dimensions:
  kind: {values: [a, b], constant: true, initial: a}
  is_b: {compute: kind == 'b'}
on: {E: {when: is_b, do: [{log: yes}]}}
"""
    check(
        text,
        ("E", rejected(("guard", None, "needs is_b (is_b is false)", 4))),
        start=started(dims={"kind": "a", "is_b": False}),
    )
    check(
        text,
        ("E", took(effects=logs("yes"))),
        values={"kind": "b"},
        start=started(dims={"kind": "b", "is_b": True}),
    )
    chart = chart_of(text)
    with pytest.raises(statecraft.UsageError, match="is_b is computed, it cannot be given a value"):
        chart.start({"is_b": True})
    with pytest.raises(statecraft.DefinitionError):
        chart_of(text + "  F: {target: {kind: b}}\n")


def test_dimension_of_one_value_and_an_empty_map():
    """§1.2 §1.7"""
    text = "dimensions: {one: {values: [only]}, stuck: {values: [a, b], initial: a, transitions: {}}}\non: {E: {target: {one: only}}, F: {target: {stuck: b}}, G: {target: {stuck: a}}}"
    check(
        text,
        ("E", took(moves=[])),
        ("F", rejected(("map", "stuck", "Cannot move stuck from a to b.", 1))),
        ("G", took(moves=[])),
        start=started(dims={"one": "only", "stuck": "a"}),
    )


IN_FULL = """
dimensions:
  d:
    initial: a
    states:
      a: {tags: [early], on: {GO: b, BOTH: {target: {d: b, e: y}}}, after: {2s: c}, exit: [{log: out}]}
      b: {always: [{when: e == 'y', target: c}], entry: [{log: in}]}
      c: {}
  e: {values: [x, y], initial: x}
on: {Y: {target: {e: y}}}
"""


def test_values_written_in_full_behave_like_states():
    """§1.8"""
    check(
        IN_FULL,
        ("GO", took(dims={"d": "b", "e": "x"}, effects=logs("out", "in"), timers=[])),
        ("Y", took(dims={"d": "c", "e": "y"})),
    )
    check(IN_FULL, ("BOTH", took(dims={"d": "c", "e": "y"}, effects=logs("out", "in"))))
    check(IN_FULL, (2.0, took(dims={"d": "c", "e": "x"}, effects=logs("out"), path=ANY)))
    chart = chart_of(IN_FULL)
    assert chart.has_tag(chart.start().snapshot, "early")


def test_move_in_one_region_leaves_every_other_alone():
    """§2.7"""
    noisy = "{entry: [{log: in}], exit: [{log: out}], after: {9s: %s}}"
    check(
        f"dimensions: {{d: {{values: [a, b], initial: a}}, f: {{initial: p, states: {{p: {noisy % 'q'}, q: {{}}}}}}}}\n"
        f"initial: s\nstates: {{s: {noisy % 't'}, t: {{}}}}\non: {{E: {{target: {{d: b}}}}}}",
        (
            "E",
            took(
                "s",
                dims={"d": "b", "f": "p"},
                effects=[],
                timers=[["after", 9000], ["after", 9000]],
            ),
        ),
    )
