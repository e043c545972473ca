"""What a node says of itself to people."""

from __future__ import annotations

from statecraft.model.formulas import NOTHING_SAID, Described
from statecraft.source.document import Located

_KEYS = ("label", "describe", "tags", "meta")


def described(node: Located) -> Described:
    """The label, describe, tags and meta of a node; a scalar says nothing."""
    data = node.value
    if not isinstance(data, dict) or not any(key in data for key in _KEYS):
        return NOTHING_SAID
    return Described(
        label=data.get("label"),
        describe=data.get("describe"),
        tags=tuple(data.get("tags", ())),
        meta=data.get("meta"),
    )
