"""What one walk over the states of a machine finds, before any of them is lowered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statecraft.chart.numbering import Numbering
from statecraft.chart.tables import EdgeIndex
from statecraft.model.actions import Block
from statecraft.model.states import Invoke, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Numbers and finds; each tuple is in the order of the states.

    Attributes:
        first_edges: by state, the number of its first edge, and at the end how many there are.
        descriptors: the events of the edges, each once.
        invokes: the children of states, each with the path of its state.
        blocks: what states do, where there is anything to do.
        actions: what transitions do, likewise.
    """

    first_edges: tuple[EdgeIndex, ...]
    descriptors: tuple[str, ...]
    invokes: tuple[tuple[str, Invoke], ...]
    blocks: tuple[Block, ...]
    actions: tuple[Block, ...]


def survey(numbering: Numbering, of_machine: Iterable[Transition]) -> Survey:
    """The walk; the edges of the machine itself come behind those of all states."""
    first_edges: list[EdgeIndex] = [0]
    transitions: list[Transition] = []
    invokes: list[tuple[str, Invoke]] = []
    blocks: list[Block] = []
    for index, state in enumerate(numbering.states):
        transitions += state.transitions
        transitions += state.always
        for timer in state.after:
            transitions += timer.transitions
        first_edges.append(len(transitions))
        value = numbering.values.get(index)
        blocks += (state.entry, () if value is None else value.on_change, state.exit)
        if state.invokes:
            invokes += ((numbering.path(index), invoke) for invoke in state.invokes)
    transitions += of_machine
    events = dict.fromkeys(each.event for each in transitions)
    return Survey(
        first_edges=tuple(first_edges),
        descriptors=tuple(event for event in events if event is not None),
        invokes=tuple(invokes),
        blocks=tuple(block for block in blocks if block),
        actions=tuple(each.actions for each in transitions if each.actions),
    )
