"""Time, delayed events and the turn's queue (docs/semantics.md §5.7, §8.2, §9)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import chart_of, check, ignored, logs, next_due, rejected, took

TIMERS = """
context: {d: {initial: 2s}}
initial: a
states:
  a: {after: {5s: b, 3s: [{when: d == 'never', target: b}, {do: [{log: three}]}]}, on: {OUT: b, AGAIN: {target: a, reenter: true}}}
  b: {on: {BACK: a}}
on:
  SET: {do: [{send: PING, delay: =event.delay, id: =event.id, with: {n: =event.n}}]}
  REPLACE: {do: [{send: PING, delay: =event.delay, id: =event.id, with: {n: =event.n}, replace: true}]}
  NOW_INSTEAD: {do: [{send: PING, id: x, with: {n: now}, replace: true}]}
  CANCEL: {do: [{cancel: =event.id}]}
  PING: {do: [{log: =event.n}]}
"""


def due_at(now):
    """The next step due at an absolute time."""
    return lambda chart, snapshot, _: next_due(chart, snapshot, now)


def test_private_timer_belongs_to_the_activation_of_its_state():
    """§9.3"""
    check(
        TIMERS,
        (
            due_at(3.0),
            took(effects=logs("three"), timers=[["after", 5000]], path=[["after", "a: eventless"]]),
        ),
        ("AGAIN", took("a", timers=[["after", 6000], ["after", 8000]])),
        ("OUT", took("b", timers=[])),
        ("BACK", took("a", timers=[["after", 6000], ["after", 8000]])),
        (due_at(6.0), took("a", effects=logs("three"))),
        (due_at(8.5), took("b", timers=[], path=[["after", "a: eventless -> b"]])),
    )


def ping(name, **fields):
    return (name, {"delay": "1s", "id": "x", "n": 0, **fields})


def test_delayed_events_are_named_cancelled_and_replaced_by_their_id():
    """§8.2"""
    check(
        TIMERS.replace("{5s: b, 3s", "{9h: b, 8h"),
        (ping("SET", n=1), took(timers=[["PING", 1000], *AFTERS])),
        (ping("SET", n=2, delay="2s"), took(timers=[["PING", 1000], ["PING", 2000], *AFTERS])),
        (
            ping("SET", n=3, id="y"),
            took(timers=[["PING", 1000], ["PING", 1000], ["PING", 2000], *AFTERS]),
        ),
        (ping("REPLACE", n=4, delay=3), took(timers=[["PING", 1000], ["PING", 3000], *AFTERS])),
        (ping("CANCEL", id="nobody"), took(timers=[["PING", 1000], ["PING", 3000], *AFTERS])),
        (ping("CANCEL", id="y"), took(timers=[["PING", 3000], *AFTERS])),
        ("NOW_INSTEAD", took(queue=["PING"], timers=AFTERS)),
        (ping("CANCEL"), took(queue=["PING"])),
        (0.0, took(effects=logs("now"), queue=[])),
    )


AFTERS = [["after", 8 * 3_600_000], ["after", 9 * 3_600_000]]


def test_queue_comes_before_timers_and_timers_in_the_order_of_due_and_serial():
    """§9.1"""
    text = """
on:
  ALL:
    do:
      - {send: T, with: {n: late}, delay: 2s}
      - {send: T, with: {n: first}, delay: 1s}
      - {send: T, with: {n: second}, delay: 1s}
      - {send: T, with: {n: at once}, delay: 0s}
      - {send: T, with: {n: queued}}
      - {send: T, with: {n: queued too}}
  T: {do: [{log: =event.n}]}
"""
    order = ["queued", "queued too", "at once", "first", "second", "late"]
    check(text, ("ALL", took()), *((due_at(9.0), took(effects=logs(name))) for name in order))


def test_nothing_due_is_no_step():
    """§9.1"""
    chart = chart_of(TIMERS)
    snapshot = chart.start(now=10.0).snapshot
    assert (chart.step(snapshot, now=12.999), snapshot.due) == (None, 13.0)
    step = chart.step(snapshot, now=13.0)
    assert step is not None
    assert step.outcome.accepted


def test_time_never_goes_back():
    """§5.7 §9.4"""
    chart = chart_of(TIMERS)
    snapshot = chart.start(now=10.0).snapshot
    step = chart.send(snapshot, "SET", {"delay": 1, "id": "x", "n": 0}, now=5.0)
    assert (step.snapshot.now_ms, step.snapshot.due) == (10_000, 11.0)
    assert chart.send(step.snapshot, "OUT", now=-1e9).snapshot.now_ms == 10_000
    assert chart.step(step.snapshot, now=5.0) is None


def test_now_is_fixed_for_the_step():
    """§5.7"""
    text = "initial: a\nstates: {a: {on: {E: {target: b, do: [{log: =now()}, {raise: F}]}}}, b: {entry: [{log: =now()}]}}\non: {F: {do: [{log: =now()}]}}"
    chart = chart_of(text)
    step = chart.send(chart.start(now=1.0).snapshot, "E", now=2.5)
    assert [effect.message for effect in step.effects] == [2.5, 2.5, 2.5]


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.0004, 0), (0.0006, 1), (1.2345, 1234), (2.0, 2000), (-3.0, -3000)]
)
def test_time_is_measured_in_whole_milliseconds(seconds, expected):
    """§9.4"""
    assert chart_of(TIMERS).start(now=seconds).snapshot.now_ms == expected


def test_late_timers_are_taken_one_by_one_at_the_time_of_the_step():
    """§9.1 §9.4: a timer that is taken late starts the next one late."""
    text = "initial: a\nstates: {a: {after: {1s: b}}, b: {after: {1s: c}}, c: {}}"
    check(text, (10.0, took("b", timers=[["after", 11_000]])), (1.0, took("c")))


def test_timer_whose_condition_is_false_is_spent_and_reported():
    """§9.2 §9.3"""
    text = "dimensions: {d: {values: [0, 1], initial: 0, moves: free}}\ninitial: a\nstates: {a: {after: {1s: {when: d == 1, target: b}}}, b: {}}"
    check(
        text,
        (
            1.0,
            rejected(
                ("guard", None, "needs d == 1 (d is 0)", 3), timers=[], queue=["error.rejected"]
            ),
        ),
    )


def test_delayed_event_that_nothing_names_any_more_is_ignored():
    """§6.1 §9.1"""
    check(
        "initial: a\nstates: {a: {on: {E: {target: b, do: [{send: X, delay: 1s}]}, X: {}}}, b: {}}",
        ("E", took("b")),
        (1.0, ignored(timers=[], queue=[])),
    )


def test_delayed_event_to_another_instance_becomes_an_effect_when_it_is_due():
    """§8.2 §8.3"""
    text = "context: {n: {type: integer, initial: 1}}\non: {E: {do: [{send: HELLO, to: other, delay: 1s, id: x, with: {n: =n}}, {set: {n: 2}}]}, C: {do: [{cancel: x}]}}"
    check(
        text,
        ("E", took(context={"n": 2}, timers=[["HELLO", 1000]])),
        (1.0, took(effects=[["send", "other", "HELLO", {"n": 1}]], timers=[], path=[])),
    )
    check(text, ("E", took(context={"n": 2})), ("C", took(timers=[])))


def test_computed_delay_is_read_when_the_state_is_entered():
    """§4.6 §9.4"""
    text = "context: {n: {type: number, initial: 1.5}}\ninitial: a\nstates: {a: {on: {E: {target: b, do: [{set: {n: =n * 2}}]}}}, b: {after: {=n: a}, entry: [{set: {n: 0}}]}}"
    check(text, ("E", took("b", context={"n": 0}, timers=[["after", 3000]])))


def test_send_to_itself_may_go_on_for_ever_one_step_at_a_time():
    """§8.2 §9.1"""
    text = (
        "context: {n: {type: integer, initial: 0}}\non: {E: {do: [{set: {n: =n + 1}}, {send: E}]}}"
    )
    check(
        text,
        ("E", took(context={"n": 1}, queue=["E"])),
        *((0.0, took(context={"n": n}, queue=["E"])) for n in range(2, 9)),
    )


def test_rejected_step_leaves_timers_queue_and_time_alone():
    """§5.6"""
    text = 'rules: {r: {never: "n > 0"}}\ncontext: {n: {type: integer, initial: 0}}\non: {KEEP: {do: [{send: X, delay: 5s, id: x}, {send: X}]}, E: {do: [{cancel: x}, {send: X}, {send: X, delay: 1s}, {set: {n: 1}}]}, X: {}}'
    check(
        text,
        ("KEEP", took(timers=[["X", 5000]], queue=["X"])),
        (
            "E",
            rejected(("rule", "r", "r never allows n > 0.", 1), timers=[["X", 5000]], queue=["X"]),
        ),
    )
