"""Why no candidate was kept (semantics 6.2)."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import Edge, Origin
from statecraft.kernel.explanations import why_false
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.rules import active_value
from statecraft.kernel.selection import Selection
from statecraft.kernel.work import Work
from statecraft.values.text import text_of


def reasons_for(work: Work, selection: Selection) -> tuple[Reason, ...]:
    """For each candidate that was looked at: what it needed and did not find."""
    edges = (work.chart.edges[index] for index in selection.candidates)
    found = [reason for edge in edges for reason in _edge_reasons(work, edge)]
    return tuple(dict.fromkeys(found))


def _edge_reasons(work: Work, edge: Edge) -> Iterator[Reason]:
    elsewhere = [origin for origin in edge.origins if work.states.isdisjoint(origin.states)]
    if elsewhere:
        yield from (_from_reason(work, origin) for origin in elsewhere)
        return
    assert edge.when is not None, "a candidate without a condition is enabled"
    message = f"needs {why_false(edge.when, work)}"
    yield Reason(kind=ReasonKind.GUARD, message=message, at=edge.when.span)


def _from_reason(work: Work, origin: Origin) -> Reason:
    rows = work.chart.rows
    wanted = " or ".join(text_of(rows[state].value) for state in sorted(origin.states))
    present = text_of(rows[active_value(work, origin.region)].value)
    message = f"{origin.dimension} must be {wanted}, is {present}"
    return Reason(kind=ReasonKind.FROM, message=message, id=origin.dimension, at=origin.span)
