"""A state tree as clusters within clusters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.render import palette
from statecraft.render.anchors import (
    Layout,
    any_node,
    cluster_name,
    comes_from_any,
    ends_of,
    entry_anchor,
    exit_anchor,
    initial_dot,
    layout_of,
)
from statecraft.render.labels import cluster_label
from statecraft.render.marks import Marks
from statecraft.render.picture import Arrow, Box, Tree
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import (
    INVISIBLE,
    any_statement,
    arrow_statement,
    box_statement,
    bundled,
    initial_statement,
    plain_edge,
)

_HISTORY = {"shallow history": "H", "deep history": "H*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """A tree with what is asked while it is written."""

    arrows: tuple[Arrow, ...]
    layout: Layout
    marks: Marks


def tree_lines(tree: Tree, marks: Marks, order: int) -> Iterator[str]:
    """The statements of a tree; *order* is its place among the parts of the picture."""
    known = _Tree(arrows=tree.arrows, layout=layout_of(tree), marks=marks)
    yield f"subgraph {cluster_name(tree.root.id)} {{"
    yield f"sortv={order} id={plain(tree.root.id)} margin=8 label={_root_label(tree.root, marks)}"
    yield f"style=rounded color={quoted_id(palette.PALE_LINE)}"
    yield from _inside(tree.root, known, 0)
    for (source, target), together in bundled(tree.arrows):
        yield arrow_statement(ends_of(source, target, known.layout), together, marks)
    yield "}"


def _root_label(root: Box, marks: Marks) -> str:
    return html(cluster_label(root, marks, name_mark="B"))


def _inside(box: Box, known: _Tree, depth: int) -> Iterator[str]:
    """What stands in the cluster of a box."""
    yield from _points(box, known)
    for child in box.children:
        if child.kind in _HISTORY:
            yield _history(child)
        elif child.children:
            yield from _cluster(child, known, depth, in_parallel=box.kind == "parallel")
        else:
            yield box_statement(child, known.marks)
    yield from _defaults(box, known.layout)
    yield from _invisible_edges(box, known)


def _cluster(box: Box, known: _Tree, depth: int, *, in_parallel: bool) -> Iterator[str]:
    marks = known.marks
    active = " active" if marks.is_active(box.id) else ""
    attributes = {
        "id": plain(box.id),
        "class": plain(f"state{active}"),
        "tooltip": plain(box.tooltip),
        "style": '"rounded,filled,dashed"' if in_parallel else '"rounded,filled"',
        "label": html(cluster_label(box, marks, name_mark="I" if in_parallel else "B")),
        "margin": "10",
        **marks.panel(box.id, depth),
    }
    yield f"subgraph {cluster_name(box.id)} {{"
    yield f"graph {listed(attributes)}"
    yield from _inside(box, known, depth + 1)
    yield "}"


def _points(box: Box, known: _Tree) -> Iterator[str]:
    """The anchors that arrows need, the initial dot, the node "any"."""
    layout = known.layout
    if _is_entered(box, known):
        yield f"{entry_anchor(box.id)} {listed(INVISIBLE)}"
    if box.initial is not None:
        yield initial_statement(initial_dot(box.id), box.id)
    if any(arrow.source == box.id and comes_from_any(arrow, layout) for arrow in known.arrows):
        yield any_statement(any_node(box.id), "any state")


def _is_entered(box: Box, known: _Tree) -> bool:
    defaults = {other.initial for other in known.layout.boxes.values()}
    return box.id in defaults or any(arrow.target == box.id for arrow in known.arrows)


def _history(box: Box) -> str:
    attributes = {
        "id": plain(box.id),
        "class": '"state history"',
        "tooltip": plain(f"{box.kind}\n{box.tooltip}"),
        "shape": "circle",
        "style": "filled",
        "label": f'"{_HISTORY[box.kind]}"',
        "width": "0.3",
        "fixedsize": "true",
        "fontsize": "10",
        "color": quoted_id(palette.LINE),
        "fillcolor": quoted_id(palette.PAPER),
    }
    return f"{quoted_id(box.id)} {listed(attributes)}"


def _defaults(box: Box, layout: Layout) -> Iterator[str]:
    """What is entered by default, also by a history that remembers nothing."""
    if box.initial is not None:
        ends = ends_of(box.initial, box.initial, layout)
        head = entry_anchor(box.initial) if layout.is_cluster(box.initial) else ends.head
        clip = {"lhead": cluster_name(box.initial)} if layout.is_cluster(box.initial) else {}
        yield plain_edge(initial_dot(box.id), head, color=quoted_id(palette.INK), **clip)
    for child in box.children:
        if child.kind in _HISTORY and child.initial is not None:
            ends = ends_of(child.id, child.initial, layout)
            pale = quoted_id(palette.LINE)
            yield plain_edge(ends.tail, ends.head, color=pale, style="dashed", **ends.clipping)


def _invisible_edges(box: Box, known: _Tree) -> Iterator[str]:
    """The exit anchor, and edges that are not seen but bring it to the bottom."""
    leaving = any(
        arrow.source == box.id and not comes_from_any(arrow, known.layout)
        for arrow in known.arrows
    )
    if not leaving:
        return
    yield f"{exit_anchor(box.id)} {listed(INVISIBLE)}"
    simple = [child.id for child in box.children if not child.children]
    inside = {child.id for child in box.children}
    leads_on = {a.source for a in known.arrows if a.target in inside and a.source != a.target}
    for child in [each for each in simple if each not in leads_on] or simple[-1:]:
        yield plain_edge(quoted_id(child), exit_anchor(box.id), style="invis", weight="0")
