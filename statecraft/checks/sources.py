"""Where the transitions of a machine stand, each list with its source and its path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from statecraft.checks.remembering import remembered
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension, DimensionValue
from statecraft.model.states import After, State, StateKind, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMachine:
    """The machine itself, or the root of its tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfValue:
    """A value of a dimension that is written in full."""

    dimension: Dimension
    value: DimensionValue


Source: TypeAlias = OfMachine | State | OfValue
"""What transitions belong to; the state is one of the tree."""


class Candidates(NamedTuple):
    """The transitions of one ``on``, ``always`` or timer of one source, in order of text.

    ``owner`` is the path of the source, ``key`` what the list stands under: ``on``, ``always`` or
    ``after.30s``.
    """

    source: Source
    owner: str
    key: str
    transitions: tuple[Transition, ...]

    def at(self, transition: Transition) -> str:
        """The path of one of the transitions; the candidates of one event share it."""
        if transition.event is None:
            return joined(self.owner, self.key)
        match self.source:
            case State() as state if transition.event == f"done.state.{state.path}":
                return joined(self.owner, "on_done")
            case State() as state if key := _of_child(state, transition.event):
                return joined(self.owner, key)
            case _:
                return joined(self.owner, f"on.{transition.event}")


def _of_child(state: State, event: str) -> str | None:
    """The path of the transitions by which a state hears of a child of its own."""
    for invoke in state.invokes:
        place = "" if invoke.is_submachine else f"invoke.{invoke.id}"
        if event == f"done.invoke.{invoke.id}":
            return joined(place, "on_done")
        if event == f"error.invoke.{invoke.id}":
            return joined(place or "submachine", "on_error")
    return None


def joined(*parts: str) -> str:
    """Parts of a path as one; empty ones are left out."""
    return ".".join(part for part in parts if part)


@remembered
def all_candidates(definition: Definition) -> Iterator[Candidates]:
    """Every list of transitions of a machine that is not empty."""
    for source, owner in all_sources(definition):
        on, always, after = _said_by(source, definition)
        if on:
            yield Candidates(source, owner, "on", on)
        if always:
            yield Candidates(source, owner, "always", always)
        for timer in after:
            if timer.transitions:
                yield Candidates(source, owner, f"after.{timer.text}", timer.transitions)


@remembered
def all_transitions(definition: Definition) -> Iterator[tuple[Candidates, Transition]]:
    """Every transition of a machine, with the list it stands in."""
    for candidates in all_candidates(definition):
        for transition in candidates.transitions:
            yield candidates, transition


@remembered
def all_notices(definition: Definition) -> Iterator[tuple[str, Candidates, Transition]]:
    """The transitions on what the interpreter tells, ``done.…`` and ``error.…``, by its event."""
    for candidates, transition in all_transitions(definition):
        event = transition.event
        if event is not None and event.startswith(("done.", "error.")):
            yield event, candidates, transition


@remembered
def all_sources(definition: Definition) -> Iterator[tuple[Source, str]]:
    """The machine, its states and its values in full, each with its path."""
    yield OfMachine(), ""
    yield from all_states(definition)
    for dimension in definition.dimensions:
        if dimension.in_full:
            for value in dimension.values:
                path = f"dimensions.{dimension.name}.states.{value.text}"
                yield OfValue(dimension=dimension, value=value), path


@remembered
def all_states(definition: Definition) -> Iterator[tuple[State, str]]:
    """The states of the tree without its root, in document order, each with its path of keys."""
    if definition.tree is not None:
        found: list[tuple[State, str]] = []
        _add_below(definition.tree, "states", found)
        yield from found


@remembered
def parallel_paths(definition: Definition) -> Iterator[str]:
    """The states whose children are active together; the root of the tree has the path ""."""
    if definition.tree is not None and definition.tree.kind is StateKind.PARALLEL:
        yield ""
    yield from (of.path for of, _ in all_states(definition) if of.kind is StateKind.PARALLEL)


def _add_below(parent: State, path: str, found: list[tuple[State, str]]) -> None:
    for child in parent.children:
        inner = f"{path}.{child.name}"
        found.append((child, inner))
        if child.children:
            _add_below(child, f"{inner}.states", found)


def _said_by(
    source: Source, definition: Definition
) -> tuple[tuple[Transition, ...], tuple[Transition, ...], tuple[After, ...]]:
    """The transitions of ``on`` and ``always`` of a source, and its timers."""
    match source:
        case State():
            return source.transitions, source.always, source.after
        case OfMachine():
            after = () if definition.tree is None else definition.tree.after
            return definition.transitions, definition.always, after
        case OfValue(value=value):
            return value.state.transitions, value.state.always, value.state.after
