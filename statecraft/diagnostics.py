"""What is wrong with a definition, as values: the lowest room, which every other may use.

Rule 1: a mistake of a definition's author is a ``Diagnostic`` *value*; rooms collect them and
only the loader raises them, all at once, as ``DefinitionError``.
Rule 2: the text of a diagnostic is made here and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A stretch of a file: 1-based lines and columns counted in characters, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How bad a finding is; only errors make a definition unusable."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another place that takes part in a finding, and what it has to do with it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: what is wrong (``message``), and what to write instead (``hint``)."""

    code: str
    span: Span
    message: str
    hint: str | None = None
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()


class DefinitionError(Exception):
    """A definition that cannot be used, with all of its findings in order of place.

    ``sources`` maps the file names of the spans to their text, for excerpts.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> None:
        self.diagnostics = in_order(diagnostics)
        self.sources = dict(sources)
        super().__init__(self.diagnostics, self.sources)

    def __str__(self) -> str:
        return "\n".join(render(found, self.sources) for found in self.diagnostics)


class UsageError(Exception):
    """A call of the Python interface that is wrong in itself: the embedding program's mistake."""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The distinct findings, sorted by file, line, column and code."""
    distinct = dict.fromkeys(diagnostics)
    return tuple(sorted(distinct, key=lambda found: (found.span, found.code, found.message)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding makes the definition unusable."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def render(found: Diagnostic, sources: Mapping[str, str]) -> str:
    """The finding for a person: ``file:line:col: error[SC203]: …``, the line, a caret."""
    hint = f" ({found.hint})" if found.hint else ""
    head = f"{found.span}: {found.severity}[{found.code}]: {found.message}{hint}"
    also = [f"  {related.span}: {related.message}" for related in found.related]
    return "\n".join([head, *excerpt(found.span, sources.get(found.span.file, "")), *also])


_LONGEST_EXCERPT = 160


def excerpt(span: Span, text: str) -> list[str]:
    """The line a span begins on and a caret line below it; nothing when the line is not known."""
    lines = text.split("\n")
    if not 1 <= span.line <= len(lines) or not lines[span.line - 1].strip():
        return []
    line = lines[span.line - 1].rstrip("\r").replace("\t", " ")
    start = max(0, span.column - _LONGEST_EXCERPT // 2) if len(line) > _LONGEST_EXCERPT else 0
    shown = line[start : start + _LONGEST_EXCERPT]
    last = span.end_column if span.end_line == span.line else len(line) + 1
    width = max(1, min(last - span.column, len(shown) - (span.column - 1 - start)))
    gutter = f"{span.line:>5}"
    return [
        f"{gutter} | {shown}",
        f"{' ' * len(gutter)} | {' ' * (span.column - 1 - start)}{'^' * width}",
    ]


def as_json(found: Diagnostic, summary: str, sources: Mapping[str, str]) -> dict[str, Any]:
    """The finding in the shape that ``validate --json`` prints; ``summary`` is its code's title."""
    text = sources.get(found.span.file, "")
    shown = excerpt(found.span, text)
    return {
        "severity": str(found.severity),
        "code": found.code,
        "summary": summary,
        "detail": found.message + (f" ({found.hint})" if found.hint else ""),
        "range": span_json(found.span, sources),
        "snippet": shown[0].partition(" | ")[2] if shown else None,
        "related": [
            {
                "message": related.message,
                "range": span_json(related.span, sources),
            }
            for related in found.related
        ],
    }


def span_json(span: Span, sources: Mapping[str, str]) -> dict[str, Any]:
    """A span with the offsets in bytes, as ``range`` of a finding."""
    lines = sources.get(span.file, "").split("\n")
    return {
        "filename": span.file,
        "start": _position(span.line, span.column, lines),
        "end": _position(span.end_line, span.end_column, lines),
    }


def _position(line: int, column: int, lines: list[str]) -> dict[str, int]:
    before = sum(len(earlier.encode()) + 1 for earlier in lines[: line - 1])
    here = lines[line - 1][: column - 1] if 1 <= line <= len(lines) else ""
    return {"line": line, "column": column, "byte": before + len(here.encode())}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that *name* was probably meant to be, or None.

    Upper and lower case are told apart only between names that are otherwise as near.
    """
    folded: dict[str, list[str]] = {}
    for each in known:
        folded.setdefault(each.casefold(), []).append(each)
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if not found:
        return None
    alike = folded[found[0]]
    return next(iter(get_close_matches(name, alike, n=1, cutoff=0)), alike[0])


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` for the end of a message, or nothing."""
    near = nearest(name, known)
    return f' (did you mean "{near}"?)' if near else ""


_SUGGESTION = re.compile(r'did you mean "([^"]+)"\?')


def suggested_name(found: Diagnostic) -> str | None:
    """The name that a finding asks about with ``did_you_mean``, or None."""
    asked = _SUGGESTION.search(f"{found.message} {found.hint or ''}")
    return None if asked is None else asked[1]


# ``json.dumps`` makes one at each call.
_NOTATION = json.JSONEncoder(ensure_ascii=False)


def quoted(value: object) -> str:
    """A name or value as messages show it: JSON notation, cut when it is long."""
    try:
        text = _NOTATION.encode(value)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
