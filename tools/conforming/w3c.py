"""SCXML documents that end in ``<final id="pass">``: W3C's, by their manifest, or any folder's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from .machines import scxml_machine, settled, started
from .verdicts import Case

_GOAL = "pass"
_OUT_OF_SCOPE = "no"
"""What a manifest recommends for cases of what no interpreter without a web server has."""
_LATEST = 24 * 3600.0


def cases(path: Path, data: Any) -> Iterator[Case]:
    """The cases of a manifest, each in the suite that it is recommended for."""
    for case in data:
        kind = case.get("recommended", "")
        if kind == _OUT_OF_SCOPE:
            continue
        file = path.parent / case["file"]
        yield Case(
            suite=f"w3c-{kind}" if kind else path.parent.name,
            name=str(case.get("id", file.stem)),
            difference=partial(difference, file),
        )


def case(file: Path, suite: str) -> Case:
    """A document that no manifest is about."""
    return Case(suite=suite, name=file.stem, difference=partial(difference, file))


def difference(file: Path) -> str | None:
    """Why a document does not end in its state ``pass``; None where it does."""
    if not file.is_file():
        return f"there is no file {file.name}"
    machine = scxml_machine(file.read_text("utf-8"), file.name, file.parent)
    snapshot = settled(machine, started(machine), _LATEST)
    ends = sorted(machine.ids(snapshot))
    if snapshot.status == "done" and ends == [_GOAL]:
        return None
    return f"ends in {', '.join(ends)}, {snapshot.status}"


def passes_by_itself(file: Path) -> bool:
    """Whether a document is a test of the kind that ends in a final state ``pass``."""
    text = file.read_text("utf-8", "replace")
    return 'id="pass"' in text or "id='pass'" in text
