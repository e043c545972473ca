"""What ``check`` found out about a file: what its reports, in whatever form, are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import statecraft as sc
from statecraft.checker.checking import Report, check_chart, check_child, check_saved
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.cli.chosen import Chosen
from statecraft.cli.patience import Patience
from statecraft.diagnostics import Diagnostic
from statecraft.model.scenarios import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A definition that has errors: nothing of it was explored."""

    file: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was not looked at, and why."""

    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One machine of one of the files, and what was found out about it.

    ``begin`` is "start" where it begins as it is declared, else "saved".
    """

    chart: sc.Chart
    report: Report
    begin: str
    chosen: Chosen

    @property
    def file(self) -> str:
        """Where the machine is written."""
        return self.chart.definition.file

    @property
    def sources(self) -> Mapping[str, str]:
        """File name → text."""
        return self.chart.project.sources

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What the definition itself shows, then what the exploration found, as it is chosen."""
        return (*self.warnings, *self._chosen(self.report.findings))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the definition itself shows."""
        return self._chosen(self.chart.definition.warnings)

    @property
    def remarks(self) -> tuple[Diagnostic, ...]:
        """What is wrong with waivers."""
        return self._chosen(self.report.remarks)

    @property
    def size(self) -> int:
        """How many states were reached."""
        engine = self.report.exploration.engine
        return engine.count(engine.reachable())

    def _chosen(self, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(each for each in found if self.chosen.wants(each.code))

    def wants(self, verdict: Verdict) -> bool:
        """Whether the verdict has a finding whose code is asked for."""
        return verdict.finding is not None and self.chosen.wants(verdict.finding.diagnostic.code)

    def waiver(self, verdict: Verdict) -> Waiver | None:
        """The waiver that lets the verdict's finding pass, if one does."""
        return next((w.waiver for w in self.report.waived if w.verdict is verdict), None)

    def way(self, verdict: Verdict) -> Replay | None:
        """The way that shows the verdict, gone on the interpreter; None where there is none."""
        answer = verdict.answer
        if not isinstance(answer, Refuted) or answer.evidence is None:
            return None
        way = replayed(self.chart, self.report.exploration.engine, answer.evidence)
        return way if isinstance(way, Replay) else None

    def doubts(self) -> tuple[str, ...]:
        """Why something may not be known, each reason once."""
        engine = self.report.exploration.engine
        reasons = [str(gap) for gap in engine.model.gaps]
        reasons += [] if engine.exhausted is None else [str(engine.exhausted)]
        return tuple(dict.fromkeys(reasons))


Told: TypeAlias = Checked | Unusable | Unread
"""What came of a file, or of one of its machines."""


def checked_machines(
    chart: sc.Chart, patience: Patience, begin: str, chosen: Chosen
) -> Iterator[Checked]:
    """The machines of the file, the main one first."""
    definitions = chart.project.machines.values()
    here = [each for each in definitions if each.file == chart.definition.file]
    children = {each.key for each in chart.family} - {chart.definition.key}
    main: Report | None = None
    for definition in sorted(here, key=lambda each: each.key != chart.definition.key):
        machine = chart.machine(definition.key)
        mocked = machine.with_functions(sc.Registry.mocked(machine).functions)
        if begin == "saved":
            report = check_saved(mocked, patience.limits())
        elif main is not None and definition.key in children:
            report = check_child(mocked, patience.limits(), main.exploration)
        else:
            report = check_chart(mocked, patience.limits())
        main = main or report
        yield Checked(chart=mocked, report=report, begin=begin, chosen=chosen)


def verdict_word(verdict: Verdict) -> str:
    """``proved``, ``refuted`` or ``unknown``."""
    match verdict.answer:
        case Proved():
            return "proved"
        case Refuted():
            return "refuted"
        case Unknown():
            return "unknown"
