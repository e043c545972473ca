"""Pipelines step by step: every kind of step, and how it ends (docs/semantics.md §13)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import broken, check, ignored, logs, rejected, reply, took

HEAD = """
context: {n: {type: integer, initial: 0}, l: {type: array, initial: []}, any: {initial: null}}
dimensions: {op: {values: [idle, busy, broken], transitions: {idle: [busy], busy: [idle]}}}
actions:
  ask: {with: {i: {optional: true}}}
  tell: {}
  count: {result: {type: integer}, fails_when: result < 0}
events: {GO: {payload: {x: {type: integer}}}}
"""
IDLE, BUSY = {"op": "idle"}, {"op": "busy"}
MAP = "Cannot move op from idle to broken."


def pipeline(steps: str, *more: str) -> str:
    """The machine with the pipeline p; each of *more* is a further line of p or of the machine."""
    inside = "".join(f"    {line}\n" for line in more if not line.startswith("on:"))
    rest = "".join(f"{line}\n" for line in more if line.startswith("on:"))
    return f"{HEAD}pipelines:\n  p:\n    steps: [{steps}]\n{inside}{rest}"


def asked(serial: int, name: str = "ask", data: object = None) -> list[object]:
    return ["act", serial, name, name, {} if data is None else data]


def done(result: object = None) -> list[object]:
    return ["done", "p", result]


def failed(kind: str, step: str | None, message: str) -> list[object]:
    return ["failed", "p", kind, step, message]


def error(
    code: str, message: str, step: str, attempt: int = 1, **more: object
) -> dict[str, object]:
    return {"code": code, "message": message, "step": step, "attempt": attempt, **more}


AT = {"n": 0, "l": [], "any": None}


@pytest.mark.parametrize(
    ("steps", "then"),
    [
        pytest.param("{log: 1}, {log: 2}", {"effects": [*logs(1, 2), done()]}, id="§13.3 in order"),
        pytest.param(
            "{move: {op: busy}}, {set: {n: 1}}, {move: {op: idle}}, {log: =n}",
            {
                "context": {**AT, "n": 1},
                "effects": [*logs(1), done()],
                "moves": [],
                "path": [
                    ["p", "machine: p"],
                    [None, "start p"],
                    [None, "p: move -> set"],
                    [None, "p: set -> move_2"],
                    [None, "p: move_2 -> log"],
                    [None, "p: log -> done"],
                ],
            },
            id="§13.4 steps that wait for nothing are one macrostep",
        ),
        pytest.param(
            "{if: n == 0, then: [{log: yes}], else: [{log: no}]}, {log: after}",
            {"effects": [*logs("yes", "after"), done()]},
            id="§13.3 if",
        ),
        pytest.param(
            "{if: n == 1, then: [{log: yes}], else: [{log: no}]}, {log: after}",
            {"effects": [*logs("no", "after"), done()]},
            id="§13.3 else",
        ),
        pytest.param(
            "{if: n == 1, then: [{log: yes}]}, {log: after}",
            {"effects": [*logs("after"), done()]},
            id="§13.3 no else",
        ),
        pytest.param(
            "{if: n == 0, then: [{if: n < 1, then: [{log: a}, {if: n == 9, then: []}]}, {log: b}]}, {log: c}",
            {"effects": [*logs("a", "b", "c"), done()]},
            id="§13.3 if in if: the end of a list goes on with what follows the step",
        ),
        pytest.param(
            "{each: {in: '=[1, 2]', as: a, do: [{each: {in: '=[3, 4]', as: b, do: [{log: '=[a, b]'}]}}]}}, {log: end}",
            {"effects": [*logs([1, 3], [1, 4], [2, 3], [2, 4], "end"), done()]},
            id="§13.3 each in each",
        ),
        pytest.param(
            "{each: {in: =l, as: a, do: [{log: =a}]}}, {log: end}",
            {"effects": [*logs("end"), done()]},
            id="§13.3 each of nothing",
        ),
        pytest.param(
            "{each: {in: '=[1, 2, 3]', as: a, at_most: 2, do: [{log: =a}]}}",
            {"effects": [failed("at_most", "each a", "more than 2 elements")]},
            id="§13.3 more elements than at_most",
        ),
        pytest.param(
            "{each: {in: '=[1, 2]', as: a, do: [{parallel: {x: [{log: =a}], y: [{log: =-a}]}}]}}",
            {"effects": [*logs(1, -1, 2, -2), done({"x": None, "y": None})]},
            id="§13.3 parallel in each",
        ),
        pytest.param(
            "{parallel: {x: [{each: {in: '=[1, 2]', as: a, do: [{log: =a}]}}], y: [{each: {in: '=[3]', as: a, do: [{log: =a}]}}]}}",
            {"effects": [*logs(1, 3, 2), done({"x": None, "y": None})]},
            id="§13.2 each in parallel: every list has its own element",
        ),
        pytest.param(
            "{parallel: {x: [{parallel: {a: [{log: 1}], b: [{log: 2}]}}], y: [{log: 3}]}}, {log: 4}",
            {
                "effects": [
                    *logs(1, 2, 3, 4),
                    done({"x": {"a": None, "b": None}, "y": None}),
                ]
            },
            id="§13.9 parallel in parallel",
        ),
        pytest.param(
            "{log: 1}, {set: {n: =n + parameters.x}}, {log: 2}",
            {
                "effects": [
                    *logs(1),
                    failed(
                        "execution",
                        "set",
                        "parameters has no key 'x', in: =n + parameters.x",
                    ),
                ]
            },
            id="§13.6 a formula of a step that fails",
        ),
        pytest.param(
            "{if: 'true', then: [{set: {n: 1}}]}, {set: {n: 2, any: =1 / (n - 1)}}",
            {
                "context": {**AT, "n": 1},
                "effects": [
                    failed("execution", "set", "1 / 0: division by zero, in: =1 / (n - 1)")
                ],
            },
            id="§13.6 the block of the step that fails is undone",
        ),
        pytest.param(
            "{move: {op: {from: busy, to: idle}}}",
            {"effects": [failed("from", "move", "the move does not start here")]},
            id="§13.6 a move that does not start here",
        ),
        pytest.param(
            "{move: {op: {from: idle, to: busy}}}",
            {"dims": BUSY, "moves": [["op", "idle", "busy"]], "effects": [done()]},
            id="§13.3 a move from the value it names",
        ),
    ],
)
def test_steps_that_wait_for_nothing(steps, then):
    check(pipeline(steps), ("p", took(runs=[], **then)))


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        pytest.param("{move: {op: broken}}", ("map", "op", MAP, 2), id="the map"),
        pytest.param(
            "{log: a}, {set: {n: 1}}, {move: {op: broken}}",
            ("map", "op", MAP, 2),
            id="a later step",
        ),
    ],
)
def test_a_move_refused_before_the_first_wait_rejects_the_event(steps, reason):
    """§13.3, §4.2: a run begins in the step of the event."""
    check(pipeline(steps), ("p", rejected(reason)))


CAN_MOVE = pipeline("{set: {n: 1}}, {move: {op: broken}}", "on_failure: [{log: never}]")


def test_no_step_takes_a_refused_move_before_the_first_wait_as_a_failure():
    """§13.6: what is refused rejects, wherever a failure would lead."""
    check(CAN_MOVE, ("p", rejected(("map", "op", MAP, 2))))


@pytest.mark.parametrize(
    ("steps", "rows"),
    [
        pytest.param(
            "{action: ask, with: {i: =n}}, {log: =result}, {log: =results}",
            [
                ("p", took(runs=["p: steps.ask"], effects=[asked(2, data={"i": 0})])),
                (
                    reply("ask", 5),
                    took(runs=[], effects=[*logs(5, {"ask": 5}), done(5)]),
                ),
            ],
            id="§13.3 §13.8 an action: its result, also under its name",
        ),
        pytest.param(
            "{action: ask, id: first}, {action: tell}, {log: =results}",
            [
                ("p", took(runs=["p: steps.first"], effects=[["act", 2, "first", "ask", {}]])),
                (reply("first", 1), took(runs=["p: steps.tell"], effects=[asked(3, "tell")])),
                (
                    reply("tell", 2),
                    took(runs=[], effects=[*logs({"first": 1, "tell": 2}), done(2)]),
                ),
            ],
            id="§13.8 the id, and the result of the last waiting step",
        ),
        pytest.param(
            "{action: ask, on_success: [{log: good}], on_failure: [{log: bad}]}, {log: after}",
            [
                ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
                (reply("ask"), took(runs=[], effects=[*logs("good", "after"), done()])),
                ("p", took(runs=["p: steps.ask"], effects=[asked(4)])),
                (broken("ask"), took(runs=[], effects=[*logs("bad", "after"), done()])),
            ],
            id="§13.5 a list runs in place, and then what follows",
        ),
        pytest.param(
            "{action: ask, on_success: [], on_failure: []}, {log: after}",
            [
                ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
                (reply("ask"), took(runs=[], effects=[*logs("after"), done()])),
                ("p", took(runs=["p: steps.ask"], effects=[asked(4)])),
                (broken("ask"), took(runs=[], effects=[*logs("after"), done()])),
            ],
            id="§13.5 an empty list leads straight on",
        ),
        pytest.param(
            "{action: ask}, {log: never}",
            [
                ("p", took(runs=["p: steps.ask"], effects=[asked(2)])),
                (broken("ask"), took(runs=[], effects=[failed("failed", "ask", "broken")])),
            ],
            id="§13.5 nothing takes the failure",
        ),
        pytest.param(
            "{action: count, on_failure: [{log: =error}]}",
            [
                ("p", took(runs=["p: steps.count"], effects=[asked(2, "count")])),
                (
                    reply("count", -1),
                    took(
                        runs=[],
                        effects=[
                            *logs(error("failed", "count failed", "count", result=-1)),
                            done(),
                        ],
                    ),
                ),
                ("p", took(runs=["p: steps.count"], effects=[asked(4, "count")])),
                (
                    reply("count", "x"),
                    took(
                        runs=[],
                        effects=[
                            *logs(
                                error(
                                    "schema",
                                    "result: must be an integer, is 'x'",
                                    "count",
                                    result="x",
                                )
                            ),
                            done(),
                        ],
                    ),
                ),
                ("p", took(runs=["p: steps.count"], effects=[asked(6, "count")])),
                (
                    broken("count", "gone", code="net", result=7),
                    took(
                        runs=[],
                        effects=[*logs(error("net", "gone", "count", result=7)), done()],
                    ),
                ),
            ],
            id="§13.6 answers that fail",
        ),
        pytest.param(
            "{action: ask, timeout: 5s, on_failure: [{log: =error}]}",
            [
                ("p", took(runs=["p: steps.ask"], effects=[asked(3)], timers=[["after", 5000]])),
                (
                    5.0,
                    took(
                        runs=[],
                        effects=[*logs(error("timeout", "no answer within 5s", "ask")), done()],
                        timers=[],
                    ),
                ),
            ],
            id="§13.6 a timeout",
        ),
        pytest.param(
            "{action: ask, with: {i: =1 / n}, on_failure: [{log: =error}]}, {log: after}",
            [
                (
                    "p",
                    took(
                        runs=[],
                        effects=[
                            *logs(
                                error(
                                    "execution",
                                    '1 / 0: division by zero, in: {"i": "=1 / n"}',
                                    "ask",
                                ),
                                "after",
                            ),
                            done(),
                        ],
                    ),
                ),
            ],
            id="§13.6 a formula of a waiting step is its failure",
        ),
        pytest.param(
            "{wait_for: GO, id: go}, {log: =result.x}, {log: =results.go}",
            [
                ("p", took(runs=["p: steps.go"])),
                (
                    ("GO", {"x": 1}),
                    took(runs=[], effects=[*logs(1, {"x": 1}), done({"x": 1})]),
                ),
                (("GO", {"x": 1}), ignored()),
            ],
            id="§13.3 an event that only a run waits for is accepted",
        ),
        pytest.param(
            "{wait_for: GO, on_success: [{log: =event.x}, {action: ask}, {log: =result}]}",
            [
                ("p", took(runs=["p: steps.GO"])),
                (
                    ("GO", {"x": 1}),
                    took(runs=["p: steps.ask"], effects=[*logs(1), asked(2)]),
                ),
                (reply("ask", 2), took(runs=[], effects=[*logs(2), done(2)])),
            ],
            id="§13.2 event is the one that the step observes",
        ),
        pytest.param(
            "{each: {in: '=[1, 2]', as: a, do: [{action: ask, with: {i: =a}}, {set: {l: '=l + [result]'}}]}}",
            [
                ("p", took(runs=["p: steps.each a.do.ask"], effects=[asked(2, data={"i": 1})])),
                (
                    reply("ask", "x"),
                    took(
                        runs=["p: steps.each a.do.ask"],
                        effects=[asked(3, data={"i": 2})],
                        context={**AT, "l": ["x"]},
                    ),
                ),
                (
                    reply("ask", "y"),
                    took(runs=[], effects=[done("y")], context={**AT, "l": ["x", "y"]}),
                ),
            ],
            id="§13.2 §13.3 a wait in a loop",
        ),
    ],
)
def test_waiting_steps(steps, rows):
    check(pipeline(steps), *rows)


def test_a_run_only_observes_its_event():
    """§13.3: the machine handles the event too, in the same step."""
    check(
        pipeline(
            "{wait_for: GO}, {log: seen}", "on: {GO: {when: event.x > 1, do: [{log: handled}]}}"
        ),
        ("p", took(runs=["p: steps.GO"])),
        (("GO", {"x": 2}), took(runs=[], effects=[*logs("handled", "seen"), done({"x": 2})])),
        ("p", took(runs=["p: steps.GO"])),
        (("GO", {"x": 1}), took(runs=[], effects=[*logs("seen"), done({"x": 1})])),
        (("GO", {"x": 1}), rejected(("guard", None, "needs event.x > 1 (event.x is 1)", 11))),
    )


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param(
            [
                (
                    "p",
                    took(runs=["p: steps.ask.try"], effects=[asked(3)], timers=[["after", 10000]]),
                ),
                (
                    broken("ask"),
                    took(runs=["p: steps.ask.pause"], timers=[["after", 1000]]),
                ),
                (
                    1.0,
                    took(runs=["p: steps.ask.try"], effects=[asked(6)], timers=[["after", 11000]]),
                ),
                (10.0, took(runs=["p: steps.ask.pause"], timers=[["after", 13000]])),
                (
                    2.0,
                    took(runs=["p: steps.ask.try"], effects=[asked(9)], timers=[["after", 23000]]),
                ),
                (
                    broken("ask", code="c"),
                    took(
                        runs=[], effects=[*logs(error("c", "broken", "ask", 3)), done()], timers=[]
                    ),
                ),
            ],
            "timeout: 10s, retry: {attempts: 3, delay: 1s, factor: 2}",
            id="a factor; the timeout counts for each attempt",
        ),
        pytest.param(
            [
                ("p", took(runs=["p: steps.ask.try"], effects=[asked(2)])),
                (broken("ask"), took(runs=["p: steps.ask.pause"], timers=[["after", 5000]])),
                (5.0, took(runs=["p: steps.ask.try"], effects=[asked(4)], timers=[])),
                (broken("ask"), took(runs=["p: steps.ask.pause"], timers=[["after", 15000]])),
                (10.0, took(runs=["p: steps.ask.try"], effects=[asked(6)], timers=[])),
                (reply("ask", 1), took(runs=[], effects=[done(1)])),
            ],
            "retry: {attempts: 3, delay: =attempt * 5}",
            id="a formula reads the number of the try that failed",
        ),
        pytest.param(
            [
                ("p", took(runs=["p: steps.ask.try"], effects=[asked(2)])),
                (
                    broken("ask"),
                    took(
                        runs=[],
                        effects=[*logs(error("execution", "[] is no duration", "ask")), done()],
                    ),
                ),
            ],
            "retry: {attempts: 3, delay: =l}",
            id="a delay that fails ends the tries",
        ),
        pytest.param(
            [
                ("p", took(runs=["p: steps.ask.try"], effects=[asked(2)])),
                (
                    broken("ask"),
                    took(runs=[], effects=[*logs(error("failed", "broken", "ask")), done()]),
                ),
            ],
            "retry: {attempts: =1 + n, delay: 5s}",
            id="attempts may be a formula",
        ),
    ],
)
def test_retry(rows, text):
    """§13.7: on_failure follows the last try."""
    check(pipeline(f"{{action: ask, {text}, on_failure: [{{log: =error}}]}}"), *rows)
