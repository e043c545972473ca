"""Which transitions an event takes (docs/semantics.md §3).

Every region is asked by itself, on the state as it is; what they offer is then freed of
conflicts. Selection changes nothing but the internal queue, where failed conditions report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from statecraft.chart.descriptors import matches
from statecraft.chart.tables import Edge, EdgeIndex, Region, StateIndex
from statecraft.kernel.blocks import report
from statecraft.kernel.conflicts import conflict, tree_exit_set, without_conflicts
from statecraft.kernel.effective_domain import with_effective_domain
from statecraft.kernel.failures import ExecutionFailure, Refusal
from statecraft.kernel.keeping import keep
from statecraft.kernel.work import Work


@dataclass(slots=True)
class Selection:
    """What was looked at, and what was kept.

    Attributes:
        kept: in the order of semantics 4.1.
        candidates: every transition that was looked at → whether it is enabled.
        rivals: offer → another transition of its source that is enabled, where that matters.
    """

    kept: tuple[Edge, ...] = ()
    candidates: dict[EdgeIndex, bool] = field(default_factory=dict)
    rivals: dict[EdgeIndex, Edge] = field(default_factory=dict)


Asked = tuple[tuple[StateIndex, tuple[tuple[StateIndex, tuple[EdgeIndex, ...]], ...]], ...]
"""Each active atomic state, with those who are asked for it, nearest first, and their candidates.

A source is among them if it has candidates, or a child that may take the event instead.
"""


def select(work: Work, event: str | None) -> Selection:
    """The transitions for *event*, or the eventless ones.

    Raises:
        Refusal: two of them are in conflict.
    """
    selection = Selection()
    offers = _offers(work, selection, event)
    offers += _machine_offer(work, selection, event, offers)
    _refuse_choices(selection, offers)
    selection.kept = without_conflicts(work, offers)
    return selection


def _refuse_choices(selection: Selection, offers: Iterable[Edge]) -> None:
    """Refuse an offer beside which another could have been made (12.3 aa)."""
    for offer in offers if selection.rivals else ():
        if offer.index in selection.rivals:
            raise Refusal([conflict(offer, selection.rivals[offer.index], "are both enabled")])


def select_among(work: Work, edges: Iterable[EdgeIndex]) -> Selection:
    """The first enabled of some candidates: those of an ``after`` that is due."""
    selection = Selection()
    offer = _offer(work, selection, edges)
    _refuse_choices(selection, () if offer is None else (offer,))
    selection.kept = () if offer is None else (offer,)
    return selection


def is_named(work: Work, event: str) -> bool:
    """Whether any active state, or the machine, has a descriptor that matches *event*."""
    chart = work.chart
    sources = [chart.rows[state].edges for state in work.states]
    return any(
        matches(chart.edges[index].event or "", event)
        for edges in (*sources, chart.machine_edges)
        for index in edges
    )


def _offers(work: Work, selection: Selection, event: str | None) -> list[Edge]:
    found: list[Edge] = []
    for region in work.chart.regions:
        if region.dimension is None:
            offers = _tree_offers(work, selection, event, region)
            profile = work.chart.definition.profile
            if profile.innermost_alone or (event is not None and profile.regions_hide_parallel):
                offers = _innermost(work, offers)
            found += offers
        elif region.dimension.in_full:
            state = next(s for s in work.chart.rows[region.root].children if s in work.states)
            offer = _offer(work, selection, _candidates(work, state, event))
            if offer is not None:
                found.append(offer)
    return found


def _innermost(work: Work, offers: list[Edge]) -> list[Edge]:
    """The offers without those of a state inside of which another one comes from."""
    rows = work.chart.rows
    around = {a for edge in offers if edge.source is not None for a in rows[edge.source].ancestors}
    return [edge for edge in offers if edge.source not in around]


def _tree_offers(work: Work, selection: Selection, event: str | None, region: Region) -> list[Edge]:
    """One offer per active atomic state: from the nearest of its ancestors that has one."""
    rows = work.chart.rows
    offers: dict[EdgeIndex, Edge] = {}
    for state, sources in _asked(work, event, region):
        if event is None and not work.failing.isdisjoint((state, *rows[state].ancestors)):
            continue  # The step is left by its failure alone, and so is all that is inside of it.
        for source, candidates in sources:
            if source in work.routed:
                break
            offer = _offer(work, selection, candidates)
            if offer is not None:
                offers.setdefault(offer.index, offer)
                break
    return list(offers.values())


def _asked(work: Work, event: str | None, region: Region) -> Asked:
    """Who is asked for the event: worked out the first time, and kept."""
    known = work.program.asked
    key = (event, id(work.chart), region.index, frozenset(work.states))
    kept = known.get(key)
    if kept is not None:
        return kept[1]
    found = _asked_now(work, event, region)
    if event is None or (any(sources for _, sources in found) and event in work.chart.events):
        # Names that the chart does not tell have no end.
        keep(known, key, (work.chart, found), work.states)
    return found


def _asked_now(work: Work, event: str | None, region: Region) -> Asked:
    rows = work.chart.rows
    root = rows[region.root]
    found = []
    for state in sorted(work.states):
        if not rows[state].children and root.index <= state <= root.last:
            sources = []
            for source in (state, *rows[state].ancestors):
                candidates = tuple(_candidates(work, source, event))
                if candidates or rows[source].invokes:
                    sources.append((source, candidates))
            found.append((state, tuple(sources)))
    return tuple(found)


def _candidates(work: Work, state: StateIndex, event: str | None) -> Iterable[EdgeIndex]:
    row = work.chart.rows[state]
    return row.always if event is None else _matching(work, row.edges, event)


def _matching(work: Work, edges: Sequence[EdgeIndex], event: str) -> Iterable[EdgeIndex]:
    if not edges:
        return ()
    of = work.chart.edges
    found = (index for index in edges if matches(of[index].event or "", event))
    return _exact_first(work, found, event) if work.chart.definition.profile.exact_first else found


def _exact_first(work: Work, found: Iterable[EdgeIndex], event: str) -> list[EdgeIndex]:
    """The exact descriptor's candidates, then those of the longest wildcard, and so on."""
    words = {index: work.chart.edges[index].event or "" for index in found}
    return sorted(words, key=lambda i: (words[i] != event, -len(words[i])))


def _machine_offer(
    work: Work, selection: Selection, event: str | None, offers: list[Edge]
) -> tuple[Edge, ...]:
    """The machine's own transition, unless a region handles the event (semantics 3.3)."""
    chart = work.chart
    offer = _offer(
        work,
        selection,
        chart.machine_always if event is None else _matching(work, chart.machine_edges, event),
    )
    if offer is None:
        return ()
    rivals = offers
    hides = event is None and work.chart.definition.profile.regions_hide_parallel
    if hides and not _all_have_offers(work, offers):
        rivals = [edge for edge in offers if offer.regions and tree_exit_set(work, edge)]
    busy = {
        chart.rows[edge.source].region
        for edge in rivals
        if edge.source is not None and work.run_of(edge.source) is None
    }
    if work.routed and chart.tree is not None:
        busy.add(chart.tree)
    dropped = busy & offer.regions if offer.regions else busy
    return () if dropped else (offer,)


def _all_have_offers(work: Work, offers: list[Edge]) -> bool:
    """Whether every active atomic state of the tree, or one around it, has an offer."""
    rows, sources = work.chart.rows, {edge.source for edge in offers}
    atomic = [state for state in work.states if not rows[state].children]
    return all(sources.intersection((state, *rows[state].ancestors)) for state in atomic)


def _offer(work: Work, selection: Selection, candidates: Iterable[EdgeIndex]) -> Edge | None:
    """What one source offers."""
    left = iter(candidates)
    offer = _first_enabled(work, selection, left)
    if offer is not None and work.chart.definition.profile.refuses_choices:
        rival = _first_enabled(work, selection, left)
        if rival is not None:
            selection.rivals[offer.index] = rival
    if offer is not None and work.chart.definition.profile.sees_through_history:
        return with_effective_domain(work, offer)
    return offer


def _first_enabled(
    work: Work, selection: Selection, candidates: Iterable[EdgeIndex]
) -> Edge | None:
    for index in candidates:
        enabled = selection.candidates.get(index)
        if enabled is None:
            enabled = selection.candidates[index] = is_enabled(work, work.chart.edges[index])
        if enabled:
            return work.chart.edges[index]
        if work.chart.edges[index].source in work.failing:
            return None  # The condition has failed, and a step with it: no later one is tried.
    return None


def is_enabled(work: Work, edge: Edge) -> bool:
    """Whether every ``from`` holds and the ``when`` is true (semantics 2.3, 7.2, 11.2)."""
    if edge.origins and any(work.states.isdisjoint(each.states) for each in edge.origins):
        return False
    if edge.when is None:
        return True
    work.enter_scope(edge.source)
    try:
        if work.data_unknown and work.program.reads_event(edge.when):
            work.doubted = (*work.doubted, edge.when)
            return all(holds(work) for holds in work.program.known_conjuncts(edge.when))
        return work.program.condition(edge.when)(work)
    except ExecutionFailure as failure:
        if edge.index not in work.failed_conditions:
            work.failed_conditions.add(edge.index)
            report(work, edge.source, failure)
        return False
