"""Eventless transitions that lead back to themselves whatever else is so.

From an active state the nearest of it and its ancestors with an ``always`` decides. Where its
first candidate has no condition, it is taken; following such steps from state to state either
ends or comes back, and what comes back never ends. Inside of a parallel state another region may
end the round, so nothing is said of those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statecraft.checks.candidates import is_unconditional
from statecraft.checks.finding import Finding
from statecraft.checks.sources import all_states
from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.states import State, StateKind, Transition
from statecraft.values.text import text_of


def endless_rounds(definition: Definition) -> Iterator[Finding]:
    """One finding for each round of unconditional eventless transitions."""
    if any(state.always for state, _ in all_states(definition)):
        # The tree may come to its end while a dimension or the machine goes round.
        yield from _rounds_of_tree(definition)
        return
    for dimension in definition.dimensions:
        yield from _rounds_of_dimension(dimension, definition)
    first = _first_taken(definition.always, definition)
    if first is not None and not _ends_machine(first, definition):
        yield _endless("always", first.span, "the machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The eventless transition that is taken at a place, and the place it leads to."""

    at: str
    transition: Transition
    goal: str


def _rounds_of_tree(definition: Definition) -> Iterator[Finding]:
    paths = {state.path: path for state, path in all_states(definition)}
    states = {state.path: state for state, _ in all_states(definition)}
    steps: dict[str, _Step] = {}
    for path in states:
        owner = _deciding_state(path, states)
        first = None if owner is None else _first_taken(owner.always, definition)
        goal = None if owner is None or first is None else _goal(first, path, states)
        if owner is not None and first is not None and goal is not None:
            at = f"{paths[owner.path]}.always"
            steps[path] = _Step(at=at, transition=first, goal=goal)
    yield from _rounds(steps)


def _deciding_state(path: str, states: Mapping[str, State]) -> State | None:
    """The state whose ``always`` is asked first where an atomic state is active."""
    chain = [states[path]]
    while "." in path:
        path = path.rpartition(".")[0]
        chain.append(states[path])
    if chain[0].children or any(state.kind is StateKind.PARALLEL for state in chain):
        return None
    return next((state for state in chain if state.always), None)


def _goal(transition: Transition, here: str, states: Mapping[str, State]) -> str | None:
    """The atomic state that a transition leads to; None where that is not certain."""
    if not transition.targets:
        return here
    path: str | None = transition.targets[0].path
    while path is not None and _leads_to_child(states[path]):
        path = states[path].initial
    if path is None or states[path].kind not in (StateKind.ATOMIC, StateKind.FINAL):
        return None
    return path


def _leads_to_child(state: State) -> bool:
    return state.kind is StateKind.COMPOUND and state.default is None


def _rounds_of_dimension(dimension: Dimension, definition: Definition) -> Iterator[Finding]:
    steps: dict[str, _Step] = {}
    for value in dimension.values:
        first = _first_taken(value.state.always, definition)
        if first is not None and not _ends_machine(first, definition):
            own = (text_of(m.value) for m in first.moves if m.dimension == dimension.name)
            at = f"dimensions.{dimension.name}.states.{value.text}.always"
            steps[value.text] = _Step(at=at, transition=first, goal=next(own, value.text))
    yield from _rounds(steps)


def _first_taken(always: tuple[Transition, ...], definition: Definition) -> Transition | None:
    """The first candidate, if nothing can keep it from being taken."""
    first = next(iter(always), None)
    if first is None or first.origins or not is_unconditional(first.when, definition):
        return None
    return first


def _ends_machine(transition: Transition, definition: Definition) -> bool:
    """Whether a transition may lead the tree to an end."""
    finals = {state.path for state, _ in all_states(definition) if state.kind is StateKind.FINAL}
    return bool(transition.targets) and bool(finals)


def _rounds(steps: Mapping[str, _Step]) -> Iterator[Finding]:
    """The rounds among steps, each told at the place in it that is written first."""
    told: set[str] = set()
    for start in steps:
        walked: list[str] = []
        place = start
        while place in steps and place not in walked and place not in told:
            walked.append(place)
            place = steps[place].goal
        told.update(walked)
        if place in walked:
            round_ = walked[walked.index(place) :]
            first = min((steps[each] for each in round_), key=lambda step: step.transition.span)
            shown = " -> ".join(quoted(each) for each in (*round_, round_[0]))
            yield _endless(first.at, first.transition.span, shown)


def _endless(at: str, span: Span, shown: str) -> Finding:
    found = Diagnostic(
        code="SC340",
        span=span,
        message=f"eventless transitions without a condition never end: {shown}",
        hint="give one of them a when that its own move or actions make false",
    )
    return Finding(at=at, diagnostic=found)
