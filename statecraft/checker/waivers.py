"""Waivers of what ``check`` finds: a finding of the code, at the path or below, is let pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from statecraft.checker.reporting import warning
from statecraft.checker.verdict import Unknown, Verdict
from statecraft.checks.finding import Finding
from statecraft.diagnostics import Diagnostic
from statecraft.model.scenarios import Waiver

ANALYSIS = "SC5"
"""How the codes begin of what only an exploration finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A verdict whose finding a waiver lets pass, or would let pass if it came to that."""

    verdict: Verdict
    waiver: Waiver


def waiver_of(verdict: Verdict, waivers: Sequence[Waiver]) -> Waiver | None:
    """The waiver that covers the verdict's finding, or what would be one."""
    finding = verdict.finding or verdict.doubt
    if finding is None:
        return None
    return next((waiver for waiver in waivers if _covers(waiver, finding)), None)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return waiver.code == finding.diagnostic.code and f"{finding.at}.".startswith(f"{waiver.at}.")


def needless(verdicts: Sequence[Verdict], waivers: Sequence[Waiver]) -> Iterator[Diagnostic]:
    """The waivers for ``check`` that let nothing pass, where every question has an answer."""
    if any(isinstance(each.answer, Unknown) for each in verdicts):
        return
    findings = [each.finding for each in verdicts if each.finding is not None]
    for waiver in waivers:
        if waiver.code.startswith(ANALYSIS) and not any(_covers(waiver, one) for one in findings):
            yield warning(
                "SC360",
                waiver.span,
                f"nothing at {waiver.at} is allowed by this: {waiver.code} is not found there",
                "leave it out",
            )
