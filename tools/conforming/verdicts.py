"""What a judge says of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One case of a suite; ``difference`` is the first one found, None where it passed."""

    suite: str
    case: str
    difference: str | None

    @property
    def passed(self) -> bool:
        """Whether the case holds."""
        return self.difference is None


Judge = Callable[[Path, Any], Iterator[Verdict]]
"""Judges the cases of a file; takes its path and what it holds as JSON."""


def first_difference(pairs: Iterator[tuple[str, Any, Any]]) -> str | None:
    """The first of (where, expected, found) that differ, in words."""
    for where, expected, found in pairs:
        if expected != found:
            return f"{where}: expected {expected!r}, found {found!r}"
    return None
