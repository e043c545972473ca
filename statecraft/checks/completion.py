"""Completions: which states can be done, and who waits for those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import all_invokes, machine_of
from statecraft.checks.sources import all_notices, all_states, parallel_paths
from statecraft.diagnostics import Diagnostic, Severity, quoted
from statecraft.model.actions import Raise, Send
from statecraft.model.definition import Definition, Project
from statecraft.model.states import ChildAction, HostChild, Invoke, State, StateKind, Transition

_DONE: Final = "done.state."
_CHILD_DONE: Final = "done.invoke."
_CHILD_FAILED: Final = "error.invoke."
_HISTORY: Final = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def completions_that_never_come(definition: Definition) -> Iterator[Finding]:
    """Transitions on ``done.state.X`` (an ``on_done``) of a state that cannot be done."""
    states = {state.path: state for state, _ in all_states(definition)}
    made = {
        placed.action.event
        for placed in all_actions(definition)
        if isinstance(placed.action, Raise | Send)
    }
    for event, candidates, transition in all_notices(definition):
        if not event.startswith(_DONE) or "*" in event or event in made:
            continue
        why = _why_never(event.removeprefix(_DONE), states)
        if why is not None:
            yield Finding(at=candidates.at(transition), diagnostic=_never(transition, why))


def _why_never(path: str, states: dict[str, State]) -> str | None:
    if path not in states:
        return f"there is no state {quoted(path)}"
    if _can_be_done(states[path]):
        return None
    match states[path].kind:
        case StateKind.PARALLEL:
            return f"not every region of {quoted(path)} has a final state"
        case _:
            return f"{quoted(path)} has no final state of its own"


def _can_be_done(state: State) -> bool:
    match state.kind:
        case StateKind.COMPOUND:
            return any(child.kind is StateKind.FINAL for child in state.children)
        case StateKind.PARALLEL:
            regions = [child for child in state.children if child.kind not in _HISTORY]
            return all(_can_be_done(region) for region in regions)
        case kind:
            return kind is StateKind.FINAL


def _never(transition: Transition, why: str) -> Diagnostic:
    return Diagnostic(
        code="SC349",
        span=transition.span,
        message=f"this completion never comes: {why}",
        hint="give it a state that says final: true",
        severity=Severity.WARNING,
    )


def children_never_done(definition: Definition, project: Project) -> Iterator[Finding]:
    """Transitions on ``done.invoke.X``, ``error.invoke.X`` of a child that never tells so."""
    children: dict[str, list[Invoke]] = {}
    for placed in all_invokes(definition):
        children.setdefault(placed.invoke.id, []).append(placed.invoke)
    made = {
        placed.action.event
        for placed in all_actions(definition)
        if isinstance(placed.action, Raise | Send)
    }
    for event, candidates, transition in all_notices(definition):
        slot = event.removeprefix(_CHILD_DONE).removeprefix(_CHILD_FAILED)
        here = children.get(slot, ())
        if slot == event or event in made or not here:
            continue
        if all(isinstance(invoke.child, HostChild) for invoke in here):
            yield Finding(at=candidates.at(transition), diagnostic=_never_told(transition))
            continue
        if event.startswith(_CHILD_DONE) and not any(_may_be_done(i, project) for i in here):
            machines = [machine_of(invoke, project) for invoke in here]
            names = " or ".join(dict.fromkeys(each.id for each in machines if each is not None))
            found_here = _never(transition, f"machine {names} has no final state of its own")
            yield Finding(at=candidates.at(transition), diagnostic=found_here)


def _may_be_done(invoke: Invoke, project: Project) -> bool:
    """Whether a child may tell that it is done, as an object of the host never does."""
    machine = machine_of(invoke, project)
    return isinstance(invoke.child, ChildAction) or (machine is not None and _ends(machine))


def _never_told(transition: Transition) -> Diagnostic:
    found = _never(transition, "an object of the host tells neither of its end nor of a failure")
    return replace(found, hint="leave the state by an event that the host sends")


def _ends(machine: Definition) -> bool:
    """Whether a machine has a state in which it is done."""
    if machine.tree is None:
        return machine.done_when is not None
    return _can_be_done(machine.tree)


def final_regions(definition: Definition) -> Iterator[Finding]:
    """Final states directly inside of a parallel one: a region that could do nothing."""
    parallel = parallel_paths(definition)
    for state, at in all_states(definition) if parallel else ():
        if state.kind is StateKind.FINAL and state.path.rpartition(".")[0] in parallel:
            found = Diagnostic(
                code="SC356",
                span=state.span,
                message=f"the final state {quoted(state.path)} stands directly in a parallel state",
                hint="each state inside of a parallel one is active from the start; "
                "put the final state into a region with states of its own",
            )
            yield Finding(at=at, diagnostic=found)
