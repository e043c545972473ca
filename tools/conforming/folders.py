"""Which suites a folder holds: found by the shape of its files, never by their names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import matchina, reachability, scion, sismic_golden, w3c, xstate_traces
from .verdicts import Judge, Verdict

JUDGES: Mapping[str, Judge] = MappingProxyType(
    {
        matchina.FORMAT: matchina.judge,
        reachability.FORMAT: reachability.judge,
        scion.FORMAT: scion.judge,
        sismic_golden.FORMAT: sismic_golden.judge,
        xstate_traces.FORMAT: xstate_traces.judge,
    }
)
"""What a JSON file says of itself under ``format`` → its judge."""


def judged(folder: Path) -> Iterator[Verdict]:
    """The verdicts on everything below *folder* that is known to be a suite."""
    manifests: list[Path] = []
    for path in sorted(folder.rglob("*.json")):
        data = _json(path)
        if _is_manifest(data):
            manifests.append(path.parent)
            yield from w3c.judge_manifest(path, data)
            continue
        form = data.get("format") if isinstance(data, dict) else None
        judge = JUDGES.get(form) if isinstance(form, str) else None
        if judge is not None:
            yield from judge(path, data)
    yield from _plain_folders(folder, manifests)


def _is_manifest(data: Any) -> bool:
    """A list of cases, each with a file of SCXML."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(
            isinstance(case, dict) and str(case.get("file")).endswith((".scxml", ".txml"))
            for case in data
        )
    )


def _plain_folders(folder: Path, manifests: list[Path]) -> Iterator[Verdict]:
    """SCXML files that no manifest is about, one suite for each folder."""
    files: dict[Path, list[Path]] = {}
    for path in sorted(folder.rglob("*.scxml")):
        if any(path.is_relative_to(known) for known in manifests):
            continue
        if w3c.passes_by_itself(path.read_text("utf-8", "replace")):
            files.setdefault(path.parent, []).append(path)
    for parent, found in files.items():
        name = parent.name if parent == folder else "/".join(parent.relative_to(folder).parts)
        yield from w3c.judge_folder(found, name)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
