"""Scenarios added to the text of definitions."""

from __future__ import annotations

import pytest

from statecraft.cli.interactive.yaml_text import scenario_text, with_scenario
from statecraft.diagnostics import UsageError

SCENARIO = {"name": "new", "steps": [{"send": "E"}]}
ADDED = "  - name: new\n    steps:\n      - {send: E}\n"


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        pytest.param(
            "machine: x  # a comment\n",
            f"machine: x  # a comment\n\nscenarios:\n{ADDED}",
            id="none",
        ),
        pytest.param("machine: x", f"machine: x\n\nscenarios:\n{ADDED}", id="no last line end"),
        pytest.param(
            "scenarios:\n  - name: a\n    steps: []\n",
            f"scenarios:\n  - name: a\n    steps: []\n{ADDED}",
            id="one",
        ),
        pytest.param(
            "scenarios:\n- name: a\n  steps: []\nmachine: x\n",
            "scenarios:\n- name: a\n  steps: []\n- name: new\n  steps:\n    - {send: E}\nmachine: x\n",
            id="not indented, a key behind",
        ),
        pytest.param(
            "scenarios:  # all\n    - name: a\n\n    - name: b\n\n# About x.\nmachine: x\n",
            "scenarios:  # all\n    - name: a\n\n    - name: b\n\n    - name: new\n      steps:\n"
            "        - {send: E}\n\n# About x.\nmachine: x\n",
            id="blank lines between, a comment behind",
        ),
        pytest.param(
            "scenarios:\r\n  - name: a\r\n",
            "scenarios:\r\n  - name: a\r\n" + ADDED.replace("\n", "\r\n"),
            id="line ends of Windows",
        ),
        pytest.param(
            "\ufeffscenarios:\n  - name: a\n---\n",
            None,
            id="more than one document",
        ),
        pytest.param("scenarios: [{name: a}]\n", None, id="in one line"),
        pytest.param("scenarios: &all\n  - {name: a}\n", None, id="an anchor"),
        pytest.param("scenarios: {a: 1}\n", None, id="no list"),
        pytest.param("{machine: x}\n", None, id="a definition in one line"),
        pytest.param("- machine\n", None, id="no mapping"),
        pytest.param("a: 'scenarios:\n\n  text'\n", "", id="looks like a key in a text"),
    ],
)
def test_the_scenario_is_added_and_nothing_else_is_changed(text, longer):
    if longer is None:
        with pytest.raises(UsageError):
            with_scenario(text, SCENARIO, "x.yaml")
    elif longer:
        assert with_scenario(text, SCENARIO, "x.yaml") == longer
    else:
        assert with_scenario(text, SCENARIO, "x.yaml").startswith(text.rstrip())


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "two words",
        "true",
        "Null",
        "5",
        "30s",
        "1_000",
        "a: b",
        "# no comment",
        "- item",
        "it's",
        'say "so"',
        "",
        " ",
        "line\nbreak",
        "\u2028\x85\x7f\t",
        "grün ☃ 𝄞",
        "{a}",
        "a, b",
        "=x",
        0,
        -1.5,
        1e300,
        None,
        True,
        [1, [], {}],
        {"a b": {"5": None}, "": "x"},
    ],
    ids=repr,
)
def test_every_value_is_read_as_it_was_written(value):
    scenario = {"name": "v", "steps": [{"send": "E", "with": {"value": value}}]}
    assert with_scenario("machine: x\n", scenario, "x.yaml").endswith(scenario_text(scenario))
