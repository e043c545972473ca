"""In which order the levels of a diagram stand: what interacts should be close together.

FORCE (Aloul, Markov, Sakallah): each set of levels that interact pulls its members to its centre of
gravity, until the sets' spans shrink no more. The declared order is kept where it is as good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

_MOST_ROUNDS = 40


def good_order(levels: Sequence[int], groups: Iterable[Collection[int]]) -> tuple[int, ...]:
    """The levels, those that stand in one group near each other."""
    distinct = [tuple(each) for each in dict.fromkeys(map(frozenset, groups)) if len(each) > 1]
    best = tuple(levels)
    best_span = total_span(best, distinct)
    declared = _settled(best, distinct)
    dense = _settled(_by_walking(levels, distinct), distinct)
    for order in (declared, dense):
        span = total_span(order, distinct)
        if span < best_span:
            best, best_span = order, span
    return best


def total_span(order: Sequence[int], groups: Iterable[Collection[int]]) -> int:
    """The sum over the groups of the distance between their outermost members."""
    place = {level: number for number, level in enumerate(order)}
    total = 0
    for group in groups:
        places = [place[level] for level in group]
        total += max(places) - min(places)
    return total


def _settled(order: Sequence[int], groups: Sequence[Collection[int]]) -> tuple[int, ...]:
    best = tuple(order)
    best_span = total_span(best, groups)
    current = best
    for _ in range(_MOST_ROUNDS):
        current = _pulled(current, groups)
        span = total_span(current, groups)
        if span >= best_span:
            break
        best, best_span = current, span
    return best


def _pulled(order: Sequence[int], groups: Iterable[Collection[int]]) -> tuple[int, ...]:
    place = {level: float(number) for number, level in enumerate(order)}
    sums = dict.fromkeys(order, 0.0)
    counts = dict.fromkeys(order, 0)
    for group in groups:
        centre = sum(place[level] for level in group) / len(group)
        for level in group:
            sums[level] += centre
            counts[level] += 1
    wanted = {
        level: sums[level] / counts[level] if counts[level] else place[level] for level in order
    }
    return tuple(sorted(order, key=lambda level: (wanted[level], place[level])))


def _by_walking(levels: Sequence[int], groups: Iterable[Collection[int]]) -> tuple[int, ...]:
    """The levels as they are met on a walk from neighbour to neighbour, least connected first."""
    beside: dict[int, dict[int, None]] = {level: {} for level in levels}
    for group in groups:
        for level in group:
            beside[level].update(dict.fromkeys(group))
    found: dict[int, None] = {}
    for start in sorted(levels, key=lambda level: len(beside[level])):
        pending = [start]
        while pending:
            level = pending.pop(0)
            if level not in found:
                found[level] = None
                nearby = (each for each in beside[level] if each not in found)
                pending.extend(sorted(nearby, key=lambda each: len(beside[each])))
    return tuple(found)
