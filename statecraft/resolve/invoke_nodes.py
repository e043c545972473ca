"""Children as they are written: under ``invoke:`` and ``submachine:`` of the states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from statecraft.resolve.machines import OF_PYTHON, Machines
from statecraft.resolve.parts import one_or_more
from statecraft.resolve.slots import Slot
from statecraft.resolve.tree_outline import Tree
from statecraft.source.document import Located

OF_CHILDREN: Final = ("invoke", "submachine")
"""The keys of a state that children stand under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One child of a state; ``node`` is its mapping, or the name alone of a submachine."""

    node: Located
    is_submachine: bool

    def get(self, key: str) -> Located | None:
        """What stands under a key; the name alone is that of the machine."""
        if isinstance(self.node.value, dict):
            return self.node.get(key)
        return self.node if key == "machine" else None


def written_children(state: Located) -> Iterator[Written]:
    """The children of a state, in order of text."""
    for key in state.value if isinstance(state.value, dict) else ():
        if key in OF_CHILDREN:
            yield from children_under(key, state[key])


def children_under(key: str, node: Located) -> Iterator[Written]:
    """The children that stand under one key of a state."""
    if key == "invoke":
        yield from (Written(node=each, is_submachine=False) for each in one_or_more(node))
    elif key == "submachine":
        yield Written(node=node, is_submachine=True)


def slot_id(written: Written, machines: Machines) -> str:
    """The id of a slot: what is written, or else the name of the machine or action."""
    for key in ("id", "action"):
        named = written.get(key)
        if named is not None:
            return str(named.value)
    machine = written.get("machine")
    assert machine is not None, "the schema asks for a machine or an action"
    name = str(machine.value).removeprefix(OF_PYTHON)
    found = machines.find(str(machine.value))
    return name.split("/")[-1].split(".")[-1] if found is None else found.id


def outline_slots(tree: Tree, machines: Machines) -> tuple[Slot, ...]:
    """The slots of a machine as others see them, in document order."""
    return tuple(
        _slot(written, path, machines)
        for path, state in tree.items()
        if not state.node.value.keys().isdisjoint(OF_CHILDREN)
        for written in written_children(state.node)
    )


def _slot(written: Written, path: str, machines: Machines) -> Slot:
    machine, action = written.get("machine"), written.get("action")
    forwards = written.get("autoforward")
    found = None if machine is None else machines.find(str(machine.value))
    return Slot(
        id=slot_id(written, machines),
        path=path,
        machine=None if found is None else found.key,
        action=None if action is None else str(action.value),
        is_of_python=machine is not None and str(machine.value).startswith(OF_PYTHON),
        is_submachine=written.is_submachine,
        forwards=forwards is not None and bool(forwards.value),
        is_many=written.get("each") is not None,
    )
