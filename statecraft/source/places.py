"""Where every key and value of a document is written: character offsets beside plain data."""

from __future__ import annotations

from typing import Any

Place = tuple[int, int]
"""Offsets of the first character and of the one after the last."""

Position = tuple[int, int, int, int]
"""Place of the key and place of the value; in a list both are the place of the value."""

Table = dict[str, Position] | list[Position]


class Places:
    """Container → key → position.

    Tables are found by the identity of a container, which the document keeps alive: data stay
    plain dictionaries and lists. A container behind an alias has one table, that of its anchor.
    ``origins`` maps the place at which the alias of a scalar begins to the place of that scalar.
    """

    __slots__ = ("origins", "root", "tables")

    def __init__(self) -> None:
        self.tables: dict[int, Table] = {}
        self.origins: dict[int, Place] = {}
        self.root: Position = (0, 0, 0, 0)

    def of(self, container: Any, key: str | int) -> Position:
        """The position of ``container[key]``."""
        table: Any = self.tables[id(container)]
        position: Position = table[key]
        return position

    def written(self, place: Place) -> Place:
        """Where a scalar's text stands: its own place, or that of the anchored scalar."""
        return self.origins.get(place[0], place)
