"""A machine whose snapshots hold something of every kind."""

from __future__ import annotations

from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from tests.kernel.checking import chart_of

EVERYTHING = """
version: 3
context: {n: {type: integer, initial: 0}, falsy: {initial: ["", 0, false, null, {}, [], 0.5]}}
actions: {db: {}}
dimensions:
  num: {values: [0, 1, 2], initial: 0}
  flag: {values: [false, true], initial: false}
  a: {initial: x, states: {x: {after: {7s: y}}, y: {}}}
initial: a
states:
  a: {after: {5s: {do: [{set: {n: =n + 1}}]}}, on: {OUT: p}}
  p:
    parallel: true
    on: {BACK: a, END: f}
    states:
      r: {initial: one, states: {one: {on: {E: two}}, two: {}, h: {history: shallow}}}
      s: {initial: one, states: {one: {on: {E: two}}, two: {}}}
      h: {history: deep}
  f: {final: true, output: {falsy: =falsy}}
on:
  FILL: {do: [{action: db, id: one}, {action: db, done: D, error: F}, {send: T, delay: 2s, id: t, with: {n: 0}}, {send: T, delay: 1s, to: else}, {send: T, with: {x: null}}, {send: T}]}
  T: {}
  D: {target: {num: 2, flag: true}}
  F: {}
"""
EVENTS = ["FILL", "OUT", "E", "BACK", "OUT", "END"]


def walked(chart: Chart) -> list[Snapshot]:
    """The snapshots on a walk through every kind of content."""
    snapshots = [chart.start(now=1.5).snapshot]
    for event in EVENTS:
        snapshots.append(chart.send(snapshots[-1], event, now=2.5).snapshot)
    snapshots.insert(2, chart.answer(snapshots[1], 2, {"x": 1}, now=3.0).snapshot)
    return snapshots


CHART = chart_of(EVERYTHING)
WALK = walked(CHART)
FULL = CHART.to_json(WALK[1])
LEFT = CHART.to_json(WALK[5])
