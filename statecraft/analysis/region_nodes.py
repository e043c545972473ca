"""The regions of a definition as nodes: dimensions with values, the tree with its states."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.analysis.elements import (
    MACHINE,
    GraphNode,
    dimension_id,
    initial_id,
    said,
    state_id,
    value_id,
)
from statecraft.analysis.invoke_nodes import invoke_nodes
from statecraft.analysis.wording import action_texts
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension, DimensionValue
from statecraft.model.states import State, StateKind

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def region_nodes(definition: Definition) -> Iterator[GraphNode]:
    """The machine, then its regions in order of text, a parent before its children."""
    yield _machine(definition)
    if definition.tree is not None and definition.tree_first:
        yield from _tree(definition.tree)
    for dimension in definition.dimensions:
        yield from _dimension(dimension)
    if definition.tree is not None and not definition.tree_first:
        yield from _tree(definition.tree)


def _machine(definition: Definition) -> GraphNode:
    return GraphNode(
        id=MACHINE,
        attributes=said(
            kind="machine",
            name=definition.full_name,
            label=definition.described.label,
            describe=definition.described.describe,
            version=definition.version,
            file=definition.file,
            hash=definition.hash,
            at=str(definition.span),
        ),
    )


def _tree(root: State) -> Iterator[GraphNode]:
    yield GraphNode(
        id=state_id(root.path),
        attributes=said(
            kind="tree",
            name="states",
            parent=MACHINE,
            type=str(root.kind),
            entry=list(action_texts(root.entry)),
            exit=list(action_texts(root.exit)),
            at=str(root.span),
        ),
    )
    yield from invoke_nodes(root, state_id(root.path))
    yield from _inside(root)


def _inside(parent: State) -> Iterator[GraphNode]:
    here = state_id(parent.path)
    if parent.kind is StateKind.COMPOUND:
        yield _initial(here)
    for child in parent.children:
        yield _state(child, here)
        yield from invoke_nodes(child, state_id(child.path))
        yield from _inside(child)


def _initial(parent: str) -> GraphNode:
    return GraphNode(id=initial_id(parent), attributes=said(kind="initial", parent=parent))


def _state(state: State, parent: str) -> GraphNode:
    return GraphNode(
        id=state_id(state.path),
        attributes=said(
            kind="history" if state.kind in _HISTORY else "state",
            name=state.name,
            path=state.path,
            parent=parent,
            type=str(state.kind),
            label=state.described.label,
            describe=state.described.describe,
            tags=list(state.described.tags),
            entry=list(action_texts(state.entry)),
            exit=list(action_texts(state.exit)),
            at=str(state.span),
        ),
    )


def _dimension(dimension: Dimension) -> Iterator[GraphNode]:
    here = dimension_id(dimension.name)
    yield GraphNode(
        id=here,
        attributes=said(
            kind="dimension",
            name=dimension.name,
            parent=MACHINE,
            label=dimension.described.label,
            describe=dimension.described.describe,
            lifetime=str(dimension.lifetime),
            constant=dimension.constant,
            free=dimension.free,
            any_move=dimension.allowed is None,
            at=str(dimension.span),
        ),
    )
    yield _initial(here)
    for value in dimension.values:
        yield _value(dimension, value, here)
        yield from invoke_nodes(value.state, value_id(dimension.name, value.text))


def _value(dimension: Dimension, value: DimensionValue, parent: str) -> GraphNode:
    goals = None if dimension.allowed is None else dimension.allowed.get(value.text, ())
    return GraphNode(
        id=value_id(dimension.name, value.text),
        attributes=said(
            kind="value",
            name=value.text,
            path=f"{dimension.name}={value.text}",
            parent=parent,
            label=value.described.label or value.state.described.label,
            describe=value.described.describe or value.state.described.describe,
            tags=list(value.state.described.tags),
            terminal=goals == () and not dimension.constant,
            entry=[*action_texts(value.state.entry), *action_texts(value.on_change)],
            exit=list(action_texts(value.state.exit)),
            at=str(value.state.span),
        ),
    )
