"""The states of a machine by number, in document order; nothing here looks at a transition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.chart.tables import RegionIndex, StateIndex
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension, DimensionValue
from statecraft.model.layout import TreeLayout
from statecraft.model.states import State, StateKind
from statecraft.values.on_demand import OnDemand

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def tree_layout(root: State) -> TreeLayout:
    """The states of a tree, found in one walk."""
    states: list[State] = []
    parents: list[int] = []
    lasts: list[int] = []

    def number(state: State, parent: int) -> None:
        index = len(states)
        states.append(state)
        parents.append(parent)
        lasts.append(index)
        for child in state.children:
            number(child, index)
        lasts[index] = len(states) - 1

    number(root, -1)
    return TreeLayout(
        states=tuple(states),
        parents=tuple(parents),
        lasts=tuple(lasts),
        histories=tuple(at for at, state in enumerate(states) if state.kind in _HISTORY),
        paths=tuple(state.path for state in states),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Where a region begins, and the dimension that it is, None for the tree."""

    index: StateIndex
    dimension: Dimension | None


class Numbering:
    """The states, and by the same number their parents, last descendants and regions.

    ``values`` holds the dimension's value that a state is, ``by_path`` the states of the tree by
    their full path, ``histories`` those of them that are of that kind.
    """

    __slots__ = ("_tree", "_tree_at", "by_path",
        "histories", "lasts", "parents", "regions", "roots", "states",
                 "values")  # fmt: skip

    def __init__(self, definition: Definition, tree: TreeLayout | None) -> None:
        self._tree = tree
        self._tree_at = 0
        self.parents: list[StateIndex | None] = []
        self.lasts: list[StateIndex] = []
        self.regions: list[RegionIndex] = []
        self.histories: frozenset[StateIndex] = frozenset()
        self.roots: list[Root] = []
        self.values: dict[StateIndex, DimensionValue] = {}
        by_path: dict[str, StateIndex] = {}
        if tree is not None and definition.tree_first:
            self._add_tree(tree, by_path)
        for dimension in definition.dimensions:
            self._add_dimension(dimension)
        if tree is not None and not definition.tree_first:
            self._add_tree(tree, by_path)
        self.by_path = MappingProxyType(by_path)
        # Without dimensions, the states of the tree are all there are, by the same numbers.
        self.states = (
            tree.states
            if tree is not None and not definition.dimensions
            else OnDemand(len(self.lasts), self._state)
        )

    def path(self, index: StateIndex) -> str:
        """The full path; for a dimension its name, for a value of it ``dimension=text``."""
        dimension = self.roots[self.regions[index]].dimension
        if dimension is None:
            return self.states[index].path
        value = self.values.get(index)
        return dimension.name if value is None else f"{dimension.name}={value.text}"

    def children(self, index: StateIndex) -> Iterator[StateIndex]:
        """Those right inside of a state."""
        return inside(index, self.lasts)

    def ancestors(self, index: StateIndex) -> Iterator[StateIndex]:
        """The states around a state, nearest first."""
        around = self.parents[index]
        while around is not None:
            yield around
            around = self.parents[around]

    def _add_tree(self, tree: TreeLayout, by_path: dict[str, StateIndex]) -> None:
        at = self._tree_at = len(self.lasts)
        self.regions += [len(self.roots)] * len(tree.lasts)
        self.roots.append(Root(index=at, dimension=None))
        self.parents += (None, *_moved(tree.parents[1:], at))
        self.lasts += _moved(tree.lasts, at)
        self.histories = frozenset(at + history for history in tree.histories)
        by_path.update(zip(tree.paths[1:], range(at + 1, len(self.lasts)), strict=True))

    def _add_dimension(self, dimension: Dimension) -> None:
        root, size = len(self.lasts), len(dimension.values)
        self.regions += [len(self.roots)] * (size + 1)
        self.roots.append(Root(index=root, dimension=dimension))
        self.parents += [None, *[root] * size]
        self.lasts += [root + size, *range(root + 1, root + size + 1)]
        self.values.update(zip(range(root + 1, root + size + 1), dimension.values, strict=True))

    def _state(self, index: StateIndex) -> State:
        dimension = self.roots[self.regions[index]].dimension
        if dimension is None:
            assert self._tree is not None, "a region that is no dimension is the tree"
            return self._tree.states[index - self._tree_at]
        value = self.values.get(index)
        return _dimension_root(dimension) if value is None else value.state


def _moved(numbers: tuple[int, ...], by: int) -> Iterable[int]:
    return [number + by for number in numbers] if by else numbers


def inside(index: int, lasts: Sequence[int]) -> Iterator[int]:
    """The children of a state, by the numbers of the last descendants."""
    child = index + 1
    while child <= lasts[index]:
        yield child
        child = lasts[child] + 1


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
