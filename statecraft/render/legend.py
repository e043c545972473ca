"""What the pens and shapes of one picture mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from statecraft.render import palette
from statecraft.render.flowchart import Flowchart, WayKind
from statecraft.render.markup import cell, row, styled, table
from statecraft.render.overlay import Overlay
from statecraft.render.picture import Box, Picture, Tree, Values


def legend_rows(picture: Picture, overlay: Overlay) -> Iterator[str]:
    """A row for each sign that the picture uses, and for the signs of an overlay.

    Those stand there without an overlay too: a picture keeps its layout when it gets one.
    """
    yield from _regions(picture)
    if picture.rules:
        badge = styled("R1", colour=palette.RULE, mark="B")
        yield _row(badge, "a rule of the table that is asked here")
    if overlay.missed:
        missed = styled("name", colour=palette.INK, mark="BS")
        yield _row(missed, "nothing that was looked at comes to it")
    elif picture.regions:
        yield _row(_swatch("name", palette.ACTIVE_FILL, "2", palette.ACTIVE), "active now")
        fired = styled("EVENT", colour=palette.INK, mark="BU")
        yield _row(fired, "taken by the last step, with a thick line")


def _regions(picture: Picture) -> Iterator[str]:
    values = [region for region in picture.regions if isinstance(region, Values)]
    trees = [region for region in picture.regions if isinstance(region, Tree)]
    boxes = [box for tree in trees for box in _all(tree.root)]
    charts = [region for region in picture.regions if isinstance(region, Flowchart)]
    if charts or any(box.ends for box in chain(boxes, *(region.boxes for region in values))):
        inner = _swatch("name", palette.PAPER, "1", palette.LINE)
        yield _row(_framed(inner), "nothing leads on from here")
    if any(way.kind is WayKind.FAILURE for chart in charts for way in chart.ways):
        sign = _swatch("", palette.PAPER, "1", palette.FAILURE, "DASHED")
        yield _row(sign, "where a step leads that fails")
    if any(box.kind.endswith("history") for box in boxes):
        yield _row(styled("H  H*", colour=palette.INK), "back to where it was, H* at every depth")
    if any(region.unused for region in values):
        yield _row(_swatch("", palette.PAPER, "1", palette.LINE, "DOTTED"), _DOTTED)
    if any(region.pulls for region in values):
        sign = _swatch("", palette.PAPER, "1", palette.RULE, "DASHED")
        yield _row(sign, "a rule moves it as soon as its condition holds")


_DOTTED = "a move that is allowed and that no event makes by itself"


def _all(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _all(child)


def _row(sign: str, meaning: str) -> str:
    text = styled(meaning, colour=palette.FAINT_INK)
    return row(cell(sign, sides="T", align="CENTER"), cell(text, sides="T"))


def _swatch(name: str, fill: str, border: str, colour: str, style: str = "ROUNDED") -> str:
    content = cell(styled(name, colour=palette.INK, mark="U") if border == "2" else _plain(name))
    return table(
        [row(content)], border=border, color=colour, bgcolor=fill, style=style, cellpadding="2"
    )


def _plain(name: str) -> str:
    return styled(name or "      ", colour=palette.INK)


def _framed(inner: str) -> str:
    return table([row(cell(inner))], border="1", color=palette.LINE, style="ROUNDED")
