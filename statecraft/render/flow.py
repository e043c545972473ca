"""Which arrows lead back to where the flow came from.

Graphviz stacks the ends of an arrow, its label between them, in the direction in which the edge
is written. An arrow that leads back is therefore written the other way round, with its head at
the edge's tail: so both arrows of a round trip have their labels between the same two boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from statecraft.render.anchors import Layout
from statecraft.render.picture import Arrow, Values

Ends = tuple[str, str]


def returning_in_tree(arrows: Iterable[Arrow], layout: Layout) -> frozenset[Ends]:
    """The (source, target) pairs that lead back, in a tree."""
    siblings: dict[str, dict[Ends, list[Ends]]] = {}
    back: set[Ends] = set()
    for source, target in dict.fromkeys((arrow.source, arrow.target) for arrow in arrows):
        if layout.holds(target, source):
            back |= {(source, target)} if source != target else set()
        elif not layout.holds(source, target):
            outer, pair = layout.siblings(source, target)
            siblings.setdefault(outer, {}).setdefault(pair, []).append((source, target))
    for outer, pairs in siblings.items():
        box = layout.boxes[outer]
        order = [child.id for child in box.children]
        for pair in closing_cycles(order, box.initial, tuple(pairs)):
            back.update(pairs[pair])
    return frozenset(back)


def returning_among_values(region: Values) -> frozenset[Ends]:
    """The (source, target) pairs that lead back, in a dimension."""
    pairs = dict.fromkeys((arrow.source, arrow.target) for arrow in region.arrows)
    order = [box.id for box in region.boxes]
    return closing_cycles(order, region.initial, [p for p in pairs if p[0] in order])


def closing_cycles(
    order: Sequence[str], first: str | None, pairs: Sequence[Ends]
) -> frozenset[Ends]:
    """The pairs that a depth-first walk finds to lead to a box it is coming from."""
    onward: dict[str, list[str]] = {}
    for source, target in pairs:
        onward.setdefault(source, []).append(target)
    begun, ended, back = set[str](), set[str](), set[Ends]()
    for start in ([first] if first is not None else []) + list(order):
        _walk(start, onward, begun, ended, back)
    return frozenset(back)


def _walk(
    start: str,
    onward: Mapping[str, Sequence[str]],
    begun: set[str],
    ended: set[str],
    back: set[Ends],
) -> None:
    """Walk on from *start*; a stack of its own, for charts that are long chains."""
    if start in begun:
        return
    begun.add(start)
    under_way = [(start, iter(onward.get(start, ())))]
    while under_way:
        here, rest = under_way[-1]
        target = next(rest, None)
        if target is None:
            ended.add(here)
            under_way.pop()
        elif target not in begun:
            begun.add(target)
            under_way.append((target, iter(onward.get(target, ()))))
        elif target not in ended and target != here:
            back.add((here, target))
