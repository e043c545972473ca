"""Exact distances from the start as an edge-valued decision diagram.

An edge of a node has a weight beside its child; the distance of a state is the sum of the weights
on its way down. A node is kept so that its least weight is 0, which makes equal functions equal
nodes. Saturation is the same as for sets, with the least distance in the place of the union.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statecraft.checker.engines.diagram import DONE, NOTHING, Diagram, Node, TooManyNodes
from statecraft.checker.engines.saturation import Product

Edge = tuple[int, Node]
"""A weight and a child; (0, NOTHING) leads nowhere."""

NOWHERE: Edge = (0, NOTHING)


class Distances:
    """How many events each state is away from some first states.

    Raises:
        TooManyNodes: the diagram has grown beyond the bound.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        products: Sequence[Product],
        first: Sequence[Sequence[int]],
        most_nodes: int,
    ) -> None:
        self._sizes = sizes
        self._products = products
        self._most_nodes = most_nodes
        self._edges: list[tuple[Edge, ...]] = [(), ()]
        self._unique: list[dict[tuple[Edge, ...], Node]] = [{} for _ in sizes]
        self._least: dict[tuple[Node, Node, int], Edge] = {}
        self._images: list[dict[Node, Edge]] = [{} for _ in products]
        self._lowest = [min(product) for product in products]
        self._by_top: list[list[int]] = [[] for _ in sizes]
        for number, product in enumerate(products):
            self._by_top[max(product)].append(number)
        self._root = NOWHERE
        for codes in first:
            self._root = self._nearer(len(sizes) - 1, self._root, self._from(codes))

    def _from(self, codes: Sequence[int]) -> Edge:
        edge: Edge = (0, DONE)
        for level, code in enumerate(codes):
            edges = [NOWHERE] * self._sizes[level]
            edges[code] = edge
            edge = self._saturated(level, edges)
        return edge

    def _node(self, level: int, edges: Sequence[Edge]) -> Edge:
        """The least weight, and the node with the edges as they are beyond it."""
        least = min((weight for weight, child in edges if child), default=None)
        if least is None:
            return NOWHERE
        key = tuple((weight - least, child) if child else NOWHERE for weight, child in edges)
        unique = self._unique[level]
        found = unique.get(key)
        if found is None:
            found = unique[key] = len(self._edges)
            self._edges.append(key)
            if found > self._most_nodes:
                raise TooManyNodes
        return least, found

    def _nearer(self, level: int, one: Edge, other: Edge) -> Edge:
        """The lesser of two distances, state by state."""
        (weight, a), (other_weight, b) = one, other
        if not a:
            return other
        if not b:
            return one
        if a == b:
            return min(weight, other_weight), a
        if a > b:
            a, b, weight, other_weight = b, a, other_weight, weight
        least = min(weight, other_weight)
        key = (a, b, weight - other_weight)
        found = self._least.get(key)
        if found is None:
            above, other_above = weight - least, other_weight - least
            pairs = zip(self._edges[a], self._edges[b], strict=True)
            edges = [
                self._nearer(
                    level - 1,
                    (above + w, x) if x else NOWHERE,
                    (other_above + v, y) if y else NOWHERE,
                )
                for (w, x), (v, y) in pairs
            ]
            found = self._least[key] = self._node(level, edges)
        return least + found[0], found[1]

    def _saturated(self, level: int, edges: list[Edge]) -> Edge:
        events = self._by_top[level]
        has_grown = bool(events)
        while has_grown:
            has_grown = False
            for event in events:
                for before, after in self._products[event][level]:
                    weight, child = edges[before]
                    if not child:
                        continue
                    beyond, led_to = self._image(level - 1, child, event)
                    if led_to:
                        new = (weight + beyond + 1, led_to)
                        nearer = self._nearer(level - 1, edges[after], new)
                        if nearer != edges[after]:
                            edges[after] = nearer
                            has_grown = True
        return self._node(level, edges)

    def _image(self, level: int, node: Node, event: int) -> Edge:
        if level < self._lowest[event]:
            return 0, node
        known = self._images[event]
        found = known.get(node)
        if found is None:
            found = known[node] = self._new_image(level, node, event)
        return found

    def _new_image(self, level: int, node: Node, event: int) -> Edge:
        edges = [NOWHERE] * self._sizes[level]
        pairs = self._products[event].get(level)
        inner = self._edges[node]
        for before, after in [(c, c) for c in range(len(inner))] if pairs is None else pairs:
            weight, child = inner[before]
            if child:
                beyond, led_to = self._image(level - 1, child, event)
                if led_to:
                    new = (weight + beyond, led_to)
                    edges[after] = self._nearer(level - 1, edges[after], new)
        return self._saturated(level, edges)

    def distance(self, codes: Sequence[int]) -> int:
        """How far a reachable state is; its codes are given from the lowest level up."""
        found = self._try_distance(codes)
        assert found is not None, "only reachable states are asked for"
        return found

    def _try_distance(self, codes: Sequence[int]) -> int | None:
        total, node = self._root
        for code in reversed(codes):
            weight, node = self._edges[node][code]
            if not node:
                return None
            total += weight
        return total

    def nearest(self, diagram: Diagram, states: Node) -> tuple[int, tuple[int, ...]]:
        """The least distance of any state of a set that is not empty, and one that has it."""
        known: dict[tuple[Node, Node], tuple[int, tuple[int, ...]] | None] = {}

        def best(node: Node, within: Node) -> tuple[int, tuple[int, ...]] | None:
            if node == DONE:
                return 0, ()
            key = (node, within)
            if key in known:
                return known[key]
            found: tuple[int, tuple[int, ...]] | None = None
            pairs = zip(self._edges[node], diagram.children[within], strict=True)
            for code, ((weight, child), inner) in enumerate(pairs):
                if child and inner and (found is None or weight < found[0]):
                    below = best(child, inner)
                    if below is not None and (found is None or weight + below[0] < found[0]):
                        found = (weight + below[0], (*below[1], code))
            known[key] = found
            return found

        reached = best(self._root[1], states)
        assert reached is not None, "every state of the set can be reached"
        return self._root[0] + reached[0], reached[1]

    def step_into(self, codes: Sequence[int], distance: int) -> tuple[int, tuple[int, ...]]:
        """An event that leads into a state from one at this distance, and that state."""
        for number, product in enumerate(self._products):
            for earlier in _undone(codes, product):
                if self._try_distance(earlier) == distance:
                    return number, earlier
        raise AssertionError("a state is one step further than the one before")

    def greatest(self) -> int:
        """The greatest distance of any state."""
        known = {DONE: 0}

        def farthest(node: Node) -> int:
            found = known.get(node)
            if found is None:
                edges = self._edges[node]
                found = known[node] = max(w + farthest(child) for w, child in edges if child)
            return found

        return self._root[0] + farthest(self._root[1]) if self._root[1] else 0


def _undone(codes: Sequence[int], product: Product) -> Iterator[tuple[int, ...]]:
    """The states from which an event leads to a state."""
    found = [list(codes)]
    for level, pairs in product.items():
        sources = [before for before, after in pairs if after == codes[level]]
        found = [
            [*state[:level], source, *state[level + 1 :]] for state in found for source in sources
        ]
    return (tuple(state) for state in found)
