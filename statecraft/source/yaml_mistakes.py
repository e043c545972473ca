"""What a YAML parser refuses, in plain words and with the hint that most often helps.

Source: the problem texts of libyaml 0.2.5 and of ruamel's scanner and parser, which differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.source.findings import Findings, shown

_QUOTE_IT: Final = (
    "quote it: a condition or formula that holds one of [ ] { } , : # ! or a quote at its start "
    "stands in quotes"
)
_SPACE: Final = "write `key: value`, with a space between them"
_CONDITION_KEYS: Final = (
    "when|require|requires|that|never|always|compute|is|if|done_when|fails_when|reachable|after"
    "|eventually|always_possible"
)
_FORMULA: Final = re.compile(
    rf"\b(?:{_CONDITION_KEYS})\s*:\s*\S|[-:,\[{{]\s*=|[=!<>]=|\b(?:and|or|not|in)\s|\bf['\"]"
).search
_TAG: Final = re.compile(r"!(?:<[^>\s]*>|[^\s,\[\]{}]*)").match
_ANCHOR_BEFORE_TAG: Final = re.compile(r"(?:&\S+(?:\s|#[^\n]*)+)?(?=!)").match


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Where a parser stopped, and what it was reading there: its words, character offsets."""

    problem: str
    at: int
    since: int

    def says(self, *words: str) -> bool:
        """Whether the parser's words hold one of these."""
        return any(word in self.problem for word in words)


def syntax_mistake(error: Exception, findings: Findings) -> Diagnostic:
    """The finding for an exception of a parser."""
    text = findings.lines.text
    refusal = _refusal(error, len(text))
    tab = _tab_of_indentation(refusal, findings)
    if tab is not None:
        return findings.diagnostic(
            "SC003", (tab, tab + 1), "a tab stands in the indentation", "indent with spaces"
        )
    at, message, hint = _explained(refusal, text)
    at = min(at, len(text.rstrip()) - 1) if at >= len(text.rstrip()) else at
    lines = {findings.lines.line_at(at), findings.lines.line_at(min(refusal.at, len(text)))}
    if hint is not _SPACE and any(_FORMULA(line) for line in lines):
        hint = _QUOTE_IT
    return findings.diagnostic("SC001", (at, at + 1), message, hint)


def colon_in_brackets(error: Exception) -> bool:
    """Whether a parser gave up at a colon inside of an unquoted text in brackets."""
    return "unexpected ':'" in (getattr(error, "problem", None) or "")


def tag_mistake(start: int, findings: Findings) -> None:
    """Report the tag of the value that begins at *start*.

    Where a tag stands before an anchor, the parsers say that the value begins at the anchor.
    """
    text = findings.lines.text
    behind = _ANCHOR_BEFORE_TAG(text, start)
    tag = _TAG(text, behind.end() if behind else text.rfind("!", 0, start))
    assert tag is not None, "the parser saw a tag"
    name = tag[0][1:]
    hint = "remove it; text that begins with ! must be quoted"
    if _FORMULA(findings.lines.line_at(tag.start())) and name.isidentifier():
        hint = f"write `not {shown(name)}`; text that begins with ! must be quoted"
    findings.add("SC006", tag.span(), f"the tag {shown(tag[0])} is not allowed", hint)


def _refusal(error: Exception, end: int) -> Refusal:
    details: Any = error
    problem_mark = getattr(details, "problem_mark", None)
    context_mark = getattr(details, "context_mark", None) or problem_mark
    words = (getattr(details, "problem", None), getattr(details, "context", None))
    return Refusal(
        problem=" ".join(word for word in words if word),
        at=problem_mark.index if problem_mark else end,
        since=context_mark.index if context_mark else end,
    )


def _tab_of_indentation(refusal: Refusal, findings: Findings) -> int | None:
    text = findings.lines.text
    if refusal.at >= len(text):
        return None
    line_start = text.rfind("\n", 0, refusal.at) + 1
    before = len(text[line_start:]) - len(text[line_start:].lstrip(" -"))
    tab = line_start + before
    return tab if text[tab : tab + 1] == "\t" and tab <= refusal.at else None


def _explained(refusal: Refusal, text: str) -> tuple[int, str, str]:
    """Offset, message and hint."""
    here = text[refusal.at : refusal.at + 1]
    if refusal.says("end of stream") and refusal.says("quoted"):
        return refusal.since, "this quote is never closed", "close it"
    if refusal.says("flow sequence", "flow mapping"):
        return _explained_brackets(refusal, text)
    if refusal.says("mapping values are not allowed"):
        message = 'a ":" is not allowed here: what stands before it is a value already'
        return refusal.at, message, "quote the text that holds the colon, or check the indentation"
    if refusal.says("could not find expected ':'"):
        return (
            refusal.since,
            'here stands no "key: value"',
            "write a colon and a space behind the key",
        )
    if refusal.says("escape", "hexadecimal", "hexdecimal"):
        return _explained_escape(refusal, text)
    if refusal.says("cannot start any token"):
        return refusal.at, f"text cannot begin with {quoted(here)}", "quote it"
    if refusal.says("an alias", "an anchor"):
        sign = text[refusal.since : refusal.since + 1]
        return refusal.since, f"behind {sign} stands no name", "quote it if it is meant as text"
    return _explained_structure(refusal, text)


def _explained_brackets(refusal: Refusal, text: str) -> tuple[int, str, str]:
    opening = text[refusal.since : refusal.since + 1]
    closing = "]" if opening == "[" else "}"
    if not text[refusal.at :].strip():
        return refusal.since, f'this "{opening}" is never closed', f'write "{closing}" at its end'
    if text[refusal.at] in "{[" and text[refusal.at - 1] == ":":
        return refusal.at, 'a space is missing behind the ":"', _SPACE
    return (
        refusal.at,
        f'expected "," or "{closing}" here, found {quoted(text[refusal.at])}',
        "quote the text if it belongs to what stands before",
    )


def _explained_escape(refusal: Refusal, text: str) -> tuple[int, str, str]:
    at = max(text.rfind("\\", 0, refusal.at + 1), refusal.since)
    found = quoted(text[at : at + 2]).strip('"').replace("\\\\", "\\")
    hint = "write \\\\ for a backslash, or use single quotes"
    return at, f"{found} means nothing inside of double quotes", hint


def _explained_structure(refusal: Refusal, text: str) -> tuple[int, str, str]:
    line_start = text.rfind("\n", 0, refusal.at) + 1
    before = text[line_start : refusal.at]
    if refusal.says("unexpected ':'"):
        return refusal.at, 'a ":" stands in an unquoted text in brackets', "quote the text"
    if refusal.says("node content") and not text[refusal.at :].strip():
        return refusal.at, "the text ends before a bracket is closed", "close the bracket"
    if refusal.says("node content"):
        found = quoted(text[refusal.at : refusal.at + 1])
        return (
            refusal.at,
            f"expected a value here, found {found}",
            "write the value, or quote the text",
        )
    if before.strip(" -") and refusal.says("expected"):
        message = "more text follows a value that has ended"
        return refusal.at, message, "put the whole text in quotes"
    if refusal.says("expected"):
        message = "this line belongs to no block above it"
        return refusal.at, message, "begin the lines of one block in the same column"
    problem = refusal.problem or "the text is ill-formed"
    return refusal.at, f"this is not YAML: {problem}", "quote the text, or check the indentation"
