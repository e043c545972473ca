"""Invoked actors → children of ours: machines of the text, simulated actors, host actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.interop.xstate.actions import payload
from statecraft.interop.xstate.config import Node
from statecraft.interop.xstate.scope import MachineScope, actor_ids
from statecraft.interop.xstate.shape import Place
from statecraft.interop.xstate.transitions import Source, own_keys

Section = dict[str, Any]

_KNOWN = frozenset({"src", "id", "input", "onDone", "onError", "meta"})


def invokes(node: Node, scope: MachineScope) -> list[Section]:
    """The children of a node, in order of text."""
    written = node.config.get("invoke")
    if written is None:
        return []
    listed = written if isinstance(written, list) else [written]
    return [
        _invoke(
            each,
            number,
            (*node.place, "invoke", *([number] if listed is written else [])),
            node,
            scope,
        )
        for number, each in enumerate(listed)
    ]


def _invoke(
    written: Mapping[str, Any], number: int, place: Place, node: Node, scope: MachineScope
) -> Section:
    for key in written.keys() - _KNOWN:
        scope.desk.lose((*place, key), f"{key} of an invoke", "nothing")
    slot, own = scope.slots.name(actor_ids(node)[number]), own_keys(written)
    made = {"id": slot} if "machine" in own else _child(written["src"], slot, scope)
    made |= own
    if "input" in written:
        key = "input" if "machine" in made else "with"
        made[key] = payload(written["input"], (*place, "input"), scope)
    source = Source(node=node, scope=scope)
    for key, ours in (("onDone", "on_done"), ("onError", "on_error")):
        found = (
            source.candidates(written.get(key), (*place, key))
            if written.get(key) is not None
            else None
        )
        if found is not None:
            made[ours] = found
    return made


def _child(name: str, slot: str, scope: MachineScope) -> Section:
    if name in scope.desk.text.actors:
        return {"machine": scope.desk.actors.name(name), "id": slot}
    return {"action": scope.actions.name(name), "id": slot}
