"""Which transitions an event takes (docs/semantics.md §2.1 to §2.5 and §3)."""

from __future__ import annotations

import pytest

from statecraft.chart.descriptors import matches
from tests.kernel.checking import ANY as ANY_STATES
from tests.kernel.checking import check, ignored, logs, rejected, took


@pytest.mark.parametrize(
    ("descriptor", "event", "expected"),
    [
        ("a", "a", True),
        ("a", "a.b", False),
        ("a", "A", False),
        ("a.*", "a", True),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", True),
        ("a.*", "ab", False),
        ("a.*", "b.a", False),
        ("a.b.*", "a.b", True),
        ("a.b.*", "a.bc", False),
        ("*", "done.state.x", True),
        ("*", "error.execution", True),
        ("größe.*", "größe.neu", True),
    ],
)
def test_descriptor_matches_exactly_or_by_whole_tokens(descriptor, event, expected):
    """§2.2"""
    assert matches(descriptor, event) is expected


TREE = """
initial: a
states:
  a:
    initial: x
    on: {E: {do: [{log: outer}]}, F: {do: [{log: outer F}]}}
    states:
      x: {on: {E: [{when: active('b'), do: [{log: never}]}, {when: not active('b'), do: [{log: inner}]}, {do: [{log: later}]}]}}
  b: {}
on: {E: {do: [{log: machine}]}, F: {do: [{log: machine}]}, G: {do: [{log: machine}]}}
"""

FALLBACK = """
context: {n: {type: integer, initial: 0}}
initial: a
states:
  a:
    initial: x
    on: {E: {do: [{log: outer}]}}
    states: {x: {on: {E: {when: n > 0, do: [{log: inner}]}}}}
"""

WILD = """
initial: a
states:
  a:
    on:
      x.z: {do: [{log: exactly}]}
      "x.*": {do: [{log: x}]}
      "*": {do: [{log: any}]}
    after: {1s: b}
  b: {}
"""

FULL = """
dimensions:
  d:
    initial: a
    states:
      a: {on: {E: b, F: {do: [{log: internal}]}}}
      b: {on: {E: a}}
on: {E: {target: {d: a}, do: [{log: machine}]}, F: {do: [{log: machine}]}, G: {target: {d: b}, do: [{log: machine}]}}
"""

LATER_NOT_TRIED = """
dimensions:
  d: {initial: a, states: {a: {on: {E: {do: [{log: own}]}}}, b: {}}}
  e: {values: [x, y], initial: x}
on: {E: [{when: e == 'x', target: {d: b}}, {target: {e: y}}]}
"""


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            TREE,
            [
                ("E", took(effects=logs("inner"))),
                ("F", took(effects=logs("outer F"))),
                ("G", took(effects=logs("machine"))),
                ("H", ignored()),
            ],
            id="§3.1 the innermost state wins and the first in order of text; §3.3 the machine comes last",
        ),
        pytest.param(
            FALLBACK,
            [("E", took(effects=logs("outer")))],
            id="§3.1 a false condition lets the event bubble to the parent",
        ),
        pytest.param(
            WILD,
            [
                ("x.y", took(effects=logs("x"))),
                ("x.z", took(effects=logs("exactly"))),
                ("x", took(effects=logs("x"))),
                ("xy", took(effects=logs("any"))),
                ("after", took(effects=logs("any"))),
                (1.0, took("b")),
            ],
            id="§2.2 §2.3 wildcards take their turn in order of text and never see a private timer",
        ),
        pytest.param(
            FULL,
            [
                ("E", took(dims={"d": "b"})),
                ("E", took(dims={"d": "a"})),
                ("F", took(effects=logs("internal"))),
                ("G", took(dims={"d": "b"}, effects=logs("machine"))),
            ],
            id="§3.3 a region that handles the event itself drops the machine's transition for it",
        ),
        pytest.param(
            LATER_NOT_TRIED,
            [("E", took(effects=logs("own")))],
            id="§3.3 when the machine's candidate is dropped, no later one is tried",
        ),
        pytest.param(
            "dimensions: {d: {initial: a, states: {a: {on: {E: b}}, b: {}}}, e: {values: [x, y], initial: x}}\non: {E: {target: {e: y}}}",
            [("E", took(dims={"d": "b", "e": "y"}))],
            id="§3.3 regions outside of the machine's targets do not matter",
        ),
        pytest.param(
            "dimensions: {d: {initial: a, states: {a: {on: {E: b}}, b: {}}}, e: {values: [x, y], initial: x}}\non: {E: {target: {d: b, e: y}}}",
            [("E", took(dims={"d": "b", "e": "x"}))],
            id="§3.3 it is dropped whole, not by halves",
        ),
    ],
)
def test_event_takes(text, rows):
    check(text, *rows)


ORIGINS = """
dimensions:
  docstatus: {values: [0, 1, 2], initial: 0}
  op: {values: [idle, busy, "off"], initial: idle}
on:
  SUBMIT: {target: {docstatus: {from: 0, to: 1}, op: {from: [idle, busy], to: "off"}}}
  RESET: {when: docstatus == 1, target: {docstatus: 0, op: idle}}
"""


def test_from_is_a_requirement_of_each_dimension_it_names():
    """§2.3 §2.4 §6.2"""
    check(
        ORIGINS,
        ("RESET", rejected(("guard", None, "needs docstatus == 1 (docstatus is 0)", 6))),
        ("SUBMIT", took(dims={"docstatus": 1, "op": "off"})),
        (
            "SUBMIT",
            rejected(
                ("from", "docstatus", "docstatus must be 0, is 1", 5),
                ("from", "op", "op must be idle or busy, is off", 5),
            ),
        ),
        ("RESET", took(dims={"docstatus": 0, "op": "idle"})),
    )


TARGETS = """
initial: a
states:
  a:
    initial: one
    states:
      one: {on: {E: two, F: b, G: b.two, H: c}}
      two: {on: {E: .deep}, initial: shallow, states: {shallow: {on: {F: one}}, deep: {on: {F: c}}, one: {}}}
      c: {}
  b: {initial: one, states: {one: {}, two: {}}}
  c: {}
on: {TO_A: a, TO_TWO: b.two, BACK: [{target: a}]}
"""


@pytest.mark.parametrize(
    ("events", "states"),
    [
        pytest.param("E", "a.two.shallow", id="§2.5 a sibling"),
        pytest.param("F", "b.one", id="§2.5 an uncle, where no sibling has the name"),
        pytest.param(
            "G", "b.two", id="§2.5 a dotted name is sought as its first part, then descended"
        ),
        pytest.param("H", "a.c", id="§2.5 the nearest of two with one name"),
        pytest.param("E E", "a.two.deep", id="§2.5 a dot before the name is a child"),
        pytest.param("E F", "a.two.one", id="§2.5 the sibling before the uncle of the same name"),
        pytest.param(
            "E E F", "a.c", id="§2.5 the sibling of the parent before that of the grandparent"
        ),
        pytest.param("TO_TWO", "b.two", id="§2.5 the machine seeks at the top"),
        pytest.param("TO_TWO TO_A", "a.one", id="§2.5 and enters the initial child"),
    ],
)
def test_target_name_finds_the_nearest(events, states):
    *before, last = events.split()
    rows = [(event, took(states=ANY_STATES)) for event in before]
    check(TARGETS, *rows, (last, took(states)))


TWO_SOURCES = """
initial: p
states:
  p:
    parallel: true
    on: {OUT: {target: q, do: [{log: outer}]}, UP: {target: q, do: [{log: outer}]}}
    states:
      a: {on: {SAME: {target: q, do: [{log: a}]}, DIFFER: q, OUT: {target: q, do: [{log: a}]}, IN: {do: [{log: a}]}}}
      b: {on: {SAME: {target: q, do: [{log: b}]}, DIFFER: r, IN: {do: [{log: b}]}}}
  q: {on: {BACK: p}}
  r: {on: {BACK: p}}
"""


def test_two_transitions_of_the_tree_merge_conflict_or_the_inner_one_wins():
    """§3.2 §4.1"""
    check(
        TWO_SOURCES,
        ("IN", took(effects=logs("a", "b"))),
        (
            "SAME",
            took("q", effects=logs("a", "b"), path=[["SAME", "p.a: SAME -> q", "p.b: SAME -> q"]]),
        ),
        ("BACK", took("p.a p.b")),
        ("OUT", took("q", effects=logs("a"))),
        ("BACK", took("p.a p.b")),
        ("UP", took("q", effects=logs("outer"))),
        ("BACK", took("p.a p.b")),
        (
            "DIFFER",
            rejected(
                (
                    "conflict",
                    None,
                    "the transitions 'p.a: DIFFER -> q' (<text>:9:51) and 'p.b: DIFFER -> r' (<text>:10:51) claim the same states for different targets",
                    8,
                )
            ),
        ),
    )


PULLS = """
dimensions: {d: {values: [x, y, z], initial: x}, f: {initial: i, states: {i: {on: {SAME: {target: {d: y}}, DIFFER: {target: {d: y}}}}}}}
initial: a
states:
  a: {on: {SAME: {target: {d: y}, do: [{log: tree}]}, DIFFER: {target: {d: z}}}}
"""


def test_two_sources_that_move_one_dimension_merge_or_conflict():
    """§3.4"""
    check(
        PULLS,
        (
            "DIFFER",
            rejected(
                (
                    "conflict",
                    None,
                    "the transitions 'f=i: DIFFER -> d=y' (<text>:3:108) and 'a: DIFFER -> d=z' (<text>:6:55) move d to different values",
                    4,
                )
            ),
        ),
        ("SAME", took(dims={"d": "y", "f": "i"}, effects=logs("tree"))),
    )


ALWAYS = """
dimensions: {d: {initial: a, states: {a: {always: {when: n > 0, target: b}}, b: {}}}, e: {values: [x, y], initial: x}}
context: {n: {type: integer, initial: 0}}
initial: s
states: {s: {always: [{when: n > 5, target: t}, {when: n > 1, target: u}]}, t: {}, u: {}}
always: [{when: d == 'b' and e == 'x', target: {e: y}}]
on: {SET: {do: [{set: {n: =event.n}}]}}
"""


@pytest.mark.parametrize(
    ("n", "then"),
    [
        (0, took(path=[["SET", "machine: SET"]], context={"n": 0})),
        (
            1,
            took(
                dims={"d": "b", "e": "y"},
                context={"n": 1},
                path=[
                    ["SET", "machine: SET"],
                    [None, "d=a: eventless -> d=b"],
                    [None, "machine: eventless -> e=y"],
                ],
            ),
        ),
        (
            2,
            took(
                "u",
                dims={"d": "b", "e": "y"},
                context={"n": 2},
                path=[
                    ["SET", "machine: SET"],
                    [None, "d=a: eventless -> d=b", "s: eventless -> u"],
                    [None, "machine: eventless -> e=y"],
                ],
            ),
        ),
        (9, took("t", dims={"d": "b", "e": "y"}, context={"n": 9})),
    ],
)
def test_eventless_transitions_are_selected_like_others(n, then):
    """§3.5 §5.1"""
    check(ALWAYS, (("SET", {"n": n}), then))


SILENT = """
dimensions:{extra}
  d: {{values: [x, y], initial: x}}
initial: a
states: {{a: {{on: {{E: b}}}}, b: {{on: {{E: a}}}}}}
on: {{E: {{do: [{{log: machine}}]}}, F: {{target: {{d: y}}}}}}
"""


@pytest.mark.parametrize(
    "extra",
    [
        "",
        "\n  silent: {initial: p, states: {p: {on: {OTHER: q}}, q: {}}}",
        "\n  silent: {values: [0, false]}",
    ],
)
def test_silent_region_never_changes_what_an_event_does(extra):
    """§3.6"""
    text = SILENT.format(extra=extra)
    rest = {"silent": "p"} if "initial: p" in extra else {"silent": 0} if extra else {}
    check(
        text,
        ("E", took("b", path=[["E", "a: E -> b"]])),
        ("F", took(dims={**rest, "d": "y"}, path=[["F", "machine: F -> d=y"]])),
    )


def test_internal_transition_exits_and_enters_nothing():
    """§2.1"""
    check(
        "initial: a\nstates: {a: {entry: [{log: in}], exit: [{log: out}], on: {E: {do: [{log: do}]}, SELF: a, AGAIN: {target: a, reenter: true}}}}",
        ("E", took(effects=logs("do"), entered=[], exited=[])),
        ("SELF", took(effects=[])),
        ("AGAIN", took(effects=logs("out", "in"))),
    )


KEYWORDS = [
    "if",
    "for",
    "None",
    "event",
    "on",
    "null",
    "true",
    "class",
    "a-b",
    "1",
    "a:b",
    "_",
    "E1.x-y",
]


@pytest.mark.parametrize("name", KEYWORDS)
def test_events_may_be_named_like_anything(name):
    """§2.2"""
    check(f'initial: a\nstates: {{a: {{on: {{"{name}": b}}}}, b: {{}}}}', (name, took("b")))
