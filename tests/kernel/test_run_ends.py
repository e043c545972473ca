"""How runs start, branch, are stopped, are refused and end (docs/semantics.md §13.5, §13.10 to §13.13)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import (
    broken,
    chart_of,
    check,
    ignored,
    logs,
    reply,
    took,
)
from tests.kernel.test_pipelines import AT, HEAD, MAP, asked, done, error, failed, pipeline

MAP_REASON = ("map", "op", MAP, 2)


@pytest.mark.parametrize(
    ("answer", "effects"),
    [
        pytest.param(reply("ask", 1), [*logs("good", 1), done(1)], id="success"),
        pytest.param(
            broken("ask"), [*logs("bad", "broken"), done()], id="a failure that is handled"
        ),
    ],
)
def test_a_branch_replaces_all_that_remains(answer, effects):
    """§13.5, §13.11: a branch that was entered by a failure has not failed."""
    check(
        pipeline(
            "{each: {in: '=[1, 2]', as: a, do: [{action: ask, on_success: good, on_failure: bad}]}}, {log: never}",
            "branches: {good: [{log: good}, {log: =result}], bad: [{log: bad}, {log: =error.message}]}",
        ),
        ("p", took(runs=["p: steps.each a.do.ask"], effects=[asked(2)])),
        (answer, took(runs=[], effects=effects)),
    )


def test_branches_of_the_machine_are_shared():
    """§13.5: a name may be one of the machine's branches."""
    text = HEAD + (
        "branches: {tidy: [{log: tidied}]}\n"
        "pipelines:\n"
        "  p: {steps: [{action: ask, on_success: tidy}, {log: never}]}\n"
        "  q: {steps: [{if: n == 0, then: tidy}, {log: never}]}\n"
    )
    check(
        text,
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
        (reply("ask", 1), took(runs=[], effects=[*logs("tidied"), done(1)])),
        ("q", took(runs=[], effects=[*logs("tidied"), ["done", "q", None]])),
    )


@pytest.mark.parametrize(
    "handler",
    [
        "on_failure: [{log: =error.code}, {action: tell}]",
        "on_failure: lost\n    branches: {lost: [{log: =error.code}, {action: tell}]}",
    ],
    ids=["a list", "a branch"],
)
@pytest.mark.parametrize(
    ("answer", "effects"),
    [
        (reply("tell"), [failed("failed", "ask", "broken")]),
        (broken("tell", "worse", code="c"), [failed("c", "tell", "worse")]),
    ],
    ids=["it ends", "it fails too"],
)
def test_the_pipelines_own_on_failure_runs_once_and_the_run_has_failed(handler, answer, effects):
    """§13.5, §13.11: on_failure of the pipeline makes no success."""
    check(
        pipeline("{action: ask}", handler),
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
        (
            broken("ask"),
            took(runs=["p: on_failure.tell"], effects=[*logs("failed"), asked(3, "tell")]),
        ),
        (answer, took(runs=[], effects=effects)),
    )


ENDS = "on: {done.pipeline.p: {do: [{log: =event}]}, error.pipeline.p: {do: [{log: =event}]}}"


def test_the_machine_is_told_how_a_run_ended():
    """§13.11: done.pipeline.NAME and error.pipeline.NAME are events of the machine."""
    told = {
        "step": "ask",
        "at": "<text>:12:13",
        "kind": "failed",
        "message": "broken",
        "data": {**AT, "n": 1},
    }
    check(
        pipeline("{set: {n: 1}}, {action: ask}", ENDS),
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)], context={**AT, "n": 1})),
        (reply("ask", 5), took(runs=[], effects=[done(5), *logs({"result": 5})])),
        ("p", took(runs=["p: steps.ask"], effects=[asked(4)])),
        (
            broken("ask"),
            took(
                runs=[],
                effects=[failed("failed", "ask", "broken"), *logs({**told, "at": "<text>:12:29"})],
            ),
        ),
    )


def test_an_output_formula_gives_the_result_and_its_failure_fails_the_run():
    """§13.8: without `output` the result is that of the last waiting step."""
    text = pipeline("{action: ask}, {log: end}", "output: {twice: =result * 2}")
    chart = chart_of(text)
    snapshot = chart.send(chart.start().snapshot, "p").snapshot
    check(
        text,
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
        (reply("ask", 4), took(runs=[], effects=[*logs("end"), done({"twice": 8})])),
    )
    effect = chart.answer(snapshot, 2, "x").effects[-1]
    assert (effect.error["kind"], effect.error["step"]) == ("execution", None)
    assert effect.error["message"].startswith("'x' * 2: ")


def test_stop_goes_on_with_the_branch_cancelled():
    """§13.12: timers and pending actions are dropped; the run ends without success."""
    check(
        pipeline(
            "{action: ask, timeout: 5s}",
            "branches: {cancelled: [{log: tidy}, {action: tell}, {log: =result}]}",
            "on: {STOP: {do: [{stop: p}]}}",
        ),
        ("STOP", took()),
        ("p", took(runs=["p: steps.ask"], effects=[asked(3)], timers=[["after", 5000]])),
        (
            "STOP",
            took(runs=["p: cancelled.tell"], effects=[*logs("tidy"), asked(4, "tell")], timers=[]),
        ),
        ("STOP", took()),
        (
            reply("tell", 1),
            took(runs=[], effects=[*logs(1), failed("cancelled", None, "cancelled")]),
        ),
    )


def test_a_run_may_stop_itself():
    """§13.12: the run that says it is stopped like any other."""
    check(
        pipeline("{log: a}, {stop: p}, {log: never}", "branches: {cancelled: [{log: b}]}"),
        ("p", took(runs=[], effects=[*logs("a", "b"), failed("cancelled", None, "cancelled")])),
    )


COMPOSED = (
    HEAD
    + """
pipelines:
  inner:
    requires: [{that: n == 0, message: Not now.}]
    steps: [{action: ask, with: {i: =parameters.i}}, {log: inner}]
    branches: {cancelled: [{log: stopped}]}
  p:
    steps:
      - {pipeline: inner, with: {i: 7}, timeout: 5s, on_failure: [{log: =error}]}
      - {log: =result}
on: {SET: {do: [{set: {n: 1}}]}, STOP: {do: [{stop: p}]}}
"""
)
INSIDE = ["p: steps.inner", "inner: steps.ask"]


@pytest.mark.parametrize(
    ("event", "effects"),
    [
        pytest.param(
            reply("ask", 3),
            [*logs("inner"), ["done", "inner", 3], *logs(3), done(3)],
            id="its result",
        ),
        pytest.param(
            broken("ask", code="net"),
            [
                ["failed", "inner", "net", "ask", "broken"],
                *logs(error("net", "broken", "inner"), None),
                done(),
            ],
            id="its code",
        ),
        pytest.param(
            5.0,
            [
                *logs(error("timeout", "no answer within 5s", "inner")),
                *logs("stopped", None),
                ["failed", "inner", "cancelled", None, "cancelled"],
                done(),
            ],
            id="a step that is left stops what it waited for",
        ),
        pytest.param(
            "STOP",
            [
                *logs("stopped"),
                failed("cancelled", None, "cancelled"),
                ["failed", "inner", "cancelled", None, "cancelled"],
            ],
            id="stop reaches inward",
        ),
    ],
)
def test_a_pipeline_waits_for_another(event, effects):
    """§13.3, §13.6: a run that fails gives its code to the step that waits for it."""
    check(
        COMPOSED,
        ("p", took(runs=INSIDE, effects=[["act", 4, "ask", "ask", {"i": 7}]])),
        (event, took(runs=[], timers=[], effects=effects)),
    )


def test_a_refused_start_is_the_failure_of_the_step():
    """§13.10: code refused, with the message."""
    check(
        COMPOSED,
        ("SET", took(context={**AT, "n": 1})),
        ("p", took(runs=[], effects=[*logs(error("refused", "Not now.", "inner"), None), done()])),
    )


def test_a_step_that_was_left_takes_no_late_answer():
    """§13.13: the answer is stale."""
    check(
        pipeline("{action: ask, timeout: 5s}"),
        ("p", took(runs=["p: steps.ask"], effects=[asked(3)])),
        (5.0, took(runs=[], effects=[failed("timeout", "ask", "no answer within 5s")])),
        (late(3), ignored(note="stale")),
    )


def late(serial: int):
    return lambda chart, snapshot, now: chart.answer(snapshot, serial, None, now=now)


def test_a_machine_that_is_done_has_no_runs():
    """§13.1: runs end with their machine, without a word."""
    check(
        pipeline("{action: ask}", "on: {SET: {do: [{set: {n: 9}}]}}") + "done_when: n == 9\n",
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
        ("SET", took(runs=[], context={**AT, "n": 9}, status="done")),
        (late(2), ignored(note="stale")),
    )


def test_rules_and_active_see_no_run():
    """§13.1: a run adds no state and no dimension to the machine."""
    chart = chart_of(pipeline("{action: ask}"))
    snapshot = chart.send(chart.start().snapshot, "p").snapshot
    assert (chart.values(snapshot), chart.full_key(snapshot)) == ({"op": "idle"}, "")
