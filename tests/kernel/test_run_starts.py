"""How a pipeline is started, and what refuses it (docs/semantics.md §13.10)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import broken, chart_of, check, logs, rejected, reply, took
from tests.kernel.test_pipelines import AT, BUSY, HEAD, asked, done, failed, pipeline

STARTS = f"""{HEAD}
pipelines:
  p:
    parameters: {{x: {{type: integer}}}}
    requires:
      - {{that: n == 0, message: "=f'n is {{n}}.'"}}
      - op == 'idle'
    steps: [{{log: =parameters.x}}]
on:
  SET: {{target: {{op: busy}}, do: [{{set: {{n: 1}}}}]}}
  DO: {{do: [{{log: before}}, {{pipeline: p, with: {{x: =event.x}}}}]}}
"""


@pytest.mark.parametrize(
    ("event", "then"),
    [
        pytest.param(("p", {"x": 1}), took(effects=[*logs(1), done()]), id="the event of its name"),
        pytest.param(("DO", {"x": 1}), took(effects=[*logs("before", 1), done()]), id="an action"),
        pytest.param(
            ("p", {"x": "a"}),
            rejected(("schema", "p", "parameters.x: must be an integer, is 'a'", 10)),
            id="parameters of the wrong type",
        ),
        pytest.param(
            ("DO", {"x": "a"}),
            rejected(("schema", "p", "parameters.x: must be an integer, is 'a'", 10)),
            id="a refusal in an action rejects the step",
        ),
    ],
)
def test_a_pipeline_starts(event, then):
    """§13.10: by the event of its name, or by an action."""
    check(STARTS, (event, then))


def test_every_unmet_requirement_is_a_reason():
    """§13.10: all are evaluated, each with its message."""
    check(
        STARTS,
        ("SET", took(context={**AT, "n": 1}, dims=BUSY)),
        (
            ("p", {"x": 0}),
            rejected(
                ("rule", "p", "n is 1.", 13),
                ("rule", "p", "p needs op == 'idle' (op is 'busy').", 14),
            ),
        ),
    )


def test_can_and_why_not_speak_of_a_pipeline_as_of_an_event():
    """§13.10, §11.1: without parameters, their types are left open."""
    chart = chart_of(STARTS)
    start = chart.start().snapshot
    assert chart.can(start, "p")
    assert not chart.can(start, "p", {"x": "a"})
    assert "p" in chart.enabled_events(start)
    unready = chart.send(start, "SET").snapshot
    assert [reason.message for reason in chart.why_not(unready, "p")] == [
        "n is 1.",
        "p needs op == 'idle' (op is 'busy').",
    ]


def policy(name: str, more: str = "") -> str:
    return pipeline(
        "{action: ask, with: {i: =parameters.i}}, {log: =parameters.i}",
        f"while_running: {name}{more}",
        "on: {STOP: {do: [{stop: p}]}}",
    )


FIRST = ("p", {"i": 1})
SECOND = ("p", {"i": 2})
BEGUN = took(runs=["p: steps.ask"], effects=[asked(2, data={"i": 1})])


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        pytest.param(
            "refuse",
            [
                (FIRST, BEGUN),
                (SECOND, rejected(("rule", "p", "p is already running.", 9))),
                (reply("ask"), took(runs=[], effects=[*logs(1), done()])),
                (SECOND, took(runs=["p: steps.ask"], effects=[asked(4, data={"i": 2})])),
            ],
            id="refuse",
        ),
        pytest.param(
            "queue",
            [
                (FIRST, BEGUN),
                (SECOND, took()),
                (("p", {"i": 3}), took()),
                (
                    reply("ask"),
                    took(effects=[*logs(1), done(), asked(4, data={"i": 2})]),
                ),
                (
                    broken("ask"),
                    took(effects=[failed("failed", "ask", "broken"), asked(6, data={"i": 3})]),
                ),
                (reply("ask"), took(runs=[], effects=[*logs(3), done()])),
            ],
            id="queue",
        ),
        pytest.param(
            "restart",
            [
                (FIRST, BEGUN),
                (
                    SECOND,
                    took(
                        runs=["p: steps.ask"],
                        effects=[failed("cancelled", None, "cancelled"), asked(4, data={"i": 2})],
                    ),
                ),
                (reply("ask"), took(runs=[], effects=[*logs(2), done()])),
            ],
            id="restart",
        ),
        pytest.param(
            "queue",
            [
                (FIRST, BEGUN),
                (SECOND, took()),
                ("STOP", took(runs=[], effects=[failed("cancelled", None, "cancelled")])),
            ],
            id="stop drops what waits in the queue",
        ),
    ],
)
def test_while_running(name, rows):
    """§13.10: what a start does while a run of it has not ended."""
    check(policy(name), *rows)
