"""What a way through a machine can cover, and a small set of ways that covers all of it.

Ways are found greedily: from where the way is, on to the nearest step that covers something more;
where nothing more can be reached from there, a new way begins at the start.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final, TypeAlias

from statecraft.checker.choices import Choice
from statecraft.checker.engine import Engine
from statecraft.checker.limits import Limits
from statecraft.checker.model import Answer, Codes
from statecraft.kernel.outcome import OutcomeKind, ReasonKind
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.text import text_of

MOST_STATES: Final = 20_000
"""Of larger machines the ways lead through the states that are nearest to the start."""

LONGEST: Final = 40
"""Steps of one way, so that a person can still follow it."""

Item: TypeAlias = tuple[str, ...]
"""Something to be covered: (what it is, its names)."""


class Cover(StrEnum):
    """What is to be covered."""

    STATES = "states"
    TRANSITIONS = "transitions"
    RULES = "rules"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Choices from a start, and what they cover that no earlier way does."""

    start: Codes
    choices: tuple[Choice, ...]
    covers: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """State → (what comes of each choice, what that covers); ``is_whole``: of all states."""

    is_whole: bool
    answers: Mapping[Codes, tuple[tuple[Answer, frozenset[Item]], ...]]
    starts: tuple[tuple[Codes, frozenset[Item]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """Ways that cover whatever any way can, or where not ``is_whole`` what was looked at."""

    ways: tuple[Way, ...]
    is_whole: bool


def covering_ways(engine: Engine, cover: Cover, limits: Limits) -> Covering:
    """A small set of ways; where the time runs out, through the states nearest to the start."""
    graph = _graph(engine, cover, limits)
    missing = {item for steps in graph.answers.values() for _, items in steps for item in items}
    missing |= {item for _, items in graph.starts for item in items}
    ways: list[Way] = []
    while missing:
        way = _way(graph, frozenset(missing))
        if not way.covers:
            break  # What leads to the rest was not looked at.
        missing -= set(way.covers)
        ways.append(way)
    return Covering(ways=tuple(ways), is_whole=graph.is_whole and not missing)


def _graph(engine: Engine, cover: Cover, limits: Limits) -> _Graph:
    model, items = engine.model, _ITEMS[cover]
    known = dict.fromkeys(
        code for _, code in zip(range(MOST_STATES), _nearest(engine), strict=False)
    )
    answers: dict[Codes, tuple[tuple[Answer, frozenset[Item]], ...]] = {}
    for codes in known:
        if limits.out_of_time():
            break
        steps = []
        for answer in model.answers(codes):
            if answer.after in known:
                found = frozenset(items(answer, model.decode(answer.after)))
                steps.append((answer, found))
        answers[codes] = tuple(steps)
    starts = []
    for codes in model.initial:
        at_start = frozenset(_of_state(cover, model.decode(codes)))
        starts.append((codes, at_start))
    return _Graph(is_whole=len(answers) == len(known), answers=answers, starts=tuple(starts))


def _nearest(engine: Engine) -> Iterator[Codes]:
    yield from engine.model.initial
    yield from engine.members(engine.reachable())


def _way(graph: _Graph, missing: frozenset[Item]) -> Way:
    """One way that covers something that is missing, and goes on as long as it finds more."""
    start, first = next(
        ((codes, items) for codes, items in graph.starts if items & missing), graph.starts[0]
    )
    choices: list[Choice] = []
    covered = list(first & missing)
    left, here = missing - first, start
    while left and len(choices) < LONGEST:
        found = _on(graph, here, left) or (_elsewhere(graph, left) if not choices else None)
        if found is None:
            break
        begin, steps = found
        start = begin if not choices else start
        for answer, items in steps:
            choices.append(answer.choice)
            covered += sorted(items & left)
            left, here = left - items, answer.after
    return Way(start=start, choices=tuple(choices), covers=tuple(sorted(set(covered))))


_Found: TypeAlias = tuple[Codes, list[tuple[Answer, frozenset[Item]]]]


def _elsewhere(graph: _Graph, missing: frozenset[Item]) -> _Found | None:
    found = (_on(graph, codes, missing) for codes, _ in graph.starts)
    return next((each for each in found if each is not None), None)


def _on(graph: _Graph, here: Codes, missing: frozenset[Item]) -> _Found | None:
    """The shortest way from a state to a step that covers something that is missing."""
    came: dict[Codes, tuple[Codes, tuple[Answer, frozenset[Item]]] | None] = {here: None}
    waiting = deque([here])
    while waiting:
        codes = waiting.popleft()
        for step in graph.answers.get(codes, ()):
            answer, items = step
            if items & missing:
                return here, [*_back(came, codes), step]
            if answer.after not in came:
                came[answer.after] = (codes, step)
                waiting.append(answer.after)
    return None


def _back(
    came: Mapping[Codes, tuple[Codes, tuple[Answer, frozenset[Item]]] | None], end: Codes
) -> list[tuple[Answer, frozenset[Item]]]:
    found = []
    while (before := came[end]) is not None:
        end, step = before
        found.append(step)
    return found[::-1]


def _of_state(cover: Cover, snapshot: Snapshot) -> Iterator[Item]:
    match cover:
        case Cover.STATES:
            yield from (("state", path) for path in snapshot.configuration)
            yield from (("value", name, text_of(v)) for name, v in snapshot.dimensions.items())
        case Cover.PAIRS:
            values = [(name, text_of(value)) for name, value in snapshot.dimensions.items()]
            values += [("state", path) for path in snapshot.configuration]
            for one, other in combinations(values, 2):
                yield ("pair", *one, *other)
        case Cover.TRANSITIONS | Cover.RULES:
            return


def _of_transitions(answer: Answer, _after: Snapshot) -> Iterator[Item]:
    if answer.facts.accepted:
        yield from (("transition", str(place)) for place in answer.facts.taken)


def _of_rules(answer: Answer, after: Snapshot) -> Iterator[Item]:
    """Each requirement that refuses, and each cascade that pulls."""
    if answer.facts.kind is OutcomeKind.REJECTED:
        for reason in answer.facts.reasons:
            if reason.kind is ReasonKind.RULE:
                yield ("refusal", reason.id or "", str(reason.detail_at or reason.at))
    cascades = {lowered.rule.span: lowered.rule.name for lowered in after.chart.cascades}
    if answer.facts.accepted:
        for place in answer.facts.taken:
            if place in cascades:
                yield ("cascade", cascades[place])


_ITEMS: Final[Mapping[Cover, Callable[[Answer, Snapshot], Iterator[Item]]]] = {
    Cover.STATES: lambda answer, after: _of_state(Cover.STATES, after),
    Cover.TRANSITIONS: _of_transitions,
    Cover.RULES: _of_rules,
    Cover.PAIRS: lambda answer, after: _of_state(Cover.PAIRS, after),
}
