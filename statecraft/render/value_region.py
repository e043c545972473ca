"""A dimension as one cluster of its values."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.render import palette
from statecraft.render.anchors import Ends, any_node, cluster_name, initial_dot
from statecraft.render.flow import returning_among_values
from statecraft.render.labels import values_label
from statecraft.render.marks import Marks
from statecraft.render.markup import cell, row, styled, styled_lines, table
from statecraft.render.picture import Pull, Values
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import (
    LABEL,
    any_statement,
    box_statement,
    bundled,
    initial_statement,
    label_statement,
    line_statements,
    plain_edge,
)


def value_lines(region: Values, marks: Marks) -> Iterator[str]:
    """The statements of a dimension."""
    frame = '"rounded,filled,dashed"' if region.ephemeral else '"rounded,filled"'
    attributes = {
        "id": plain(region.id),
        "class": "dimension",
        "tooltip": plain(region.tooltip or region.name),
        "style": frame,
        "label": html(values_label(region, marks)),
        "margin": "10",
        "color": quoted_id(palette.LINE),
        "fillcolor": quoted_id(palette.PANELS[0]),
    }
    yield f"subgraph {cluster_name(region.id)} {{"
    yield f"graph {listed(attributes)}"
    yield from _boxes(region, marks)
    yield from _map(region)
    returning = returning_among_values(region)
    for (source, target), together in bundled(region.arrows):
        ends = Ends(
            tail=_tail(source, region),
            head=quoted_id(target),
            clipping={},
            returning=(source, target) in returning,
        )
        yield label_statement(together, marks)
        yield from line_statements(ends, together, marks)
    for pull in region.pulls:
        yield from _pull(pull, region, marks)
    yield "}"


def _boxes(region: Values, marks: Marks) -> Iterator[str]:
    if region.initial is not None:
        dot = initial_dot(region.id)
        yield initial_statement(dot, region.id)
    if region.pulls or any(arrow.source == region.id for arrow in region.arrows):
        yield any_statement(any_node(region.id), "any value")
    yield from (box_statement(box, marks) for box in region.boxes)
    if region.initial is not None:
        yield plain_edge(dot, quoted_id(region.initial), color=quoted_id(palette.INK))


def _map(region: Values) -> Iterator[str]:
    for source, target in region.unused:
        yield plain_edge(
            quoted_id(source),
            quoted_id(target),
            color=quoted_id(palette.LINE),
            style="dotted",
            edgetooltip='"allowed by the map"',
            **{"class": "allowed"},
        )


def _tail(source: str, region: Values) -> str:
    return any_node(region.id) if source == region.id else quoted_id(source)


def _pull(pull: Pull, region: Values, marks: Marks) -> Iterator[str]:
    """A cascade rule as a line from any value to the one that it forces."""
    fired = f"rule:{pull.rule}" in marks.overlay.fired
    name = quoted_id(f"pull:{pull.rule}:{pull.target}")
    attributes = {
        "id": plain(f"pull:{pull.rule}:{pull.target}"),
        "class": '"rule fired"' if fired else "rule",
        "tooltip": plain(pull.rule),
        "label": html(_pull_label(pull, marks, "BU" if fired else "B")),
        **LABEL,
    }
    pen = {
        "class": '"line fired"' if fired else "line",
        "style": "dashed",
        "color": quoted_id(palette.ACTIVE if fired else palette.RULE),
        "penwidth": palette.THICK if fired else palette.THIN,
    }
    yield f"{name} {listed(attributes)}"
    yield plain_edge(any_node(region.id), name, dir="none", **pen)
    yield plain_edge(name, quoted_id(pull.target), **pen)


def _pull_label(pull: Pull, marks: Marks, mark: str) -> str:
    badge = styled(marks.badges_of([pull.rule]), colour=palette.RULE, mark=mark)
    condition = styled_lines(f"[{pull.condition}]", colour=palette.GUARD)
    content = cell(f"{badge} {condition}", tooltip=pull.rule)
    return table([row(content)], bgcolor=palette.PAPER, style="ROUNDED", cellpadding="2")
