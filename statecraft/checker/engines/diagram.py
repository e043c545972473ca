"""Multi-valued decision diagrams: sets of code tuples that share what they have in common.

A node of level k has one child per code of that level; the children are of level k - 1, and the
only children of level 0 are 0 (nothing) and 1 (everything). Equal nodes are one node, so that equal
sets are equal numbers. Levels are counted from below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Node = int

Trie: TypeAlias = Mapping[int, "Trie"]
"""Tuples of codes as a tree: first code → the rest."""

NOTHING: Node = 0
DONE: Node = 1


class TooManyNodes(Exception):
    """A diagram has grown beyond its bound."""


class Diagram:
    """All nodes of some sets over the same levels."""

    def __init__(self, sizes: Sequence[int], most_nodes: int) -> None:
        self.sizes = tuple(sizes)
        self.most_nodes = most_nodes
        self.children: list[tuple[Node, ...]] = [(), ()]
        self._unique: list[dict[tuple[Node, ...], Node]] = [{} for _ in sizes]
        self._unions: dict[tuple[Node, Node], Node] = {}
        self._meets: dict[tuple[Node, Node], Node] = {}
        self._differences: dict[tuple[Node, Node], Node] = {}
        self._layers: dict[Node, list[frozenset[Node]]] = {}

    @property
    def top(self) -> int:
        """The level of a whole set."""
        return len(self.sizes) - 1

    def node(self, level: int, children: Sequence[Node]) -> Node:
        """The node with these children; nothing where all of them are."""
        if not any(children):
            return NOTHING
        key = tuple(children)
        unique = self._unique[level]
        found = unique.get(key)
        if found is None:
            found = unique[key] = len(self.children)
            self.children.append(key)
            if found > self.most_nodes:
                raise TooManyNodes
        return found

    def union(self, level: int, a: Node, b: Node) -> Node:
        """What is in one of two sets."""
        if a == b or not b:
            return a
        if not a:
            return b
        if a > b:
            a, b = b, a
        found = self._unions.get((a, b))
        if found is None:
            below, one, other = level - 1, self.children[a], self.children[b]
            union = self.union
            parts = [
                x if x == y or not y else y if not x else union(below, x, y)
                for x, y in zip(one, other, strict=True)
            ]
            found = self._unions[a, b] = self.node(level, parts)
        return found

    def intersect(self, level: int, a: Node, b: Node) -> Node:
        """What is in both of two sets."""
        if a == b or not a or not b:
            return a if a == b else NOTHING
        if a > b:
            a, b = b, a
        found = self._meets.get((a, b))
        if found is None:
            below, pairs = level - 1, zip(self.children[a], self.children[b], strict=True)
            parts = [self.intersect(below, x, y) if x and y else NOTHING for x, y in pairs]
            found = self._meets[a, b] = self.node(level, parts)
        return found

    def minus(self, level: int, a: Node, b: Node) -> Node:
        """What is in the first set and not in the second."""
        if a == b or not a or not b:
            return NOTHING if a == b else a
        found = self._differences.get((a, b))
        if found is None:
            below, pairs = level - 1, zip(self.children[a], self.children[b], strict=True)
            parts = [self.minus(below, x, y) if x else NOTHING for x, y in pairs]
            found = self._differences[a, b] = self.node(level, parts)
        return found

    def within(self, level: int, a: Node, cube: Mapping[int, frozenset[int]]) -> Node:
        """The part of a set in which some levels have one of certain codes."""
        if not cube or not self.meets(a, cube):
            return NOTHING if cube else a
        lowest = min(cube)
        known: dict[Node, Node] = {}

        def part(level: int, node: Node) -> Node:
            if not node or level < lowest:
                return node
            found = known.get(node)
            if found is None:
                codes, children = cube.get(level), self.children[node]
                parts = [
                    part(level - 1, child) if codes is None or code in codes else NOTHING
                    for code, child in enumerate(children)
                ]
                found = known[node] = self.node(level, parts)
            return found

        return part(level, a)

    def meets(self, a: Node, cube: Mapping[int, frozenset[int]]) -> bool:
        """Whether some of a set has, at each of some levels, one of certain codes."""
        if not cube:
            return bool(a)
        highest, lowest = max(cube), min(cube)
        nodes = set(self._layer(a, highest)) if a else set()
        for level in range(highest, lowest - 1, -1):
            codes = cube.get(level)
            children = (self.children[node] for node in nodes)
            if codes is None:
                nodes = {child for each in children for child in each if child}
            else:
                nodes = {each[code] for each in children for code in codes if each[code]}
        return bool(nodes)

    def single(self, codes: Sequence[int]) -> Node:
        """The set of one tuple, given from the lowest level up."""
        node = DONE
        for level, code in enumerate(codes):
            children = [NOTHING] * self.sizes[level]
            children[code] = node
            node = self.node(level, children)
        return node

    def first(self, a: Node) -> tuple[int, ...]:
        """A tuple of a set that is not empty, given from the lowest level up."""
        codes: list[int] = []
        while a != DONE:
            code, a = next((c, child) for c, child in enumerate(self.children[a]) if child)
            codes.append(code)
        return tuple(reversed(codes))

    def projected(self, a: Node, levels: frozenset[int]) -> dict[tuple[int, ...], tuple[int, ...]]:
        """The codes of some levels in a set → a whole tuple of the set that has them.

        Both are given from the lowest level up.
        """
        lowest = min(levels, default=self.top + 1)
        known: dict[Node, dict[tuple[int, ...], tuple[int, ...]]] = {}

        def seen(level: int, node: Node) -> dict[tuple[int, ...], tuple[int, ...]]:
            if level < lowest:
                return {(): self.first(node)}
            found = known.get(node)
            if found is None:
                found = known[node] = {}
                for code, child in enumerate(self.children[node]):
                    if child:
                        kept = (code,) if level in levels else ()
                        for codes, whole in seen(level - 1, child).items():
                            found.setdefault((*codes, *kept), (*whole, code))
            return found

        return seen(self.top, a) if a else {}

    def shown(self, a: Node, levels: Sequence[int]) -> frozenset[tuple[int, ...]]:
        """The codes that some levels, given from the highest down, have together in a set."""
        if not a or not levels:
            return frozenset([()] if a else [])
        wanted, highest, lowest = frozenset(levels), max(levels), min(levels)
        layer: dict[Node, set[tuple[int, ...]]] = {n: {()} for n in self._layer(a, highest)}
        for level in range(highest, lowest - 1, -1):
            below: dict[Node, set[tuple[int, ...]]] = {}
            for node, seen in layer.items():
                for code, child in enumerate(self.children[node]):
                    if child:
                        more = {(*codes, code) for codes in seen} if level in wanted else seen
                        below.setdefault(child, set()).update(more)
            layer = below
        return frozenset(codes for seen in layer.values() for codes in seen)

    def _layer(self, a: Node, level: int) -> frozenset[Node]:
        """The nodes of a set at a level."""
        layers = self._layers.get(a)
        if layers is None:
            layers = self._layers[a] = [frozenset((a,))]
            for _ in range(self.top):
                inner = (child for node in layers[-1] for child in self.children[node])
                layers.append(frozenset(inner) - {NOTHING})
        return layers[self.top - level]

    def chosen(self, a: Node, levels: Sequence[int], trie: Trie) -> Node:
        """The part of a set in which levels, from the highest down, have codes of the tree."""
        wanted, lowest = frozenset(levels), min(levels, default=self.top + 1)
        known: dict[tuple[Node, int], Node] = {}

        def part(level: int, node: Node, trie: Trie) -> Node:
            if not node or level < lowest:
                return node
            found = known.get((node, id(trie)))
            if found is None:
                children = enumerate(self.children[node])
                if level in wanted:
                    parts = [
                        part(level - 1, child, trie[code]) if code in trie else NOTHING
                        for code, child in children
                    ]
                else:
                    parts = [part(level - 1, child, trie) for _, child in children]
                found = known[node, id(trie)] = self.node(level, parts)
            return found

        return part(self.top, a, trie)

    def count(self, a: Node) -> int:
        """How many tuples a set holds."""
        known = {NOTHING: 0, DONE: 1}

        def counted(node: Node) -> int:
            found = known.get(node)
            if found is None:
                found = known[node] = sum(map(counted, self.children[node]))
            return found

        return counted(a)

    def members(self, a: Node) -> Iterator[tuple[int, ...]]:
        """The tuples of a set from the lowest level up, in order of their highest codes."""
        if a == DONE:
            yield ()
            return
        for code, child in enumerate(self.children[a]):
            if child:
                yield from ((*below, code) for below in self.members(child))
