"""Charts of sismic and the definitions that they become."""

from __future__ import annotations

from pathlib import Path

import pytest

import statecraft as sc
from statecraft.interop.losses import Imported, Source
from statecraft.interop.sismic.reading import read_sismic
from tools.conforming.folders import judged

CHART = """
statechart:
  name: Heater
  preamble: |
    wanted = 20
    on = False
  root state:
    name: root
    initial: idle
    states:
      - name: idle
        on entry: print('idle')
        transitions:
          - event: warmer
            action: wanted += event.by
          - target: heating up
            guard: wanted > 30 and active('idle')
      - name: heating up
        initial: H
        on entry: |
          on = True
          send('started', at=wanted)
        transitions:
          - target: idle
            guard: after(0.5) and wanted < 50
        states:
          - {name: low}
          - {name: H, type: deep history, memory: low}
"""


def read(text: str) -> Imported:
    return read_sismic(Source(text=text, file="heater.yaml"))


def test_chart():
    found = read(CHART)
    assert found.losses == ()
    assert found.document == {
        "statecraft": 1,
        "machine": "Heater",
        "meta": {"sismic": {"clocks": ["entered_heating_up"]}},
        "semantics": "sismic",
        "context": {
            "wanted": {"initial": 20},
            "on": {"initial": False},
            "entered_heating_up": {"initial": None},
        },
        "initial": "idle",
        "states": {
            "idle": {
                "entry": [{"log": "idle"}],
                "on": {"warmer": {"do": [{"set": {"wanted": "=wanted + event.by"}}]}},
                "always": [{"when": "wanted > 30 and active('idle')", "target": "heating_up"}],
            },
            "heating_up": {
                "initial": "H",
                "entry": [
                    {"set": {"entered_heating_up": "=now()"}},
                    {"set": {"on": True}},
                    {"raise": "started", "with": {"at": "=wanted"}},
                ],
                "after": {"0.5s": {"do": []}},
                "always": [
                    {"when": "now() - 0.5 >= entered_heating_up and wanted < 50", "target": "idle"}
                ],
                "states": {"low": {}, "H": {"history": "deep", "default": "low"}},
            },
        },
    }
    chart = sc.load_data(found.document)
    snapshot = chart.send(chart.start().snapshot, "warmer", {"by": 15}).snapshot
    assert snapshot.configuration == ("heating_up", "heating_up.low")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param("guard: sent('x')", "a guard: a call of this function", id="a guard"),
        pytest.param("action: import os", "code: Import is not translated", id="an import"),
        pytest.param("action: x = = 2", "code: this is no Python", id="no Python"),
    ],
)
def test_what_is_lost_is_reported(line, what):
    text = f"""
statechart:
  name: m
  root state:
    name: root
    initial: a
    states:
      - name: a
        transitions:
          - event: go
            target: a
            {line}
"""
    (loss,) = read(text).losses
    assert loss.what.startswith(what)
    sc.load_data(read(text).document)


HEAD = "statechart:\n  name: m\n  root state:\n    name: root\n    initial: a\n    states:\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("- 1", 1, "a chart of sismic has", id="a list"),
        pytest.param("statechart: {name: x}", 1, "a chart of sismic has", id="no root state"),
        pytest.param(HEAD + "    - 7", 7, "a state is a mapping", id="no state"),
        pytest.param(HEAD + "    - {initial: b}", 7, "a state needs a name", id="no name"),
        pytest.param(HEAD + "    - {name: a, type: end}", 7, "type must be one of", id="type"),
        pytest.param(HEAD + "    - {name: a, states: 3}", 7, "states must be a list", id="states"),
        pytest.param(HEAD + "    - {name: b}", 5, 'there is no "a" inside', id="initial"),
        pytest.param(
            HEAD + "    - {name: a}\n    - {name: a}", 8, 'there are two states "a"', id="twice"
        ),
        pytest.param(
            HEAD + "    - name: a\n      transitions: [{target: z}]",
            8,
            'there is no state "z"',
            id="target",
        ),
        pytest.param(
            HEAD + "    - name: a\n      transitions: [{priority: 0.5}]",
            8,
            "priority must be",
            id="priority",
        ),
        pytest.param(
            HEAD + "    - name: a\n      on entry: [x = 1]", 8, "on entry must be a text", id="text"
        ),
    ],
)
def test_what_sismic_would_not_load_is_refused_where_it_stands(text, line, what):
    with pytest.raises(sc.DefinitionError) as refused:
        read(text)
    (found,) = refused.value.diagnostics
    assert (found.code, found.span.line, found.message[: len(what)]) == ("SC404", line, what)


def test_charts_do_what_they_do_in_sismic():
    """What sismic made of them is in their folder; ``trace.py`` asks it again."""
    assert [v for v in judged(Path(__file__).parent / "charts") if not v.passed] == []


NAMED_TWICE = """
statechart:
  name: m
  root state:
    name: root
    initial: a
    states:
      - name: a
        transitions: [{event: go, target: b}, {event: go, target: a}]
      - {name: b}
"""


def test_a_choice_is_refused():
    chart = sc.load_data(read(NAMED_TWICE).document)
    outcome = chart.send(chart.start().snapshot, "go").outcome
    assert (outcome.kind, [reason.kind for reason in outcome.reasons]) == ("rejected", ["conflict"])
