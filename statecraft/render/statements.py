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
    attributes = {
        "id": plain(box.id),
        "class": plain(f"{'value' if box.kind == 'value' else 'state'}{marks.word_of(box.id)}"),
        "tooltip": plain(box.tooltip or box.name),
        "label": html(box_label(box, marks)),
        **({"peripheries": "2"} if box.ends else {}),
        **marks.fill(box.id),
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
        "height": "0.16",
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


def label_statement(arrows: Sequence[Arrow], marks: Marks) -> str:
    """The transitions between two boxes as a node in the middle of their line.

    Graphviz forgets labels of edges when it packs parts of a graph, and lays them over others when
    it does not. Labels that are nodes have a place of their own.
    """
    attributes = {
        "id": plain(f"arrow:{arrows[0].key}"),
        "class": plain(_class("transition", arrows, marks)),
        "tooltip": plain("\n".join(arrow.trigger for arrow in arrows)),
        "label": html(arrows_label(arrows, marks)),
        **LABEL,
    }
    return f"{label_name(arrows)} {listed(attributes)}"


LABEL: Mapping[str, str] = {"shape": "plain", "style": '""', "height": "0", "width": "0"}


def label_name(arrows: Sequence[Arrow]) -> str:
    """The node of ``label_statement``."""
    return quoted_id(f"arrow:{arrows[0].key}")


def line_statements(ends: Ends, arrows: Sequence[Arrow], marks: Marks) -> Iterator[str]:
    """The line of the transitions between two boxes: to their label, and on from there."""
    fired = marks.has_fired(arrows)
    missed = marks.were_missed(arrows)
    colour = palette.ACTIVE if fired else palette.REFUSED if missed else palette.LINE
    pen = {
        "class": plain(_class("line", arrows, marks)),
        "color": f'"{colour}"',
        "penwidth": palette.THICK if fired else palette.THIN,
        **({"style": "dashed"} if missed else {}),
    }
    label = label_name(arrows)
    if ends.returning:
        above = {"ltail": ends.clipping["head"]} if "head" in ends.clipping else {}
        below = {"lhead": ends.clipping["tail"]} if "tail" in ends.clipping else {}
        yield plain_edge(ends.head, label, dir="back", arrowtail="vee", **pen, **above)
        yield plain_edge(label, ends.tail, dir="none", **pen, **below)
    else:
        above = {"ltail": ends.clipping["tail"]} if "tail" in ends.clipping else {}
        below = {"lhead": ends.clipping["head"]} if "head" in ends.clipping else {}
        yield plain_edge(ends.tail, label, dir="none", **pen, **above)
        yield plain_edge(label, ends.head, **pen, **below)


def _class(kind: str, arrows: Sequence[Arrow], marks: Marks) -> str:
    if marks.has_fired(arrows):
        return f"{kind} fired"
    return f"{kind} missed" if marks.were_missed(arrows) else kind


def bundled(arrows: Iterable[Arrow]) -> Iterator[tuple[tuple[str, str], tuple[Arrow, ...]]]:
    """The arrows by their two ends, in the order in which the ends first come up."""
    found: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in arrows:
        found.setdefault((arrow.source, arrow.target), []).append(arrow)
    for ends, together in found.items():
        yield ends, tuple(together)
