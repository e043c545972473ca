"""Verdicts as JUnit XML, which continuous integration shows as tests.

A suite is a machine, a case is a claim. What is refuted failed; what nobody knows, what a waiver
allows and what ``--select`` leaves out was skipped, and says why. A definition that cannot be used,
and a file that cannot be read, is a suite with an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never
from xml.sax.saxutils import escape, quoteattr

from click import unstyle

from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.cli.checked import Checked, Told, Unread, Unusable
from statecraft.cli.findings import counted, findings_text
from statecraft.cli.ways import way_story
from statecraft.diagnostics import Diagnostic

_Case = tuple[str, str]
"""What came of it (an element's name, empty where it passed), and the case as XML."""

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that XML cannot hold, not even as references."""


def junit(told: Sequence[Told]) -> bytes:
    """A test suite for each machine, and for each file of which nothing is known."""
    suites = [_suite_of(each) for each in told]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites])
    return f"{text}\n</testsuites>\n".encode()


def _suite_of(told: Told) -> str:
    match told:
        case Checked():
            return _checked_suite(told)
        case Unusable(file=file, diagnostics=found, sources=sources):
            text = findings_text(found, sources)
            message = f"{counted(len(found), 'finding')}: the definition cannot be used"
            return _suite(file, "", [_error(file, "the definition can be used", message, text)])
        case Unread(problem=problem):
            return _suite("files", "", [_error("files", "each is checked", problem, "")])
        case _:
            assert_never(told)


def _suite(name: str, properties: str, cases: Sequence[_Case]) -> str:
    kinds = [kind for kind, _ in cases]
    head = (
        f'<testsuite name={_quoted(name)} tests="{len(cases)}" '
        f'failures="{kinds.count("failure")}" errors="{kinds.count("error")}" '
        f'skipped="{kinds.count("skipped")}">{properties}'
    )
    return "\n".join([head, *(case for _, case in cases), "</testsuite>"])


def _error(owner: str, claim: str, message: str, text: str) -> _Case:
    return "error", _case(owner, claim, _element("error", "unusable", message, text))


def _checked_suite(checked: Checked) -> str:
    engine = checked.report.exploration.engine
    known = {
        "file": checked.file,
        "from": checked.begin,
        "engine": engine.name,
        "states": str(checked.size),
        "complete": str(not checked.doubts()).lower(),
    }
    listed = "".join(
        f"<property name={_quoted(name)} value={_quoted(value)}/>" for name, value in known.items()
    )
    cases = [*_of_findings(checked), *(_of_verdict(checked, v) for v in checked.report.verdicts)]
    name = checked.chart.definition.full_name
    return _suite(name, f"\n<properties>{listed}</properties>", cases)


def _of_findings(checked: Checked) -> Iterator[_Case]:
    """What the definition itself shows, and what is wrong with waivers."""
    for found in (*checked.warnings, *checked.remarks):
        inner = _element("failure", found.code, found.message, _told(checked, found))
        yield (
            "failure",
            _case(checked.chart.definition.full_name, f"finding at {found.span}", inner),
        )


def _told(checked: Checked, found: Diagnostic) -> str:
    return findings_text((found,), checked.sources)


def _of_verdict(checked: Checked, verdict: Verdict) -> _Case:
    kind, inner = _outcome(checked, verdict)
    owner = f"{checked.chart.definition.full_name}.{verdict.subject}".rstrip(".")
    return kind, _case(owner, f"{verdict.kind}: {verdict.claim}", inner)


def _outcome(checked: Checked, verdict: Verdict) -> tuple[str, str]:
    """What came of a claim, and the element that says so."""
    waiver = checked.waiver(verdict)
    match verdict.answer:
        case Proved():
            return "", ""
        case _ if waiver is not None:
            return "skipped", _element("skipped", "allowed", f"allowed: {waiver.because}", "")
        case Unknown(why=why):
            return "skipped", _element("skipped", "unknown", f"unknown: {why}", "")
        case Refuted() if not checked.wants(verdict) or verdict.finding is None:
            return "skipped", _element("skipped", "ignored", "its code is not asked for", "")
        case Refuted():
            found, way = verdict.finding.diagnostic, checked.way(verdict)
            story = () if way is None else way_story(checked.chart, way)
            text = "\n".join([_told(checked, found), *story])
            return "failure", _element("failure", found.code, found.message, text)


def _case(owner: str, name: str, inner: str) -> str:
    return f"<testcase classname={_quoted(owner)} name={_quoted(name)}>{inner}</testcase>"


def _element(name: str, kind: str, message: str, text: str) -> str:
    inner = escape(_clean(unstyle(text)))
    return f"<{name} type={_quoted(kind)} message={_quoted(message)}>{inner}</{name}>"


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
