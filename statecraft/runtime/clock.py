"""Clocks: where a machine's ``now`` comes from, in seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from statecraft.diagnostics import UsageError
from statecraft.values.duration import DurationError, parse_duration


class Clock(Protocol):
    """A source of time. ``passes`` says whether time goes on by itself."""

    @property
    def passes(self) -> bool: ...

    def now(self) -> float: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """Seconds since 1970-01-01 UTC: timers in a snapshot mean the same after a restart."""

    @property
    def passes(self) -> bool:
        return True

    def now(self) -> float:
        return time.time()


class SimulatedClock:
    """A clock that stands still until it is advanced.

    Machines that use it are advanced by ``machine.advance``, which takes the timers that fall due
    on the way, each at its own time; advancing the clock alone takes none.
    """

    __slots__ = ("_now_ms",)

    def __init__(self, now: float = 0.0) -> None:
        self._now_ms = round(now * 1000)

    def __repr__(self) -> str:
        return f"SimulatedClock({self.now()})"

    @property
    def passes(self) -> bool:
        return False

    def now(self) -> float:
        return self._now_ms / 1000

    def advance(self, duration: float | str) -> None:
        """Go on by a number of seconds or a text like ``30s``.

        Raises:
            UsageError: it is no duration, or a negative one.
        """
        self._now_ms += milliseconds(duration)

    def advance_to(self, now: float) -> None:
        """Go on to this time; a time that has passed leaves the clock where it is."""
        self._now_ms = max(self._now_ms, round(now * 1000))


def milliseconds(duration: float | str) -> int:
    """The length of a duration.

    Raises:
        UsageError: it is no duration, or a negative one.
    """
    try:
        return parse_duration(duration)
    except DurationError as error:
        raise UsageError(error.message) from None
