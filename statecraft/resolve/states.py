"""States with their behaviour: those of the tree, and values of dimensions written in full."""

from __future__ import annotations

from dataclasses import replace

from statecraft.model.states import State, Transition
from statecraft.resolve.actions import resolve_block
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DeclaredValue, DimensionOutline
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.plain_values import plain_state
from statecraft.resolve.targets import AtMachine, InDimension, InTree, Source
from statecraft.resolve.transitions import (
    resolve_after,
    resolve_eventless,
    resolve_for_event,
    resolve_on,
)
from statecraft.resolve.tree_outline import StateOutline
from statecraft.resolve.vocabulary import Vocabulary, event_scope, with_locals
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING


def resolve_tree(machine: str, vocabulary: Vocabulary) -> State | None:
    """The root of the state tree.

    What the machine says under ``on:`` and ``always:`` stays the machine's; its ``entry``,
    ``exit`` and ``after`` are the root's.
    """
    if not vocabulary.tree:
        return None
    root = vocabulary.tree[""]
    scope = event_scope(vocabulary, ANYTHING)
    return State(
        name=machine,
        path="",
        kind=root.kind,
        initial=root.initial,
        children=_children(root, vocabulary),
        entry=resolve_block(
            root.node.get("entry"), with_locals(scope, {"input": vocabulary.input}), vocabulary
        ),
        exit=resolve_block(root.node.get("exit"), scope, vocabulary),
        transitions=(),
        always=(),
        after=resolve_after(root.node.get("after"), AtMachine(), vocabulary),
        output=None,
        span=root.node["states"].key_span,
    )


def _children(outline: StateOutline, vocabulary: Vocabulary) -> tuple[State, ...]:
    return tuple(_state(vocabulary.tree[path], vocabulary) for path in outline.children)


def _state(outline: StateOutline, vocabulary: Vocabulary) -> State:
    node = outline.node
    source = InTree(path=outline.path)
    scope = event_scope(vocabulary, ANYTHING)
    return State(
        name=outline.name,
        path=outline.path,
        kind=outline.kind,
        initial=outline.initial,
        children=_children(outline, vocabulary),
        entry=resolve_block(node.get("entry"), scope, vocabulary),
        exit=resolve_block(node.get("exit"), scope, vocabulary),
        transitions=_transitions(node, outline.path, source, vocabulary),
        always=resolve_eventless(node.get("always"), source, vocabulary),
        after=resolve_after(node.get("after"), source, vocabulary),
        output=optional_data(node.get("output"), scope, vocabulary.report),
        span=node.key_span,
        described=described(node),
    )


def _transitions(
    node: Located, path: str, source: Source, vocabulary: Vocabulary
) -> tuple[Transition, ...]:
    """Those of ``on`` and ``on_done``, the one that is written first coming first."""
    found: list[Transition] = []
    for key, of in node.items():
        if key == "on":
            found += resolve_on(of, source, vocabulary)
        elif key == "on_done":
            found += resolve_for_event(of, f"done.state.{path}", source, vocabulary)
    return tuple(found)


def resolve_value_state(
    value: DeclaredValue,
    node: Located | None,
    dimension: DimensionOutline,
    vocabulary: Vocabulary,
) -> State:
    """The state of a dimension's value; *node* is what is written in full, if anything is."""
    state = plain_state(value)
    if node is None:
        return state
    source = InDimension(dimension=dimension)
    scope = event_scope(vocabulary, ANYTHING)
    return replace(
        state,
        entry=resolve_block(node.get("entry"), scope, vocabulary),
        exit=resolve_block(node.get("exit"), scope, vocabulary),
        transitions=resolve_on(node.get("on"), source, vocabulary),
        always=resolve_eventless(node.get("always"), source, vocabulary),
        after=resolve_after(node.get("after"), source, vocabulary),
        span=node.key_span,
        described=described(node),
    )
