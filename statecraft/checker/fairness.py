"""What can put something off for ever, although all that comes by itself does come.

Timers, answers of actions and the turn's queue are *fair*: what goes on being due happens at last,
an answer in one of the ways that an action can answer. Events of a user are not: they may come at
any time, or never; a property names those that come at last, too. The states from which a fair run
can stay inside of a set are the greatest fixpoint of Emerson and Lei: from each of them a way
inside leads, for every fair group, to a state where it is not due or takes a step inside.

A timer that is started anew begins to wait anew: a user's event that does so again and again may
put it off for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.checker.choices import (
    Answering,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.checker.engine import Engine, States
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checks.blocks import all_actions
from statecraft.diagnostics import Span
from statecraft.model.actions import Cancel, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Choices of which one comes at last, where they go on being due.

    Attributes:
        due: the states in which the world has one of them.
        put_off: happenings that start the wait anew.
    """

    choices: tuple[Choice, ...]
    due: States
    put_off: tuple[Happening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfair:
    """Where a run may stay for ever.

    Attributes:
        states: from each of them a fair run can stay inside of them.
        resting: those of them in which nothing is due that comes by itself.
    """

    states: States
    resting: States


def unfair_ways(exploration: Exploration, inside: States, fair_events: frozenset[str]) -> Unfair:
    """The states of a set in which some fair run can stay for ever."""
    engine = exploration.engine
    groups = tuple(_groups(exploration, fair_events))
    due = _union(engine, (group.due for group in groups))
    at_rest = engine.minus(engine.reachable(), due)
    states = inside
    while True:
        fewer = states
        for group in groups:
            fewer = _kept(engine, fewer, group, at_rest)
        if not groups:
            break
        if engine.is_empty(engine.minus(states, fewer)):
            break
        states = fewer
    return Unfair(states=states, resting=engine.intersect(states, at_rest))


def _kept(engine: Engine, states: States, group: Group, at_rest: States) -> States:
    """The states from which a way inside does justice to the group and then goes on inside."""
    just = engine.minus(states, group.due)
    just = engine.union(just, engine.intersect(states, engine.before(states, group.choices)))
    for each in group.put_off:
        within = engine.intersect(each.states, engine.before(states, (each.choice,)))
        just = engine.union(just, engine.intersect(states, within))
    reaching = frontier = just
    while not engine.is_empty(frontier):
        frontier = engine.minus(engine.intersect(states, engine.before(frontier)), reaching)
        reaching = engine.union(reaching, frontier)
    goes_on = engine.union(engine.before(reaching), engine.intersect(reaching, at_rest))
    return engine.intersect(states, goes_on)


def _groups(exploration: Exploration, fair_events: frozenset[str]) -> Iterator[Group]:
    engine = exploration.engine
    members: dict[Hashable, list[Happening]] = defaultdict(list)
    for each in exploration.happenings:
        key = _key(each.choice, fair_events)
        if key is not None and (each.facts.accepted or not isinstance(each.choice, Sending)):
            members[key].append(each)
    for key, happenings in members.items():
        yield Group(
            choices=tuple(dict.fromkeys(each.choice for each in happenings)),
            due=_union(engine, (each.states for each in happenings)),
            put_off=tuple(_putting_off(exploration, key)),
        )


def _key(choice: Choice, fair_events: frozenset[str]) -> Hashable | None:
    """What the choice is one way of; None for what may never come."""
    match choice:
        case Sending(event=event):
            return event if event in fair_events else None
        case Moving():
            return None
        case Firing():
            return choice
        case Answering(action=action) | Failing(action=action):
            return action
        case TakingNext():
            return TakingNext
        case _:
            assert_never(choice)


def _putting_off(exploration: Exploration, key: Hashable) -> Iterator[Happening]:
    """The user's events that start the timer of a group anew."""
    if not isinstance(key, Firing):
        return
    for each in exploration.happenings:
        is_of_user = isinstance(each.choice, Sending | Moving) and each.facts.accepted
        if is_of_user and _starts_anew(exploration, key, each):
            yield each


def _starts_anew(exploration: Exploration, firing: Firing, happening: Happening) -> bool:
    if firing.after is None:
        return _can_be_cancelled(exploration, firing)
    if firing.run is not None:
        return False
    entering = _entering(exploration.chart.lowered, firing.after[0])
    return not entering.isdisjoint(happening.facts.taken)


def _entering(lowered: LoweredChart, state: StateIndex) -> frozenset[Span]:
    """The places of transitions that may leave and enter the state in one step."""
    last = lowered.rows[state].last
    return frozenset(
        edge.span
        for edge in lowered.edges
        if any(state <= target <= last for target in edge.targets)
        or (edge.reenter and any(goal == state for _, goal in edge.moves))
    )


def _can_be_cancelled(exploration: Exploration, firing: Firing) -> bool:
    for placed in all_actions(exploration.definition):
        match placed.action:
            case Cancel():
                return True
            case Send(event=event, replace=True) if event == firing.event:
                return True
            case _:
                pass
    return False


def _union(engine: Engine, sets: Iterable[States]) -> States:
    found = engine.minus(engine.reachable(), engine.reachable())
    for each in sets:
        found = engine.union(found, each)
    return found
