"""What goes beside the map: steps with effects, timers and host actions, and their answers."""

from __future__ import annotations

import logging
from random import Random

import pytest

import statecraft
from statecraft.fast.beside import MOST_WAYS, Beside
from statecraft.fast.shortcuts import Shortcuts
from tests.fast.three_ways import ThreeWays
from tests.kernel.checking import chart_of
from tests.thoroughness import tries

SHOP = """
context: {sum: {type: integer, initial: 0, maximum: 90}, paid: {initial: null}, tries: {initial: 0}}
events:
  ADD: {payload: {price: {type: integer, minimum: 0}}}
actions:
  charge: {with: {sum: {type: integer, maximum: 80}}, result: {type: [string, "null"]}}
  print: {}
  check: {with: {price: {type: integer}}, fails_when: result == 'bad'}
states:
  open:
    entry: [{emit: opened, with: {sum: =sum}}]
    exit: [{emit: closed}]
    on:
      ADD:
        - when: event.price < 50
          do: [{set: {sum: =sum + event.price}}, {emit: added, with: =event}, {log: =sum}]
        - {do: [{action: check, with: {price: =event.price}}]}
      PAY: {when: sum > 0, target: paying}
      done.action.check: {do: [{set: {tries: =tries + 1}}]}
      error.action.check: {do: [{log: "'refused: ' + event.message"}]}
  paying:
    entry: [{action: charge, with: {sum: =sum}}, {action: print}]
    after: {30s: open, 10s: {do: [{set: {tries: =tries + 1}}, {emit: slow}]}}
    on:
      done.action.charge: {target: open, do: [{set: {paid: =event.result, sum: 0}}]}
      PAY: {target: paying}
      NOTE: {do: [{if: sum > 40, then: [{emit: much}], else: [{log: little}]}]}
      LATER: {do: [{send: PAY, delay: 5s}]}
      STOP: open
"""
EVENTS = ("ADD", "PAY", "NOTE", "LATER", "STOP", "WHO")
ANSWERS = ("ok", None, "bad", 7)


@pytest.mark.parametrize("seed", range(4))
def test_all_ways_agree_on_what_waits(seed):
    drawn, ways = Random(seed), ThreeWays.of(chart_of(SHOP))  # noqa: S311 - it makes tests.
    for _ in range(tries(150, 1_500)):
        event = drawn.choice(EVENTS)
        ways.send(event, {"price": drawn.choice((3, 7, 60, -1))} if event == "ADD" else None)
        ways.advance(drawn.choice((0, 0, 0.5, 4)))
        if drawn.random() < 0.3:
            ways.run_due()
        for pending in ways.plain.pending:
            if drawn.random() < 0.3:
                ways.answer(pending.serial, drawn.choice(ANSWERS))
        ways.assert_same_state()


def test_all_ways_agree_on_handlers(caplog):
    caplog.set_level(logging.INFO, "statecraft")
    ways = ThreeWays.of(chart_of(SHOP), charge=lambda data: f"{data['sum']}", print=len)
    for number in range(60):
        ways.send("ADD", {"price": number % 9})
        ways.send("PAY")
        ways.assert_same_state()
    assert ways.plain.context["paid"] is not None
    assert len(caplog.messages) == 180
    assert caplog.messages == [each for each in caplog.messages[::3] for _ in range(3)]


@pytest.mark.parametrize(
    ("events", "effects"),
    [
        pytest.param(("ADD",), 2, id="an event that is emitted, and a log"),
        pytest.param(("PAY",), 3, id="host actions and timers that start"),
        pytest.param(("PAY", "STOP"), 1, id="timers that end"),
        pytest.param(("PAY", "NOBODY"), None, id="an event that nobody names is not looked for"),
        pytest.param(("PAY", "NOTE"), None, id="an effect that depends"),
        pytest.param(("PAY", "LATER"), None, id="an event that is sent later"),
    ],
)
def test_step_beside_the_map_is_known_once_it_was_seen_twice(events, effects):
    chart = chart_of(SHOP)
    beside = beside_of(chart)
    snapshot = chart.send(chart.start().snapshot, "ADD", {"price": 4}).snapshot
    for event in events[:-1]:
        snapshot = chart.send(snapshot, event).snapshot
    event, data = events[-1], {"price": 5} if events == ("ADD",) else {}
    found = [beside.step(snapshot, event, data, snapshot.now_ms) for _ in range(3)]
    expected = None if effects is None else chart.send(snapshot, event, data)
    assert found == [None, expected, expected]
    assert expected is None or len(expected.effects) == effects


def test_answer_beside_the_map_is_known_once_it_was_seen_twice():
    chart = chart_of(SHOP)
    beside = beside_of(chart)
    before = chart.send(chart.start().snapshot, "ADD", {"price": 4}).snapshot
    paying = chart.send(before, "PAY").snapshot
    serial = paying.pending[0].serial
    found = [beside.answer(paying, serial, "ok", paying.now_ms) for _ in range(3)]
    expected = chart.answer(paying, serial, "ok")
    assert expected.outcome.accepted
    assert found == [None, expected, expected]
    unheard = [beside.answer(paying, paying.pending[1].serial, 1, 0) for _ in range(3)]
    ignored = chart.answer(paying, paying.pending[1].serial, 1)
    assert (ignored.outcome.kind, unheard) == ("ignored", [None, ignored, ignored])
    assert beside.answer(paying, serial, 7, paying.now_ms) is None  # It is not of the schema.
    assert beside.answer(paying, 99, "ok", paying.now_ms) is None


def test_what_is_known_beside_the_map_is_bounded():
    values = ", ".join(f"v{number}" for number in range(60))
    moves = "\n".join(
        f"  E{number}: {{target: {{d: v{number}}}, do: [{{emit: moved}}]}}" for number in range(60)
    )
    chart = chart_of(f"dimensions: {{d: {{values: [{values}]}}}}\non:\n{moves}\n")
    beside, snapshot, drawn = beside_of(chart), chart.start().snapshot, Random(1)  # noqa: S311
    for _ in range(tries(600, 6_000)):
        event = f"E{drawn.randrange(60)}"
        step = beside.step(snapshot, event, {}, 0)
        expected = chart.send(snapshot, event)
        assert step in (None, expected)
        snapshot = expected.snapshot
        assert beside.size <= MOST_WAYS


def beside_of(chart: statecraft.Chart) -> Beside:
    """What is known beside a map of a chart that nobody has used."""
    return Shortcuts(chart.lowered, chart.machines).beside
