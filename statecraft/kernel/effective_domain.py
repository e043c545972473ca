"""Domains of transitions to history states, where these count as what they stand for (12.2 ee)."""

from __future__ import annotations

from dataclasses import replace

from statecraft.chart.tables import Edge, StateIndex
from statecraft.kernel.entry import targets_now
from statecraft.kernel.work import Work
from statecraft.model.states import StateKind


def with_effective_domain(work: Work, edge: Edge) -> Edge:
    """The transition with the domain that it has now.

    Source: SCXML 1.0, appendix D, getTransitionDomain.
    """
    rows = work.chart.rows
    targets = targets_now(work.chart, edge, work.history)
    if edge.source is None or targets == edge.targets:
        return edge
    source = rows[edge.source]
    if not edge.reenter and all(source.index <= target <= source.last for target in targets):
        return replace(edge, domain=source.index)
    return replace(edge, domain=_least_common_ancestor(work, source.ancestors, targets))


def _least_common_ancestor(
    work: Work, ancestors: tuple[StateIndex, ...], targets: tuple[StateIndex, ...]
) -> StateIndex:
    kinds = [StateKind.COMPOUND]
    if work.chart.definition.profile.parallel_domains:
        kinds.append(StateKind.PARALLEL)
    around = [
        row.index
        for row in (work.chart.rows[index] for index in ancestors)
        if row.kind in kinds and all(row.index < target <= row.last for target in targets)
    ]
    return (*around, *ancestors[-1:], 0)[0]
