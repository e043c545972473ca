"""What people who know other tools write for a key of a child, and the key they mean here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CHILD: Final = {
    "src": "machine",
    "definition": "machine",
    "start": "machine",
    "submachine": "machine",
    "slot": "id",
    "context": "input",
    "params": "input",
    "payload": "input",
    "done": "on_done",
    "onDone": "on_done",
    "error": "on_error",
    "onError": "on_error",
}

OF_CHILDREN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "invoke": {
            **_CHILD,
            "parameters": "a machine is given input, an action is given with",
            "data": "a machine is given input, an action is given with",
            "forward": "autoforward",
            "foreach": "each",
            "for_each": "each",
            "attempts": "write retry: {attempts: 3, delay: 1s}",
            "on_success": "on_done",
            "on_failure": "on_error",
        },
        "submachine": {
            **_CHILD,
            "parameters": "input",
            "data": "input",
            "with": "input",
            "each": "a state has one submachine; write invoke: {machine: …, each: …}",
            "autoforward": "leave it out: events are offered to a submachine first",
            "finalize": "only invoke: has it",
        },
    }
)
"""Title of the thing → wrong key → key that is meant, or a hint in itself."""
