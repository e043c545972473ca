"""Which of the events that a machine names come from outside, and which it makes itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from statecraft.chart.tables import Edge, StateRow
from statecraft.model.actions import Act, Action, Each, If, OwnBlock
from statecraft.model.declarations import EventDeclaration


def sendable_events(
    named: Iterable[str],
    declared: Mapping[str, EventDeclaration],
    rows: Iterable[StateRow],
    edges: Iterable[Edge],
) -> tuple[str, ...]:
    """Those of the *named* events that a host may send, in the same order (semantics 11.5).

    The interpreter itself makes ``done.…``, ``error.…`` and ``child.…``, and the events in which
    an action of *rows* and *edges* is answered. One that ``events:`` declares may be sent too.
    """
    answers = frozenset(_answers(rows, edges))
    return tuple(
        event
        for event in named
        if event in declared
        or (event not in answers and not event.startswith(("done.", "error.", "child.")))
    )


def _answers(rows: Iterable[StateRow], edges: Iterable[Edge]) -> Iterator[str]:
    for row in rows:
        yield from _answers_in((*row.entry, *row.on_change, *row.exit))
    for edge in edges:
        yield from _answers_in(edge.actions)


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
