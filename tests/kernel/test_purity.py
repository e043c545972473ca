"""The kernel remembers nothing and changes nothing that it was given (docs/semantics.md §5.6, §10.4)."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from tests.kernel.checking import chart_of

BUSY = """
context: {l: {type: array, initial: []}, o: {type: object, initial: {deep: {n: 0}}}}
actions: {db: {}}
dimensions: {d: {values: [a, b], initial: a, moves: free, on_change: {b: [{set: {o.deep.n: =o.deep.n + 1}}]}}}
rules: {r: {when: len(l) > 2, then: {d: b}}}
capabilities: {add: can('ADD')}
initial: s
states: {s: {after: {5s: t}, on: {ADD: {target: t, do: [{set: {l: "=l + [event.x]"}}, {merge: {o.deep: =event}}]}}}, t: {on: {ADD: {target: s, do: [{set: {"l[0]": =event.x}}, {send: LATE, delay: 1s}, {send: NOW}, {action: db}]}}}}
on: {LATE: {do: [{unset: [o.deep.x]}]}, NOW: {do: [{set: {l: =l + l}}]}, FAILS: {do: [{set: {o.deep: {}}}, {log: =o.gone}]}}
"""
EVENTS = [
    ("ADD", {"x": 1}),
    ("ADD", {"x": [2]}),
    ("FAILS", {}),
    ("NOW", {}),
    ("ADD", {"x": {"y": 3}}),
    ("LATE", {}),
    ("NOBODY", {}),
]


def walk(chart: Chart) -> list[Snapshot]:
    snapshots = [chart.start().snapshot]
    for event, data in EVENTS:
        snapshots.append(chart.send(snapshots[-1], event, data, now=1.0).snapshot)
        step = chart.step(snapshots[-1], now=1.5)
        snapshots += [] if step is None else [step.snapshot]
    return snapshots


def written(chart: Chart) -> list[dict]:
    return [copy.deepcopy(chart.to_json(snapshot)) for snapshot in walk(chart)]


def test_one_snapshot_stepped_twice_gives_equal_steps():
    """§5.6"""
    chart = chart_of(BUSY)
    for snapshot in walk(chart):
        for event, data in EVENTS:
            assert chart.send(snapshot, event, data, now=2.0) == chart.send(
                snapshot, event, data, now=2.0
            )
        assert chart.step(snapshot, now=9.0) == chart.step(snapshot, now=9.0)


def test_later_steps_never_change_a_snapshot():
    """§5.6"""
    chart = chart_of(BUSY)
    snapshots = walk(chart)
    before = [copy.deepcopy(chart.to_json(snapshot)) for snapshot in snapshots]
    for snapshot in snapshots:
        for event, data in EVENTS:
            chart.send(snapshot, event, data, now=3.0)
        chart.move(snapshot, {"d": "b"})
        chart.step(snapshot, now=9.0)
        chart.capabilities(snapshot)
    assert [chart.to_json(snapshot) for snapshot in snapshots] == before


def test_payload_is_never_changed():
    """§5.6"""
    chart = chart_of(BUSY)
    payload = {"x": {"y": [1]}}
    snapshot = chart.send(chart.start().snapshot, "ADD", payload).snapshot
    for event, data in EVENTS:
        snapshot = chart.send(snapshot, event, data).snapshot
    assert payload == {"x": {"y": [1]}}


def test_two_charts_of_one_text_do_the_same():
    """§10.4"""
    assert written(chart_of(BUSY)) == written(chart_of(BUSY))


def test_chart_is_shared_by_threads():
    """§5.6: eight threads race to compile and to run one chart."""
    chart, expected = chart_of(BUSY), written(chart_of(BUSY))
    with ThreadPoolExecutor(max_workers=8) as pool:
        found = list(pool.map(lambda _: written(chart), range(32)))
    assert found == [expected] * 32


def test_pickled_chart_and_snapshot_go_on():
    """§10.4"""
    chart = chart_of(BUSY)
    for snapshot in walk(chart):
        other, restored = pickle.loads(pickle.dumps((chart, snapshot)))  # noqa: S301 - our own.
        assert other.to_json(restored) == chart.to_json(snapshot)
        for event, data in EVENTS:
            ours, theirs = (
                chart.send(snapshot, event, data, now=2.0),
                other.send(restored, event, data, now=2.0),
            )
            assert (ours.outcome, ours.effects) == (theirs.outcome, theirs.effects)
            assert chart.to_json(ours.snapshot) == other.to_json(theirs.snapshot)


def test_snapshot_without_its_chart_goes_on_with_the_chart_loaded_again():
    """§10.4: the formulas of a foreign chart must never be taken for those of this one."""
    chart = chart_of(BUSY)
    for place, snapshot in enumerate(walk(chart)):
        restored = pickle.loads(pickle.dumps(snapshot))  # noqa: S301 - our own.
        again = chart_of(BUSY)
        for event, data in EVENTS:
            ours, theirs = (
                chart.send(snapshot, event, data, now=2.0),
                again.send(restored, event, data, now=2.0),
            )
            assert again.to_json(theirs.snapshot) == chart.to_json(ours.snapshot), place
            assert theirs.outcome == ours.outcome


def test_chart_with_functions_takes_the_snapshots_of_the_chart_without():
    """§10.4"""
    text = "functions: {twice: {parameters: {n: {type: integer}}, result: {type: integer}}}\ncontext: {n: {type: integer, initial: 1}}\non: {E: {do: [{set: {n: =twice(n)}}]}}"
    bare = chart_of(text)
    chart = bare.with_functions({"twice": lambda n: n * 2})
    step = chart.send(bare.start().snapshot, "E")
    assert step.snapshot.context == {"n": 2}
    assert bare.context(step.snapshot) == {"n": 2}


def test_charts_and_snapshots_are_frozen():
    """§5.6"""
    chart = chart_of(BUSY)
    snapshot = chart.start().snapshot
    for frozen, name in (
        (snapshot, "now_ms"),
        (snapshot.root, "context"),
        (chart.lowered, "rows"),
        (chart.definition, "id"),
    ):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(frozen, name, None)
    with pytest.raises(TypeError):
        chart.definition.functions["E"] = None


def test_snapshot_given_out_as_a_mapping_is_a_copy():
    """§5.6"""
    chart = chart_of(BUSY)
    snapshot = chart.start().snapshot
    for given in (
        snapshot.context,
        snapshot.dimensions,
        chart.context(snapshot),
        chart.values(snapshot),
        chart.saved(snapshot),
    ):
        given.clear()
    assert chart.saved(snapshot) == {"d": "a", "l": [], "o": {"deep": {"n": 0}}, "states": ["s"]}


def test_unknown_function_is_the_callers_mistake():
    """§10.4"""
    with pytest.raises(statecraft.UsageError):
        chart_of(BUSY).with_functions({"nope": len})
