"""Everything that ``check`` asks of a machine, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from statecraft.checker.asking import explore_from
from statecraft.checker.engines.choosing import explore_with
from statecraft.checker.exploration import Exploration
from statecraft.checker.in_family import with_parent
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import Payloads, payloads_of
from statecraft.checker.properties import properties_hold
from statecraft.checker.questions.completions import (
    completions_are_let_in,
    pipelines_leave_nothing_stuck,
)
from statecraft.checker.questions.conflicts import (
    formulas_have_values,
    order_is_irrelevant,
    regions_agree,
    steps_end,
)
from statecraft.checker.questions.ends import ends_stay_possible, no_deadlock, states_left
from statecraft.checker.questions.entered import states_entered, values_entered
from statecraft.checker.questions.rules import (
    cascades_agree,
    cascades_pull,
    constraints_decide,
    requirements_decide,
)
from statecraft.checker.questions.steps import steps_reached
from statecraft.checker.questions.transitions import transitions_taken
from statecraft.checker.replay import confirmed
from statecraft.checker.saved_rows import rebuilt
from statecraft.checker.settling import Settling
from statecraft.checker.silent import silent
from statecraft.checker.verdict import Unknown, Verdict
from statecraft.checker.waivers import Waived, needless, waiver_of
from statecraft.diagnostics import Diagnostic
from statecraft.kernel.chart import Chart

Question: TypeAlias = Callable[[Exploration], Iterator[Verdict]]

QUESTIONS: Final[tuple[Question, ...]] = (
    properties_hold,
    states_entered,
    values_entered,
    transitions_taken,
    steps_reached,
    requirements_decide,
    constraints_decide,
    cascades_pull,
    cascades_agree,
    no_deadlock,
    ends_stay_possible,
    states_left,
    order_is_irrelevant,
    regions_agree,
    steps_end,
    formulas_have_values,
    completions_are_let_in,
    pipelines_leave_nothing_stuck,
)

OF_FREED: Final = tuple(each for each in QUESTIONS if each is not order_is_irrelevant)
"""What is asked of a machine without its open data; its conditions are not those of the text."""

FIRST_STEPS: Final = 5_000
"""Of the kernel, before open data is answered freely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked of one machine, in order of the questions.

    Attributes:
        verdicts: those whose finding is let pass included.
        waived: the verdicts that a waiver covers.
        remarks: findings about the waivers themselves.
        freed: the machine in which open data is answered freely, where the exploration stopped
            early and that one was seen whole.
    """

    exploration: Exploration
    verdicts: tuple[Verdict, ...]
    waived: tuple[Waived, ...]
    remarks: tuple[Diagnostic, ...]
    freed: Exploration | None = None

    @property
    def undecided(self) -> tuple[Verdict, ...]:
        """The claims of which nothing is known, but for those that a waiver covers."""
        covered = {id(each.verdict) for each in self.waived}
        return tuple(
            each
            for each in self.verdicts
            if isinstance(each.answer, Unknown) and id(each) not in covered
        )

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What is reported: what no waiver covers, and what is wrong with waivers."""
        covered = {id(each.verdict) for each in self.waived}
        found = [
            verdict.finding.diagnostic
            for verdict in self.verdicts
            if verdict.finding is not None and id(verdict) not in covered
        ]
        return (*found, *self.remarks)


def check_chart(chart: Chart, limits: Limits) -> Report:
    """Ask everything of a chart that begins as it is declared.

    Where its data is open, a search soon goes where only other data leads; so it looks around
    first, and goes on for long only where the data cannot be answered freely instead.
    """
    settling, payloads = Settling(chart, _unshown, limits), payloads_of(silent(chart))
    has_open_data = bool(payloads.gaps)
    first = limits.of_first_look(FIRST_STEPS if has_open_data else limits.kernel_steps)
    report = _report(_explored(chart, payloads, first), settling)
    is_whole = report.exploration.engine.exhausted is None or settling.has_seen_all
    if not has_open_data or is_whole or limits.out_of_time():
        return report
    return _report(exploration_of(chart, limits), settling)


def check_child(chart: Chart, limits: Limits, parent: Exploration) -> Report:
    """Ask everything of a machine that is also a child of one that was explored before."""
    found = check_chart(chart, limits)
    verdicts = (with_parent(each, chart, parent) for each in found.verdicts)
    return _reported(found.exploration, tuple(verdicts))


def check_saved(chart: Chart, limits: Limits) -> Report:
    """Ask everything of a chart that is rebuilt from any saved values that its rules allow.

    Raises:
        UsageError: there are too many rows of them.
    """
    exploration = _explored_from_saved(chart, limits)
    return _reported(exploration, tuple(_asked(exploration)))


def _explored_from_saved(chart: Chart, limits: Limits) -> Exploration:
    rows = rebuilt(silent(chart))
    starts = (step.snapshot for step in rows.steps if step.outcome.accepted)
    engine = explore_from(silent(chart), starts, limits, rows.gaps)
    begun = (step.outcome for step in rows.steps)
    return Exploration(chart, engine, lambda other: _explored_from_saved(other, limits), begun)


def exploration_of(chart: Chart, limits: Limits) -> Exploration:
    """The chart, explored within limits, with what happens in it."""
    return _explored(chart, payloads_of(silent(chart)), limits)


def _explored(chart: Chart, payloads: Payloads, limits: Limits) -> Exploration:
    bare = silent(chart)
    engine = explore_with(bare, payloads, limits)
    begun = (bare.start(input=given).outcome for given in payloads.inputs)
    return Exploration(chart, engine, lambda other: exploration_of(other, limits), begun)


def _asked(exploration: Exploration) -> Iterator[Verdict]:
    asked = (verdict for question in QUESTIONS for verdict in question(exploration))
    return (confirmed(exploration.chart, exploration.engine, verdict) for verdict in asked)


def _report(exploration: Exploration, settling: Settling) -> Report:
    verdicts = tuple(_asked(exploration))
    report = _reported(exploration, tuple(settling.settled(exploration, verdicts)))
    is_cut_short = exploration.engine.exhausted is not None
    return replace(report, freed=settling.seen_whole) if is_cut_short else report


def _unshown(free: Exploration) -> Iterator[Verdict]:
    """The answers of a freed machine, whose ways are shown to nobody."""
    return (verdict for question in OF_FREED for verdict in question(free))


def _reported(exploration: Exploration, verdicts: tuple[Verdict, ...]) -> Report:
    waivers = exploration.definition.waivers
    waived = [
        Waived(verdict=verdict, waiver=waiver)
        for verdict in verdicts
        if (waiver := waiver_of(verdict, waivers)) is not None
    ]
    return Report(
        exploration=exploration,
        verdicts=verdicts,
        waived=tuple(waived),
        remarks=tuple(needless(verdicts, waivers)),
    )
