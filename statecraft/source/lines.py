"""Lines and columns of a text: from character offsets to spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from statecraft.diagnostics import Span

_BREAK = re.compile("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A text with the offsets at which its lines begin, the first of them 0."""

    file: str
    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The stretch from *start* to before *end*, without white space at its end."""
        text = self.text
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        line = bisect_right(self.starts, start)
        before = self.starts[line - 1] - 1
        if line == len(self.starts) or end < self.starts[line]:
            # A load makes three of them for each state, and this is what a named tuple calls.
            return tuple.__new__(Span, (self.file, line, start - before, line, end - before))
        return Span(self.file, line, start - before, *self.place(end))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line_at(self, offset: int) -> str:
        """The text of the line that holds *offset*, without its break."""
        number = bisect_right(self.starts, offset)
        last = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : last].rstrip("\r\n")


def lines_of(text: str, file: str) -> Lines:
    """The lines of a text; only a line feed ends a line, as in excerpts of diagnostics."""
    starts = [0, *[found.end() for found in _BREAK.finditer(text)]]
    return Lines(file=file, text=text, starts=tuple(starts))
