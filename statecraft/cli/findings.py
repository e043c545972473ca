"""Findings of definitions, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, Severity, as_json, render


def findings_text(found: Sequence[Diagnostic], sources: Mapping[str, str]) -> str:
    """The findings for a person, one below the other."""
    return "\n".join(_coloured(render(each, sources), each.severity) for each in found)


def _coloured(text: str, severity: Severity) -> str:
    head, line_end, rest = text.partition("\n")
    place, word, message = head.partition(f" {severity}[")
    colour = "red" if severity is Severity.ERROR else "yellow"
    code, bracket, tail = message.partition("]")
    shown = click.style(f"{severity}[{code}{bracket}", fg=colour, bold=True) if word else ""
    return f"{place} {shown}{tail}{line_end}{rest}" if word else text


def findings_json(found: Sequence[Diagnostic], sources: Mapping[str, str]) -> dict[str, Any]:
    """The findings as ``validate --json`` prints them, but for the format version."""
    errors = count(found, Severity.ERROR)
    return {
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": count(found, Severity.WARNING),
        "diagnostics": [as_json(each, TITLES.get(each.code, ""), sources) for each in found],
    }


def count(found: Sequence[Diagnostic], severity: Severity) -> int:
    """How many findings are this severe."""
    return sum(each.severity is severity for each in found)


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
