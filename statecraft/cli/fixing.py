"""Safe fixes: names put right, what has no use taken out; comments on the rest stay.

A fix is tried on the text, and the whole definition is read again. It is kept only if the finding
is gone and no other has come; so a fix can do no harm to what worked before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from statecraft.cli.cutting import Edit, offset, without_entry, without_key, without_section
from statecraft.diagnostics import Diagnostic, Severity, suggested_name

Findings = Callable[[str], tuple[Diagnostic, ...]]
"""The findings of a file's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A text with fixes, and the findings that they put right."""

    text: str
    mended: tuple[Diagnostic, ...]


def fixed(text: str, file: str, findings: Findings, wanted: Callable[[str], bool]) -> Fixed:
    """The text with every fix that stands the test, for the codes that are wanted."""
    mended: list[Diagnostic] = []
    tried: set[tuple[str, str, str]] = set()
    found = findings(text)
    while (finding := _next(file, found, wanted, tried)) is not None:
        for edit in _edits_for(text, finding):
            changed = text[: edit.start] + edit.text + text[edit.end :]
            after = findings(changed)
            if _is_better(found, after, finding):
                mended.append(finding)
                text, found = changed, after
                break
    return Fixed(text=text, mended=tuple(mended))


def _next(
    file: str,
    found: Iterable[Diagnostic],
    wanted: Callable[[str], bool],
    tried: set[tuple[str, str, str]],
) -> Diagnostic | None:
    """The first finding of the file that was not tried."""
    for finding in found:
        key = (finding.code, finding.message, str(finding.span))
        if finding.span.file == file and wanted(finding.code) and key not in tried:
            tried.add(key)
            return finding
    return None


def _edits_for(text: str, finding: Diagnostic) -> Iterator[Edit]:
    """What may mend it, the smallest change first."""
    name = suggested_name(finding)
    if name is not None:
        edits = [_renamed(text, finding, name)]
    elif finding.code == "SC360":  # A waiver without a use.
        edits = [without_entry(text, finding.span), without_section(text, finding.span, "allow")]
    elif finding.code == "SC509":  # A requirement that others imply, and so does the whole rule.
        edits = [without_entry(text, finding.span), without_key(text, finding.span, "rules")]
    else:
        edits = []
    yield from (edit for edit in edits if edit is not None and not _loses_remarks(text, edit))


def _loses_remarks(text: str, edit: Edit) -> bool:
    """Whether comments would go that have lines of their own."""
    return any(line.lstrip().startswith("#") for line in text[edit.start : edit.end].split("\n"))


def _renamed(text: str, finding: Diagnostic, name: str) -> Edit | None:
    """The name that is near in place of the wrong one, where that stands there once."""
    span = finding.span
    start, end = offset(text, span.line, span.column), offset(text, span.end_line, span.end_column)
    wrong = _wrong_name(finding.message, text[start:end])
    if wrong is None or text.count(wrong, start, end) != 1:
        return None
    at = text.index(wrong, start, end)
    return Edit(start=at, end=at + len(wrong), text=name)


def _wrong_name(message: str, written: str) -> str | None:
    """The first name in quotes that the message has in common with what is written."""
    quoted = message.split('"')[1::2]
    return next((name for name in quoted if name and name in written), None)


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
