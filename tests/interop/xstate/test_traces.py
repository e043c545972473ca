"""Machines run as XState runs them: what it made of the same steps is in ``traces.json``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.conforming.xstate_traces import difference

HERE = Path(__file__).parent
CASES = json.loads((HERE / "traces.json").read_text(encoding="utf-8"))["cases"]
XSTATE = os.environ.get("XSTATE")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_machine_does_what_it_does_in_xstate(case):
    assert [difference(case, run) for run in case["runs"]] == [None for _ in case["runs"]]


@pytest.mark.skipif(
    XSTATE is None or shutil.which("node") is None,
    reason="node, and the folder in XSTATE whose node_modules has xstate, are not there",
)
def test_the_traces_are_those_of_xstate(tmp_path):
    out = tmp_path / "traces.json"
    node = shutil.which("node")
    assert node is not None
    subprocess.run([node, HERE / "trace.mjs", HERE / "traces.json", out], check=True)
    told = json.loads(out.read_text(encoding="utf-8"))["cases"]
    assert [[run["trace"] for run in case["runs"]] for case in told] == [
        [_with_steps(run) for run in case["runs"]] for case in CASES
    ]


def _with_steps(run):
    steps = [{}, *({"step": step} for step in run["steps"])]
    return [{**step, **entry} for step, entry in zip(steps, run["trace"], strict=True)]
