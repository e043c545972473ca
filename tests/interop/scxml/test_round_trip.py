"""A definition that has been an SCXML document behaves as it did before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import statecraft as sc
from statecraft.interop.losses import Exported, Native, Source
from statecraft.interop.scxml.own_writing import write_scxml
from statecraft.interop.scxml.reading import read_scxml
from statecraft.source import read_text
from tests.oracle.charts import random_chart

ROOT = Path(__file__).resolve().parents[3]
ALONE = sorted(
    path
    for path in (ROOT / "definitions").glob("*.statechart.yaml")
    if "\nimports:" not in path.read_text(encoding="utf-8")
)
every_definition = pytest.mark.parametrize(
    "path", ALONE, ids=[path.name.partition(".")[0] for path in ALONE]
)


def exported(text: str) -> Exported:
    """The SCXML document of a definition."""
    document = read_text(text, "m.yaml").document
    assert document is not None
    return write_scxml(Native(project=sc.loads(text).project, document=document))


def there_and_back(text: str) -> sc.Chart:
    """The chart of a definition that was written as SCXML and read again."""
    return sc.load_data(read_scxml(Source(text=exported(text).text, file="m.scxml")).document)


@cache
def _charts(path: Path) -> tuple[sc.Chart, sc.Chart]:
    text = path.read_text(encoding="utf-8")
    return sc.loads(text), there_and_back(text)


@every_definition
def test_scenarios_pass_after_the_round_trip(path):
    _, back = _charts(path)
    assert [result.name for result in sc.run_scenarios(back) if not result.passed] == []


@every_definition
@settings(max_examples=3)
@given(data=st.data())
def test_random_events_lead_to_the_same_states(path, data):
    before, after = _charts(path)
    events = before.events or ("E",)
    sent = data.draw(st.lists(st.tuples(st.sampled_from(events), st.integers(0, 40)), max_size=12))
    assert story(before, sent) == story(after, sent)


def story(chart: sc.Chart, sent: list[tuple[str, int]]) -> list[object]:
    """What becomes of events, each some seconds after the one before."""
    shape = chart.definition.input
    given_input = None if shape is None else dict.fromkeys(sorted(shape.required), "x")
    step, now = chart.start(input=given_input), 0.0
    told = [_seen(chart, step)]
    for event, seconds in sent if step.outcome.kind == "started" else ():
        now += seconds
        while (due := chart.step(step.snapshot, now=now)) is not None and len(told) < 200:
            step = due
            told.append(_seen(chart, step))
        step = chart.send(step.snapshot, event, now=now)
        told.append(_seen(chart, step))
    return told


def _seen(chart: sc.Chart, step: sc.Step) -> object:
    snapshot = step.snapshot
    if step.outcome.kind == "rejected" and snapshot.root.status != "active":
        return step.outcome.kind
    timers = [(timer.due_ms, timer.event, timer.data) for timer in snapshot.timers]
    return (
        step.outcome.kind,
        [reason.message for reason in step.outcome.reasons if reason.kind != "conflict"],
        snapshot.configuration,
        snapshot.dimensions,
        snapshot.context,
        snapshot.status,
        snapshot.output,
        timers,
        len(step.effects),
    )


LAMP = """
statecraft: 1
machine: lamp
context: {n: {type: integer, initial: 0}, on_since: {type: number, initial: 0}}
rules:
  few: {never: n > 5, message: Enough.}
initial: off
states:
  off:
    on:
      PRESS: {when: n < 9 and not active('on'), target: on.bright, do: [{set: {n: =n + 1}}]}
  on:
    initial: {target: dim, do: [{log: "=f'on {n}'"}]}
    entry: [{set: {on_since: =now()}}]
    on: {PRESS: off, NEXT: .dim}
    after: {5s: off}
    states:
      dim: {on: {NEXT: bright}}
      bright: {}
"""


def test_what_scxml_can_say_stands_in_its_own_words():
    text = exported(LAMP).text
    assert (
        '<transition event="PRESS" cond="(n &lt; 9) &amp;&amp; (!In(\'on\'))" target="bright">'
        in text
    )
    assert '<assign location="n" expr="n + 1"/>' in text
    assert '<send event="after.on.0" id="after.on.0" delay="5s" sc:made="true"/>' in text


def test_what_scxml_cannot_say_is_reported_at_its_place():
    losses = exported(LAMP).losses
    assert [(loss.at.line, loss.what) for loss in losses] == [
        (5, "the section rules"),
        (14, "the action set"),
    ]


def test_another_engine_runs_the_document_too():
    """Without what is ours in it the document is plain SCXML, and takes the same ways."""
    plain = exported(LAMP).text
    plain = plain.replace('sc:version="1"', "").replace("sc:", "x-").replace("xmlns:x-", "xmlns:")
    plain = plain.replace('xmlns:="https://statecraft.example/scxml"', "")
    chart = sc.load_data(read_scxml(Source(text=plain, file="m.scxml")).document)
    snapshot = chart.start().snapshot
    for event, state in (("PRESS", "on.bright"), ("NEXT", "on.dim"), ("NEXT", "on.bright")):
        snapshot = chart.send(snapshot, event).snapshot
        assert snapshot.configuration[-1] == state
    due = chart.step(snapshot, now=5.0)
    assert due is not None
    assert due.snapshot.configuration == ("off",)


@pytest.mark.usefixtures("soon_endless")
def test_random_machines_behave_the_same():
    texts = [json.dumps(random_chart(seed)) for seed in range(30)]
    loadable = [text for text in texts if sc.read_project_text(text).project is not None]
    assert len(loadable) > 8
    for text in loadable:
        before, after = sc.loads(text), there_and_back(text)
        sent = [(event, 1) for event in (*before.events, *reversed(before.events))]
        assert story(before, sent) == story(after, sent)
