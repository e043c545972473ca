"""SCXML documents that end in ``<final id="pass">``: W3C's, by their manifest, or any folder's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import statecraft as sc

from .machines import scxml_machine, settled, started
from .verdicts import Verdict

_GOAL = "pass"
_OUT_OF_SCOPE = "no"
"""What a manifest recommends for cases of what no interpreter without a web server has."""
_LATEST = 24 * 3600.0


def judge_manifest(path: Path, data: Any) -> Iterator[Verdict]:
    """The cases of a manifest, each in the suite that it is recommended for."""
    for case in data:
        kind = case.get("recommended", "")
        if kind == _OUT_OF_SCOPE:
            continue
        file = path.parent / case["file"]
        yield Verdict(
            suite=f"w3c-{kind}" if kind else path.parent.name,
            case=str(case["id"]),
            difference=difference(file) if file.is_file() else f"there is no file {file.name}",
        )


def judge_folder(files: list[Path], suite: str) -> Iterator[Verdict]:
    """SCXML files of a folder, all in one suite."""
    for file in files:
        yield Verdict(suite=suite, case=file.stem, difference=difference(file))


def difference(file: Path) -> str | None:
    """Why a document does not end in its state ``pass``; None where it does."""
    try:
        machine = scxml_machine(file.read_text("utf-8"), file.name, file.parent)
        snapshot = settled(machine, started(machine), _LATEST)
    except (sc.DefinitionError, sc.UsageError) as error:
        return str(error).splitlines()[0]
    ends = sorted(machine.ids(snapshot))
    if snapshot.status == "done" and ends == [_GOAL]:
        return None
    return f"ends in {', '.join(ends)}, {snapshot.status}"


def passes_by_itself(text: str) -> bool:
    """Whether a document is a test of the kind that ends in a final state ``pass``."""
    return 'id="pass"' in text or "id='pass'" in text
