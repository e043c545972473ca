"""Whatever a definition does, a step ends: with a message that shows what went round (docs/semantics.md §5.2)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, chart_of, check, reasons_of, rejected, took


def endless(*last: str) -> str:
    shown = " -> ".join((last * 6)[-6:])
    return f"The step does not end: more than 1000 microsteps. Last: {shown}."


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        pytest.param(
            "on: {E: {do: [{raise: E}]}}",
            endless("machine: E"),
            1,
            id="§5.2 an event that raises itself",
        ),
        pytest.param(
            "on: {E: {do: [{raise: F}]}, F: {do: [{raise: E}]}}",
            endless("machine: E", "machine: F"),
            1,
            id="§5.2 two that raise each other",
        ),
        pytest.param(
            "on: {E: {do: [{raise: E}, {raise: E}]}}",
            endless("machine: E"),
            1,
            id="§5.2 an avalanche",
        ),
        pytest.param(
            "context: {n: {type: integer, initial: 0}}\ninitial: s\nstates: {s: {on: {E: a}}, a: {always: [{when: n < 5000, target: b}]}, b: {always: {target: a, do: [{set: {n: =n + 1}}]}}}",
            endless("b: eventless -> a", "a: eventless -> b"),
            3,
            id="§5.2 eventless transitions to and fro",
        ),
        pytest.param(
            "context: {n: {type: integer, initial: 0}}\non: {E: {do: [{set: {n: 1}}]}}\nalways: [{when: n > 0, do: [{set: {n: =n + 1}}]}]",
            endless("machine: eventless"),
            3,
            id="§5.2 an eventless transition that counts",
        ),
    ],
)
def test_endless_step_is_rejected_with_the_cycle_printed(text, message, line):
    check(text, ("E", rejected(("error", None, message, line), path=ANY)))


@pytest.mark.parametrize(("most", "is_accepted"), [(999, True), (1000, False)])
def test_a_thousand_microsteps_are_allowed(most, is_accepted):
    """§5.2"""
    text = f"context: {{n: {{type: integer, initial: 0}}}}\non: {{E: {{}}, F: {{do: [{{log: x}}]}}}}\nalways: [{{when: event_seen and n < {most}, do: [{{set: {{n: =n + 1}}}}]}}]\ndimensions: {{seen: {{values: [0, 1], initial: 0, moves: free}}}}\ndefine: {{event_seen: seen == 1}}"
    chart = chart_of(text)
    assert chart.move(chart.start().snapshot, {"seen": 1}).outcome.accepted is is_accepted


SIZES = """
context: {l: {type: array, initial: [0]}, s: {type: string, initial: x}, n: {type: integer, initial: 1}}
on:
  LIST: {do: [{set: {l: =l + l}}, {raise: LIST}]}
  TEXT: {do: [{set: {s: =s + s}}, {raise: TEXT}]}
  NUMBER: {do: [{set: {n: =n * 1000}}, {raise: NUMBER}]}
"""


@pytest.mark.parametrize(
    ("event", "message"),
    [
        pytest.param("LIST", "the list has more than 100000 elements, in: =l + l", id="§7.1 lists"),
        pytest.param(
            "TEXT", "the string has more than 1000000 characters, in: =s + s", id="§7.1 texts"
        ),
        pytest.param(
            "NUMBER", "the result does not fit into 64 bits, in: =n * 1000", id="§7.1 numbers"
        ),
    ],
)
def test_data_cannot_grow_without_an_end(event, message):
    chart = chart_of(SIZES)
    [[kind, _, told, _]] = reasons_of(chart.send(chart.start().snapshot, event).outcome)
    assert (kind, told) == ("error", message)


@pytest.mark.parametrize(
    ("at_most", "count", "is_accepted"),
    [
        ("", 1000, True),
        ("", 1001, False),
        (", at_most: 3", 3, True),
        (", at_most: 3", 4, False),
        (", at_most: 2000", 1001, True),
    ],
    ids=str,
)
def test_each_is_bounded(at_most, count, is_accepted):
    """§8.5"""
    text = f"context: {{n: {{type: integer, initial: 0}}}}\non: {{E: {{do: [{{each: {{in: =event.l, as: one{at_most}, do: [{{set: {{n: =n + 1}}}}]}}}}]}}}}"
    limit = at_most.removeprefix(", at_most: ") or "1000"
    told = f"each has {count} elements, more than at_most {limit}"
    then = took(context={"n": count}) if is_accepted else rejected(("error", None, told, 2))
    check(text, (("E", {"l": [0] * count}), then))


def test_large_payload_is_taken():
    """§2.3"""
    chart = chart_of("context: {d: {initial: null}}\non: {E: {do: [{set: {d: =event}}]}}")
    payload = {str(number): [number, {"x": "y" * 10}] for number in range(20_000)}
    step = chart.send(chart.start().snapshot, "E", payload)
    assert step.snapshot.context == {"d": payload}


def test_many_timers():
    """§9.1"""
    chart = chart_of(
        "context: {n: {type: integer, initial: 0}}\non: {E: {do: [{each: {in: =event.l, as: one, do: [{send: T, delay: =one}]}}]}, T: {do: [{set: {n: =n + 1}}]}}"
    )
    step = chart.send(chart.start().snapshot, "E", {"l": list(range(500, 0, -1))})
    assert [timer.due_ms for timer in step.snapshot.timers] == [
        1000 * number for number in range(1, 501)
    ]


def test_wide_and_deep_machine_starts():
    """§1.3"""
    regions = ", ".join(
        f"r{number}: {{initial: a, states: {{a: {{on: {{E: b}}}}, b: {{}}}}}}"
        for number in range(100)
    )
    chart = chart_of(f"parallel: true\nstates: {{{regions}}}")
    step = chart.send(chart.start().snapshot, "E")
    assert step.snapshot.configuration == tuple(
        path for number in range(100) for path in (f"r{number}", f"r{number}.b")
    )
