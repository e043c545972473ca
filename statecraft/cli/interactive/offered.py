"""Which events a person would send: not those that answer the machine's own doings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import statecraft as sc
from statecraft.model.actions import Act, Action, Each, If


def offered(chart: sc.Chart) -> tuple[str, ...]:
    """The events of a chart in order of text, without answers of actions that it asks for itself.

    An answer that ``events:`` declares is one that a person may send too.
    """
    declared = chart.definition.events
    answers = frozenset(_answers(chart))
    return tuple(
        event
        for event in chart.events
        if event in declared or (event not in answers and not event.startswith(("done.", "error.")))
    )


def sendable(machine: sc.Machine) -> tuple[str, ...]:
    """Those of the offered events that can be sent now: they go by their number, from 1."""
    if machine.status == "done":
        return ()
    return tuple(event for event in offered(machine.chart) if machine.can(event))


def _answers(chart: sc.Chart) -> Iterator[str]:
    for row in chart.lowered.rows:
        yield from _answers_in((*row.entry, *row.on_change, *row.exit))
    for edge in chart.lowered.edges:
        yield from _answers_in(edge.actions)


def _answers_in(actions: Iterable[Action]) -> Iterator[str]:
    for action in actions:
        match action:
            case Act(done=done, error=error):
                yield done
                yield error
            case If(then=then, otherwise=otherwise):
                yield from _answers_in((*then, *otherwise))
            case Each(body=body):
                yield from _answers_in(body)
            case _:
                continue
