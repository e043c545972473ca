"""Statecharts from declarative YAML and JSON definitions: loaded, checked, run, tested.

The names are handed out when they are first asked for, so that importing the package is fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statecraft.diagnostics import DefinitionError, Diagnostic, UsageError
    from statecraft.kernel.chart import Chart
    from statecraft.kernel.effects import (
        Effect,
        EmitEvent,
        LogMessage,
        PerformAction,
        RunEnded,
        SendEvent,
        StartHostChild,
        StartInstance,
        StatusRow,
        StopHostChild,
    )
    from statecraft.kernel.outcome import NetMove, Outcome, OutcomeKind, Reason, ReasonKind
    from statecraft.kernel.restoring import SnapshotError
    from statecraft.kernel.snapshot import Snapshot
    from statecraft.kernel.stepping import Step
    from statecraft.runtime.async_machine import AsyncMachine
    from statecraft.runtime.clock import Clock, SimulatedClock, SystemClock
    from statecraft.runtime.found_registries import installed_registry, registry_at
    from statecraft.runtime.handlers import LATER, ActionContext, ActionError
    from statecraft.runtime.hosting import HostOptions
    from statecraft.runtime.instances import Instances
    from statecraft.runtime.loading import (
        ProjectReading,
        load,
        load_data,
        loads,
        read_project,
        read_project_text,
    )
    from statecraft.runtime.machine import Machine
    from statecraft.runtime.packages import installed_version
    from statecraft.runtime.pipeline_runs import RunResult
    from statecraft.runtime.record import Record
    from statecraft.runtime.registry import Registry
    from statecraft.runtime.start_rejected import StartRejected
    from statecraft.runtime.status import StatusSession
    from statecraft.scenarios.result import ScenarioResult, StepResult
    from statecraft.scenarios.run import run_scenario, run_scenarios
    from statecraft.scenarios.script import read_script
    from statecraft.scenarios.steps import Act, carry_out
    from statecraft.schema import schema_text
    from statecraft.source import parser_name
    from statecraft.store.failures import StoreError
    from statecraft.store.memory_status import MemoryStatusJournal
    from statecraft.store.sqlite_status import SqliteStatusJournal
    from statecraft.store.status_journal import StatusEntry

__version__ = "0.1.0"

_HOMES = {
    "Act": "scenarios.steps",
    "ActionContext": "runtime.handlers",
    "ActionError": "runtime.handlers",
    "AsyncMachine": "runtime.async_machine",
    "Chart": "kernel.chart",
    "Clock": "runtime.clock",
    "DefinitionError": "diagnostics",
    "Diagnostic": "diagnostics",
    "Effect": "kernel.effects",
    "EmitEvent": "kernel.effects",
    "HostOptions": "runtime.hosting",
    "Instances": "runtime.instances",
    "LATER": "runtime.handlers",
    "LogMessage": "kernel.effects",
    "Machine": "runtime.machine",
    "MemoryStatusJournal": "store.memory_status",
    "NetMove": "kernel.outcome",
    "Outcome": "kernel.outcome",
    "OutcomeKind": "kernel.outcome",
    "PerformAction": "kernel.effects",
    "ProjectReading": "runtime.loading",
    "Reason": "kernel.outcome",
    "ReasonKind": "kernel.outcome",
    "Record": "runtime.record",
    "Registry": "runtime.registry",
    "RunEnded": "kernel.effects",
    "RunResult": "runtime.pipeline_runs",
    "ScenarioResult": "scenarios.result",
    "SendEvent": "kernel.effects",
    "SimulatedClock": "runtime.clock",
    "Snapshot": "kernel.snapshot",
    "SnapshotError": "kernel.restoring",
    "SqliteStatusJournal": "store.sqlite_status",
    "StartHostChild": "kernel.effects",
    "StartInstance": "kernel.effects",
    "StartRejected": "runtime.start_rejected",
    "StatusEntry": "store.status_journal",
    "StatusRow": "kernel.effects",
    "StatusSession": "runtime.status",
    "Step": "kernel.stepping",
    "StepResult": "scenarios.result",
    "StopHostChild": "kernel.effects",
    "StoreError": "store.failures",
    "SystemClock": "runtime.clock",
    "UsageError": "diagnostics",
    "carry_out": "scenarios.steps",
    "installed_registry": "runtime.found_registries",
    "installed_version": "runtime.packages",
    "load": "runtime.loading",
    "load_data": "runtime.loading",
    "loads": "runtime.loading",
    "parser_name": "source",
    "read_project": "runtime.loading",
    "read_project_text": "runtime.loading",
    "read_script": "scenarios.script",
    "registry_at": "runtime.found_registries",
    "run_scenario": "scenarios.run",
    "run_scenarios": "scenarios.run",
    "schema_text": "schema",
}

__all__ = [
    "LATER",
    "Act",
    "ActionContext",
    "ActionError",
    "AsyncMachine",
    "Chart",
    "Clock",
    "DefinitionError",
    "Diagnostic",
    "Effect",
    "EmitEvent",
    "HostOptions",
    "Instances",
    "LogMessage",
    "Machine",
    "MemoryStatusJournal",
    "NetMove",
    "Outcome",
    "OutcomeKind",
    "PerformAction",
    "ProjectReading",
    "Reason",
    "ReasonKind",
    "Record",
    "Registry",
    "RunEnded",
    "RunResult",
    "ScenarioResult",
    "SendEvent",
    "SimulatedClock",
    "Snapshot",
    "SnapshotError",
    "SqliteStatusJournal",
    "StartHostChild",
    "StartInstance",
    "StartRejected",
    "StatusEntry",
    "StatusRow",
    "StatusSession",
    "Step",
    "StepResult",
    "StopHostChild",
    "StoreError",
    "SystemClock",
    "UsageError",
    "__version__",
    "carry_out",
    "installed_registry",
    "installed_version",
    "load",
    "load_data",
    "loads",
    "parser_name",
    "read_project",
    "read_project_text",
    "read_script",
    "registry_at",
    "run_scenario",
    "run_scenarios",
    "schema_text",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
