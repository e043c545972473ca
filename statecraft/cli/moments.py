"""Moments on the simulated clock: as they are written after ``--at``, and as they are shown."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

from statecraft.diagnostics import UsageError, quoted
from statecraft.values.duration import show_duration

_EXAMPLES: Final = "write now, 2026-03-01T08:00:00Z, or seconds since 1970"
_LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
_DATED_FROM_MS: Final = 10 * 366 * 86_400_000
"""Ten years: a simulation that starts at 0 does not get there, and 1980 is no time to start at."""


def parse_moment(text: str) -> float:
    """Seconds since 1970; a time without a zone is UTC.

    Raises:
        UsageError: it is no moment, or one before 1970 or after 9998.
    """
    if text == "now":
        return round(time.time(), 3)
    try:
        seconds = _seconds(text)
    except ValueError:
        raise UsageError(f"--at {text}: {quoted(text)} is no time: {_EXAMPLES}") from None
    if not 0 <= seconds < _LATEST:
        raise UsageError(f"--at {text}: the clock goes from 1970 to 9998")
    return seconds


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def shown_moment(milliseconds: int) -> str:
    """The time that has passed, ``1m30s``; on a clock that counts from 1970 the date."""
    if milliseconds < _DATED_FROM_MS:
        return show_duration(milliseconds)
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds" if milliseconds % 1000 else "seconds").replace(
        "+00:00", "Z"
    )
