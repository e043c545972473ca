"""What goes by shortcut, what does not, and how much a map may hold."""

from __future__ import annotations

import sys
from copy import copy, deepcopy
from pickle import dumps, loads
from random import Random
from threading import Thread

import pytest

import statecraft
from statecraft.fast.position import Position
from statecraft.fast.reach import MOST_CONFIGURATIONS
from statecraft.fast.shortcuts import MOST_STEPS, MOST_STRANGERS, Shortcuts
from statecraft.runtime.clock import SimulatedClock
from tests.fast.retaking import assert_same_by_shortcut
from tests.fast.three_ways import ThreeWays, answer_of
from tests.kernel.checking import chart_of
from tests.thoroughness import tries

TURNS = "states: {a: {on: {E: b}}, b: {on: {E: a}}}"
COUNTS = """
context: {n: {type: integer, initial: 0, maximum: 3}, last: {initial: null}, box: {initial: {}}}
states:
  a:
    on:
      UP: {do: [{set: {n: =n + 1}}]}
      IF: [{when: n > 0, target: b}, {target: c}]
      KEEP: {do: [{set: {last: =event.v, box.inner: =event_name}}]}
      MERGE: {do: [{merge: {box: =event}}, {unset: [box.v]}]}
      WHICH: {do: [{if: n > 0, then: [{set: {last: high}}], else: [{set: {last: low}}]}]}
      RAISE: {do: [{raise: UP}, {set: {last: =n}}]}
      SAY: {do: [{log: hello}]}
      LATER: {do: [{send: KEEP, with: {v: =n}}, {send: NOBODY}]}
      DELAYED: {do: [{send: KEEP, delay: 1s}]}
      NEVER: {when: n > 5, target: b}
  b: {exit: [{set: {n: 0}}], on: {BACK: a}}
  c: {after: {5s: a}}
"""
RULES = """
dimensions:
  doc: {values: [draft, sent], transitions: {draft: [sent]}}
  op: {values: [idle, busy]}
rules:
  never_both: {never: doc == 'sent' and op == 'busy'}
on:
  SEND: {from: {doc: draft}, target: {doc: sent}}
  WORK: {target: {op: busy}}
  RECALL: {target: {doc: draft}}
"""


@pytest.mark.parametrize(
    ("text", "events", "event", "data", "expected"),
    [
        pytest.param(TURNS, (), "E", None, True, id="a move"),
        pytest.param(TURNS, (), "F", None, True, id="ignored"),
        pytest.param(COUNTS, (), "UP", None, True, id="a set"),
        pytest.param(COUNTS, ("UP", "UP", "UP"), "UP", None, False, id="a value out of its schema"),
        pytest.param(COUNTS, ("UP",), "IF", None, True, id="a condition that holds"),
        pytest.param(COUNTS, (), "IF", None, False, id="a timer is started"),
        pytest.param(COUNTS, (), "KEEP", {"v": [1]}, True, id="the payload is kept"),
        pytest.param(COUNTS, (), "KEEP", None, False, id="a formula fails"),
        pytest.param(COUNTS, (), "MERGE", {"v": 1, "w": 2}, True, id="merge and unset"),
        pytest.param(COUNTS, (), "WHICH", None, True, id="an if"),
        pytest.param(COUNTS, (), "RAISE", None, True, id="a raise"),
        pytest.param(COUNTS, (), "SAY", None, False, id="an effect"),
        pytest.param(COUNTS, (), "LATER", None, True, id="what is sent is taken too"),
        pytest.param(COUNTS, (), "DELAYED", None, False, id="what is sent late"),
        pytest.param(COUNTS, (), "NEVER", None, True, id="a refusal that tells data"),
        pytest.param(COUNTS, (), "UP", 5, False, id="a payload that is no mapping"),
        pytest.param(RULES, (), "SEND", None, True, id="a dimension"),
        pytest.param(RULES, ("SEND",), "SEND", None, True, id="refused by from"),
        pytest.param(RULES, ("SEND",), "RECALL", None, True, id="refused by a map"),
        pytest.param(RULES, ("SEND",), "WORK", None, True, id="refused by a rule"),
    ],
)
def test_shortcut_is_taken_where_data_decide_nothing_unsaid(
    text, events, event, data, expected
) -> None:
    chart = chart_of(text)
    snapshot = chart.start().snapshot
    for before in events:
        snapshot = chart.send(snapshot, before).snapshot
    step = chart.send(snapshot, event, data, now=2.5)
    assert assert_same_by_shortcut(chart, snapshot, step, event, data, 2.5) is expected


def test_shortcut_is_left_where_a_condition_turns_out_otherwise():
    machine = statecraft.Machine(chart_of(COUNTS))
    kinds = []
    for _ in range(6):
        machine.send("UP", {})
        kinds.append((str(machine.send("MERGE", {"v": 1}).kind), machine.context["n"]))
    assert kinds == [("accepted", n) for n in (1, 2, 3, 3, 3, 3)]


COMPUTED = """
context: {n: {type: integer, initial: 0}}
dimensions:
  a: {values: [one, two]}
  size: {values: [small, large], compute: [{when: a == 'two', is: large}, {is: small}]}
rules: {growing: {on: {size: large}, require: n < 5}}
on:
  GROW: {target: {a: two}, do: [{set: {n: 0}}]}
  SHRINK: {target: {a: one}}
  SET: {do: [{set: {n: 9}}]}
"""


def test_rule_about_a_computed_value_reads_the_state_before_the_step():
    machine = statecraft.Machine(chart_of(COMPUTED))
    for _ in range(5):
        assert [machine.send("GROW").accepted, machine.send("SHRINK").accepted] == [True, True]
    machine.send("SET")
    assert str(machine.send("GROW").kind) == "rejected"


def test_payload_of_the_outcome_is_the_payload_sent():
    machine = statecraft.Machine(chart_of(TURNS))
    assert [machine.send("E", {"n": n}).data for n in range(6)] == [{"n": n} for n in range(6)]


def test_snapshots_that_were_taken_stay_as_they_were():
    machine = statecraft.Machine(chart_of(COUNTS))
    kept = []
    for _ in range(3):
        machine.send("UP")
        kept.append(machine.snapshot)
    assert [each.context["n"] for each in kept] == [1, 2, 3]


def test_another_thread_may_look_while_a_handler_runs():
    text = (
        "actions: {look: {}}\nstates: {a: {on: {E: b}}, b: {on: {E: a, F: {do: [{action: look}]}}}}"
    )
    seen = []

    def look(data):
        thread = Thread(target=lambda: seen.append(machine.full_key))
        thread.start()
        thread.join(timeout=5)
        seen.append("the handler ends")

    machine = statecraft.Machine(chart_of(text), actions={"look": look})
    for _ in range(7):
        machine.send("E")
    machine.send("F")
    assert seen == ["b", "the handler ends"]


PARENT = """
states:
  a: {on: {E: b, GO: c}}
  b: {on: {E: a}}
  c: {submachine: {machine: inner, on_done: a}, on: {E: b}}
machines: {inner: {states: {x: {on: {NEXT: y}}, y: {final: true}}}}
"""


def test_child_starts_and_ends_by_shortcut():
    chart = chart_of(PARENT)
    start = chart.start().snapshot
    assert assert_same_by_shortcut(chart, start, chart.send(start, "E"), "E", None, 0.0)
    assert assert_same_by_shortcut(chart, start, chart.send(start, "GO"), "GO", None, 0.0)
    ways = ThreeWays.of(chart)
    for event in ("E", "E", "GO", "NEXT", "E", "GO", "E", "E", "GO", "NEXT", "NEXT") * 3:
        ways.send(event)
        ways.assert_same_state()


FED = """
context: {n: {type: integer, initial: 0}, why: {initial: null}}
states:
  idle: {on: {GO: {target: busy, do: [{set: {n: =n + 1}}]}}}
  busy:
    submachine:
      machine: inner
      input: {n: =n}
      on_done: {target: idle, do: [{set: {n: =event.output.twice - n}}]}
      on_error: {target: idle, do: [{set: {why: =event.message}}]}
    on: {STOP: idle}
machines:
  inner:
    input: {n: {type: integer, maximum: 3}}
    context: {n: {type: integer, initial: =input.n}}
    states:
      x: {on: {NEXT: {target: y, do: [{set: {n: =n * 2}}]}}, exit: [{set: {n: =n + 0}}]}
      y: {final: true, output: {twice: =n}}
"""


TALK = """
context: {n: {type: integer, initial: 0}, said: {initial: null}}
events: {TELL: {payload: {it: {type: integer, maximum: 4}}}}
states:
  idle: {on: {GO: busy}}
  busy:
    invoke: {machine: inner, id: one, finalize: [{set: {n: =n + 1}}]}
    on:
      ASK: {do: [{send: ASKED, to: one, with: {it: =n}}]}
      PASS: {do: [{forward: one}]}
      TELL: {do: [{set: {said: =event.it}}]}
      STOP: idle
machines:
  inner:
    context: {seen: {type: integer, initial: 0}, kept: {initial: null}}
    states:
      x:
        on:
          ASKED: {do: [{set: {seen: =event.it + 1}}, {send: TELL, to: parent, with: {it: =seen}}]}
          PASS: {do: [{set: {kept: =event}}]}
"""


LEFT = """
context: {got: {initial: []}}
states:
  idle: {on: {GO: busy}}
  busy:
    submachine: {machine: inner}
    on:
      child.exit: {do: [{set: {got: "=[event.output, event.state, event.path, event]"}}]}
      AGAIN: {target: busy, reenter: true}
machines:
  inner:
    context: {n: {type: integer, initial: 0}}
    states:
      x: {on: {ADD: {do: [{set: {n: =n + 1}}]}, END: y, NONE: z}}
      y: {final: true, output: =n}
      z: {final: true}
"""


@pytest.mark.parametrize(
    ("text", "events", "expected"),
    [
        pytest.param(
            FED,
            ("GO", "NEXT", "GO", "STOP", "GO", "NEXT", "GO", "NEXT", "NEXT", "GO", "STOP"),
            {"n": 10, "why": "input: n: must be at most 3, is 10"},
            id="input and output",
        ),
        pytest.param(
            TALK,
            ("GO", *("ASK", "PASS") * 6, "STOP", "PASS", "GO", "ASK"),
            {"n": 4, "said": 4},
            id="messages",
        ),
        pytest.param(
            LEFT,
            ("GO", "ADD", "END", "ADD", "AGAIN", "NONE", "AGAIN", "ADD", "ADD", "END", "GO"),
            {"got": [2, "y", "busy", {"state": "y", "output": 2, "path": "busy"}]},
            id="an end that is told the parent by child.exit",
        ),
    ],
)
def test_what_is_passed_between_machines_is_what_is_true_at_the_moment(text, events, expected):
    ways = ThreeWays.of(chart_of(text))
    for number, event in enumerate(events * 2):
        ways.send(event, {"it": number} if event == "PASS" else None)
        ways.assert_same_state()
    assert ways.plain.context == expected


PAYMENTS = """
context: {paid: {type: integer, initial: 0}, by: {initial: null}}
events:
  PAY:
    payload:
      sum: {type: integer, minimum: 1, maximum: 50}
      by: {type: string, optional: true}
states:
  open:
    on:
      PAY:
        - {when: paid + event.sum >= 100, target: full, do: [{set: {paid: =paid + event.sum}}]}
        - {when: event.sum != 13, do: [{set: {paid: =paid + event.sum, by: =event}}]}
      SAY: {when: event.it == paid, do: [{set: {by: =event.it}}]}
  full: {on: {PAY: {when: event.sum > paid}, EMPTY: {target: open, do: [{set: {paid: 0}}]}}}
"""
PAYLOADS = [
    *({"sum": n} for n in (1, 50, 51, 0, -1, 13, True, 2.0, 2.5, "2", None, [1], 2**70)),
    *({"sum": 20, "by": by} for by in ("me", 5, None)),
    *({"it": it} for it in (0, 1, 0.0, False, "x", None, [1], {"a": 1}, 1e300, -7)),
    *({"sum": 7, "more": more} for more in (1, {"a": [1]}, object(), float("nan"))),
    {},
    {"sum": 10, 5: 5},
    {"it": 2**64},
    None,
]


@pytest.mark.parametrize("seed", range(4))
def test_payloads_are_taken_and_refused_alike_on_both_ways(seed):
    drawn = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    often = drawn.sample(PAYLOADS, 4)
    ways = ThreeWays.of(chart_of(PAYMENTS))
    kept = []
    for _ in range(150):
        event = drawn.choice(["PAY", "PAY", "SAY", "EMPTY"])
        data = drawn.choice(often if drawn.random() < 0.7 else PAYLOADS)
        answers = [answer_of(machine, event, data) for machine in ways.all]
        assert len({str(answer) for answer in answers}) == 1
        ways.assert_same_state()
        kept.append(answers)
    assert all(one == other == third for one, other, third in kept)
    assert ways.records == ways.expected


@pytest.mark.parametrize("data", [{"sum": 1}, {"sum": 13}], ids=["accepted", "refused"])
@pytest.mark.parametrize("copied", [copy, deepcopy, lambda found: loads(dumps(found))])  # noqa: S301 - our own.
def test_outcome_of_a_shortcut_can_be_copied_and_pickled(copied, data):
    machine = statecraft.Machine(chart_of(PAYMENTS))
    outcomes = [machine.send("PAY", data) for _ in range(4)]
    assert [copied(outcome) for outcome in outcomes] == outcomes
    assert [copied(outcome).reasons for outcome in outcomes] == [each.reasons for each in outcomes]


def test_payload_that_may_not_be_missing_is_asked_for_after_others_came_with_it():
    text = "events: {E: {payload: {sum: {type: integer}}}}\n" + TURNS
    machine = statecraft.Machine(chart_of(text))
    sent = [{"sum": 1}] * 4 + [None, {}] * 3
    assert [machine.send("E", data).accepted for data in sent] == [True] * 4 + [False] * 6


def test_payload_is_copied():
    machine, data = statecraft.Machine(chart_of(PAYMENTS)), {"sum": 1}
    outcomes = []
    for number in range(1, 5):
        data["sum"] = number
        outcomes.append(machine.send("PAY", data))
        outcomes.append(machine.send("PAY", sum=number))
    data["sum"] = 99
    assert [outcome.data["sum"] for outcome in outcomes] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert machine.context == {"paid": 20, "by": {"sum": 4}}


TALLY = """
context: {n: {type: integer, initial: 0}, log: {initial: {}}}
states:
  a: {on: {E: {target: b, do: [{set: {n: =n + 1}}, {set: {log.a: =n}}]}}}
  b: {on: {E: {target: a, do: [{set: {n: =n + 1}}, {set: {log.b: =n}}]}}}
"""


TEAM = """
context: {n: {type: integer, initial: 0}}
states:
  idle: {on: {E: busy}}
  busy:
    submachine:
      machine: worker
      input: {n: =n}
      on_done: {target: idle, do: [{set: {n: =event.output.n}}]}
machines:
  worker:
    context: {n: {type: integer, initial: =input.n}}
    states:
      x: {on: {E: {target: y, do: [{set: {n: =n + 2}}]}}}
      y: {final: true, output: {n: =n}}
"""


@pytest.mark.parametrize(
    ("text", "is_alone", "expected"),
    [
        pytest.param(TALLY, True, {"n": 8_000, "log": {"a": 7_999, "b": 8_000}}, id="alone"),
        pytest.param(TALLY, False, {"n": 8_000, "log": {"a": 7_999, "b": 8_000}}, id="with others"),
        pytest.param(TEAM, True, {"n": 8_000}, id="with a child"),
    ],
)
def test_threads_take_turns(text, is_alone, expected):
    directory = statecraft.Instances()
    machine = statecraft.Machine(chart_of(text), instances=directory)
    if not is_alone:
        statecraft.Machine(chart_of(TALLY), instances=directory, id="another")

    def run():
        for number in range(2_000):
            assert machine.send("E").accepted
            if number % 500 == 0:
                machine.move({})
                assert machine.snapshot.context["n"] >= 0

    before, threads = sys.getswitchinterval(), [Thread(target=run) for _ in range(4)]
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert machine.context == expected


WIDE = (
    "dimensions:\n"
    + "".join(f"  d{n}: {{values: [a, b, c, d]}}\n" for n in range(12))
    + "on:\n"
    + "".join(f"  {to}{n}: {{target: {{d{n}: {to}}}}}\n" for n in range(12) for to in "abcd")
)


@pytest.mark.parametrize(
    ("most", "least", "greatest"),
    [
        pytest.param(4**12, MOST_STEPS // 4, MOST_STEPS + 3, id="configurations"),
        pytest.param(MOST_CONFIGURATIONS, 300, 2 * 12 * 4 * 4 + 12 * 4 + 1, id="levels"),
    ],
)
def test_a_map_is_bounded_and_goes_on_where_the_machine_is(most, least, greatest):
    chart, drawn = chart_of(WIDE), Random(1)  # noqa: S311 - it makes tests, no secrets.
    shortcuts = Shortcuts(chart.lowered, chart.machines, most)
    snapshot = chart.start().snapshot
    position = Position(shortcuts, snapshot, SimulatedClock())
    for _ in range(tries(4_500, 9_000)):
        event = f"{drawn.choice('abcd')}{drawn.randrange(12)}"
        if position.take(event, {}) is None:
            position.snapshot = chart.send(position.snapshot, event).snapshot
    for event in ("a0", "b0") * 3:
        if position.take(event, {}) is None:
            position.snapshot = chart.send(position.snapshot, event).snapshot
    assert [position.take(event, {}) is None for event in ("a0", "b0")] == [False, False]
    assert least <= shortcuts.size <= greatest


def test_events_that_nobody_names_do_not_fill_the_map():
    chart = chart_of(TURNS)
    shortcuts = Shortcuts(chart.lowered, chart.machines)
    position = Position(shortcuts, chart.start().snapshot, SimulatedClock())
    for number in range(1_000):
        taken = position.take(f"stranger{number}", {})
        assert (taken is None) is (number >= MOST_STRANGERS)
    assert shortcuts.size <= 2 * MOST_STRANGERS + 2


@pytest.mark.parametrize("event", ["", None, 5, ["E"]])
def test_what_is_no_event_is_refused_as_ever(event):
    machine = statecraft.Machine(chart_of(TURNS))
    for _ in range(4):
        with pytest.raises(statecraft.UsageError, match="name is a text"):
            machine.send(event)
