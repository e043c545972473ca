"""Which suites a folder holds: found by the shape of its files, never by their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import xstate_traces
from .verdicts import Judge, Verdict

JUDGES: Mapping[str, Judge] = MappingProxyType({xstate_traces.FORMAT: xstate_traces.judge})
"""What a JSON file says of itself under ``format`` → its judge."""


def judged(folder: Path) -> Iterator[Verdict]:
    """The verdicts on everything below *folder* that is known to be a suite."""
    for path in sorted(folder.rglob("*.json")):
        data = _json(path)
        form = data.get("format") if isinstance(data, dict) else None
        judge = JUDGES.get(form) if isinstance(form, str) else None
        if judge is not None:
            yield from judge(path, data)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
