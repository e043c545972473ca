"""The problems met on one walk over an expression, and nearest names for their hints."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from statecraft.expr.problem import Problem
from statecraft.expr.tree import Expr


class Findings:
    """Collects problems; one walk writes, its caller reads."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, code: str, message: str, at: Expr, hint: str | None) -> None:
        """Notes a problem of the node *at*."""
        problem = Problem(code=code, message=message, hint=hint, start=at.start, end=at.end)
        self._found.append(problem)

    def in_order(self) -> tuple[Problem, ...]:
        """The problems in order of text."""
        return tuple(sorted(self._found, key=lambda found: (found.start, found.end, found.code)))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint with the known name that looks most like *name*; None when none does."""
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{found[0]}`?" if found else None
