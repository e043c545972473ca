"""What the working state of a step is made of, beside what goes into the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from statecraft.chart.tables import StateIndex
from statecraft.kernel.arrivals import PLATFORM, Arrival
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.snapshot import Run, StepAddress
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEnd:
    """That what a step of a run waits for has come, or that the step has failed."""

    step: StepAddress
    succeeded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """A run while a step is in progress.

    Attributes:
        key: of its template. ``root`` is its region's root in the extended chart.
    """

    serial: int
    key: str
    root: StateIndex
    locals: Mapping[str, Value]
    awaited_by: StepAddress | None
    call: int | None
    scope: int | None
    depth: int
    caller: int | None

    def saved(self, active: Iterable[StateIndex]) -> Run:
        """The run as it goes into the snapshot; *active* are its states in the chart."""
        return Run(
            serial=self.serial,
            key=self.key,
            states=tuple(sorted(state - self.root for state in active)),
            locals=self.locals,
            awaited_by=self.awaited_by,
            call=self.call,
            scope=self.scope,
            depth=self.depth,
            caller=self.caller,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalEvent:
    """An event of the internal queue. ``failure`` is what an ``error.execution`` reports.

    With ``step`` it is for a step of a run alone. ``arrival`` says who has made it.
    """

    name: str
    data: Value
    failure: ExecutionFailure | None = None
    step: StepEnd | None = None
    arrival: Arrival = PLATFORM
