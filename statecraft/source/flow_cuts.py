"""Conditions and formulas that YAML cut in two at a comma.

Inside ``{ }`` and ``[ ]`` an unquoted text ends at the next comma: ``{a: =f(x, y)}`` holds the
keys ``a`` and ``y)``. Such texts are found by their brackets and quotes, which close only when
the pieces are read as one, and are put together again so that nothing else is said about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from statecraft.source.findings import Findings, shown
from statecraft.source.mappings import Entry, is_quoted
from statecraft.source.places import Place, Position

_MOST_PIECES: Final = 50
_LONGEST_TEXT: Final = 10_000
_LONGEST_HINT: Final = 100
_OPENING: Final = re.compile(r"[(\[{'\"]").search
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One entry between commas: the text it may begin, the text it may continue."""

    begins: Place | None
    continues: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Pieces *first* to *last* are one text, written at ``place``."""

    first: int
    last: int
    place: Place


def rejoin_values(
    data: dict[str, Any], table: dict[str, Position], repeated: list[Entry], findings: Findings
) -> None:
    """Report the cut values of a mapping in braces, make them whole, drop the bogus keys."""
    text = findings.lines.text
    written = [Entry(key=key, value=data[key], position=table[key]) for key in data]
    entries = sorted([*written, *repeated], key=lambda entry: entry.position)
    bogus: set[Position] = set()
    for cut in cut_texts([_mapping_piece(entry, text) for entry in entries], text):
        begin = entries[cut.first]
        _report(cut.place, f"{shown(begin.key)}: ", findings)
        if table.get(begin.key) == begin.position:
            data[begin.key] = text[slice(*cut.place)]
            table[begin.key] = (*begin.position[:2], *cut.place)
        for dropped in entries[cut.first + 1 : cut.last + 1]:
            bogus.add(dropped.position)
            if table.get(dropped.key) == dropped.position:
                del data[dropped.key], table[dropped.key]
    repeated[:] = [entry for entry in repeated if entry.position not in bogus]


def rejoin_items(items: list[Any], table: list[Position], findings: Findings) -> None:
    """Report the cut items of a list in brackets and make them whole."""
    if len(items) < 2 or not any(type(item) is str and _OPENING(item) for item in items):
        return
    text = findings.lines.text
    pieces = [_list_piece(item, place, text) for item, place in zip(items, table, strict=True)]
    kept, kept_table, done = [], [], 0
    for cut in cut_texts(pieces, text):
        _report(cut.place, "", findings)
        kept += [*items[done : cut.first], text[slice(*cut.place)]]
        kept_table += [*table[done : cut.first], (*cut.place, *cut.place)]
        done = cut.last + 1
    items[:done], table[:done] = kept, kept_table


def cut_texts(pieces: Sequence[Piece], text: str) -> Iterator[Cut]:
    """The runs of pieces whose brackets and quotes close only together."""
    position = 0
    while position < len(pieces):
        cut = _cut_from(position, pieces, text)
        if cut is not None:
            yield cut
        position = cut.last + 1 if cut is not None else position + 1


def _cut_from(first: int, pieces: Sequence[Piece], text: str) -> Cut | None:
    begin = pieces[first].begins
    if begin is None:
        return None
    unclosed = _unclosed(text, begin, "")
    end = begin[1]
    for last in range(first + 1, min(first + _MOST_PIECES, len(pieces))):
        piece = pieces[last].continues
        if not unclosed or piece is None:
            return None
        unclosed = _unclosed(text, (end, piece[1]), unclosed)
        end = piece[1]
        if unclosed == "":
            return Cut(first=first, last=last, place=(begin[0], end))
    return None


def _unclosed(text: str, place: Place, closers: str) -> str | None:
    """What must still close after this stretch, innermost last; None when brackets do not match.

    ``closers`` had to close before it; a quote as the last of them means: inside of quotes.
    """
    for at in range(*place):
        character = text[at]
        if closers[-1:] in ("'", '"'):
            closers = closers[:-1] if character == closers[-1] else closers
        elif character in _CLOSING:
            closers += _CLOSING[character]
        elif character in ")]}":
            if closers[-1:] != character:
                return None
            closers = closers[:-1]
        elif character in "'\"" and not _is_apostrophe(text, at):
            closers += character
    return closers


def _is_apostrophe(text: str, at: int) -> bool:
    before = text[max(0, at - 2) : at]
    if before[-1:] in ("f", "F") and not before[:1].isalnum():
        return False
    return before[-1:].isalnum()


def _mapping_piece(entry: Entry, text: str) -> Piece:
    key_start, key_end, start, end = entry.position
    is_empty = entry.value is None and start == end
    return Piece(
        begins=_plain_text(entry.value, (start, end), text),
        continues=(key_start, key_end) if is_empty else None,
    )


def _list_piece(item: Any, position: Position, text: str) -> Piece:
    place = position[2:]
    return Piece(
        begins=_plain_text(item, place, text),
        continues=place if not isinstance(item, dict | list) else None,
    )


def _plain_text(value: Any, place: Place, text: str) -> Place | None:
    if not isinstance(value, str) or is_quoted(text, place):
        return None
    return place if place[1] - place[0] <= _LONGEST_TEXT else None


def _report(place: Place, key: str, findings: Findings) -> None:
    whole = findings.lines.text[slice(*place)]
    findings.add(
        "SC011",
        place,
        "an unquoted text in braces or brackets ends at the comma, so this one is cut in pieces",
        f"quote it: {key}{in_quotes(whole)}" if len(whole) <= _LONGEST_HINT else "quote it",
    )


def in_quotes(text: str) -> str:
    """A text as YAML holds it in quotes, double ones where it needs no escape."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
