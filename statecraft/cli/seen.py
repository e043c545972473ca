"""What can be seen of a state in which a computed name may have no value.

Such a name is a mistake of the definition that shows only in some states; whoever looks at a
machine by hand still wants to see the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import statecraft as sc
from statecraft.diagnostics import UsageError
from statecraft.kernel.failures import Refusal
from statecraft.values.json_values import Value

UNREADABLE = (UsageError, Refusal)
"""What is raised where a computed name has no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Name → value, and why the computed ones are not among them, if they are not."""

    values: Mapping[str, Value]
    problem: str | None = None


def seen_dimensions(chart: sc.Chart, snapshot: sc.Snapshot) -> Seen:
    """All dimensions, or else the stored ones."""
    return _seen(lambda: chart.values(snapshot), snapshot.dimensions)


def seen_context(chart: sc.Chart, snapshot: sc.Snapshot) -> Seen:
    """All context variables, or else the stored ones."""
    return _seen(lambda: chart.context(snapshot), snapshot.context)


def _seen(read: Callable[[], Mapping[str, Value]], stored: Mapping[str, Value]) -> Seen:
    try:
        return Seen(values=read())
    except UNREADABLE as error:
        return Seen(values=stored, problem=why_unreadable(error))


def why_unreadable(error: Exception) -> str:
    """The mistake in words, with its place."""
    if isinstance(error, Refusal):
        return "; ".join(f"{each.id}: {each.message} [{each.at}]" for each in error.reasons)
    return str(error)
