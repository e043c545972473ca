"""An engine over states that were met one by one: sets are sets, and ways are remembered."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import assert_never

from statecraft.checker.choices import Choice
from statecraft.checker.limits import Limit, Limits
from statecraft.checker.model import All, Codes, Facts, Model, Opposite, Predicate, Some, Test
from statecraft.checker.trace import Trace, TraceStep

Numbers = frozenset[int]
"""A set of states, by the order in which they were met."""

_Edge = tuple[int, Choice, Facts]


class Explored:
    """The states of a model within some limits, met breadth first.

    Memory holds every step; it is made for some ten thousand states.
    """

    name = "kernel"

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model = model
        self.exhausted: Limit | None = None
        self._codes: list[Codes] = []
        self._numbers: dict[Codes, int] = {}
        self._parents: list[tuple[int, Choice] | None] = []
        self._distances: list[int] = []
        self._edges: list[tuple[_Edge, ...]] = []
        self._backward: list[list[tuple[int, Choice]]] | None = None
        self._by_choice: dict[Choice, dict[Facts, set[int]]] | None = None
        for codes in model.initial:
            self._meet(codes, None, 0)
        self._search(limits)

    def _meet(self, codes: Codes, parent: tuple[int, Choice] | None, distance: int) -> int:
        number = self._numbers.setdefault(codes, len(self._codes))
        if number == len(self._codes):
            self._codes.append(codes)
            self._parents.append(parent)
            self._distances.append(distance)
        return number

    def _search(self, limits: Limits) -> None:
        number = 0
        while number < len(self._codes):
            self.exhausted = self._limit(limits, number)
            if self.exhausted is not None:
                break
            self._edges.append(tuple(self._steps(number)))
            number += 1
        self._edges += [()] * (len(self._codes) - len(self._edges))

    def _limit(self, limits: Limits, number: int) -> Limit | None:
        depth = self._distances[number]
        if len(self._codes) > limits.states:
            return Limit(what="states", bound=limits.states, depth=depth)
        if self.model.steps > limits.kernel_steps:
            return Limit(what="steps of the kernel", bound=limits.kernel_steps, depth=depth)
        if limits.out_of_time():
            return Limit(what="time", bound=0, depth=depth)
        return None

    def _steps(self, number: int) -> Iterator[_Edge]:
        for answer in self.model.answers(self._codes[number]):
            parent = (number, answer.choice)
            after = self._meet(answer.after, parent, self._distances[number] + 1)
            yield after, answer.choice, answer.facts

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Engine``."""
        return tuple(self._grouped())

    def reachable(self) -> Numbers:
        """See ``Engine``."""
        return frozenset(range(len(self._codes)))

    def where(self, predicate: Predicate) -> Numbers:
        """See ``Engine``."""
        return frozenset(n for n, codes in enumerate(self._codes) if holds(predicate, codes))

    def outcomes(self, choice: Choice) -> Mapping[Facts, Numbers]:
        """See ``Engine``."""
        return {facts: frozenset(n) for facts, n in self._grouped().get(choice, {}).items()}

    def _grouped(self) -> dict[Choice, dict[Facts, set[int]]]:
        if self._by_choice is None:
            self._by_choice = {}
            for number, edges in enumerate(self._edges):
                for _, choice, facts in edges:
                    of_choice = self._by_choice.setdefault(choice, {})
                    of_choice.setdefault(facts, set()).add(number)
        return self._by_choice

    def union(self, a: Numbers, b: Numbers) -> Numbers:
        """See ``Engine``."""
        return a | b

    def intersect(self, a: Numbers, b: Numbers) -> Numbers:
        """See ``Engine``."""
        return a & b

    def minus(self, a: Numbers, b: Numbers) -> Numbers:
        """See ``Engine``."""
        return a - b

    def is_empty(self, a: Numbers) -> bool:
        """See ``Engine``."""
        return not a

    def count(self, a: Numbers) -> int:
        """See ``Engine``."""
        return len(a)

    def members(self, a: Numbers) -> Iterator[Codes]:
        """See ``Engine``; nearest to the start first."""
        return (self._codes[number] for number in sorted(a))

    def before(self, a: Numbers, choices: Iterable[Choice] | None = None) -> Numbers:
        """See ``Engine``."""
        wanted = None if choices is None else set(choices)
        backward = self._reversed()
        steps = (step for number in a for step in backward[number])
        return frozenset(n for n, choice in steps if wanted is None or choice in wanted)

    def _reversed(self) -> list[list[tuple[int, Choice]]]:
        if self._backward is None:
            self._backward = [[] for _ in self._codes]
            for number, edges in enumerate(self._edges):
                for after, choice, facts in edges:
                    if moves_on(number, after, facts):
                        self._backward[after].append((number, choice))
        return self._backward

    def after(self, a: Numbers, choices: Iterable[Choice] | None = None) -> Numbers:
        """See ``Engine``."""
        wanted = None if choices is None else set(choices)
        steps = ((number, *edge) for number in a for edge in self._edges[number])
        return frozenset(
            after
            for number, after, choice, facts in steps
            if moves_on(number, after, facts) and (wanted is None or choice in wanted)
        )

    def leading_to(self, a: Numbers, choices: Iterable[Choice] | None = None) -> Numbers:
        """See ``Engine``."""
        backward = self._reversed()
        wanted = None if choices is None else set(choices)
        found = set(a)
        pending = list(a)
        while pending:
            for before, choice in backward[pending.pop()]:
                if before not in found and (wanted is None or choice in wanted):
                    found.add(before)
                    pending.append(before)
        return frozenset(found)

    def surely_leading_to(self, a: Numbers) -> Numbers:
        """See ``Engine``; no data is open."""
        return self.leading_to(a)

    def nearest(self, a: Numbers) -> Trace | None:
        """See ``Engine``."""
        if not a:
            return None
        number = min(a)
        steps: list[TraceStep] = []
        while (parent := self._parents[number]) is not None:
            steps.append(TraceStep(choice=parent[1], after=self._codes[number]))
            number = parent[0]
        return Trace(start=self._codes[number], steps=tuple(reversed(steps)))

    def depth(self) -> int:
        """See ``Engine``."""
        return max(self._distances, default=0)

    def distance(self, codes: Codes) -> int:
        """How many steps a state is away from the start."""
        return self._distances[self._numbers[codes]]


def moves_on(before: Hashable, after: Hashable, facts: Facts) -> bool:
    """Whether a step counts: it was accepted, or it is a refusal that uses something up."""
    return facts.accepted or before != after


def holds(predicate: Predicate, codes: Codes) -> bool:
    """Whether a state satisfies a condition."""
    match predicate:
        case Test(levels=levels, holds=test):
            return test(tuple(codes[level] for level in levels))
        case All(parts=parts):
            return all(holds(part, codes) for part in parts)
        case Some(parts=parts):
            return any(holds(part, codes) for part in parts)
        case Opposite(part=part):
            return not holds(part, codes)
        case _:
            assert_never(predicate)
