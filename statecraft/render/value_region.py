"""A dimension as one cluster of its values."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.render import palette
from statecraft.render.anchors import Ends, any_node, cluster_name, initial_dot
from statecraft.render.labels import values_label
from statecraft.render.markup import cell, row, styled, styled_lines, table
from statecraft.render.marks import Marks
from statecraft.render.picture import Pull, Values
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import (
    any_statement,
    arrow_statement,
    box_statement,
    bundled,
    initial_statement,
    plain_edge,
)


def value_lines(region: Values, marks: Marks, order: int) -> Iterator[str]:
    """The statements of a dimension; *order* is its place among the parts of the picture."""
    frame = '"rounded,filled,dashed"' if region.ephemeral else '"rounded,filled"'
    attributes = {
        "sortv": str(order),
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
    for (source, target), together in bundled(region.arrows):
        ends = Ends(tail=_tail(source, region), head=quoted_id(target), clipping={})
        yield arrow_statement(ends, together, marks)
    yield from (_pull(pull, region, marks) for pull in region.pulls)
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
    """Moves that the map allows and no transition between the two values makes."""
    drawn = {(arrow.source, arrow.target) for arrow in region.arrows}
    for source, target in region.allowed:
        if (source, target) not in drawn:
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


def _pull(pull: Pull, region: Values, marks: Marks) -> str:
    fired = f"rule:{pull.rule}" in marks.overlay.fired
    badge = styled(marks.badges_of([pull.rule]), colour=palette.RULE, mark="BU" if fired else "B")
    condition = styled_lines(f"[{pull.condition}]", colour=palette.GUARD)
    label = table([row(cell(f"{badge} {condition}", bgcolor=palette.PAPER))])
    attributes = {
        "class": '"rule fired"' if fired else "rule",
        "edgetooltip": plain(pull.rule),
        "label": html(label),
        "style": "dashed",
        "color": quoted_id(palette.ACTIVE if fired else palette.RULE),
        "penwidth": palette.THICK if fired else palette.THIN,
    }
    return f"{any_node(region.id)} -> {quoted_id(pull.target)} {listed(attributes)}"
