"""The lines between steps, each in the innermost frame that holds both its ends.

Graphviz lays a frame out by what is written inside it: a line written elsewhere, or the label on
it, has no say in which of two steps stands above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from statecraft.render import palette
from statecraft.render.flow import closing_cycles
from statecraft.render.flowchart import Flowchart, Group, Part, Way, WayKind, boxes_in
from statecraft.render.flowchart_labels import way_label
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import LABEL, plain_edge

STRAIGHT: Final = "8"
"""Weight of the lines that a run takes when all goes well: they are drawn straight."""


def way_lines(chart: Flowchart) -> Mapping[str, tuple[str, ...]]:
    """The statements of all lines by the group that they belong in, or the flowchart itself."""
    around = dict(_around(chart.parts, (chart.id,)))
    order = [box.id for box in boxes_in(chart.parts)]
    pairs = tuple(dict.fromkeys((way.source, way.target) for way in chart.ways))
    back = closing_cycles(order, chart.first, pairs)
    found: dict[str, tuple[str, ...]] = {}
    for way in chart.ways:
        outer = around.get(way.target, (chart.id,))
        home = next(group for group in around[way.source] if group in outer)
        lines = _returning(way) if (way.source, way.target) in back else _onward(way)
        found[home] = (*found.get(home, ()), *lines)
    return found


def _around(
    parts: Iterable[Part], groups: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The groups around each step and join, innermost first."""
    for part in parts:
        if isinstance(part, Group):
            yield from _around(part.parts, (part.id, *groups))
        else:
            yield part.id, groups


def _onward(way: Way) -> Iterator[str]:
    source, target, pen = quoted_id(way.source), quoted_id(way.target), _pen(way)
    if not way.text:
        yield plain_edge(source, target, **pen)
        return
    yield _label(way)
    yield plain_edge(source, _label_name(way), dir="none", **pen)
    yield plain_edge(_label_name(way), target, **pen)


def _returning(way: Way) -> Iterator[str]:
    """A line back, written from its head to its tail: that keeps the head above."""
    source, target, pen = quoted_id(way.source), quoted_id(way.target), _pen(way)
    if not way.text:
        yield plain_edge(target, source, dir="back", arrowtail="vee", **pen)
        return
    yield _label(way)
    yield plain_edge(target, _label_name(way), dir="back", arrowtail="vee", **pen)
    yield plain_edge(_label_name(way), source, dir="none", **pen)


def _label(way: Way) -> str:
    attributes = {
        "class": plain(way.kind),
        "tooltip": plain(way.text),
        "label": html(way_label(way)),
        **LABEL,
    }
    return f"{_label_name(way)} {listed(attributes)}"


def _label_name(way: Way) -> str:
    return quoted_id(f"{way.kind}:{way.source}:{way.target}")


def _pen(way: Way) -> Mapping[str, str]:
    match way.kind:
        case WayKind.SUCCESS:
            return {"class": "way", "weight": STRAIGHT}
        case WayKind.CASE:
            return {"class": "way", "weight": "2"}
        case WayKind.FAILURE:
            return {"class": "failure", "style": "dashed", "color": quoted_id(palette.FAILURE)}
        case _:
            assert_never(way.kind)
