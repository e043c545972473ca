"""What ``check`` found as SARIF 2.1.0, which code hosts show beside the lines.

One run tells of all files. A claim that is not decided is no result, as nobody saw anything wrong:
it is a notification of the invocation, whose exit code says the same as the program's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, Final

import statecraft as sc
from statecraft.checker.verdict import Unknown
from statecraft.cli.checked import Checked, Told, Unread
from statecraft.cli.pages import page_of
from statecraft.cli.patience import UNDECIDED
from statecraft.cli.sarif_places import ROOT, artifact, location
from statecraft.cli.sarif_results import results
from statecraft.codes import TITLES

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_WORD: Final = re.compile("[a-zA-Z0-9]+")
_EXITS: Final = {
    0: "nothing is wrong",
    1: "something does not hold",
    2: "something could not be read",
    UNDECIDED: "something is not known",
}


def sarif(told: Sequence[Told], code: int) -> bytes:
    """A SARIF log with one run; *code* is the exit code."""
    found = [result for each in told for result in results(each)]
    codes = sorted({result["ruleId"] for result in found})
    read = [each for each in told if not isinstance(each, Unread)]
    files = sorted({name for each in read for name in each.sources})
    run = {
        "tool": {"driver": _driver(codes)},
        "invocations": [_invocation(told, code)],
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "the folder in which statecraft was called"}}
        },
        "artifacts": [{"location": artifact(name), **_language(name)} for name in files],
        "columnKind": "utf16CodeUnits",
        "results": [{**each, "ruleIndex": codes.index(each["ruleId"])} for each in found],
        "properties": {"machines": [_machine(each) for each in told if isinstance(each, Checked)]},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, indent=2) + "\n").encode()


def _driver(codes: Iterable[str]) -> dict[str, Any]:
    return {
        "name": "statecraft",
        "version": sc.__version__,
        "semanticVersion": sc.__version__,
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, Any]:
    """A code with its whole page, so that it can be read where there is no statecraft."""
    page = page_of(code)
    _, first, *_ = page.split("\n\n")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in _WORD.findall(TITLES[code])),
        "shortDescription": {"text": TITLES[code]},
        "fullDescription": {"text": " ".join(first.split())},
        "help": {"text": page, "markdown": page},
    }


def _language(file: str) -> dict[str, str]:
    suffix = PurePath(file).suffix.lower()
    return {"sourceLanguage": "json" if suffix == ".json" else "yaml"}


def _invocation(told: Sequence[Told], code: int) -> dict[str, Any]:
    unread = [each.problem for each in told if isinstance(each, Unread)]
    return {
        "executionSuccessful": not unread,
        "exitCode": code,
        "exitCodeDescription": _EXITS[code],
        "toolConfigurationNotifications": [
            {"level": "error", "message": {"text": problem}} for problem in unread
        ],
        "toolExecutionNotifications": [
            notification
            for each in told
            if isinstance(each, Checked)
            for notification in _undecided(each)
        ],
    }


def _undecided(checked: Checked) -> Iterator[dict[str, Any]]:
    for verdict in checked.report.undecided:
        if isinstance(verdict.answer, Unknown):
            text = f"not decided: {verdict.claim}: {verdict.answer.why}"
            place = location(verdict.span, checked.sources)
            yield {"level": "warning", "message": {"text": text}, "locations": [place]}


def _machine(checked: Checked) -> dict[str, Any]:
    engine, doubts = checked.report.exploration.engine, checked.doubts()
    return {
        "machine": checked.chart.definition.id,
        "file": checked.file,
        "from": checked.begin,
        "engine": engine.name,
        "states": str(checked.size),
        "depth": engine.depth(),
        "complete": not doubts,
        "incompleteBecause": list(doubts),
    }
