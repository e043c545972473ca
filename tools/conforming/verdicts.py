"""What a judge is asked and what it says: cases, and verdicts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import statecraft as sc
from statecraft.interop.untranslatable import Untranslatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of a suite; ``difference`` runs it and tells the first one, None if it passes."""

    suite: str
    name: str
    difference: Callable[[], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found of a case; ``difference`` is the first one, None where it passed."""

    suite: str
    case: str
    difference: str | None

    @property
    def passed(self) -> bool:
        """Whether the case holds."""
        return self.difference is None


Judge = Callable[[Path, Any], Iterator[Case]]
"""The cases of a file; takes its path and what it holds as JSON."""


def verdict(case: Case) -> Verdict:
    """Run a case; one that cannot be run has failed, whatever the reason."""
    return Verdict(suite=case.suite, case=case.name, difference=_found(case))


def _found(case: Case) -> str | None:
    try:
        return case.difference()
    except (sc.DefinitionError, sc.UsageError, Untranslatable) as error:
        return str(error).splitlines()[0]
    except Exception as error:  # noqa: BLE001 - a crash fails its case, and no other one.
        return unusable(error)


def unusable(error: Exception) -> str:
    """How a case or a file is told of that is not of its own format, or makes us crash."""
    told = str(error).splitlines()
    return f"cannot be run: {type(error).__name__}: {told[0] if told else ''}"


def first_difference(pairs: Iterator[tuple[str, Any, Any]]) -> str | None:
    """The first of (where, expected, found) that differ, in words."""
    for where, expected, found in pairs:
        if expected != found:
            return f"{where}: expected {expected!r}, found {found!r}"
    return None
