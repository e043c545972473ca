"""The working state of one step: what formulas read and actions write until it commits.

It is made from a snapshot and thrown away when the step is refused, so nothing needs undoing
but single blocks. All that a block can change is held in attributes whose values are replaced,
never changed in place; that makes a checkpoint of a block a handful of references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from statecraft.chart.tables import EdgeIndex, LoweredChart, StateIndex
from statecraft.kernel.arrivals import PLATFORM, Arrival, session_of
from statecraft.kernel.effects import Effect
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.in_progress import InternalEvent, LiveRun
from statecraft.kernel.outcome import Microstep
from statecraft.kernel.run_locals import locals_at, locals_with
from statecraft.kernel.snapshot import Activation, Queued, Run, StepAddress, Timer, WaitingStart
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value

if TYPE_CHECKING:
    from statecraft.kernel.program import Program
    from statecraft.kernel.step_work import StepWork

Checkpoint = tuple[Any, ...]
"""What a block may change, as it was before: the values of ``_OWN``, then of ``_OF_STEP``."""

_OWN = ("context", "local", "internal", "pending", "runs", "starts", "waiting", "stops")
_OF_STEP = ("queue", "timers", "effects", "next_serial", "notes")
_UNDOABLE = attrgetter(*_OWN, *(f"step.{name}" for name in _OF_STEP))


class Work:
    """Mutable state of a step in progress; an ``Environment`` for formulas.

    Attributes:
        states: the configuration. ``dimensions`` mirrors it by name and value.
        local: names that exist only here: event, event_name, input, ``as`` names, and those of
            the run in whose scope something is evaluated, ``runs[running]``; ``event_local`` is
            without the latter. ``acting`` is the state whose block is run.
        runs: in order of their regions; None in the place of one that has ended.
        starts, stops, endings: what is still to begin, stop and be removed in this microstep.
        invoking: states whose children are asked for when the step is quiet (12.2 m).
        routed: states whose submachine has taken the event that is selected for.
        failing: steps that have failed and are left by their failure alone.
        quiet: no eventless transition is taken before the next event (semantics 12.2 g).
        data_unknown: the event's payload is not known (a question without data).
        doubted: conditions that read it, and so counted as true.
        asker: answers ``can(…)``; only capabilities have one.
    """

    __slots__ = (
        "acting",
        "activation",
        "asker",
        "chart",
        "context",
        "data_unknown",
        "dimensions",
        "doubted",
        "endings",
        "event_local",
        "failed_conditions",
        "failing",
        "finished",
        "history",
        "internal",
        "invoking",
        "local",
        "microsteps",
        "output",
        "pending",
        "program",
        "quiet",
        "routed",
        "running",
        "runs",
        "starts",
        "states",
        "status",
        "step",
        "stops",
        "waiting",
    )

    def __init__(self, step: StepWork, activation: Activation, program: Program) -> None:
        self.step = step
        self.activation = activation
        self.chart: LoweredChart = activation.chart
        self.program = program
        self.states: set[StateIndex] = set(activation.states)
        self.dimensions = activation.dimension_values()
        self.context: dict[str, Value] = dict(activation.context)
        self.history = dict(activation.history)
        self.status = activation.status
        self.output = activation.output
        self.pending = activation.pending
        self.event_local: dict[str, Value] = {}
        self.local: dict[str, Value] = {}
        self.running: int | None = None
        self.acting: StateIndex | None = None
        self.internal: tuple[InternalEvent, ...] = ()
        self.invoking: tuple[StateIndex, ...] = ()
        self.finished = False
        self.quiet = False
        self.failed_conditions: set[EdgeIndex] = set()
        self.microsteps = 0
        self.data_unknown = False
        self.doubted: tuple[Formula, ...] = ()
        self.asker: Callable[[tuple[Value, ...]], bool] | None = None
        self.failing: frozenset[StateIndex] = frozenset()
        self.routed: frozenset[StateIndex] = frozenset()
        self.starts: tuple[WaitingStart, ...] = ()
        self.waiting = activation.waiting
        self.stops: tuple[int, ...] = ()
        self.endings: list[int] = []
        self.runs: tuple[LiveRun | None, ...] = ()
        for run in activation.runs:
            live = self.add_run(run.key, run.serial, run)
            self.states.update(live.root + state for state in run.states)

    @property
    def me(self) -> int:
        """The serial number of the activation."""
        return self.activation.serial

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """The host's pure functions."""
        return self.step.functions

    @property
    def now_ms(self) -> int:
        """The time of the step."""
        return self.step.now_ms

    @property
    def queue(self) -> tuple[Queued, ...]:
        """The turn's queue, of all activations; so are the timers, effects and notes."""
        return self.step.queue

    @queue.setter
    def queue(self, queue: tuple[Queued, ...]) -> None:
        self.step.queue = queue

    @property
    def timers(self) -> tuple[Timer, ...]:
        """See ``queue``."""
        return self.step.timers

    @timers.setter
    def timers(self, timers: tuple[Timer, ...]) -> None:
        self.step.timers = timers

    @property
    def effects(self) -> tuple[Effect, ...]:
        """See ``queue``."""
        return self.step.effects

    @effects.setter
    def effects(self, effects: tuple[Effect, ...]) -> None:
        self.step.effects = effects

    @property
    def notes(self) -> tuple[str, ...]:
        """See ``queue``."""
        return self.step.notes

    @notes.setter
    def notes(self, notes: tuple[str, ...]) -> None:
        self.step.notes = notes

    @property
    def next_serial(self) -> int:
        """Serial numbers are given once in the whole tree."""
        return self.step.next_serial

    @next_serial.setter
    def next_serial(self, serial: int) -> None:
        self.step.next_serial = serial

    @property
    def path(self) -> list[Microstep]:
        """The microsteps of the whole step, children's included."""
        return self.step.path

    def slots(self) -> frozenset[str]:
        """The ids of the slots of this machine, those of ``each`` with their numbers."""
        declared = {invoke.id for invoke in self.activation.chart.invokes}
        numbered = {
            child.activation.child_of.slot
            for child in self.step.children(self.me)
            if child.activation.child_of is not None
        }
        return frozenset(declared | numbered)

    def add_run(self, key: str, serial: int, like: Run | WaitingStart) -> LiveRun:
        """One more region: a run of the template *key*, with no active state yet."""
        self.chart = self.program.extended(self.chart, key)
        live = LiveRun(
            serial=serial,
            key=key,
            root=self.chart.regions[-1].root,
            locals=like.locals if isinstance(like, Run) else {},
            awaited_by=like.awaited_by,
            call=like.call,
            scope=like.scope,
            depth=like.depth,
            caller=like.caller,
        )
        self.runs = (*self.runs, live)
        return live

    def run_of(self, state: StateIndex) -> LiveRun | None:
        """The run that a state belongs to; None for a state of the machine."""
        position = self._position(state)
        return None if position is None else self.runs[position]

    def _position(self, state: StateIndex) -> int | None:
        if not self.runs:
            return None
        position = self.chart.rows[state].region - len(self.activation.chart.regions)
        return position if position >= 0 else None

    def run_with(self, serial: int) -> LiveRun | None:
        """The run with this serial number, if it has not ended."""
        return next((run for run in self.runs if run is not None and run.serial == serial), None)

    def address(self, state: StateIndex) -> tuple[int | None, StateIndex]:
        """The run and the number in its template, or None and the number in the chart."""
        run = self.run_of(state)
        return (None, state) if run is None else (run.serial, state - run.root)

    def state_at(self, step: StepAddress) -> StateIndex | None:
        """The state that an address names, if its run has not ended."""
        run = self.run_with(step[0])
        return None if run is None else run.root + step[1]

    def begin_event(self, local: dict[str, Value], arrival: Arrival | None = None) -> None:
        """What ``event`` and the like are from now on; it came as the step's, if not otherwise."""
        if self.chart.definition.profile.knows_senders:
            local["event_origin"] = (arrival or self.step.arrival).told()
            local["session_id"] = session_of(self.me)
        self.event_local = local
        self.local = local
        self.running = None

    def enter_scope(self, state: StateIndex | None) -> None:
        """Let local names be those of the run that *state* belongs to."""
        self.acting = state
        position = None if state is None else self._position(state)
        if position is None:
            if self.running is not None:
                self.running, self.local = None, self.event_local
            return
        run = self.runs[position]
        assert run is not None, "a run that has ended has no active state"
        self.running = position
        assert state is not None, "a run has a state"
        self.local = {**self.event_local, **locals_at(self.chart.rows, run, state)}

    def remember(self, state: StateIndex, values: Mapping[str, Value]) -> None:
        """Set local names of the run that *state* belongs to."""
        position = self._position(state)
        assert position is not None, "only runs have local names"
        run = self.runs[position]
        assert run is not None, "a run that has ended remembers nothing"
        self.change_run(run, locals=locals_with(self.chart.rows, run, state, values))

    def change_run(self, run: LiveRun, **changes: Any) -> None:
        """Put a changed run in the place of *run*."""
        self.runs = tuple(
            replace(each, **changes) if each is not None and each.serial == run.serial else each
            for each in self.runs
        )

    def forget(self, state: StateIndex) -> None:
        """Drop the timers and the awaited answers of a state that is exited."""
        if self.chart.rows[state].after:
            place = self.address(state)
            self.timers = tuple(
                timer
                for timer in self.timers
                if timer.activation != self.me
                or timer.after is None
                or (timer.run, timer.after[0]) != place
            )
        run = self.run_of(state)
        if run is not None:
            step = (run.serial, state - run.root)
            self.failing -= {state}
            self.internal = tuple(e for e in self.internal if not e.step or e.step.step != step)
            self.pending = tuple(each for each in self.pending if each.step != step)
            self.step.stop_awaited(self, step)
            self.waiting = tuple(each for each in self.waiting if each.awaited_by != step)

    def drop_run(self, run: LiveRun) -> None:
        """Remove a run with its states, timers and awaited answers."""
        last = self.chart.rows[run.root].last
        self.states.difference_update(range(run.root, last + 1))
        self.timers = tuple(timer for timer in self.timers if timer.run != run.serial)
        self.pending = tuple(
            each for each in self.pending if each.step is None or each.step[0] != run.serial
        )
        self.runs = tuple(None if each is run else each for each in self.runs)

    def drop_runs(self) -> None:
        """Remove every run: the machine is done."""
        for run in self.runs:
            if run is not None:
                self.drop_run(run)
        self.waiting, self.starts, self.stops = (), (), ()

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

    def raise_event(self, name: str, data: Value, *, arrival: Arrival = PLATFORM) -> None:
        """Put an event at the end of the internal queue."""
        self.internal = (*self.internal, InternalEvent(name=name, data=data, arrival=arrival))

    def fail(self, failure: ExecutionFailure) -> None:
        """Report a failed block or condition inside the machine (semantics 7.1, 7.2)."""
        data: Value = {"message": failure.message, "at": str(failure.at)}
        arrival = Arrival(kind="platform", send_id=failure.send_id)
        event = InternalEvent(name="error.execution", data=data, failure=failure, arrival=arrival)
        self.internal = (*self.internal, event)

    def serial(self) -> int:
        """A fresh serial number."""
        self.next_serial += 1
        return self.next_serial - 1

    def checkpoint(self) -> Checkpoint:
        """What a block may change, to go back to when it fails."""
        return _UNDOABLE(self)

    def go_back(self, checkpoint: Checkpoint) -> None:
        """Undo everything since *checkpoint*."""
        for name, value in zip(_OWN, checkpoint, strict=False):
            setattr(self, name, value)
        for name, value in zip(_OF_STEP, checkpoint[len(_OWN) :], strict=True):
            setattr(self.step, name, value)

    def commit(self) -> Activation:
        """The activation after the step."""
        before = self.activation
        own = len(before.chart.rows)
        return Activation(
            serial=before.serial,
            chart=before.chart,
            states=tuple(sorted([state for state in self.states if state < own])),
            context=self.context,
            history=self.history,
            status=self.status,
            output=self.output,
            pending=self.pending,
            runs=tuple([self._saved(run) for run in self.runs if run is not None]),
            waiting=self.waiting,
            child_of=before.child_of,
        )

    def _saved(self, run: LiveRun) -> Run:
        last = self.chart.rows[run.root].last
        return run.saved(state for state in self.states if run.root < state <= last)
