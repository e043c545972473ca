"""Choices that do nothing but move dimensions, put together from the conditions they are under.

Such a choice is accepted where a candidate is enabled, the map allows its moves, every requirement
about them holds before, and every constraint that reads them holds after. Whatever may do more (a
block, a cascade, an eventless transition, a state of the tree) is no such choice, and neither is
one of which a condition cannot be evaluated somewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from statecraft.chart.descriptors import matches
from statecraft.chart.tables import Edge, RegionIndex
from statecraft.checker.choices import Choice, Moving, Sending
from statecraft.checker.engines.cubes import product
from statecraft.checker.engines.rulebook import Rulebook
from statecraft.checker.model import All, Opposite, Predicate, Test
from statecraft.diagnostics import Span

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Moves that are made together, and the products of codes under which they are made."""

    moves: Mapping[int, Pairs]
    cubes: tuple[Mapping[int, frozenset[int]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A way to take a choice: where it is enabled, and region → code that it moves to.

    ``is_direct`` says that it is a direct move, which is offered only where it moves something.
    """

    enabled: Predicate
    goals: Mapping[RegionIndex, int]
    at: Span
    is_direct: bool


def candidates_of(book: Rulebook, choice: Choice) -> tuple[Candidate, ...] | None:
    """The candidates of a plain choice, each where none before it is enabled.

    None where the choice does more than move dimensions.
    """
    match choice:
        case Moving(dimension=dimension, value=value):
            region = book.chart.by_dimension[dimension]
            if not book.is_silent(region):
                return None
            goals = {region: book.code_of(region, value)}
            at = book.chart.definition.span
            return (Candidate(enabled=All(parts=()), goals=goals, at=at, is_direct=True),)
        case Sending(event=event):
            return _of_event(book, event)
        case _:
            return None


def _of_event(book: Rulebook, event: str) -> tuple[Candidate, ...] | None:
    chart = book.chart
    if any(matches(descriptor, event) for descriptor in book.inner_descriptors):
        return None
    edges = [chart.edges[index] for index in chart.machine_edges]
    found: list[Candidate] = []
    earlier: list[Predicate] = []
    for edge in edges:
        if edge.event is None or not matches(edge.event, event):
            continue
        enabled = _enabled(book, edge)
        if enabled is None:
            return None
        goals = {region: book.code_of_state(region, state) for region, state in edge.moves}
        enabled_first = All(parts=(enabled, *earlier))
        found.append(Candidate(enabled=enabled_first, goals=goals, at=edge.span, is_direct=False))
        earlier.append(Opposite(part=enabled))
    return tuple(found)


def _enabled(book: Rulebook, edge: Edge) -> Predicate | None:
    """Where a transition is enabled; None where it does more than move dimensions."""
    if edge.actions or edge.targets or edge.reenter:
        return None
    if not all(book.is_silent(region) for region, _ in edge.moves):
        return None
    parts: list[Predicate] = []
    for origin in edge.origins:
        codes = frozenset(book.code_of_state(origin.region, state) for state in origin.states)
        parts.append(_one_of(book.level(origin.region), codes))
    if edge.when is not None:
        when = book.conditions.strict(edge.when)
        if when is None:
            return None
        parts.append(when)
    return All(parts=tuple(parts))


def _one_of(level: int, codes: frozenset[int]) -> Test:
    return Test(levels=(level,), holds=lambda given: given[0] in codes)


def parts_of(book: Rulebook, candidates: Iterable[Candidate]) -> Iterator[Part]:
    """What plain candidates do.

    Raises:
        CannotTell: a condition cannot be evaluated somewhere.
        TooWide: a condition reads too much.
    """
    for candidate in candidates:
        regions = list(candidate.goals)
        before = book.cubes(candidate.enabled)
        after = book.cubes_after(candidate.goals)
        for mixture in itertools.product(*(_ways(book, r, candidate.goals[r]) for r in regions)):
            moves = {book.level(r): way.pairs for r, way in zip(regions, mixture, strict=True)}
            rules = dict.fromkeys(rule for way in mixture for rule in way.rules)
            if any(way.is_move for way in mixture):
                cubes = product([before, after, *map(book.cubes_of_rule, rules)])
                yield Part(moves=moves, cubes=tuple(cubes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Codes from which a goal is reached under the same rules, given by their places."""

    pairs: Pairs
    rules: tuple[int, ...]
    is_move: bool


def _ways(book: Rulebook, region: RegionIndex, goal: int) -> Iterator[Way]:
    found: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for code in range(book.size(region)):
        if code == goal:
            yield Way(pairs=((code, goal),), rules=(), is_move=False)
        elif book.is_allowed(region, code, goal):
            found.setdefault(book.rules_about(region, code, goal), []).append((code, goal))
    for rules, pairs in found.items():
        yield Way(pairs=tuple(pairs), rules=rules, is_move=True)
