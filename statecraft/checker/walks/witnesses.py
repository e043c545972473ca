"""Ways of the interpreter that show what a search did not see, as a small exploration.

What happens on them does happen. Of everything else they say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice
from statecraft.checker.engines.explored import Explored
from statecraft.checker.engines.kernel_search import KernelModel
from statecraft.checker.exploration import Exploration
from statecraft.checker.gaps import Gap
from statecraft.checker.limits import Limits
from statecraft.checker.model import Answer, Codes, Test, facts_of
from statecraft.checker.replay import Replayed, performed
from statecraft.checker.walks.goals import Goal, goals_of
from statecraft.checker.walks.guiding import follow, is_possible, spread, try_rare
from statecraft.checker.walks.likeness import likeness_of
from statecraft.checker.walks.playing import play
from statecraft.checker.walks.walk import Walk, Way
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.formulas import Formula

_UNSHOWN = Gap(what="no way was found that shows it")


class WitnessModel:
    """The states on some ways, in which only that can happen which happened there."""

    def __init__(self, kernel: KernelModel, ways: Iterable[tuple[Replayed, ...]]) -> None:
        self.chart = kernel.chart
        self.gaps = (_UNSHOWN,)
        self.initial = kernel.initial
        self.steps = 0
        self._kernel = kernel
        self._answers: dict[Codes, dict[Answer, None]] = {}
        for way in ways:
            for each in way:
                self._answers.setdefault(kernel.encode(each.before), {}).setdefault(
                    self._answer(each)
                )

    def _answer(self, gone: Replayed) -> Answer:
        facts = facts_of(gone.step.outcome)
        after = self._kernel.encode(gone.step.snapshot)
        return Answer(choice=gone.choice, facts=facts, after=after)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Model``."""
        return tuple(dict.fromkeys(a.choice for of in self._answers.values() for a in of))

    def answers(self, codes: Codes) -> Iterable[Answer]:
        """See ``Model``."""
        return tuple(self._answers.get(codes, ()))

    def decode(self, codes: Codes) -> Snapshot:
        """See ``Model``."""
        return self._kernel.decode(codes)

    def condition(self, formula: Formula) -> Test:
        """See ``Model``."""
        return self._kernel.condition(formula)

    def is_active(self, state: StateIndex) -> Test:
        """See ``Model``."""
        return self._kernel.is_active(state)

    def is_done(self) -> Test:
        """See ``Model``."""
        return self._kernel.is_done()


def witnesses_of(exploration: Exploration, free: Exploration | None, limits: Limits) -> Exploration:
    """What walks show that an exploration did not see.

    ``free`` is the machine with free answers in the place of its open data, as far as it was
    explored: what happens nowhere in it is not looked for.
    """
    chart = exploration.chart
    goals = [goal for goal in goals_of(exploration) if free is None or is_possible(goal, free)]
    likeness = likeness_of(chart, chart if free is None else free.chart)
    walk = Walk(chart, likeness, goals, limits)
    for go in _ways_of_walking(free):
        walk.rest()
        go(walk)
    ways = [gone for goal, way in walk.shown.items() if (gone := _gone(walk, goal, way))]
    engine = Explored(WitnessModel(walk.kernel, ways), Limits())
    return Exploration(chart, engine, exploration.again, walk.begun)


def _ways_of_walking(free: Exploration | None) -> Iterator[Callable[[Walk], None]]:
    yield play
    if free is not None:
        yield partial(follow, free=free)
    yield from (try_rare, spread)


def _gone(walk: Walk, goal: Goal, way: Way) -> tuple[Replayed, ...]:
    """A way, gone once more without a stop; nothing where it does not show its goal then."""
    if way.start is None:
        return ()
    steps = tuple(performed(walk.chart, walk.snapshot(way.start), way.choices))
    if steps and walk.shows(goal, facts_of(steps[-1].step.outcome), steps[-1].step.snapshot):
        return steps
    return ()
