"""Steps that are taken on the interpreter one by one, from the start and from where others led.

Every state is one that such steps came to, and the way to it is remembered. Of states of which no
later step can tell the difference, only the first is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from statecraft.checker.choices import Choice, offered, perform
from statecraft.checker.engines.kernel_search import KernelModel
from statecraft.checker.limits import Limits
from statecraft.checker.model import Codes, Facts, facts_of
from statecraft.checker.payloads import Payloads
from statecraft.checker.walks.goals import Entering, Goal, Holding, is_shown, is_wanted
from statecraft.checker.walks.likeness import Likeness
from statecraft.checker.walks.pool import pool_of
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step

MANY: Final = 96
"""Payloads of one event that are tried anywhere."""

VERY_MANY: Final = 400
"""The same, where only that event leads on."""

MOST_STEPS: Final = 2_500
"""That are taken without showing anything new."""

FEW_STEPS: Final = 500
"""The same, where all that is missing should never happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What the world does from a start, the last step of which shows something.

    ``start`` is None where that is a start which is refused.
    """

    start: Codes | None
    choices: tuple[Choice, ...]


class Walk:
    """The states that were come to, and what is still to be shown.

    Attributes:
        begun: what became of each start.
        missing: the goals that no step has shown yet.
        shown: goal → a way that shows it.
    """

    def __init__(
        self,
        chart: Chart,
        likeness: Likeness,
        goals: Iterable[Goal],
        limits: Limits,
    ) -> None:
        self.chart = chart
        self.pool = pool = pool_of(chart, MANY)
        self.kernel = KernelModel(chart, pool)
        self.steps = 0
        self.missing = dict.fromkeys(goals)
        self.shown: dict[Goal, Way] = {}
        self._most = 0
        self._limits = limits
        self._likeness = likeness
        self._parents: dict[Codes, tuple[Codes, Choice] | None] = {}
        self._keys: dict[Codes, Hashable] = {}
        self._alike: dict[Hashable, list[Codes]] = {}
        self._met: dict[Hashable, int] = {}
        self._ranks: dict[Codes, int] = {}
        self._taken: dict[tuple[Codes, Choice], Codes] = {}
        self._conditions = {
            goal: self._condition(goal) for goal in self.missing if isinstance(goal, Holding)
        }
        self.begun: list[Outcome] = []
        for given in pool.inputs:
            self._begin(chart.start(input=given))

    def rest(self) -> None:
        """Gather strength for more steps: few, where nothing is missing that is wanted."""
        is_worth_it = any(map(is_wanted, self.missing))
        most = self.steps + (MOST_STEPS if is_worth_it else FEW_STEPS)
        self._most = min(self._limits.kernel_steps, most)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to look for, or no more steps may be taken."""
        is_tired = self.steps >= self._most or len(self._parents) > self._limits.states
        return not self.missing or is_tired or self._limits.out_of_time()

    @property
    def states(self) -> tuple[Codes, ...]:
        """Those that were come to, in that order; the starts are first."""
        return tuple(self._parents)

    @property
    def choices(self) -> Iterator[Choice]:
        """Those that were taken."""
        return (choice for _, choice in self._taken)

    def key(self, codes: Codes) -> Hashable:
        """What a state looks like."""
        return self._keys[codes]

    def alike(self, key: Hashable) -> tuple[Codes, ...]:
        """The states that look so."""
        return tuple(self._alike.get(key, ()))

    def rank(self, codes: Codes) -> int:
        """How many states were come to before that are akin to this one."""
        return self._ranks[codes]

    def look_of(self, snapshot: Snapshot) -> Hashable:
        """What any state of the machine looks like."""
        return self._likeness.of(snapshot)

    def snapshot(self, codes: Codes) -> Snapshot:
        """The state itself."""
        return self.kernel.decode(codes)

    def offered(self, codes: Codes) -> Iterator[Choice]:
        """What is tried in a state."""
        return offered(self.snapshot(codes), self.pool)

    def _begin(self, step: Step) -> None:
        self.begun.append(step.outcome)
        codes = self.kernel.encode(step.snapshot) if step.outcome.accepted else None
        if codes is not None and codes not in self._parents:
            self._meet(codes, None)
        self._show(Way(start=codes, choices=()), facts_of(step.outcome), codes)

    def offered_of_all(self, codes: Codes) -> Iterator[Choice]:
        """What is tried in a state where it is known what kind of choice leads on."""
        return offered(self.snapshot(codes), self._whole_pool)

    @cached_property
    def _whole_pool(self) -> Payloads:
        return pool_of(self.chart, VERY_MANY)

    def take(self, codes: Codes, choice: Choice) -> Codes:
        """The state after a step, which may be the same one; goals that it shows are noted."""
        known = self._taken.get((codes, choice))
        if known is not None:
            return known
        self.steps += 1
        snapshot = self.snapshot(codes)
        step = perform(self.chart, snapshot, choice)
        is_same = step.snapshot is snapshot
        after = codes if is_same else self.kernel.encode(step.snapshot)
        self._taken[codes, choice] = after
        if after not in self._parents:
            self._meet(after, (codes, choice))
        if self.missing:
            way = self.way_to(codes)
            ended = Way(start=way.start, choices=(*way.choices, choice))
            self._show(ended, facts_of(step.outcome), after)
        return after

    def way_to(self, codes: Codes) -> Way:
        """How a state was come to."""
        choices: list[Choice] = []
        while (parent := self._parents[codes]) is not None:
            codes = parent[0]
            choices.append(parent[1])
        return Way(start=codes, choices=tuple(reversed(choices)))

    def _meet(self, codes: Codes, parent: tuple[Codes, Choice] | None) -> None:
        self._parents[codes] = parent
        key = self._keys[codes] = self.look_of(self.snapshot(codes))
        self._alike.setdefault(key, []).append(codes)
        akin = self._likeness.closely(self.snapshot(codes))
        self._ranks[codes] = self._met[akin] = self._met.get(akin, -1) + 1

    def _show(self, way: Way, facts: Facts, after: Codes | None) -> None:
        for goal in tuple(self.missing):
            if self.shows(goal, facts, None if after is None else self.snapshot(after)):
                del self.missing[goal]
                self.shown[goal] = way
                self.rest()

    def shows(self, goal: Goal, facts: Facts, after: Snapshot | None) -> bool:
        """Whether a step shows a goal, by what becomes of it or by the state it leads to."""
        if is_shown(goal, facts):
            return True
        if after is None:
            return False
        match goal:
            case Entering(state=state):
                return state in after.root.states
            case Holding():
                return self._conditions[goal](after)
            case _:
                return False

    def _condition(self, goal: Holding) -> Callable[[Snapshot], bool]:
        holds = self.chart.condition(goal.text)

        def test(snapshot: Snapshot) -> bool:
            try:
                return holds(snapshot) == goal.is_true
            except UsageError:
                return not goal.is_true  # It cannot be evaluated in this state.

        return test
