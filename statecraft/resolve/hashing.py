"""The hash of a definition: what a snapshot remembers of the definition it was made by.

Two definitions have one hash when nothing but what they say to people differs, so ``label``,
``describe`` and ``meta`` are left out where they belong to a node. The same words are kept where
they are data (``set: {label: …}``) or names of an author (a context variable ``meta``); the table
below says which is which.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from statecraft.values.json_values import Value

_SAID_TO_PEOPLE: Final = frozenset({"label", "describe", "meta"})

_NAMES: Final = "names of "
"""Opens the kind of a mapping from an author's names to nodes."""

_STATE: Final = MappingProxyType(
    {
        "states": "names of state",
        "entry": "action",
        "exit": "action",
        "on": "names of transition",
        "always": "transition",
        "after": "names of transition",
        "on_done": "transition",
    }
)

_INSIDE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "machine": {
            **_STATE,
            "input": "names of shape",
            "context": "names of shape",
            "dimensions": "names of dimension",
            "events": "names of event",
            "rules": "names of rule",
            "functions": "names of function",
            "actions": "names of host action",
            "pipelines": "names of run",
            "workflows": "names of run",
            "branches": "names of step",
            "properties": "names of leaf",
            "scenarios": "scenario",
            "invoke": "child",
        },
        "state": {**_STATE, "invoke": "child", "submachine": "child"},
        "child": {"finalize": "action", "on_done": "transition", "on_error": "transition"},
        "transition": {"do": "action"},
        "action": {
            "then": "action",
            "else": "action",
            "each": "each",
            "callbacks": "names of action",
        },
        "each": {"do": "action"},
        "run": {
            "parameters": "names of shape",
            "requires": "leaf",
            "callbacks": "names of leaf",
            "steps": "step",
            "branches": "names of step",
            "on_failure": "step",
        },
        "step": {
            "then": "step",
            "else": "step",
            "each": "each step",
            "parallel": "names of step",
            "on_success": "step",
            "on_failure": "step",
            "callbacks": "names of action",
        },
        "each step": {"do": "step"},
        "dimension": {
            "values": "value",
            "states": "names of state",
            "on_change": "names of action",
            "compute": "leaf",
        },
        "shape": {
            "properties": "names of shape",
            "items": "shape",
            "additionalProperties": "shape",
        },
        "event": {"payload": "names of shape"},
        "rule": {"require": "leaf"},
        "function": {"parameters": "names of shape", "result": "shape"},
        "host action": {"with": "names of shape", "result": "shape"},
        "scenario": {"steps": "leaf"},
        "leaf": {},
    }
)
"""Kind of node → its keys that hold further nodes → their kind. Every other key holds data."""


def definition_hash(machine: Mapping[str, Any], values: Mapping[str, tuple[Value, ...]]) -> str:
    """SHA-256, in hexadecimal, over canonical JSON of a machine's part of its document.

    Further machines of the file have hashes of their own, and ``x-`` keys mean nothing. *values*
    are those of each dimension with their types, which the keys of the data do not show.
    """
    own = {
        key: value
        for key, value in machine.items()
        if key != "machines" and not key.startswith("x-")
    }
    meaning = [_meant(own, "machine"), {name: list(typed) for name, typed in values.items()}]
    text = json.dumps(meaning, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _meant(data: Any, kind: str) -> Any:
    """The data without what is said to people alone; a list holds nodes of the kind."""
    if isinstance(data, list):
        return [_meant(element, kind.removeprefix(_NAMES)) for element in data]
    if not isinstance(data, dict):
        return data
    if kind.startswith(_NAMES):
        one = kind.removeprefix(_NAMES)
        # The order of the names is a part of the meaning: it is the order of text.
        return [
            [name, node if isinstance(node, str) else _meant(node, one)]
            for name, node in data.items()
        ]
    if kind == "value" and "value" not in data:
        return list(data)
    inside = _INSIDE.get(kind, {})
    return {
        key: _meant(value, inside[key]) if key in inside else value
        for key, value in data.items()
        if key not in _SAID_TO_PEOPLE
    }
