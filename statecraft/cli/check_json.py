"""What ``check --json`` prints of a machine."""

from __future__ import annotations

from typing import Any

from statecraft.checker.engine import Engine
from statecraft.checker.verdict import Unknown, Verdict
from statecraft.cli.checked import Checked, verdict_word
from statecraft.cli.findings import findings_json
from statecraft.cli.ways import loop_json, way_json
from statecraft.diagnostics import span_json


def report_json(checked: Checked) -> dict[str, Any]:
    """The verdicts with their ways; the number of states is a text, as it may be very large."""
    engine, freed = checked.report.exploration.engine, checked.report.freed
    doubts = checked.doubts()
    return {
        "file": checked.file,
        "machine": checked.chart.definition.id,
        "engine": engine.name,
        "states": _states(engine),
        "depth": engine.depth(),
        "complete": not doubts,
        "incomplete_because": list(doubts),
        "answered_freely": None if freed is None else {"states": _states(freed.engine)},
        "verdicts": [_verdict_json(checked, each) for each in checked.report.verdicts],
        **findings_json(checked.findings, checked.sources),
        "from": checked.begin,
    }


def _states(engine: Engine) -> str:
    return str(engine.count(engine.reachable()))


def _verdict_json(checked: Checked, verdict: Verdict) -> dict[str, Any]:
    finding, way, waiver = verdict.finding, checked.way(verdict), checked.waiver(verdict)
    return {
        "kind": verdict.kind,
        "subject": verdict.subject,
        "claim": verdict.claim,
        "verdict": verdict_word(verdict),
        "code": None if finding is None else finding.diagnostic.code,
        "reason": _reason(verdict),
        "trace": None if way is None else way_json(checked.chart, way),
        "loop": None if way is None else loop_json(checked.chart, way),
        "range": span_json(verdict.span, checked.sources),
        "allowed_because": None if waiver is None else waiver.because,
    }


def _reason(verdict: Verdict) -> str | None:
    if isinstance(verdict.answer, Unknown):
        return verdict.answer.why
    return None if verdict.finding is None else verdict.finding.diagnostic.message
