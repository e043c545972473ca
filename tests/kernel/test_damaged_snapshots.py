"""A snapshot that is damaged is refused with what is wrong, whatever the damage (docs/semantics.md §10.4)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statecraft
from tests.kernel.everything import CHART, EVENTS, FULL, LEFT, WALK


def put(value: Any, *path: str | int) -> Callable[[Any], None]:
    def damage(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return damage


def drop(*path: str | int) -> Callable[[Any], None]:
    def damage(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return damage


ROOT = ("activations", 0)
TIMER = {
    "activation": 0,
    "id": None,
    "due": 1,
    "serial": 1,
    "event": "T",
    "data": {},
    "to": None,
    "after": None,
    "run": None,
}
PENDING = {"serial": 1, "id": "x", "name": "db", "done": "D", "error": "F", "step": None}
QUEUED = {
    "activation": 0,
    "event": "T",
    "data": {},
    "step": None,
    "slot": None,
    "origin": None,
    "start": None,
    "begins": None,
    "stops": None,
    "is_own": False,
    "sender": None,
    "send_id": None,
}
DAMAGES = {
    "no format": (drop("format"), "this is no snapshot of the format statecraft-snapshot/1"),
    "a later format": (
        put("statecraft-snapshot/2", "format"),
        "this is no snapshot of the format statecraft-snapshot/1",
    ),
    "a key too many": (
        put(1, "extra"),
        "must not have the field 'extra' (its fields: activations, definition, format, next_serial, now, queue, timers)",
    ),
    "no activations": (put([], "activations"), "activations: must have at least 1 elements, has 0"),
    "an object for a list": (put({}, "activations"), "activations: must be a list, is {}"),
    "time is a text": (put("1", "now"), "now: must be an integer, is '1'"),
    "time is true": (put(True, "now"), "now: must be an integer, is true"),
    "time is too large": (put(2**63 - 1, "now"), None),
    "another activation": (put(5, *ROOT, "serial"), None),
    "a status of no machine": (
        put("refused", *ROOT, "status"),
        "activations[0].status: must be one of 'active', 'done', 'error', is 'refused'",
    ),
    "no state": (
        put([], *ROOT, "states"),
        "the machine needs one of its states active, found none",
    ),
    "two states": (
        put(["a", "f"], *ROOT, "states"),
        "the machine needs one of its states active, found a, f",
    ),
    "a child without its parent": (
        put(["a", "p.r.one"], *ROOT, "states"),
        "p.r.one is active, but p.r is not",
    ),
    "half a parallel state": (
        put(["p", "p.r", "p.r.one"], *ROOT, "states"),
        "p needs all of its states active, found p.r",
    ),
    "a state that is not there": (put(["b"], *ROOT, "states"), 'there is no state "b"'),
    "a history state": (
        put(["p", "p.r", "p.r.one", "p.r.h", "p.s", "p.s.one"], *ROOT, "states"),
        "the history state p.r.h is never active",
    ),
    "a number for a state": (
        put([1], *ROOT, "states"),
        "activations[0].states[0]: must be a string, is 1",
    ),
    "a value that is not there": (put(3, *ROOT, "dimensions", "num"), "num is never 3"),
    "a value of another type": (put("0", *ROOT, "dimensions", "num"), 'num is never "0"'),
    "false for 0": (put(False, *ROOT, "dimensions", "num"), "num is never false"),
    "0 for false": (put(0, *ROOT, "dimensions", "flag"), "flag is never 0"),
    "a list for a value": (put([0], *ROOT, "dimensions", "num"), "num is never [0]"),
    "a dimension too few": (drop(*ROOT, "dimensions", "num"), "its dimensions do not fit (num)"),
    "a dimension too many": (
        put(0, *ROOT, "dimensions", "more"),
        "its dimensions do not fit (more)",
    ),
    "a variable too few": (drop(*ROOT, "context", "n"), "its context do not fit (n)"),
    "a variable too many": (put(0, *ROOT, "context", "more"), "its context do not fit (more)"),
    "a variable of another type": (
        put("0", *ROOT, "context", "n"),
        "n: must be an integer, is '0'",
    ),
    "history of no history state": (put({"a": ["a"]}, *ROOT, "history"), "a is no history state"),
    "history of a state elsewhere": (
        put({"p.r.h": ["p.s.one"]}, *ROOT, "history"),
        "p.r.h cannot stand for p.s.one",
    ),
    "history of too much": (
        put({"p.r.h": ["p.r.one", "p.r.two"]}, *ROOT, "history"),
        "p.r.h stands for states that are never active together",
    ),
    "history of nothing": (
        put({"p.r.h": []}, *ROOT, "history"),
        "p.r.h stands for states that are never active together",
    ),
    "history of half a parallel state": (
        put({"p.h": ["p.r.one"]}, *ROOT, "history"),
        "p.h stands for an impossible state: p needs all of its states active, found p.r",
    ),
    "history of two at once": (
        put({"p.h": ["p.r.one", "p.r.two", "p.s.one"]}, *ROOT, "history"),
        None,
    ),
    "an action that is not there": (
        put([{**PENDING, "name": "gone"}], *ROOT, "pending"),
        'there is no action "gone"',
    ),
    "an answer without a name": (put([{**PENDING, "done": ""}], *ROOT, "pending"), None),
    "one serial twice": (
        put([PENDING, PENDING], *ROOT, "pending"),
        "a serial number is given twice",
    ),
    "a serial from the future": (put([{**TIMER, "serial": 99}], "timers"), None),
    "a timer without its event": (put([{**TIMER, "event": ""}], "timers"), None),
    "a timer due at a text": (
        put([{**TIMER, "due": "1"}], "timers"),
        "timers[0].due: must be an integer, is '1'",
    ),
    "an after of no state": (
        put([{**TIMER, "serial": 9, "after": ["gone", 0]}], "timers"),
        'no timer ["gone", 0]',
    ),
    "an after beyond the last": (
        put([{**TIMER, "serial": 9, "after": ["a", 1]}], "timers"),
        'no timer ["a", 1]',
    ),
    "an after at a text": (
        put([{**TIMER, "serial": 9, "after": ["a", "0"]}], "timers"),
        'no timer ["a", "0"]',
    ),
    "an after of a value that has none": (
        put([{**TIMER, "after": ["a=y", 0]}], "timers"),
        'no timer ["a=y", 0]',
    ),
    "an event without a name": (put([{**QUEUED, "event": ""}], "queue"), None),
    "a number for an event": (
        put([{**QUEUED, "event": 1}], "queue"),
        "queue[0].event: must be a string, is 1",
    ),
    "a timer of an inactive state": (
        put(["f"], *ROOT, "states"),
        "a timer runs for a, which is not active",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_snapshot_is_refused_with_what_is_wrong(name):
    """§10.4"""
    damage, message = DAMAGES[name]
    data = copy.deepcopy(LEFT)
    damage(data)
    with pytest.raises(statecraft.SnapshotError) as caught:
        CHART.restore(data)
    told = str(caught.value)
    assert "\n" not in told
    if message is not None:
        assert told in (message, f"the snapshot is damaged: {message}")


@pytest.mark.parametrize(
    "data",
    [
        None,
        0,
        "",
        [],
        {},
        "text",
        b"bytes",
        object(),
        {1: 2},
        {"format": float("nan")},
        {"format": "statecraft-snapshot/1"},
        {"format": []},
    ],
)
def test_what_is_no_snapshot_is_refused(data):
    """§10.4"""
    with pytest.raises(statecraft.SnapshotError):
        CHART.restore(data)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
    st.just([["a"]]),
    st.just({"a": 1}),
)


def places_in(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in places_in(value, (*path, key)))]


@given(data=st.data())
def test_any_damage_is_refused_or_leaves_a_machine_that_runs(data):
    """§10.4: a place of a snapshot is replaced by junk or left out; nothing but SnapshotError is raised."""
    whole = copy.deepcopy(data.draw(st.sampled_from([FULL, LEFT])))
    place = data.draw(st.sampled_from(places_in(whole)[1:]))
    junk = data.draw(JUNK)
    (drop(*place) if junk == [["a"]] else put(junk, *place))(whole)
    try:
        snapshot = CHART.restore(whole)
    except statecraft.SnapshotError:
        return
    CHART.enabled_events(snapshot)
    CHART.step(snapshot, now=99.0)
    for event in EVENTS:
        snapshot = CHART.send(snapshot, event, now=99.0).snapshot
    assert CHART.restore(CHART.to_json(snapshot)) == snapshot


def test_timers_may_be_written_in_any_order():
    """§10.4 §9.1"""
    data = copy.deepcopy(FULL)
    data["timers"].reverse()
    assert CHART.restore(data) == WALK[1]
