"""Picture and overlay → DOT text. The overlay changes colours, pens and underlines, no place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.render import palette
from statecraft.render.arrangement import arrangement
from statecraft.render.flowchart import Flowchart
from statecraft.render.flowchart_region import flowchart_lines
from statecraft.render.marks import Marks
from statecraft.render.markup import cell, row, styled, table
from statecraft.render.overlay import Overlay
from statecraft.render.picture import Picture, Region, Tree, Values
from statecraft.render.quoting import html, listed, plain
from statecraft.render.tables import column_statement, tables_of
from statecraft.render.tree_region import tree_lines
from statecraft.render.value_region import value_lines


def dot_text(picture: Picture, overlay: Overlay, direction: str) -> str:
    """The picture in the DOT language; *direction* is ``TB`` or ``LR``."""
    marks = Marks(badges={rule.name: rule.badge for rule in picture.rules}, overlay=overlay)
    body = (f"  {line}" for line in _body(picture, marks, direction))
    return "\n".join(["digraph statechart {", *body, "}", ""])


def _body(picture: Picture, marks: Marks, direction: str) -> Iterator[str]:
    tables = tables_of(picture, marks)
    plan = arrangement(picture.regions, tables, direction)
    yield f"graph {listed(_graph_attributes(picture, direction, plan.across))}"
    yield f"node {listed(_NODE)}"
    yield f"edge {listed(_EDGE)}"
    for region in picture.regions:
        yield from _region(region, marks, framed=len(picture.regions) > 1)
    yield from (column_statement(column) for column in plan.columns)


def _region(region: Region, marks: Marks, *, framed: bool) -> Iterator[str]:
    match region:
        case Tree():
            yield from tree_lines(region, marks, framed=framed)
        case Values():
            yield from value_lines(region, marks)
        case Flowchart():
            yield from flowchart_lines(region, marks)
        case _:
            assert_never(region)


def _graph_attributes(picture: Picture, direction: str, across: int) -> dict[str, str]:
    title = styled(picture.title, size=16, colour=palette.INK, mark="B")
    subtitle = styled(picture.subtitle, size=10, colour=palette.FAINT_INK)
    rows = [row(cell(title)), *([row(cell(subtitle))] if picture.subtitle else [])]
    return {
        "compound": "true",
        "rankdir": direction,
        # Regions and tables are laid out one by one, then set row by row in an array: beside each
        # other in one layout, the longest label of one would stretch the ranks of all.
        "pack": "14",
        "packmode": f'"array_it{across}"',
        "nodesep": "0.28",
        "ranksep": "0.22",
        "pad": "0.2",
        "bgcolor": '"white"',
        "fontname": f'"{palette.FONT}"',
        "fontcolor": f'"{palette.INK}"',
        "labelloc": "t",
        "labeljust": "l",
        "tooltip": plain(picture.tooltip or picture.title),
        "label": html(table(rows)),
    }


_NODE = {
    "shape": "box",
    "style": '"rounded,filled"',
    "fontname": f'"{palette.FONT}"',
    "fontsize": str(palette.NAME_SIZE),
    "fontcolor": f'"{palette.INK}"',
    "margin": '"0.08,0.03"',
    "height": "0.3",
    "width": "0.5",
}
_EDGE = {
    "fontname": f'"{palette.FONT}"',
    "fontsize": str(palette.TEXT_SIZE),
    "fontcolor": f'"{palette.INK}"',
    "color": f'"{palette.LINE}"',
    "arrowhead": "vee",
    "arrowsize": "0.65",
}
