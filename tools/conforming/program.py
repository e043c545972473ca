"""The command line: folders in, a line per suite out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .folders import judged
from .verdicts import Verdict


def main(words: Sequence[str]) -> int:
    """Judge a folder; 1 where a suite is below its minimum."""
    asked = _arguments(words)
    verdicts = list(judged(asked.folder, asked.suite))
    if not verdicts:
        what = "no suite" if asked.suite is None else f"no suite {asked.suite}"
        print(f"{asked.folder}: {what} is found there", file=sys.stderr)
    for verdict in verdicts:
        if verdict.difference is not None:
            print(f"{verdict.suite} {verdict.case}: {verdict.difference}", file=sys.stderr)
    counts = counted(verdicts)
    if asked.json:
        print(json.dumps(_as_json(verdicts)))
    else:
        sys.stdout.writelines(f"{s} {passed}/{total}\n" for s, (passed, total) in counts.items())
    return 1 if _below(counts, asked.require, asked.suite) else 0


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("folder", type=_folder)
    parser.add_argument("--suite", help="only this one")
    parser.add_argument("--json", action="store_true", help="the counts and each failure as JSON")
    parser.add_argument(
        "--require", type=_minima, default={}, help="a file of lines: SUITE NUMBER", metavar="FILE"
    )
    return parser.parse_args(words)


def _folder(word: str) -> Path:
    if not Path(word).is_dir():
        raise argparse.ArgumentTypeError(f"{word} is no folder")
    return Path(word)


def _minima(word: str) -> dict[str, int]:
    """Suite → how many of its cases must pass, from lines ``SUITE NUMBER`` or ``SUITE N/M``."""
    found = {}
    try:
        text = Path(word).read_text("utf-8")
        for line in filter(str.strip, (line.split("#")[0] for line in text.splitlines())):
            suite, least = line.split()
            found[suite] = int(least.partition("/")[0])
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{word} is no file of minima: {error}") from error
    return found


def counted(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """Suite → (passed, total), in the order in which the suites were found."""
    counts: dict[str, tuple[int, int]] = {}
    for verdict in verdicts:
        passed, total = counts.get(verdict.suite, (0, 0))
        counts[verdict.suite] = (passed + verdict.passed, total + 1)
    return counts


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
    counts: Mapping[str, tuple[int, int]], minima: Mapping[str, int], only: str | None
) -> list[str]:
    """The suites that pass fewer cases than they must."""
    return [
        suite
        for suite, least in minima.items()
        if only in (None, suite) and counts.get(suite, (0, 0))[0] < least
    ]
