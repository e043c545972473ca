"""The findings of one text, collected while it is read."""

from __future__ import annotations

from typing import Final

from statecraft.diagnostics import Diagnostic, Related
from statecraft.source.limits import MAX_FINDINGS
from statecraft.source.lines import Lines

_LONGEST_SHOWN: Final = 60


def shown(text: str) -> str:
    """A name or text as messages show it without quotes: cut when it is long."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


class Unreadable(Exception):
    """Reading ends here: the rest of the text cannot be understood.

    Raised and caught inside this room only; ``found`` is the finding that says why.
    """

    def __init__(self, found: Diagnostic) -> None:
        self.found = found
        super().__init__(found)


class Findings:
    """What was found so far, in order of reading; places are given as character offsets.

    ``incomplete`` says that a part of the data is missing, so that later rooms would only
    report what follows from that.
    """

    __slots__ = ("found", "incomplete", "lines")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.found: list[Diagnostic] = []
        self.incomplete = False

    @property
    def is_full(self) -> bool:
        """Whether further findings are not kept."""
        return len(self.found) >= MAX_FINDINGS

    def add(
        self,
        code: str,
        place: tuple[int, int],
        message: str,
        hint: str,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Note a finding after which reading goes on."""
        if not self.is_full:
            self.found.append(self.diagnostic(code, place, message, hint, related))

    def diagnostic(
        self,
        code: str,
        place: tuple[int, int],
        message: str,
        hint: str,
        related: tuple[Related, ...] = (),
    ) -> Diagnostic:
        """The finding at ``place``, the offsets of its begin and end."""
        span = self.lines.span(*place)
        return Diagnostic(code=code, span=span, message=message, hint=hint, related=related)

    def related(self, place: tuple[int, int], message: str) -> Related:
        """Another place of the same text."""
        return Related(span=self.lines.span(*place), message=message)

    def unreadable(self, code: str, place: tuple[int, int], message: str, hint: str) -> Unreadable:
        """The exception that ends reading with this finding; for the caller to raise."""
        return Unreadable(self.diagnostic(code, place, message, hint))
