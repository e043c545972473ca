"""A running machine for asyncio programs: the same turns, with handlers that may be coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, Unpack

from statecraft.diagnostics import UsageError
from statecraft.fast.steps import Place
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import PendingAction, Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime import asking
from statecraft.runtime.async_waiting import Tasks, loop_here, timer_for
from statecraft.runtime.clock import Clock
from statecraft.runtime.host_children import HostChildren, required_factories
from statecraft.runtime.hosting import (
    Host,
    HostOptions,
    bound_handlers,
    host_of,
    instance_id,
    options_of,
    with_functions,
)
from statecraft.runtime.inbox import (
    ActionAnswered,
    ActionFailed,
    Arrival,
    MoveAsked,
    event_arrived,
    owned,
)
from statecraft.runtime.instances import Instances
from statecraft.runtime.naming import action_error, pending_serial
from statecraft.runtime.pictures import picture_of
from statecraft.runtime.pipeline_runs import RunResult, RunWatch
from statecraft.runtime.record import Record, Subscriber
from statecraft.runtime.session import Session
from statecraft.runtime.shortcut_maps import position_of
from statecraft.runtime.start_rejected import require_started
from statecraft.store.status_journal import StatusJournal
from statecraft.values.json_values import Value


class AsyncMachine:
    """A started machine whose handlers may be coroutines and whose timers follow the loop.

    A turn never waits: a coroutine handler runs as a task after the commit, and its answer
    arrives as a turn of its own; ``wait_for`` waits for what comes of it. All use is from one
    event loop. Made outside a loop, it performs the effects of its start with its first await.
    With a SimulatedClock no time passes but by ``advance``. ``async with`` closes it at the end:
    its tasks are cancelled, their actions stay pending.
    """

    __slots__ = ("_closed", "_host", "_session", "_tasks", "_timer", "started")

    def __init__(
        self,
        chart: Chart,
        *,
        values: Mapping[str, Value] | None = None,
        input: Value = None,  # noqa: A002  # The word of the language.
        **options: Unpack[HostOptions],
    ) -> None:
        """Start a machine; *values* override initial dimensions and context variables.

        Raises:
            StartRejected: a rule of the definition refuses the start.
            UsageError: a handler is missing, a name is not known.
        """
        host = host_of(options)
        bound = with_functions(chart, host)
        step = bound.start(values, input=input, now=host.instances.clock.now())
        self._begin(bound, step, host, options)

    @classmethod
    def rebuild(
        cls, chart: Chart, saved: Mapping[str, Value], **options: Unpack[HostOptions]
    ) -> AsyncMachine:
        """A machine from what an application saved (``saved()``); no entry actions run.

        Raises:
            StartRejected: a rule of the definition refuses these values.
            UsageError: a handler is missing, a name is not known.
        """
        self, host = cls.__new__(cls), host_of(options)
        bound = with_functions(chart, host)
        self._begin(bound, bound.rebuild(saved, now=host.instances.clock.now()), host, options)
        return self

    @classmethod
    def restore(
        cls, chart: Chart, snapshot: object, **options: Unpack[HostOptions]
    ) -> AsyncMachine:
        """A machine that goes on from a snapshot, as a ``Snapshot`` or what ``to_json`` gave.

        Nothing is performed again: actions that were pending wait for ``answer`` or ``fail``.

        Raises:
            SnapshotError: it is damaged or belongs to another definition.
            UsageError: a handler is missing.
        """
        self, host = cls.__new__(cls), host_of(options)
        bound = with_functions(chart, host)
        kept = bound.to_json(snapshot) if isinstance(snapshot, Snapshot) else snapshot
        self._make(bound, bound.restore(kept), host, options)
        host.instances.join(self._session)
        self.started = None
        self._settle_if_in_loop()
        return self

    def _begin(self, chart: Chart, step: Step, host: Host, options: HostOptions) -> None:
        require_started(step.outcome)
        self._make(chart, step.snapshot, host, options)
        self._session.join(step)
        self.started: Outcome | None = step.outcome
        self._settle_if_in_loop()

    def _make(self, chart: Chart, snapshot: Snapshot, host: Host, options: HostOptions) -> None:
        self._host = host
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._tasks = Tasks(self._take)
        self._session = Session(
            chart=chart,
            position=position_of(chart, snapshot, host.instances.clock),
            session_id=instance_id(chart, host, options),
            instances=host.instances,
            handlers=bound_handlers(chart, host, "async"),
            face=self,
            on_awaitable=self._tasks.run,
            on_start=self._start_another,
            after_turn=self._set_timer,
            on_lane=_without_lane,
            host_children=HostChildren(required_factories(chart, host.children)),
            status_journal=host.status_journal,
        )
        for subscriber in host.subscribers:
            self._session.subscribe(subscriber)

    def _start_another(self, chart: Chart, given: Value, name: str) -> None:
        AsyncMachine(chart, input=given, **options_of(self._host, name))

    def _settle_if_in_loop(self) -> None:
        if loop_here() is not None:
            self._session.settle()

    def _take(self, arrival: Arrival) -> Outcome:
        if self._closed:
            raise UsageError(f"the machine {self.id} is closed")
        self._tasks.require_this_loop()
        outcome = self._session.take(arrival)
        self._session.raise_failures()
        return outcome

    def _set_timer(self) -> None:
        """Have the loop wake the machine when its next step is due."""
        if self._timer is not None:
            self._timer.cancel()
        due = None if self._closed else self._session.due
        self._timer = timer_for(due, self.clock, self._wake)

    def _wake(self) -> None:
        self._session.settle()
        self._session.raise_failures()

    def _repr_svg_(self) -> str:
        return picture_of(self.chart, self.snapshot)

    def __repr__(self) -> str:
        return f"<AsyncMachine {self.id} {self.status} {self.chart.values(self.snapshot)}>"

    async def __aenter__(self) -> Self:
        await self.run_due()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Cancel timers and tasks and leave the directory; the snapshot stays readable."""
        self._closed = True
        self._set_timer()
        self._session.instances.remove(self.id)
        await self._tasks.cancel()

    async def send(self, event: str, data: object = None, /, **fields: object) -> Outcome:
        """Send an event; its payload is one mapping or the keywords.

        The outcome is the event's own step, ``followed_by`` the later steps of the turn; answers
        of coroutine handlers come in later turns.

        Raises:
            UsageError: the payload is no JSON value; the machine is closed or of another loop.
        """
        return self._take(event_arrived(event, data, fields))

    async def run(self, pipeline: str, data: object = None, /, **parameters: object) -> RunResult:
        """Start a pipeline and wait until it has ended.

        It has not ended when the machine is done before it; else this waits as long as it takes:
        ``asyncio.timeout`` bounds it, and the pipeline goes on.

        Raises:
            UsageError: the machine has no such pipeline; it is closed or of another loop.
        """
        await self.run_due()
        watch = RunWatch(self.chart, self.snapshot, pipeline)
        over = asyncio.Event()

        def look(record: Record) -> None:
            watch(record)
            if watch.end is not None or record.after.status == "done":
                over.set()

        unsubscribe = self._session.subscribe(look)
        try:
            outcome = await self.send(pipeline, data, **parameters)
            if outcome.accepted:
                await over.wait()
        finally:
            unsubscribe()
        return watch.result(outcome)

    @property
    def status_journal(self) -> StatusJournal:
        """Where the machine's ``status`` rows are."""
        return self._session.status_journal

    async def move(self, values: Mapping[str, Value] | None = None, /, **named: Value) -> Outcome:
        """Move dimensions that say ``moves: free``, all at once.

        Raises:
            UsageError: there is no such dimension or value, or it is not free.
        """
        return self._take(MoveAsked(values={**(values or {}), **named}))

    async def answer(self, action: str | int, result: object = None) -> Outcome:
        """Give the result of a pending action, named by its id (the oldest) or serial.

        Raises:
            UsageError: no such id is pending, or the result is no JSON value.
        """
        serial, given = pending_serial(self._session.pending, action), owned(result, "result")
        return self._take(ActionAnswered(serial=serial, result=given))

    async def fail(self, action: str | int, error: str | Mapping[str, Value] = "failed") -> Outcome:
        """Let a pending action fail, with a message or {message, code, result}.

        Raises:
            UsageError: no such id is pending, or the error has another key.
        """
        serial, given = pending_serial(self._session.pending, action), action_error(error)
        return self._take(ActionFailed(serial=serial, error=given))

    async def run_due(self) -> tuple[Outcome, ...]:
        """Take the timers that are due by now, in order; the outcomes of all steps."""
        self._tasks.require_this_loop()
        outcomes = self._session.settle()
        self._session.raise_failures()
        return outcomes

    async def advance(self, duration: float | str) -> tuple[Outcome, ...]:
        """Advance the simulated clock by seconds or a text like ``30s``, for the whole directory.

        Each timer is taken at its own time, and tasks may run after each. The outcomes are those
        of this machine.

        Raises:
            UsageError: the clock is no SimulatedClock.
        """
        outcomes: list[Outcome] = []
        unsubscribe = self._session.subscribe(lambda record: outcomes.append(record.outcome))
        try:
            for _ in self._session.instances.advance(duration):
                await asyncio.sleep(0)
        finally:
            unsubscribe()
        self._session.raise_failures()
        return tuple(outcomes)

    async def wait_for(self, condition: str, timeout: float | None = None) -> None:  # noqa: ASYNC109  # The word that asyncio.wait_for uses.
        """Wait until a condition, written as in a definition, is true after some step.

        ``timeout`` is in seconds of the loop's time; None waits as long as it takes.

        Raises:
            TimeoutError: it did not become true in time.
            UsageError: it is no condition, or the machine is done and it is not true.
        """
        holds = self.chart.condition(condition)
        await self.run_due()
        if holds(self.snapshot):
            return
        became_true: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look(record: Record) -> None:
            if became_true.done():
                return
            if holds(record.after):
                became_true.set_result(None)
            elif record.after.status == "done":
                became_true.set_exception(UsageError(f"the machine is done without {condition}"))

        unsubscribe = self._session.subscribe(look)
        try:
            if self.status == "done":
                raise UsageError(f"the machine is done without {condition}")
            async with asyncio.timeout(timeout):
                await became_true
        finally:
            unsubscribe()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Have *subscriber* called with the Record of every step; call the result to end it."""
        return self._session.subscribe(subscriber)

    can = asking.can
    why_not = asking.why_not
    can_move = asking.can_move
    why_not_move = asking.why_not_move
    capabilities = asking.capabilities
    enabled_events = asking.enabled_events
    matches = asking.matches
    has_tag = asking.has_tag
    holds = asking.holds
    children = asking.children
    depth = asking.depth
    stack = asking.stack
    progress = asking.progress
    saved = asking.saved
    to_json = asking.to_json

    @property
    def id(self) -> str:
        return self._session.id

    @property
    def chart(self) -> Chart:
        return self._session.chart

    @property
    def snapshot(self) -> Snapshot:
        """The state after the latest step; immutable."""
        return self._session.snapshot

    @property
    def values(self) -> dict[str, Value]:
        """Name → value of every dimension, computed ones included."""
        return self.chart.values(self.snapshot)

    @property
    def context(self) -> dict[str, Value]:
        """Name → value of every context variable, computed ones included."""
        return self.chart.context(self.snapshot)

    @property
    def full_key(self) -> str:
        """The active atomic states: ``working.red``."""
        return self.chart.full_key(self.snapshot)

    @property
    def status(self) -> str:
        """``active`` or ``done``."""
        return self.snapshot.status

    @property
    def output(self) -> Value:
        """The machine's output once it is done."""
        return self.snapshot.output

    @property
    def pending(self) -> tuple[PendingAction, ...]:
        """The host actions that have not answered, oldest first."""
        return self._session.pending

    @property
    def clock(self) -> Clock:
        return self._session.instances.clock

    @property
    def instances(self) -> Instances:
        """The directory that the machine lives in, with those that it started."""
        return self._session.instances


def _without_lane(lane: Place) -> None:
    """All that an asynchronous machine does is done with the lock."""
