"""Picture and overlay → DOT text. The overlay changes colours, pens and underlines, no place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.render import palette
from statecraft.render.markup import row, cell, styled, table
from statecraft.render.marks import Marks
from statecraft.render.overlay import Overlay
from statecraft.render.picture import Picture, Region, Tree, Values
from statecraft.render.quoting import html, listed, plain
from statecraft.render.tables import entry_rows, everywhere_rows, rule_rows, table_statement
from statecraft.render.tree_region import tree_lines
from statecraft.render.value_region import value_lines


def dot_text(picture: Picture, overlay: Overlay, direction: str) -> str:
    """The picture in the DOT language; *direction* is ``TB`` or ``LR``."""
    marks = Marks(badges={rule.name: rule.badge for rule in picture.rules}, overlay=overlay)
    body = (f"  {line}" for line in _body(picture, marks, direction))
    return "\n".join(["digraph statechart {", *body, "}", ""])


def _body(picture: Picture, marks: Marks, direction: str) -> Iterator[str]:
    yield f"graph {listed(_graph_attributes(picture, direction))}"
    yield f"node {listed(_NODE)}"
    yield f"edge {listed(_EDGE)}"
    order = 0
    for order, region in enumerate(picture.regions, 1):
        yield from _region(region, marks, order)
    for place, (name, title, rows) in enumerate(_tables(picture, marks), order + 1):
        yield table_statement(name, title, rows, place)


def _region(region: Region, marks: Marks, order: int) -> Iterator[str]:
    match region:
        case Tree():
            yield from tree_lines(region, marks, order)
        case Values():
            yield from value_lines(region, marks, order)
        case _:
            assert_never(region)


def _tables(picture: Picture, marks: Marks) -> Iterator[tuple[str, str, list[str]]]:
    tables = (
        ("rules", "Rules", list(rule_rows(picture.rules, marks))),
        ("everywhere", "In every state", list(everywhere_rows(picture.everywhere, marks))),
        ("constants", "Given at the start", list(entry_rows(picture.constants, marks))),
        ("computed", "Computed", list(entry_rows(picture.computed, marks))),
        ("capabilities", "Capabilities", list(entry_rows(picture.capabilities, marks))),
    )
    return (each for each in tables if each[2])


def _graph_attributes(picture: Picture, direction: str) -> dict[str, str]:
    title = styled(picture.title, size=16, colour=palette.INK, mark="B")
    subtitle = styled(picture.subtitle, size=10, colour=palette.FAINT_INK)
    rows = [row(cell(title, align="CENTER")), row(cell(subtitle, align="CENTER"))]
    return {
        "compound": "true",
        "rankdir": direction,
        "pack": "14",
        "packmode": '"array_tlu3"',
        "nodesep": "0.28",
        "ranksep": "0.34",
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
