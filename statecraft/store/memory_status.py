"""A status journal in memory."""

from __future__ import annotations

from statecraft.store.status_journal import StatusEntry


class MemoryStatusJournal:
    """A journal that lasts as long as the program."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[StatusEntry] = []

    def write(self, entry: StatusEntry) -> None:
        self._entries.append(entry)

    def history(self, session: str) -> tuple[StatusEntry, ...]:
        return tuple(entry for entry in self._entries if entry.session == session)

    def sessions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.session for entry in self._entries))
