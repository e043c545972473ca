"""``statecraft status``: the rows of a status journal, once or again and again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

import statecraft as sc
from statecraft.cli.opening import json_option
from statecraft.cli.printing import bad, faint, good, say_all, say_json, strong, tell
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.runtime.clock import milliseconds
from statecraft.runtime.status import current
from statecraft.store.status_journal import StatusJournal
from statecraft.values.notation import brief

_INDENT = "    "

Rows = Mapping[str, tuple[sc.StatusEntry, ...]]
"""Session → its rows, the sessions in order of their first."""


@click.command(epilog="Example: statecraft status rows.db --session importing --watch 3s")
@click.argument("store", required=False, envvar="STATECRAFT_STORE", metavar="[STORE]")
@click.option("--session", metavar="NAME", help="One session; by default all of them.")
@click.option("--history", is_flag=True, help="Every row, not only the latest of each step.")
@click.option("--watch", metavar="3s", help="Look again after this time, until interrupted.")
@json_option
def status(
    *,
    store: str | None,
    session: str | None,
    history: bool,
    watch: str | None,
    as_json: bool,
) -> int:
    """Show how far work has come: the rows that jobs wrote while they worked.

    STORE is an SQLite file, as a path or as sqlite:///PATH; by default that of $STATECRAFT_STORE.
    It is only read, also while others write to it.
    """
    if store is None:
        raise UsageError("name a store, as in statecraft status rows.db, or set STATECRAFT_STORE")
    show = _show_json if as_json else _show_story
    with sc.SqliteStatusJournal.reading(store) as journal:

        def read() -> Rows:
            return _rows(journal, session, _whole if history else current)

        if watch is not None:
            watched(read, show, _pause(watch))
        rows = read()
        show(rows)
        return _missing(journal, session, rows)


def _pause(duration: str) -> Callable[[], None]:
    """A pause of this length.

    Raises:
        UsageError: it is no duration, or none at all.
    """
    seconds = milliseconds(duration) / 1000
    if not seconds:
        raise UsageError("--watch 0s would not let anybody else work: write --watch 3s")
    return lambda: time.sleep(seconds)


def watched(
    read: Callable[[], Rows], show: Callable[[Rows], None], pause: Callable[[], None]
) -> None:
    """Show what is there, and again whenever it has changed, until *pause* is interrupted."""
    shown: Rows | None = None
    while True:
        rows = read()
        if rows != shown:
            show(rows)
            shown = rows
        sys.stdout.flush()
        pause()


def _whole(entries: tuple[sc.StatusEntry, ...]) -> tuple[sc.StatusEntry, ...]:
    return entries


def _rows(
    journal: StatusJournal,
    session: str | None,
    chosen: Callable[[tuple[sc.StatusEntry, ...]], tuple[sc.StatusEntry, ...]],
) -> Rows:
    """The rows that are asked for; a session is left out when it has none."""
    sessions = journal.sessions() if session is None else (session,)
    found = {name: chosen(journal.history(name)) for name in sessions}
    return {name: rows for name, rows in found.items() if rows}


def _missing(journal: StatusJournal, session: str | None, rows: Rows) -> int:
    """The exit code; whoever asks for a session that never was is told of the others."""
    if session is None or rows:
        return 0
    known = journal.sessions()
    if session in known:
        return 0
    tell(f"no session {quoted(session)} has rows{did_you_mean(session, known)}")
    return 1


def _show_json(rows: Rows) -> None:
    for session, entries in rows.items():
        say_json({"session": session, "rows": [_row_json(entry) for entry in entries]})


def _row_json(entry: sc.StatusEntry) -> dict[str, Any]:
    return {
        "step": entry.step,
        "step_name": entry.step_name,
        "status": entry.status,
        "message": entry.message,
        "timestamp": entry.timestamp,
        "details": entry.details,
    }


def _show_story(rows: Rows) -> None:
    if sys.stdout.isatty():
        click.clear()
    for session, entries in rows.items():
        say_all(_story(session, entries))


def _story(session: str, entries: tuple[sc.StatusEntry, ...]) -> Iterator[str]:
    """A session's rows in columns: time, step, status, message, details."""
    yield strong(session)
    steps = [_step_text(entry) for entry in entries]
    step_width = max(map(len, steps))
    status_width = max(len(entry.status) for entry in entries)
    for entry, step in zip(entries, steps, strict=True):
        columns = [
            faint(_time(entry.timestamp)),
            *([f"{step:<{step_width}}"] if step_width else []),
            _coloured(entry.status, status_width),
            entry.message or "",
            faint(brief(entry.details)) if entry.details is not None else "",
        ]
        yield f"{_INDENT}{'  '.join(columns).rstrip()}"


def _step_text(entry: sc.StatusEntry) -> str:
    return " ".join(str(part) for part in (entry.step, entry.step_name) if part is not None)


def _time(seconds: float) -> str:
    """The time in UTC; one beyond the calendar as its number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _coloured(text: str, width: int) -> str:
    padded = f"{text:<{width}}"
    match text:
        case "completed":
            return good(padded)
        case "failed":
            return bad(padded)
        case _:
            return padded
