"""The states of a machine by number, in document order; nothing here looks at a transition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from statecraft.chart.tables import RegionIndex, StateIndex
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension, DimensionValue
from statecraft.model.states import State, StateKind


class Numbering:
    """The states, and by the same number their parents, last descendants and regions.

    ``values`` holds the dimension's value that a state is, ``roots`` the root of each region with
    the dimension that it is, None for the tree.
    """

    def __init__(self, definition: Definition) -> None:
        self.states: list[State] = []
        self.parents: list[StateIndex | None] = []
        self.lasts: list[StateIndex] = []
        self.regions: list[RegionIndex] = []
        self.roots: list[tuple[StateIndex, Dimension | None]] = []
        self.values: dict[StateIndex, DimensionValue] = {}
        if definition.tree is not None and definition.tree_first:
            self._number_tree(definition.tree)
        for dimension in definition.dimensions:
            self._number_dimension(dimension)
        if definition.tree is not None and not definition.tree_first:
            self._number_tree(definition.tree)

    @cached_property
    def by_path(self) -> Mapping[str, StateIndex]:
        """Full path of a state of the tree → its number."""
        root = next((root for root, dimension in self.roots if dimension is None), None)
        inside = range(0) if root is None else range(root + 1, self.lasts[root] + 1)
        return MappingProxyType({self.states[index].path: index for index in inside})

    def path(self, index: StateIndex) -> str:
        """The full path; for a dimension its name, for a value of it ``dimension=text``."""
        _, dimension = self.roots[self.regions[index]]
        if dimension is None:
            return self.states[index].path
        value = self.values.get(index)
        return dimension.name if value is None else f"{dimension.name}={value.text}"

    def children(self, index: StateIndex) -> Iterator[StateIndex]:
        """Those right inside of a state."""
        child = index + 1
        while child <= self.lasts[index]:
            yield child
            child = self.lasts[child] + 1

    def ancestors(self, index: StateIndex) -> Iterator[StateIndex]:
        """The states around a state, nearest first."""
        around = self.parents[index]
        while around is not None:
            yield around
            around = self.parents[around]

    def _number_tree(self, root: State) -> None:
        self.roots.append((len(self.states), None))
        self._number(root, None)

    def _number(self, state: State, parent: StateIndex | None) -> None:
        """Number a state and what is inside of it."""
        index = len(self.states)
        self.states.append(state)
        self.parents.append(parent)
        self.regions.append(len(self.roots) - 1)
        self.lasts.append(index)
        if state.children:
            for child in state.children:
                self._number(child, index)
            self.lasts[index] = len(self.states) - 1

    def _number_dimension(self, dimension: Dimension) -> None:
        root = len(self.states)
        self.roots.append((root, dimension))
        self._number(_dimension_root(dimension), None)
        for value in dimension.values:
            self.values[len(self.states)] = value
            self._number(value.state, root)
        self.lasts[root] = len(self.states) - 1


def _dimension_root(dimension: Dimension) -> State:
    return State(
        name=dimension.name,
        path="",
        kind=StateKind.COMPOUND,
        initial=dimension.initial,
        children=(),
        entry=(),
        exit=(),
        transitions=(),
        always=(),
        after=(),
        output=None,
        span=dimension.span,
    )
