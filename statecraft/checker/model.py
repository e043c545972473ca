"""What an engine explores: a chart as a space of states, and what one step does to a state.

A state of the space is a tuple of codes, one per *level*. What a level stands for is the model's
own affair: the value of a dimension, the active child of a state, or, where nothing can be told
apart, the number of a whole snapshot. An engine asks a model for steps; a model gets them by
running the kernel, so there is one meaning of a definition and not two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice
from statecraft.checker.gaps import Gap
from statecraft.diagnostics import Span
from statecraft.kernel import macrostep
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome, OutcomeKind, ReasonKind
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.formulas import Formula

Codes = tuple[int, ...]
"""A state: one code per level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonKey:
    """A reason without its message, which may tell of values: what refused, and where it stands.

    ``detail_at`` is the place of the one requirement of a rule that was not met.
    """

    kind: ReasonKind
    id: str | None = None
    at: Span | None = None
    detail_at: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What became of one choice in one state.

    Attributes:
        reasons: of a rejected step, all reasons of the phase that refused it.
        taken: places of the transitions and cascade rules of every microstep, each once, in the
            order in which they were first taken; of a refused step, as far as it came.
        is_endless: the step went on for as many microsteps as a step may have.
    """

    kind: OutcomeKind
    reasons: frozenset[ReasonKey] = frozenset()
    taken: tuple[Span, ...] = ()
    is_endless: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the step was committed."""
        return self.kind is OutcomeKind.ACCEPTED


def facts_of(outcome: Outcome) -> Facts:
    """The outcome of a step of the kernel without what is told to people."""
    keys = (
        ReasonKey(kind=reason.kind, id=reason.id, at=reason.at, detail_at=reason.detail_at)
        for reason in outcome.reasons
    )
    return Facts(
        kind=outcome.kind,
        reasons=frozenset(keys),
        taken=tuple(dict.fromkeys(place for step in outcome.path for place in step.places)),
        is_endless=len(outcome.path) >= macrostep.MOST_MICROSTEPS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One choice in one state: the state after the step, which may be the same one."""

    choice: Choice
    facts: Facts
    after: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A condition on some levels: ``holds`` is given their codes, in the order of ``levels``."""

    levels: tuple[int, ...]
    holds: Callable[[Codes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part holds; true when there is none."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """A part holds; false when there is none."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposite:
    """The part does not hold."""

    part: Predicate


Predicate = Test | All | Some | Opposite
"""A condition on a state of the space."""


class Model(Protocol):
    """A chart, made ready to be explored."""

    @property
    def chart(self) -> Chart:
        """The chart that the steps are taken from."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Why a proof for the model is none for the chart; empty when it is."""

    @property
    def initial(self) -> tuple[Codes, ...]:
        """The states after every start that is accepted."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the world was found to be able to do, in the states that were asked so far."""

    @property
    def steps(self) -> int:
        """How many steps the kernel has taken for it."""

    def answers(self, codes: Codes) -> Iterable[Answer]:
        """What each choice that the world has in this state leads to, refusals included."""

    def decode(self, codes: Codes) -> Snapshot:
        """A snapshot of the state: one that the kernel can step."""

    def condition(self, formula: Formula) -> Predicate:
        """A condition of the definition; where it cannot be evaluated it counts as false."""

    def is_active(self, state: StateIndex) -> Predicate:
        """Whether a state of the tree, or a value of a dimension, is active."""

    def is_done(self) -> Predicate:
        """Whether the machine is done."""
