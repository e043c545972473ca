"""Where an arrow begins and ends when one of its ends is a box with boxes inside.

Every such box has two points that are not seen: the entry anchor stands first in its cluster and
the exit anchor last, so arrows come in from above and leave from below, and are cut off at the
border (``lhead``, ``ltail``). Graphviz cannot cut an arrow off at a border from within, so a
transition from a box to something inside it starts at a node "any", and one that leads to a box
around its source ends at that box's initial dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statecraft.render.picture import Box, Tree
from statecraft.render.quoting import quoted_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Tail and head of an arrow, and the clusters at whose borders they are cut off.

    ``clipping`` has keys ``tail`` and ``head``. ``returning`` says that the edge is written from
    head to tail.
    """

    tail: str
    head: str
    clipping: Mapping[str, str]
    returning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The boxes of a tree by id, with the ids of the boxes around each, innermost first."""

    boxes: Mapping[str, Box]
    around: Mapping[str, tuple[str, ...]]

    def holds(self, outer: str, inner: str) -> bool:
        """Whether *inner* is the box *outer* or inside it."""
        return outer == inner or outer in self.around[inner]

    def siblings(self, one: str, other: str) -> tuple[str, tuple[str, str]]:
        """The innermost box around both, and the two boxes directly in it that hold them."""
        ways = ((one, *self.around[one]), (other, *self.around[other]))
        outer = next(box for box in ways[0] if box in ways[1])
        first, second = (way[way.index(outer) - 1] for way in ways)
        return outer, (first, second)

    def is_cluster(self, box: str) -> bool:
        """Whether boxes are drawn inside it."""
        return bool(self.boxes[box].children)


def layout_of(tree: Tree) -> Layout:
    """The layout of a tree as it is drawn."""
    placed = dict(_placed(tree.root, ()))
    return Layout(
        boxes={node: box for node, (box, _) in placed.items()},
        around={node: around for node, (_, around) in placed.items()},
    )


def _placed(box: Box, around: tuple[str, ...]) -> Iterator[tuple[str, tuple[Box, tuple[str, ...]]]]:
    yield box.id, (box, around)
    for child in box.children:
        yield from _placed(child, (box.id, *around))


def cluster_name(box: str) -> str:
    """The subgraph of a box with boxes inside."""
    return quoted_id(f"cluster_{box}")


def entry_anchor(box: str) -> str:
    """The first point in a cluster."""
    return quoted_id(f"entry:{box}")


def exit_anchor(box: str) -> str:
    """The last point in a cluster."""
    return quoted_id(f"exit:{box}")


def any_node(box: str) -> str:
    """The node that stands for any state inside."""
    return quoted_id(f"any:{box}")


def initial_dot(box: str) -> str:
    """The dot of what is entered by default."""
    return quoted_id(f"initial:{box}")


def ends_of(source: str, target: str, layout: Layout, *, returning: bool) -> Ends:
    """The ends of an arrow between two boxes.

    One that leads back meets the borders that face each other: it leaves above, arrives below.
    """
    clipping = {}
    tail, head = quoted_id(source), quoted_id(target)
    if layout.is_cluster(source):
        inward = layout.holds(source, target)
        outside = entry_anchor(source) if returning else exit_anchor(source)
        tail = any_node(source) if inward else outside
        if not inward:
            clipping["tail"] = cluster_name(source)
    if layout.is_cluster(target):
        outward = layout.holds(target, source)
        outside = exit_anchor(target) if returning and not outward else entry_anchor(target)
        head = initial_dot(target) if outward and layout.boxes[target].initial else outside
        if not outward:
            clipping["head"] = cluster_name(target)
    return Ends(tail=tail, head=head, clipping=clipping, returning=returning)


def home_of(source: str, target: str, layout: Layout) -> str:
    """The innermost cluster that an arrow between two boxes lies in."""
    if layout.is_cluster(source) and layout.holds(source, target):
        return source
    if layout.is_cluster(target) and layout.holds(target, source):
        return target
    return next(outer for outer in layout.around[source] if layout.holds(outer, target))
