"""A finding with the path by which a waiver allows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from statecraft.diagnostics import Diagnostic
from statecraft.model.definition import Definition, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, and where: ``at`` is the path of keys in the machine (``rules.no_gap``)."""

    at: str
    diagnostic: Diagnostic


Check: TypeAlias = Callable[[Definition], Iterator[Finding]]
"""One check of one machine; it never raises."""

ProjectCheck: TypeAlias = Callable[[Definition, Project], Iterator[Finding]]
"""One check of one machine that looks at its children too."""
