"""Nodes and edges of a chart's graph before they are put into networkx."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.values.json_values import Value

Attributes = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A node; ``attributes`` are JSON values, and what is not known is left out."""

    id: str
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """An edge; ``key`` is unique in the graph."""

    source: str
    target: str
    key: str
    attributes: Attributes


def said(**attributes: Value) -> Attributes:
    """The attributes that say something: without None, empty texts and empty lists."""
    return MappingProxyType({name: v for name, v in attributes.items() if v not in (None, "", [])})


def state_id(path: str) -> str:
    """The node of a state of the tree; of its root, where *path* is empty, the tree itself."""
    return f"state:{path}" if path else TREE


def value_id(dimension: str, text: str) -> str:
    """The node of a value of a dimension."""
    return f"value:{dimension}={text}"


def dimension_id(name: str) -> str:
    """The node of a stored dimension."""
    return f"dimension:{name}"


def computed_id(name: str) -> str:
    """The node of a computed name."""
    return f"computed:{name}"


def rule_id(name: str) -> str:
    """The node of a rule."""
    return f"rule:{name}"


def capability_id(name: str) -> str:
    """The node of a capability."""
    return f"capability:{name}"


def run_id(kind: str, name: str) -> str:
    """The node of a pipeline or workflow."""
    return f"{kind}:{name}"


def end_id(run: str, end: str) -> str:
    """The node of a way in which a run ends: ``done``, ``failed`` or ``cancelled``."""
    return f"{run}/{end}"


def branch_id(run: str, name: str) -> str:
    """The node of a branch of a pipeline or workflow."""
    return f"{run}/branches/{name}"


def external_id(provider: str, name: str) -> str:
    """The node of a workflow that another machine gives."""
    return f"external:{provider}/{name}"


def invoke_id(state: str, slot: str) -> str:
    """The node of a child of a state or value, which is the node *state*."""
    return f"invoke:{state}/{slot}"


def initial_id(parent: str) -> str:
    """The initial pseudo-state inside the node *parent*."""
    return f"initial:{parent}"


TREE = "tree"
MACHINE = "machine"
"""The tree and the machine, of which a definition has one each."""
