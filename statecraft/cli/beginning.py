"""How a machine of the command line comes to be: by a start, or from a snapshot."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from types import MappingProxyType

import statecraft as sc
from statecraft.diagnostics import UsageError
from statecraft.runtime.record import Subscriber
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known before there is a machine.

    Attributes:
        values, input: of a start.
        snapshot: decoded JSON to go on from, instead of a start.
        registry: the host's handlers and functions.
        mock: actions and functions give their test values instead.
        at: seconds since 1970 at which the simulated clock starts.
        journal: where status rows are kept; None keeps them in memory.
    """

    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    input: Value = None
    snapshot: object = None
    registry: sc.Registry = field(default_factory=sc.Registry)
    mock: bool = False
    at: float = 0.0
    journal: sc.SqliteStatusJournal | None = None


def registry_at(references: tuple[str, ...]) -> sc.Registry:
    """The handlers and functions of ``--actions``; modules are also sought in this folder.

    Raises:
        UsageError: a module cannot be imported, or two of them give one name.
    """
    if references:
        sys.path.insert(0, str(Path.cwd()))
    return reduce(sc.Registry.joined, map(sc.registry_at, references), sc.Registry())


def begun(chart: sc.Chart, beginning: Beginning, subscriber: Subscriber) -> sc.Machine:
    """A machine on a simulated clock; actions without a handler wait to be answered.

    Raises:
        StartRejected: a rule of the definition refuses the start.
        SnapshotError: the snapshot is of another definition.
        UsageError: a name is not known, or a function is missing.
    """
    options: sc.HostOptions = {
        "actions": host_registry(chart, beginning),
        "clock": sc.SimulatedClock(beginning.at),
        "missing": "wait",
        "subscribers": (subscriber,),
    }
    if beginning.journal is not None:
        options["status_journal"] = beginning.journal
    if beginning.snapshot is None:
        return sc.Machine(chart, values=beginning.values, input=beginning.input, **options)
    machine = sc.Machine.restore(chart, beginning.snapshot, **options)
    machine.advance(max(machine.snapshot.now_ms / 1000 - machine.clock.now(), 0))
    return machine


def host_registry(chart: sc.Chart, beginning: Beginning) -> sc.Registry:
    """What answers the chart's actions and gives its functions.

    Raises:
        UsageError: a function of the host is missing.
    """
    if beginning.mock:
        return sc.Registry.mocked(chart)
    registry = beginning.registry
    declared = {name: None for each in chart.family for name in each.functions}
    missing = [name for name in declared if name not in registry.functions]
    if missing:
        raise UsageError(
            f"{chart.definition.id} calls the host's functions {', '.join(missing)}: give them "
            "with --actions MODULE:REGISTRY, or take their test values with --mock"
        )
    return registry
