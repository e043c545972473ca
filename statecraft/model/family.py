"""Which machines a machine may have as children."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.model.definition import Definition
from statecraft.model.states import ChildMachine, State


def invoked_machines(definition: Definition) -> Iterator[str]:
    """The keys of the machines that states of *definition* invoke, in order of text."""
    if definition.tree is not None:
        yield from _invoked(definition.tree)
    for dimension in definition.dimensions:
        for value in dimension.values:
            yield from _invoked(value.state)


def _invoked(state: State) -> Iterator[str]:
    for invoke in state.invokes:
        if isinstance(invoke.child, ChildMachine):
            yield invoke.child.machine
    for child in state.children:
        yield from _invoked(child)
