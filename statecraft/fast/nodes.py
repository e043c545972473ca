"""The nodes of one map, and how it forgets.

A map holds a bounded number of steps. When it is full, it forgets every fourth one, whichever
these are: counting how often each is taken would cost more than a step. So a machine that goes
round more configurations than fit finds many of them known, and one that goes on elsewhere is soon
as fast there. A node without steps remains the place of the machines that are there, and is found
again as long as something leads to it: no configuration has two nodes.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final
from weakref import WeakValueDictionary

from statecraft.fast.steps import (
    CheckedPayload,
    Node,
    NoPayload,
    Slot,
    Track,
    UsualPayload,
)

_PART: Final = 4
"""A quarter of the map is free after it was full."""


class Nodes:
    """The nodes that are kept, and those that only machines or steps lead to.

    Attributes:
        size: how many nodes, tracks and steps are kept.
        has_forgotten: whether the map has been full.
    """

    __slots__ = ("_alive", "_kept", "_most", "has_forgotten", "size")

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Node] = {}
        self._alive: WeakValueDictionary[Hashable, Node] = WeakValueDictionary()
        self.size = 0
        self.has_forgotten = False

    def get(self, key: Hashable) -> Node | None:
        """The node of a configuration."""
        return self._alive.get(key)

    def keep(self, key: Hashable, node: Node) -> None:
        """Keep a node until it is forgotten."""
        if key not in self._kept:
            self._kept[key] = self._alive[key] = node
            self.size += 1

    def track(self, node: Node, slot: Slot) -> Track:
        """What is known of an event at a node that is kept."""
        found = node.tracks.get(slot)
        if found is None:
            found = node.tracks[slot] = Track()
            self.size += 1
        return found

    def count(self, track: Track) -> None:
        """One more step has been learned."""
        track.steps += 1
        self.size += 1

    def forget(self) -> None:
        """Where there are too many, forget the tracks without a step, and then a part of the steps.

        Nodes at which nothing is known any more are forgotten, too.
        """
        if self.size < self._most:
            return
        self.has_forgotten = True
        pairs = [(node, slot) for node in self._kept.values() for slot in node.tracks]
        learned = [(node, slot) for node, slot in pairs if node.tracks[slot].paths]
        for node, slot in pairs:
            if not node.tracks[slot].paths:
                _forget(node, slot)
        self._count()
        if self.size > self._most - self._most // _PART:
            for node, slot in learned[::_PART]:
                _forget(node, slot)
            self._count()

    def _count(self) -> None:
        self._kept = {key: node for key, node in self._kept.items() if node.tracks}
        tracks = [track for node in self._kept.values() for track in node.tracks.values()]
        self.size = len(self._kept) + sum(1 + track.steps for track in tracks)


def _forget(node: Node, slot: Slot) -> None:
    event, at = slot
    node.tracks.pop(slot)
    node.shared.pop(event, None)
    if event not in node.levels:
        node.steps.pop(event, None)
        node.checked.pop(event, None)
        return
    for kind in (NoPayload, UsualPayload, CheckedPayload):
        node.cells.get((event, kind), {}).pop(at if len(at) > 1 else at[0], None)
