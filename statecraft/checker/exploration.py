"""An explored chart with all that was seen to happen in it: what every question begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from statecraft.checker.choices import Choice
from statecraft.checker.engine import Engine, States
from statecraft.checker.model import Facts, facts_of
from statecraft.checker.verdict import Answer, Evidence, Unknown
from statecraft.diagnostics import Span
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.model.definition import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What becomes of a choice in some reachable states, which are ``states``."""

    choice: Choice
    facts: Facts
    states: States


class Exploration:
    """One machine, explored.

    Attributes:
        chart: as it is written; the engine has it without the messages of its rules.
        again: explores a variant of the chart in the same way.
        begun: what became of each start that was tried, refused ones included.
        written: the definition as its author wrote it, where the chart leaves data open.
        variants: names of rules → the machine under these alone, explored before.
    """

    def __init__(
        self,
        chart: Chart,
        engine: Engine,
        again: Callable[[Chart], Exploration],
        begun: Iterable[Outcome],
        written: Definition | None = None,
    ) -> None:
        self.chart = chart
        self.written = chart.definition if written is None else written
        self.engine = engine
        self.again = again
        self.begun = tuple(begun)
        self.variants: dict[tuple[str, ...], Exploration] = {}

    @property
    def is_freed(self) -> bool:
        """Whether open data is answered freely in it."""
        return self.written is not self.chart.definition

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """Each choice with everything that becomes of it anywhere, each once."""
        return tuple(_happenings(self.engine))

    @cached_property
    def by_choice(self) -> Mapping[Choice, tuple[Happening, ...]]:
        """The happenings of each choice."""
        found: dict[Choice, list[Happening]] = {}
        for each in self.happenings:
            found.setdefault(each.choice, []).append(each)
        return MappingProxyType({choice: tuple(of) for choice, of in found.items()})

    @cached_property
    def taken(self) -> frozenset[Span]:
        """Places of transitions, steps and cascades that were taken in an accepted step."""
        accepted = (each.facts for each in self.happenings if each.facts.accepted)
        begun = (facts_of(each) for each in self.begun if each.accepted)
        return frozenset(place for facts in (*accepted, *begun) for place in facts.taken)

    @cached_property
    def tried(self) -> frozenset[Span]:
        """Those of them that were taken in any step, refused ones included."""
        facts = (*(each.facts for each in self.happenings), *map(facts_of, self.begun))
        return frozenset(place for each in facts for place in each.taken)

    @property
    def definition(self) -> Definition:
        """Its definition."""
        return self.chart.definition

    def doubt(self) -> Unknown | None:
        """Why what was not seen may still happen; None when it cannot."""
        reasons = [str(gap) for gap in self.engine.model.gaps]
        if self.engine.exhausted is not None:
            reasons.insert(0, str(self.engine.exhausted))
        return Unknown(why="; ".join(dict.fromkeys(reasons))) if reasons else None

    def unless_doubted(self, answer: Answer) -> Answer:
        """The answer, where all that can happen was seen; else nobody can tell."""
        return self.doubt() or answer

    def evidence_of(self, happening: Happening) -> Evidence | None:
        """The shortest way to a state in which this happens, the choice, and what becomes of it."""
        way = self.engine.nearest(happening.states)
        if way is None:
            return None
        return Evidence(way=way, then=(happening.choice,), becomes=happening.facts)

    def evidence_at(self, states: States) -> Evidence | None:
        """The shortest way into a set of states; None where it is empty."""
        way = self.engine.nearest(states)
        return None if way is None else Evidence(way=way)

    def nearest_of(self, happenings: Iterable[Happening]) -> Evidence | None:
        """The shortest evidence of any of the happenings."""
        found = (self.evidence_of(each) for each in happenings)
        known = [each for each in found if each is not None]
        return min(known, key=lambda evidence: len(evidence.way), default=None)


def _happenings(engine: Engine) -> Iterator[Happening]:
    for choice in engine.choices:
        for facts, states in engine.outcomes(choice).items():
            if not engine.is_empty(states):
                yield Happening(choice=choice, facts=facts, states=states)
