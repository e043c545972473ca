"""Other people's machines: the counts that are reached, and each case that fails with its reason.

The judges are those of ``tools/conformance.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tools.conforming.folders import judged
from tools.conforming.program import counted
from tools.conforming.verdicts import Verdict

COUNTS = {
    "xstate-traces": (151, 151),
    "reachability": (5, 5),
    "sismic": (11, 12),
    "w3c-core": (121, 121),
    "w3c-stretch": (29, 29),
    "w3c-invoke": (22, 22),
}

TWO_AT_ONCE = (
    "a transition from one region into another leaves two states of one compound state active: "
    "sismic does not leave what is active there (Interpreter._create_steps)"
)
FAILING = {("sismic", "parallel"): TWO_AT_ONCE}


@cache
def _verdicts(folder: Path) -> tuple[Verdict, ...]:
    return tuple(judged(folder))


def test_counts_are_reached(conformance):
    counts = counted(_verdicts(conformance))
    assert {suite: counts.get(suite) for suite in COUNTS} == COUNTS


def test_every_failure_has_a_known_reason_and_every_known_one_fails(conformance):
    failing = {(v.suite, v.case) for v in _verdicts(conformance) if not v.passed}
    assert failing == set(FAILING)
