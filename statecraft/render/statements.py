"""Statements of a DOT graph that trees and dimensions have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from statecraft.render import palette
from statecraft.render.anchors import Ends
from statecraft.render.labels import arrows_label, box_label
from statecraft.render.marks import Marks
from statecraft.render.picture import Arrow, Box
from statecraft.render.quoting import html, listed, plain, quoted_id

INVISIBLE: Mapping[str, str] = {
    "shape": "point",
    "style": "invis",
    "width": "0",
    "height": "0",
    "label": '""',
}


def box_statement(box: Box, marks: Marks) -> str:
    """A state or value without boxes inside."""
    active = " active" if marks.is_active(box.id) else ""
    attributes = {
        "id": plain(box.id),
        "class": plain(f"{'value' if box.kind == 'value' else 'state'}{active}"),
        "tooltip": plain(box.tooltip or box.name),
        "label": html(box_label(box, marks)),
        **({"peripheries": "2"} if box.ends else {}),
        **marks.fill(box),
    }
    return f"{quoted_id(box.id)} {listed(attributes)}"


def initial_statement(name: str, owner: str) -> str:
    """A dot in front of what is entered by default."""
    attributes = {
        "id": plain(f"initial:{owner}"),
        "class": "initial",
        "shape": "circle",
        "style": "filled",
        "label": '""',
        "tooltip": '"initial"',
        "width": "0.16",
        "fixedsize": "true",
        "color": f'"{palette.INK}"',
        "fillcolor": f'"{palette.INK}"',
    }
    return f"{name} {listed(attributes)}"


def any_statement(name: str, what: str) -> str:
    """The node that stands for every state or value of its cluster."""
    attributes = {
        "class": "any",
        "label": f"<<I>{what}</I>>",
        "tooltip": f'"{what}"',
        "fontsize": str(palette.TEXT_SIZE),
        "fontcolor": f'"{palette.FAINT_INK}"',
        "style": '"rounded,filled,dashed"',
        "color": f'"{palette.LINE}"',
        "fillcolor": f'"{palette.PAPER}"',
        "height": "0.22",
        "width": "0.3",
    }
    return f"{name} {listed(attributes)}"


def plain_edge(tail: str, head: str, **attributes: str) -> str:
    """An edge without a label."""
    return f"{tail} -> {head} {listed(attributes)}"


def arrow_statement(ends: Ends, arrows: Sequence[Arrow], marks: Marks) -> str:
    """The transitions between two boxes as one arrow."""
    fired = marks.has_fired(arrows)
    attributes = {
        "id": plain(" ".join(arrow.id for arrow in arrows)),
        "class": plain("transition fired" if fired else "transition"),
        "edgetooltip": plain("\n".join(arrow.trigger for arrow in arrows)),
        "labeltooltip": plain("\n".join(arrow.trigger for arrow in arrows)),
        "label": html(arrows_label(arrows, marks)),
        "color": f'"{palette.ACTIVE if fired else palette.LINE}"',
        "penwidth": palette.THICK if fired else palette.THIN,
        **ends.clipping,
    }
    return f"{ends.tail} -> {ends.head} {listed(attributes)}"


def bundled(arrows: Iterable[Arrow]) -> Iterator[tuple[tuple[str, str], tuple[Arrow, ...]]]:
    """The arrows by their two ends, in the order in which the ends first come up."""
    found: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in arrows:
        found.setdefault((arrow.source, arrow.target), []).append(arrow)
    for ends, together in found.items():
        yield ends, tuple(together)
