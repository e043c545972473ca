"""Steps of runs whose moves are refused, and what becomes of the run (docs/semantics.md §13.13)."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.kernel.checking import ANY, broken, check, ignored, logs, rejected, reply, stalled, took
from tests.kernel.test_pipelines import AT, HEAD, MAP, asked, done, error, failed, pipeline

MAP_REASON = ("map", "op", MAP, 2)


def test_a_refused_move_after_a_wait_is_the_failure_of_the_waiting_step():
    """§13.13: in the next step of the turn, with the code rejected and the result."""
    told = error("rejected", MAP, "ask", result=5)
    check(
        pipeline(
            "{action: ask, on_failure: lost}, {set: {n: 1}}, {move: {op: broken}}",
            "branches: {lost: [{log: =error}]}",
        ),
        ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
        (reply("ask", 5), rejected(MAP_REASON, queue=["error.rejected"])),
        (0.0, took(runs=[], effects=[*logs(told), done()], queue=[])),
    )


def test_a_timeout_whose_step_is_refused_is_taken_as_a_rejection():
    """§13.13: the same for what no host has answered."""
    check(
        pipeline(
            "{action: ask, timeout: 5s, on_failure: [{if: error.code == 'timeout', then: [{move: {op: broken}}]}, {log: =error}]}"
        ),
        ("p", took(runs=["p: steps.ask"], effects=[asked(3)])),
        (5.0, rejected(MAP_REASON, queue=["error.rejected"], timers=[])),
        (0.0, took(runs=[], effects=[*logs(error("rejected", MAP, "ask")), done()])),
    )


GIVE_UP = "on_failure: [{move: {op: broken}}]"
REPORT = "on: {error.pipeline.p: {do: [{log: =event.kind}]}}"


def test_a_last_move_that_is_refused_ends_the_run_as_failed():
    """§13.13: in a step that moves nothing else; the machine hears of it in a later one."""
    check(
        pipeline(
            "{action: ask, retry: {attempts: 1, delay: 1s}}, {set: {n: 1}}, {move: {op: broken}}",
            GIVE_UP,
            REPORT,
        ),
        ("p", took(runs=["p: steps.ask.try"], effects=[asked(2)])),
        (reply("ask", 5), rejected(MAP_REASON, queue=["error.rejected"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=[],
                effects=[failed("rejected", "ask", MAP)],
                queue=["error.pipeline.p"],
            ),
        ),
        (0.0, took(effects=logs("rejected"), queue=[])),
    )


def test_what_waits_for_an_abandoned_run_goes_on():
    """§13.13: the step that waits for it fails, and the next start of the queue begins."""
    text = (
        HEAD
        + """
pipelines:
  p:
    while_running: queue
    steps: [{action: ask, with: {i: =parameters.i}}, {move: {op: broken}}]
    on_failure: [{move: {op: broken}}]
  q: {steps: [{pipeline: p, with: {i: 1}, on_failure: [{log: =error}]}]}
"""
    )
    check(
        text,
        ("q", took(runs=["q: steps.p", "p: steps.ask"], effects=[asked(3, data={"i": 1})])),
        (("p", {"i": 2}), took()),
        (reply("ask", 5), rejected(MAP_REASON, queue=["error.rejected"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=["q: steps.p"],
                effects=[failed("rejected", "ask", MAP)],
                queue=["error.pipeline.p", "error.rejected", "start"],
            ),
        ),
        (0.0, ignored(queue=["error.rejected", "start"])),
        (
            0.0,
            took(
                runs=[],
                effects=[*logs(error("rejected", MAP, "p")), ["done", "q", None]],
                queue=["start"],
            ),
        ),
        (0.0, took(runs=["p: steps.ask"], effects=[asked(5, data={"i": 2})], queue=[])),
    )


def test_a_queued_start_that_is_refused_makes_way_for_the_next():
    """§13.13: it ends as failed without having begun."""
    text = (
        HEAD
        + """
pipelines:
  p:
    while_running: queue
    steps:
      - {if: n == parameters.i, then: [{move: {op: broken}}]}
      - {set: {n: 2}}
      - {action: ask}
      - {move: {op: broken}}
    on_failure: [{move: {op: broken}}]
"""
    )
    check(
        text,
        (("p", {"i": 1}), took(runs=["p: steps.ask"], effects=[asked(2)], context={**AT, "n": 2})),
        (("p", {"i": 2}), took()),
        (("p", {"i": 3}), took()),
        (reply("ask"), rejected(MAP_REASON, queue=["error.rejected"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=[],
                effects=[failed("rejected", "ask", MAP)],
                queue=["error.pipeline.p", "start"],
            ),
        ),
        (0.0, ignored(queue=["start"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                effects=[failed("rejected", None, MAP)],
                queue=["error.pipeline.p", "start"],
            ),
        ),
        (0.0, ignored(queue=["start"])),
        (0.0, took(runs=["p: steps.ask"], effects=[asked(5)], queue=[])),
    )


def test_the_runs_that_an_abandoned_one_waited_for_are_stopped():
    """§13.13, §13.12: each in a step of its own, with its branch cancelled."""
    text = (
        HEAD
        + """
pipelines:
  r: {steps: [{action: tell}], branches: {cancelled: [{log: tidy}]}}
  p:
    steps: [{parallel: {a: [{action: ask}, {move: {op: broken}}], b: [{pipeline: r}]}}]
    on_failure: [{move: {op: broken}}]
"""
    )
    check(
        text,
        ("p", took(runs=ANY, effects=[asked(2), asked(4, "tell")])),
        (reply("ask"), rejected(MAP_REASON, queue=["error.rejected"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=["r: steps.tell"],
                effects=[failed("rejected", "ask", MAP)],
                queue=["error.pipeline.p", "stop"],
            ),
        ),
        (0.0, ignored(queue=["stop"])),
        (
            0.0,
            took(runs=[], effects=[*logs("tidy"), ["failed", "r", "cancelled", None, "cancelled"]]),
        ),
    )


def test_a_run_that_cannot_even_be_stopped_is_abandoned_too():
    """§13.13: the refusal of a branch cancelled ends what it was to tidy up."""
    text = (
        HEAD
        + """
pipelines:
  r: {steps: [{action: tell}], branches: {cancelled: [{move: {op: broken}}]}}
  p:
    steps: [{parallel: {a: [{action: ask}, {move: {op: broken}}], b: [{pipeline: r}]}}]
"""
    )
    check(
        text,
        ("p", took(runs=ANY, effects=[asked(2), asked(4, "tell")])),
        (reply("ask"), rejected(MAP_REASON, queue=["error.rejected"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=["r: steps.tell"],
                effects=[failed("rejected", "ask", MAP)],
                queue=["error.pipeline.p", "stop"],
            ),
        ),
        (0.0, ignored(queue=["stop"])),
        (
            0.0,
            stalled(
                MAP_REASON,
                runs=[],
                effects=[["failed", "r", "rejected", None, MAP]],
                queue=["error.pipeline.r"],
            ),
        ),
        (0.0, ignored(queue=[])),
    )


def test_a_rejection_keeps_the_result_of_its_own_step_and_no_other():
    """§13.6: a timeout has none, whatever an earlier step has left behind."""
    check(
        pipeline(
            "{action: tell}, {action: ask, timeout: 5s, on_failure: lost}",
            "branches: {lost: [{if: error.code == 'timeout', then: [{move: {op: broken}}]}, {log: =error}]}",
        ),
        ("p", took(runs=["p: steps.tell"], effects=[asked(2, "tell")])),
        (reply("tell", 7), took(runs=["p: steps.ask"], effects=[asked(4)])),
        (5.0, rejected(MAP_REASON, queue=["error.rejected"])),
        (0.0, took(runs=[], effects=[*logs(error("rejected", MAP, "ask")), done(7)])),
    )


def test_a_new_try_that_is_refused_is_the_failure_of_its_step():
    """§13.13, §13.7: the pause before it is over, and no timer would end it again."""
    check(
        pipeline(
            "{action: ask, with: {i: =1 / (1 - n)}, retry: {attempts: 2, delay: 5s}, on_failure: lost}",
            "branches: {lost: [{if: error.code == 'execution', then: [{move: {op: broken}}]}, {log: =error.code}]}",
            "on: {SET: {do: [{set: {n: 1}}]}}",
        ),
        ("p", took(runs=["p: steps.ask.try"], effects=[asked(2, data={"i": 1})])),
        (broken("ask"), took(runs=["p: steps.ask.pause"], effects=[])),
        ("SET", took(context={**AT, "n": 1})),
        (5.0, rejected(MAP_REASON, queue=["error.rejected"], timers=[])),
        (0.0, took(runs=[], effects=[*logs("rejected"), done()])),
    )


def test_the_number_of_the_try_is_that_of_the_step_that_failed():
    """§13.6: a step that is not tried again has made one try."""
    told = error("execution", "1 / 0: division by zero, in: =1 / n", "set")
    check(
        pipeline(
            "{action: ask, retry: {attempts: 2, delay: 1s}}, {set: {any: =1 / n}}",
            "on_failure: [{log: =error}]",
        ),
        ("p", took(runs=["p: steps.ask.try"], effects=[asked(2)])),
        (broken("ask"), took(runs=["p: steps.ask.pause"], effects=[])),
        (1.0, took(runs=["p: steps.ask.try"], effects=[asked(4)])),
        (
            reply("ask"),
            took(runs=[], effects=[*logs(told), failed("execution", "set", told["message"])]),
        ),
    )


PAY = """
statecraft: 1
machine: m
context: {limit: {type: integer, initial: 5}}
pipelines:
  pay:
    parameters: {amount: {type: integer}}
    requires:
      - {that: parameters.amount < limit, message: "=f'{parameters.amount} is too much.'"}
      - parameters.amount > 0
    steps: [{set: {limit: =limit - parameters.amount}}]
"""


@pytest.mark.parametrize(
    ("event", "data", "reasons"),
    [
        ("pay", {"amount": 4}, []),
        ("pay", {"amount": 5}, ["5 is too much."]),
        ("pay", {"amount": 0}, ["pay needs parameters.amount > 0 (parameters.amount is 0)."]),
        ("pay", None, []),
    ],
)
def test_what_is_required_may_depend_on_the_parameters(event, data, reasons):
    """§13.10: and where they are not known, it is taken to hold."""
    chart = sc.loads(PAY)
    start = chart.start(now=0.0).snapshot
    asked_with = () if data is None else (data,)
    found = chart.why_not(start, event, *asked_with)
    assert [reason.message for reason in found if reason.kind != "schema"] == reasons
