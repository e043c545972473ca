"""Charts with more configurations than are known one by one: steps by level are the same steps."""

from __future__ import annotations

import json
from random import Random

import pytest

import statecraft
from statecraft.fast.position import Position
from statecraft.fast.reach import MOST_CONFIGURATIONS, Reach
from statecraft.fast.shortcuts import Shortcuts
from tests.fast.retaking import rest_of_turn
from tests.fast.three_ways import ThreeWays
from tests.kernel.checking import chart_of
from tests.thoroughness import tries

COUPLED = (
    "dimensions:\n"
    + "".join(f"  d{n}: {{values: [a, b, c, d]}}\n" for n in range(8))
    + """
context: {n: {type: integer, initial: 0}, high: {initial: false}}
rules:
  not_both: {never: d0 == 'd' and d1 == 'd'}
  few: {when: d2 == 'b', always: n < 6, message: "=f'{n} are too many at {d3}'"}
  needs: {on: {d3: c}, require: d4 == 'a' or n > 3}
  pulled: {when: d5 == 'd', then: {d6: d}}
  pulled_on: {when: d6 == 'd' and d7 == 'b', then: {d7: c}}
states:
  quiet: {on: {LOUD: {when: d1 == 'c', target: loud}}}
  loud: {always: [{when: d2 == 'c', target: quiet}], on: {HUSH: quiet}}
on:
  UP: {when: n < 9, do: [{set: {n: =n + 1}}, {set: {high: =n > 4 and d3 == 'a'}}]}
  DOWN: {from: {d0: [a, b]}, do: [{set: {n: 0}}]}
  TWO: {when: d6 == 'a', target: {d7: b, d0: c}}
  AGAIN: {target: {d1: c}, do: [{raise: UP}]}
  SAY: {when: event.it != d4, target: {d4: b}}
"""
    + "".join(f"  {to}{n}: {{target: {{d{n}: {to}}}}}\n" for n in range(8) for to in "abcd")
)


def coupled() -> statecraft.Chart:
    return chart_of(COUPLED)


@pytest.mark.parametrize("seed", range(3))
def test_all_ways_agree(seed):
    drawn, chart = Random(seed), coupled()  # noqa: S311 - it makes tests, no secrets.
    named = [
        "UP",
        "DOWN",
        "TWO",
        "AGAIN",
        "SAY",
        "LOUD",
        "HUSH",
        "d5",
        "b7",
        "b2",
        "c3",
        "d0",
        "d1",
    ]
    moves = [f"{to}{n}" for n in range(8) for to in "abcd"]
    ways = ThreeWays.of(chart)
    for number in range(tries(400, 4_000)):
        event = drawn.choice(named if number % 2 else moves)
        data = {"it": drawn.choice("ab")} if event == "SAY" else None
        ways.send(event, data)
        if number % 5 == 0:
            ways.assert_same_state()


SENDS = """
dimensions: {d: {states: {a: {}, b: {on: {LATER: a}}}}}
on: {GO: {do: [{send: LATER}]}, BACK: {target: {d: b}}}
"""


def test_step_depends_on_the_levels_that_take_what_it_sends():
    chart, clock = chart_of(SENDS), statecraft.SimulatedClock()
    snapshot = chart.start().snapshot
    position = Position(Shortcuts(chart.lowered, chart.machines, 0), snapshot, clock)
    for event in ("GO", "GO", "BACK", "GO", "BACK", "GO") * 2:
        taken = position.take(event, {})
        outcome, snapshot = rest_of_turn(chart, chart.send(snapshot, event), 0.0)
        assert taken == outcome
        assert position.snapshot == snapshot


def test_a_chart_of_many_configurations_has_levels():
    program = coupled().machines(coupled().definition.key)[1]
    reaches = [
        Reach(coupled().lowered, program.definitions, m) for m in (MOST_CONFIGURATIONS, 4**8)
    ]
    assert [len(reach.levels) for reach in reaches] == [8, 0]


def test_a_rule_that_is_broken_from_the_start_refuses_every_step():
    chart = coupled()
    snapshot = chart.to_json(chart.rebuild({"d0": "d", "d1": "c"}).snapshot)
    broken = json.loads(json.dumps(snapshot).replace('"d1": "c"', '"d1": "d"'))
    assert broken != snapshot
    machine = statecraft.Machine.restore(chart, broken)
    assert [machine.send("b5").accepted for _ in range(5)] == [False] * 5
    assert [machine.send(event).accepted for event in ("b1", "b5", "b5")] == [True] * 3
