"""Lists of steps side by side, and how they are joined (docs/semantics.md §13.9)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, broken, check, logs, reply, took
from tests.kernel.test_pipelines import done, error, failed, pipeline

X, Y = ["act", 2, "x", "ask", {}], ["act", 3, "y", "ask", {}]
BROKEN = {"code": "failed", "message": "broken", "step": "x", "attempt": 1}
Y_BROKEN = {**BROKEN, "step": "y"}


def lists(join: str, more: str = "") -> str:
    return pipeline(
        "{parallel: {a: [{action: ask, id: x}, {log: =result}], b: [{action: ask, id: y}, "
        f"{{log: =result}}]}}, join: {join}, id: both{more}}}, {{log: =results}}"
    )


@pytest.mark.parametrize(
    ("join", "rows"),
    [
        pytest.param(
            "all",
            [
                (
                    reply("y", 2),
                    took(runs=["p: steps.both.a.steps.x steps.both.b.ended"], effects=logs(2)),
                ),
                (
                    reply("x", 1),
                    took(
                        runs=[],
                        effects=[
                            *logs(1, {"y": 2, "x": 1, "both": {"a": 1, "b": 2}}),
                            done({"a": 1, "b": 2}),
                        ],
                    ),
                ),
            ],
            id="all: every list has ended",
        ),
        pytest.param(
            "all",
            [
                (
                    broken("x"),
                    took(runs=[], effects=[failed("failed", "both", "broken")]),
                ),
            ],
            id="all: a failure cancels the others",
        ),
        pytest.param(
            "first",
            [
                (
                    reply("y", 2),
                    took(
                        runs=[],
                        effects=[*logs(2, {"y": 2, "both": {"b": 2}}), done({"b": 2})],
                    ),
                ),
            ],
            id="first: the first that ends cancels the others",
        ),
        pytest.param(
            "first",
            [
                (broken("x"), took(runs=["p: steps.both.a.failed steps.both.b.steps.y"])),
                (
                    reply("y", 2),
                    took(
                        runs=[],
                        effects=[*logs(2, {"y": 2, "both": {"b": 2}}), done({"b": 2})],
                    ),
                ),
            ],
            id="first: a failure is no end",
        ),
        pytest.param(
            "first",
            [
                (broken("x"), took(runs=["p: steps.both.a.failed steps.both.b.steps.y"])),
                (broken("y", "too"), took(runs=[], effects=[failed("failed", "both", "too")])),
            ],
            id="first: it fails when all have failed",
        ),
        pytest.param(
            "settled",
            [
                (broken("x"), took(runs=["p: steps.both.a.failed steps.both.b.steps.y"])),
                (
                    reply("y", 2),
                    took(
                        runs=[],
                        effects=[
                            *logs(
                                2,
                                {
                                    "y": 2,
                                    "both": {"a": {"error": BROKEN}, "b": {"result": 2}},
                                },
                            ),
                            done({"a": {"error": BROKEN}, "b": {"result": 2}}),
                        ],
                    ),
                ),
            ],
            id="settled: every list has ended or failed",
        ),
        pytest.param(
            "settled",
            [
                (broken("x"), took(runs=["p: steps.both.a.failed steps.both.b.steps.y"])),
                (
                    broken("y"),
                    took(
                        runs=[],
                        effects=[
                            *logs({"both": {"a": {"error": BROKEN}, "b": {"error": Y_BROKEN}}}),
                            done({"a": {"error": BROKEN}, "b": {"error": Y_BROKEN}}),
                        ],
                    ),
                ),
            ],
            id="settled: it has succeeded when all have failed",
        ),
    ],
)
def test_joins(join, rows):
    check(
        lists(join),
        ("p", took(runs=["p: steps.both.a.steps.x steps.both.b.steps.y"], effects=[X, Y])),
        *rows,
    )


def test_a_parallel_that_fails_goes_on_with_its_on_failure():
    """§13.5, §13.9: the failure of a list is the step's."""
    told = error("failed", "broken", "both")
    check(
        lists("all", ", on_failure: [{log: =error}]"),
        ("p", took(runs=["p: steps.both.a.steps.x steps.both.b.steps.y"], effects=[X, Y])),
        (broken("y"), took(runs=[], effects=[*logs(told, {}), done()])),
    )


def test_the_timeout_of_a_parallel_cancels_its_lists():
    """§13.6: a timeout is the step's failure."""
    check(
        lists("all", ", timeout: 5s"),
        ("p", took(runs=ANY_BOTH, effects=[[*X[:1], 3, *X[2:]], [*Y[:1], 4, *Y[2:]]])),
        (5.0, took(runs=[], effects=[failed("timeout", "both", "no answer within 5s")], timers=[])),
    )


ANY_BOTH = ["p: steps.both.a.steps.x steps.both.b.steps.y"]


def test_lists_have_tries_errors_and_results_of_their_own():
    """§13.2, §13.9: what one list finds is not the result of another."""
    check(
        pipeline(
            "{parallel: {a: [{action: ask, id: x, retry: {attempts: 2, delay: 1s}}, {log: '=[result, attempt, error]'}], "
            "b: [{action: ask, id: y, retry: {attempts: 2, delay: 1s}}, {log: '=[result, attempt, error]'}]}}"
        ),
        (
            "p",
            took(
                runs=["p: steps.parallel.a.steps.x.try steps.parallel.b.steps.y.try"],
                effects=[X, Y],
            ),
        ),
        (
            broken("x"),
            took(runs=["p: steps.parallel.a.steps.x.pause steps.parallel.b.steps.y.try"]),
        ),
        (
            reply("y", 2),
            took(
                runs=["p: steps.parallel.a.steps.x.pause steps.parallel.b.ended"],
                effects=logs([2, 1, None]),
            ),
        ),
        (
            1.0,
            took(
                runs=["p: steps.parallel.a.steps.x.try steps.parallel.b.ended"],
                effects=[["act", 5, "x", "ask", {}]],
            ),
        ),
        (
            reply("x", 1),
            took(
                runs=[],
                effects=[*logs([1, 2, error("failed", "broken", "x")]), done({"a": 1, "b": 2})],
            ),
        ),
    )


@pytest.mark.parametrize(
    ("inner", "outer"),
    [("all", "settled"), ("settled", "all"), ("first", "settled")],
)
def test_a_parallel_in_a_parallel_fails_as_a_step_of_its_list(inner, outer):
    """§13.9: joins look at their own lists only."""
    text = pipeline(
        f"{{parallel: {{a: [{{parallel: {{b: [{{action: ask, id: x}}], c: [{{action: ask, id: y}}]}}, join: {inner}, id: in}}], "
        f"d: [{{action: tell}}]}}, join: {outer}, id: out}}, {{log: =results.out}}"
    )
    seen = {
        "all": {"a": {"error": error("failed", "broken", "in")}, "d": {"result": 3}},
        "settled": {"a": {"b": {"error": BROKEN}, "c": {"error": Y_BROKEN}}, "d": 3},
        "first": {"a": {"error": error("failed", "broken", "in")}, "d": {"result": 3}},
    }[inner]
    acts = [broken("x")] if inner == "all" else [broken("x"), broken("y")]
    rows = [(act, took(runs=ANY, effects=[])) for act in acts]
    check(
        text,
        ("p", took(runs=ANY, effects=[X, Y, ["act", 4, "tell", "tell", {}]])),
        *rows,
        (reply("tell", 3), took(runs=[], effects=[*logs(seen), done(seen)])),
    )


def test_a_branch_leaves_the_parallel_and_all_its_lists():
    """§13.5: a branch replaces all that remains; a parallel in a loop begins anew."""
    check(
        pipeline(
            "{parallel: {a: [{action: ask, id: x, on_success: out}], b: [{action: ask, id: y}]}}",
            "branches: {out: [{log: =result}]}",
        ),
        ("p", took(runs=["p: steps.parallel.a.steps.x steps.parallel.b.steps.y"], effects=[X, Y])),
        (reply("x", 1), took(runs=[], effects=[*logs(1), done(1)])),
    )
