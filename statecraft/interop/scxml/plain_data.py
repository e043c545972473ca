"""A machine's part of a document as data that JSON can hold: keys that are values keep their type.

Only in ``values:`` does it matter how a key is written; there the mapping becomes a list.
"""

from __future__ import annotations

from typing import Any

from statecraft.source.document import Located


def plain_machine(machine: Located) -> dict[str, Any]:
    """The data of a machine."""
    return {key: _plain(key, node) for key, node in machine.items() if not key.startswith("x-")}


def _plain(key: str, node: Located) -> Any:
    if key == "dimensions":
        return {name: _dimension(dimension) for name, dimension in node.items()}
    if key == "machines":
        return {name: plain_machine(machine) for name, machine in node.items()}
    return node.value


def _dimension(node: Located) -> dict[str, Any]:
    return {
        key: [_value(each) for _, each in inner.items()]
        if key == "values" and isinstance(inner.value, dict)
        else inner.value
        for key, inner in node.items()
    }


def _value(node: Located) -> dict[str, Any]:
    """A value with its label; more may be said of it than that."""
    if isinstance(node.value, dict):
        return {"value": node.typed_key, **node.value}
    return {"value": node.typed_key, "label": node.value}
