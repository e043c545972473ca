"""Slots: where a machine has children while its states are active, as others see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.model.definition import Definition
from statecraft.model.states import ChildAction, ChildMachine, HostChild, Invoke, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A child of a state.

    Attributes:
        path: of the state that has it.
        machine: the child's key; None for all that is no machine, or not known.
        action: the name of a host action; None for a machine.
        is_of_python: whether it is an object of the host, which may take any event.
        is_submachine: whether events are offered to it first.
        forwards: whether it is passed every event from outside.
        is_many: whether there is one child per element, in ``ID.0``, ``ID.1``, ….
    """

    id: str
    path: str
    machine: str | None
    action: str | None
    is_of_python: bool
    is_submachine: bool
    forwards: bool
    is_many: bool

    def holds(self, name: str) -> bool:
        """Whether a child of this slot is known by *name*."""
        if not self.is_many:
            return name == self.id
        beginning, _, number = name.rpartition(".")
        return beginning == self.id and number.isdecimal()


def slots_of(definition: Definition) -> tuple[Slot, ...]:
    """The slots of a machine that is resolved, in document order."""
    root = definition.tree
    return () if root is None else tuple(_below(root))


def _below(state: State) -> Iterator[Slot]:
    for invoke in state.invokes:
        yield _slot(invoke, state.path)
    for child in state.children:
        yield from _below(child)


def _slot(invoke: Invoke, path: str) -> Slot:
    return Slot(
        id=invoke.id,
        path=path,
        machine=invoke.child.machine if isinstance(invoke.child, ChildMachine) else None,
        action=invoke.child.action if isinstance(invoke.child, ChildAction) else None,
        is_of_python=isinstance(invoke.child, HostChild),
        is_submachine=invoke.is_submachine,
        forwards=invoke.forwards,
        is_many=invoke.each is not None,
    )
