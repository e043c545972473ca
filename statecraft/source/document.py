"""A read definition: plain data, and for each key and value the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from statecraft.diagnostics import Span
from statecraft.source.lines import Lines
from statecraft.source.mappings import is_quoted
from statecraft.source.offsets import part
from statecraft.source.places import Place, Places, Position
from statecraft.source.scalars import typed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """The data of one file, to be read only.

    ``data`` is built of dict, list, str, int, float, bool and None. A key of a mapping is always
    text, as it is written (``0x1F`` stays so); keys are in document order. What an alias names
    is in the data once, however often it is named.
    """

    data: Any
    lines: Lines
    places: Places

    @property
    def file(self) -> str:
        """The name of the file as messages show it."""
        return self.lines.file

    @property
    def text(self) -> str:
        """The text that the spans count in: without a byte order mark."""
        return self.lines.text

    @property
    def root(self) -> Located:
        """The outermost value."""
        return Located(self, self.data, None, None, self.places.root)

    def at(self, path: Iterable[str | int]) -> Located:
        """The value along keys and indices.

        Raises:
            LookupError: the data have no such place.
        """
        found = self.root
        for key in path:
            found = found[key]
        return found

    def whole(self) -> Span:
        """The first line that is no comment, for findings about the file as such."""
        start = self.places.root[2]
        end = self.text.find("\n", start)
        return self.lines.span(start, end if end >= 0 else len(self.text))


class Located:
    """A place in a document: a value with the key that leads to it. It never changes.

    ``key`` is text in a mapping, an index in a list, None at the root. A value that was merged
    with ``<<`` is located where it was written; a value behind an alias at the alias, but what
    is inside of it where it was written.
    """

    __slots__ = ("_around", "document", "key", "position", "value")

    # A load makes three of them for each state; a frozen dataclass takes three times as long.
    def __init__(
        self,
        document: Document,
        value: Any,
        key: str | int | None,
        around: Located | None,
        position: Position,
    ) -> None:
        self.document = document
        self.value = value
        self.key = key
        self._around = around
        self.position = position

    @property
    def path(self) -> tuple[str | int, ...]:
        """The keys and indices that lead to it from the root."""
        if self._around is None or self.key is None:
            return ()
        return (*self._around.path, self.key)

    @property
    def span(self) -> Span:
        """Where the value is written; what leads to it where nothing is written."""
        _, _, start, end = self.position
        if start < end:
            return self.document.lines.span(start, end)
        return self.key_span if isinstance(self.key, str) else self._one_character(start)

    @property
    def key_span(self) -> Span:
        """Where the key is written; the value itself in a list and at the root."""
        start, end, _, _ = self.position
        return self.document.lines.span(start, end) if start < end else self._one_character(start)

    @property
    def typed_key(self) -> str | int | float | bool | None:
        """The key with the type that YAML gives it: 0 for ``0:``, ``"0"`` for ``"0":``."""
        if not isinstance(self.key, str) or self.key_quoted:
            return self.key
        return typed(self.key)

    @property
    def quoted(self) -> bool:
        """Whether the value is a scalar written in quotes or as a block."""
        return isinstance(self.value, str) and self._is_quoted(self.position[2:])

    @property
    def key_quoted(self) -> bool:
        """Whether the key is written in quotes or as a block."""
        return isinstance(self.key, str) and self._is_quoted(self.position[:2])

    def text_span(self, start: int, end: int) -> Span:
        """Where ``value[start:end]`` of a text is written; the whole value where unknown."""
        return self._part(self.value, self.position[2:], start, end)

    def key_text_span(self, start: int, end: int) -> Span:
        """Where ``key[start:end]`` is written; the whole key where that is unknown."""
        return self._part(self.key, self.position[:2], start, end)

    def __getitem__(self, key: str | int) -> Located:
        document, inside = self.document, self.value
        table: Any = document.places.tables[id(inside)]
        return Located(document, inside[key], key, self, table[key])

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def get(self, key: str) -> Located | None:
        """The value under a key of a mapping, None where there is none."""
        if isinstance(self.value, dict) and key in self.value:
            return self[key]
        return None

    def items(self) -> Iterator[tuple[str, Located]]:
        """The entries of a mapping, in document order."""
        return zip(self.value, self.entries(), strict=True)

    def entries(self) -> list[Located]:
        """The values of a mapping, each of which knows its key, in document order."""
        document, inside = self.document, self.value
        table: Any = document.places.tables[id(inside)]
        return [Located(document, inner, key, self, table[key]) for key, inner in inside.items()]

    def elements(self) -> Iterator[Located]:
        """The elements of a list."""
        for index in range(len(self.value)):
            yield self[index]

    def _is_quoted(self, place: Place) -> bool:
        return is_quoted(self.document.text, self.document.places.written(place))

    def _one_character(self, at: int) -> Span:
        """The character before an offset: a finding is to be seen, also where nothing stands."""
        return self.document.lines.span(max(at - 1, 0), max(at, 1))

    def _part(self, value: object, place: Place, start: int, end: int) -> Span:
        lines = self.document.lines
        if not isinstance(value, str) or not value:
            return lines.span(*place)
        begin, close = self.document.places.written(place)
        found = part(value, lines.text[begin:close], start, end)
        if found is None:
            return lines.span(*place)
        return lines.span(begin + found[0], begin + found[1])
