"""The tree of state nodes that an XState config describes: ids, kinds, and what targets name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.xstate.shape import Place

UNNAMED: Final = "(machine)"
"""The id of a root that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state node.

    Attributes:
        keys: those that lead from the root to it; empty for the root.
        id: the custom one, or the machine's id and the keys with dots between.
        kind: atomic, compound, parallel, final or history.
        config: as written; ``place`` is where.
    """

    keys: tuple[str, ...]
    id: str
    kind: str
    config: Mapping[str, Any]
    place: Place
    children: tuple[Node, ...]

    @property
    def key(self) -> str:
        """Its own key; empty for the root."""
        return self.keys[-1] if self.keys else ""

    def child(self, key: str) -> Node | None:
        """The child of that key."""
        return next((child for child in self.children if child.key == key), None)

    def at(self, keys: tuple[str, ...]) -> Node | None:
        """What is reached by going down along keys."""
        node: Node | None = self
        for key in keys:
            node = None if node is None else node.child(key)
        return node

    def all(self) -> Iterator[Node]:
        """This node and everything below it, in document order."""
        yield self
        for child in self.children:
            yield from child.all()


def node_tree(config: Mapping[str, Any], place: Place) -> Node:
    """The tree of a machine's config."""
    return _node(config, place, (), str(config.get("id", UNNAMED)))


def _node(config: Mapping[str, Any], place: Place, keys: tuple[str, ...], machine: str) -> Node:
    states = config.get("states") or {}
    children = tuple(
        _node(child or {}, (*place, "states", key), (*keys, key), machine)
        for key, child in states.items()
    )
    own = config.get("id") if keys else machine
    return Node(
        keys=keys,
        id=str(own) if own is not None else ".".join((machine, *keys)),
        kind=_kind(config),
        config=config,
        place=place,
        children=children,
    )


def _kind(config: Mapping[str, Any]) -> str:
    if "type" in config:
        return str(config["type"])
    if config.get("states"):
        return "compound"
    return "history" if config.get("history") else "atomic"


def target_of(root: Node, source: Node, target: str) -> Node | None:
    """The node that *target* names from *source*: ``#id``, ``#id.child``, ``.child``, ``sibling``.

    Source: XState 5, ``resolveTarget``.
    """
    if target.startswith("#"):
        return _by_id(root, target[1:])
    if target.startswith("."):
        return source.at(tuple(target[1:].split(".")))
    if not source.keys:
        return None
    parent = root.at(source.keys[:-1])
    return None if parent is None else parent.at(tuple(target.split(".")))


def _by_id(root: Node, written: str) -> Node | None:
    """``id``, or the longest id that *written* begins with and keys below it."""
    ids = {node.id: node for node in reversed(list(root.all()))}
    if written in ids:
        return ids[written]
    parts = written.split(".")
    for length in range(len(parts) - 1, 0, -1):
        node = ids.get(".".join(parts[:length]))
        if node is not None:
            return node.at(tuple(parts[length:]))
    return None
