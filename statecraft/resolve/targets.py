"""Targets: where a transition leads, and where the dimensions must be for it (semantics 2.4, 2.5).

What a name means depends on where the transition stands, its *source*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, assert_never

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.states import From, Move, StateKind, StateTarget
from statecraft.resolve.dimension_outline import DimensionOutline, value_named
from statecraft.resolve.findings import first_is, suggestion
from statecraft.resolve.moves import movable, origin
from statecraft.resolve.parts import entries_of, one_or_more
from statecraft.resolve.tree_outline import StateOutline, Tree
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.text import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMachine:
    """The transition belongs to the machine, or to the root of its tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InDimension:
    """The transition belongs to a value of a dimension written in full."""

    dimension: DimensionOutline


Source: TypeAlias = AtMachine | StateOutline | InDimension
"""What a transition belongs to; the outline is that of a state of the tree."""


class Goals(NamedTuple):
    """Everything that a ``target`` says."""

    targets: tuple[StateTarget, ...] = ()
    moves: tuple[Move, ...] = ()
    origins: tuple[From, ...] = ()


def resolve_goal(
    node: Located, source: Source, vocabulary: Vocabulary
) -> StateTarget | Move | None:
    """What a name or a value stands for; None, and a finding, where there is nothing like it."""
    match source:
        case StateOutline() | AtMachine():
            path = _state_path(node, source, vocabulary)
            return None if path is None else StateTarget(path=path, span=node.span)
        case InDimension(dimension=dimension):
            found = value_named(dimension, text_of(node.value), node.span, vocabulary.report)
            if found is None:
                return None
            return Move(dimension=dimension.name, value=found.value, span=node.span)
        case _:
            assert_never(source)


def resolve_goals(node: Located | None, source: Source, vocabulary: Vocabulary) -> Goals:
    """The goals that a target names; those that cannot be found are reported and left out."""
    if node is None:
        return Goals()
    if isinstance(node.value, str):
        return _of_one(resolve_goal(node, source, vocabulary))
    parts = [part for element in one_or_more(node) for part in _parts(element, source, vocabulary)]
    goals = Goals(
        targets=tuple(part for part in parts if isinstance(part, StateTarget)),
        moves=tuple(part for part in parts if isinstance(part, Move)),
        origins=tuple(part for part in parts if isinstance(part, From)),
    )
    _report_rivals(goals, vocabulary)
    return goals


def _of_one(part: StateTarget | Move | None) -> Goals:
    if part is None:
        return Goals()
    return Goals(moves=(part,)) if isinstance(part, Move) else Goals(targets=(part,))


def _parts(
    node: Located, source: Source, vocabulary: Vocabulary
) -> Iterator[StateTarget | Move | From]:
    if isinstance(node.value, dict):
        for of in entries_of(node):
            yield from _dimension_parts(of, vocabulary)
        return
    part = resolve_goal(node, source, vocabulary)
    if part is not None:
        yield part


def _dimension_parts(node: Located, vocabulary: Vocabulary) -> Iterator[Move | From]:
    """What ``{dimension: value}`` or ``{dimension: {from: A, to: B}}`` says."""
    outline = movable(node, vocabulary)
    if outline is None:
        return
    goal = node
    if isinstance(node.value, dict):
        goal = node["to"]
        if "from" in node:
            yield origin(outline, node["from"], vocabulary)
    found = value_named(outline, text_of(goal.value), goal.span, vocabulary.report)
    if found is not None:
        yield Move(dimension=outline.name, value=found.value, span=node.key_span)


def _state_path(
    node: Located, source: AtMachine | StateOutline, vocabulary: Vocabulary
) -> str | None:
    written = str(node.value)
    own = source.path if isinstance(source, StateOutline) else ""
    found = _sought(written, own, vocabulary.tree)
    if found is None:
        vocabulary.report(_no_state(node, written, own, vocabulary))
    return found


def _sought(written: str, own: str, tree: Tree) -> str | None:
    """The path of the nearest state of that name; ``.x`` is a child of *own*."""
    if written.startswith("."):
        path = f"{own}{written}" if own else written[1:]
        return path if path in tree and path else None
    first, _, rest = written.partition(".")
    for place in _outward(own, tree):
        near = f"{place}.{first}" if place else first
        if near in tree:
            if not rest:
                return near
            path = f"{near}.{rest}"
            return path if path in tree else None
    return None


def _outward(own: str, tree: Tree) -> tuple[str, ...]:
    """The states whose children may be named from *own*: its parent, then outward to the root."""
    outline = tree.get(own)
    return () if outline is None else outline.around or (own,)


def _no_state(node: Located, written: str, own: str, vocabulary: Vocabulary) -> Diagnostic:
    return Diagnostic(
        code="SC203",
        span=node.span,
        message=f"no state {quoted(written)} here"
        if vocabulary.tree
        else "the machine has no states",
        hint=_state_hint(written, own, vocabulary),
    )


def _state_hint(written: str, own: str, vocabulary: Vocabulary) -> str | None:
    tree = vocabulary.tree
    below = f"{own}.{written}" if own else written
    if below in tree:
        return f"a child of the source is written {quoted('.' + written)}"
    around = _submachine_around(written, own, vocabulary)
    if around is not None:
        return f"the machine inside of {around} moves by transitions of its own: send it an event"
    owner = next((d for d in vocabulary.dimensions.values() if d.by_text(written)), None)
    if owner is not None:
        return f"to move a dimension write target: {{{owner.name}: {written}}}"
    full = next((path for path in tree if path.endswith(f".{written}")), None)
    if full is not None:
        return f"from here it is {quoted(full)}"
    return suggestion(written, _reachable_names(own, tree, written))


def _submachine_around(written: str, own: str, vocabulary: Vocabulary) -> str | None:
    """The state whose submachine would have a state of that name."""
    below = f"{own}.{written.removeprefix('.')}"
    inside = (slot.path for slot in vocabulary.itself.slots if slot.is_submachine)
    return next(
        (path for path in inside if any(p.startswith(f"{path}.") for p in (written, below))), None
    )


def _reachable_names(own: str, tree: Tree, written: str) -> Iterator[str]:
    if written.startswith("."):
        yield from (f".{tree[path].name}" for path in tree[own].children) if own in tree else ()
        return
    for place in _outward(own, tree):
        yield from (tree[path].name for path in tree[place].children)
    yield from (path for path in tree if path)


def _report_rivals(goals: Goals, vocabulary: Vocabulary) -> None:
    """Report goals that no configuration can hold together."""
    moved: dict[str, Move] = {}
    for move in goals.moves:
        first = moved.setdefault(move.dimension, move)
        if first is not move:
            message = f"dimension {move.dimension} has two targets"
            vocabulary.report(
                _rival(move.span, message, first.span, "it holds one value at a time")
            )
    for index, target in enumerate(goals.targets):
        for other in goals.targets[:index]:
            if not _may_stand_together(other.path, target.path, vocabulary.tree):
                message = (
                    f"{quoted(other.path)} and {quoted(target.path)} are never active together"
                )
                hint = "several targets lie in different regions of one parallel state"
                vocabulary.report(_rival(target.span, message, other.span, hint))
                break


def _rival(span: Span, message: str, first: Span, hint: str) -> Diagnostic:
    related = first_is(first, "the other target")
    return Diagnostic(code="SC207", span=span, message=message, hint=hint, related=related)


def _may_stand_together(a: str, b: str, tree: Tree) -> bool:
    """Whether the least common ancestor of two states is parallel, and neither is it."""
    ours, theirs = _lineage(a, tree), _lineage(b, tree)
    if a in theirs or b in ours:
        return False
    shared = [path for path in ours if path in theirs]
    return tree[shared[0]].kind is StateKind.PARALLEL


def _lineage(path: str, tree: Tree) -> tuple[str, ...]:
    """A state and its ancestors, itself first."""
    return (path, *_outward(path, tree))
