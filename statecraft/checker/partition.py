"""Which states of a closed space are alike in what becomes of a choice.

Where a choice only moves dimensions its conditions tell, and the kernel has to be asked only once
for each kind of state.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from statecraft.checker.choices import Choice
from statecraft.checker.conditions import CannotTell
from statecraft.checker.cubes import TooWide
from statecraft.checker.model import All, Codes, Opposite, Predicate, Some, Test
from statecraft.checker.plain import Candidate, candidates_of
from statecraft.checker.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Levels, and what kind of state their codes make: of one kind, one thing becomes."""

    levels: tuple[int, ...]
    kind_of: Callable[[Codes], Hashable]


def kinds_of(book: Rulebook, choice: Choice) -> Kinds | None:
    """The kinds of states for a choice that only moves; None where it may do more."""
    tests = _tests(book, choice)
    if tests is None:
        return None
    levels = tuple(dict.fromkeys([*tests[0], *(n for asked, _ in tests[1] for n in asked)]))
    place = {level: number for number, level in enumerate(levels)}
    return Kinds(levels=levels, kind_of=lambda codes: _kind(codes, place, tests))


def _kind(codes: Codes, place: Mapping[int, int], tests: _Tests) -> Hashable:
    moved, every = tests
    own = tuple(codes[place[level]] for level in moved)
    return own, tuple(answer(tuple(codes[place[n]] for n in asked)) for asked, answer in every)


_Asked = tuple[tuple[int, ...], Callable[[Codes], bool | None]]
"""Levels, and a test of their codes; None where it has no answer."""

_Tests = tuple[tuple[int, ...], tuple[_Asked, ...]]
"""Levels that are moved, and tests that together with their codes decide what happens."""


def _tests(book: Rulebook, choice: Choice) -> _Tests | None:
    if not book.is_plain:
        return None
    try:
        candidates = candidates_of(book, choice)
        if candidates is None:
            return None
        predicates = [*_conditions(book, candidates)]
    except (CannotTell, TooWide):
        return None
    tests = [test for predicate in predicates for test in _leaves(predicate)]
    regions = dict.fromkeys(region for each in candidates for region in each.goals)
    levels = tuple(book.level(region) for region in regions)
    return (*levels, book.space.status_level), tuple(map(_remembered, tests))


def _conditions(book: Rulebook, candidates: Iterable[Candidate]) -> Iterator[Predicate]:
    for candidate in candidates:
        yield candidate.enabled
        yield from book.predicates_about(candidate.goals)


def _leaves(predicate: Predicate) -> Iterator[Test]:
    match predicate:
        case Test():
            yield predicate
        case Opposite(part=part):
            yield from _leaves(part)
        case All(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from _leaves(part)


def _remembered(test: Test) -> _Asked:
    known: dict[Codes, bool | None] = {}

    def answer(codes: Codes) -> bool | None:
        if codes not in known:
            try:
                known[codes] = test.holds(codes)
            except CannotTell:
                known[codes] = None
        return known[codes]

    return test.levels, answer
