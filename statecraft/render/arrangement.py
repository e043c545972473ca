"""How the parts of a picture are set in rows, from rough guesses of how large each will be.

Graphviz sets packed parts in an array whose rows are as high, and whose columns are as wide, as
their largest part. The number of columns is the one that promises a small area of a shape that
fits a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log
from typing import assert_never

from statecraft.render.flowchart import Flowchart
from statecraft.render.flowchart_size import flowchart_size
from statecraft.render.markup import WIDTH
from statecraft.render.picture import Arrow, Box, Region, Tree, Values
from statecraft.render.tables import Listing

_SHAPE = 1.5
_LETTER, _LINE, _GAP = 5.0, 11.0, 30.0
"""Points: of a letter's width, a line's height, and what lies between two parts."""

_MOST_COLUMNS = 3
_STRETCH = 2.0
"""How much longer a way from left to right is: labels are wider than they are high."""

_TABLE_WIDTH = 300.0

Size = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The tables in columns, and how many parts (regions, then these columns) go in a row."""

    columns: tuple[tuple[Listing, ...], ...]
    across: int


def arrangement(
    regions: Sequence[Region], tables: Sequence[Listing], direction: str
) -> Arrangement:
    """The arrangement that promises the best picture; *direction* is ``TB`` or ``LR``."""
    sizes = [_size(region) for region in regions]
    if direction == "LR":
        sizes = [(height * _STRETCH, width / _STRETCH) for width, height in sizes]
    choices = [
        (_cost([*sizes, *map(_column_size, columns)], across), len(columns), across, columns)
        for columns in _in_columns(tuple(tables))
        for across in range(1, len(sizes) + len(columns) + 1)
    ]
    if not choices:
        return Arrangement(columns=(), across=max(1, len(sizes)))
    _, _, across, columns = min(choices, key=lambda choice: choice[:3])
    return Arrangement(columns=columns, across=across)


def _in_columns(tables: tuple[Listing, ...]) -> Iterator[tuple[tuple[Listing, ...], ...]]:
    """The tables in order, for each number of columns cut where the columns are most even."""
    if not tables:
        yield ()
    for number in range(1, min(_MOST_COLUMNS, len(tables)) + 1):
        cuts = combinations(range(1, len(tables)), number - 1)
        yield min((_cut(tables, places) for places in cuts), key=_highest)


def _cut(tables: tuple[Listing, ...], places: tuple[int, ...]) -> tuple[tuple[Listing, ...], ...]:
    edges = (0, *places, len(tables))
    return tuple(tables[a:b] for a, b in pairwise(edges))


def _highest(columns: tuple[tuple[Listing, ...], ...]) -> float:
    return max(_column_size(column)[1] for column in columns)


def _column_size(column: tuple[Listing, ...]) -> Size:
    return _TABLE_WIDTH, sum(table.height * _LINE + 12 for table in column)


def _cost(sizes: Sequence[Size], across: int) -> float:
    """The area of the array, the larger the less its shape is the wanted one."""
    rows = [sizes[start : start + across] for start in range(0, len(sizes), across)]
    height = sum(max(size[1] for size in row) for row in rows) + _GAP * len(rows)
    columns = [sizes[start::across] for start in range(across)]
    width = sum(max((size[0] for size in column), default=0) for column in columns)
    return width * height * (1 + abs(log(width / height / _SHAPE)))


def _size(region: Region) -> Size:
    match region:
        case Tree(root=root, arrows=arrows):
            return _nested(root, arrows)
        case Values(boxes=boxes, arrows=arrows, pulls=pulls):
            labels = [_label(arrow) for arrow in arrows] + [(120.0, 15.0) for _ in pulls]
            return _stacked([_plain(box) for box in boxes], labels)
        case Flowchart():
            return flowchart_size(region)
        case _:
            assert_never(region)


def _nested(box: Box, arrows: Sequence[Arrow]) -> Size:
    if not box.children:
        return _plain(box)
    inside = [_nested(child, arrows) for child in box.children]
    if box.kind == "parallel":
        return sum(width for width, _ in inside) + _GAP, max(height for _, height in inside) + _GAP
    own = {child.id for child in box.children}
    return _stacked(inside, [_label(arrow) for arrow in arrows if arrow.source in own])


def _stacked(boxes: Sequence[Size], labels: Sequence[Size]) -> Size:
    """Boxes in about as many layers as they are wide, with their labels between."""
    layers = max(1.0, len(boxes) ** 0.6)
    width = sum(size[0] + 15 for size in labels) / layers * 1.3
    highest = max((size[1] for size in labels), default=0.0)
    widest = max((size[0] for size in boxes), default=0.0)
    height = sum(size[1] for size in boxes) / len(boxes) + highest + _GAP if boxes else 0.0
    return max(width, widest) + _GAP, height * layers + 2 * _GAP


def _plain(box: Box) -> Size:
    rows = len(box.entry) + len(box.exit) + len(box.internal) + len(box.invokes)
    return 30 + _LETTER * 1.2 * min(len(box.name), WIDTH), 28 + _LINE * rows


def _label(arrow: Arrow) -> Size:
    texts = (" ".join((arrow.trigger, *arrow.guards)), *arrow.actions, *arrow.also)
    width = _LETTER * min(WIDTH, max(len(text) for text in texts))
    return width, _LINE * sum(1 + len(text) // WIDTH for text in texts)
