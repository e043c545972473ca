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

from statecraft.render.picture import Arrow, Box, Tree
from statecraft.render.quoting import quoted_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Tail and head of an arrow, and the attributes that cut it off at borders."""

    tail: str
    head: str
    clipping: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The boxes of a tree by id, with the ids of the boxes around each, innermost first."""

    boxes: Mapping[str, Box]
    around: Mapping[str, tuple[str, ...]]

    def holds(self, outer: str, inner: str) -> bool:
        """Whether *inner* is the box *outer* or inside it."""
        return outer == inner or outer in self.around[inner]

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


def comes_from_any(arrow: Arrow, layout: Layout) -> bool:
    """Whether it leads from a cluster to something inside it, or to the cluster itself."""
    return layout.is_cluster(arrow.source) and layout.holds(arrow.source, arrow.target)


def ends_of(source: str, target: str, layout: Layout) -> Ends:
    """The ends of an arrow between two boxes."""
    clipping = {}
    tail, head = quoted_id(source), quoted_id(target)
    if layout.is_cluster(source):
        inward = layout.holds(source, target)
        tail = any_node(source) if inward else exit_anchor(source)
        if not inward:
            clipping["ltail"] = cluster_name(source)
    if layout.is_cluster(target):
        outward = layout.holds(target, source)
        starts = outward and layout.boxes[target].initial is not None
        head = initial_dot(target) if starts else entry_anchor(target)
        if not outward:
            clipping["lhead"] = cluster_name(target)
    return Ends(tail=tail, head=head, clipping=clipping)
