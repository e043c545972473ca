"""Places of definitions as SARIF has them: URIs from a base, columns in UTF-16 code units."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from statecraft.diagnostics import Span

ROOT: Final = "%SRCROOT%"
"""Stands for the folder in which the program was called, wherever that is."""


def artifact(file: str) -> dict[str, str]:
    """A file: from the base where it lies below it, else with its whole path."""
    if file.startswith("<"):  # Stdin is no file.
        return {"uri": quote(file, safe="")}
    path = os.path.normpath(file)
    if Path(path).is_absolute() or path.startswith(os.pardir):
        return {"uri": Path(os.path.normpath(Path.cwd() / path)).as_uri()}
    return {"uri": quote(Path(path).as_posix()), "uriBaseId": ROOT}


def location(span: Span, sources: Mapping[str, str]) -> dict[str, Any]:
    """A stretch of a file."""
    lines = sources.get(span.file, "").split("\n")
    region = {
        "startLine": span.line,
        "startColumn": _column(lines, span.line, span.column),
        "endLine": span.end_line,
        "endColumn": _column(lines, span.end_line, span.end_column),
    }
    return {"physicalLocation": {"artifactLocation": artifact(span.file), "region": region}}


def _column(lines: list[str], line: int, column: int) -> int:
    """A column in code units: letters beyond the basic plane take two."""
    before = lines[line - 1][: column - 1] if 1 <= line <= len(lines) else ""
    return column + sum(letter > "\uffff" for letter in before)
