"""Judge of ``scion-test-framework/1``: the atomic states after the start and after each event.

What a machine sends itself has no moment of its own in this format: the engines that the cases
were written for take it at once, or when the next event comes. So each configuration between two
events counts in which the machine comes to rest. Before the next event all that is due is taken.

A case without events is one that runs by itself: it is looked at where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import statecraft as sc

from .machines import Machine, rests, scxml_machine, settled, started
from .verdicts import Case

FORMAT = "scion-test-framework/1"
_NAMELESS = "_"
"""What stands for an event that a case gives no name."""
_LATEST = 24 * 3600.0


def cases(path: Path, data: Any) -> Iterator[Case]:
    """The cases of a file; scripts of other files are in it too."""
    scripts = data.get("script_src_files", {})
    for case in data["cases"]:
        yield Case(
            suite=str(data.get("suite", "scion")),
            name=str(case["id"]),
            difference=partial(difference, case, scripts, path.parent),
        )


def difference(case: Mapping[str, Any], scripts: Mapping[str, str], folder: Path) -> str | None:
    """The first configuration that is another one than expected."""
    around = PurePosixPath(str(case["id"])).parent
    machine = scxml_machine(
        case["scxml"], f"{PurePosixPath(str(case['id'])).name}.scxml", folder / around, scripts
    )
    run = _Run(machine)
    until = run.now if case["events"] else _LATEST
    found = run.compared("at the start", case["initialConfiguration"], until)
    for number, step in enumerate(case["events"], start=1):
        if found is not None:
            break
        name = run.send(step["event"], step.get("after") or 0)
        found = run.compared(f"after event {number}, {name}", step["nextConfiguration"], run.now)
    return found


class _Run:
    """A machine that has been started, and the time in seconds."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.now = 0.0
        self.snapshot = started(machine)

    def send(self, event: str | Mapping[str, Any], after_ms: float) -> str:
        """Let time pass, take all that is due by then, and send an event; its name."""
        self.now += after_ms / 1000
        self.snapshot = settled(self.machine, self.snapshot, self.now)
        given: Mapping[str, Any] = {"name": event} if isinstance(event, str) else event
        ours = self.machine.events.get(given["name"], given["name"]) or _NAMELESS
        sent = self.machine.chart.send(self.snapshot, ours, given.get("data"), now=self.now)
        self.snapshot = sent.snapshot
        return str(given["name"])

    def compared(self, where: str, expected: list[str], until: float) -> str | None:
        """The difference to a configuration, if none is reached by taking what is due."""
        wanted = frozenset(expected)
        for snapshot in self._resting(until):
            self.snapshot = snapshot
            if self.machine.ids(snapshot) == wanted:
                return None
        found = sorted(self.machine.ids(self.snapshot))
        return f"{where}: expected {', '.join(sorted(wanted))}, found {', '.join(found)}"

    def _resting(self, until: float) -> Iterator[sc.Snapshot]:
        yield self.snapshot
        yield from rests(self.machine, self.snapshot, until)
