"""An error is certain: where it is allowed by a waiver, the kernel refuses it on every run."""

from __future__ import annotations

import pytest

from statecraft.checks import check
from statecraft.kernel.chart import Chart
from tests.checks.findings import findings_in, project_of

# Definition, start values, event; without an event it is the start that is refused.
ERRORS = [
    pytest.param(
        "SC340",
        "states: {idle: {on: {GO: a}}, a: {always: b}, b: {always: {target: a}}}",
        {},
        "GO",
        id="a round in the tree",
    ),
    pytest.param(
        "SC340",
        "context: {n: {type: integer, initial: 0}}\n"
        "states: {idle: {on: {GO: a}}, a: {always: {do: [{set: {n: =n + 1}}]}}}",
        {},
        "GO",
        id="an internal transition",
    ),
    pytest.param(
        "SC340",
        "dimensions: {lamp: {states: {off: {on: {GO: red}}, red: {always: green}, green: {always: red}}}}",
        {},
        "GO",
        id="a round in a dimension",
    ),
    pytest.param(
        "SC340",
        "dimensions: {lamp: {values: [red, green]}}\nalways: {target: {lamp: green}}",
        {},
        None,
        id="the machine itself",
    ),
    pytest.param(
        "SC343",
        "dimensions: {doc: {values: [0, 1, 2], transitions: {0: [1], 1: [2]}}}\n"
        "on: {GO: {target: {doc: {from: 0, to: 2}}}, UP: {target: {doc: 1}}}",
        {},
        "GO",
        id="a target",
    ),
    pytest.param(
        "SC343",
        "dimensions: {doc: {values: [0, 1, 2], transitions: {0: [1], 1: [2]}, moves: free}}\n"
        "rules: {back: {when: doc == 2, then: {doc: 0}}}",
        {"doc": 2},
        None,
        id="a cascade",
    ),
    pytest.param(
        "SC344",
        "dimensions: {doc: {values: [0, 1], moves: free}, lamp: {values: [red, green, blue]}}\n"
        "rules:\n"
        "  one: {when: doc == 1, then: {lamp: red}}\n"
        "  two: {when: doc == 1, then: {lamp: green}}",
        {"doc": 1, "lamp": "blue"},
        None,
        id="cascades that contradict each other, elsewhere",
    ),
    pytest.param(
        "SC344",
        "dimensions: {doc: {values: [0, 1], moves: free}, lamp: {values: [red, green, blue]}}\n"
        "rules:\n"
        "  one: {when: doc == 1, then: {lamp: red}}\n"
        "  two: {when: doc == 1, then: {lamp: green}}",
        {"doc": 1, "lamp": "red"},
        None,
        id="cascades that contradict each other, where one is content",
    ),
    pytest.param(
        "SC345",
        "dimensions: {lamp: {values: [red, green, blue], moves: free}}\n"
        "rules:\n"
        "  one: {when: lamp == 'red', then: {lamp: green}}\n"
        "  two: {when: lamp == 'green', then: {lamp: red}}",
        {"lamp": "green"},
        None,
        id="cascades that never settle",
    ),
    pytest.param(
        "SC355",
        "dimensions: {doc: {values: [0, 1], moves: free}}\nrules: {r: {never: doc < 2}}",
        {},
        None,
        id="a constraint that no state keeps",
    ),
]


@pytest.mark.parametrize(("code", "text", "values", "event"), ERRORS)
def test_the_kernel_refuses_what_is_an_error(code, text, values, event):
    (finding,) = findings_in(text)
    assert finding.diagnostic.code == code
    allowed = f"{text}\nallow: [{{code: {code}, at: {finding.at}, because: to see it refused}}]\n"
    project = project_of(allowed)
    assert list(check(project)) == []
    chart = Chart(project)
    step = chart.start(values, now=0.0)
    if event is not None:
        assert step.outcome.kind == "started"
        step = chart.step(step.snapshot, event, now=1.0)
    assert step.outcome.kind == "rejected"


def test_a_hidden_transition_is_never_taken():
    text = """
context: {n: {type: integer, initial: 0}}
states:
  a: {on: {GO: [b, {when: n == 0, target: c}]}}
  b: {}
  c: {}
allow:
  - {code: SC341, at: states.a, because: to see what is taken}
"""
    chart = Chart(project_of(text))
    step = chart.step(chart.start({}, now=0.0).snapshot, "GO", now=1.0)
    assert step.outcome.entered == ("b",)
