"""How questions word their verdicts: findings with a code, a place, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterable

from statecraft.checker.verdict import Answer, Proved, Refuted, Unknown, Verdict
from statecraft.checks.finding import Finding
from statecraft.diagnostics import Diagnostic, Related, Severity, Span


def warning(
    code: str, span: Span, message: str, hint: str, related: Iterable[Related] = ()
) -> Diagnostic:
    """Something that may be meant."""
    return Diagnostic(
        code=code,
        span=span,
        message=message,
        hint=hint,
        severity=Severity.WARNING,
        related=tuple(related),
    )


def mistake(
    code: str, span: Span, message: str, hint: str, related: Iterable[Related] = ()
) -> Diagnostic:
    """Something that is wrong on every run that comes there."""
    return Diagnostic(code=code, span=span, message=message, hint=hint, related=tuple(related))


def verdict(kind: str, subject: str, claim: str, answer: Answer, found: Diagnostic) -> Verdict:
    """The verdict on a claim; *found* is reported where it does not hold, at its place."""
    finding = Finding(at=subject, diagnostic=found)
    return Verdict(
        kind=kind,
        subject=subject,
        claim=claim,
        span=found.span,
        answer=answer,
        finding=finding if isinstance(answer, Refuted) else None,
        doubt=finding if isinstance(answer, Unknown) else None,
    )


def settled(kind: str, subject: str, claim: str, span: Span, answer: Proved | Unknown) -> Verdict:
    """The verdict on a claim about which there is nothing to report."""
    return Verdict(kind=kind, subject=subject, claim=claim, span=span, answer=answer)
