"""The rows and edges of a chart, each made by itself from what was numbered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain

from statecraft.chart.edges import Edges
from statecraft.chart.numbering import Numbering
from statecraft.chart.tables import AfterTimer, Edge, EdgeIndex, StateIndex, StateRow
from statecraft.model.states import State, Transition


class Lowering:
    """Makes rows and edges by their number.

    ``first_edges`` holds by state the number of its first edge, and at the end that of the first
    of ``of_machine``. The edges of a state are those of ``transitions``, ``always`` and its timers.
    """

    __slots__ = ("_edges", "_first_edges", "_numbering", "_of_machine")

    def __init__(
        self,
        numbering: Numbering,
        edges: Edges,
        first_edges: tuple[EdgeIndex, ...],
        of_machine: tuple[Transition, ...],
    ) -> None:
        self._numbering = numbering
        self._edges = edges
        self._first_edges = first_edges
        self._of_machine = of_machine

    def edge(self, index: EdgeIndex) -> Edge:
        """The edge with this number."""
        first = self._first_edges[-1]
        if index >= first:
            return self._edges.edge(index, self._of_machine[index - first], None)
        source = bisect_right(self._first_edges, index) - 1
        state = self._numbering.states[source]
        timers = chain.from_iterable(timer.transitions for timer in state.after)
        transitions = (*state.transitions, *state.always, *timers)
        return self._edges.edge(index, transitions[index - self._first_edges[source]], source)

    def row(self, index: StateIndex) -> StateRow:
        """The state with this number."""
        numbering = self._numbering
        state, value = numbering.states[index], numbering.values.get(index)
        children = tuple(numbering.children(index))
        initial = self._initial(index, state)
        always = self._first_edges[index] + len(state.transitions)
        timers = always + len(state.always)
        return StateRow(
            index=index,
            path=numbering.path(index),
            name=state.name,
            kind=state.kind,
            region=numbering.regions[index],
            parent=numbering.parents[index],
            children=tuple(child for child in children if child not in numbering.histories),
            last=numbering.lasts[index],
            ancestors=tuple(numbering.ancestors(index)),
            initial=initial,
            history=tuple(child for child in children if child in numbering.histories),
            entry=state.entry,
            on_change=() if value is None else value.on_change,
            exit=state.exit,
            edges=tuple(range(self._first_edges[index], always)),
            always=tuple(range(always, timers)),
            after=tuple(_timers(state, timers)),
            output=state.output,
            tags=state.described.tags,
            value=None if value is None else value.value,
            span=state.span,
            invokes=state.invokes,
            is_failure=state.is_failure,
            defaults=self._defaults(initial, state),
            default_actions=() if state.default is None else state.default.actions,
        )

    def _initial(self, index: StateIndex, state: State) -> StateIndex | None:
        if state.initial is None:
            return None
        region = self._edges.regions[self._numbering.regions[index]]
        if region.dimension is not None and index == region.root:
            return region.by_text[state.initial]
        return self._numbering.by_path[state.initial]

    def _defaults(self, initial: StateIndex | None, state: State) -> tuple[StateIndex, ...]:
        if state.default is not None:
            return tuple(sorted(self._numbering.by_path[path] for path in state.default.targets))
        return () if initial is None else (initial,)


def _timers(state: State, first: EdgeIndex) -> Iterator[AfterTimer]:
    for timer in state.after:
        edges = tuple(range(first, first + len(timer.transitions)))
        yield AfterTimer(delay=timer.delay, edges=edges, text=timer.text, span=timer.span)
        first += len(timer.transitions)
