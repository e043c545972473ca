"""What the activations of one step have in common, and the step as a whole.

A step commits the whole tree of activations or nothing of it (semantics 14.1). Activations that
nothing happens in are never opened: they go over into the new snapshot as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from statecraft.chart.tables import LoweredChart
from statecraft.diagnostics import Span
from statecraft.kernel.arrivals import FROM_HOST
from statecraft.kernel.effects import Effect
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.outcome import Microstep
from statecraft.kernel.program import Program
from statecraft.kernel.queue_order import innermost_first
from statecraft.kernel.snapshot import ROOT, Activation, Queued, Snapshot, StepAddress, Timer
from statecraft.kernel.work import Work

MOST_ITERATIONS = 100_000
MOST_PRODUCED = 10_000

Machines = Callable[[str], tuple[LoweredChart, Program]]
"""The chart and the program of a machine of the project, by its key."""


class StepWork:
    """A step in progress.

    Attributes:
        opened: serial number → working state of each activation that something happened in.
        removed: activations that were stopped in this step.
        arrival: how the step's event has come.
        iterations, produced: rounds of ``each``, and events and effects made, in this step.
    """

    __slots__ = (
        "arrival",
        "effects",
        "functions",
        "iterations",
        "machines",
        "next_serial",
        "notes",
        "now_ms",
        "opened",
        "path",
        "produced",
        "queue",
        "removed",
        "snapshot",
        "timers",
    )

    def __init__(
        self,
        snapshot: Snapshot,
        machines: Machines,
        functions: Mapping[str, Callable[..., Any]],
        now_ms: int,
    ) -> None:
        self.snapshot = snapshot
        self.machines = machines
        self.functions = functions
        self.now_ms = now_ms
        self.queue: tuple[Queued, ...] = snapshot.queue
        self.timers: tuple[Timer, ...] = snapshot.timers
        self.effects: tuple[Effect, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.arrival = FROM_HOST
        self.next_serial = snapshot.next_serial
        self.path: list[Microstep] = []
        self.iterations = 0
        self.produced = 0
        self.opened: dict[int, Work] = {}
        self.removed: set[int] = set()

    def count_iteration(self, at: Span) -> None:
        """One more round of an ``each`` (semantics 5.2).

        Raises:
            ExecutionFailure: there are too many in this step.
        """
        self.iterations += 1
        if self.iterations > MOST_ITERATIONS:
            found = f"more than {MOST_ITERATIONS} rounds of each in one step"
            raise ExecutionFailure(found, at)

    def count_product(self, at: Span) -> None:
        """One more event or effect (semantics 5.2).

        Raises:
            ExecutionFailure: there are too many in this step.
        """
        self.produced += 1
        if self.produced > MOST_PRODUCED:
            found = f"more than {MOST_PRODUCED} events and effects in one step"
            raise ExecutionFailure(found, at)

    def slot_of(self, activation: Activation) -> str:
        """The way to a child by slots: ``crossing.light``; empty for the machine itself."""
        place = activation.child_of
        parent = None if place is None else self.snapshot.activation(place.parent)
        if place is None or parent is None:
            return "" if place is None else place.slot
        around = self.slot_of(parent)
        return f"{around}.{place.slot}" if around else place.slot

    @property
    def root(self) -> Work:
        """The machine's own activation."""
        work = self.work(ROOT)
        assert work is not None, "the root is always there"
        return work

    def work(self, serial: int) -> Work | None:
        """The working state of an activation; None when it is not there any more."""
        found = self.opened.get(serial)
        if found is not None or serial in self.removed:
            return found
        activation = self.snapshot.activation(serial)
        return None if activation is None else self.open(activation)

    def open(self, activation: Activation) -> Work:
        """Work on an activation, which may be a new one."""
        _, program = self.machines(activation.chart.definition.key)
        work = self.opened[activation.serial] = Work(self, activation, program)
        return work

    def children(self, parent: int) -> tuple[Work, ...]:
        """The children of an activation, in order of their start."""
        around = self._activation(parent)
        if around is None or not around.chart.invokes:
            return ()
        known = {a.serial: a for a in self.snapshot.activations}
        known.update({serial: work.activation for serial, work in self.opened.items()})
        serials = [
            serial
            for serial, activation in sorted(known.items())
            if serial not in self.removed
            and activation.child_of is not None
            and activation.child_of.parent == parent
        ]
        return tuple(work for serial in serials if (work := self.work(serial)) is not None)

    def stop_awaited(self, caller: Work, step: StepAddress) -> None:
        """Stop the runs, here and in ancestors, that a step waits for which is left."""
        for work in (caller, *self.ancestors(caller)):
            of = None if work is caller else caller.me
            awaited = (r for r in work.runs if r and (r.caller, r.awaited_by) == (of, step))
            work.stops += tuple(run.serial for run in awaited)

    def ancestors(self, work: Work) -> Iterator[Work]:
        """The activations around one, nearest first."""
        place = work.activation.child_of
        while place is not None:
            above = self.work(place.parent)
            assert above is not None, "a child goes with its parent"
            yield above
            place = above.activation.child_of

    def unfinished(self) -> Work | None:
        """An activation in which something is still to be taken in this step."""
        return next(
            (each for each in self.opened.values() if each.internal or each.starts or each.stops),
            None,
        )

    def remove(self, work: Work) -> None:
        """Take an activation out, with its timers and everything that is queued for it."""
        serial = work.me
        self.opened.pop(serial, None)
        self.removed.add(serial)
        self.timers = tuple(timer for timer in self.timers if timer.activation != serial)
        self.queue = tuple(each for each in self.queue if each.activation != serial)

    def _free_serial(self) -> int:
        """The next serial number; above that of every timer as soon as no start is queued."""
        if not self.timers or any(each.start is not None for each in self.queue):
            return self.next_serial
        return max(self.next_serial, 1 + max(timer.serial for timer in self.timers))

    def _ordered_timers(self) -> tuple[Timer, ...]:
        if len(self.timers) < 2 or self.timers is self.snapshot.timers:
            return self.timers
        return tuple(sorted(self.timers, key=lambda timer: (timer.due_ms, timer.serial)))

    def _ordered_queue(self) -> tuple[Queued, ...]:
        if len(self.queue) < 2:
            return self.queue
        root = self._activation(ROOT)
        if root is None or not root.chart.definition.profile.innermost_first:
            return self.queue
        return innermost_first(self.queue, self._depth)

    def _depth(self, serial: int) -> int:
        found = self._activation(serial)
        place = None if found is None else found.child_of
        return 0 if place is None else 1 + self._depth(place.parent)

    def _activation(self, serial: int) -> Activation | None:
        opened = self.opened.get(serial)
        return self.snapshot.activation(serial) if opened is None else opened.activation

    def commit(self) -> Snapshot:
        """The state after the step."""
        after = {each.serial: each for each in self.snapshot.activations}
        for serial in self.removed:
            after.pop(serial, None)
        for serial, work in sorted(self.opened.items()):
            after[serial] = work.commit()
        return Snapshot(
            activations=tuple(after.values()),
            timers=self._ordered_timers(),
            queue=self._ordered_queue(),
            next_serial=self._free_serial(),
            now_ms=self.now_ms,
        )
