"""Rules on moves and on committed states (docs/semantics.md §4.2, §4.9, §5.3)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import check, logs, rejected, started, took

TRIGGERS = """
dimensions: {{d: {{values: [a, b, c], initial: a}}, ok: {{values: [false, true], initial: {ok}}}}}
rules: {{r: {{on: {trigger}, require: [{{that: ok, message: Not ok.}}]}}}}
on: {{A: {{target: {{d: a}}}}, B: {{target: {{d: b}}}}, C: {{target: {{d: c}}}}, T: {{target: {{ok: true}}}}}}
"""


@pytest.mark.parametrize(
    ("trigger", "refused"),
    [
        pytest.param("{d: b}", "B", id="§4.2 a value is from anywhere to it"),
        pytest.param("{d: {from: a}}", "B C", id="§4.2 from alone is to anywhere"),
        pytest.param("{d: {from: a, to: c}}", "C", id="§4.2 from and to"),
        pytest.param("{d: [b, {from: a, to: c}]}", "B C", id="§4.2 a list is or"),
        pytest.param("{d: {to: [b, c]}}", "B C", id="§4.2 lists of values"),
        pytest.param("{d: c, ok: true}", "C T", id="§4.2 several keys are or"),
        pytest.param("{d: a}", "", id="§4.2 §2.6 no move, no rule"),
    ],
)
def test_require_is_asked_for_exactly_the_moves_named(trigger, refused):
    text = TRIGGERS.format(trigger=trigger, ok="false")
    reason = ("rule", "r", "Not ok.", 2)
    for event in "ABCT":
        check(text, (event, rejected(reason) if event in refused.split() else took(**AFTER[event])))


AFTER = {
    "A": {},
    "B": {"dims": {"d": "b", "ok": False}},
    "C": {"dims": {"d": "c", "ok": False}},
    "T": {"dims": {"d": "a", "ok": True}},
}

READS_START = """
dimensions: {d: {values: [a, b], initial: a}, e: {values: [x, y], initial: x}}
context: {n: {type: integer, initial: 0}}
rules:
  early: {on: {d: b}, require: [{that: e == 'x' and n == 0, message: Too late.}]}
on: {BOTH: {target: {d: b, e: y}, do: [{set: {n: 7}}]}}
"""


def test_require_reads_the_state_at_the_start_of_the_microstep():
    """§4.2"""
    check(READS_START, ("BOTH", took(dims={"d": "b", "e": "y"}, context={"n": 7})))


LATER_MICROSTEP = """
dimensions: {d: {values: [a, b], initial: a}}
context: {n: {type: integer, initial: 0}}
rules: {r: {when: n > 0, on: {d: b}, require: [{that: n > 5, message: "=f'n is {n}.'"}]}}
on: {E: {do: [{log: lost}, {set: {n: =event.n}}, {raise: NEXT}]}, NEXT: {target: {d: b}}}
"""


def test_refusal_of_a_later_microstep_rejects_the_whole_step():
    """§4.2 §5.6"""
    check(
        LATER_MICROSTEP,
        (("E", {"n": 3}), rejected(("rule", "r", "n is 3.", 3))),
        (("E", {"n": 0}), took(dims={"d": "b"}, effects=logs("lost"), context={"n": 0})),
    )


def test_rule_that_fails_to_evaluate_always_rejects():
    """§7.4"""
    text = """
dimensions: {d: {values: [a, b], initial: a}}
context: {m: {type: object, initial: {}}}
rules: {r: {on: {d: b}, require: [{that: m.deep.down > 1}]}}
on: {E: {target: {d: b}}, error.execution: {do: [{log: never}]}}
"""
    check(text, ("E", rejected(("error", "r", "m has no key 'deep', in: m.deep.down > 1", 3))))


CONSTRAINTS = """
context: {n: {type: integer, minimum: 0, maximum: 9, initial: 0}, s: {type: string, maxLength: 3, initial: ""}}
rules:
  never_five: {never: n == 5, message: "=f'{n} is not allowed.'"}
  small_when_named: {when: s != '', always: n < 4}
  unsaid: {never: n == 6}
on: {SET: {do: [{set: {n: =event.n, s: =event.s}}]}, VIA: {do: [{set: {n: 5}}, {raise: BACK}]}, BACK: {do: [{set: {n: 0}}]}}
"""


@pytest.mark.parametrize(
    ("n", "s", "then"),
    [
        pytest.param(4, "", took(context={"n": 4, "s": ""}), id="§5.3 all hold"),
        pytest.param(
            5, "", rejected(("rule", "never_five", "5 is not allowed.", 3)), id="§5.3 never"
        ),
        pytest.param(
            4,
            "x",
            rejected(("rule", "small_when_named", "small_when_named needs n < 4 (n is 4).", 4)),
            id="§5.3 always",
        ),
        pytest.param(
            6,
            "",
            rejected(("rule", "unsaid", "unsaid never allows n == 6.", 5)),
            id="§5.3 a never without a message",
        ),
        pytest.param(
            10,
            "long",
            rejected(
                ("rule", "small_when_named", "small_when_named needs n < 4 (n is 10).", 4),
                ("schema", "n", "n: must be at most 9, is 10", 1),
                ("schema", "s", "s: must have at most 3 characters, is 'long'", 1),
            ),
            id="§5.3 all failures together",
        ),
        pytest.param(
            True,
            "",
            rejected(("schema", "n", "n: must be an integer, is true", 1)),
            id="§5.3 a boolean is no number",
        ),
        pytest.param(
            None, None, rejected(), id="§5.3 null is no value of a type that does not say so"
        ),
    ],
)
def test_constraints_hold_in_every_committed_state(n, s, then):
    check(CONSTRAINTS, (("SET", {"n": n, "s": s}), then))


def test_constraints_are_checked_only_when_the_step_is_quiet():
    """§5.3"""
    check(CONSTRAINTS, ("VIA", took(path=[["VIA", "machine: VIA"], ["BACK", "machine: BACK"]])))


COMPUTED = """
context: {n: {type: integer, initial: 0}}
dimensions: {size: {values: [small, large], compute: [{when: n > 5, is: large}, {is: small}]}, ok: {values: [false, true], initial: false}}
rules: {growing: {on: {size: {from: small, to: large}}, require: [{that: ok, message: "=f'Not ok at {n}.'"}]}}
on:
  SET: {do: [{set: {n: =event.n}}]}
  OK: {target: {ok: true}}
  OK_SET: {target: {ok: true}, do: [{set: {n: =event.n}}]}
  THERE_AND_BACK: {do: [{set: {n: 9}}, {raise: BACK}]}
  BACK: {do: [{set: {n: 0}}]}
"""


def test_move_of_a_computed_value_is_that_of_the_whole_step():
    """§4.9"""
    small = {"size": "small", "ok": False}
    check(
        COMPUTED,
        (("SET", {"n": 6}), rejected(("rule", "growing", "Not ok at 0.", 3))),
        (("OK_SET", {"n": 6}), rejected(("rule", "growing", "Not ok at 0.", 3))),
        ("THERE_AND_BACK", took()),
        ("OK", took(dims={**small, "ok": True})),
        (("SET", {"n": 6}), took(dims={"size": "large", "ok": True}, context={"n": 6})),
        start=started(dims=small),
    )
    check(
        COMPUTED,
        values={"n": 9},
        start=started(dims={"size": "large", "ok": False}, context={"n": 9}),
    )


def test_constraint_on_the_tree_reads_active():
    """§5.3"""
    check(
        "dimensions: {d: {values: [0, 1], initial: 0}}\nrules: {r: {never: \"active('b') and d == 0\", message: No.}}\ninitial: a\nstates: {a: {on: {E: b, F: {target: [b, {d: 1}]}}}, b: {}}",
        ("E", rejected(("rule", "r", "No.", 2))),
        ("F", took("b", dims={"d": 1})),
    )
