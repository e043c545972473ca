"""What a caller gives to a chart, checked at the door: times, values, names of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.json_values import defect

LATEST: Final = 1e14
"""Seconds: the last ``now`` that a snapshot can hold, with room for every delay."""


def now_ms_of(snapshot: Snapshot, now: float | None) -> int:
    """The time of a step: *now*, but never before the snapshot's (semantics 5.7)."""
    return snapshot.now_ms if now is None else max(milliseconds(now), snapshot.now_ms)


def milliseconds(seconds: object) -> int:
    """Seconds of the interface as the milliseconds of the inside.

    Raises:
        UsageError: not a number, or one that no snapshot can hold.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise UsageError(f"now is a number of seconds, not {quoted(seconds)}")
    if not -LATEST <= seconds <= LATEST:
        raise UsageError(f"now is a number of seconds up to {LATEST:.0e}, not {seconds}")
    return round(seconds * 1000)


def require_mapping(what: str, value: object) -> None:
    """Refuse what is no mapping of names to JSON values."""
    if not isinstance(value, Mapping):
        raise UsageError(f"{what}: a mapping of names to values is needed, not {quoted(value)}")
    require_value(what, dict(value))


def require_value(what: str, value: object) -> None:
    """Refuse what is no JSON value."""
    found = defect(value)
    if found is not None:
        raise UsageError(f"{what}: {found}")


def require_event(event: object) -> None:
    """Refuse what is no name of an event."""
    if not isinstance(event, str) or not event:
        raise UsageError(f"an event's name is a text, not {quoted(event)}")
