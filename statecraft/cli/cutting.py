"""Parts of a definition's text, cut out with as little else as possible.

The text is not parsed again: a cut that leaves something broken behind is noticed by whoever reads
the whole definition afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from statecraft.diagnostics import Span

_DASH: Final = re.compile(r"\s*-\s+")
_BLANK_OR_COMMENT: Final = re.compile(r"\s*(#.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Text in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def offset(text: str, line: int, column: int) -> int:
    """Where a place is, counted in characters."""
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def without_entry(text: str, span: Span) -> Edit | None:
    """A list without the entry that stands there; None where it is no entry, or the only one."""
    lines = text.split("\n")
    if _DASH.fullmatch(lines[span.line - 1][: span.column - 1]):
        first = span.line - 1
        return _without_lines(text, first, _last_of(lines, first))
    start = offset(text, span.line, span.column)
    end = offset(text, span.end_line, span.end_column)
    before, after = text[:start].rstrip(), text[end:]
    comma = re.match(r"\s*,\s*", after)
    if before.endswith(("[", ",")) and comma:
        return Edit(start=start, end=end + comma.end(), text="")
    if before.endswith(",") and after.lstrip().startswith("]"):
        return Edit(start=len(before) - 1, end=end, text="")
    return None


def without_key(text: str, span: Span, section: str) -> Edit | None:
    """The text without that entry of a section at the top in which a place is."""
    lines = text.split("\n")
    within = [*_within(lines, span.line - 1)]
    for inner, outer in pairwise(within):
        if lines[outer].partition("#")[0].rstrip() == f"{section}:":
            return _without_lines(text, inner, _last_of(lines, inner))
    return None


def without_section(text: str, span: Span, section: str) -> Edit | None:
    """The text without a section at the top in which a place is."""
    lines = text.split("\n")
    *_, top = _within(lines, span.line - 1)
    if lines[top].startswith(f"{section}:"):
        return _without_lines(text, top, _last_of(lines, top))
    return None


def _within(lines: Sequence[str], line: int) -> Iterator[int]:
    """The line, then those that it stands below, each further out."""
    yield line
    width = _indent(lines[line])
    for number in range(line - 1, -1, -1):
        here = lines[number]
        if _BLANK_OR_COMMENT.fullmatch(here):
            continue
        is_key_of_list = _indent(here) == width and not here.lstrip().startswith("-")
        if _indent(here) < width or (is_key_of_list and lines[line].lstrip().startswith("-")):
            yield number
            line, width = number, _indent(here)


def _last_of(lines: Sequence[str], first: int) -> int:
    """The last line of what begins on a line: all that stands further in, but comments behind."""
    width, last = _indent(lines[first]), first
    is_list = lines[first].rstrip().endswith(":")
    for number in range(first + 1, len(lines)):
        here = lines[number]
        if _BLANK_OR_COMMENT.fullmatch(here):
            continue
        is_inside = _indent(here) > width
        is_entry = is_list and _indent(here) == width and here.lstrip().startswith("-")
        if not (is_inside or is_entry):
            break
        last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _without_lines(text: str, first: int, last: int) -> Edit:
    start, end = offset(text, first + 1, 1), offset(text, last + 2, 1)
    return Edit(start=start, end=min(end, len(text)), text="")
