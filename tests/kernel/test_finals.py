"""Final states and the end of a machine (docs/semantics.md §4.7, §5.4, §5.5)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, chart_of, check, ignored, logs, started, took

FINALS = """
context: {n: {type: integer, initial: 4}, seen: {type: array, initial: []}}
initial: work
states:
  work:
    initial: a
    on_done: {target: both, do: [{set: {seen: "=seen + [event.output]"}}]}
    states: {a: {on: {E: f, G: g}}, f: {final: true, output: {sum: =n}}, g: {final: true}}
  both:
    parallel: true
    on_done: {target: end, do: [{set: {seen: "=seen + [event_name, event.output]"}}]}
    states:
      r: {initial: a, on: {done.state.both.r: {do: [{log: r}]}}, states: {a: {on: {E: f, R: f}}, f: {final: true, output: 1}}}
      s: {initial: a, on: {done.state.both.s: {do: [{log: s}]}}, states: {a: {on: {E: f}}, f: {final: true, output: 2}}}
  end: {final: true, output: =seen, entry: [{log: +end}], exit: [{log: -end}]}
exit: [{log: bye}]
on: {LATER: {do: [{send: X, delay: 9s}, {send: Y}]}, X: {}, Y: {}}
"""


def test_final_states_tell_their_parents_and_end_the_machine():
    """§4.7 §5.4 §5.5"""
    check(
        FINALS,
        ("LATER", took(timers=[["X", 9000]], queue=["Y"])),
        (
            "E",
            took(
                "both.r.a both.s.a",
                context={"n": 4, "seen": [{"sum": 4}]},
                path=[
                    ["E", "work.a: E -> work.f"],
                    ["done.state.work", "work: done.state.work -> both"],
                ],
            ),
        ),
        ("R", took("both.r.f both.s.a", effects=logs("r"))),
        (
            "E",
            took(
                "end",
                context={"n": 4, "seen": [{"sum": 4}, "done.state.both", None]},
                status="done",
                effects=logs("s", "+end", "-end", "bye"),
                output=[{"sum": 4}, "done.state.both", None],
                timers=[],
                queue=[],
            ),
        ),
        ("E", ignored(note="the machine is done")),
        ("LATER", ignored(note="the machine is done")),
    )


def test_final_state_without_output_gives_null():
    """§4.7"""
    check(FINALS, ("G", took("both.r.a both.s.a", context={"n": 4, "seen": [None]})))


TOGETHER = """
context: {n: {type: integer, initial: 0}}
initial: p
states:
  p:
    parallel: true
    on_done: {do: [{set: {n: =n + 1}}]}
    states:
      a: {initial: x, states: {x: {on: {E: f}}, f: {final: true}}}
      b: {initial: x, states: {x: {on: {E: f}}, f: {final: true}}}
"""


def test_regions_that_become_final_together_complete_their_parallel_state_once():
    """§4.7, and SCXML's enterStates: the last one entered completes it."""
    check(
        TOGETHER,
        (
            "E",
            took(
                "p.a.f p.b.f",
                context={"n": 1},
                path=[
                    ["E", "p.a.x: E -> p.a.f", "p.b.x: E -> p.b.f"],
                    ["done.state.p", "p: done.state.p"],
                ],
            ),
        ),
    )


PARALLEL_ROOT = """
parallel: true
output: =n
context: {n: {type: integer, initial: 0}}
states:
  a: {initial: x, states: {x: {on: {A: f}}, f: {final: true, output: 5}}}
  b: {parallel: true, states: {c: {initial: x, states: {x: {on: {C: f}}, f: {final: true}}}, d: {initial: x, states: {x: {on: {C: f}}, f: {final: true}}}}}
on: {done.state.a: {do: [{set: {n: =n + event.output}}]}}
"""


@pytest.mark.parametrize(
    ("events", "output"),
    [(["A", "C"], 5), (["C", "A"], 0)],
    ids=["inner regions last", "outer region last"],
)
def test_parallel_root_is_done_when_its_last_region_is_final(events, output):
    """§4.7: the last microstep ends the macrostep, so its done events are not taken any more."""
    first, last = events
    check(
        PARALLEL_ROOT,
        (first, took(ANY, context=ANY)),
        (last, took("a.f b.c.f b.d.f", context={"n": output}, status="done", output=output)),
    )


def test_end_lets_cascades_settle_but_no_eventless_transition_follow():
    """§4.7"""
    text = """
dimensions: {d: {values: [0, 1], initial: 0}, e: {values: [0, 1], initial: 0}}
rules: {r: {when: "active('f')", then: {d: 1}}}
initial: a
states: {a: {on: {E: {target: f, do: [{raise: X}]}}}, f: {final: true}}
always: [{when: d == 1 and e == 0, target: {e: 1}}]
on: {X: {target: {e: 1}}}
"""
    check(text, ("E", took("f", dims={"d": 1, "e": 0}, status="done")))


def test_done_when_ends_a_machine_without_a_tree():
    """§5.4"""
    text = """
dimensions:
  stage: {values: [open, closed], initial: open}
  d: {initial: a, states: {a: {exit: [{log: -a}], after: {5s: b}}, b: {}}}
done_when: stage == 'closed'
output: {stage: =stage}
on: {CLOSE: {target: {stage: closed}}}
"""
    closed = {"stage": "closed", "d": "a"}
    check(
        text,
        (
            "CLOSE",
            took(
                dims=closed,
                status="done",
                output={"stage": "closed"},
                effects=logs("-a"),
                timers=[],
            ),
        ),
        ("CLOSE", ignored(note="the machine is done")),
    )
    check(
        text,
        values={"stage": "closed"},
        start=started(dims=closed, status="done", effects=logs("-a")),
    )


def test_machine_exits_in_reverse_document_order_at_its_end():
    """§5.4"""
    dimension = "dimensions: {d: {initial: x, states: {x: {exit: [{log: -d}]}}}}\n"
    tree = "initial: a\nstates: {a: {initial: b, on: {E: f}, states: {b: {}}}, f: {final: true, exit: [{log: -f}]}}\nexit: [{log: -machine}]\n"
    check(dimension + tree, ("E", took("f", status="done", effects=logs("-f", "-machine", "-d"))))
    check(tree + dimension, ("E", took("f", status="done", effects=logs("-d", "-f", "-machine"))))


def test_machine_whose_initial_state_is_final_is_done_at_its_start():
    """§4.7 §10.1"""
    check(
        "initial: f\nstates: {f: {final: true, output: =1 + 1}}",
        start=started("f", status="done", output=2),
    )


def test_constraint_that_the_end_breaks_rejects_it():
    """§5.4: exit actions run before the constraints are checked."""
    text = "context: {n: {type: integer, initial: 0, maximum: 1}}\ninitial: a\nstates: {a: {on: {E: f}}, f: {final: true, exit: [{set: {n: =n + 2}}]}}"
    chart = chart_of(text)
    step = chart.send(chart.start().snapshot, "E")
    assert [str(reason) for reason in step.outcome.reasons] == [
        "schema: n: must be at most 1, is 2 [<text>:3:11]"
    ]
