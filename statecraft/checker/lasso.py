"""How a run goes on for ever inside of a set: on to a circle, or to a place where it may rest."""

from __future__ import annotations

from collections import deque

from statecraft.checker.choices import Choice
from statecraft.checker.engine import Engine
from statecraft.checker.fairness import Unfair
from statecraft.checker.model import Codes

MOST_STATES = 50_000
"""Of larger sets no circle is sought; that there is one is known all the same."""

Ways = dict[Codes, tuple[Codes, Choice] | None]


def lasso_from(
    engine: Engine, start: Codes, unfair: Unfair
) -> tuple[tuple[Choice, ...], tuple[Choice, ...] | None]:
    """(choices to where it stays, choices of the circle); an empty circle is a place to rest."""
    if engine.count(unfair.states) > MOST_STATES:
        return (), None
    inside = frozenset(engine.members(unfair.states))
    resting = frozenset(engine.members(unfair.resting))
    ways: Ways = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here in resting:
            return _back(ways, here), ()
        for choice, after in _steps(engine, here, inside):
            if after not in ways:
                ways[after] = (here, choice)
                waiting.append(after)
    return _circle(engine, ways, inside)


def _steps(engine: Engine, here: Codes, inside: frozenset[Codes]) -> list[tuple[Choice, Codes]]:
    return [
        (answer.choice, answer.after)
        for answer in engine.model.answers(here)
        if answer.after in inside and (answer.facts.accepted or answer.after != here)
    ]


def _circle(
    engine: Engine, ways: Ways, inside: frozenset[Codes]
) -> tuple[tuple[Choice, ...], tuple[Choice, ...] | None]:
    """The first state, nearest first, that some way inside leads back to."""
    for first in ways:
        again: Ways = {first: None}
        waiting = deque([first])
        while waiting:
            here = waiting.popleft()
            for choice, after in _steps(engine, here, inside):
                if after == first:
                    return _back(ways, first), (*_back(again, here), choice)
                if after not in again:
                    again[after] = (here, choice)
                    waiting.append(after)
    return (), None


def _back(ways: Ways, end: Codes) -> tuple[Choice, ...]:
    """The choices from where the search began to a state."""
    found: list[Choice] = []
    while (step := ways[end]) is not None:
        end, choice = step
        found.append(choice)
    return tuple(reversed(found))
