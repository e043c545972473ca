"""Equal things that are under way, counted up to a few: how many more there are is left open.

A machine may ask the world for something, or send itself an event for later, as often as it likes.
A snapshot that holds two of a kind stands for all that hold two or more; where one of them is gone,
one or several may be left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from statecraft.checker.spaces.canonical import frozen
from statecraft.kernel.snapshot import ROOT, PendingAction, Snapshot, Timer

MOST_EQUAL: Final = 2

Thing = TypeVar("Thing", PendingAction, Timer)


def counted(before: Snapshot | None, after: Snapshot) -> Iterator[Snapshot]:
    """All that a step may lead to where only a few equal things are counted."""
    pending = _few(after.root.pending, _kind_of_action)
    timers = _few(after.timers, _kind_of_timer)
    few = _with(after, pending, timers)
    yield few
    if before is not None:
        for action in _still(before.root.pending, pending, _kind_of_action):
            fresh = replace(action, serial=few.next_serial)
            yield _with(replace(few, next_serial=few.next_serial + 1), (*pending, fresh), timers)
        for timer in _still(before.timers, timers, _kind_of_timer):
            later = replace(timer, serial=few.next_serial)
            yield _with(replace(few, next_serial=few.next_serial + 1), pending, (*timers, later))


def _kind_of_action(action: PendingAction) -> Hashable | None:
    """What equal actions have in common; None for one that a step of a run waits for."""
    if action.step is not None:
        return None
    return (action.id, action.name, action.done, action.error)


def _kind_of_timer(timer: Timer) -> Hashable | None:
    """What equal delayed events have in common; None for a timer of a state."""
    if timer.after is not None or timer.activation != ROOT:
        return None
    return (timer.event, timer.id, timer.to, frozen(timer.data))


def _few(
    things: tuple[Thing, ...], kind_of: Callable[[Thing], Hashable | None]
) -> tuple[Thing, ...]:
    met: Counter[Hashable] = Counter()
    kept = []
    for thing in things:
        kind = kind_of(thing)
        met[kind] += 1
        if kind is None or met[kind] <= MOST_EQUAL:
            kept.append(thing)
    return things if len(kept) == len(things) else tuple(kept)


def _still(
    before: Sequence[Thing], after: Sequence[Thing], kind_of: Callable[[Thing], Hashable | None]
) -> Iterator[Thing]:
    """One of each kind of which there were as many as are counted, and now is one less."""
    earlier, now = Counter(map(kind_of, before)), Counter(map(kind_of, after))
    met: set[Hashable] = {None}
    for thing in before:
        kind = kind_of(thing)
        if kind not in met and earlier[kind] == MOST_EQUAL == now[kind] + 1:
            met.add(kind)
            yield thing


def _with(
    snapshot: Snapshot, pending: tuple[PendingAction, ...], timers: tuple[Timer, ...]
) -> Snapshot:
    if pending is snapshot.root.pending and timers is snapshot.timers:
        return snapshot
    root = replace(snapshot.root, pending=pending)
    return replace(snapshot, activations=(root, *snapshot.activations[1:]), timers=timers)
