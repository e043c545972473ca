"""Pipelines, workflows and children in the graph of a chart."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.analysis import chart_graph

HEAD = """\
statecraft: 1
machine: m
context: {n: {type: integer, initial: 0}, list: {type: array, initial: [1]}}
events: {GO: {}, END: {}}
actions: {save: {result: {type: object}}, undo: {}}
"""
RUN = "pipeline:p"


def graph(body):
    return chart_graph(sc.loads(HEAD + body, file="m.yaml").definition)


def ways(steps, rest=""):
    """``kind source target`` of every edge of the pipeline, without its name before places."""
    found = graph(f"pipelines:\n  p:\n    steps:\n{steps}{rest}").edges(data=True)
    return {
        " ".join((data["kind"], *(node.removeprefix(f"{RUN}/") for node in (source, target))))
        for source, target, data in found
        if source.startswith(f"{RUN}/")
    }


@pytest.mark.parametrize(
    ("steps", "rest", "expected"),
    [
        pytest.param(
            "      - {set: {n: 1}}\n      - {action: save}\n",
            "",
            {"success 1 2", "failure 1 failed", "success 2 done", "failure 2 failed"},
            id="a list ends done, a failure that nothing takes fails the run",
        ),
        pytest.param(
            "      - {action: save, on_success: [{log: a}], on_failure: [{log: b}]}\n"
            "      - {set: {n: 1}}\n",
            "",
            {
                *("success 1 1/on_success/1", "failure 1 1/on_failure/1"),
                *("success 1/on_success/1 2", "failure 1/on_success/1 failed"),
                *("success 1/on_failure/1 2", "failure 1/on_failure/1 failed"),
                *("success 2 done", "failure 2 failed"),
            },
            id="a list runs in place, and then what follows the step",
        ),
        pytest.param(
            "      - {action: save, on_success: good}\n      - {log: a}\n",
            "    on_failure: bad\n    branches: {good: [{log: b}], bad: [{log: c}]}\n",
            {
                *("success 1 branches/good/1", "failure 1 branches/bad/1"),
                *("success 2 done", "failure 2 branches/bad/1"),
                *("success branches/good/1 done", "failure branches/good/1 branches/bad/1"),
                *("success branches/bad/1 failed", "failure branches/bad/1 failed"),
            },
            id="a branch replaces what remains, and that of a failure ends failed",
        ),
        pytest.param(
            "      - {if: n > 0, then: [{log: a}], else: other}\n      - {log: b}\n",
            "    branches: {other: [{log: c}]}\n",
            {
                *("case 1 1/then/1", "case 1 branches/other/1", "failure 1 failed"),
                *("success 1/then/1 2", "failure 1/then/1 failed"),
                *("success 2 done", "failure 2 failed"),
                *("success branches/other/1 done", "failure branches/other/1 failed"),
            },
            id="the cases of a question",
        ),
        pytest.param(
            "      - each: {in: =list, as: one, do: [{log: a}, {action: save}]}\n",
            "",
            {
                *("element 1 1/do/1", "success 1 done", "failure 1 failed"),
                *("success 1/do/1 1/do/2", "failure 1/do/1 failed"),
                *("success 1/do/2 1", "failure 1/do/2 failed"),
            },
            id="a loop is led back to",
        ),
        pytest.param(
            "      - {parallel: {a: [{action: save}], b: [{log: x}]}, on_failure: [{log: y}]}\n",
            "",
            {
                *("list 1 1/parallel/a/1", "list 1 1/parallel/b/1"),
                *("success 1/parallel/a/1 1", "failure 1/parallel/a/1 1"),
                *("success 1/parallel/b/1 1", "failure 1/parallel/b/1 1"),
                *("success 1 done", "failure 1 1/on_failure/1"),
                *("success 1/on_failure/1 done", "failure 1/on_failure/1 failed"),
            },
            id="lists side by side lead back to their step, which takes their failures",
        ),
    ],
)
def test_where_steps_lead(steps, rest, expected):
    assert ways(steps, rest) == expected


CALLS = """\
initial: a
states:
  a: {entry: [{pipeline: p}], on: {GO: b, END: {do: [{stop: p}]}}}
  b: {entry: [{workflow: w}]}
pipelines:
  p: {steps: [{workflow: w}, {pipeline: q}]}
  q:
    steps: [{wait_for: GO}]
    branches: {cancelled: [{log: a}]}
workflows:
  w: {steps: [{action: save}]}
"""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "calls",
            {
                ("state:a", "pipeline:p"),
                ("state:b", "workflow:w"),
                ("pipeline:p/1", "workflow:w"),
                ("pipeline:p/2", "pipeline:q"),
            },
        ),
        ("stops", {("state:a", "pipeline:p")}),
        (
            "cancel",
            {
                ("pipeline:p", "pipeline:p/cancelled"),
                ("pipeline:q", "pipeline:q/branches/cancelled/1"),
                ("workflow:w", "workflow:w/cancelled"),
            },
        ),
    ],
)
def test_what_starts_and_stops_runs(kind, expected):
    found = graph(CALLS).edges(data=True)
    assert {(a, b) for a, b, data in found if data["kind"] == kind} == expected


PARTS = """\
initial: a
machines: {inner: {input: {k: {type: integer}}, initial: x, states: {x: {}}}}
states:
  a: {invoke: {id: slot, machine: inner, input: {k: =n}}}
pipelines:
  p:
    label: Try it
    parameters: {k: {type: integer}, note: {type: string, optional: true}}
    while_running: queue
    requires: [{that: n == 0, message: "=f'There are {n}.'"}]
    steps:
      - {id: write, action: save, timeout: 30s, retry: {attempts: 3, delay: 1s, factor: 2}}
"""


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            "pipeline:p",
            {
                "kind": "pipeline",
                "name": "p",
                "parent": "machine",
                "label": "Try it",
                "event": "p",
                "parameters": ["k: integer", "note: string, optional"],
                "conditions": ["n == 0"],
                "messages": ["There are {n}."],
                "while_running": "queue",
                "exposed": False,
                "at": "m.yaml:11:3",
            },
        ),
        (
            "pipeline:p/1",
            {
                "kind": "step",
                "type": "action",
                "name": "write",
                "result": "write",
                "parent": "pipeline:p",
                "run": "pipeline:p",
                "number": 1,
                "of": 1,
                "texts": ["save"],
                "waits": True,
                "timeout": "30s",
                "retry": "3 tries, 1s apart, ×2",
                "at": "m.yaml:17:21",
            },
        ),
        (
            "invoke:state:a/slot",
            {
                "kind": "invoke",
                "name": "slot",
                "parent": "state:a",
                "type": "machine",
                "child": "inner",
                "input": "{'k': n}",
                "autoforward": False,
                "at": "m.yaml:9:35",
            },
        ),
    ],
)
def test_what_a_run_a_step_and_a_child_say(node, expected):
    assert dict(graph(PARTS).nodes[node]) == expected


WORDS = """\
initial: a
machines: {inner: {initial: x, states: {x: {}}}}
states:
  a:
    submachine: {id: slot, machine: inner}
    entry:
      - {pipeline: p}
      - {workflow: w, callbacks: {back: [{set: {n: 1}}, {log: a}]}}
      - {stop: p}
      - {forward: slot}
      - {status: waiting, step: 2, name: Export, message: "=f'{n} orders'"}
      - {status: failed}
pipelines: {p: {steps: [{action: save}]}}
workflows: {w: {callbacks: {back: {}}, steps: [{callback: back}]}}
"""


def test_actions_of_runs_have_their_words():
    nodes = graph(WORDS).nodes
    assert nodes["state:a"]["entry"] == [
        "pipeline p",
        "workflow w",
        "on back: n = 1; log 'a'",
        "stop p",
        "forward to slot",
        "status waiting, step 2 Export: {n} orders",
        "status failed",
    ]
    assert nodes["workflow:w/1"]["texts"] == ["callback back"]
