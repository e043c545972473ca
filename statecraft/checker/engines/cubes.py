"""Conditions as unions of products: for some levels the codes that they may have.

A diagram is made of products, so every condition has to become some. A test on several levels is
tried on every mixture of their codes; a condition that would need too many raises ``TooWide``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, assert_never

from statecraft.checker.model import All, Codes, Opposite, Predicate, Some, Test

Cube: TypeAlias = dict[int, frozenset[int]]
"""Level → codes that are allowed; a level that is not there may have any."""

MOST_ROWS = 4096


class TooWide(Exception):
    """A condition or a choice depends on too many mixtures of codes."""


def cubes_of(predicate: Predicate, sizes: Sequence[int]) -> list[Cube]:
    """A condition as a union of products; ``sizes`` are those of the levels."""
    return _cubes(predicate, sizes, wanted=True)


def _cubes(predicate: Predicate, sizes: Sequence[int], *, wanted: bool) -> list[Cube]:
    match predicate:
        case Test():
            return _cubes_of_test(predicate, sizes, wanted=wanted)
        case Opposite(part=part):
            return _cubes(part, sizes, wanted=not wanted)
        case All(parts=parts) | Some(parts=parts):
            inner = [_cubes(part, sizes, wanted=wanted) for part in parts]
            if isinstance(predicate, All) is wanted:
                return product(inner)
            return [cube for each in inner for cube in each]
        case _:
            assert_never(predicate)


def product(unions: Iterable[list[Cube]]) -> list[Cube]:
    """What is in each of several unions."""
    found: list[Cube] = [{}]
    for union in unions:
        found = [both for one in found for two in union if (both := meet(one, two)) is not None]
        if len(found) > MOST_ROWS:
            raise TooWide
    return found


def meet(one: Cube, two: Cube) -> Cube | None:
    """What is in both products; None when that is nothing."""
    found = dict(one)
    for level, codes in two.items():
        both = codes & found[level] if level in found else codes
        if not both:
            return None
        found[level] = both
    return found


def _cubes_of_test(test: Test, sizes: Sequence[int], *, wanted: bool) -> list[Cube]:
    holds = test.holds
    if not test.levels:
        return [{}] if holds(()) is wanted else []
    if len(test.levels) == 1:
        level = test.levels[0]
        codes = frozenset(c for c in range(sizes[level]) if holds((c,)) is wanted)
        return [{level: codes}] if codes else []
    rows = [codes for codes in mixtures(test.levels, sizes) if holds(codes) is wanted]
    return cover(test.levels, rows)


def mixtures(levels: Iterable[int], sizes: Sequence[int]) -> Iterable[Codes]:
    """Every mixture of the codes of some levels."""
    total = 1
    for level in levels:
        total *= sizes[level]
    if total > MOST_ROWS:
        raise TooWide
    return itertools.product(*(range(sizes[level]) for level in levels))


def cover(levels: Sequence[int], rows: Iterable[Codes]) -> list[Cube]:
    """Rows of codes as few disjoint products: rows that differ in one level alone are put together.

    One level after the other is made a set of codes; rows that agree in all others become one.
    """
    merged: list[tuple[frozenset[int], ...]] = [
        tuple(frozenset((code,)) for code in row) for row in rows
    ]
    for place in range(len(levels)):
        groups: dict[tuple[frozenset[int], ...], frozenset[int]] = {}
        for row in merged:
            others = row[:place] + row[place + 1 :]
            groups[others] = groups.get(others, frozenset()) | row[place]
        merged = [(*key[:place], codes, *key[place:]) for key, codes in groups.items()]
    return [dict(zip(levels, row, strict=True)) for row in merged]


def fixed(predicate: Predicate, codes: Mapping[int, int]) -> Predicate:
    """The condition where some levels have certain codes."""
    match predicate:
        case Test(levels=levels):
            return predicate if codes.keys().isdisjoint(levels) else _fixed_test(predicate, codes)
        case Opposite(part=part):
            return Opposite(part=fixed(part, codes))
        case All(parts=parts):
            return All(parts=tuple(fixed(part, codes) for part in parts))
        case Some(parts=parts):
            return Some(parts=tuple(fixed(part, codes) for part in parts))
        case _:
            assert_never(predicate)


def _fixed_test(test: Test, codes: Mapping[int, int]) -> Test:
    rest = tuple(level for level in test.levels if level not in codes)
    known = tuple(codes.get(level) for level in test.levels)

    def holds(given: Codes) -> bool:
        left = iter(given)
        return test.holds(tuple(next(left) if code is None else code for code in known))

    return Test(levels=rest, holds=holds)
