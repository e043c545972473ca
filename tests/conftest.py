"""What every test may ask for: other people's data, the size of the fuzz tier, determinism."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("deterministic", derandomize=True, database=None, deadline=None)
settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def definitions(root: Path) -> Path:
    """The folder of shipped example machines."""
    return root / "definitions"


@pytest.fixture(scope="session")
def conformance() -> Path:
    """Other people's machines with other people's expected results; skips where they are absent."""
    named = os.environ.get("STATECRAFT_CONFORMANCE")
    folder = Path(named) if named else ROOT.parent / "shared" / "conformance"
    if not folder.is_dir():
        pytest.skip(f"no conformance data at {folder}; name its folder in STATECRAFT_CONFORMANCE")
    return folder


@pytest.fixture(scope="session")
def fuzz_charts() -> int:
    """How many random charts a comparison with the oracle tries: STATECRAFT_FUZZ=full for many."""
    tiers = {"": 200, "quick": 200, "full": 2000}
    return tiers[os.environ.get("STATECRAFT_FUZZ", "")]


@pytest.fixture
def soon_endless(monkeypatch: pytest.MonkeyPatch) -> int:
    """A step, or a turn, that does not end is cut off early: random charts have many of them.

    tests/kernel/test_bounds.py has the limit of microsteps that counts otherwise.
    """
    microsteps = 100
    monkeypatch.setattr("statecraft.kernel.macrostep.MOST_MICROSTEPS", microsteps)
    monkeypatch.setattr("statecraft.runtime.session.MOST_STEPS", microsteps)
    return microsteps
