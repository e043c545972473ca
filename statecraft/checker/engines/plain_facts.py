"""What becomes of a choice that only moves dimensions, told from its conditions alone.

It is what the kernel would say (semantics 4.2, 5.3), for the usual cases: the moves are refused by
a map or a rule, the state after them by a constraint, or the choice is accepted. Of every other
case only a kind is told, and the kernel is asked about one state of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from statecraft.checker.choices import Choice
from statecraft.checker.engines.cubes import TooWide, fixed
from statecraft.checker.engines.plain import Candidate, candidates_of
from statecraft.checker.engines.rulebook import Demand, Rulebook
from statecraft.checker.model import All, Codes, Facts, Opposite, Predicate, Some, Test
from statecraft.checker.spaces.conditions import CannotTell, tests_of
from statecraft.diagnostics import Span
from statecraft.kernel.outcome import OutcomeKind

At = Mapping[int, int]
"""Level → code, of the levels that are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Levels, and what their codes make of a state: ``Facts``, None (not offered), or a kind."""

    levels: tuple[int, ...]
    kind_of: Callable[[Codes], Hashable]


def kinds_of(book: Rulebook, choice: Choice) -> Kinds | None:
    """The kinds of states for a choice that only moves; None where it may do more."""
    if not book.is_plain:
        return None
    try:
        candidates = candidates_of(book, choice)
        if candidates is None:
            return None
        judges = [_Judge(book, each) for each in candidates]
    except (CannotTell, TooWide):
        return None
    status = book.space.status_level
    levels = (status, *dict.fromkeys(level for judge in judges for level in judge.levels))
    return Kinds(levels=levels, kind_of=lambda codes: _kind(judges, levels, codes))


def _kind(judges: Iterable[_Judge], levels: tuple[int, ...], codes: Codes) -> Hashable:
    at = dict(zip(levels, codes, strict=True))
    if codes[0]:
        return None  # The machine is done.
    try:
        for judge in judges:
            if holds_at(judge.candidate.enabled, at):
                return judge.kind(at, codes)
    except CannotTell:
        pass
    return codes


class _Judge:
    """What becomes of one candidate where it is enabled."""

    def __init__(self, book: Rulebook, candidate: Candidate) -> None:
        self.book = book
        self.candidate = candidate
        self._levels = {book.level(region): code for region, code in candidate.goals.items()}
        self._after = [
            Demand(that=fixed(demand.that, self._levels), key=demand.key, is_told=demand.is_told)
            for levels, demand in book.constraint_demands()
            if not levels.isdisjoint(self._levels)
        ]
        self._rules: dict[int, tuple[Predicate | None, tuple[Demand, ...]]] = {
            place: book.demands(place) for place in self._places()
        }
        self.levels = frozenset(self._all_levels())

    def _places(self) -> Iterator[int]:
        for region, goal in self.candidate.goals.items():
            for code in range(self.book.size(region)):
                yield from self.book.rules_about(region, code, goal)

    def _all_levels(self) -> Iterator[int]:
        yield from self._levels
        yield from levels_of(self.candidate.enabled)
        for when, demands in self._rules.values():
            yield from () if when is None else levels_of(when)
            for demand in demands:
                yield from levels_of(demand.that)
        for demand in self._after:
            yield from levels_of(demand.that)

    def kind(self, at: At, codes: Codes) -> Hashable:
        """``Facts``; None where the move is none and so is not offered; else the codes."""
        moved = {
            region: (at[self.book.level(region)], goal)
            for region, goal in self.candidate.goals.items()
            if at[self.book.level(region)] != goal
        }
        if self.candidate.is_direct and not moved:
            return None
        broken = [*self._broken_before(at, moved)]
        if broken:
            return _refused(broken, ()) if all(each.is_told for each in broken) else codes
        broken = [demand for demand in self._after if not holds_at(demand.that, at)]
        if broken:
            taken = (self.candidate.at,)
            return _refused(broken, taken) if all(each.is_told for each in broken) else codes
        return Facts(kind=OutcomeKind.ACCEPTED, taken=(self.candidate.at,))

    def _broken_before(self, at: At, moved: Mapping[int, tuple[int, int]]) -> Iterator[Demand]:
        rules: dict[int, None] = {}
        for region, (code, goal) in moved.items():
            if not self.book.is_allowed(region, code, goal):
                yield self.book.map_demand(region)
            rules.update(dict.fromkeys(self.book.rules_about(region, code, goal)))
        for place in rules:
            when, demands = self._rules[place]
            if when is None or holds_at(when, at):
                yield from (each for each in demands if not holds_at(each.that, at))


def _refused(broken: Iterable[Demand], taken: tuple[Span, ...]) -> Facts:
    reasons = frozenset(demand.key for demand in broken)
    return Facts(kind=OutcomeKind.REJECTED, reasons=reasons, taken=taken)


def holds_at(predicate: Predicate, at: At) -> bool:
    """Whether a condition holds where levels have certain codes; every part of it is tried."""
    match predicate:
        case Test(levels=levels, holds=test):
            return test(tuple(at[level] for level in levels))
        case All(parts=parts):
            return min((holds_at(part, at) for part in parts), default=True)
        case Some(parts=parts):
            return max((holds_at(part, at) for part in parts), default=False)
        case Opposite(part=part):
            return not holds_at(part, at)


def levels_of(predicate: Predicate) -> Iterator[int]:
    """The levels that a condition reads."""
    return (level for test in tests_of(predicate) for level in test.levels)
