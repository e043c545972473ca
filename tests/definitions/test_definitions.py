"""The shelf: every definition loads without a finding, and its own scenarios leave nothing untried."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import statecraft as sc
from tests.definitions.coverage import untried

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "definitions").glob("*.statechart.yaml"))

every_definition = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.name.partition(".")[0]
)


@every_definition
def test_a_definition_has_no_findings(path):
    assert sc.read_project(path).diagnostics == ()


@every_definition
def test_its_scenarios_pass(path):
    results = sc.run_scenarios(sc.load(path))
    assert [result.explain() for result in results if not result.passed] == []


@every_definition
def test_its_scenarios_leave_nothing_untried(path):
    assert untried(sc.load(path.relative_to(ROOT), root=ROOT)) == []
