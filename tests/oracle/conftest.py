"""What holds for every comparison with the oracle."""

from __future__ import annotations

import pytest

from tests.oracle import oracle


@pytest.fixture(autouse=True)
def _soon_endless_for_both(monkeypatch, soon_endless):
    monkeypatch.setattr(oracle, "MOST_MICROSTEPS", soon_endless)
