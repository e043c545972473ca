"""A state tree as clusters within clusters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.render import palette
from statecraft.render.anchors import (
    Ends,
    Layout,
    any_node,
    cluster_name,
    ends_of,
    entry_anchor,
    exit_anchor,
    home_of,
    initial_dot,
    layout_of,
)
from statecraft.render.flow import returning_in_tree
from statecraft.render.labels import cluster_label
from statecraft.render.marks import Marks
from statecraft.render.picture import Arrow, Box, Tree
from statecraft.render.quoting import html, listed, plain, quoted_id
from statecraft.render.statements import (
    INVISIBLE,
    any_statement,
    box_statement,
    bundled,
    initial_statement,
    label_statement,
    line_statements,
    plain_edge,
)

_HISTORY = {"shallow history": "H", "deep history": "H*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The transitions between two boxes; ``home`` is the cluster that it lies in."""

    ends: Ends
    arrows: tuple[Arrow, ...]
    home: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """A tree with what is asked while it is written.

    Attributes:
        tied: the nodes that a line is tied to.
        defaults: the boxes that are entered by default.
    """

    layout: Layout
    marks: Marks
    lines: tuple[_Line, ...]
    tied: frozenset[str]
    defaults: frozenset[str | None]


def _known(tree: Tree, marks: Marks) -> _Tree:
    layout = layout_of(tree)
    returning = returning_in_tree(tree.arrows, layout)
    lines = tuple(
        _Line(
            ends=ends_of(*pair, layout, returning=pair in returning),
            arrows=together,
            home=home_of(*pair, layout),
        )
        for pair, together in bundled(tree.arrows)
    )
    return _Tree(
        layout=layout,
        marks=marks,
        lines=lines,
        tied=frozenset(end for line in lines for end in (line.ends.tail, line.ends.head)),
        defaults=frozenset(box.initial for box in layout.boxes.values()),
    )


def tree_lines(tree: Tree, marks: Marks, *, framed: bool) -> Iterator[str]:
    """The statements of a tree; *framed* where it stands beside other regions."""
    known, root = _known(tree, marks), tree.root
    named = (
        framed
        or root.entry
        or root.exit
        or root.internal
        or root.invokes
        or root.kind == "parallel"
    )
    attributes = {
        "id": plain(root.id),
        "class": '"tree"',
        "style": "rounded",
        "label": html(cluster_label(root, marks, name_mark="B")) if named else '""',
        "tooltip": '"states"',
        "margin": "8" if framed else "0",
        "color": quoted_id(palette.LINE if framed else palette.PAPER),
    }
    yield f"subgraph {cluster_name(root.id)} {{"
    yield f"graph {listed(attributes)}"
    yield from _inside(root, known, 0)
    for line in known.lines:
        yield from line_statements(line.ends, line.arrows, marks)
    yield "}"


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
    inside = (line for line in known.lines if line.home == box.id)
    yield from (label_statement(line.arrows, known.marks) for line in inside)
    yield from _defaults(box, known)
    yield from _first_points(box, known)
    yield from _last_points(box, known)


def _cluster(box: Box, known: _Tree, depth: int, *, in_parallel: bool) -> Iterator[str]:
    marks = known.marks
    attributes = {
        "id": plain(box.id),
        "class": plain(f"state{marks.word_of(box.id)}"),
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
    """The anchors that lines need, the initial dot, the node "any"."""
    if _is_entered(box, known):
        yield f"{entry_anchor(box.id)} {listed(INVISIBLE)}"
    if box.initial is not None:
        yield initial_statement(initial_dot(box.id), box.id)
    if any_node(box.id) in known.tied:
        yield any_statement(any_node(box.id), "any state")


def _is_entered(box: Box, known: _Tree) -> bool:
    """Whether a line is tied to the entry anchor."""
    return box.id in known.defaults or entry_anchor(box.id) in known.tied


def _history(box: Box) -> str:
    attributes = {
        "id": plain(box.id),
        "class": '"state history"',
        "tooltip": plain(f"{box.kind}\n{box.tooltip}"),
        "shape": "circle",
        "style": "filled",
        "label": f'"{_HISTORY[box.kind]}"',
        "width": "0.3",
        "height": "0.3",
        "fixedsize": "true",
        "fontsize": "10",
        "color": quoted_id(palette.LINE),
        "fillcolor": quoted_id(palette.PAPER),
    }
    return f"{quoted_id(box.id)} {listed(attributes)}"


def _defaults(box: Box, known: _Tree) -> Iterator[str]:
    """What is entered by default, also by a history that remembers nothing."""
    if box.initial is not None:
        yield _default_edge(initial_dot(box.id), box.initial, known, color=palette.INK)
    for child in box.children:
        default = child.initial
        if child.kind in _HISTORY and default is not None and default in known.layout.boxes:
            name = quoted_id(child.id)
            yield _default_edge(name, default, known, color=palette.LINE, style="dashed")


def _default_edge(tail: str, target: str, known: _Tree, *, color: str, **pen: str) -> str:
    if known.layout.is_cluster(target):
        anchor, border = entry_anchor(target), cluster_name(target)
        return plain_edge(tail, anchor, lhead=border, color=quoted_id(color), **pen)
    return plain_edge(tail, quoted_id(target), color=quoted_id(color), **pen)


def _first_points(box: Box, known: _Tree) -> Iterator[str]:
    """Edges that are not seen but keep the entry anchor in the first rank."""
    if _is_entered(box, known):
        for first in _tops(box, known):
            yield plain_edge(entry_anchor(box.id), first, style="invis", minlen="0")


def _tops(box: Box, known: _Tree) -> Iterator[str]:
    """The nodes that stand first in the cluster of a box."""
    if box.initial is not None:
        yield initial_dot(box.id)
        return
    for child in box.children:
        yield from _tops(child, known) if child.children else (quoted_id(child.id),)


def _last_points(box: Box, known: _Tree) -> Iterator[str]:
    """The exit anchor, and edges that are not seen but bring it to the bottom."""
    if exit_anchor(box.id) in known.tied:
        yield f"{exit_anchor(box.id)} {listed(INVISIBLE)}"
        for last in _bottoms(box, known):
            yield plain_edge(quoted_id(last), exit_anchor(box.id), style="invis", weight="0")


def _bottoms(box: Box, known: _Tree) -> Iterator[str]:
    """The boxes that stand last: those that lead to none beside them, or else the last one."""
    inside = (arrow for line in known.lines if line.home == box.id for arrow in line.arrows)
    leads_on = {arrow.source for arrow in inside if arrow.source != arrow.target}
    candidates = [child for child in box.children if child.kind not in _HISTORY]
    for child in [each for each in candidates if each.id not in leads_on] or candidates[-1:]:
        if child.children:
            yield from _bottoms(child, known)
        else:
            yield child.id
