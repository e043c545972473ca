"""Judge of ``scion-test-framework/1``: the atomic states after the start and after each event.

What a step queues is taken when the next event comes, after its ``after`` milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import statecraft as sc

from .machines import Machine, scxml_machine, settled, started
from .verdicts import Verdict

FORMAT = "scion-test-framework/1"
_NAMELESS = "_"
"""What stands for an event that a case gives no name."""


def judge(path: Path, data: Any) -> Iterator[Verdict]:
    """The cases of a file; scripts of other files are in it too."""
    scripts = data.get("script_src_files", {})
    for case in data["cases"]:
        yield Verdict(
            suite=str(data.get("suite", "scion")),
            case=str(case["id"]),
            difference=difference(case, scripts, path.parent),
        )


def difference(case: Mapping[str, Any], scripts: Mapping[str, str], folder: Path) -> str | None:
    """The first configuration that is another one than expected."""
    try:
        machine = scxml_machine(case["scxml"], f"{case['id']}.scxml", folder, scripts)
        return _run(machine, case)
    except (sc.DefinitionError, sc.UsageError) as error:
        return str(error).splitlines()[0]


def _run(machine: Machine, case: Mapping[str, Any]) -> str | None:
    snapshot, now = started(machine), 0.0
    found = _compared("at the start", case["initialConfiguration"], machine, snapshot)
    for number, step in enumerate(case["events"], start=1):
        if found is not None:
            break
        now += step.get("after", 0) / 1000
        snapshot = settled(machine, snapshot, now)
        event = step["event"]
        name = machine.events.get(event["name"], event["name"]) or _NAMELESS
        snapshot = machine.chart.send(snapshot, name, event.get("data"), now=now).snapshot
        where = f"after event {number}, {event['name']}"
        found = _compared(where, step["nextConfiguration"], machine, snapshot)
    return found


def _compared(
    where: str, expected: list[str], machine: Machine, snapshot: sc.Snapshot
) -> str | None:
    found = sorted(machine.ids(snapshot))
    if found == sorted(expected):
        return None
    return f"{where}: expected {', '.join(sorted(expected))}, found {', '.join(found)}"
