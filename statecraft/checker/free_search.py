"""A chart explored with free answers in the place of its open data.

More can happen there than in the chart, and everything that can happen in the chart: so a state
is a whole snapshot without open data, and one choice may lead to several of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice, offered, perform
from statecraft.checker.exploration import Exploration
from statecraft.checker.explored import Explored
from statecraft.checker.freeing import CannotBeFreed, freed
from statecraft.checker.gaps import Gap
from statecraft.checker.kernel_search import KernelModel
from statecraft.checker.limits import Limits
from statecraft.checker.model import Answer, Codes, Predicate, facts_of
from statecraft.checker.oracle import Oracle, TooManyWays
from statecraft.checker.payloads import payloads_of
from statecraft.checker.silent import silent
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.model.definition import Project
from statecraft.model.formulas import Formula


class FreeModel:
    """The states of a freed chart; every choice is made in every way that the oracle has."""

    def __init__(self, chart: Chart, oracle: Oracle) -> None:
        self.chart = chart
        self.steps = 0
        self._oracle = oracle
        self._payloads = payloads_of(chart)
        self._kernel = KernelModel(chart, self._payloads)
        self._choices: dict[Choice, None] = {}
        starts = tuple(self._starts())
        self.begun = tuple(step.outcome for step in starts)
        accepted = (step.snapshot for step in starts if step.outcome.accepted)
        self.initial = tuple(dict.fromkeys(map(self._kernel.encode, accepted)))
        none = () if self.initial else (Gap(what="no start is accepted"),)
        self.gaps: tuple[Gap, ...] = (*self._payloads.gaps, *none)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Model``."""
        return tuple(self._choices)

    def decode(self, codes: Codes) -> Snapshot:
        """See ``Model``."""
        return self._kernel.decode(codes)

    def condition(self, formula: Formula) -> Predicate:
        """See ``Model``."""
        return self._kernel.condition(formula)

    def is_active(self, state: StateIndex) -> Predicate:
        """See ``Model``."""
        return self._kernel.is_active(state)

    def is_done(self) -> Predicate:
        """See ``Model``."""
        return self._kernel.is_done()

    def _starts(self) -> Iterator[Step]:
        for given in self._payloads.inputs:
            yield from self._oracle.ways(partial(self.chart.start, input=given))

    def answers(self, codes: Codes) -> Iterable[Answer]:
        """See ``Model``; a choice may have several answers."""
        snapshot = self._kernel.decode(codes)
        found: dict[Answer, None] = {}
        for choice in offered(snapshot, self._payloads):
            self._choices.setdefault(choice)
            found.update(dict.fromkeys(self._answers_to(snapshot, codes, choice)))
        return tuple(found)

    def _answers_to(self, snapshot: Snapshot, codes: Codes, choice: Choice) -> Iterator[Answer]:
        for step in self._oracle.ways(partial(perform, self.chart, snapshot, choice)):
            self.steps += 1
            after = codes if step.snapshot is snapshot else self._kernel.encode(step.snapshot)
            yield Answer(choice=choice, facts=facts_of(step.outcome), after=after)


def explored_freely(chart: Chart, limits: Limits) -> Exploration | None:
    """The chart without its open data, explored; None where that cannot be left open."""
    oracle = Oracle(limits.out_of_time)
    try:
        definition = freed(silent(chart))
        machines = {**chart.project.machines, definition.key: definition}
        project = Project(main=definition, machines=machines, sources=chart.project.sources)
        return _explored(Chart(project, functions=oracle.functions), oracle, limits)
    except (CannotBeFreed, TooManyWays):
        return None


def _explored(free: Chart, oracle: Oracle, limits: Limits) -> Exploration:
    model = FreeModel(free, oracle)
    engine = Explored(model, limits)
    return Exploration(free, engine, lambda other: _explored(other, oracle, limits), model.begun)
