"""The status journal: rows that tell a person how far a piece of work has come.

Rows are written while the work happens and only ever added. Reading triggers no work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from statecraft.values.json_values import Value

CLEARED = "cleared"
"""The status of the marker that ``clear`` appends; what stands before it is history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """One row: the seven columns of a status table.

    ``timestamp`` is seconds on the clock of the machine that wrote it.
    """

    session: str
    step: int | None
    step_name: str | None
    status: str
    message: str | None
    timestamp: float
    details: Value


class StatusJournal(Protocol):
    """Where status rows are kept."""

    def write(self, entry: StatusEntry) -> None:
        """Add a row."""

    def history(self, session: str) -> tuple[StatusEntry, ...]:
        """Every row of a session, in the order of writing, markers of ``clear`` included."""

    def sessions(self) -> tuple[str, ...]:
        """The sessions that have rows, in order of their first."""


class MemoryStatusJournal:
    """A journal that lasts as long as the program."""

    def __init__(self) -> None:
        self._entries: list[StatusEntry] = []

    def write(self, entry: StatusEntry) -> None:
        self._entries.append(entry)

    def history(self, session: str) -> tuple[StatusEntry, ...]:
        return tuple(entry for entry in self._entries if entry.session == session)

    def sessions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.session for entry in self._entries))


def current(entries: Iterable[StatusEntry]) -> tuple[StatusEntry, ...]:
    """The latest row of each step since the last ``clear``, in order of the steps."""
    latest: dict[int | None, StatusEntry] = {}
    for entry in entries:
        if entry.status == CLEARED:
            latest.clear()
        else:
            latest[entry.step] = entry
    return tuple(sorted(latest.values(), key=lambda entry: (entry.step is None, entry.step or 0)))


def clear(journal: StatusJournal, session: str, *, at: float) -> None:
    """Begin anew: a marker is appended, nothing is lost."""
    marker = StatusEntry(
        session=session,
        step=None,
        step_name=None,
        status=CLEARED,
        message=None,
        timestamp=at,
        details=None,
    )
    journal.write(marker)
