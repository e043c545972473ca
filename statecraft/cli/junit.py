"""Verdicts as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

import statecraft as sc
from statecraft.checker.checking import Report
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.telling import choice_text
from statecraft.checker.verdict import Refuted, Unknown, Verdict


def junit(checked: Iterable[tuple[sc.Chart, Report]]) -> bytes:
    """A test suite for each machine, a test case for each verdict; allowed findings are skipped."""
    suites = "\n".join(_suite(chart, report) for chart, report in checked)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suites}\n</testsuites>\n'
    return text.encode()


def _suite(chart: sc.Chart, report: Report) -> str:
    waived = {id(each.verdict): each.waiver.because for each in report.waived}
    cases = [_case(chart, report, each, waived.get(id(each))) for each in report.verdicts]
    open_ones = sum(isinstance(each.answer, Unknown) for each in report.verdicts)
    failed = sum(isinstance(each.answer, Refuted) for each in report.verdicts) - len(waived)
    head = (
        f'<testsuite name={quoteattr(chart.definition.id)} tests="{len(cases)}" '
        f'failures="{failed}" errors="0" skipped="{open_ones + len(waived)}">'
    )
    return "\n".join([head, *cases, "</testsuite>"])


def _case(chart: sc.Chart, report: Report, verdict: Verdict, because: str | None) -> str:
    name = quoteattr(f"{verdict.kind}: {verdict.claim}")
    owner = quoteattr(f"{chart.definition.id}.{verdict.subject}".rstrip("."))
    inner = _inner(report, verdict, because)
    return f"<testcase classname={owner} name={name}>{inner}</testcase>"


def _inner(report: Report, verdict: Verdict, because: str | None) -> str:
    match verdict.answer:
        case Unknown(why=why):
            return f"<skipped message={quoteattr(f'unknown: {why}')}/>"
        case Refuted() if because is not None:
            return f"<skipped message={quoteattr(f'allowed: {because}')}/>"
        case Refuted(evidence=evidence):
            found = verdict.finding.diagnostic.message if verdict.finding else verdict.claim
            way = (
                None
                if evidence is None
                else replayed(report.exploration.chart, report.exploration.engine, evidence)
            )
            told = _way_text(way) if isinstance(way, Replay) else ""
            return f"<failure message={quoteattr(found)}>{escape(told)}</failure>"
        case _:
            return ""


def _way_text(way: Replay) -> str:
    return "\n".join(
        f"{number}. {choice_text(step.choice, step.before)}"
        for number, step in enumerate(way.steps, 1)
    )
