"""Targets: full paths → what our language writes for them where the transition stands.

A name is sought outward from the source, the nearest wins; so a path that begins with a name
that is also nearer cannot be written. Then all states get names of their own (``Unwritable``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from statecraft.interop.names import part, unique
from statecraft.interop.xstate.config import Node

Keys = tuple[str, ...]

_Choice = Callable[[str, set[str], set[str]], str]
"""Chooses a name: from what it would be, its siblings' names, and all names so far."""


class Unwritable(Exception):
    """A target that no path names from where it is needed."""


def plain_names(root: Node) -> dict[Keys, Keys]:
    """Keys of a node → names of ours; siblings are told apart."""
    return _named(root, lambda name, siblings, _all: unique(name, siblings))


def distinct_names(root: Node) -> dict[Keys, Keys]:
    """As ``plain_names``, no two states with one name."""
    return _named(root, lambda name, _siblings, everywhere: unique(name, everywhere))


def _named(root: Node, choose: _Choice) -> dict[Keys, Keys]:
    names: dict[Keys, Keys] = {(): ()}
    everywhere: set[str] = set()
    for node in root.all():
        siblings: set[str] = set()
        for child in node.children:
            name = choose(part(child.key), siblings, everywhere)
            siblings.add(name)
            everywhere.add(name)
            names[child.keys] = (*names[node.keys], name)
    return names


def written(source: Keys, target: Keys, paths: Mapping[Keys, Keys]) -> str:
    """How a transition of *source* names *target*; both are names of ours.

    Raises:
        Unwritable: a nearer state has the first name of every path that leads there.
    """
    if target[: len(source)] == source and target != source:
        return "." + ".".join(target[len(source) :])
    states = set(paths.values())
    for place in _outward(source):
        if target[: len(place)] == place and target != place:
            first = target[len(place)]
            nearer = [near for near in _outward(source) if len(near) > len(place)]
            if not any((*near, first) in states for near in nearer):
                return ".".join(target[len(place) :])
    raise Unwritable


def _outward(source: Keys) -> Iterator[Keys]:
    """The states whose children may be named from *source*: its parent, then outward."""
    for length in range(max(len(source) - 1, 0), -1, -1):
        yield source[:length]
