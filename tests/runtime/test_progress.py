"""How far runs have come (docs/semantics.md §13), as values and as JSON."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.kernel.progress import (
    AnswerAwaited,
    EventAwaited,
    RunAwaited,
    RunProgress,
    StepProgress,
    TimeAwaited,
)
from statecraft.model.actions import TemplateKind
from statecraft.runtime.progress import run_json

JOBS = """
statecraft: 1
machine: jobs
context: {done: {type: array, initial: []}}
actions: {fetch: {}, store: {}}
events: {GO: {}}
pipelines:
  simple:
    label: A simple one
    steps:
      - log: one
      - wait_for: GO
        label: The signal
        timeout: 10s
      - log: three
  retried: {steps: [{action: fetch, timeout: 10s, retry: {attempts: 3, delay: 5s}}]}
  branched:
    steps: [{action: fetch, on_success: further}]
    branches: {further: [log: a, wait_for: GO]}
  loop: {steps: [{each: {in: "=[1, 2]", as: n, do: [log: =n, action: store]}}]}
  both:
    while_running: queue
    steps: [{id: halves, parallel: {left: [action: fetch], right: [{log: x}, {action: store}], soon: [log: y]}}]
  outer: {steps: [pipeline: both]}
"""


def step(name, number, of, awaits, **columns):
    given = {"label": None, "branch": "", "inside": (), "attempt": 1, "until": None, **columns}
    return StepProgress(name=name, number=number, of=of, awaits=awaits, **given)


def run(name, serial, *steps, kind=TemplateKind.PIPELINE, label=None, slots=()):
    return RunProgress(serial=serial, kind=kind, name=name, label=label, slots=slots, steps=steps)


def machine_of(text):
    return sc.Machine(sc.loads(text), missing="wait", clock=sc.SimulatedClock())


def fetching(serial):
    return AnswerAwaited(action="fetch", serial=serial)


def storing(serial):
    return AnswerAwaited(action="store", serial=serial)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        pytest.param([], (), id="no runs"),
        pytest.param(
            [("run", "simple")],
            (
                run(
                    "simple",
                    1,
                    step("GO", 2, 3, EventAwaited(event="GO"), label="The signal", until=10.0),
                    label="A simple one",
                ),
            ),
            id="an event, with a timeout",
        ),
        pytest.param([("run", "simple"), ("send", "GO")], (), id="a run that has ended"),
        pytest.param(
            [("run", "retried")],
            (run("retried", 1, step("fetch", 1, 1, fetching(3), until=10.0)),),
            id="an action, with a timeout",
        ),
        pytest.param(
            [("run", "retried"), ("fail", "fetch")],
            (run("retried", 1, step("fetch", 1, 1, TimeAwaited(due=5.0))),),
            id="a pause after the first try",
        ),
        pytest.param(
            [("run", "retried"), ("fail", "fetch"), ("advance", "5s")],
            (run("retried", 1, step("fetch", 1, 1, fetching(6), attempt=2, until=15.0)),),
            id="the second try",
        ),
        pytest.param(
            [("run", "branched"), ("answer", "fetch")],
            (run("branched", 1, step("GO", 2, 2, EventAwaited(event="GO"), branch="further")),),
            id="in a branch",
        ),
        pytest.param(
            [("run", "loop"), ("answer", "store")],
            (run("loop", 1, step("store", 2, 2, storing(3), inside=("each n",))),),
            id="the second element of a loop",
        ),
        pytest.param(
            [("run", "both")],
            (
                run(
                    "both",
                    1,
                    step("fetch", 1, 1, fetching(2), branch="left", inside=("halves",)),
                    step("store", 2, 2, storing(3), branch="right", inside=("halves",)),
                ),
            ),
            id="side by side, without the list that has ended",
        ),
        pytest.param(
            [("run", "outer"), ("answer", "fetch")],
            (
                run(
                    "outer",
                    1,
                    step(
                        "both",
                        1,
                        1,
                        RunAwaited(kind=TemplateKind.PIPELINE, name="both", serial=2),
                    ),
                ),
                run("both", 2, step("store", 2, 2, storing(4), branch="right", inside=("halves",))),
            ),
            id="a run inside another",
        ),
        pytest.param(
            [("run", "both"), ("run", "outer"), ("answer", "fetch")],
            (
                run("both", 1, step("store", 2, 2, storing(3), branch="right", inside=("halves",))),
                run(
                    "outer",
                    4,
                    step(
                        "both",
                        1,
                        1,
                        RunAwaited(kind=TemplateKind.PIPELINE, name="both", serial=None),
                    ),
                ),
            ),
            id="a run that waits for its turn",
        ),
    ],
)
def test_a_run_is_at_its_innermost_steps(acts, expected):
    machine = machine_of(JOBS)
    for verb, word in acts:
        getattr(machine, verb)(word)
    assert machine.progress() == machine.chart.progress(machine.snapshot) == expected


FAMILY = """
statecraft: 1
machine: office
actions: {ring: {}}
initial: open
events: {WORK: {}}
states: {open: {invoke: {id: desk, machine: clerk}, on: {WORK: {do: [{forward: desk}]}}}}
workflows: {call: {expose: true, steps: [action: ring]}}
machines:
  clerk:
    actions: {stamp: {}}
    initial: busy
    events: {WORK: {}}
    states: {busy: {on: {WORK: {do: [pipeline: work]}}, invoke: {id: stamping, action: stamp}}}
    pipelines: {work: {steps: [{workflow: call, provider: office}]}}
"""


def test_the_runs_of_children_and_providers_are_told_with_their_slots():
    machine = machine_of(FAMILY)
    machine.send("WORK")
    assert machine.progress() == (
        run(
            "call",
            5,
            step("ring", 1, 1, AnswerAwaited(action="ring", serial=6)),
            kind=TemplateKind.WORKFLOW,
        ),
        run(
            "stamping",
            2,
            step("stamping", 1, 1, AnswerAwaited(action="stamping", serial=3)),
            kind=TemplateKind.INVOKE,
            slots=("desk",),
        ),
        run(
            "work",
            4,
            step("call", 1, 1, RunAwaited(kind=TemplateKind.WORKFLOW, name="call", serial=5)),
            slots=("desk",),
        ),
    )


def test_progress_is_the_same_after_a_restart():
    machine = machine_of(JOBS)
    machine.run("outer")
    again = sc.Machine.restore(
        machine.chart, machine.to_json(), missing="wait", clock=machine.clock
    )
    assert again.progress() == machine.progress()


def test_json_leaves_out_what_is_empty():
    machine = machine_of(JOBS)
    machine.run("outer")
    machine.run("simple")
    assert [run_json(each) for each in machine.progress()] == [
        {
            "pipeline": "outer",
            "serial": 1,
            "steps": [
                {
                    "step": "both",
                    "number": 1,
                    "of": 1,
                    "attempt": 1,
                    "awaits": {"pipeline": "both", "serial": 2},
                }
            ],
        },
        {
            "pipeline": "both",
            "serial": 2,
            "steps": [
                {
                    "step": "fetch",
                    "number": 1,
                    "of": 1,
                    "branch": "left",
                    "inside": ["halves"],
                    "attempt": 1,
                    "awaits": {"action": "fetch", "serial": 3},
                },
                {
                    "step": "store",
                    "number": 2,
                    "of": 2,
                    "branch": "right",
                    "inside": ["halves"],
                    "attempt": 1,
                    "awaits": {"action": "store", "serial": 4},
                },
            ],
        },
        {
            "pipeline": "simple",
            "label": "A simple one",
            "serial": 5,
            "steps": [
                {
                    "step": "GO",
                    "label": "The signal",
                    "number": 2,
                    "of": 3,
                    "attempt": 1,
                    "awaits": {"event": "GO"},
                    "until": 10.0,
                }
            ],
        },
    ]
