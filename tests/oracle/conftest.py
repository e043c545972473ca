"""What holds for every comparison with the oracle."""

from __future__ import annotations

import pytest

from statecraft.kernel import macrostep
from tests.oracle import oracle

FEWER_MICROSTEPS = 100


@pytest.fixture(autouse=True)
def _soon_endless(monkeypatch):
    """A step without an end is refused early by both: tests/kernel/test_bounds.py has the limit."""
    monkeypatch.setattr(macrostep, "MOST_MICROSTEPS", FEWER_MICROSTEPS)
    monkeypatch.setattr(oracle, "MOST_MICROSTEPS", FEWER_MICROSTEPS)
