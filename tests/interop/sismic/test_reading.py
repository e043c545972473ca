"""Charts of sismic and the definitions that they become."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.interop.losses import Imported, Source
from statecraft.interop.sismic.reading import read_sismic

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
        "context": {"wanted": {"initial": 20}, "on": {"initial": False}},
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
                    {"set": {"on": True}},
                    {"raise": "started", "with": {"at": "=wanted"}},
                ],
                "after": {"0.5s": {"when": "wanted < 50", "target": "idle"}},
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
        pytest.param("guard: not after(3)", "a guard: after() and idle()", id="no time, denied"),
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


def test_text_that_is_no_chart_is_refused():
    with pytest.raises(sc.DefinitionError):
        read("statechart: {name: x}")
