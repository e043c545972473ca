"""The instances that live together: who is addressed by ``send … to``, and what ``start`` starts.

Deliveries wait in one queue and are made between the steps of a turn, never inside one, so a
chain of machines that answer each other neither recurses nor sees a half-done step. All
instances of a directory share its clock and its lock: one step at a time happens among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import Final, Protocol

from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.effects import SendEvent, StartInstance
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.clock import Clock, SimulatedClock, SystemClock, milliseconds

MOST_DELIVERIES: Final = 10_000
"""How many deliveries one turn waits for; the rest is made with the next turn."""
MOST_HOPS: Final = 1_000_000
"""How many times one ``advance`` may stop for timers that fall due."""

Delivery = SendEvent | StartInstance


class Instance(Protocol):
    """What a directory shows of a running machine."""

    @property
    def id(self) -> str: ...

    @property
    def snapshot(self) -> Snapshot: ...


class Member(Protocol):
    """What a directory needs of a running machine."""

    @property
    def id(self) -> str: ...

    @property
    def face(self) -> Instance: ...

    @property
    def due(self) -> float | None: ...

    def receive(self, event: SendEvent) -> None: ...

    def start_another(self, effect: StartInstance, instance_id: str) -> None: ...

    def remark_undelivered(self, effect: Delivery, note: str) -> None: ...

    def take_due(self) -> None: ...

    def share_turns(self) -> None: ...


class Instances:
    """A directory of live instances by id, with the clock that they share."""

    __slots__ = ("_delivering", "_members", "clock", "failures", "lock", "mail")

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.lock = RLock()
        self.failures: list[Exception] = []
        self._members: dict[str, Member] = {}
        self.mail: list[tuple[Member, Delivery]] = []
        self._delivering = False

    def __repr__(self) -> str:
        return f"Instances({list(self._members)})"

    def __contains__(self, instance_id: object) -> bool:
        return instance_id in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def __getitem__(self, instance_id: str) -> Instance:
        """The machine with this id; KeyError when there is none."""
        return self._members[instance_id].face

    def join(self, member: Member) -> None:
        """Enter an instance.

        Raises:
            UsageError: another one has its id.
        """
        with self.lock:
            if member.id in self._members:
                raise UsageError(f"an instance with the id {quoted(member.id)} exists already")
            self._members[member.id] = member
            if len(self._members) == 2:
                for each in self._members.values():
                    each.share_turns()
            elif len(self._members) > 2:
                member.share_turns()

    @property
    def is_shared(self) -> bool:
        """Whether several instances live here."""
        return len(self._members) > 1

    def remove(self, instance_id: str) -> None:
        """Forget an instance: events no longer reach it. One that is not there is no error."""
        with self.lock:
            self._members.pop(instance_id, None)

    def free_id(self, wanted: str) -> str:
        """*wanted*, or with the first number from 2 that makes it new."""
        number, found = 1, wanted
        while found in self._members:
            number += 1
            found = f"{wanted}-{number}"
        return found

    def post(self, sender: Member, effect: Delivery) -> None:
        """Put a delivery at the end of the queue."""
        self.mail.append((sender, effect))

    def raise_failures(self) -> None:
        """Raise what failed while others were told, unless a delivery is under way.

        Raises:
            ExceptionGroup: with all of it; every step stands.
        """
        if self.failures and not self._delivering:
            raised = tuple(self.failures)
            self.failures.clear()
            told = "subscribers or the status journal failed; every step stands"
            raise ExceptionGroup(told, raised)

    def deliver(self) -> bool:
        """Make the deliveries that wait; whether any was made.

        Within a delivery this does nothing: the outermost call makes them all.
        """
        if self._delivering or not self.mail:
            return False
        self._delivering = True
        try:
            for _ in range(MOST_DELIVERIES):
                if not self.mail:
                    break
                self._make(*self.mail.pop(0))
        finally:
            self._delivering = False
        return True

    def _make(self, sender: Member, effect: Delivery) -> None:
        match effect:
            case SendEvent(to=to):
                receiver = self._members.get(to)
                if receiver is None:
                    sender.remark_undelivered(effect, f"there is no instance {quoted(to)}")
                else:
                    receiver.receive(effect)
            case StartInstance(id=wanted):
                if wanted is not None and wanted in self._members:
                    note = f"an instance with the id {quoted(wanted)} exists already"
                    sender.remark_undelivered(effect, note)
                else:
                    name = wanted or self.free_id(effect.machine.rpartition("#")[2])
                    sender.start_another(effect, name)

    def advance(self, duration: float | str) -> Iterator[None]:
        """Advance the simulated clock, stopping at each timer that falls due to take it.

        Yields after each stop. It must be run to its end.

        Raises:
            UsageError: the clock is no simulated one; the duration is none.
        """
        clock = self.clock
        if not isinstance(clock, SimulatedClock):
            raise UsageError("only a machine with a SimulatedClock can be advanced")
        end_ms = round(clock.now() * 1000) + milliseconds(duration)
        spinning: set[str] = set()
        for _ in range(MOST_HOPS):
            member = self._next_due(end_ms, spinning)
            if member is None:
                clock.advance_to(end_ms / 1000)
                return
            clock.advance_to(member.due or 0)
            member.take_due()
            if member.due is not None and member.due <= clock.now():
                spinning.add(member.id)
            yield
        raise UsageError(f"more than {MOST_HOPS} timers fell due; advance in smaller parts")

    def _next_due(self, end_ms: int, spinning: set[str]) -> Member | None:
        """The member whose next step is due first; those that never come to rest are left out."""
        due = [
            (member.due, member)
            for member in self._members.values()
            if member.due is not None and member.id not in spinning
        ]
        first = min(due, key=lambda pair: pair[0], default=None)
        return first[1] if first is not None and round(first[0] * 1000) <= end_ms else None
