"""The working state of one step: what formulas read and actions write until it commits.

It is made from a snapshot and thrown away when the step is refused, so nothing needs undoing
but single blocks. All that a block can change is held in attributes whose values are replaced,
never changed in place; that makes a checkpoint of a block a handful of references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.chart.tables import EdgeIndex, LoweredChart, StateIndex
from statecraft.kernel.effects import Effect
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.outcome import Microstep
from statecraft.kernel.program import Program
from statecraft.kernel.snapshot import Activation, PendingAction, Queued, Snapshot, Timer
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value

NO_EVENT: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalEvent:
    """An event of the internal queue. ``failure`` is what an ``error.execution`` reports."""

    name: str
    data: Value
    failure: ExecutionFailure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a block may change, as it was before."""

    context: dict[str, Value]
    local: dict[str, Value]
    internal: tuple[InternalEvent, ...]
    queue: tuple[Queued, ...]
    timers: tuple[Timer, ...]
    pending: tuple[PendingAction, ...]
    effects: tuple[Effect, ...]
    next_serial: int


class Work:
    """Mutable state of a step in progress; an ``Environment`` for formulas.

    Attributes:
        states: the configuration. ``dimensions`` mirrors it by name and value.
        local: names that exist only here: event, event_name, input, ``as`` names.
        data_unknown: the event's payload is not known (a question without data).
        doubted: conditions that read it, and so counted as true.
        asker: answers ``can(…)``; only capabilities have one.
    """

    __slots__ = (
        "activation",
        "asker",
        "chart",
        "context",
        "data_unknown",
        "dimensions",
        "doubted",
        "effects",
        "failed_conditions",
        "finished",
        "functions",
        "history",
        "internal",
        "local",
        "microsteps",
        "next_serial",
        "now_ms",
        "output",
        "path",
        "pending",
        "program",
        "queue",
        "states",
        "status",
        "timers",
    )

    def __init__(
        self,
        snapshot: Snapshot,
        program: Program,
        functions: Mapping[str, Callable[..., Any]],
        now_ms: int,
    ) -> None:
        activation = snapshot.root
        self.activation = activation
        self.chart: LoweredChart = activation.chart
        self.program = program
        self.functions = functions
        self.now_ms = now_ms
        self.states: set[StateIndex] = set(activation.states)
        self.dimensions = activation.dimension_values()
        self.context: dict[str, Value] = dict(activation.context)
        self.history = dict(activation.history)
        self.status = activation.status
        self.output = activation.output
        self.pending = activation.pending
        self.local: dict[str, Value] = {}
        self.internal: tuple[InternalEvent, ...] = ()
        self.queue = snapshot.queue
        self.timers = snapshot.timers
        self.effects: tuple[Effect, ...] = ()
        self.next_serial = snapshot.next_serial
        self.path: list[Microstep] = []
        self.finished = False
        self.failed_conditions: set[EdgeIndex] = set()
        self.microsteps = 0
        self.data_unknown = False
        self.doubted: tuple[Formula, ...] = ()
        self.asker: Callable[[tuple[Value, ...]], bool] | None = None

    def switch(self, exited: Iterable[StateIndex], entered: Iterable[StateIndex]) -> None:
        """Put the new configuration in force."""
        entering = tuple(entered)
        self.states.difference_update(exited)
        self.states.update(entering)
        rows, regions = self.chart.rows, self.chart.regions
        for state in entering:
            region = regions[rows[state].region]
            if region.dimension is not None:
                self.dimensions[region.name] = rows[state].value

    def is_active(self, path: str) -> bool:
        """Whether the tree state with this full path is active."""
        return self.chart.by_path[path] in self.states

    def can(self, args: tuple[Value, ...]) -> bool:
        """The answer to ``can(…)`` in a capability."""
        assert self.asker is not None, "can() is allowed in capabilities alone"
        return self.asker(args)

    def raise_event(self, name: str, data: Value, failure: ExecutionFailure | None = None) -> None:
        """Put an event at the end of the internal queue."""
        self.internal = (*self.internal, InternalEvent(name=name, data=data, failure=failure))

    def fail(self, failure: ExecutionFailure) -> None:
        """Report a failed block or condition inside the machine (semantics 7.1, 7.2)."""
        data: Value = {"message": failure.message, "at": str(failure.at)}
        self.raise_event("error.execution", data, failure=failure)

    def serial(self) -> int:
        """A fresh serial number."""
        self.next_serial += 1
        return self.next_serial - 1

    def checkpoint(self) -> Checkpoint:
        """What a block may change, to go back to when it fails."""
        return Checkpoint(
            context=self.context,
            local=self.local,
            internal=self.internal,
            queue=self.queue,
            timers=self.timers,
            pending=self.pending,
            effects=self.effects,
            next_serial=self.next_serial,
        )

    def go_back(self, checkpoint: Checkpoint) -> None:
        """Undo everything since *checkpoint*."""
        self.context = checkpoint.context
        self.local = checkpoint.local
        self.internal = checkpoint.internal
        self.queue = checkpoint.queue
        self.timers = checkpoint.timers
        self.pending = checkpoint.pending
        self.effects = checkpoint.effects
        self.next_serial = checkpoint.next_serial

    def commit(self) -> Snapshot:
        """The state after the step."""
        before = self.activation
        activation = Activation(
            serial=before.serial,
            chart=self.chart,
            states=tuple(sorted(self.states)),
            context=self.context,
            history=self.history,
            status=self.status,
            output=self.output,
            pending=self.pending,
        )
        return Snapshot(
            activations=(activation,),
            timers=tuple(sorted(self.timers, key=lambda timer: (timer.due_ms, timer.serial))),
            queue=self.queue,
            next_serial=self.next_serial,
            now_ms=self.now_ms,
        )
