"""From characters of a scalar's value to the characters of the file that wrote them.

A value differs from its text by quotes, escapes, indentation and folded line breaks. Both are
walked side by side: a character that is no white space finds itself, white space finds the next
white space of the text, and what the text has beyond that (indentation) is passed over.

Source: YAML 1.2.2, chapters 7.3 (flow scalars) and 8.1 (block scalars).
"""

from __future__ import annotations

import re
from typing import Final

from statecraft.source.places import Place

_BLOCK_HEADER: Final = re.compile(r"[|>][^\n]*\n").match
_SURROGATES: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}").match
_LINE_JOIN: Final = re.compile(r"\\\r?\n[ \t]*").match
_ESCAPE_LENGTHS: Final = {"x": 4, "u": 6, "U": 10}
_BLANK: Final = " \t\r\n"


def part(value: str, raw: str, start: int, end: int) -> Place | None:
    """The place in *raw*, a scalar as it is written, of ``value[start:end]``.

    Offsets beyond the value are taken for its end. None where the two do not match.
    """
    start = min(max(start, 0), len(value))
    end = min(max(end, start), len(value))
    if raw == value:
        return start, end
    if raw[1:-1] == value and raw[:1] in ("'", '"'):
        return start + 1, end + 1
    places = _places(value, raw)
    if not places:
        return None
    if start == len(value):
        return places[-1][1], places[-1][1]
    if start == end:
        return places[start][0], places[start][0]
    return places[start][0], places[end - 1][1]


def _places(value: str, raw: str) -> list[Place] | None:
    """For each character of the value its place in the text."""
    header = _BLOCK_HEADER(raw)
    quote = raw[:1] if raw[:1] in ("'", '"') else ""
    at = header.end() if header else len(quote)
    found: list[Place] = []
    for character in value:
        place = _next(character, raw, at, quote)
        if place is None:
            return None
        found.append(place)
        at = place[1]
    return found


def _next(character: str, raw: str, at: int, quote: str) -> Place | None:
    """The place of the value's next character, *at* or behind it."""
    while quote == '"' and (joint := _LINE_JOIN(raw, at)) is not None:
        at = joint.end()
    if quote == '"' and raw[at : at + 1] == "\\":
        return at, at + _escape_length(raw, at)
    if character in _BLANK:
        return (at, at + 1) if raw[at : at + 1] in tuple(_BLANK) else None
    while raw[at : at + 1] in tuple(_BLANK):
        at += 1
    if quote == '"' and raw[at : at + 1] == "\\":
        return _next(character, raw, at, quote)
    if raw[at : at + 1] != character:
        return None
    return at, at + (2 if quote == character == "'" else 1)


def _escape_length(raw: str, at: int) -> int:
    if _SURROGATES(raw, at):
        return 12
    return _ESCAPE_LENGTHS.get(raw[at + 1 : at + 2], 2)
