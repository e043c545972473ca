"""The entry set of the tree (SCXML, appendix D: computeEntrySet), on numbered states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from statecraft.chart.tables import Edge, LoweredChart, StateIndex, StateRow
from statecraft.model.states import StateKind

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is entered: the states in document order, and whose default actions belong to it.

    ``defaults`` are pairs of a state and the row whose default was taken: its own, or a history's.
    """

    states: tuple[StateIndex, ...]
    defaults: tuple[tuple[StateIndex, StateIndex], ...] = ()


@dataclass(slots=True)
class _Entering:
    """Collects the states to enter. A domain itself is never among them: it stays active."""

    chart: LoweredChart
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    states: set[StateIndex] = field(default_factory=set)
    defaults: list[tuple[StateIndex, StateIndex]] = field(default_factory=list)

    def entry(self) -> Entry:
        """What was collected."""
        return Entry(states=tuple(sorted(self.states)), defaults=tuple(self.defaults))

    def descend(self, state: StateIndex) -> None:
        """Enter *state* and what it enters by default."""
        row = self.chart.rows[state]
        if row.kind in _HISTORY:
            self.recall(state)
            return
        self.states.add(state)
        self.fill(state)

    def fill(self, state: StateIndex) -> None:
        """Enter what *state* enters by default below itself."""
        row = self.chart.rows[state]
        if row.kind is StateKind.PARALLEL:
            for child in row.children:
                if not self.is_entered_below(child):
                    self.descend(child)
        elif row.defaults and not any(state < inner <= row.last for inner in self.states):
            self.enter_defaults(state, row)

    def enter_defaults(self, state: StateIndex, row: StateRow) -> None:
        """Enter the default targets of a compound state."""
        self.note(state, row)
        for target in row.defaults:
            self.descend(target)
        for target in effective_targets(self, row.defaults):
            self.climb(target, state)

    def note(self, state: StateIndex, row: StateRow) -> None:
        """The actions that belong to taking a default of *row* run when *state* is entered."""
        if row.default_actions:
            self.defaults.append((state, row.index))

    def recall(self, history: StateIndex) -> None:
        """Enter what a history state stands for."""
        parent = self.chart.rows[history].parent
        assert parent is not None, "a history state is a child of what it remembers"
        if not self.history.get(history):
            self.note(parent, self.chart.rows[history])
        states = self.stands_for(history)
        before = tuple(self.defaults)
        for state in states:
            self.descend(state)
        self.silence(states, before)
        for state in states:
            self.climb(state, parent)

    def stands_for(self, history: StateIndex) -> tuple[StateIndex, ...]:
        """What was recorded, else the default, else what the parent enters by default."""
        row = self.chart.rows[history]
        recorded = self.history.get(history)
        if recorded:
            return recorded
        if row.defaults:
            return row.defaults
        assert row.parent is not None, "a history state is a child of what it remembers"
        parent = self.chart.rows[row.parent]
        return parent.defaults or parent.children

    def climb(self, state: StateIndex, top: StateIndex) -> None:
        """Enter the ancestors of *state* below *top*, and the other regions of parallel ones."""
        for ancestor in self.chart.rows[state].ancestors:
            if ancestor == top:
                return
            self.states.add(ancestor)
            if self.chart.rows[ancestor].kind is StateKind.PARALLEL:
                self.complete(ancestor)

    def complete(self, parallel: StateIndex) -> None:
        """Enter the regions in which no target lies (12.2 z)."""
        before = tuple(self.defaults)
        regions = [c for c in self.chart.rows[parallel].children if not self.is_entered_below(c)]
        self.fill(parallel)
        self.silence(regions, before)

    def silence(
        self, states: Iterable[StateIndex], before: tuple[tuple[StateIndex, StateIndex], ...]
    ) -> None:
        """Forget the defaults of *states* beyond those *before*, where they come silently."""
        if self.chart.definition.profile.regions_come_silently:
            since = self.defaults[len(before) :]
            self.defaults = [*before, *(each for each in since if each[0] not in set(states))]

    def is_entered_below(self, child: StateIndex) -> bool:
        """Whether *child* or a state below it is to be entered."""
        last = self.chart.rows[child].last
        return any(child <= state <= last for state in self.states)


def entry_set(
    chart: LoweredChart,
    edges: Sequence[Edge],
    history: Mapping[StateIndex, tuple[StateIndex, ...]],
) -> Entry:
    """The tree states that *edges* enter together; *history* as it is after their exits."""
    entering = _Entering(chart=chart, history=history)
    for edge in edges:
        if edge.domain is None:
            continue
        for target in edge.targets:
            if target == edge.domain:
                entering.fill(target)
            else:
                entering.descend(target)
        for target in effective_targets(entering, edge.targets):
            if target != edge.domain:
                entering.climb(target, edge.domain)
        if edge.leaves is None and chart.rows[edge.domain].kind is StateKind.PARALLEL:
            entering.complete(edge.domain)
    return entering.entry()


def effective_targets(entering: _Entering, targets: Iterable[StateIndex]) -> tuple[StateIndex, ...]:
    """The targets, a history state replaced by what it stands for."""
    found: list[StateIndex] = []
    for target in targets:
        if entering.chart.rows[target].kind in _HISTORY:
            found.extend(effective_targets(entering, entering.stands_for(target)))
        else:
            found.append(target)
    return tuple(found)


def targets_now(
    chart: LoweredChart, edge: Edge, history: Mapping[StateIndex, tuple[StateIndex, ...]]
) -> tuple[StateIndex, ...]:
    """The targets of a transition, a history state replaced by what it stands for now."""
    return effective_targets(_Entering(chart=chart, history=history), edge.targets)


def default_entry(chart: LoweredChart, root: StateIndex) -> Entry:
    """What the root of a tree enters at the start, in document order."""
    entering = _Entering(chart=chart, history={})
    entering.fill(root)
    return entering.entry()
