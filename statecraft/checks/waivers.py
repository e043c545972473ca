"""Waivers: findings that a definition allows, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statecraft.checks.finding import Finding
from statecraft.diagnostics import Diagnostic, Severity
from statecraft.model.scenarios import Waiver


def unwaived(findings: Iterable[Finding], waivers: tuple[Waiver, ...]) -> Iterator[Diagnostic]:
    """The findings that no waiver covers, then the waivers that cover none.

    A waiver covers the findings of its code at its path and below.
    """
    found = tuple(findings)
    for finding in found:
        if not any(_covers(waiver, finding) for waiver in waivers):
            yield finding.diagnostic
    for waiver in waivers:
        if not _is_for_analysis(waiver) and not any(_covers(waiver, each) for each in found):
            yield _unused(waiver, found)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return waiver.code == finding.diagnostic.code and f"{finding.at}.".startswith(f"{waiver.at}.")


def _is_for_analysis(waiver: Waiver) -> bool:
    """Whether it is about a finding that only an exploration of the states can make."""
    return waiver.code.startswith("SC5")


def _unused(waiver: Waiver, found: tuple[Finding, ...]) -> Diagnostic:
    places = dict.fromkeys(each.at for each in found if each.diagnostic.code == waiver.code)
    listed = ", ".join(places)
    hint = f"{waiver.code} is found at {listed}" if places else "leave it out"
    return Diagnostic(
        code="SC360",
        span=waiver.span,
        message=f"nothing at {waiver.at} is allowed by this: {waiver.code} is not found there",
        hint=hint,
        severity=Severity.WARNING,
    )
