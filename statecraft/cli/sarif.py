"""Findings as SARIF 2.1.0, which code hosts show beside the lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

import statecraft as sc
from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, Severity, Span

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def sarif(findings: Iterable[Diagnostic]) -> bytes:
    """A SARIF log with one run; a rule for each code that was found."""
    found = tuple(findings)
    codes = sorted({each.code for each in found})
    driver = {
        "name": "statecraft",
        "version": sc.__version__,
        "rules": [{"id": c, "shortDescription": {"text": TITLES.get(c, c)}} for c in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes) for each in found],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, indent=2) + "\n").encode()


def _result(found: Diagnostic, codes: list[str]) -> dict[str, Any]:
    hint = f" ({found.hint})" if found.hint else ""
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.message}{hint}"},
        "locations": [_location(found.span)],
        "relatedLocations": [
            {**_location(each.span), "message": {"text": each.message}} for each in found.related
        ],
    }


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    place = {"artifactLocation": {"uri": quote(span.file.replace("\\", "/"))}, "region": region}
    return {"physicalLocation": place}
