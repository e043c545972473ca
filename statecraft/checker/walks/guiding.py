"""Where to walk, so that what a search with free answers has seen is seen on the interpreter.

A way of that search is followed step by step: the same kind of choice with everything that is
worth trying, to states that look like its own. Where there is no such way to follow, states that
look like no other are gone on from first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count, groupby, islice
from typing import Final, assert_never

from statecraft.checker.choices import (
    Answering,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.model import Codes
from statecraft.checker.verdict import Evidence
from statecraft.checker.walks.goals import Entering, Goal, Holding, is_shown
from statecraft.checker.walks.walk import Walk

WIDTH: Final = 12
"""States that are gone on from at each step of a way."""

FEW_PREPARED: Final = 3
"""States in which data is changed before a way goes on."""

MOST_WAYS: Final = 4
"""That are followed to one goal."""

FEW: Final = 8
"""Choices of one kind that are tried at once where no way is followed."""

MOST_LOOKED_AT: Final = 24
"""Happenings of which the way is looked at."""


def kind_of(choice: Choice) -> Hashable:
    """What choices have in common that differ only in what is said."""
    match choice:
        case Sending(event=event):
            return ("send", event)
        case Moving(dimension=dimension, value=value):
            return ("move", dimension, repr(value))
        case Answering(action=action) | Failing(action=action):
            return ("answer", action.id)
        case Firing(event=event, id=name, after=after):
            return ("fire", event, name, after)
        case TakingNext():
            return ("next",)
        case _:
            assert_never(choice)


def is_possible(goal: Goal, free: Exploration) -> bool:
    """Whether something may happen, for all that a search with free answers can tell."""
    if free.doubt() is not None:
        return True
    claims = {claim.name for claim in free.definition.properties}
    is_left_out = isinstance(goal, Holding) and goal.name not in claims
    return is_left_out or next(_evidence(goal, free), None) is not None


def follow(walk: Walk, free: Exploration) -> None:
    """Follow ways of a search with free answers to each goal that it has seen and the walk not."""
    for goal in tuple(walk.missing):
        for evidence in _ways_to(goal, free):
            if goal not in walk.missing or walk.is_over:
                break
            _follow(walk, goal, free, evidence)


def _ways_to(goal: Goal, free: Exploration) -> Iterator[Evidence]:
    """Some short ways to a goal, shortest first."""
    found = islice(_evidence(goal, free), MOST_LOOKED_AT)
    distinct: dict[Hashable, Evidence] = {}
    for each in sorted(found, key=lambda evidence: len(evidence.way)):
        distinct.setdefault(tuple(map(kind_of, _choices(each))), each)
    return islice(iter(distinct.values()), MOST_WAYS)


def _choices(evidence: Evidence) -> tuple[Choice, ...]:
    return (*(step.choice for step in evidence.way.steps), *evidence.then)


def _evidence(goal: Goal, free: Exploration) -> Iterator[Evidence]:
    engine = free.engine
    match goal:
        case Entering(state=state):
            there = free.evidence_at(engine.where(engine.model.is_active(state)))
            yield from () if there is None else (there,)
        case Holding(name=name, is_true=is_true):
            for claim in free.definition.properties:
                if claim.name == name:
                    where = engine.where(engine.model.condition(claim.condition))
                    shown = where if is_true else engine.minus(engine.reachable(), where)
                    there = free.evidence_at(shown)
                    yield from () if there is None else (there,)
        case _:
            pass
    for happening in _showing(goal, free.happenings):
        found = free.evidence_of(happening)
        yield from () if found is None else (found,)


def _showing(goal: Goal, happenings: Iterable[Happening]) -> Iterator[Happening]:
    return (each for each in happenings if is_shown(goal, each.facts))


def _follow(walk: Walk, goal: Goal, free: Exploration, evidence: Evidence) -> None:
    """Go one way, by states that look like those on it, however these were come to."""
    model = free.engine.model
    states = [evidence.way.start, *(step.after for step in evidence.way.steps)]
    looks = [walk.look_of(model.decode(codes)) for codes in states]
    here = _foremost(walk, walk.alike(looks[0]))
    for step, look in zip(evidence.way.steps, looks[1:], strict=True):
        here = _led(walk, goal, here, step.choice, look)
    for choice in evidence.then:
        here = _led(walk, goal, here, choice, None)


def _foremost(walk: Walk, states: Iterable[Codes]) -> tuple[Codes, ...]:
    """A few of some states, as different as they can be."""
    return tuple(sorted(dict.fromkeys(states), key=walk.rank)[:WIDTH])


def _led(
    walk: Walk, goal: Goal, here: tuple[Codes, ...], like: Choice, look: Hashable | None
) -> tuple[Codes, ...]:
    """Where choices of one kind lead, if need be after others that change open data alone.

    The last step of a way leads to no certain look: it is there to show the goal.
    """
    kind = kind_of(like)
    for is_prepared in (False, True):
        states = _prepared(walk, goal, here) if is_prepared else here
        tried = ((codes, each) for codes in states for each in walk.offered_of_all(codes))
        gone = tuple(_gone(walk, goal, (each for each in tried if kind_of(each[1]) == kind)))
        if goal not in walk.missing:
            return ()
        if look is not None:
            led = [codes for codes in gone if walk.key(codes) == look]
            found = _foremost(walk, (*led, *walk.alike(look)))
            if found:
                return found
    return ()


def _gone(walk: Walk, goal: Goal, tried: Iterable[tuple[Codes, Choice]]) -> Iterator[Codes]:
    """Where some choices lead, as long as the goal is not shown."""
    for codes, choice in tried:
        if goal not in walk.missing or walk.is_over:
            return
        yield walk.take(codes, choice)


def _prepared(walk: Walk, goal: Goal, here: tuple[Codes, ...]) -> tuple[Codes, ...]:
    """States that look like some others and are akin to none that was come to before."""
    few = here[:FEW_PREPARED]
    looks = {walk.key(codes) for codes in few}
    tried = ((codes, each) for codes in few for each in _portion(walk.offered(codes), 0))
    new = (codes for codes in _gone(walk, goal, tried) if walk.key(codes) in looks)
    return _foremost(walk, new)


def try_rare(walk: Walk) -> None:
    """Take choices of which few are like them were taken, wherever they are offered."""
    times = Counter(map(_occasion, walk.choices))
    for codes in walk.states:
        for choice in walk.offered(codes):
            if walk.is_over:
                return
            occasion = _occasion(choice)
            if times[occasion] < FEW:
                times[occasion] += 1
                walk.take(codes, choice)


def _occasion(choice: Choice) -> Hashable:
    return (choice.__class__, kind_of(choice))


def spread(walk: Walk) -> None:
    """Go on from all states, first from those to which few are akin that were come to before.

    What is tried in a state is tried in portions; those behind the first have to wait.
    """
    waiting: list[tuple[int, int, Codes, int]] = []
    order = count()
    met: set[Codes] = set()

    def wait(codes: Codes, portion: int) -> None:
        heappush(waiting, (walk.rank(codes) + portion, next(order), codes, portion))

    for codes in walk.states:
        wait(codes, 0)
    met.update(walk.states)
    while waiting and not walk.is_over:
        _, _, codes, portion = heappop(waiting)
        tried = tuple(_portion(walk.offered(codes), portion))
        for choice in tried:
            after = walk.take(codes, choice)
            if after not in met:
                met.add(after)
                wait(after, 0)
        if tried:
            wait(codes, portion + 1)


def _portion(choices: Iterable[Choice], number: int) -> Iterator[Choice]:
    """A few choices of each kind; the first portion has the first ones, the others are mixed."""
    for _, group in groupby(choices, kind_of):
        known = list(group)
        if number == 0:
            yield from known[:FEW]
            continue
        portions = -(-(len(known) - FEW) // FEW)
        if number <= portions:
            yield from known[FEW + number - 1 :: portions]
