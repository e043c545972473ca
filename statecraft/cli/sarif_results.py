"""Findings as results of SARIF: places, ways as code flows, waivers as suppressions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, assert_never

from click import unstyle

from statecraft.checker.replay import Replay, Replayed
from statecraft.checker.telling import choice_text
from statecraft.checker.verdict import Verdict
from statecraft.cli.checked import Checked, Told, Unread, Unusable
from statecraft.cli.sarif_places import location
from statecraft.cli.seen import seen_dimensions
from statecraft.cli.ways import step_changes, step_verdict
from statecraft.diagnostics import Diagnostic, Severity, Span
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.scenarios import Waiver
from statecraft.values.text import text_of

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}

Json = dict[str, Any]
Sources = Mapping[str, str]


def results(told: Told) -> Iterator[Json]:
    """What is wrong with a file or a machine; what a waiver lets pass is among it, suppressed."""
    match told:
        case Unread():
            return
        case Unusable(diagnostics=found, sources=sources):
            yield from (_plain(each, "", sources) for each in found)
        case Checked():
            machine = told.chart.definition.full_name
            for each in (*told.warnings, *told.remarks):
                yield _plain(each, machine, told.sources)
            for verdict in told.report.verdicts:
                if told.wants(verdict):
                    yield _of_verdict(told, verdict)
        case _:
            assert_never(told)


def _plain(found: Diagnostic, subject: str, sources: Sources) -> Json:
    return {
        "ruleId": found.code,
        "kind": "fail",
        "level": _LEVELS[found.severity],
        "message": {"text": _text(found)},
        "locations": [location(found.span, sources)],
        "relatedLocations": [
            {"id": number, **location(each.span, sources), "message": {"text": each.message}}
            for number, each in enumerate(found.related)
        ],
        "partialFingerprints": {"finding/v1": _fingerprint(found, subject)},
        "suppressions": [],
    }


def _text(found: Diagnostic) -> str:
    """The message with its hint, and a link to each place that has a part in it."""
    hint = f" ({found.hint})" if found.hint else ""
    links = [f"[{_escaped(each.message)}]({n})" for n, each in enumerate(found.related)]
    return ". ".join([f"{found.message}{hint}", *links])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _fingerprint(found: Diagnostic, subject: str) -> str:
    """The same for one finding wherever it has moved to in its file."""
    told = f"{found.code}\n{found.span.file}\n{subject}\n{found.message}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _of_verdict(checked: Checked, verdict: Verdict) -> Json:
    assert verdict.finding is not None, "only findings are results"
    found, sources = verdict.finding.diagnostic, checked.sources
    name = f"{checked.chart.definition.full_name}.{verdict.subject}".rstrip(".")
    place = {
        **location(found.span, sources),
        "logicalLocations": [{"fullyQualifiedName": name, "kind": verdict.kind}],
    }
    way, waiver = checked.way(verdict), checked.waiver(verdict)
    return {
        **_plain(found, name, sources),
        "locations": [place],
        "codeFlows": [] if way is None else [_flow(checked, found.span, way)],
        "suppressions": [] if waiver is None else [_suppression(waiver, sources)],
    }


def _suppression(waiver: Waiver, sources: Sources) -> Json:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": waiver.because,
        "location": location(waiver.span, sources),
    }


def _flow(checked: Checked, otherwise: Span, way: Replay) -> Json:
    """The way as places: each step stands at the transition that was taken, or what refused it."""
    start = checked.chart.definition.span
    loop = way.loop or ()
    places = [
        _at(checked, start, "the start", way.start, 0),
        *(_step(checked, otherwise, each, 0) for each in way.steps),
        *(_step(checked, otherwise, each, 1) for each in loop),
    ]
    if way.loop == ():
        places.append(_at(checked, otherwise, "and there it may stay", way.end, 0))
    numbered = [{**each, "executionOrder": number} for number, each in enumerate(places, 1)]
    told = "a shortest way there, gone on the interpreter"
    more = "; what is indented goes on again and again" if loop else ""
    return {"message": {"text": f"{told}{more}"}, "threadFlows": [{"locations": numbered}]}


def _step(checked: Checked, otherwise: Span, step: Replayed, level: int) -> Json:
    told = choice_text(step.choice, step.before)
    changed = "; ".join(unstyle(each) for each in step_changes(checked.chart, step))
    text = f"{told}{unstyle(step_verdict(step))}{f': {changed}' if changed else ''}"
    return _at(checked, _place(step) or otherwise, text, step.step.snapshot, level)


def _place(step: Replayed) -> Span | None:
    outcome = step.step.outcome
    taken = [place for microstep in outcome.path for place in microstep.places]
    refused = [reason.at for reason in outcome.reasons if reason.at is not None]
    return next(iter((*refused, *taken)), None)


def _at(checked: Checked, span: Span, text: str, after: Snapshot, level: int) -> Json:
    values = seen_dimensions(checked.chart, after).values
    state = {name: {"text": text_of(value)} for name, value in values.items()}
    if after.configuration:
        state["configuration"] = {"text": ", ".join(after.configuration)}
    place = {**location(span, checked.sources), "message": {"text": text}}
    return {"location": place, "nestingLevel": level, "state": state}
