"""How many random cases a test tries: few where people work, many where everything is tested."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("STATECRAFT_FUZZ", "") == "full"


def tries(few: int, many: int) -> int:
    """*many* when STATECRAFT_FUZZ=full, else *few*."""
    return many if THOROUGH else few
