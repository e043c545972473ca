"""Findings about what is left of a document, without those that its losses may explain.

A definition whose shape is wrong in one place is looked at without that place. What is then found
elsewhere counts only if it would be found with that place as well: a name that nothing declares is
no mistake when the declaration may be what was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from statecraft.diagnostics import Diagnostic, Span
from statecraft.schema import Loss

_CERTAIN: Final = frozenset(
    {
        "SC201", "SC202", "SC207", "SC208", "SC209", "SC213", "SC217", "SC219", "SC220", "SC221",
        "SC222", "SC224", "SC226", "SC227", "SC301", "SC305", "SC309", "SC311", "SC313", "SC314",
        "SC316", "SC317", "SC318", "SC356", "SC359",
    }
)  # fmt: skip
"""Mistakes in what is there, whatever else there is."""

_UNKNOWN: Final = frozenset(
    {
        "SC203", "SC204", "SC205", "SC210", "SC214", "SC216", "SC218", "SC225", "SC302", "SC303",
        "SC306", "SC308", "SC310",
    }
)  # fmt: skip
"""Names that nothing has: explained by a loss in which what is written there occurs."""

_VALUES: Final = frozenset({"SC204", "SC303"})
"""Values that a dimension lacks: one that was lost may have had no name that could be read."""

_EVENTS: Final = frozenset({"SC210", "SC216", "SC350"})
"""Events that nothing takes: what was lost may have taken any."""

_TYPES: Final = frozenset({"SC206", "SC212", "SC215", "SC304", "SC307", "SC312", "SC315", "SC352"})
"""What does not go together: explained by a loss in the declaration of what it names."""

_GIVEN: Final = "SC215"
"""What is given does not fit; a part of it, or that it is meant not to, may be what was lost."""

_MEANING: Final = frozenset({"SC340", "SC341", "SC342", "SC343", "SC344", "SC345", "SC353"})
"""Transitions and rules that contradict each other: explained by a condition that was lost."""

_OF_THE_WHOLE: Final = frozenset({"SC348", "SC360"})
"""What only the whole definition can tell."""

_WORD: Final = re.compile(r"\w+")
_QUOTED: Final = re.compile(r'"([^"]*)"()')
_SUBJECT: Final = re.compile(r"(?:^|: )([\w.]+):? (?:is|must)\b|field '([\w.]+)'")
_NAMED: Final = re.compile(
    r'"([^"]*)"|(?:action|capability|dimension|event|function|name|of|variable) ([\w.]+)'
)


def independent(
    found: Iterable[Diagnostic], losses: tuple[Loss, ...], text: str
) -> Iterator[Diagnostic]:
    """Those findings about the remainder of a text that none of the losses may explain."""
    lines = text.split("\n")
    for each in found:
        if not any(_may_explain(loss, each, lines) for loss in losses):
            yield each


def _may_explain(loss: Loss, found: Diagnostic, lines: list[str]) -> bool:
    """Whether the finding might not be there but for the loss."""
    code = found.code
    if code in _CERTAIN:
        return False
    written = frozenset(_WORD.findall(_written(found.span, lines)))
    told = _words_told(found, _NAMED)
    if code in _UNKNOWN:
        is_named = loss.is_section or not written.isdisjoint(loss.words)
        is_of_it = loss.is_unreadable or not told.isdisjoint(loss.names)
        may_be_it = (code in _VALUES and is_of_it) or (
            code in _EVENTS and (loss.has_wildcard or loss.is_unreadable)
        )
        return is_named or may_be_it
    if code in _TYPES:
        subject = _words_told(found, _SUBJECT)
        is_given = _touches(loss.owner, found) or not subject.isdisjoint(loss.words)
        is_of_it = not (written | told | subject).isdisjoint(loss.names)
        return is_of_it or (code == _GIVEN and is_given)
    if code in _MEANING:
        is_part = loss.is_of_choice and _touches(loss.owner, found)
        return is_part or not told.isdisjoint(loss.names)
    return (
        code in _OF_THE_WHOLE
        or loss.is_section
        or loss.is_unreadable
        or loss.has_wildcard
        or not (written | told).isdisjoint(loss.names)
        or not (written | _words_told(found, _QUOTED)).isdisjoint(loss.words)
        or _touches(loss.owner, found)
    )


def _words_told(found: Diagnostic, names: re.Pattern[str]) -> frozenset[str]:
    """The words of those names that a message tells."""
    told = (name for groups in names.findall(found.message) for name in groups)
    return frozenset(word for name in told for word in _WORD.findall(name))


def _written(span: Span, lines: list[str]) -> str:
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    inner = lines[span.line : span.end_line - 1]
    first, last = lines[span.line - 1], lines[span.end_line - 1]
    return "\n".join([first[span.column - 1 :], *inner, last[: span.end_column - 1]])


def _touches(owner: Span, found: Diagnostic) -> bool:
    """Whether a finding, or what takes part in it, stands in a part that something was lost of."""
    spans = (found.span, *(related.span for related in found.related))
    begin, end = (owner.line, owner.column), (owner.end_line, owner.end_column)
    return any(begin <= (span.line, span.column) < end for span in spans)
