"""Machines inside of states: their life, their events, what they tell (docs/semantics.md §14)."""

from __future__ import annotations

import json

import pytest

import statecraft as sc
from tests.kernel.checking import (
    ANY,
    broken,
    chart_of,
    check,
    ignored,
    logs,
    rejected,
    reply,
    started,
    took,
)

LOADER = """
context: {data: {initial: null}, n: {type: integer, initial: 0}}
states:
  one:
    invoke:
      id: slot
      machine: loader
      input: {k: =n + 1}
      on_done: {target: two, do: [{set: {data: =event.output}}]}
      on_error: {target: bad, do: [{set: {data: =event.message}}]}
    on:
      NEXT: {do: [{send: LOAD, to: slot}]}
      SEEN: {do: [{set: {n: 5}}]}
      AGAIN: {target: one, reenter: true}
      SKIP: two
  two: {on: {BACK: one, LATE: {do: [{send: LOAD, to: slot}]}}}
  bad: {}
machines:
  loader:
    input: {k: {type: integer, maximum: 5}}
    context: {k: {type: integer, initial: =input.k}}
    states:
      idle:
        entry: [{log: =k}]
        exit: [{log: out}]
        after: {5s: idle}
        on: {LOAD: {target: end, do: [{send: SEEN, to: parent}]}}
      end: {final: true, output: {got: =k}}
"""
BORN = started("one", effects=logs(1), note="loader in slot", queue=[], timers=[["after", 5000]])


def test_a_child_starts_sends_ends_and_is_heard():
    """§14.1, §14.2, §14.4, §14.8: each in a step of its own."""
    check(
        LOADER,
        (0.0, BORN),
        ("NEXT", took(queue=["LOAD"])),
        (0.0, took(effects=logs("out"), queue=["SEEN", "done.invoke.slot"], exited=["one.idle"])),
        (0.0, took(context={"data": None, "n": 5}, queue=["done.invoke.slot"])),
        (0.0, took("two", context={"data": {"got": 1}, "n": 5}, queue=[])),
        ("LATE", took(queue=["LOAD"])),
        (0.0, ignored(note="there is no child in slot")),
        start=started("one", queue=["start"]),
    )


def test_a_start_that_is_refused_is_an_event_of_the_parent():
    """§14.2: input that does not fit."""
    message = "input: k: must be at most 5, is 6"
    check(
        LOADER.replace("n: {type: integer, initial: 0}", "n: {type: integer, initial: 5}"),
        (0.0, rejected(("schema", None, message, 18), note="slot", queue=["error.invoke.slot"])),
        (0.0, took("bad", context={"data": message, "n": 5})),
    )


@pytest.mark.parametrize(
    ("event", "then", "queue"),
    [
        pytest.param("SKIP", "two", [], id="left"),
        pytest.param("AGAIN", "one", ["start"], id="re-entered: a fresh child"),
    ],
)
def test_leaving_the_state_stops_its_child(event, then, queue):
    """§14.3: its exits run, its timers and queued events are dropped."""
    check(
        LOADER,
        (0.0, BORN),
        ("NEXT", took(queue=["LOAD"])),
        (event, took(then, effects=logs("out"), timers=[], queue=["LOAD", *queue])),
    )


def test_what_is_queued_of_a_stopped_child_is_dropped():
    """§14.3, §14.4: its end, the end of its start, its events."""
    check(
        LOADER,
        (0.0, BORN),
        ("NEXT", took(queue=["LOAD"])),
        (0.0, took(effects=logs("out"), queue=["SEEN", "done.invoke.slot"])),
        ("AGAIN", took("one", queue=["SEEN", "start"], effects=[])),
        (0.0, ignored(note="stale", queue=["start"])),
        (0.0, started("one", effects=logs(1), note="loader in slot")),
    )


EACH = """
context: {jobs: {type: array, initial: JOBS}, out: {initial: null}}
states:
  go:
    invoke:
      id: j
      machine: job
      each: {in: =jobs, as: k, at_most: 3}
      input: {k: =k}
      on_done: {target: done, do: [{set: {out: =event.output}}]}
      on_error: {target: bad, do: [{set: {out: =event.slot}}]}
    on: {FIN: {do: [{send: FIN, to: j.1}]}, FIN0: {do: [{send: FIN, to: j.0}]}}
  done: {}
  bad: {}
machines:
  job:
    input: {k: {type: integer}}
    context: {k: {type: integer, maximum: 5, initial: =input.k}}
    states: {a: {exit: [{log: =k}], on: {FIN: b}}, b: {final: true, output: =k}}
"""


def test_one_child_for_each_element_and_their_outputs_in_order():
    """§14.9: done.invoke.ID follows when all are done."""
    check(
        EACH.replace("JOBS", "[1, 2]"),
        (0.0, started(note="job in j.0", queue=["start"])),
        (0.0, started(note="job in j.1")),
        ("FIN", took()),
        (0.0, took(effects=logs(2), queue=[])),
        ("FIN0", took()),
        (0.0, took(effects=logs(1), queue=["done.invoke.j"])),
        (0.0, took("done", context={"jobs": [1, 2], "out": [1, 2]})),
    )


def test_the_first_error_stops_the_others():
    """§14.9: the rest of the state's children go with the state."""
    message = "k: must be at most 5, is 9"
    check(
        EACH.replace("JOBS", "[1, 9, 2]"),
        (0.0, started(note="job in j.0")),
        (
            0.0,
            rejected(("schema", "k", message, 17), note="j.1", queue=["start", "error.invoke.j"]),
        ),
        (0.0, started(note="job in j.2", queue=["error.invoke.j"])),
        (0.0, took("bad", context={"jobs": [1, 9, 2], "out": "j.1"}, effects=logs(2, 1))),
    )


def test_no_elements_are_done_at_once_and_too_many_are_an_error():
    """§14.9: at_most bounds them."""
    check(
        EACH.replace("JOBS", "[]"),
        (0.0, took("done", context={"jobs": [], "out": []})),
    )
    message = "each has 4 elements, more than at_most 3"
    chart = chart_of(EACH.replace("JOBS", "[1, 2, 3, 4]"))
    assert [reason.message for reason in chart.start().outcome.reasons] == [message]


ACTION = """
context: {out: {initial: null}}
actions: {ask: {with: {i: {optional: true}}}}
states:
  go:
    invoke: {id: f, action: ask, with: {i: 1}, timeout: 10s, retry: {attempts: 2, delay: 1s}, on_done: {target: done, do: [{set: {out: =event.output}}]}, on_error: {target: bad, do: [{set: {out: =event}}]}}
    on: {OUT: bad}
  done: {on: {GO: go}}
  bad: {on: {GO: go}}
"""
TIMEOUT = {"code": "timeout", "message": "no answer within 10s", "step": "f", "attempt": 2}
PERFORMED = ["act", 3, "f", "ask", {"i": 1}]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [(reply("f", 5), took("done", runs=[], context={"out": 5}, timers=[]))], id="done"
        ),
        pytest.param(
            [
                (broken("f"), took(runs=["f: steps.f.pause"], timers=[["after", 1000]])),
                (1.0, took(runs=["f: steps.f.try"], effects=[["act", 6, *PERFORMED[2:]]])),
                (10.0, took("bad", runs=[], context={"out": TIMEOUT}, timers=[])),
            ],
            id="error",
        ),
        pytest.param(
            [
                ("OUT", took("bad", runs=[], timers=[])),
                (
                    lambda chart, snapshot, now: chart.answer(snapshot, 3, 5, now=now),
                    ignored(note="stale"),
                ),
            ],
            id="left",
        ),
    ],
)
def test_a_state_invokes_an_action(rows):
    """§14.10: a run of one step, with its timeout and its tries."""
    check(ACTION, *rows, start=started("go", runs=["f: steps.f.try"], effects=[PERFORMED]))


LEVELS = """
states:
  ok:
    submachine: {machine: middle, id: mid}
    on:
      TICK: {do: [{log: root}]}
      BREAK: bad
      child.exit: {do: [{log: '=[event.state, event.output, event.path]'}]}
  bad: {on: {FIX: ok}}
machines:
  middle:
    dimensions: {m: {values: [a, b, c], transitions: {a: [b]}}}
    states:
      working:
        exit: [{log: out of working}]
        submachine: {machine: light, id: lamp}
        on:
          TICK: {do: [{log: middle}]}
          MOVE: {target: {m: b}}
          WRONG: {target: {m: c}}
          BOTH: {do: [{log: middle}]}
          child.exit: stopped
      stopped: {final: true, output: 7}
  light:
    context: {k: {type: integer, initial: 0}}
    states:
      red: {on: {TICK: green, BOTH: {when: k > 0, target: green}}, exit: [{log: out of red}]}
      green: {on: {TICK: {when: k > 0, target: red}, SET: {do: [{set: {k: 1}}]}, END: gone}}
      gone: {final: true}
"""
BUILT = [
    (0.0, started("ok.working", note="middle in mid", queue=["start"])),
    (0.0, started("ok.working.red", note="light in lamp", queue=[])),
]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                (
                    "TICK",
                    took(
                        "ok.working.green",
                        effects=logs("out of red"),
                        exited=["ok.working.red"],
                        entered=["ok.working.green"],
                    ),
                )
            ],
            id="§14.6 §14.12 the deepest takes it, and nobody else",
        ),
        pytest.param(
            [
                ("TICK", took("ok.working.green", effects=ANY)),
                ("TICK", took(effects=logs("middle"))),
                ("SET", took()),
                ("TICK", took("ok.working.red")),
            ],
            id="§14.6 a child that keeps nothing leaves it to its parent",
        ),
        pytest.param(
            [("BOTH", took(effects=logs("middle")))], id="§14.6 a condition that is false"
        ),
        pytest.param([("NOBODY", ignored())], id="§14.6 no machine names it"),
        pytest.param(
            [("SET", ignored()), ("END", ignored()), ("MOVE", took(moves=[["ok.m", "a", "b"]]))],
            id="§14.12 the moves of a child stand after its state",
        ),
        pytest.param(
            [("WRONG", rejected(("map", "m", "Cannot move m from a to c.", 11)))],
            id="§14.6 a refusal anywhere rejects",
        ),
        pytest.param(
            [
                (
                    ("child.change", {"type": "TICK", "params": {}}),
                    took("ok.working.green", effects=logs("out of red")),
                )
            ],
            id="§14.11 an external child.change is what it holds",
        ),
        pytest.param(
            [
                ("BREAK", took("bad", effects=logs("out of red", "out of working"))),
                ("FIX", took("ok", queue=["start"])),
            ],
            id="§14.3 stopped from the inside outward",
        ),
        pytest.param(
            [
                ("TICK", took("ok.working.green", effects=ANY)),
                ("END", took("ok.working.gone", queue=["done.invoke.lamp"])),
                (0.0, ignored(queue=["child.exit"])),
                (
                    0.0,
                    took("ok.stopped", effects=logs("out of working"), queue=["done.invoke.mid"]),
                ),
                (0.0, ignored(queue=["child.exit"])),
                (0.0, took(effects=logs(["stopped", 7, "ok"]))),
            ],
            id="§14.8 child.exit goes level by level",
        ),
    ],
)
def test_three_levels(rows):
    check(LEVELS, *BUILT, *rows)


def test_the_tree_of_machines_can_be_looked_at():
    """§14.12: full_key, depth, stack, children."""
    chart = chart_of(LEVELS)
    snapshot = chart.start().snapshot
    while (step := chart.step(snapshot, now=0.0)) is not None:
        snapshot = step.snapshot
    middle = chart.children(snapshot)["mid"]
    seen = (chart.full_key(snapshot), chart.depth(snapshot), chart.stack(snapshot))
    assert seen == ("ok.working.red", 2, (("m", "ok"), ("middle", "working"), ("light", "red")))
    assert (middle.machine, middle.full_key, dict(middle.dimensions)) == (
        "middle",
        "working.red",
        {"m": "a"},
    )
    assert middle.children["lamp"].context == {"k": 0}
    assert chart.matches(snapshot, "ok.working.red")
    assert not chart.matches(snapshot, "ok.working.green")


def test_a_step_of_the_tree_holds_whole_or_not_at_all():
    """§14.1, §14.7: what a child does is undone when its parent's part is refused."""
    check(
        """
dimensions: {d: {values: [a, b], transitions: {}}}
states:
  s:
    parallel: true
    states:
      x: {submachine: kid}
      y: {on: {E: {target: {d: b}}}}
machines:
  kid: {context: {n: {type: integer, initial: 0}}, states: {k: {on: {E: {do: [{set: {n: 1}}]}}}}}
""",
        (0.0, started("s.x.k s.y", note="kid in kid")),
        ("E", rejected(("map", "d", "Cannot move d from a to b.", 1))),
    )


def test_parallel_branches_are_routed_by_themselves():
    """§14.6, §14.7: one takes it in its child, the other by itself; children act first."""
    check(
        """
states:
  s:
    parallel: true
    states:
      x: {submachine: kid, on: {E: {do: [{log: never}]}}}
      y: {on: {E: {do: [{log: y}]}}}
machines:
  kid: {states: {k: {on: {E: {do: [{log: kid}]}}}}}
""",
        (0.0, started("s.x.k s.y", note="kid in kid")),
        ("E", took(effects=logs("kid", "y"))),
    )


def test_forward_autoforward_and_finalize():
    """§14.5: passed on in a later step; finalize runs before the parent selects."""
    check(
        """
context: {n: {type: integer, initial: 0}}
states:
  s:
    invoke: {id: kid, machine: kid, autoforward: true, finalize: [{set: {n: =event.x}}]}
    on: {ECHO: {when: n == 3, do: [{log: =n}]}, ONE: {do: [{forward: kid}]}}
machines:
  kid: {states: {k: {on: {E: {do: [{send: ECHO, to: parent, with: {x: =event.x}}]}, ONE: {do: [{log: one}]}}}}}
""",
        (0.0, started(note="kid in kid")),
        (("E", {"x": 3}), took(queue=["E"])),
        (0.0, took(queue=["ECHO"])),
        (0.0, took(context={"n": 3}, effects=logs(3), queue=["ECHO"])),
        (0.0, ignored(queue=[])),
        ("ONE", took(queue=["ONE", "ONE"])),
        (0.0, took(effects=logs("one"))),
    )


def test_machines_inside_one_another_have_a_bound():
    """§14.2: the start of the one too many is refused."""
    chart = chart_of("""
states: {a: {on: {GO: b}}, b: {invoke: {machine: kid, input: {left: 40}}}}
machines:
  kid:
    input: {left: {type: integer}}
    context: {left: {type: integer, initial: =input.left}}
    states: {a: {invoke: {machine: kid, input: {left: =left - 1}}}}
""")
    snapshot = chart.send(chart.start().snapshot, "GO").snapshot
    outcomes = []
    while (step := chart.step(snapshot, now=0.0)) is not None:
        outcomes.append(step.outcome)
        snapshot = step.snapshot
    [refused] = [each for each in outcomes if each.kind == "rejected"]
    assert refused.reasons[0].message.startswith("Infinite loop detected: ")
    assert len(snapshot.activations) == 32
    assert chart.restore(json.loads(json.dumps(chart.to_json(snapshot)))) == snapshot


def test_an_object_of_the_host_is_asked_for_by_effects():
    """§14.13: the kernel tells the host to make it, and to let it go."""
    chart = chart_of("""
states: {a: {invoke: {id: kid, machine: "python:thing", input: {n: 1}}, on: {GO: b}}, b: {}}
""")
    start = chart.start()
    left = chart.send(start.snapshot, "GO")
    made = [(e.slot, e.name, e.input) for e in start.effects]
    assert (made, [e.slot for e in left.effects]) == ([("0/kid", "thing", {"n": 1})], ["0/kid"])


def test_each_microstep_tells_in_which_child_it_was():
    """§14.12: by the slots that lead there; none for the machine itself."""
    chart = sc.loads("""
statecraft: 1
machine: m
states: {a: {submachine: {id: outer, machine: one}}}
machines:
  one: {states: {b: {submachine: {id: inner, machine: two}}}}
  two: {states: {c: {on: {GO: d}}, d: {}}}
""")
    machine = sc.Machine(chart, clock=sc.SimulatedClock())
    records = []
    machine.subscribe(records.append)
    machine.send("GO")
    (record,) = records
    assert [(each.slot, each.entered) for each in record.outcome.path] == [("outer.inner", ("d",))]
    assert [each.slot for each in machine.started.path] == [""]
    assert [each.path[0].slot for each in machine.started.followed_by] == ["outer", "outer.inner"]
