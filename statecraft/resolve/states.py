"""States with their behaviour: those of the tree, and values of dimensions written in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from statecraft.model.actions import Block
from statecraft.model.states import DefaultEntry, State, Transition
from statecraft.resolve.actions import resolve_block
from statecraft.resolve.child_events import DONE, ERROR
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DeclaredValue, DimensionOutline
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.invoke_nodes import (
    OF_CHILDREN,
    Written,
    children_under,
    slot_id,
    written_children,
)
from statecraft.resolve.invokes import resolve_invokes
from statecraft.resolve.plain_values import plain_state
from statecraft.resolve.targets import AtMachine, InDimension, Source
from statecraft.resolve.transitions import (
    resolve_after,
    resolve_eventless,
    resolve_for_event,
    resolve_on,
)
from statecraft.resolve.tree_outline import HISTORY, StateOutline, default_targets
from statecraft.resolve.vocabulary import Vocabulary, event_scope, with_locals
from statecraft.source.document import Located
from statecraft.values.making import maker
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
        default=_default(root, vocabulary),
        children=_children(root, vocabulary),
        entry=resolve_block(
            root.node.get("entry"), with_locals(scope, {"input": vocabulary.input}), vocabulary
        ),
        exit=resolve_block(root.node.get("exit"), scope, vocabulary),
        transitions=(),
        always=(),
        after=resolve_after(root.node.get("after"), AtMachine(), vocabulary),
        output=None,
        invokes=resolve_invokes(root.node, vocabulary),
        span=root.node["states"].key_span,
    )


def _children(outline: StateOutline, vocabulary: Vocabulary) -> tuple[State, ...]:
    tree = vocabulary.tree
    return tuple([_state(tree[path], vocabulary) for path in outline.children])


def _state(outline: StateOutline, vocabulary: Vocabulary) -> State:
    node = outline.node
    state = _NEW_STATE(
        name=outline.name,
        path=outline.path,
        kind=outline.kind,
        initial=outline.initial,
        default=_default(outline, vocabulary),
        children=_children(outline, vocabulary) if outline.children else (),
        entry=(),
        exit=(),
        transitions=_transitions(outline, vocabulary),
        always=(),
        after=(),
        output=None,
        span=node.key_span,
    )
    if _SAID_BY_MOST.issuperset(node.value):
        return state
    scope = event_scope(vocabulary, ANYTHING)
    return replace(
        _behaving(state, node, outline, vocabulary),
        output=optional_data(node.get("output"), scope, vocabulary.report),
        invokes=resolve_invokes(node, vocabulary),
        is_failure=node.value.get("failed", False),
    )


_NEW_STATE: Final = maker(State)
_SAID_BY_MOST: Final = frozenset({"on", "states", "initial"})
"""What most states of a large tree say, and nothing else."""


def _behaving(state: State, node: Located, source: Source, vocabulary: Vocabulary) -> State:
    """The state with what it does by itself, and what is said of it."""
    scope = event_scope(vocabulary, ANYTHING)
    return replace(
        state,
        entry=resolve_block(node.get("entry"), scope, vocabulary),
        exit=resolve_block(node.get("exit"), scope, vocabulary),
        always=resolve_eventless(node.get("always"), source, vocabulary),
        after=resolve_after(node.get("after"), source, vocabulary),
        described=described(node),
    )


def _default(outline: StateOutline, vocabulary: Vocabulary) -> DefaultEntry | None:
    """What is entered by default, where that is more than a child."""
    around, node = outline, outline.node.get("initial")
    if outline.kind in HISTORY:
        assert outline.parent is not None, "the root is no history"
        around = vocabulary.tree[outline.parent]
        node = outline.node.get("default") or around.node.get("initial")
    if node is None or (isinstance(node.value, str) and "." not in node.value):
        return None
    names = (str(target.value) for target in default_targets(node))
    paths = [f"{around.path}.{name}" if around.path else name for name in names]
    if outline.path in paths:
        return None  # The parent enters this history by default, which cannot stand for itself.
    return DefaultEntry(
        targets=tuple(path for path in paths if path in vocabulary.tree),
        actions=_default_actions(node, vocabulary),
        span=node.span,
    )


def _default_actions(node: Located, vocabulary: Vocabulary) -> Block:
    actions = node.get("do") if isinstance(node.value, dict) else None
    return resolve_block(actions, event_scope(vocabulary, ANYTHING), vocabulary)


def _transitions(outline: StateOutline, vocabulary: Vocabulary) -> tuple[Transition, ...]:
    """Those of ``on``, ``on_done`` and children, the one that is written first coming first."""
    node = outline.node
    found: list[Transition] = []
    for key in node.value:
        if key == "on":
            found += resolve_on(node[key], outline, vocabulary)
        elif key == "on_done":
            event = _completion(node, outline.path, vocabulary)
            found += resolve_for_event(node[key], event, outline, vocabulary)
        elif key in OF_CHILDREN:
            for written in children_under(key, node[key]):
                found += _of_child(written, outline, vocabulary)
    return tuple(found)


def resolve_of_children(node: Located, vocabulary: Vocabulary) -> tuple[Transition, ...]:
    """The machine's transitions on the ends of its own children."""
    children = written_children(node)
    return tuple(each for of in children for each in _of_child(of, AtMachine(), vocabulary))


def _completion(node: Located, path: str, vocabulary: Vocabulary) -> str:
    """The event of an ``on_done`` of a state: what is inside of it has come to its end."""
    inside = next((each for each in written_children(node) if each.is_submachine), None)
    if inside is None:
        return f"done.state.{path}"
    return DONE + slot_id(inside, vocabulary.machines)


def _of_child(written: Written, source: Source, vocabulary: Vocabulary) -> Iterator[Transition]:
    """Those of ``on_done`` and ``on_error`` of a child, in order of text."""
    name = slot_id(written, vocabulary.machines)
    for key in written.node.value if isinstance(written.node.value, dict) else ():
        if key in ("on_done", "on_error"):
            event = (DONE if key == "on_done" else ERROR) + name
            yield from resolve_for_event(written.get(key), event, source, vocabulary)


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
    return replace(
        _behaving(state, node, source, vocabulary),
        transitions=resolve_on(node.get("on"), source, vocabulary),
        span=node.key_span,
    )
