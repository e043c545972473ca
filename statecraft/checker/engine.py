"""What every question of ``check`` is asked of: one chart, explored, as sets of states.

There are several engines, and one contract. A question that is written on it works on each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from statecraft.checker.choices import Choice
from statecraft.checker.limits import Limit
from statecraft.checker.model import Codes, Facts, Model, Predicate, ReasonKey, Some
from statecraft.checker.trace import Trace

States: TypeAlias = Any
"""A set of reachable states. Only the engine that made it can read it; it is never changed."""


class Engine(Protocol):
    """One model, explored as far as the limits let it.

    All sets are subsets of the states that were reached. When ``exhausted`` is set there may be
    more states: what is found in a set does happen, what is not found may still happen.
    """

    @property
    def name(self) -> str:
        """Which engine this is, for reports."""

    @property
    def model(self) -> Model:
        """What was explored."""

    @property
    def exhausted(self) -> Limit | None:
        """Why the search stopped early; None when every reachable state was seen."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Everything that the world can do in some reachable state."""

    def reachable(self) -> States:
        """All states."""

    def where(self, predicate: Predicate) -> States:
        """The states that satisfy a condition."""

    def outcomes(self, choice: Choice) -> Mapping[Facts, States]:
        """What becomes of a choice, and in which of the states that offer it."""

    def union(self, a: States, b: States) -> States: ...

    def intersect(self, a: States, b: States) -> States: ...

    def minus(self, a: States, b: States) -> States: ...

    def is_empty(self, a: States) -> bool: ...

    def count(self, a: States) -> int:
        """How many states, exactly."""

    def members(self, a: States) -> Iterator[Codes]:
        """The states one by one, in an order that is the same each time."""

    def before(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """The states from which one accepted step, by one of *choices*, leads into *a*."""

    def after(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """The states that one accepted step, by one of *choices*, leads to from *a*."""

    def leading_to(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """The states from which accepted steps by *choices* lead into *a*, itself included."""

    def surely_leading_to(self, a: States) -> States:
        """The states from which the world can lead into *a*, however open data is answered."""

    def nearest(self, a: States) -> Trace | None:
        """A shortest way from the start into *a*; None when it is empty."""

    def depth(self) -> int:
        """How many steps the state that is farthest from the start is away from it."""


def seen(engine: Engine, choice: Choice, test: Callable[[Facts], bool]) -> States:
    """The states that offer a choice and in which what becomes of it passes the test."""
    found = engine.where(Some(parts=()))
    for facts, states in engine.outcomes(choice).items():
        if test(facts):
            found = engine.union(found, states)
    return found


def enabled(engine: Engine, choice: Choice) -> States:
    """The states in which a choice is accepted."""
    return seen(engine, choice, lambda facts: facts.accepted)


def refused(engine: Engine, choice: Choice, reason: ReasonKey) -> States:
    """The states in which a choice is rejected, for this reason or for others with it."""
    return seen(engine, choice, lambda facts: reason in facts.reasons)
