"""Effects that happen again when nothing moves (a move to the value that is there already)."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.blocks import actions_in
from statecraft.checks.finding import Finding
from statecraft.checks.known_values import deciding_dimensions
from statecraft.checks.moves import known_for
from statecraft.checks.sources import Candidates, all_candidates
from statecraft.diagnostics import Diagnostic, Severity, quoted
from statecraft.model.actions import Act, Start
from statecraft.model.definition import Definition
from statecraft.model.states import Transition
from statecraft.values.text import text_of


def repeated_effects(definition: Definition) -> Iterator[Finding]:
    """Transitions that ask the host for something and may be taken without moving anything.

    A condition that reads more than dimensions is trusted to keep the second time out.
    """
    for candidates in all_candidates(definition):
        for transition in candidates.transitions if candidates.key == "on" else ():
            effect = next(_effects(transition), None) if transition.actions else None
            if effect is not None and _may_stay(candidates, transition, definition):
                found = _repeated(effect, transition)
                yield Finding(at=candidates.at(transition), diagnostic=found)


def _effects(transition: Transition) -> Iterator[Act | Start]:
    return (each for each in actions_in(transition.actions) if isinstance(each, Act | Start))


def _may_stay(candidates: Candidates, transition: Transition, definition: Definition) -> bool:
    """Whether every dimension that is a target may have that value already."""
    when = transition.when
    if not transition.moves or transition.targets or transition.reenter:
        return False
    if when is not None and deciding_dimensions(when.expr, definition) is None:
        return False
    known = known_for(candidates, transition, definition)
    return known is not None and all(
        text_of(move.value) in known.get(move.dimension, {text_of(move.value)})
        for move in transition.moves
    )


def _repeated(effect: Act | Start, transition: Transition) -> Diagnostic:
    move = transition.moves[0]
    goal = quoted(move.value)
    match effect:
        case Act(name=name):
            what = f"the action {name} is asked for"
        case Start():
            what = "another instance is started"
    return Diagnostic(
        code="SC353",
        span=effect.span,
        message=f"{what} again when {move.dimension} is {goal} already",
        hint=f"say where the move begins: {{{move.dimension}: {{from: …, to: {goal}}}}}",
        severity=Severity.WARNING,
    )
