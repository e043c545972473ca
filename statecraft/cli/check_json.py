"""What ``check --json`` prints of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import statecraft as sc
from statecraft.checker.checking import Report
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.cli.findings import findings_json
from statecraft.cli.ways import loop_json, way_json
from statecraft.diagnostics import Diagnostic, span_json


def report_json(chart: sc.Chart, report: Report, findings: Sequence[Diagnostic]) -> dict[str, Any]:
    """The verdicts with their ways; the number of states is a text, as it may be very large."""
    engine = report.exploration.engine
    waived = {id(each.verdict): each.waiver.because for each in report.waived}
    return {
        "file": chart.definition.file,
        "machine": chart.definition.id,
        "engine": engine.name,
        "states": str(engine.count(engine.reachable())),
        "depth": engine.depth(),
        "complete": engine.exhausted is None and not engine.model.gaps,
        "incomplete_because": [str(gap) for gap in engine.model.gaps]
        + ([] if engine.exhausted is None else [str(engine.exhausted)]),
        "verdicts": [
            {**_verdict_json(chart, report, each), "allowed_because": waived.get(id(each))}
            for each in report.verdicts
        ],
        **findings_json(findings, chart.project.sources),
    }


def _verdict_json(chart: sc.Chart, report: Report, verdict: Verdict) -> dict[str, Any]:
    finding = verdict.finding
    return {
        "kind": verdict.kind,
        "subject": verdict.subject,
        "claim": verdict.claim,
        "verdict": verdict_word(verdict),
        "code": None if finding is None else finding.diagnostic.code,
        "reason": _reason(verdict),
        **_ways(chart, report, verdict),
        "range": span_json(verdict.span, chart.project.sources),
    }


def _ways(chart: sc.Chart, report: Report, verdict: Verdict) -> dict[str, Any]:
    answer = verdict.answer
    if isinstance(answer, Refuted) and answer.evidence is not None:
        way = replayed(chart, report.exploration.engine, answer.evidence)
        if isinstance(way, Replay):
            return {"trace": way_json(chart, way), "loop": loop_json(chart, way)}
    return {"trace": None, "loop": None}


def verdict_word(verdict: Verdict) -> str:
    """``proved``, ``refuted`` or ``unknown``."""
    match verdict.answer:
        case Proved():
            return "proved"
        case Refuted():
            return "refuted"
        case Unknown():
            return "unknown"


def _reason(verdict: Verdict) -> str | None:
    if isinstance(verdict.answer, Unknown):
        return verdict.answer.why
    return None if verdict.finding is None else verdict.finding.diagnostic.message
