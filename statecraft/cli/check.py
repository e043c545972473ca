"""``statecraft check``: what can and cannot happen, proved from the definition alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

import statecraft as sc
from statecraft.checker.checking import Report, check_chart, check_child, check_saved
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.cli import completing
from statecraft.cli.check_json import report_json
from statecraft.cli.chosen import Chosen, chosen_codes, chosen_options
from statecraft.cli.findings import count, counted, findings_text
from statecraft.cli.junit import junit
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option
from statecraft.cli.output import write_output
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import bad, faint, good, say_all, say_json, tell
from statecraft.cli.sarif import sarif
from statecraft.cli.ways import way_story
from statecraft.diagnostics import Diagnostic, Severity


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

    def _chosen(self, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(each for each in found if self.chosen.wants(each.code))


@click.command(
    epilog="Exit codes: 0 proved, 1 something does not hold, 3 something is not known. "
    "Example: statecraft check gate.statechart.yaml"
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completing.files
)
@chosen_options
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@click.option("--all", "show_all", is_flag=True, help="Show what is proved, too.")
@click.option(
    "--from",
    "begin",
    type=click.Choice(["start", "saved"]),
    default="start",
    show_default=True,
    help="Begin at the start as declared, or at every row of saved values that the rules allow.",
)
@patience_options
@click.option("--sarif", "sarif_out", metavar="OUT", help="Write the findings as SARIF 2.1.0.")
@click.option("--junit", "junit_out", metavar="OUT", help="Write the verdicts as JUnit XML.")
@search_option
@root_option
@json_option
def check(
    *,
    files: tuple[str, ...],
    select: str | None,
    ignore: str | None,
    strict: bool,
    show_all: bool,
    begin: str,
    states: int,
    seconds: float,
    sarif_out: str | None,
    junit_out: str | None,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Explore everything that can happen, and prove or refute what ought to hold.

    States, transitions, steps and rules that are of no use, deadlocks, traps, contradictions and
    every claim under `properties:`. What is refuted is shown with a shortest way there, gone on
    the interpreter.
    """
    patience, chosen = Patience(states=states, seconds=seconds), chosen_codes(select, ignore)
    checked: list[Checked] = []
    for file in files:
        for each in _checked(opened_chart(file, root, search), patience, begin, chosen):
            checked.append(each)
            if as_json:
                say_json({**report_json(each.chart, each.report, each.findings), "from": begin})
            else:
                say_all(_story(each, show_all))
    if sarif_out is not None:
        write_output(sarif_out, sarif(f for each in checked for f in each.findings))
    if junit_out is not None:
        write_output(junit_out, junit((each.chart, each.report) for each in checked))
    if not as_json:
        tell(_summary(checked))
    return exit_code(checked, strict=strict)


def _checked(chart: sc.Chart, patience: Patience, begin: str, chosen: Chosen) -> Iterator[Checked]:
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


def _story(checked: Checked, show_all: bool) -> Iterator[str]:  # noqa: FBT001 - an option
    report, sources = checked.report, checked.chart.project.sources
    yield _headline(checked)
    if checked.warnings:
        yield findings_text(checked.warnings, sources)
    waived = {id(each.verdict): each.waiver for each in report.waived}
    for verdict in report.verdicts:
        if verdict.finding is not None and id(verdict) not in waived:
            if checked.chosen.wants(verdict.finding.diagnostic.code):
                yield from _refuted_story(checked, verdict)
        elif isinstance(verdict.answer, Unknown) and verdict.kind == "property":
            yield f"{bad('unknown')}  {verdict.subject}: {verdict.claim}"
        elif show_all:
            mark = faint("allowed") if id(verdict) in waived else _mark(verdict)
            yield f"{mark}  {verdict.subject or checked.chart.definition.id}: {verdict.claim}"
        elif verdict.kind == "property" and isinstance(verdict.answer, Proved):
            yield f"{good('proved')}  {verdict.subject}: {verdict.claim}"
    if checked.remarks:
        yield findings_text(checked.remarks, sources)
    if show_all or any(isinstance(each.answer, Unknown) for each in report.verdicts):
        yield from _doubts(report)


def _headline(checked: Checked) -> str:
    engine = checked.report.exploration.engine
    number = engine.count(engine.reachable())
    seen = "all that there are" if engine.exhausted is None else str(engine.exhausted)
    size = f"{number:,} {'state' if number == 1 else 'states'}"
    where = checked.chart.definition
    depth = counted(engine.depth(), "step")
    origin = "the declared start" if checked.begin == "start" else "all saved values"
    return f"{where.file}: {where.id}: {size} from {origin}, {depth} deep, {seen}"


def _refuted_story(checked: Checked, verdict: Verdict) -> Iterator[str]:
    assert verdict.finding is not None, "only findings are told"
    yield findings_text((verdict.finding.diagnostic,), checked.chart.project.sources)
    if isinstance(verdict.answer, Refuted) and verdict.answer.evidence is not None:
        way = replayed(checked.chart, checked.report.exploration.engine, verdict.answer.evidence)
        if isinstance(way, Replay):
            yield from way_story(checked.chart, way)


def _mark(verdict: Verdict) -> str:
    match verdict.answer:
        case Proved():
            return good("proved")
        case Refuted():
            return bad("refuted")
        case Unknown():
            return bad("unknown")


def _doubts(report: Report) -> Iterator[str]:
    """Why something is not known, each reason once."""
    engine = report.exploration.engine
    reasons = [str(gap) for gap in engine.model.gaps]
    reasons += [] if engine.exhausted is None else [str(engine.exhausted)]
    open_ones = [each for each in report.verdicts if isinstance(each.answer, Unknown)]
    if open_ones:
        yield f"{counted(len(open_ones), 'claim')} not decided, because"
        yield from (f"    {faint(reason)}" for reason in dict.fromkeys(reasons))


def _summary(checked: Sequence[Checked]) -> str:
    verdicts = [verdict for each in checked for verdict in each.report.verdicts]
    waived = sum(len(each.report.waived) for each in checked)
    numbers = [
        f"{sum(isinstance(each.answer, kind) for each in verdicts)} {word}"
        for kind, word in ((Proved, "proved"), (Refuted, "refuted"), (Unknown, "unknown"))
    ]
    allowed = f" ({waived} of them allowed)" if waived else ""
    return f"{numbers[0]}, {numbers[1]}{allowed}, {numbers[2]}"


def exit_code(checked: Sequence[Checked], *, strict: bool) -> int:
    """1 where something is wrong, else 3 where something is not known, else 0."""
    found = [finding for each in checked for finding in each.findings]
    if count(found, Severity.ERROR) or (strict and found):
        return 1
    verdicts = (verdict for each in checked for verdict in each.report.verdicts)
    return UNDECIDED if any(isinstance(each.answer, Unknown) for each in verdicts) else 0
