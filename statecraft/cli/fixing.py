"""Safe fixes: names put right, waivers without a use taken out; comments stay.

A fix is tried on the text, and the whole definition is read again. It is kept only if the finding
is gone and no other has come; so a fix can do no harm to what worked before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from statecraft.diagnostics import Diagnostic, Severity, Span, suggested_name

Findings = Callable[[str], tuple[Diagnostic, ...]]
"""The findings of a file's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A text with fixes, and the findings that they put right."""

    text: str
    mended: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """Text in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def fixed(text: str, file: str, findings: Findings, wanted: Callable[[str], bool]) -> Fixed:
    """The text with every fix that stands the test, for the codes that are wanted."""
    mended: list[Diagnostic] = []
    tried: set[tuple[str, str, str]] = set()
    found = findings(text)
    while (step := _next(text, file, found, wanted, tried)) is not None:
        finding, edit = step
        changed = text[: edit.start] + edit.text + text[edit.end :]
        after = findings(changed)
        if _is_better(found, after, finding):
            mended.append(finding)
            text, found = changed, after
    return Fixed(text=text, mended=tuple(mended))


def _next(
    text: str,
    file: str,
    found: Iterable[Diagnostic],
    wanted: Callable[[str], bool],
    tried: set[tuple[str, str, str]],
) -> tuple[Diagnostic, _Edit] | None:
    """The first finding with a fix that was not tried."""
    for finding in found:
        key = (finding.code, finding.message, str(finding.span))
        if finding.span.file != file or not wanted(finding.code) or key in tried:
            continue
        tried.add(key)
        edit = _edit_for(text, finding)
        if edit is not None:
            return finding, edit
    return None


def _edit_for(text: str, finding: Diagnostic) -> _Edit | None:
    name = suggested_name(finding)
    if name is not None:
        return _renamed(text, finding, name)
    return _without_entry(text, finding.span) if finding.code == "SC360" else None


def _renamed(text: str, finding: Diagnostic, name: str) -> _Edit | None:
    """The name that is near in place of the wrong one, where that stands there once."""
    start, end = _offset(text, finding.span.line, finding.span.column), _end(text, finding.span)
    wrong = _wrong_name(finding.message, text[start:end])
    if wrong is None or text.count(wrong, start, end) != 1:
        return None
    at = text.index(wrong, start, end)
    return _Edit(start=at, end=at + len(wrong), text=name)


def _wrong_name(message: str, written: str) -> str | None:
    """The first name in quotes that the message has in common with what is written."""
    quoted = message.split('"')[1::2]
    return next((name for name in quoted if name and name in written), None)


def _without_entry(text: str, span: Span) -> _Edit | None:
    """A list entry that stands on a line of its own, taken out with its line."""
    start = _offset(text, span.line, 1)
    end = text.find("\n", start) + 1 or len(text)
    line = text[start:end].strip()
    is_whole = line.startswith("- {") and line.partition("#")[0].rstrip().endswith("}")
    return _Edit(start=start, end=end, text="") if is_whole else None


def _is_better(
    before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...], mended: Diagnostic
) -> bool:
    """Whether nothing is found any more but what was found before, without the one.

    Where there are errors, warnings are not looked for: those that show then were there before.
    """
    only_errors = mended.severity is Severity.ERROR
    was, now = (_counted(found, only_errors=only_errors) for found in (before, after))
    key = (mended.code, mended.message)
    return now[key] < was[key] and now <= was


def _counted(found: Iterable[Diagnostic], *, only_errors: bool) -> Counter[tuple[str, str]]:
    return Counter(
        (each.code, each.message)
        for each in found
        if each.severity is Severity.ERROR or not only_errors
    )


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def _end(text: str, span: Span) -> int:
    return _offset(text, span.end_line, span.end_column)
