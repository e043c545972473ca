"""Conflicts between transitions that were selected together (semantics 3.2 and 3.4)."""

from __future__ import annotations

from itertools import combinations, permutations

from statecraft.chart.tables import Edge, RegionIndex, StateIndex
from statecraft.kernel.failures import Refusal
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.work import Work


def without_conflicts(work: Work, offers: list[Edge]) -> tuple[Edge, ...]:
    """The offers without those that an inner one preempts.

    Raises:
        Refusal: two offers of which neither is inside the other want different things.
    """
    if len(offers) < 2:
        return tuple(offers)
    if work.chart.definition.profile.earlier_wins:
        return _earlier_first(work, offers)
    if work.chart.definition.profile.refuses_choices:
        _refuse_leaving(work, offers)
    claims = {edge.index: _claims(work, edge) for edge in offers}
    meeting = [(a, b) for a, b in combinations(offers, 2) if claims[a.index] & claims[b.index]]
    dropped = {
        outer.index
        for a, b in meeting
        for inner, outer in ((a, b), (b, a))
        if _is_inside(work, inner, outer)
    }
    kept = tuple(edge for edge in offers if edge.index not in dropped)
    for a, b in meeting:
        if not {a.index, b.index} & dropped and a.targets != b.targets:
            raise Refusal([conflict(a, b, "claim the same states for different targets")])
    _refuse_different_pulls(work, kept)
    return kept


def _earlier_first(work: Work, offers: list[Edge]) -> tuple[Edge, ...]:
    """The offers as SCXML keeps them: an inner source, then the earlier one, goes first."""
    kept: list[Edge] = []
    for edge in offers:
        exits = tree_exit_set(work, edge)
        rivals = [one for one in kept if tree_exit_set(work, one) & exits]
        if all(_is_inside(work, edge, one) for one in rivals):
            kept = [one for one in kept if one not in rivals]
            kept.append(edge)
    return tuple(kept)


def _refuse_leaving(work: Work, offers: list[Edge]) -> None:
    """Refuse that one of several transitions exits the source of another (12.3 aa)."""
    for a, b in permutations(offers, 2):
        if b.source in tree_exit_set(work, a):
            raise Refusal([conflict(a, b, "stand in regions of which one is left")])


def _claims(work: Work, edge: Edge) -> set[StateIndex]:
    """What an edge exits, and the domain itself where it is a target and so must stay active."""
    claims = tree_exit_set(work, edge)
    if edge.domain is not None and edge.domain in edge.targets:
        claims.add(edge.domain)
    return claims


def tree_exit_set(work: Work, edge: Edge) -> set[StateIndex]:
    """The active proper descendants of the domain of an edge's tree targets (semantics 2.6)."""
    if edge.domain is None:
        return set()
    if edge.leaves is not None:
        last = work.chart.rows[edge.leaves].last
        return {state for state in work.states if edge.leaves <= state <= last}
    last = work.chart.rows[edge.domain].last
    return {state for state in work.states if edge.domain < state <= last}


def _is_inside(work: Work, inner: Edge, outer: Edge) -> bool:
    if inner.source is None or outer.source is None:
        return False
    return outer.source in work.chart.rows[inner.source].ancestors


def _refuse_different_pulls(work: Work, edges: tuple[Edge, ...]) -> None:
    pulls: dict[RegionIndex, tuple[StateIndex, Edge]] = {}
    for edge in edges:
        for region, target in edge.moves:
            earlier = pulls.setdefault(region, (target, edge))
            if earlier[0] != target:
                name = work.chart.regions[region].name
                raise Refusal([conflict(earlier[1], edge, f"move {name} to different values")])


def conflict(a: Edge, b: Edge, what: str) -> Reason:
    """Why two transitions cannot be taken together."""
    message = f"the transitions '{a.text}' ({a.span}) and '{b.text}' ({b.span}) {what}"
    return Reason(kind=ReasonKind.CONFLICT, message=message, at=b.span)
