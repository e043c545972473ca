"""A program that stops at any wait goes on in another as if it had not (docs/semantics.md §10.4, §13.2, §13.13)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from tests.kernel.checking import chart_of, effect_as_list

WORK = """
context: {n: {type: integer, initial: 0}, log: {type: array, initial: []}}
dimensions: {op: {values: [idle, busy, broken], transitions: {idle: [busy], busy: [idle]}}}
actions:
  ask: {with: {i: {optional: true}}, fails_when: "get(result, 'bad', false)"}
events: {GO: {}}
status_steps: {1: First}
pipelines:
  all:
    while_running: queue
    steps:
      - {move: {op: busy}}
      - {status: processing, step: 1}
      - {action: ask, with: {i: 1}, id: first, timeout: 9s, retry: {attempts: 3, delay: 1s, factor: 2}}
      - {each: {in: "=[7, 8]", as: one, do: [{action: ask, with: {i: =one}, id: each_one}, {set: {log: "=log + [result.v]"}}]}}
      - parallel:
          a: [{action: ask, id: left, retry: {attempts: 2, delay: 2s}}, {wait_for: GO, timeout: 30s}]
          b: [{each: {in: "=[1, 2]", as: two, do: [{pipeline: inner, with: {k: =two}}, {set: {n: =n + result.v}}]}}]
        id: both
      - {workflow: flow, with: {i: 5}, callbacks: {back: [{set: {log: "=log + [event, parameters]"}}]}}
      - {move: {op: idle}}
      - {action: ask, id: last}
      - {move: {op: broken}}
    on_failure: [{set: {log: "=log + [error.code]"}}, {action: ask, id: sorry}, {if: n > 0, then: [{move: {op: broken}}]}]
  inner:
    parameters: {k: {type: integer}}
    steps: [{action: ask, with: {i: =parameters.k}, id: deep}]
workflows:
  flow:
    parameters: {i: {type: integer, test: 1}}
    callbacks: {back: {}}
    steps: [{action: ask, with: {i: =parameters.i}, id: flowing}, {callback: back, with: =result.v}]
states:
  here:
    submachine: {machine: kid, input: {k: 3}}
    on: {child.exit: {do: [{set: {log: "=log + [event.output]"}}]}, error.pipeline.all: {do: [{set: {log: "=log + [event.kind]"}}]}}
machines:
  kid:
    actions: {ask: {with: {i: {}}, result: {}}}
    input: {k: {type: integer}}
    context: {k: {type: integer, initial: =input.k}, out: {initial: null}}
    states:
      x:
        invoke: {id: load, action: ask, with: {i: =k}, timeout: 5s, on_done: {do: [{pipeline: own}]}}
        on: {done.pipeline.own: {target: end, do: [{set: {out: =event.result}}]}}
      end: {final: true, output: =out}
    pipelines: {own: {steps: [{action: ask, with: {i: 99}, id: kids}]}}
"""
BAD_ONCE = ("first", "left")


def walk(chart: Chart) -> list[tuple[list[Any], dict[str, Any], list[Any]]]:
    """Every step of a long story: (what was done, the snapshot before it as JSON, its effects)."""
    now, snapshot, tried, steps = 0.0, chart.start(now=0.0).snapshot, set(), []
    for _ in range(200):
        act, now = next_act(snapshot, now, tried)
        if act is None:
            return steps
        before = chart.to_json(snapshot)
        step = carried_out(chart, snapshot, act)
        steps.append((act, before, [effect_as_list(each) for each in step.effects]))
        snapshot = step.snapshot
    raise AssertionError("the story has no end")


def next_act(snapshot: Snapshot, now: float, tried: set[str]) -> tuple[list[Any] | None, float]:
    """The queue first; then, once each, the events; answers; a first try that fails; timers."""
    if snapshot.queue:
        return ["due", now], now
    for start in ("first start", "second start"):
        if start not in tried:
            tried.add(start)
            return ["send", "all", now], now
    if snapshot.pending:
        first = snapshot.pending[0]
        is_bad = first.id in BAD_ONCE and first.id not in tried
        tried.add(first.id)
        return ["answer", first.serial, {"v": first.serial, "bad": is_bad}, now], now
    if snapshot.timers:
        due = snapshot.timers[0].due_ms / 1000
        return (["send", "GO", now], now) if due - now > 10 else (["due", due], due)
    return None, now


def carried_out(chart: Chart, snapshot: Snapshot, act: list[Any]) -> Any:
    match act:
        case ["due", now]:
            return chart.step(snapshot, now=now)
        case ["send", event, now]:
            return chart.send(snapshot, event, now=now)
        case ["answer", serial, result, now]:
            return chart.answer(snapshot, serial, result, now=now)
        case _:
            raise AssertionError(act)


def from_here(chart: Chart, kept: dict[str, Any], acts: list[list[Any]]) -> list[Any]:
    """The journal of what follows: of each act its effects and the snapshot after it."""
    snapshot, journal = chart.restore(kept), []
    for act in acts:
        step = carried_out(chart, snapshot, act)
        snapshot = step.snapshot
        effects = [effect_as_list(each) for each in step.effects]
        journal.append([str(step.outcome.kind), effects, chart.to_json(snapshot)])
    return journal


@pytest.fixture(scope="module")
def chart() -> Chart:
    return chart_of(WORK)


@pytest.fixture(scope="module")
def story(chart):
    return walk(chart)


def test_the_story_waits_at_every_kind_of_step(chart, story):
    """§13.2: what is done to it passes through every wait that a definition can hold."""
    places = {state for _, kept, _ in story for state in waits(chart, kept)}
    assert places == {
        "all/each one.do.each_one",
        "all/both.a.steps.GO",
        "all/both.a.steps.left.pause",
        "all/both.a.steps.left.try",
        "all/both.b.steps.each two.do.inner",
        "all/first.pause",
        "all/first.try",
        "all/flow",
        "all/last",
        "all/sorry",
        "flow/flowing",
        "inner/deep",
        "load/load",
        "own/kids",
    }


def waits(chart: Chart, kept: dict[str, Any]) -> list[str]:
    return [
        f"{template.pipeline.name}/{template.rows[state].path.removeprefix('steps.').removeprefix('on_failure.')}"
        for activation in chart.restore(kept).activations
        for run in activation.runs
        for template in [activation.chart.templates[run.key]]
        for state in run.states
        if not template.rows[state].children and template.rows[state].kind == "atomic"
    ]


def test_a_story_goes_on_from_every_snapshot_as_it_did(chart, story):
    """§10.4: the same effects and the same states, whichever step the program stopped before."""
    acts = [act for act, _, _ in story]
    whole = from_here(chart, story[0][1], acts)
    for place in range(1, len(story)):
        kept = json.loads(json.dumps(story[place][1]))
        assert from_here(chart, kept, acts[place:]) == whole[place:]


PROGRAM = """
import json, sys
from tests.kernel.test_crashes import WORK, from_here
from tests.kernel.checking import chart_of
chart = chart_of(WORK)
for kept, acts in json.load(sys.stdin):
    print(json.dumps(from_here(chart, kept, acts)))
"""


def test_another_process_goes_on(chart, story, root):
    """§10.4: nothing of a run lives outside of its snapshot."""
    acts = [act for act, _, _ in story]
    tasks = [[kept, acts[place : place + 6]] for place, (_, kept, _) in enumerate(story)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        cwd=root,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == [from_here(chart, kept, few) for kept, few in tasks]


def test_a_last_move_that_is_refused_ends_the_story_as_failed(chart, story):
    """§13.13: on_failure is refused as well; the machine is told, and nothing else moves."""
    final = from_here(chart, story[-1][1], [story[-1][0]])[-1][2]
    [activation, *_] = final["activations"]
    assert (activation["runs"], activation["waiting"], final["queue"]) == ([], [], [])
    assert activation["dimensions"] == {"op": "idle"}
    assert [each for each in activation["context"]["log"] if isinstance(each, str)] == [
        "rejected",
        "rejected",
    ] * 2
