"""Which of the events that a machine names come from outside, and which it makes itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from statecraft.model.actions import Act, Action, Each, If, OwnBlock
from statecraft.model.declarations import EventDeclaration


def sendable_events(
    named: Iterable[str], declared: Mapping[str, EventDeclaration], answers: Collection[str]
) -> tuple[str, ...]:
    """Those of the *named* events that a host may send, in the same order (semantics 11.5).

    The interpreter itself makes ``done.…``, ``error.…`` and ``child.…``, and the events in which
    actions are answered. One that ``events:`` declares may be sent too.
    """
    return tuple(
        event
        for event in named
        if event in declared
        or (event not in answers and not event.startswith(("done.", "error.", "child.")))
    )


def answers_in(actions: Iterable[Action]) -> Iterator[str]:
    """The events in which the actions of a list are answered, those inside of them included."""
    for action in actions:
        match action:
            case Act(done=done, error=error):
                yield done
                yield error
            case If(then=then, otherwise=otherwise):
                yield from answers_in((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                yield from answers_in(body)
            case _:
                continue
