"""A running machine without any waiting: its state, its one inbox, and the loop over both.

Machine and AsyncMachine are two faces of this. A turn takes one arrival as a step, performs the
effects of each step after its commit, then takes whatever is due (the turn's queue, timers) and
whatever arrived meanwhile (answers, re-entrant sends, replies of other instances), until all is
quiet. Nothing here blocks: an answer that must be waited for arrives later, as another turn.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, assert_never

from statecraft.diagnostics import UsageError
from statecraft.fast.position import Position
from statecraft.fast.steps import Place
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
from statecraft.kernel.outcome import Outcome, OutcomeKind, Told
from statecraft.kernel.snapshot import PendingAction, Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime.handler_context import context_of
from statecraft.runtime.handlers import LATER, BoundHandler
from statecraft.runtime.host_children import HostChildren
from statecraft.runtime.inbox import (
    ActionAnswered,
    ActionFailed,
    Arrival,
    EventArrived,
    MoveAsked,
    answered,
    copied,
    event_arrived,
    failed,
    queued_outcome,
    undelivered,
)
from statecraft.runtime.instances import Delivery, Instance, Instances
from statecraft.runtime.lane import Lane
from statecraft.runtime.record import Record, Subscriber
from statecraft.runtime.start_rejected import StartRejected
from statecraft.runtime.status import entry_of
from statecraft.runtime.subscribers import Subscribers
from statecraft.store.status_journal import StatusJournal
from statecraft.values.json_values import Value
from statecraft.values.text import text_of

MOST_STEPS: Final = 10_000
"""How many steps one turn takes; what is left waits for the next one."""

LOGGER: Final = logging.getLogger("statecraft")


class Session:
    """One running instance.

    Attributes:
        on_lane: told where events may go by shortcut without a lock; CLOSED where none may.
        on_awaitable: what to do with a handler's awaitable; it reports by ``take``.
        on_start: makes another machine of this kind; raises UsageError when it cannot.
        after_turn: called when a turn is over.
    """

    __slots__ = (
        "_busy",
        "_handlers",
        "_inbox",
        "_lane",
        "_outbox",
        "_outcomes",
        "_subscribers",
        "after_turn",
        "chart",
        "face",
        "host_children",
        "id",
        "instances",
        "on_awaitable",
        "on_start",
        "status_journal",
    )

    def __init__(
        self,
        *,
        chart: Chart,
        position: Position,
        session_id: str,
        instances: Instances,
        handlers: Mapping[str, BoundHandler],
        face: Instance,
        on_awaitable: Callable[[int, Awaitable[object]], None],
        on_start: Callable[[Chart, Value, str], None],
        after_turn: Callable[[], None],
        status_journal: StatusJournal,
        host_children: HostChildren,
        on_lane: Callable[[Place], None],
    ) -> None:
        self.host_children = host_children
        self.status_journal = status_journal
        self.chart = chart
        self._lane = Lane(position, instances.clock, on_lane)
        self.id = session_id
        self.instances = instances
        self.face = face
        self.on_awaitable = on_awaitable
        self.on_start = on_start
        self.after_turn = after_turn
        self._handlers = handlers
        self._subscribers = Subscribers()
        self._inbox: list[Arrival] = []
        self._outbox: list[Effect] = []
        self._outcomes: list[Outcome] = []
        self._busy = False

    @property
    def snapshot(self) -> Snapshot:
        """The state after the latest step; within a turn of another thread nobody waits for it."""
        if self._lane.is_quiet:
            return self._lane.position.snapshot
        with self.instances.lock:
            return self._lane.position.snapshot

    @property
    def due(self) -> float | None:
        """Seconds on the clock at which the next step is due."""
        return self._lane.position.due

    @property
    def pending(self) -> tuple[PendingAction, ...]:
        """The host actions that have not answered, oldest first."""
        return self.snapshot.pending

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tell *subscriber* of every step from now on, until the returned function is called."""
        with self.instances.lock:
            self._lane.close()
            return self._subscribers.add(subscriber)

    def join(self, step: Step) -> None:
        """Enter the directory and commit the first step, whose effects ``settle`` performs.

        Raises:
            UsageError: the directory has the id already.
        """
        with self.instances.lock:
            self.instances.join(self)
            self._commit(step, before=None, cause=None)

    def begin(self, step: Step) -> Outcome:
        """Enter the directory and take the first step to its end.

        Raises:
            UsageError: the directory has the id already.
        """
        with self.instances.lock:
            self.join(step)
            return step.outcome.but(followed_by=self.settle())

    def settle(self) -> tuple[Outcome, ...]:
        """Perform what is still to be done and take what is due; the outcomes, in order."""
        with self.instances.lock:
            return () if self._busy else self._turn(self._perform_effects)

    def take(self, arrival: Arrival) -> Outcome:
        """Take an arrival to its end: what was due comes first. Within a turn it is queued."""
        with self.instances.lock:
            if self._busy:
                return self._queue(arrival)
            known = self._take_short(arrival) if isinstance(arrival, EventArrived) else None
            if known is not None:
                return known
            if self.due is not None or self._inbox or self._outbox or self.instances.mail:
                self._turn(self._perform_effects)
            return _as_one(self._turn(lambda: self._take_step(arrival)))

    def _take_short(self, sent: EventArrived) -> Outcome | None:
        """Take an event by a shortcut; None, with nothing changed, where there is none."""
        instances = self.instances
        if self._inbox or self._outbox or instances.mail or instances.failures:
            return None
        if self._subscribers:
            return self._take_watched(sent)
        if not instances.is_shared:
            self._lane.open()
        return self._lane.position.take(sent.event, sent.data)

    def _take_watched(self, sent: EventArrived) -> Outcome | None:
        """The same where subscribers are told; they are told of each step of a turn by itself."""
        position = self._lane.position
        before = position.snapshot
        outcome = position.take(sent.event, sent.data)
        if outcome is not None and outcome.followed_by:
            position.snapshot, outcome = before, None
        if outcome is None:
            return None
        return _as_one(self._turn(lambda: self._publish(outcome, before=before)))

    def share_turns(self) -> None:
        """Take turns with others from now on: no step goes without the lock of the directory."""
        self._lane.close()

    def _queue(self, arrival: Arrival) -> Outcome:
        if isinstance(arrival, MoveAsked):
            self.chart.move(self.snapshot, arrival.values)  # A move that makes no sense fails here.
        self._inbox.append(arrival)
        return queued_outcome(arrival)

    def raise_failures(self) -> None:
        """Raise what subscribers raised, once nothing in the directory is under way any more.

        Raises:
            ExceptionGroup: every step of the turn has been committed and all were told of it.
        """
        if not self._busy:
            self.instances.raise_failures()

    def _turn(self, begin: Callable[[], None]) -> tuple[Outcome, ...]:
        self._busy = True
        self._outcomes = []
        try:
            begin()
            self._come_to_rest()
        finally:
            self._busy = False
            self.after_turn()
        return tuple(self._outcomes)

    def _come_to_rest(self) -> None:
        for _ in range(MOST_STEPS):
            self._perform_effects()
            if not self._take_next() and not self.instances.deliver() and not self._inbox:
                return
        self._remark(f"stopped after {MOST_STEPS} steps of one turn; the rest waits for the next")

    def _take_next(self) -> bool:
        """Take the next step that is due, or else the next arrival; whether there was one."""
        if self.due is not None:
            now = self.instances.clock.now()
            step = self.chart.step(self.snapshot, now=now)
            if step is not None:
                self._commit(step, before=self.snapshot, cause=None)
                return True
        if not self._inbox:
            return False
        self._take_step(self._inbox.pop(0))
        return True

    def _take_step(self, arrival: Arrival) -> None:
        self._lane.position.leave()
        now, position = self.instances.clock.now(), self._lane.position
        snapshot = position.snapshot
        cause: Exception | None = None
        match arrival:
            case EventArrived(event=event, data=data):
                slot = self.host_children.take(event, data)
                if slot is not None:
                    taken = Told(kind=OutcomeKind.ACCEPTED, event=event)
                    self._remark(f"taken by {slot}", Outcome.of(taken, data))
                    return
                step = position.step(event, data, now)
                step = step or self.chart.send(snapshot, event, data, now=now)
            case MoveAsked(values=values):
                step = self.chart.move(snapshot, values, now=now)
            case ActionAnswered(serial=serial, result=result):
                step = position.answer(serial, result, now)
                step = step or self.chart.answer(snapshot, serial, result, now=now)
            case ActionFailed(serial=serial, error=error):
                step, cause = self.chart.fail(snapshot, serial, error, now=now), arrival.cause
            case _:
                assert_never(arrival)
        self._commit(step, before=snapshot, cause=cause)

    def _commit(self, step: Step, *, before: Snapshot | None, cause: Exception | None) -> None:
        self._lane.position.snapshot = step.snapshot
        self._outbox.extend(step.effects)
        self._publish(step.outcome, before=before, effects=step.effects, cause=cause)

    def _remark(self, note: str, outcome: Outcome | None = None) -> None:
        said = outcome or Outcome.of(Told(kind=OutcomeKind.IGNORED, event=None))
        self._publish(said.but(note=note), before=self.snapshot)

    def _publish(
        self,
        outcome: Outcome,
        *,
        before: Snapshot | None,
        effects: tuple[Effect, ...] = (),
        cause: Exception | None = None,
    ) -> None:
        self._outcomes.append(outcome)
        if not self._subscribers:
            return
        after = self._lane.position.snapshot
        record = Record(
            number=self._subscribers.number(),
            machine=self.id,
            at=after.now_ms / 1000,
            outcome=outcome,
            before=before,
            after=after,
            effects=effects,
            cause=cause,
        )
        self.instances.failures.extend(self._subscribers.tell(record))

    def _perform_effects(self) -> None:
        """Perform what was committed. An effect that is interrupted is performed again."""
        while self._outbox:
            self._perform(self._outbox[0])
            self._outbox.pop(0)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case PerformAction():
                self._call_handler(effect)
            case LogMessage(message=message):
                LOGGER.info("%s: %s", self.id, text_of(message))
            case SendEvent() | StartInstance():
                self.instances.post(self, effect)
            case StatusRow():
                self._write_status(effect)
            case StartHostChild():
                self.host_children.start(effect)
            case StopHostChild():
                self.host_children.stop(effect)
            case EmitEvent() | RunEnded():
                return  # Subscribers have been told, with the record of the step.
            case _:
                assert_never(effect)

    def _write_status(self, row: StatusRow) -> None:
        """Write a row. The step stands although the journal fails; the caller is told after it."""
        try:
            self.status_journal.write(entry_of(row, self.id, at=self.snapshot.now_ms / 1000))
        except Exception as error:  # noqa: BLE001  # Raised by ``raise_failures``, after the turn.
            self.instances.failures.append(error)

    def _call_handler(self, effect: PerformAction) -> None:
        handler = self._handlers.get(effect.name)
        if handler is None:
            return
        try:
            result = handler(copied(effect.data), context_of(self, effect))
        except Exception as error:  # noqa: BLE001  # It becomes the action's error event.
            self._inbox.append(failed(effect.serial, error))
            return
        if inspect.isawaitable(result):
            self.on_awaitable(effect.serial, result)
        elif result is not LATER:
            self._inbox.append(answered(effect.serial, result))

    def send(self, event: str, data: object = None, /, **fields: object) -> Outcome:
        """Send an event from inside a handler."""
        return self.take(event_arrived(event, data, fields))

    @property
    def is_busy(self) -> bool:
        """Whether a turn is under way."""
        return self._busy

    def receive(self, event: SendEvent) -> None:
        """Take an event that another instance sent."""
        self.take(EventArrived(event=event.event, data=event.data))

    def take_due(self) -> None:
        self.settle()

    def start_another(self, effect: StartInstance, instance_id: str) -> None:
        """Start an instance; the record of this one tells when it cannot be."""
        try:
            self.on_start(self.chart.machine(effect.machine), effect.input, instance_id)
        except StartRejected as error:
            self._remark(f"the instance {instance_id} was not started", error.outcome)
        except UsageError as error:
            self.remark_undelivered(effect, f"the instance {instance_id} was not started: {error}")

    def remark_undelivered(self, effect: Delivery, note: str) -> None:
        """Record that something could not be done for this instance."""
        self._remark(note, undelivered(effect))


def _as_one(outcomes: tuple[Outcome, ...]) -> Outcome:
    """The outcome of a turn: that of its first step, with the later ones."""
    first, *rest = outcomes
    return first.but(followed_by=tuple(rest)) if rest else first
