"""The children of a machine: where its states have them, and what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.checks.remembering import remembered
from statecraft.checks.sources import all_states, joined
from statecraft.model.definition import Definition, Project
from statecraft.model.states import ChildMachine, Invoke, State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedInvoke:
    """A child of a state, with its path: ``states.working.submachine``."""

    at: str
    state: State
    invoke: Invoke


@remembered
def all_invokes(definition: Definition) -> Iterator[PlacedInvoke]:
    """The children of all states, in document order."""
    for state, at in all_states(definition):
        for invoke in state.invokes:
            yield PlacedInvoke(at=joined(at, key_of(invoke)), state=state, invoke=invoke)


def key_of(invoke: Invoke) -> str:
    """The path of a child below its state."""
    return "submachine" if invoke.is_submachine else f"invoke.{invoke.id}"


def machine_of(invoke: Invoke, project: Project) -> Definition | None:
    """The machine that a child is; None for a host action."""
    match invoke.child:
        case ChildMachine(machine=key):
            return project.machines[key]
        case _:
            return None


def reached_by_events(definition: Definition, project: Project) -> Iterator[Definition]:
    """The descendants that events from outside come to, each once (semantics 14.5, 14.6)."""
    pending, met = [definition], {definition.key}
    while pending:
        for placed in all_invokes(pending.pop()):
            child = machine_of(placed.invoke, project)
            is_reached = placed.invoke.is_submachine or placed.invoke.forwards
            if child is not None and is_reached and child.key not in met:
                met.add(child.key)
                yield child
                pending.append(child)
