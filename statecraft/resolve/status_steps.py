"""The steps that the status journal speaks of: ``status_steps: {1: Import, 2: Export}``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.resolve.findings import Report
from statecraft.resolve.parts import entries_of
from statecraft.source.document import Located


def resolve_status_steps(machine: Located, report: Report) -> Mapping[int, str]:
    """Number → name, in order of text; reports a key that is no number."""
    found: dict[int, str] = {}
    for of in entries_of(machine.get("status_steps")):
        text = str(of.key)
        if text.isascii() and text.isdigit() and str(int(text)) == text:
            found[int(text)] = of.value
        else:
            report(_no_number(of))
    return MappingProxyType(found)


def _no_number(of: Located) -> Diagnostic:
    return Diagnostic(
        code="SC201",
        span=of.key_span,
        message=f"the step {quoted(of.key)} of the status journal is no number",
        hint="map each number to a name: {1: Import, 2: Export}",
    )
