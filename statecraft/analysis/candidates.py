"""Every transition of a definition with its source and what sets it off, in order of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.analysis.elements import MACHINE, state_id, value_id
from statecraft.analysis.wording import delay_text
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.states import State, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A transition in its place.

    Attributes:
        id: ``t0``, ``t1``, … in the order of this module.
        source: the node that it belongs to.
        where: the source as outcomes write it: a path, ``dimension=value`` or ``machine``.
        trigger: "event", "after" or "always".
        after: the delay, of a transition of an ``after``.
        dimension: the dimension that the source is a value of.
    """

    id: str
    source: str
    where: str
    trigger: str
    after: str | None
    dimension: str | None
    transition: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    id: str
    where: str
    dimension: str | None = None


_Triggered = tuple[_Source, Transition, str, str | None]


def candidates(definition: Definition) -> Iterator[Candidate]:
    """All transitions: of the states of each region, then of the machine."""
    for number, (source, transition, trigger, after) in enumerate(_all(definition)):
        yield Candidate(
            id=f"t{number}",
            source=source.id,
            where=source.where,
            trigger=trigger,
            after=after,
            dimension=source.dimension,
            transition=transition,
        )


def _all(definition: Definition) -> Iterator[_Triggered]:
    if definition.tree is not None:
        yield from _tree(definition.tree)
    for dimension in definition.dimensions:
        yield from _dimension(dimension)
    machine = _Source(id=MACHINE, where="machine")
    yield from ((machine, each, "event", None) for each in definition.transitions)
    yield from ((machine, each, "always", None) for each in definition.always)


def _tree(state: State) -> Iterator[_Triggered]:
    here = state_id(state.path)
    yield from _of_state(state, _Source(id=here, where=state.path or "machine"))
    for child in state.children:
        yield from _tree(child)


def _dimension(dimension: Dimension) -> Iterator[_Triggered]:
    for value in dimension.values:
        source = _Source(
            id=value_id(dimension.name, value.text),
            where=f"{dimension.name}={value.text}",
            dimension=dimension.name,
        )
        yield from _of_state(value.state, source)


def _of_state(state: State, source: _Source) -> Iterator[_Triggered]:
    yield from ((source, each, "event", None) for each in state.transitions)
    yield from ((source, each, "always", None) for each in state.always)
    for timer in state.after:
        delay = delay_text(timer.delay)
        yield from ((source, each, "after", delay) for each in timer.transitions)
