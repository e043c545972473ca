"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LAMP = """\
statecraft: 1
machine: lamp
dimensions: {light: {values: ["off", "on"]}}
on: {PRESS: {target: {light: "on"}}}
scenarios:
  - name: lights up
    steps: [{send: PRESS}, {expect: {light: "on"}}]
  - name: stays dark
    steps: [{send: PRESS}, {expect: {light: "off"}}]
machines:
  bulb:
    dimensions: {glass: {values: [whole]}}
    scenarios: [{name: is whole, steps: [{expect: {glass: whole}}]}]
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with a definition and nothing else."""
    (tmp_path / "lamp.statechart.yaml").write_text(LAMP)
    (tmp_path / "other.yaml").write_text("no: definition")
    return tmp_path


def pytest_in(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and output of pytest with the plugin in a folder."""
    command = [sys.executable, "-m", "pytest", "-p", "statecraft.scenarios.pytest_plugin"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "--color=no", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_file_named_as_an_argument_is_collected_and_failures_read_well(folder):
    code, output = pytest_in(folder, "lamp.statechart.yaml", "-q")
    assert code == 1
    assert (
        "lamp.statechart.yaml:9:29: step 2, expect light\n    light: expected 'off', found 'on'\n"
        in output
    )
    assert "1 failed, 2 passed" in output
    assert "Traceback" not in output


def test_a_single_scenario_can_be_asked_for(folder):
    code, output = pytest_in(folder, "lamp.statechart.yaml::lights up", "-v")
    assert code == 0
    assert "lamp.statechart.yaml::lights up PASSED" in output


@pytest.mark.parametrize(
    ("ini", "summary"),
    [("", "no tests ran"), ("statecraft_scenarios = true\n", "1 failed, 2 passed")],
    ids=["not asked for", "asked for"],
)
def test_files_in_folders_are_collected_only_when_the_ini_file_says_so(folder, ini, summary):
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}")
    assert summary in pytest_in(folder, "-q")[1]


def test_a_definition_with_errors_is_a_collection_error(folder):
    (folder / "lamp.statechart.yaml").write_text("statecraft: 1\nmachin: lamp\n")
    code, output = pytest_in(folder, "lamp.statechart.yaml")
    assert code == 2
    assert "lamp.statechart.yaml:2:1: error[SC101]" in output
