"""A status journal in an SQLite file, which other processes may read while rows are written.

The file is in SQLite's write-ahead mode: readers see whole rows, do not wait for a writer and do
not hold one up. Writers take turns. A row is a transaction of its own; the end of the process
loses none that was written, a failure of the power perhaps the latest.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from statecraft.diagnostics import UsageError
from statecraft.store.failures import StoreError
from statecraft.store.location import sqlite_path
from statecraft.store.status_journal import StatusEntry

COLUMNS: Final = (
    "Number",
    "SessionID",
    "Step",
    "StepName",
    "Status",
    "Message",
    "Timestamp",
    "Details",
)
"""Of the table ``status_journal``: the number of the row, then the columns of a status table."""

_LONGEST_WAIT: Final = 30.0
"""Seconds that a writer waits for its turn."""

# Number is written out, as SQLite may number rows anew that have no such column.
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS status_journal (
    Number    INTEGER PRIMARY KEY AUTOINCREMENT,
    SessionID TEXT NOT NULL,
    Step      INTEGER,
    StepName  TEXT,
    Status    TEXT NOT NULL,
    Message   TEXT,
    Timestamp REAL NOT NULL,
    Details   TEXT CHECK (Details IS NULL OR json_valid(Details))
) STRICT
"""
_INDEX: Final = """
CREATE INDEX IF NOT EXISTS status_journal_of_session ON status_journal (SessionID, Number)
"""
_WRITE: Final = """
INSERT INTO status_journal (SessionID, Step, StepName, Status, Message, Timestamp, Details)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_HISTORY: Final = """
SELECT SessionID, Step, StepName, Status, Message, Timestamp, Details
FROM status_journal WHERE SessionID = ? ORDER BY Number
"""
_SESSIONS: Final = "SELECT SessionID FROM status_journal GROUP BY SessionID ORDER BY min(Number)"


class SqliteStatusJournal:
    """A journal in the table ``status_journal`` of an SQLite file.

    Several threads may use one journal, and several processes one file. Text that is no Unicode
    (a lone surrogate) is kept as its escape.
    """

    __slots__ = ("_connection", "_lock", "path")

    def __init__(self, path: str | Path) -> None:
        """Open a journal for writing and reading; the file and its table are made where needed.

        Raises:
            StoreError: the file cannot be opened, or is no such journal.
            UsageError: the address is of another kind of store.
        """
        self._open(path, _writing)

    @classmethod
    def reading(cls, path: str | Path) -> Self:
        """Open a journal that is there, for reading alone: ``write`` is refused.

        Raises:
            StoreError: there is none, or it cannot be read.
            UsageError: the address is of another kind of store.
        """
        self = cls.__new__(cls)
        self._open(path, _reading)
        return self

    def _open(self, path: str | Path, connect: Callable[[Path], sqlite3.Connection]) -> None:
        self.path = sqlite_path(path) if isinstance(path, str) else path
        self._lock = threading.Lock()
        with self._told("opened"):
            self._connection = connect(self.path)

    def write(self, entry: StatusEntry) -> None:
        row = (
            _kept(entry.session),
            entry.step,
            _kept(entry.step_name),
            _kept(entry.status),
            _kept(entry.message),
            entry.timestamp,
            None if entry.details is None else _kept(json.dumps(entry.details, ensure_ascii=False)),
        )
        with self._lock, self._told("written"):
            self._connection.execute(_WRITE, row)

    def history(self, session: str) -> tuple[StatusEntry, ...]:
        """Every row of a session, in the order of writing, markers of ``clear`` included.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock, self._told("read"):
            rows = self._connection.execute(_HISTORY, (_kept(session),)).fetchall()
            return tuple(_entry(row) for row in rows)

    def sessions(self) -> tuple[str, ...]:
        """The sessions that have rows, in order of their first.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._lock, self._told("read"):
            return tuple(session for (session,) in self._connection.execute(_SESSIONS))

    def close(self) -> None:
        """Close the file; a journal that is closed can neither be read nor written."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SqliteStatusJournal({str(self.path)!r})"

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Tell of the database's errors as ours, with the file's name."""
        # The whole path: a message that cuts it would not say which file it is.
        named = f'the status journal "{self.path}"'
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise UsageError(f"{named}: {error}") from error
        except (sqlite3.Error, OverflowError) as error:
            raise StoreError(f"{named} cannot be {done}: {error}") from error
        except ValueError as error:  # Bytes that are no text, details that are no JSON.
            raise StoreError(f"{named} cannot be {done}: the file is damaged") from error


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_LONGEST_WAIT, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_TABLE)
        _require_columns(connection)
        connection.execute(_INDEX)
    except (sqlite3.Error, ValueError):
        connection.close()
        raise
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise sqlite3.OperationalError("there is no such file")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        timeout=_LONGEST_WAIT,
        isolation_level=None,
        check_same_thread=False,
        uri=True,
    )
    try:
        _require_columns(connection)
    except (sqlite3.Error, ValueError):
        connection.close()
        raise
    return connection


def _require_columns(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT name FROM pragma_table_info('status_journal')").fetchall()
    found = tuple(name for (name,) in rows)
    if not found:
        raise sqlite3.DatabaseError("the database has no table status_journal")
    if found != COLUMNS:
        raise sqlite3.DatabaseError(
            f"its table status_journal has the columns {', '.join(found)}, "
            f"which should be {', '.join(COLUMNS)}"
        )


def _kept(text: str | None) -> str | None:
    """A text that UTF-8 can hold; in JSON the escape of a lone surrogate is the surrogate."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _entry(row: tuple[Any, ...]) -> StatusEntry:
    session, step, step_name, status, message, timestamp, details = row
    return StatusEntry(
        session=session,
        step=step,
        step_name=step_name,
        status=status,
        message=message,
        timestamp=timestamp,
        details=None if details is None else json.loads(details),
    )
