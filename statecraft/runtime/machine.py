"""A running machine for synchronous programs: the shell that does what the kernel asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from threading import RLock
from typing import Any, Final, Unpack

from statecraft.fast.position import CLOSED, Position
from statecraft.fast.steps import Place
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import PendingAction, Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime import asking
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
    EventArrived,
    MoveAsked,
    event_arrived,
    owned,
)
from statecraft.runtime.instances import Instances
from statecraft.runtime.naming import action_error, pending_serial
from statecraft.runtime.pictures import picture_of
from statecraft.runtime.pipeline_runs import run_here
from statecraft.runtime.record import Subscriber
from statecraft.runtime.session import Session
from statecraft.runtime.shortcut_maps import position_of
from statecraft.runtime.standing import CLOCK, Standing, standing_of
from statecraft.runtime.start_rejected import require_started
from statecraft.store.status_journal import StatusJournal
from statecraft.values.json_values import Value


class Machine:
    """A started machine that performs its effects and keeps its state.

    ``send`` runs the event and everything that follows from it (queued events, timers that are
    due, answers of handlers) before it returns. Handlers run in the calling thread, after the
    step that asked for them was committed; what they raise becomes the action's error event and
    is kept in the record as ``cause``. What a subscriber raises is raised as an ExceptionGroup
    when the turn is over; the steps stand.

    Several threads may use one machine: they take turns, and machines of one ``Instances``
    directory take turns with each other. A handler must not wait for another thread that sends
    to the same machine. A timer that falls due is taken by the next ``send`` or ``run_due``,
    before anything else. A machine cannot be pickled; its chart and ``to_json()`` can be kept.
    """

    __slots__ = ("_chart", "_host", "_lane", "_session", "_since", "started")

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
        is_given = bool(options) or values is not None or input is not None
        standing = None if is_given else standing_of(chart)
        if standing is not None:
            self._chart, self._since = chart, CLOCK.now()
            self._lane: Place = CLOSED
            self._session: Session | Standing = standing
            self.started: Outcome | None = standing.outcome
            return
        host = host_of(options)
        bound = with_functions(chart, host)
        step = bound.start(values, input=input, now=host.instances.clock.now())
        self._begin(bound, step, host, options)

    @classmethod
    def rebuild(
        cls, chart: Chart, saved: Mapping[str, Value], **options: Unpack[HostOptions]
    ) -> Machine:
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
    def restore(cls, chart: Chart, snapshot: object, **options: Unpack[HostOptions]) -> Machine:
        """A machine that goes on from a snapshot, as a ``Snapshot`` or what ``to_json`` gave.

        Nothing is performed again: actions that were pending wait for ``answer`` or ``fail``.

        Raises:
            SnapshotError: it is damaged or belongs to another definition.
            UsageError: a handler is missing.
        """
        self, host = cls.__new__(cls), host_of(options)
        bound = with_functions(chart, host)
        kept = bound.to_json(snapshot) if isinstance(snapshot, Snapshot) else snapshot
        self._session = session = self._made(
            bound, position_of(bound, bound.restore(kept), host.instances.clock), host, options
        )
        self.started = None
        host.instances.join(session)
        return self

    def _begin(self, chart: Chart, step: Step, host: Host, options: HostOptions) -> None:
        require_started(step.outcome)
        position = position_of(chart, step.snapshot, host.instances.clock)
        self._session = session = self._made(chart, position, host, options)
        self.started = session.begin(step)
        session.raise_failures()

    @property
    def _live(self) -> Session:
        """The session; one that stands at its start gets its own when it is first needed."""
        session = self._session
        return self._woken() if isinstance(session, Standing) else session

    def _woken(self) -> Session:
        with _WAKING:
            standing = self._session
            if not isinstance(standing, Standing):
                return standing
            host, position = host_of({}), self._position
            if position is None:
                snapshot = standing.snapshot(self._since)
                position = position_of(self._chart, snapshot, host.instances.clock)
            session = self._made(self._chart, position, host, {})
            host.instances.join(session)
            self._session = session
            return session

    @property
    def _position(self) -> Position | None:
        """Where it is, if it has moved."""
        return self._lane if isinstance(self._lane, Position) else None

    def _moved(self, standing: Standing, arrival: EventArrived) -> Outcome | None:
        """Take an event by a shortcut, without a session."""
        with _WAKING:
            if self._session is not standing:
                return None
            position = self._position or standing.position()
            if position is None:
                return None
            self._lane, self._since = position, 0.0  # The position knows the time from now on.
            return position.take(arrival.event, arrival.data)

    def _made(self, chart: Chart, position: Position, host: Host, options: HostOptions) -> Session:
        self._chart, self._host, self._lane = chart, host, CLOSED
        session = Session(
            chart=chart,
            position=position,
            session_id=instance_id(chart, host, options),
            instances=host.instances,
            handlers=bound_handlers(chart, host, "sync"),
            face=self,
            on_awaitable=self._refuse_awaitable,
            on_start=self._start_another,
            after_turn=_nothing,
            on_lane=self._take_lane,
            host_children=HostChildren(required_factories(chart, host.children)),
            status_journal=host.status_journal,
        )
        for subscriber in host.subscribers:
            session.subscribe(subscriber)
        return session

    def _take_lane(self, lane: Place) -> None:
        self._lane = lane

    def _refuse_awaitable(self, serial: int, awaitable: Awaitable[object]) -> None:
        close = getattr(awaitable, "close", None)
        if close is not None:
            close()
        error: dict[str, Value] = {
            "code": "asynchronous",
            "message": "the handler is asynchronous: use AsyncMachine",
        }
        self._live.take(ActionFailed(serial=serial, error=error))

    def _start_another(self, chart: Chart, given: Value, name: str) -> None:
        Machine(chart, input=given, **options_of(self._host, name))

    def _repr_svg_(self) -> str:
        return picture_of(self.chart, self.snapshot)

    def __repr__(self) -> str:
        return f"<Machine {self.id} {self.status} {self.values}>"

    def send(self, event: str, data: Any = None, /, **fields: Any) -> Outcome:
        """Send an event; its payload is one mapping or the keywords.

        The outcome is the event's own step, ``followed_by`` the later steps of the turn. From
        within a step the answer is ``queued``.

        Raises:
            UsageError: the payload is no JSON value.
        """
        place = self._lane
        try:
            to, answer, paid = place.steps[event]
        except (KeyError, TypeError, ValueError):
            return self._sent(event_arrived(event, data, fields))
        taken: Outcome | None
        if data is None and not fields:
            if to is not None:
                place.steps = to
                known: Outcome = answer
                return known
            taken = answer(place)
        elif data is None:
            taken = paid(place, fields)
        elif data.__class__ is dict and not fields:
            taken = paid(place, data) if data else self.send(event)
        else:
            taken = None
        if taken is not None:
            return taken
        return self._sent(event_arrived(event, data, fields))

    def _sent(self, arrival: EventArrived) -> Outcome:
        """Take an event by a shortcut or else as a turn."""
        session = self._session
        outcome = self._moved(session, arrival) if isinstance(session, Standing) else None
        return self._finished(self._live.take(arrival)) if outcome is None else outcome

    @property
    def status_journal(self) -> StatusJournal:
        """Where the machine's ``status`` rows are."""
        return self._live.status_journal

    def move(self, values: Mapping[str, Value] | None = None, /, **named: Value) -> Outcome:
        """Move dimensions that say ``moves: free``, all at once.

        Raises:
            UsageError: there is no such dimension or value, or it is not free.
        """
        return self._finished(self._live.take(MoveAsked(values={**(values or {}), **named})))

    def answer(self, action: str | int, result: object = None) -> Outcome:
        """Give the result of a pending action, named by its id (the oldest) or serial.

        Raises:
            UsageError: no such id is pending, or the result is no JSON value.
        """
        serial, given = pending_serial(self._live.pending, action), owned(result, "result")
        return self._finished(self._live.take(ActionAnswered(serial=serial, result=given)))

    def fail(self, action: str | int, error: str | Mapping[str, Value] = "failed") -> Outcome:
        """Let a pending action fail, with a message or {message, code, result}.

        Raises:
            UsageError: no such id is pending, or the error has another key.
        """
        serial, given = pending_serial(self._live.pending, action), action_error(error)
        return self._finished(self._live.take(ActionFailed(serial=serial, error=given)))

    def run_due(self) -> tuple[Outcome, ...]:
        """Take the timers that are due by now, in order; the outcomes of all steps."""
        outcomes = self._live.settle()
        self._live.raise_failures()
        return outcomes

    def advance(self, duration: float | str) -> tuple[Outcome, ...]:
        """Advance the simulated clock by seconds or a text like ``30s``, for the whole directory.

        Each timer is taken at its own time. The outcomes are those of this machine.

        Raises:
            UsageError: the clock is no SimulatedClock.
        """
        outcomes: list[Outcome] = []
        unsubscribe = self._live.subscribe(lambda record: outcomes.append(record.outcome))
        try:
            for _ in self._live.instances.advance(duration):
                pass
        finally:
            unsubscribe()
        self._live.raise_failures()
        return tuple(outcomes)

    def _finished(self, outcome: Outcome) -> Outcome:
        self._live.raise_failures()
        return outcome

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Have *subscriber* called with the Record of every step; call the result to end it."""
        return self._live.subscribe(subscriber)

    run = run_here
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
        return self._chart

    @property
    def snapshot(self) -> Snapshot:
        """The state after the latest step; immutable."""
        session = self._session
        if not isinstance(session, Standing):
            return session.snapshot
        position = self._position
        return session.snapshot(self._since) if position is None else position.snapshot

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
        return self.snapshot.pending

    @property
    def due(self) -> float | None:
        """Seconds on the clock at which the next timer is due."""
        return self.snapshot.due

    @property
    def clock(self) -> Clock:
        return self._live.instances.clock

    @property
    def instances(self) -> Instances:
        """The directory that the machine lives in, with those that it started."""
        return self._live.instances


_WAKING: Final = RLock()


def _nothing() -> None:
    """A synchronous machine has nothing to do after a turn."""
