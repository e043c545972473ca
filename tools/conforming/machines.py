"""Machines of files, imported and run by a simulated clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import statecraft as sc
from statecraft.interop.losses import Imported, Source
from statecraft.interop.scxml.reading import read_scxml

_MOST_STEPS = 2_000


def _alike(name: str, wanted: str) -> int:
    """How many letters two paths have in common at their ends."""
    pairs = zip(reversed(name), reversed(wanted), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """An imported machine, ready to run.

    ``names`` are our states → the source's ids, ``events`` the source's events → ours.
    """

    chart: sc.Chart
    names: Mapping[str, str]
    events: Mapping[str, str]

    def ids(self, snapshot: sc.Snapshot) -> frozenset[str]:
        """The ids of the active atomic states."""
        active = snapshot.configuration
        inner = [path for path in active if not any(each.startswith(f"{path}.") for each in active)]
        return frozenset(self.names.get(path, path) for path in inner)


def scxml_machine(
    text: str, file: str, folder: Path, files: Mapping[str, str] = MappingProxyType({})
) -> Machine:
    """The machine of an SCXML text; other files are those given, or are read beside it."""

    def companion(name: str) -> str | None:
        path = folder / name
        if path.is_file():
            return path.read_text("utf-8")
        wanted = path.as_posix()
        fitting = [key for key in files if PurePosixPath(key).name == path.name]
        return files[max(fitting, key=lambda key: _alike(key, wanted))] if fitting else None

    imported: Imported = read_scxml(Source(text=text, file=file, companion=companion))
    return Machine(
        chart=sc.load_data(imported.document), names=imported.names, events=imported.events
    )


def started(machine: Machine) -> sc.Snapshot:
    """The machine after its start; what that has queued is yet to come."""
    step = machine.chart.start(now=0.0)
    if step.outcome.kind == "rejected":
        raise sc.UsageError(f"the start is refused: {step.outcome.reasons[0].message}")
    return step.snapshot


def rests(machine: Machine, snapshot: sc.Snapshot, until: float) -> Iterator[sc.Snapshot]:
    """The machine after each of the steps that are due until a moment, in order of time."""
    for _ in range(_MOST_STEPS):
        due = snapshot.due
        if due is None or due > until or snapshot.status != "active":
            return
        step = machine.chart.step(snapshot, now=due)
        if step is None:
            return
        snapshot = step.snapshot
        yield snapshot
    raise sc.UsageError(f"more than {_MOST_STEPS} steps")


def settled(machine: Machine, snapshot: sc.Snapshot, until: float) -> sc.Snapshot:
    """The machine after everything that is due until a moment."""
    for later in rests(machine, snapshot, until):
        snapshot = later
    return snapshot
