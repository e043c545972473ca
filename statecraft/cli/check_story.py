"""What ``check`` tells a person of a machine: its size, what does not hold, and the ways there."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.cli.checked import Checked
from statecraft.cli.findings import counted, findings_text
from statecraft.cli.printing import bad, faint, good
from statecraft.cli.ways import way_story


def story(checked: Checked, show_all: bool) -> Iterator[str]:  # noqa: FBT001 - an option
    """The lines; with *show_all* also what is proved or allowed."""
    report, undecided = checked.report, checked.report.undecided
    yield _headline(checked)
    if checked.warnings:
        yield findings_text(checked.warnings, checked.sources)
    for verdict in report.verdicts:
        waiver = checked.waiver(verdict)
        if verdict.finding is not None and waiver is None:
            if checked.wants(verdict):
                yield from _refuted_story(checked, verdict)
        elif verdict in undecided and verdict.kind == "property":
            yield f"{bad('unknown')}  {verdict.subject}: {verdict.claim}"
        elif show_all:
            mark = faint("allowed") if waiver is not None else _mark(verdict)
            yield f"{mark}  {verdict.subject or checked.chart.definition.id}: {verdict.claim}"
        elif verdict.kind == "property" and isinstance(verdict.answer, Proved):
            yield f"{good('proved')}  {verdict.subject}: {verdict.claim}"
    if checked.remarks:
        yield findings_text(checked.remarks, checked.sources)
    yield from _undecided(checked)


def _headline(checked: Checked) -> str:
    engine, number = checked.report.exploration.engine, checked.size
    seen = "all that there are" if engine.exhausted is None else str(engine.exhausted)
    size = f"{number:,} {'state' if number == 1 else 'states'}"
    where = checked.chart.definition
    depth = counted(engine.depth(), "step")
    origin = "the declared start" if checked.begin == "start" else "all saved values"
    told = f"{where.file}: {where.id}: {size} from {origin}, {depth} deep, {seen}"
    freed = checked.report.freed
    if freed is None:
        return told
    number = freed.engine.count(freed.engine.reachable())
    return f"{told}; answered freely, its open data leads to {number:,} states and no more"


def _refuted_story(checked: Checked, verdict: Verdict) -> Iterator[str]:
    assert verdict.finding is not None, "only findings are told"
    yield findings_text((verdict.finding.diagnostic,), checked.sources)
    way = checked.way(verdict)
    if way is not None:
        yield from way_story(checked.chart, way)


def _mark(verdict: Verdict) -> str:
    match verdict.answer:
        case Proved():
            return good("proved")
        case Refuted():
            return bad("refuted")
        case Unknown():
            return bad("unknown")


def _undecided(checked: Checked) -> Iterator[str]:
    """How much is not known, and why."""
    number = len(checked.report.undecided)
    if number:
        yield f"{counted(number, 'claim')} not decided, because"
        yield from (f"    {faint(reason)}" for reason in checked.doubts())
