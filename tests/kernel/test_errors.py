"""`error.execution` and `error.rejected` (docs/semantics.md §7 and §9.2)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, Then, answer, check, ignored, logs, rejected, started, took

BLOCKS = """
context: {{m: {{type: object, initial: {{}}}}, n: {{type: integer, initial: 0}}}}
dimensions: {{d: {{values: [x, y], initial: x, on_change: {{y: {on_change}}}}}}}
initial: a
states:
  a: {{exit: {exit}, on: {{E: {{target: b, do: {do}}}, D: {{target: {{d: y}}}}}}}}
  b: {{entry: {entry}}}
{handler}
"""
FINE = "[{log: fine}]"
FAILING = "[{set: {n: 5}}, {log: lost}, {raise: LOST}, {log: =m.gone}, {log: never}]"
HANDLER = "on: {error.execution: {do: [{log: =event.message}]}, LOST: {do: [{log: never}]}}"
GONE = "m has no key 'gone', in: =m.gone"


def with_failing(block: str, handler: str) -> str:
    blocks = {"exit": FINE, "do": FINE, "entry": FINE, "on_change": FINE, block: FAILING}
    return BLOCKS.format(**blocks, handler=handler)


@pytest.mark.parametrize(
    ("block", "event", "then", "line"),
    [
        pytest.param("exit", "E", took("b", effects=logs("fine", "fine", GONE)), 5, id="§7.1 exit"),
        pytest.param("do", "E", took("b", effects=logs("fine", "fine", GONE)), 5, id="§7.1 do"),
        pytest.param(
            "entry", "E", took("b", effects=logs("fine", "fine", GONE)), 6, id="§7.1 entry"
        ),
        pytest.param(
            "on_change", "D", took(dims={"d": "y"}, effects=logs(GONE)), 2, id="§7.1 on_change"
        ),
    ],
)
def test_failing_block_alone_is_undone_when_its_error_is_handled(block, event, then, line):
    check(with_failing(block, HANDLER), (event, then))
    check(with_failing(block, "on: {LOST: {}}"), (event, rejected(("error", None, GONE, line))))


@pytest.mark.parametrize(
    ("handler", "is_handled"),
    [
        pytest.param("error.execution: {}", True, id="§7.3 by its name"),
        pytest.param('"error.*": {}', True, id="§7.3 by error.*"),
        pytest.param('"*": {}', False, id="§7.3 not by the wildcard of all events"),
        pytest.param(
            "error.execution: {when: n > 0}",
            False,
            id="§7.3 not by a handler whose condition is false",
        ),
        pytest.param("error.executio: {}", False, id="§7.3 not by another name"),
    ],
)
def test_error_must_be_handled_by_name(handler, is_handled):
    text = with_failing("do", f"on: {{LOST: {{}}, {handler}}}")
    check(text, ("E", took("b", effects=ANY) if is_handled else rejected(("error", None, GONE, 5))))


HANDLED_WHERE = """
context: {m: {type: object, initial: {}}}
dimensions: {d: {initial: x, states: {x: {on: {error.execution: {target: {d: y}, do: [{log: region}]}}}, y: {}}}}
initial: a
states: {a: {on: {E: {do: [{log: =m.gone}]}, error.execution: {target: b, do: [{log: =event_name}]}}}, b: {}}
on: {error.execution: {do: [{log: machine}]}}
"""


def test_every_region_may_handle_the_error():
    """§7.1 §3.1 §3.3"""
    check(
        HANDLED_WHERE,
        ("E", took("b", dims={"d": "y"}, effects=logs("region", "error.execution"))),
        ("NONE", ignored()),
    )


START = "context: {{m: {{type: object, initial: {{}}}}}}\ninitial: a\nstates: {{a: {{entry: [{{log: lost}}, {{log: =m.gone}}]}}}}\n{handler}"


def test_error_in_an_entry_of_the_start():
    """§7.1 §10.1"""
    check(START.format(handler=""), start=rejected(("error", None, GONE, 3)))
    check(
        START.format(handler="on: {error.execution: {do: [{log: handled}]}}"),
        start=started("a", effects=logs("handled")),
    )


CONDITIONS = """
context: {m: {type: object, initial: {}}, n: {type: integer, initial: 0}}
initial: a
states:
  a: {on: {E: [{when: m.gone > 0, target: b}, {when: n == 0, do: [{log: fallback}]}], ONLY: {when: m.gone > 0, target: b}}}
  b: {}
"""


def test_failing_condition_counts_as_false_and_reports():
    """§7.2 §6.1"""
    gone = "m has no key 'gone', in: m.gone > 0"
    check(
        CONDITIONS,
        ("E", rejected(("error", None, gone, 4))),
        ("ONLY", rejected(("error", None, gone, 4))),
    )
    check(
        CONDITIONS + "on: {error.execution: {do: [{log: =event.message}]}}",
        ("E", took(effects=logs("fallback", gone))),
        ("ONLY", took(effects=logs(gone), path=[["error.execution", "machine: error.execution"]])),
    )


def test_condition_that_is_no_boolean_fails():
    """§7.2"""
    text = "initial: a\nstates: {a: {on: {E: {when: event.x, target: b}}}, b: {}}"
    told = "a condition must be true or false, is {}, in: event.x"
    check(
        text,
        (("E", {"x": 1}), rejected(("error", None, told.format(1), 2))),
        (("E", {"x": False}), rejected(("guard", None, "needs event.x (event.x is false)", 2))),
        (("E", {"x": True}), took("b")),
    )


def test_failing_condition_reports_once_in_a_step():
    """§7.2"""
    text = """
context: {m: {type: object, initial: {}}, n: {type: integer, initial: 0}}
initial: a
states: {a: {always: {when: m.gone > 0, target: b}, on: {E: {do: [{raise: F}]}}}, b: {}}
on: {F: {do: [{raise: G}]}, G: {}, error.execution: {do: [{set: {n: =n + 1}}]}}
"""
    check(
        text, ("E", took(context={"m": {}, "n": 2})), start=started("a", context={"m": {}, "n": 1})
    )


def test_failing_delay_reports_and_starts_no_timer():
    """§7.2"""
    text = "context: {m: {type: object, initial: {}}}\ninitial: a\nstates: {a: {on: {E: b}}, b: {after: {=m.gone: a, 5s: a}}}\n"
    check(text, ("E", rejected(("error", None, GONE, 3))))
    check(text + "on: {error.execution: {}}", ("E", took("b", timers=[["after", 5000]])))


def test_output_of_a_final_state_that_fails_is_an_error_of_its_own():
    """§7.4"""
    text = """
context: {m: {type: object, initial: {}}, out: {initial: 5}}
initial: a
states:
  a: {initial: x, on_done: {target: b, do: [{set: {out: =event.output}}]}, states: {x: {on: {E: f}}, f: {final: true, output: =m.gone}}}
  b: {}
"""
    check(text, ("E", rejected(("error", None, GONE, 4))))
    check(text + "on: {error.execution: {}}", ("E", took("b", context={"m": {}, "out": None})))


@pytest.mark.parametrize("handler", ["", "on: {error.execution: {}}"])
def test_output_of_the_machine_that_fails_always_rejects(handler):
    """§7.4"""
    text = f"context: {{m: {{type: object, initial: {{}}}}}}\noutput: =m.gone\ninitial: a\nstates: {{a: {{on: {{E: f}}}}, f: {{final: true}}}}\n{handler}"
    check(text, ("E", rejected(("error", None, GONE, 2))))


def test_error_still_queued_at_the_end_rejects():
    """§5.4"""
    text = "context: {m: {type: object, initial: {}}}\ninitial: a\nstates: {a: {on: {E: f}}, f: {final: true, exit: [{log: =m.gone}]}}\non: {error.execution: {}}"
    check(text, ("E", rejected(("error", None, GONE, 3))))


def test_handler_that_fails_itself_raises_the_next_error():
    """§7.1"""
    text = """
context: {m: {type: object, initial: {}}, n: {type: integer, initial: 0}}
on:
  E: {do: [{log: =m.gone}]}
  error.execution: [{when: n == 0, do: [{log: "=f'{m.again}'"}]}]
"""
    message = (
        "The step does not end: more than 1000 microsteps. Last: "
        + " -> ".join(["machine: error.execution"] * 6)
        + "."
    )
    check(text, ("E", rejected(("error", None, message, 4))))


REFUSED = """
context: {seen: {initial: null}}
dimensions: {lock: {values: [open, shut], initial: open, moves: free}, d: {values: [a, b], initial: a}}
actions: {db: {}}
rules: {r: {on: {d: b}, require: [{that: lock == 'open', message: Locked.}]}}
on:
  SHUT: {target: {lock: shut}}
  NOW: {do: [{send: GO, with: {x: 1}}]}
  LATER: {do: [{send: GO, with: {x: 2}, delay: 5s}]}
  ACT: {do: [{action: db, done: GO}]}
  GO: {target: {d: b}}
%s
"""
REPORT = {"event": "GO", "reasons": [{"kind": "rule", "message": "Locked.", "id": "r"}]}
LOCKED = ("rule", "r", "Locked.", 4)
SHUT = {"lock": "shut", "d": "a"}


@pytest.mark.parametrize(
    ("event", "due", "data"),
    [
        pytest.param("NOW", 0.0, {"x": 1}, id="§9.2 a queued event"),
        pytest.param("LATER", 5.0, {"x": 2}, id="§9.2 a timer"),
        pytest.param("ACT", answer(1, 7), {"result": 7}, id="§9.2 an answer"),
    ],
)
def test_event_that_cannot_be_sent_again_is_reported_when_it_is_rejected(event, due, data):
    heard = REFUSED % "  error.rejected: {do: [{set: {seen: =event}}]}"
    check(
        heard,
        ("SHUT", took(dims=SHUT)),
        (event, took(effects=ANY)),
        (due, rejected(LOCKED, queue=["error.rejected"], timers=[])),
        (0.0, took(context={"seen": {**REPORT, "data": data}}, queue=[])),
    )


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param("", id="§9.2 unheard"),
        pytest.param(
            "  error.rejected: {when: lock == 'open'}",
            id="§9.2 heard by nobody whose condition holds",
        ),
        pytest.param("  error.rejected: {target: {d: b}}", id="§9.2 refused itself"),
    ],
)
def test_report_that_is_not_taken_stalls_and_causes_no_other(handler):
    check(
        REFUSED % handler,
        ("SHUT", took(dims=SHUT)),
        ("NOW", took()),
        (0.0, rejected(LOCKED, queue=["error.rejected"])),
        (0.0, Then(kind="stalled", reasons=ANY, queue=[])),
    )


def test_after_that_is_rejected_is_spent():
    """§9.3 §9.2"""
    text = """
context: {seen: {initial: null}}
dimensions: {lock: {values: [open, shut], initial: shut, moves: free}, d: {initial: a, states: {a: {after: {1s: b}}, b: {}}}}
rules: {r: {on: {d: b}, require: [{that: lock == 'open', message: Locked.}]}}
on: {error.rejected: {do: [{set: {seen: =event}}]}}
"""
    check(
        text,
        (1.0, rejected(("rule", "r", "Locked.", 3), queue=["error.rejected"], timers=[])),
        (0.0, took(context={"seen": {**REPORT, "event": "after", "data": {}}})),
    )


def test_external_event_that_is_rejected_is_not_reported():
    """§9.2 §5.6"""
    check(REFUSED % "", ("SHUT", took(dims=SHUT)), ("GO", rejected(LOCKED, queue=[])))
