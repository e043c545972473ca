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


HALF_TRIED = """\
statecraft: 1
machine: door
dimensions:
  door: {values: [closed, open], transitions: any}
  lock: {values: [unlocked, locked], transitions: any}
rules:
  needs_a_frame:
    on: {lock: locked}
    require: [{that: door == 'closed', message: "=f'It is {door}.'"}]
  shut_means_shut: {never: door == 'open' and lock == 'locked'}
  reset: {when: door == 'open' and lock == 'locked', then: {lock: unlocked}}
on: {OPEN: {target: {door: open}}, CLOSE: {target: {door: closed}}, LOCK: {target: {lock: locked}}}
initial: lit
states: {lit: {after: {1s: dark}}, dark: {final: true}}
scenarios: [{name: some, steps: [{send: OPEN}, {send: LOCK, expect: rejected}]}]
"""


def test_what_no_scenario_tries_is_noticed():
    assert untried(sc.loads(HALF_TRIED, file="door")) == [
        "door:12:36: transition never taken",
        "door:12:69: transition never taken",
        "door:14:24: transition never taken",
        "door:14:36: dark never entered",
        "door:5:29: lock=locked never entered",
        "door:7:3: needs_a_frame never lets a move pass",
        "door:10:3: shut_means_shut never refuses",
        "door:11:3: reset never pulls",
    ]


def test_the_gallery_is_fresh():
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "gallery.py"), "--check"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")
