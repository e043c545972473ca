"""JSON values: what counts as one, when two are the same, and copies with one place changed.

A value is shared freely between snapshots, so nobody changes one in place: ``assign`` and
``remove`` copy the containers along the path and share the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Value: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None
"""A JSON value. Lists and mappings are treated as immutable."""

Path: TypeAlias = tuple[str | int, ...]
"""Keys of mappings and 0-based indices of lists, outermost first."""

LARGEST_INTEGER: Final = 2**63 - 1
SMALLEST_INTEGER: Final = -(2**63)
DEEPEST: Final = 100
"""How many containers may be inside one another."""
MOST_PLACES: Final = 1_000_000
"""How many places a value may have, a shared part counted wherever it appears."""


class PathError(Exception):
    """A path that does not fit the value it is applied to."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def same(a: Value, b: Value) -> bool:
    """Deep equality where ``true`` is not 1 and ``false`` is not 0; 1 and 1.0 are the same."""
    pending: list[tuple[Any, Any]] = [(a, b)]
    while pending:
        left, right = pending.pop()
        if left is right:
            continue
        if left.__class__ is dict and right.__class__ is dict:
            if left.keys() != right.keys():
                return False
            pending.extend((left[key], right[key]) for key in left)
        elif left.__class__ is list and right.__class__ is list:
            if len(left) != len(right):
                return False
            pending.extend(zip(left, right, strict=True))
        elif (left.__class__ is bool) is not (right.__class__ is bool) or left != right:
            return False
    return True


def is_value(x: object) -> bool:
    """Whether *x* is a JSON value that we accept."""
    return defect(x) is None


def defect(x: object) -> str | None:
    """Why *x* is not a JSON value that we accept, with the place inside it; None when it is one.

    Only the builtin classes count: a subclass may compare or print as something else. A value
    that contains itself is found by its depth.
    """
    problem = _own_defect(x, ())
    if problem is not None or not isinstance(x, dict | list) or not x:
        return problem
    pending = [*_places_in(x, ())]
    places = 1
    while pending:
        found, path = pending.pop()
        places += 1
        if places > MOST_PLACES:
            return f"the value has more than {MOST_PLACES} places"
        problem = _own_defect(found, path)
        if problem is not None:
            return f"{_shown(path)}{problem}"
        if len(path) < DEEPEST:
            pending.extend(_places_in(found, path))
    return None


def _own_defect(x: object, path: Path) -> str | None:
    kind = x.__class__
    if x is None or kind is str or kind is bool:
        return None
    if isinstance(x, int) and kind is int:
        fits = SMALLEST_INTEGER <= x <= LARGEST_INTEGER
        return None if fits else "the integer does not fit into 64 bits"
    if isinstance(x, float) and kind is float:
        return None if math.isfinite(x) else f"{x} is not a JSON number"
    if isinstance(x, dict) and kind is dict:
        return _container_defect(x, path) or _key_defect(x)
    if kind is list:
        return _container_defect(x, path)
    return f"a Python object of class {kind.__name__} is not a JSON value"


def _container_defect(container: object, path: Path) -> str | None:
    if len(path) < DEEPEST or not container:
        return None
    return f"more than {DEEPEST} levels deep, or it contains itself"


def _key_defect(mapping: dict[Any, Any]) -> str | None:
    wrong = next((key for key in mapping if key.__class__ is not str), None)
    if wrong is None and None not in mapping:
        return None
    return f"the key {_cut(repr(wrong), 60)} is not a string"


def _places_in(x: object, path: Path) -> Iterator[tuple[object, Path]]:
    if isinstance(x, dict):
        return ((element, (*path, key)) for key, element in x.items())
    if isinstance(x, list):
        return ((element, (*path, index)) for index, element in enumerate(x))
    return iter(())


def _shown(path: Path) -> str:
    """``at doc.items[0]: `` for a message; nothing for the value as a whole."""
    if not path:
        return ""
    return f"at {_cut(show_path(path), 120)}: "


def show_path(path: Path) -> str:
    """The path as an author writes it: ``doc.items[0].qty``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."


def assign(root: dict[str, Any], path: Path, value: Value) -> dict[str, Any]:
    """A root in which *path* holds *value*; mappings that are missing on the way are made.

    Raises:
        PathError: a list has no such place (places are never made), or the path leads into
            something that is neither a mapping nor a list.
    """
    if not path:
        raise PathError("the path is empty")
    changed = dict(root)
    container: Any = changed
    for position, step in enumerate(path[:-1]):
        inner = _copy_for(container, path, position)
        container[step] = inner
        container = inner
    _require_place(container, path, len(path) - 1)
    container[path[-1]] = value
    return changed


def remove(root: dict[str, Any], path: Path) -> dict[str, Any]:
    """A root without the key that *path* names; the root itself when nothing is there.

    Raises:
        PathError: the path ends in a place of a list, whose places never move.
    """
    if not path:
        raise PathError("the path is empty")
    if not _leads_somewhere(root, path):
        return root
    if isinstance(path[-1], int):
        raise PathError(f"{show_path(path)} is a place of a list; only keys can be removed")
    changed = dict(root)
    container: Any = changed
    for position, step in enumerate(path[:-1]):
        inner = _copy_for(container, path, position)
        container[step] = inner
        container = inner
    del container[path[-1]]
    return changed


def _leads_somewhere(root: dict[str, Any], path: Path) -> bool:
    found: Any = root
    for step in path:
        is_key = isinstance(found, dict) and isinstance(step, str) and step in found
        if not is_key and not (
            isinstance(found, list) and isinstance(step, int) and 0 <= step < len(found)
        ):
            return False
        found = found[step]
    return True


def _copy_for(container: Any, path: Path, position: int) -> dict[str, Any] | list[Any]:
    """A copy of what stands at ``path[position]`` in *container*, or a new mapping."""
    _require_place(container, path, position)
    step = path[position]
    if isinstance(container, dict) and step not in container:
        return {}
    inner = container[step]
    if isinstance(inner, dict):
        return dict(inner)
    if isinstance(inner, list):
        return list(inner)
    at = show_path(path[: position + 1])
    raise PathError(f"{at} is neither a mapping nor a list, so {show_path(path)} has no place")


def _require_place(container: Any, path: Path, position: int) -> None:
    step = path[position]
    if isinstance(container, dict):
        if not isinstance(step, str):
            raise PathError(f"{_at(path, position)} is a mapping; its keys are strings, not {step}")
    elif not isinstance(step, int):
        found = f"is a list; its places are numbers, not {_cut(repr(step), 60)}"
        raise PathError(f"{_at(path, position)} {found}")
    elif not 0 <= step < len(container):
        found = f"has no place {step}; it has {len(container)} places"
        raise PathError(f"{_at(path, position)} {found}")


def _at(path: Path, position: int) -> str:
    return show_path(path[:position]) or "the context"
