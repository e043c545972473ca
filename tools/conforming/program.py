"""The command line: folders in, a line per suite out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from .folders import judged
from .verdicts import Verdict


def main(words: Sequence[str]) -> int:
    """Judge a folder; 1 where a suite is below its minimum."""
    asked = _arguments(words)
    verdicts = [v for v in judged(asked.folder) if asked.suite in (None, v.suite)]
    for verdict in verdicts:
        if verdict.difference is not None:
            print(f"{verdict.suite} {verdict.case}: {verdict.difference}", file=sys.stderr)
    counts = counted(verdicts)
    print(json.dumps(_as_json(verdicts)) if asked.json else _as_lines(counts))
    return 1 if _below(counts, asked.require, asked.suite) else 0


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--suite", help="only this one")
    parser.add_argument("--json", action="store_true", help="the counts and each failure as JSON")
    parser.add_argument("--require", type=Path, help="a file of lines: SUITE NUMBER")
    found = parser.parse_args(words)
    if not found.folder.is_dir():
        parser.error(f"{found.folder} is no folder")
    return found


def counted(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """Suite → (passed, total), in the order in which the suites were found."""
    counts: dict[str, tuple[int, int]] = {}
    for verdict in verdicts:
        passed, total = counts.get(verdict.suite, (0, 0))
        counts[verdict.suite] = (passed + verdict.passed, total + 1)
    return counts


def _as_lines(counts: dict[str, tuple[int, int]]) -> str:
    return "\n".join(f"{suite} {passed}/{total}" for suite, (passed, total) in counts.items())


def _as_json(verdicts: Sequence[Verdict]) -> dict[str, object]:
    return {
        suite: {
            "passed": passed,
            "total": total,
            "failures": {
                v.case: v.difference for v in verdicts if v.suite == suite and not v.passed
            },
        }
        for suite, (passed, total) in counted(verdicts).items()
    }


def _below(
    counts: dict[str, tuple[int, int]], required: Path | None, only: str | None
) -> list[str]:
    """The suites that pass fewer cases than a file of minima asks for."""
    if required is None:
        return []
    lines = [line.split("#")[0].split() for line in required.read_text("utf-8").splitlines()]
    minima = {line[0]: int(line[1].partition("/")[0]) for line in lines if len(line) > 1}
    return [
        suite
        for suite, least in minima.items()
        if only in (None, suite) and counts.get(suite, (0, 0))[0] < least
    ]
