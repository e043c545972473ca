"""What waits in a machine, timers and host actions, and what a step does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from statecraft.chart.tables import StateIndex
from statecraft.kernel.snapshot import Activation, PendingAction, Snapshot, Timer
from statecraft.kernel.stepping import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What an accepted step does beside the map, whenever it is taken.

    Attributes:
        effects: how many it has.
        left: the states that it leaves, of those that were active: their timers end.
        timers, pending: what it starts. Serial numbers are counted from the next free one, times
            from that of the step.
        serials: how many serial numbers it takes.
    """

    effects: int
    left: frozenset[StateIndex]
    timers: tuple[Timer, ...]
    pending: tuple[PendingAction, ...]
    serials: int

    def kept(self, timers: tuple[Timer, ...]) -> Iterator[Timer]:
        """Those that do not end: a timer of a state ends when that is left."""
        return (each for each in timers if each.after is None or each.after[0] not in self.left)

    def timers_after(self, before: Snapshot, now_ms: int) -> tuple[Timer, ...]:
        """The timers after a step at this time, in the order in which they are due."""
        timers = [*self.kept(before.timers)]
        timers += [
            Timer(
                activation=each.activation,
                id=each.id,
                due_ms=now_ms + each.due_ms,
                serial=before.next_serial + each.serial,
                event=each.event,
                data=each.data,
                after=each.after,
            )
            for each in self.timers
        ]
        return tuple(sorted(timers, key=lambda each: (each.due_ms, each.serial)))

    def pending_after(self, before: Snapshot) -> tuple[PendingAction, ...]:
        """The host actions that wait after a step."""
        started = [
            PendingAction(
                serial=before.next_serial + each.serial,
                id=each.id,
                name=each.name,
                done=each.done,
                error=each.error,
            )
            for each in self.pending
        ]
        return (*before.root.pending, *started)


def without(snapshot: Snapshot, answered: PendingAction) -> Snapshot:
    """The same state, in which a host action waits no more.

    It is written out, as ``replace`` would take longer than all the rest of the step.
    """
    root, *others = snapshot.activations
    left = Activation(
        serial=root.serial,
        chart=root.chart,
        states=root.states,
        context=root.context,
        history=root.history,
        status=root.status,
        output=root.output,
        pending=tuple([each for each in root.pending if each is not answered]),
        runs=root.runs,
        waiting=root.waiting,
    )
    return Snapshot(
        activations=(left, *others),
        timers=snapshot.timers,
        queue=snapshot.queue,
        next_serial=snapshot.next_serial,
        now_ms=snapshot.now_ms,
    )


def waits_of(before: Snapshot, step: Step) -> Waits | None:
    """What an accepted step did; None where it is not to be told so."""
    after, first = step.snapshot, before.next_serial
    exited = {path for each in step.outcome.path for path in each.exited}
    rows = before.chart.rows
    told = Waits(
        effects=len(step.effects),
        left=frozenset(state for state in before.root.states if rows[state].path in exited),
        timers=tuple(
            replace(each, serial=each.serial - first, due_ms=each.due_ms - after.now_ms)
            for each in after.timers
            if each.serial >= first
        ),
        pending=tuple(
            replace(each, serial=each.serial - first)
            for each in after.pending
            if each.serial >= first
        ),
        serials=after.next_serial - first,
    )
    is_told = all(each.after is not None and each.data == {} for each in told.timers)
    is_told &= all(each.step is None for each in told.pending)
    is_told &= told.timers_after(before, after.now_ms) == after.timers
    is_told &= told.pending_after(before) == after.pending
    return told if is_told else None
