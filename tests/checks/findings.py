"""The project of a text, and what the checks find in its main machine before any waiver."""

from __future__ import annotations

from statecraft.checks.checking import findings
from statecraft.checks.finding import Finding
from statecraft.model.definition import Project
from statecraft.resolve.definition import resolve
from statecraft.schema import check_document
from statecraft.source import read_text


def project_of(text: str) -> Project:
    """The project of a definition without its first lines; its names must be right."""
    reading = read_text(f"statecraft: 1\nmachine: m\n{text}", "m.yaml")
    assert reading.document is not None, reading.diagnostics
    document, shape = check_document(reading.document)
    assert document is not None, shape
    resolution = resolve(document, {}, {})
    assert resolution.project is not None, resolution.diagnostics
    return resolution.project


def findings_in(text: str) -> list[Finding]:
    """All findings about the main machine, in order of the checks."""
    project = project_of(text)
    return list(findings(project.main, project))
