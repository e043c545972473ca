"""Which states of the tree can be entered at all, if every condition were true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checks.finding import Finding
from statecraft.checks.sources import all_candidates, all_states
from statecraft.diagnostics import Diagnostic, Severity, quoted
from statecraft.model.definition import Definition
from statecraft.model.states import State, StateKind

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def states_never_entered(definition: Definition) -> Iterator[Finding]:
    """States that no transition of a state that can be entered leads to.

    Of a subtree only the outermost state is told.
    """
    if definition.tree is None:
        return
    entered = _entered(definition)
    for state, at in all_states(definition):
        if state.path not in entered and state.path.rpartition(".")[0] in entered:
            yield Finding(at=at, diagnostic=_never_entered(state))


def _never_entered(state: State) -> Diagnostic:
    return Diagnostic(
        code="SC348",
        span=state.span,
        message=f"state {quoted(state.path)} is never entered",
        hint="name it in a target or as an initial state, or leave it out",
        severity=Severity.WARNING,
    )


def _entered(definition: Definition) -> frozenset[str]:
    assert definition.tree is not None
    states = {state.path: state for state, _ in all_states(definition)} | {"": definition.tree}
    goals: dict[str, list[str]] = {}
    pending = [""]
    for candidates in all_candidates(definition):
        source = candidates.source
        # Whoever else has transitions is there from the start.
        found = goals.setdefault(source.path, []) if isinstance(source, State) else pending
        found += [target.path for each in candidates.transitions for target in each.targets]
    entered: set[str] = set()
    while pending:
        path = pending.pop()
        if path not in entered:
            entered.add(path)
            pending.extend(_entered_with(states[path], states))
            pending.extend(goals.get(path, ()))
    return frozenset(entered)


def _entered_with(state: State, states: Mapping[str, State]) -> list[str]:
    """What the entry of a state brings with it: its ancestors, and what stands inside."""
    around = state.path.rpartition(".")[0]
    found = [around] if state.path else []
    if state.default is not None:
        found += state.default.targets
    if state.initial is not None:
        found.append(state.initial)
    elif state.kind in _HISTORY:
        found += _entered_with(states[around], states)
    elif state.children:
        # Without an initial one among them, it is a parallel state.
        found += [child.path for child in state.children if child.kind not in _HISTORY]
    return found
