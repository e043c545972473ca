"""Sets that are told by the codes of a few levels, put together only when that is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from statecraft.checker.engines.diagram import NOTHING, Diagram, Node, Trie
from statecraft.checker.model import Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCodes:
    """The states whose codes, at some levels from the highest down, are among certain ones.

    It is known that there are some.
    """

    diagram: Diagram
    levels: tuple[int, ...]
    trie: Trie

    def within(self, a: Node) -> Node:
        """What of a set is in it."""
        return self.diagram.chosen(a, self.levels, self.trie)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCubes:
    """The states in one of some products of codes. It is known that there are some."""

    diagram: Diagram
    cubes: tuple[Mapping[int, frozenset[int]], ...]

    def within(self, a: Node) -> Node:
        """What of a set is in it."""
        found = NOTHING
        for cube in self.cubes:
            part = self.diagram.within(self.diagram.top, a, cube)
            found = self.diagram.union(self.diagram.top, found, part)
        return found


Later: TypeAlias = ByCodes | ByCubes
"""A set that is not put together yet."""


def trie_of(codes: Iterable[Codes]) -> Trie:
    """Tuples of codes of one length as a tree of mappings."""
    root: dict[int, Any] = {}
    for each in codes:
        here = root
        for code in each:
            here = here.setdefault(code, {})
    return root
