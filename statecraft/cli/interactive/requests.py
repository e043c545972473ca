"""What a session asks to be done outside of it, and what a typed line led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSnapshot:
    """Write a snapshot, as plain JSON data, to a file."""

    file: str
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AddScenario:
    """Add a scenario to the text of a definition."""

    file: str
    scenario: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendText:
    """Put text at the end of a file, which may be new."""

    file: str
    text: str


Request = WriteSnapshot | AddScenario | AppendText


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Lines to print, coloured, and what is to be done outside."""

    lines: tuple[str, ...]
    request: Request | None = None
