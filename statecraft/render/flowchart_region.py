"""A pipeline or workflow as one cluster: its steps from top to bottom, its ends below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from statecraft.render import palette
from statecraft.render.anchors import cluster_name, initial_dot
from statecraft.render.flowchart import (
    End,
    Flowchart,
    Group,
    GroupKind,
    Join,
    Part,
    StepBox,
)
from statecraft.render.flowchart_labels import (
    end_label,
    flowchart_label,
    group_label,
    join_label,
    step_label,
)
from statecraft.render.flowchart_ways import STRAIGHT, way_lines
from statecraft.render.marks import Marks
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import LABEL, initial_statement, plain_edge


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """The marks, and the statements of the lines by the group that they belong in."""

    marks: Marks
    ways: Mapping[str, tuple[str, ...]]


def flowchart_lines(chart: Flowchart, marks: Marks) -> Iterator[str]:
    """The statements of a pipeline or workflow."""
    attributes = {
        "id": plain(chart.id),
        "class": plain(f"{chart.kind}{marks.word_of(chart.id)}"),
        "tooltip": plain(chart.tooltip),
        "style": '"rounded,filled"',
        "label": html(flowchart_label(chart, marks)),
        "margin": "10",
        **marks.panel(chart.id, 0),
    }
    dot, known = initial_dot(chart.id), _Known(marks=marks, ways=way_lines(chart))
    yield f"subgraph {cluster_name(chart.id)} {{"
    yield f"graph {listed(attributes)}"
    yield initial_statement(dot, chart.id)
    for part in chart.parts:
        yield from _part(part, known, 1)
    yield from _ends(chart, marks)
    yield plain_edge(dot, quoted_id(chart.first), weight=STRAIGHT, color=quoted_id(palette.INK))
    yield from known.ways.get(chart.id, ())
    yield "}"


def _part(part: Part, known: _Known, depth: int) -> Iterator[str]:
    match part:
        case StepBox():
            yield _step(part, known.marks)
        case Join():
            yield _join(part)
        case Group():
            yield from _group(part, known, depth)
        case _:
            assert_never(part)


def _step(box: StepBox, marks: Marks) -> str:
    is_question = box.kind == "if"
    attributes = {
        "id": plain(box.id),
        "class": plain(f"step{marks.word_of(box.id)}"),
        "tooltip": plain(box.tooltip),
        "label": html(step_label(box, marks)),
        **({"shape": "hexagon", "style": '"filled"', "margin": '"0,0"'} if is_question else {}),
        **marks.fill(box.id),
    }
    return f"{quoted_id(box.id)} {listed(attributes)}"


def _join(join: Join) -> str:
    attributes = {
        "id": plain(join.id),
        "class": "join",
        "tooltip": plain(join.text),
        "label": html(join_label(join)),
        **LABEL,
    }
    return f"{quoted_id(join.id)} {listed(attributes)}"


def _group(group: Group, known: _Known, depth: int) -> Iterator[str]:
    paper = palette.PANELS[depth % len(palette.PANELS)]
    attributes = {
        "id": plain(group.id),
        "class": plain(group.kind),
        "tooltip": plain(group.title or group.kind),
        "style": _FRAMES[group.kind],
        "label": html(group_label(group)) if group.title else '""',
        "margin": "8",
        "color": quoted_id(palette.PALE_LINE),
        "fillcolor": quoted_id(paper),
        "penwidth": palette.THIN,
    }
    if group.kind is GroupKind.LIST:
        attributes |= {"color": quoted_id(palette.LINE)}
    yield f"subgraph {cluster_name(group.id)} {{"
    yield f"graph {listed(attributes)}"
    for part in group.parts:
        yield from _part(part, known, depth + 1)
    yield from known.ways.get(group.id, ())
    yield "}"


_FRAMES: Final = {
    GroupKind.BRANCH: '"rounded,filled"',
    GroupKind.LOOP: '"rounded,filled"',
    GroupKind.PARALLEL: '"rounded,filled"',
    GroupKind.LIST: '"rounded,filled,dashed"',
}


def _ends(chart: Flowchart, marks: Marks) -> Iterator[str]:
    """The ends beside each other; one that no line leads to stands there all the same."""
    for end in chart.ends:
        yield _end(end, marks)
    beside = "; ".join(quoted_id(end.id) for end in chart.ends)
    if len(chart.ends) > 1:
        yield f"{{ rank=same; {beside} }}"
    reached = {way.target for way in chart.ways}
    last = next((way.source for way in chart.ways if way.target == chart.ends[0].id), None)
    for end in chart.ends:
        if end.id not in reached and last is not None:
            yield plain_edge(quoted_id(last), quoted_id(end.id), style="invis", weight="0")


def _end(end: End, marks: Marks) -> str:
    attributes = {
        "id": plain(end.id),
        "class": '"end"',
        "tooltip": plain(end.note or end.name),
        "label": html(end_label(end)),
        "peripheries": "2",
        **marks.fill(end.id),
    }
    return f"{quoted_id(end.id)} {listed(attributes)}"
