"""Which suites a folder holds: found by the shape of its files, never by their names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import matchina, reachability, scion, sismic_golden, w3c, xstate_traces
from .verdicts import Case, Judge, Verdict, unusable, verdict

JUDGES: Mapping[str, Judge] = MappingProxyType(
    {
        matchina.FORMAT: matchina.cases,
        reachability.FORMAT: reachability.cases,
        scion.FORMAT: scion.cases,
        sismic_golden.FORMAT: sismic_golden.cases,
        xstate_traces.FORMAT: xstate_traces.cases,
    }
)
"""What a JSON file says of itself under ``format`` → its judge."""


def judged(folder: Path, suite: str | None = None) -> Iterator[Verdict]:
    """The verdicts on everything below *folder* that is known to be a suite, or on one suite."""
    return (verdict(case) for case in _cases(folder) if suite in (None, case.suite))


def _cases(folder: Path) -> Iterator[Case]:
    manifests: list[Path] = []
    for path in sorted(folder.rglob("*.json")):
        found = _suite(path, _name(path, folder))
        if found.is_manifest:
            manifests.append(path.parent)
        yield from found.cases
    yield from _plain_folders(folder, manifests)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suite:
    """What a JSON file is about; a manifest speaks for the SCXML files below its folder."""

    cases: Iterator[Case]
    is_manifest: bool = False


def _suite(path: Path, name: str) -> _Suite:
    """*name* is that of the suite where the file cannot say it."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        return _Suite(cases=iter([_failed(name, path, error)]))
    if _is_manifest(data):
        return _Suite(cases=_safely(w3c.cases, path, data, name), is_manifest=True)
    form = data.get("format") if isinstance(data, dict) else None
    judge = JUDGES.get(form) if isinstance(form, str) else None
    if judge is not None:
        return _Suite(cases=_safely(judge, path, data, name))
    if form is not None:
        print(f"{path}: the format {form} has no judge here", file=sys.stderr)
    return _Suite(cases=iter(()))


def _safely(judge: Judge, path: Path, data: Any, name: str) -> Iterator[Case]:
    """The cases of a file; where it is not of its own format, one more that fails."""
    suite = name
    try:
        for case in judge(path, data):
            suite = case.suite
            yield case
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        yield _failed(suite, path, error)


def _failed(suite: str, path: Path, error: Exception) -> Case:
    difference = unusable(error)
    return Case(suite=suite, name=path.name, difference=lambda: difference)


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


def _plain_folders(folder: Path, manifests: list[Path]) -> Iterator[Case]:
    """SCXML files that no manifest is about, one suite for each folder."""
    for path in sorted(folder.rglob("*.scxml"), key=lambda path: (path.parent, path.name)):
        is_listed = any(path.is_relative_to(known) for known in manifests)
        if not is_listed and w3c.passes_by_itself(path):
            yield w3c.case(path, _name(path.parent, folder))


def _name(path: Path, folder: Path) -> str:
    """A suite's name: where it lies below the folder that is judged, in one word."""
    inside = path.relative_to(folder).with_suffix("").parts if path != folder else (folder.name,)
    return "_".join("/".join(inside).split()) or "suite"
