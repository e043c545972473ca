"""A definition that has been an XState machine behaves as it did before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import statecraft as sc
from statecraft.interop.losses import Native
from statecraft.interop.xstate.writing import export_xstate
from tests.interop.xstate.reading import there_and_back

SHELF = Path(__file__).resolve().parents[3] / "definitions"
ALONE = sorted(
    path
    for path in SHELF.glob("*.statechart.yaml")
    if "\nimports:" not in path.read_text(encoding="utf-8")
)

every_definition = pytest.mark.parametrize(
    "path", ALONE, ids=[path.name.partition(".")[0] for path in ALONE]
)


@cache
def _charts(path: Path) -> tuple[sc.Chart, sc.Chart]:
    """The definition as it is, and after the round trip."""
    chart = sc.load(path)
    return chart, sc.load_data(there_and_back(chart).document)


@every_definition
def test_the_scenarios_of_a_definition_pass_after_the_round_trip(path):
    _, back = _charts(path)
    assert [result.name for result in sc.run_scenarios(back) if not result.passed] == []


@every_definition
@settings(max_examples=6, derandomize=True, deadline=None)
@given(data=st.data())
def test_random_events_lead_to_the_same_states_after_the_round_trip(path, data):
    before, after = _charts(path)
    events = before.lowered.sendable_events or ("E",)
    sent = data.draw(st.lists(st.sampled_from(events), max_size=10))
    assert _story(before, sent) == _story(after, sent)


def _story(chart: sc.Chart, events: list[str]) -> list[object]:
    """What becomes of each event, a second apart, and of what is due by then."""
    step = chart.start({}, input=_input(chart), now=0.0)
    told: list[object] = [_seen(step)]
    if step.snapshot.status != "active":
        return told
    for second, event in enumerate(events, 1):
        step = chart.step(step.snapshot, event, now=float(second))
        told.append(_seen(step))
        for _ in range(20):
            due = chart.step(step.snapshot, now=float(second))
            if due is None:
                break
            step = due
            told.append(_seen(step))
    return told


def _input(chart: sc.Chart) -> dict[str, object]:
    shape = chart.definition.input
    return {} if shape is None else dict.fromkeys(sorted(shape.required), "x")


def _seen(step: sc.Step) -> object:
    active = [
        (each.chart.rows[state].path, each.chart.rows[state].value)
        for each in step.snapshot.activations
        for state in each.states
    ]
    contexts = [dict(each.context) for each in step.snapshot.activations]
    return str(step.outcome.kind), active, contexts, step.snapshot.status, step.snapshot.output


def test_what_xstate_has_no_word_for_is_reported_with_its_place():
    chart = sc.load(SHELF / "door_lock.statechart.yaml")
    losses = export_xstate(Native(project=chart.project, document={})).losses
    assert losses
    assert {loss.at.file for loss in losses} == {chart.definition.file}
