"""The status journal: rows that tell a person how far a piece of work has come (semantics §16).

Rows are written while the work happens and only ever added. Reading triggers no work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from statecraft.values.json_values import Value

CLEARED: Final = "cleared"
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
        """Add a row.

        Raises:
            StoreError: it cannot be kept.
        """

    def history(self, session: str) -> tuple[StatusEntry, ...]:
        """Every row of a session, in the order of writing, markers of ``clear`` included."""

    def sessions(self) -> tuple[str, ...]:
        """The sessions that have rows, in order of their first."""
