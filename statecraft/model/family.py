"""Which objects of the host a machine may have as children."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.model.definition import Definition
from statecraft.model.states import HostChild, Invoke, State


def host_children(definition: Definition) -> Iterator[str]:
    """The names of the objects of the host that states of *definition* invoke."""
    for invoke in _invokes(definition):
        if isinstance(invoke.child, HostChild):
            yield invoke.child.name


def _invokes(definition: Definition) -> Iterator[Invoke]:
    if definition.tree is not None:
        yield from _of_state(definition.tree)
    for dimension in definition.dimensions:
        for value in dimension.values:
            yield from _of_state(value.state)


def _of_state(state: State) -> Iterator[Invoke]:
    yield from state.invokes
    for child in state.children:
        yield from _of_state(child)
