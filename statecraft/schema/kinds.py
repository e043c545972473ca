"""Things of several kinds, told apart by a key: an action is a ``set``, a ``send`` or another.

The schema says it by branches: where the deciding key is there, only these keys may stand. The
first deciding key in order of text counts; a second one is the mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.schema.faults import Schema


def allowed_by_kind(thing: Schema, value: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Each deciding key of the value, in order of text → the keys that may stand beside it."""
    allowed = {
        _deciding(branch): frozenset(branch["then"]["propertyNames"]["enum"])
        for branch in _branches(thing)
        if _decides(branch["if"], value)
    }
    return {key: allowed[key] for key in value if key in allowed}


def deciding_keys(thing: Schema) -> tuple[str, ...]:
    """Every key that can decide what kind the thing is of."""
    return tuple(_deciding(branch) for branch in _branches(thing))


def _branches(thing: Schema) -> list[Schema]:
    return [
        branch
        for branch in thing.get("allOf", ())
        if "required" in branch["if"] and "enum" in branch["then"].get("propertyNames", ())
    ]


def _deciding(branch: Schema) -> str:
    return str(branch["if"]["required"][0])


def _decides(condition: Schema, value: Mapping[str, Any]) -> bool:
    """Whether the key is there and, where the schema asks for it, ``true``."""
    (key,) = condition["required"]
    return key in value and ("properties" not in condition or value[key] is True)
