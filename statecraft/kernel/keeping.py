"""What is worked out once for a configuration, and kept while there is room."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from statecraft.chart.tables import StateIndex

MOST_STATES: Final = 8192
"""How many active states stand in all that is kept in one place: what is kept grows with them."""


def keep(known: dict[Any, Any], key: Any, found: object, states: Collection[StateIndex]) -> None:
    """Keep what was found for a configuration; when there is no room, all else is forgotten."""
    if (len(known) + 1) * len(states) > MOST_STATES:
        known.clear()
    known[key] = found
