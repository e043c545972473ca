"""Saturation: the states that some events lead to, worked out node by node from below.

A node is saturated when no event whose highest level is the node's own, or a lower one, adds
anything to it. An event that is fired leads into nodes that are saturated at once, so that nothing
is done twice and no ring of a breadth-first search is ever built (Ciardo, Lüttgen, Siminiscu).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from statecraft.checker.engines.diagram import NOTHING, Diagram, Node

Pairs = tuple[tuple[int, int], ...]
Product = Mapping[int, Pairs]
"""Level of the diagram → (code before, code after)."""


class Saturation:
    """Some events, and what they lead to."""

    def __init__(self, diagram: Diagram, products: Iterable[Product]) -> None:
        self.diagram = diagram
        self._pairs: list[list[Pairs | None]] = []
        self._lowest: list[int] = []
        self._by_top: list[list[tuple[int, int, Pairs]]] = [[] for _ in diagram.sizes]
        self._known: list[dict[Node, Node]] = []
        for event, product in enumerate(products):
            top, lowest = max(product), min(product)
            self._by_top[top].append((event, lowest, product[top]))
            self._pairs.append([product.get(level) for level in range(top + 1)])
            self._lowest.append(lowest)
            self._known.append({})

    def closure(self, level: int, node: Node) -> Node:
        """Everything that can be reached from a set, itself included."""
        known: dict[Node, Node] = {}

        def closed(level: int, node: Node) -> Node:
            if level < 0 or not node:
                return node
            found = known.get(node)
            if found is None:
                children = [closed(level - 1, child) for child in self.diagram.children[node]]
                found = known[node] = self._saturated(level, children)
            return found

        return closed(level, node)

    def from_single(self, codes: Sequence[int]) -> Node:
        """Everything that can be reached from one tuple, given from the lowest level up."""
        node = 1
        for level, code in enumerate(codes):
            children = [NOTHING] * self.diagram.sizes[level]
            children[code] = node
            node = self._saturated(level, children)
        return node

    def _saturated(self, level: int, children: list[Node]) -> Node:
        """The node with at least these children to which no event of its level adds anything."""
        events = self._by_top[level]
        union, known, below = self.diagram.union, self._known, level - 1
        has_grown = bool(events)
        while has_grown:
            has_grown = False
            for event, lowest, pairs in events:
                for before, after in pairs:
                    source = children[before]
                    if not source:
                        continue
                    led_to = source if below < lowest else known[event].get(source)
                    if led_to is None:
                        led_to = self._image(below, source, event)
                    old = children[after]
                    if led_to and led_to != old:
                        new = union(below, old, led_to)
                        if new != old:
                            children[after] = new
                            has_grown = True
        return self.diagram.node(level, children)

    def _image(self, level: int, node: Node, event: int) -> Node:
        """Where an event leads from a node below its highest level, saturated."""
        if not node or level < self._lowest[event]:
            return node
        known = self._known[event]
        found = known.get(node)
        if found is not None:
            return found
        diagram, below = self.diagram, level - 1
        children = diagram.children[node]
        pairs = self._pairs[event][level]
        if pairs is None:
            parts = [self._image(below, child, event) for child in children]
        else:
            parts = [NOTHING] * len(children)
            for before, after in pairs:
                led_to = self._image(below, children[before], event)
                if led_to:
                    parts[after] = diagram.union(below, parts[after], led_to)
        found = known[node] = self._saturated(level, parts) if any(parts) else NOTHING
        return found


def image(diagram: Diagram, node: Node, product: Product) -> Node:
    """Where one event leads from a set, in one step."""
    top, lowest = diagram.top, min(product)
    known: dict[Node, Node] = {}

    def led_to(level: int, node: Node) -> Node:
        if not node or level < lowest:
            return node
        found = known.get(node)
        if found is not None:
            return found
        children, pairs = diagram.children[node], product.get(level)
        if pairs is None:
            parts = [led_to(level - 1, child) for child in children]
        else:
            parts = [NOTHING] * len(children)
            for before, after in pairs:
                if children[before]:
                    reached = led_to(level - 1, children[before])
                    parts[after] = diagram.union(level - 1, parts[after], reached)
        found = known[node] = diagram.node(level, parts)
        return found

    return led_to(top, node)
