"""Which states of a closed space are alike in what becomes of a choice.

Where a choice only moves dimensions its conditions tell, and the kernel has to be asked only once
for each kind of state.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from statecraft.checker.choices import Choice
from statecraft.checker.conditions import CannotTell
from statecraft.checker.cubes import Cube, TooWide, cover, mixtures
from statecraft.checker.model import All, Codes, Opposite, Predicate, Some, Test
from statecraft.checker.plain import Candidate, candidates_of
from statecraft.checker.rulebook import Rulebook


def kinds_of(book: Rulebook, choice: Choice) -> list[list[Cube]] | None:
    """Products of codes, those of one list alike in what becomes of a choice that only moves.

    None where the choice may do more, or where it depends on too much.
    """
    tests = _tests(book, choice)
    if tests is None:
        return None
    levels = tuple(sorted({*tests[0], *(level for asked, _ in tests[1] for level in asked)}))
    place = {level: number for number, level in enumerate(levels)}
    kinds: dict[Hashable, list[Codes]] = {}
    try:
        for codes in mixtures(levels, book.sizes):
            kinds.setdefault(_kind(codes, place, tests), []).append(codes)
    except TooWide:
        return None
    return [cover(levels, rows) for rows in kinds.values()]


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
