"""Cascade rules (docs/semantics.md §4.8)."""

from __future__ import annotations

import itertools

import pytest

from tests.kernel.checking import ANY, check, logs, move, rejected, started, took

DIMENSIONS = """
dimensions:
  a: {values: [0, 1], initial: 0, moves: free}
  b: {values: [0, 1], initial: 0, moves: free, on_change: {1: [{log: "=f'b with c {c}'"}]}}
  c: {values: [0, 1, 2], initial: 0, moves: free, transitions: {0: [1, 2], 1: [0, 2], 2: [0]}, on_change: {1: [{log: "=f'c with b {b}'"}]}}
"""

JOINT = (
    DIMENSIONS
    + "rules:\n  r1: {when: a == 1, then: {b: 1}}\n  r2: {when: a == 1, then: {c: 1}}\n  r3: {when: b == 1 and c == 1, then: {c: 2, a: 0}}\n"
)


def test_rounds_are_joint_and_go_on_to_a_fixpoint():
    """§4.8"""
    check(
        JOINT,
        (
            move(a=1),
            took(
                dims={"a": 0, "b": 1, "c": 2},
                effects=logs("b with c 1", "c with b 1"),
                path=[[None, "move: a=1"], [None, "r1", "r2"], [None, "r3"]],
                moves=[["b", 0, 1], ["c", 0, 2]],
            ),
        ),
        (move(c=0), took(dims={"a": 0, "b": 1, "c": 0})),
    )


def test_two_pulls_of_one_dimension_reject():
    """§4.8"""
    text = (
        DIMENSIONS
        + "rules:\n  one: {when: a == 1, then: {c: 1}}\n  two: {when: b == 1, then: {c: 2}}\n"
    )
    torn = "The rules one and two pull c two ways: to 1 and to 2."
    check(text, (move(a=1, b=1), rejected(("conflict", "two", torn, 7))))
    check(
        text,
        (move(b=1), took(dims={"a": 0, "b": 1, "c": 2}, effects=logs("b with c 0"))),
        (move(a=1), rejected()),
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_rules_do_not_depend_on_their_order(order):
    """§4.8"""
    rules = [
        "r1: {when: a == 1, then: {b: 1}}",
        "r2: {when: a == 1 and c == 0, then: {c: 1}}",
        "r3: {when: b == 1 and c == 1, then: {a: 0}}",
    ]
    text = DIMENSIONS + "rules:\n" + "".join(f"  {rules[place]}\n" for place in order)
    check(
        text,
        (move(a=1), took(dims={"a": 0, "b": 1, "c": 1}, effects=logs("b with c 1", "c with b 1"))),
    )


@pytest.mark.parametrize(
    "moves",
    [({"a": 1}, {"b": 1}), ({"b": 1}, {"a": 1}), ({"a": 1, "b": 1},)],
    ids=["a then b", "b then a", "together"],
)
def test_rule_does_not_care_how_the_state_came_about(moves):
    """§4.8"""
    text = DIMENSIONS + "rules: {r: {when: a == 1 and b == 1, then: {c: 1}}}"
    last = {"a": 1, "b": 1, "c": 1}
    *before, final = moves
    check(
        text,
        *((move(**values), took(dims=ANY, effects=ANY)) for values in before),
        (move(**final), took(dims=last, effects=ANY)),
    )


CHECKED = (
    DIMENSIONS
    + "rules:\n  r: {when: a == 1, then: {b: 1}}\n  guard: {on: {b: 1}, require: [{that: c == 1, message: First c.}]}\n"
)


def test_pulls_obey_maps_and_requirements():
    """§4.8 §4.2"""
    check(
        CHECKED,
        (move(a=1), rejected(("rule", "guard", "First c.", 7))),
        (move(c=1), took(dims={"a": 0, "b": 0, "c": 1}, effects=logs("c with b 0"))),
        (move(a=1), took(dims={"a": 1, "b": 1, "c": 1}, effects=logs("b with c 1"))),
    )
    mapped = DIMENSIONS + "rules: {r: {when: a == 1, then: {c: 1}}}"
    check(
        mapped,
        (move(c=2), took(dims={"a": 0, "b": 0, "c": 2})),
        (move(a=1), rejected(("map", "c", "Cannot move c from 2 to 1.", 4))),
    )


def test_oscillating_cascade_rejects_with_the_cycle_printed():
    """§4.8"""
    text = (
        DIMENSIONS
        + "rules:\n  up: {when: a == 1 and c == 0, then: {c: 1}}\n  down: {when: a == 1 and c == 1, then: {c: 0}}\n"
    )
    check(
        text,
        (
            move(a=1),
            rejected(("rule", "down", "The rules do not settle: up (c=1) -> down (c=0).", 7)),
        ),
    )


def test_cascade_that_counts_is_not_the_same_state_again():
    """§4.8: context is compared too, so only the limit of rounds ends it."""
    text = """
context: {n: {type: integer, initial: 0}}
dimensions:
  c: {values: [0, 1], initial: 0, on_change: {1: [{set: {n: =n + 1}}], 0: [{set: {n: =n + 1}}]}}
  go: {values: [0, 1], initial: 0, moves: free}
rules:
  up: {when: go == 1 and c == 0 and n < %s, then: {c: 1}}
  down: {when: go == 1 and c == 1 and n < %s, then: {c: 0}}
"""
    check(text % (100, 100), (move(go=1), took(dims={"c": 0, "go": 1}, context={"n": 100})))
    told = "The rules do not settle: " + " -> ".join(["up (c=1)", "down (c=0)"] * 5) + "."
    check(text % (101, 101), (move(go=1), rejected(("rule", "down", told, 7))))


def test_rule_that_fails_to_evaluate_rejects():
    """§7.4"""
    text = (
        DIMENSIONS
        + "context: {m: {type: object, initial: {k: 1}}}\nrules: {r: {when: m.k > 0, then: {b: 1}}}\non: {U: {do: [{unset: [m.k]}]}}"
    )
    check(
        text,
        ("U", rejected(("error", "r", "m has no key 'k', in: m.k > 0", 6))),
        start=started(dims={"a": 0, "b": 1, "c": 0}, effects=logs("b with c 0")),
    )


def test_cascades_settle_before_eventless_transitions_and_internal_events():
    """§4.8 §5.1"""
    text = (
        DIMENSIONS
        + """
rules: {r: {when: a == 1, then: {b: 1}}}
initial: s
states: {s: {always: {when: a == 1, target: t, do: [{log: "=f'always b {b}'"}]}, on: {E: {do: [{raise: X}, {raise: Y}]}}}, t: {}}
on: {X: {target: {a: 1}}, Y: {do: [{log: y}]}}
"""
    )
    check(
        text,
        (
            "E",
            took("t", dims={"a": 1, "b": 1, "c": 0}, effects=logs("b with c 0", "always b 1", "y")),
        ),
    )


def test_cascade_falls_in_without_an_event_at_the_start():
    """§10.1 §4.8"""
    text = DIMENSIONS + "rules: {r: {when: a == 1, then: {b: 1}}}"
    check(
        text,
        values={"a": 1},
        start=started(
            dims={"a": 1, "b": 1, "c": 0},
            effects=logs("b with c 0"),
            path=[[None, "start"], [None, "r"]],
        ),
    )


def test_tree_state_is_part_of_what_a_cascade_reads():
    """§4.8"""
    text = "dimensions: {d: {values: [0, 1], initial: 0}}\nrules: {r: {when: \"active('b')\", then: {d: 1}}}\ninitial: a\nstates: {a: {on: {E: b}}, b: {}}"
    check(text, ("E", took("b", dims={"d": 1}, path=[["E", "a: E -> b"], [None, "r"]])))
