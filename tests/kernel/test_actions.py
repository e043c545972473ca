"""Blocks of actions and their effects (docs/semantics.md §8)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import (
    chart_of,
    check,
    logs,
    reasons_of,
    took,
)

CONTEXT = "context: {n: {type: integer, initial: 1}, o: {type: object, initial: {k: {a: 1}, l: [1, 2]}}, l: {type: array, initial: [1, [2], {x: 3}]}, any: {initial: null}}\n"
BEFORE = {"n": 1, "o": {"k": {"a": 1}, "l": [1, 2]}, "l": [1, [2], {"x": 3}], "any": None}


@pytest.mark.parametrize(
    ("actions", "changed"),
    [
        pytest.param(
            "{set: {n: =n + 1, any: =n}}",
            {"n": 2, "any": 1},
            id="§8.1 the keys of one set read the state before it",
        ),
        pytest.param(
            "{set: {n: =n + 1}}, {set: {any: =n}}",
            {"n": 2, "any": 2},
            id="§8.1 the actions of a list run in order",
        ),
        pytest.param(
            "{set: {o.new.deep.down: 0}}",
            {"o": {**BEFORE["o"], "new": {"deep": {"down": 0}}}},
            id="§8.1 set creates missing mappings",
        ),
        pytest.param(
            "{set: {'o.l[1]': false}}",
            {"o": {"k": {"a": 1}, "l": [1, False]}},
            id="§8.1 a place of a list",
        ),
        pytest.param(
            "{set: {'l[2].x': null}}", {"l": [1, [2], {"x": None}]}, id="§8.1 through a list"
        ),
        pytest.param("{set: {'l[n]': ''}}", {"l": [1, "", {"x": 3}]}, id="§8.1 a computed place"),
        pytest.param(
            "{set: {'o[event.key]': 0}}",
            {"o": {**BEFORE["o"], "if": 0}},
            id="§8.1 a key from the payload",
        ),
        pytest.param(
            "{merge: {o: {k: {b: 2}}}}",
            {"o": {"k": {"b": 2}, "l": [1, 2]}},
            id="§8.1 merge is shallow",
        ),
        pytest.param(
            "{merge: {o.new: {b: 2}}}",
            {"o": {**BEFORE["o"], "new": {"b": 2}}},
            id="§8.1 merge into a mapping that is missing",
        ),
        pytest.param(
            "{unset: [o.k, o.nothing, 'l[2].x']}",
            {"o": {"l": [1, 2]}, "l": [1, [2], {}]},
            id="§8.1 unset removes keys, missing ones without an error",
        ),
        pytest.param(
            "{if: n == 1, then: [{set: {any: yes}}], else: [{set: {any: no}}]}",
            {"any": "yes"},
            id="§8.5 then",
        ),
        pytest.param(
            "{if: n == 2, then: [{set: {any: yes}}], else: [{set: {any: no}}]}",
            {"any": "no"},
            id="§8.5 else",
        ),
        pytest.param("{if: n == 2, then: [{set: {any: yes}}]}", {}, id="§8.5 no else"),
        pytest.param(
            "{each: {in: '=[0, false, null]', as: one, do: [{set: {any: '=[any, one]'}}]}}",
            {"any": [[[None, 0], False], None]},
            id="§8.5 each in order, under its name",
        ),
        pytest.param(
            "{each: {in: =l, as: a, do: [{each: {in: '=[7, 8]', as: b, do: [{set: {n: =n + b}}]}}]}}",
            {"n": 46},
            id="§8.5 each in each",
        ),
        pytest.param(
            "{each: {in: '=[]', as: one, do: [{set: {n: 9}}]}}", {}, id="§8.5 nothing to go through"
        ),
    ],
)
def test_context_after(actions, changed):
    check(
        f"{CONTEXT}on: {{E: {{do: [{actions}]}}}}",
        (("E", {"key": "if"}), took(context={**BEFORE, **changed})),
    )


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param(
            "set: {'l[n + 2]': 0}",
            "l has no place 3; it has 3 places",
            id="§8.1 beyond the end of a list",
        ),
        pytest.param(
            "set: {'l[-1]': 0}", "l has no place -1; it has 3 places", id="§8.1 no negative places"
        ),
        pytest.param(
            "set: {'o[n]': 0}",
            "o is a mapping; its keys are strings, not 1",
            id="§8.1 a number is no key",
        ),
        pytest.param(
            "set: {'o[event.key]': 0}",
            "o[event.key]: null is neither a key nor a place of a list",
            id="§8.1 null is no key",
        ),
        pytest.param(
            "set: {any.x: 0}",
            "any is neither a mapping nor a list, so any.x has no place",
            id="§8.1 into what is no mapping",
        ),
        pytest.param(
            "merge: {o: =any}",
            "merge needs a mapping, found null",
            id="§8.1 merge of what is no mapping",
        ),
        pytest.param(
            "merge: {any: {x: 1}}", "any is no mapping but null", id="§8.1 merge into null"
        ),
        pytest.param(
            "each: {in: =any, as: a, do: [{log: =a}]}",
            "each needs a list, found null",
            id="§8.5 each needs a list",
        ),
        pytest.param(
            "each: {in: =l, as: a, at_most: 2, do: [{log: =a}]}",
            "each has 3 elements, more than at_most 2",
            id="§8.5 at_most",
        ),
        pytest.param("send: X, delay: =any", "null is no duration", id="§8.2 no duration"),
        pytest.param(
            "send: X, delay: =0 - n",
            "-1 seconds is negative; a duration is 0 or more",
            id="§8.2 a negative delay",
        ),
        pytest.param(
            "send: X, to: =any", "the receiver must be a text, is null", id="§8.3 nobody to send to"
        ),
        pytest.param(
            "cancel: =o",
            'the id must be a text, is {"k": {"a": 1}, "l": [1, 2]}',
            id="§8.2 an id that is no text",
        ),
        pytest.param(
            "raise: TYPED, with: {a: =any}",
            "the payload of TYPED does not fit: a: must be an integer, is null",
            id="§6.4 a payload that does not fit",
        ),
        pytest.param(
            "action: db, with: {q: =any}",
            "what db is given does not fit: q: must be a string, is null",
            id="§8.4 what an action is given",
        ),
        pytest.param(
            "if: o.l, then: [{log: x}]",
            "a condition must be true or false, is [1, 2], in: o.l",
            id="§7.2 a condition that is no boolean",
        ),
        pytest.param(
            "log: =1 // (n - 1)",
            "1 // 0: division by zero, in: =1 // (n - 1)",
            id="§7.1 a division by zero",
        ),
    ],
)
def test_error_of_a_block_has_the_place_and_the_message(action, message):
    """§7.1 §7.3"""
    text = f"{CONTEXT}events: {{TYPED: {{payload: {{a: {{type: integer}}}}}}}}\nactions: {{db: {{with: {{q: {{type: string}}}}}}}}\non:\n  E: {{do: [{{log: lost}}, {{{action}}}]}}\n  X: {{}}\n  TYPED: {{}}\n"
    chart = chart_of(text)
    step = chart.send(chart.start().snapshot, "E", {"key": None})
    [[kind, name, told, line]] = reasons_of(step.outcome)
    assert (kind, name, line) == ("error", None, 5)
    assert told == message


EFFECTS = """
context: {n: {type: integer, initial: 0}}
actions: {db: {with: {q: {type: integer}}, result: {type: object}, fails_when: "not get(result, 'ok', false)"}}
machines: {other: {dimensions: {d: {values: [x]}}}}
on:
  ALL:
    do:
      - {log: {n: =n}}
      - {emit: SEEN, with: {n: =n}}
      - {emit: BARE}
      - {set: {n: 7}}
      - {action: db, with: {q: =n}, id: first}
      - {send: HELLO, to: "=f'i{n}'", with: {n: =n}}
      - {start: other, with: {n: =n}, id: child}
      - {start: other}
      - {action: db, with: {q: 0}}
  FAILS: {do: [{log: a}, {emit: B}, {action: db, with: {q: 1}}, {send: HELLO, to: x}, {start: other}, {send: HELLO}, {raise: HELLO}, {send: HELLO, delay: 1s}, {log: =1 // n}]}
  HELLO: {}
  error.execution: {do: [{log: =event}]}
"""


def test_effects_come_in_order_and_hold_what_was_true_at_their_action():
    """§8.3 §8.4 §8.6"""
    check(
        EFFECTS,
        (
            "ALL",
            took(
                context={"n": 7},
                effects=[
                    ["log", {"n": 0}],
                    ["emit", "SEEN", {"n": 0}],
                    ["emit", "BARE", {}],
                    ["act", 1, "first", "db", {"q": 7}],
                    ["send", "i7", "HELLO", {"n": 7}],
                    ["start", "<text>#other", {"n": 7}, "child"],
                    ["start", "<text>#other", {}, None],
                    ["act", 2, "db", "db", {"q": 0}],
                ],
            ),
        ),
    )


def test_failing_block_is_undone_whole():
    """§7.1"""
    failure = {"message": "1 // 0: division by zero, in: =1 // n", "at": "<text>:18:166"}
    check(
        EFFECTS,
        (
            "FAILS",
            took(
                effects=logs(failure),
                queue=[],
                timers=[],
                path=[["FAILS", "machine: FAILS"], ["error.execution", "machine: error.execution"]],
            ),
        ),
    )


EVENTS = """
context: {n: {type: integer, initial: 0}}
on:
  RAISE: {do: [{raise: A, with: {n: 1}}, {raise: B}, {log: first}]}
  A: {do: [{log: "=f'A {get(event, \\"n\\", 0)}'"}, {raise: C}]}
  B: {do: [{log: B}]}
  C: {do: [{log: C}]}
  SEND: {do: [{send: A, with: {n: 2}}, {raise: B}, {log: now}]}
  UNHEARD: {do: [{raise: NOBODY}, {log: fine}]}
"""


def test_raised_events_are_taken_in_order_in_the_same_step():
    """§8.2 §5.1"""
    check(
        EVENTS,
        ("RAISE", took(effects=logs("first", "A 1", "B", "C"))),
        ("UNHEARD", took(effects=logs("fine"), path=[["UNHEARD", "machine: UNHEARD"]])),
    )


def test_sent_events_are_steps_of_their_own():
    """§8.2 §9.1"""
    check(
        EVENTS,
        ("SEND", took(effects=logs("now", "B"), queue=["A"])),
        (0.0, took(effects=logs("A 2", "C"), queue=[])),
    )
