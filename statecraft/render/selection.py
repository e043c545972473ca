"""A part of a picture: one region, the outer states only, or what is near a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.render.flowchart import Flowchart
from statecraft.render.picture import Arrow, Box, Picture, Region, Tree, Values, ids_in

_TABLES = ("rules", "computed", "capabilities")


def part_named(picture: Picture, name: str) -> Picture:
    """A dimension, the ``states``, a pipeline or workflow, all ``pipelines``, or one table.

    The tables are ``rules``, ``computed`` and ``capabilities``.

    A region comes with the rules that speak of it.

    Raises:
        UsageError: there is nothing of that name.
    """
    regions = tuple(region for region in picture.regions if _name(region) == name)
    bare = replace(
        picture, regions=(), everywhere=(), rules=(), constants=(), computed=(), capabilities=()
    )
    if regions:
        nodes = frozenset(node for region in regions for node in _nodes(region))
        rules = tuple(rule for rule in picture.rules if rule.touches & nodes)
        return replace(bare, regions=regions, rules=rules)
    runs = tuple(region for region in picture.regions if isinstance(region, Flowchart))
    match name:
        case "pipelines" if runs:
            return replace(bare, regions=runs)
        case "rules":
            return replace(bare, rules=picture.rules)
        case "computed":
            return replace(bare, computed=picture.computed)
        case "capabilities":
            return replace(bare, capabilities=picture.capabilities)
        case _:
            names = dict.fromkeys(map(_name, picture.regions))
            known = [*names, *(("pipelines",) if runs else ()), *_TABLES]
            there = ", ".join(known)
            raise UsageError(
                f"nothing to draw is named {quoted(name)}{did_you_mean(name, known)}; "
                f"there are: {there}"
            )


def _name(region: Region) -> str:
    return "states" if isinstance(region, Tree) else region.name


def _nodes(region: Region) -> frozenset[str]:
    """The states and values of a region, and itself; a pipeline has none."""
    match region:
        case Tree(root=root):
            return ids_in(root)
        case Values(id=node, boxes=boxes):
            return frozenset({node, *(box.id for box in boxes)})
        case Flowchart():
            return frozenset()
        case _:
            assert_never(region)


def state_count(picture: Picture) -> int:
    """How many states and values the picture shows."""
    return sum(max(0, len(_nodes(region)) - 1) for region in picture.regions)


def depth_of(picture: Picture) -> int:
    """How many levels of states the tree has; 0 without one."""
    return max((_levels(r.root) for r in picture.regions if isinstance(r, Tree)), default=0)


def _levels(box: Box) -> int:
    return 1 + max(map(_levels, box.children)) if box.children else 0


def to_depth(picture: Picture, depth: int) -> Picture:
    """The states of the outermost *depth* levels; what is inside them is counted, not shown.

    Raises:
        UsageError: the depth is less than 1.
    """
    if depth < 1:
        raise UsageError(f"the depth is at least 1, not {depth}")
    regions = (_shallow(r, depth) if isinstance(r, Tree) else r for r in picture.regions)
    return replace(picture, regions=tuple(regions))


def _shallow(tree: Tree, depth: int) -> Tree:
    hidden = dict(_hidden(tree.root, depth))
    arrows = (
        replace(
            arrow,
            source=hidden.get(arrow.source, arrow.source),
            target=hidden.get(arrow.target, arrow.target),
        )
        for arrow in tree.arrows
        if not _is_hidden_inside_one(arrow, hidden)
    )
    return Tree(root=_cut(tree.root, depth), arrows=tuple(arrows))


def _is_hidden_inside_one(arrow: Arrow, hidden: dict[str, str]) -> bool:
    source, target = hidden.get(arrow.source), hidden.get(arrow.target)
    return (source is not None and source in (target, arrow.target)) or (
        target is not None and target == arrow.source
    )


def _hidden(box: Box, depth: int) -> Iterator[tuple[str, str]]:
    """(box that is not shown, box that is shown in its place)."""
    for child in box.children:
        if depth == 0:
            yield from ((inner, box.id) for inner in ids_in(child))
        else:
            yield from _hidden(child, depth - 1)


def _cut(box: Box, depth: int) -> Box:
    if depth == 0 and box.children:
        return replace(box, children=(), initial=None, hidden=len(ids_in(box)) - 1)
    return replace(box, children=tuple(_cut(child, depth - 1) for child in box.children))


def near(picture: Picture, state: str, radius: int) -> Picture:
    """The region of a state, with what is at most *radius* transitions away from it.

    *state* is a full path, or ``dimension=value``.

    Raises:
        UsageError: there is no such state, or the radius is negative.
    """
    if radius < 0:
        raise UsageError(f"the radius is at least 0, not {radius}")
    wanted = {f"state:{state}", f"value:{state}"}
    for region in picture.regions:
        found = wanted & _nodes(region)
        if found:
            part = part_named(picture, _name(region))
            return replace(part, regions=(_around(region, found, radius),))
    known = [node.partition(":")[2] for region in picture.regions for node in _nodes(region)]
    raise UsageError(
        f"no state {quoted(state)}{did_you_mean(state, known)}; "
        "write a full path, or dimension=value"
    )


def _around(region: Region, found: Iterable[str], radius: int) -> Region:
    match region:
        case Tree(root=root, arrows=arrows):
            centre = [box for box in _boxes(root) if box.id in found]
            core = frozenset(node for box in centre for node in ids_in(box))
            shown = _pruned(root, _reached(arrows, core, radius))
            return Tree(root=shown, arrows=_within(arrows, ids_in(shown)))
        case Values(boxes=boxes, arrows=arrows):
            kept = _reached(arrows, frozenset(found), radius)
            return replace(
                region,
                boxes=tuple(box for box in boxes if box.id in kept),
                arrows=_within(arrows, kept | {region.id}),
                allowed=tuple((a, b) for a, b in region.allowed if {a, b} <= kept),
                pulls=tuple(pull for pull in region.pulls if pull.target in kept),
                initial=region.initial if region.initial in kept else None,
            )
        case Flowchart():
            return region
        case _:
            assert_never(region)


def _boxes(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _boxes(child)


def _within(arrows: Iterable[Arrow], nodes: frozenset[str]) -> tuple[Arrow, ...]:
    return tuple(arrow for arrow in arrows if {arrow.source, arrow.target} <= nodes)


def _reached(arrows: tuple[Arrow, ...], core: frozenset[str], radius: int) -> frozenset[str]:
    """The nodes at most *radius* arrows away, in either direction."""
    kept = core
    for _ in range(radius):
        kept |= {a.target for a in arrows if a.source in kept}
        kept |= {a.source for a in arrows if a.target in kept}
    return kept


def _pruned(box: Box, kept: frozenset[str]) -> Box:
    """The box with the kept ones inside it; one that was only reached is shown closed."""
    if not box.children:
        return box
    inside = tuple(_pruned(child, kept) for child in box.children if ids_in(child) & kept)
    if not inside:
        return replace(box, children=(), initial=None, hidden=len(ids_in(box)) - 1)
    shown = {child.id for child in inside}
    return replace(box, children=inside, initial=box.initial if box.initial in shown else None)
