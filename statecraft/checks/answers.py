"""Answers of host actions: those that nobody hears, and those that nobody gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statecraft.checks.blocks import all_actions
from statecraft.checks.events import descriptors_of, is_heard
from statecraft.checks.finding import Finding
from statecraft.checks.sources import all_notices
from statecraft.diagnostics import Diagnostic, Severity, Span, nearest, quoted
from statecraft.model.actions import Act, Raise, Send
from statecraft.model.definition import Definition

_ANSWERS: Final = ("done.action.", "error.action.")
_OF_THE_INTERPRETER: Final = ("error.execution", "error.rejected")
_TOLD_ELSEWHERE: Final = (
    "done.state.",
    "done.invoke.",
    "error.invoke.",
    "done.pipeline.",
    "error.pipeline.",
    "done.workflow.",
    "error.workflow.",
)
"""Beginnings of events that other checks know more about."""


def failures_unheard(definition: Definition) -> Iterator[Finding]:
    """Actions whose result is taken, and whose failure is not: the machine would wait for ever.

    An action of which neither is taken is one whose end does not matter.
    """
    heard = descriptors_of(definition)
    for placed in all_actions(definition):
        match placed.action:
            case Act(id=name, done=done, error=error, span=span) if error == f"error.action.{name}":
                if is_heard(done, heard) and not is_heard(error, heard):
                    yield Finding(at=placed.at, diagnostic=_unheard(name, done, error, span))
            case _:
                pass


def answers_never_given(definition: Definition) -> Iterator[Finding]:
    """Transitions on ``done.…`` and ``error.…`` that nothing in the machine can make."""
    if definition.profile.name:
        return
    placed = tuple(all_actions(definition))
    made = {each.action.event for each in placed if isinstance(each.action, Raise | Send)}
    answers = {
        event
        for each in placed
        if isinstance(each.action, Act)
        for event in (each.action.done, each.action.error)
    }
    known = {*made, *answers, *_OF_THE_INTERPRETER, *definition.events, *definition.pipelines}
    for event, candidates, transition in all_notices(definition):
        if "*" not in event and event not in known and not event.startswith(_TOLD_ELSEWHERE):
            found = _never_given(event, transition.span, known)
            yield Finding(at=candidates.at(transition), diagnostic=found)


def _unheard(name: str, done: str, error: str, span: Span) -> Diagnostic:
    return Diagnostic(
        code="SC361",
        span=span,
        message=f"nothing takes {quoted(error)}: if {name} fails, nobody hears of it",
        hint=f"take it where {quoted(done)} is taken",
        severity=Severity.WARNING,
    )


def _never_given(event: str, span: Span, known: set[str]) -> Diagnostic:
    family = next((each for each in _ANSWERS if event.startswith(each)), "")
    near = nearest(event, (each for each in known if each.startswith(family)))
    if family:
        why = f"no action has the id {quoted(event.removeprefix(family))}"
        otherwise = "an action has its own name for its id, unless it says id:"
    else:
        why = f"nothing here makes the event {quoted(event)}"
        otherwise = "declare it under events: if the host sends it"
    return Diagnostic(
        code="SC362",
        span=span,
        message=f"this answer never comes: {why}",
        hint=otherwise if near is None else f"did you mean {quoted(near)}?",
        severity=Severity.WARNING,
    )
