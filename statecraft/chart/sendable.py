"""Which of the events that a machine names come from outside, and which it makes itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from statecraft.model.actions import Act, Action, Block, Each, If, OwnBlock
from statecraft.model.declarations import EventDeclaration


def sendable_events(
    named: Iterable[str], declared: Mapping[str, EventDeclaration], blocks: Iterable[Block]
) -> tuple[str, ...]:
    """Those of the *named* events that a host may send, in the same order (semantics 11.5).

    The interpreter itself makes ``done.…``, ``error.…`` and ``child.…``, and the events in which
    an action of the *blocks* is answered. One that ``events:`` declares may be sent too.
    """
    answers = frozenset(answer for block in blocks for answer in _answers_in(block))
    return tuple(
        event
        for event in named
        if event in declared
        or (event not in answers and not event.startswith(("done.", "error.", "child.")))
    )


def _answers_in(actions: Iterable[Action]) -> Iterator[str]:
    for action in actions:
        match action:
            case Act(done=done, error=error):
                yield done
                yield error
            case If(then=then, otherwise=otherwise):
                yield from _answers_in((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                yield from _answers_in(body)
            case _:
                continue
