"""A document in which some places are left out or hold something else.

What is left keeps the places at which it is written; only the containers on the way to a change
are made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from statecraft.source.document import Document
from statecraft.source.places import Places, Position

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """The key goes, and what stands under it; of a list, the element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIn:
    """This stands there instead: a scalar or an empty list. The key may be one that is absent."""

    value: Any


Edit: TypeAlias = LeaveOut | PutIn
_Tree: TypeAlias = dict[str | int, Any]


def reduced(document: Document, edits: Mapping[Path, Edit]) -> Document:
    """The document after the edits, whose paths are those of the document as it was.

    An edit inside of what another one replaces or leaves out has no effect. The root stays.
    """
    places = Places()
    places.tables = dict(document.places.tables)
    places.origins, places.root = document.places.origins, document.places.root
    data = _rebuilt(document.data, _as_tree(edits), places)
    return Document(data=data, lines=document.lines, places=places)


def _as_tree(edits: Mapping[Path, Edit]) -> _Tree:
    """The edits by the first step of their paths, and so on inward."""
    tree: _Tree = {}
    for path in sorted(edits, key=len):
        here: Any = tree
        for step in path[:-1]:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                break
        if isinstance(here, dict):
            here[path[-1]] = edits[path]
    return tree


def _rebuilt(value: Any, tree: _Tree, places: Places) -> Any:
    table: Any = places.tables[id(value)]
    if isinstance(value, list):
        kept = [index for index in range(len(value)) if not isinstance(tree.get(index), LeaveOut)]
        whole: Any = [_after(value[index], tree.get(index), places) for index in kept]
        places.tables[id(whole)] = [table[index] for index in kept]
        return whole
    keys = [key for key in value if not isinstance(tree.get(key), LeaveOut)]
    added = [key for key, edit in tree.items() if key not in value and isinstance(edit, PutIn)]
    start: Position = next(iter(table.values()), (0, 0, 0, 0))
    whole = {key: _after(value.get(key), tree.get(key), places) for key in (*keys, *added)}
    places.tables[id(whole)] = {key: table.get(key, start) for key in whole}
    return whole


def _after(value: Any, edit: Any, places: Places) -> Any:
    match edit:
        case None:
            return value
        case PutIn(value=[]):
            # Each place has a list of its own, since tables are found by identity.
            fresh: list[Any] = []
            places.tables[id(fresh)] = []
            return fresh
        case PutIn(value=given):
            return given
        case _:
            return _rebuilt(value, edit, places)
