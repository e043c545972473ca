"""The slow model and the slow search, which the fast ones are measured against.

The space has one level, the number of a canonical snapshot, and every step is taken by the kernel.
It works for everything that the kernel can run.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice, offered, perform
from statecraft.checker.gaps import Gap
from statecraft.checker.model import Answer, Codes, Test, facts_of
from statecraft.checker.payloads import Payloads
from statecraft.checker.spaces.canonical import canonical, key_of
from statecraft.checker.spaces.parts import in_groups
from statecraft.checker.spaces.run_groups import groups_of
from statecraft.checker.spaces.starts import once, starts_of
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.formulas import Formula


class KernelModel:
    """A chart whose states are whole snapshots, numbered as they are met."""

    def __init__(self, chart: Chart, payloads: Payloads) -> None:
        self.chart = chart
        self.payloads = payloads
        self._groups = groups_of(chart.lowered)
        self._snapshots: list[Snapshot] = []
        self._numbers: dict[Hashable, int] = {}
        self._choices: dict[Choice, None] = {}
        self.steps = 0
        starts = starts_of(chart, payloads, once)
        self.gaps: tuple[Gap, ...] = (*payloads.gaps, *starts.gaps)
        self.initial: tuple[Codes, ...] = tuple(dict.fromkeys(map(self.encode, starts.snapshots)))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Model``."""
        return tuple(self._choices)

    def encode(self, snapshot: Snapshot) -> Codes:
        """The state that a snapshot is, which may be met for the first time."""
        plain = canonical(in_groups(snapshot, self._groups))
        key = key_of(plain, self.payloads.relevance)
        number = self._numbers.setdefault(key, len(self._snapshots))
        if number == len(self._snapshots):
            self._snapshots.append(plain)
        return (number,)

    def decode(self, codes: Codes) -> Snapshot:
        """See ``Model``."""
        return self._snapshots[codes[0]]

    def answers(self, codes: Codes) -> Iterable[Answer]:
        """See ``Model``."""
        snapshot = self.decode(codes)
        found = []
        for choice in offered(snapshot, self.payloads):
            self._choices.setdefault(choice)
            self.steps += 1
            step = perform(self.chart, snapshot, choice)
            after = codes if step.snapshot is snapshot else self.encode(step.snapshot)
            found.append(Answer(choice=choice, facts=facts_of(step.outcome), after=after))
        return found

    def condition(self, formula: Formula) -> Test:
        """See ``Model``."""
        holds = self.chart.condition(formula.text)

        def test(codes: Codes) -> bool:
            try:
                return holds(self.decode(codes))
            except UsageError:
                return False  # It cannot be evaluated in this state.

        return Test(levels=(0,), holds=test)

    def is_active(self, state: StateIndex) -> Test:
        """See ``Model``."""
        return Test(levels=(0,), holds=lambda codes: state in self.decode(codes).root.states)

    def is_done(self) -> Test:
        """See ``Model``."""
        return Test(levels=(0,), holds=lambda codes: self.decode(codes).status == "done")
