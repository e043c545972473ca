"""Snapshots without what no later step depends on: the time, and how often things were numbered.

``canonical`` gives a snapshot that the kernel can step and that behaves as the first one did;
``key_of`` tells which canonical snapshots are one state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeVar

from statecraft.checker.spaces.relevance import Detail, Relevance
from statecraft.checker.spaces.run_keys import run_key, start_key
from statecraft.kernel.snapshot import (
    ROOT,
    Activation,
    Queued,
    Run,
    Snapshot,
    Timer,
    WaitingStart,
)
from statecraft.values.json_values import Value

Renumbered = Callable[[int], int]
Start = TypeVar("Start", Run, WaitingStart)
_NOWHERE: Final[Mapping[int, int]] = MappingProxyType({})


def canonical(snapshot: Snapshot) -> Snapshot:
    """The snapshot at time 0, its serial numbers counted from 1.

    Timers keep no due time, but those of one state their order.
    """
    return renumbered(snapshot, renumbering(snapshot, first=1), first=1)


def renumbering(
    snapshot: Snapshot, *, first: int, elsewhere: Mapping[int, int] = _NOWHERE
) -> dict[int, int]:
    """Old serial number → new one, counted from *first*.

    *elsewhere* has the new numbers of what the snapshot speaks of and does not hold.
    """
    own = (serial for serial in _in_order(snapshot) if serial not in elsewhere)
    return {old: new for new, old in enumerate(own, first)}


def renumbered(
    snapshot: Snapshot,
    numbers: Mapping[int, int],
    *,
    first: int,
    elsewhere: Mapping[int, int] = _NOWHERE,
) -> Snapshot:
    """The snapshot at time 0 with other serial numbers."""
    if not numbers and not snapshot.now_ms and snapshot.next_serial == first:
        return snapshot
    new = {ROOT: ROOT, **elsewhere, **numbers}.__getitem__
    return Snapshot(
        activations=tuple(_activation(each, new) for each in snapshot.activations),
        timers=_ordered([_timer(each, new) for each in snapshot.timers]),
        queue=tuple(_queued(each, new) for each in snapshot.queue),
        next_serial=first + len(numbers),
        now_ms=0,
    )


def _in_order(snapshot: Snapshot) -> list[int]:
    """The serial numbers: of activations and runs, of awaited answers, then of timers.

    Within each kind they keep their order; between the kinds none matters.
    """
    timers = {timer.serial for timer in snapshot.timers}
    answers = {pending.serial for pending in snapshot.pending}
    things = set(_serials(snapshot)) - timers - answers - {ROOT}
    return [*sorted(things), *sorted(answers), *sorted(timers)]


def _serials(snapshot: Snapshot) -> Iterator[int]:
    """The numbers of activations and runs, those that are gone and still referred to as well."""
    for activation in snapshot.activations:
        yield activation.serial
        yield from _serials_in(activation)
    for timer in snapshot.timers:
        yield from (timer.activation, timer.run or ROOT)
    for queued in snapshot.queue:
        yield from (queued.activation, queued.origin or ROOT, queued.stops or ROOT)
        yield from () if queued.step is None else (queued.step[0],)
        yield from () if queued.start is None else (queued.start.parent,)


def _serials_in(activation: Activation) -> Iterator[int]:
    if activation.child_of is not None:
        yield activation.child_of.parent
    for pending in activation.pending:
        yield from () if pending.step is None else (pending.step[0],)
    for run in activation.runs:
        yield run.serial
        yield from _of_start(run)
    for waiting in activation.waiting:
        yield from _of_start(waiting)


def _of_start(start: Run | WaitingStart) -> Iterator[int]:
    yield from (start.scope or ROOT, start.caller or ROOT)
    if start.awaited_by is not None:
        yield start.awaited_by[0]


def _activation(activation: Activation, new: Renumbered) -> Activation:
    place = activation.child_of
    return replace(
        activation,
        serial=new(activation.serial),
        pending=tuple(
            replace(
                each,
                serial=new(each.serial),
                step=None if each.step is None else (new(each.step[0]), each.step[1]),
            )
            for each in activation.pending
        ),
        runs=tuple(replace(_start(each, new), serial=new(each.serial)) for each in activation.runs),
        waiting=tuple(_start(each, new) for each in activation.waiting),
        child_of=None if place is None else replace(place, parent=new(place.parent)),
    )


def _start(start: Start, new: Renumbered) -> Start:
    awaited = start.awaited_by
    return replace(
        start,
        awaited_by=None if awaited is None else (new(awaited[0]), awaited[1]),
        scope=_number(start.scope, new),
        caller=_number(start.caller, new),
    )


def _number(serial: int | None, new: Renumbered) -> int | None:
    return None if serial is None else new(serial)


def _timer(timer: Timer, new: Renumbered) -> Timer:
    return replace(
        timer,
        activation=new(timer.activation),
        serial=new(timer.serial),
        run=_number(timer.run, new),
    )


def _ordered(timers: list[Timer]) -> tuple[Timer, ...]:
    """The timers state by state, those of one state in the order in which they are due."""
    placed = sorted(timers, key=lambda timer: (*_group(timer), timer.due_ms, timer.serial))
    return tuple(replace(timer, due_ms=place) for place, timer in enumerate(placed, 1))


def _group(timer: Timer) -> tuple[int, int, int, str, str]:
    """What timers have in common that one state started; equal for equal delayed events."""
    state = -1 if timer.after is None else timer.after[0]
    data = "" if timer.after is not None else json.dumps(timer.data, sort_keys=True)
    name = f"{timer.event} {timer.id} {timer.to}"
    return (timer.activation, timer.run or ROOT, state, name, data)


def _queued(queued: Queued, new: Renumbered) -> Queued:
    step, start = queued.step, queued.start
    return replace(
        queued,
        activation=new(queued.activation),
        step=None if step is None else (new(step[0]), step[1]),
        origin=_number(queued.origin, new),
        start=None if start is None else replace(start, parent=new(start.parent)),
        stops=_number(queued.stops, new),
    )


def key_of(snapshot: Snapshot, relevance: Mapping[str, Relevance]) -> Hashable:
    """What is told apart of a canonical snapshot."""
    matters = frozenset(name for each in relevance.values() for name in each.locals)
    return (
        tuple(_activation_key(each, relevance) for each in snapshot.activations),
        tuple(
            (t.activation, t.id, t.event, frozen(t.data), t.to, t.after, t.run)
            for t in snapshot.timers
        ),
        tuple(_queued_key(each, matters) for each in snapshot.queue),
    )


def _activation_key(activation: Activation, relevance: Mapping[str, Relevance]) -> Hashable:
    chart, key = activation.chart, activation.chart.definition.key
    matters = relevance[key]
    return (
        key,
        activation.serial,
        activation.states,
        tuple(_detail(activation.context, *each) for each in matters.details),
        tuple(sorted(activation.history.items())),
        activation.status,
        activation.pending,
        tuple(_with_data(run_key(each, chart, matters.locals)) for each in activation.runs),
        tuple(_with_data(start_key(each, chart, matters.locals)) for each in activation.waiting),
        activation.child_of,
    )


def _with_data(key: tuple[Hashable, Value]) -> Hashable:
    places, data = key
    return places, frozen(data)


def _detail(context: Mapping[str, Value], name: str, detail: Detail) -> Hashable:
    """What is told apart of a variable; nothing where the snapshot holds only a rest."""
    if name not in context:
        return None
    match detail:
        case Detail.NOTHING:
            return None
        case Detail.EMPTINESS:
            return (context[name].__class__, bool(context[name]))
        case Detail.VALUE:
            return frozen(context[name])


def _queued_key(queued: Queued, matters: frozenset[str]) -> Hashable:
    """What is told apart of an event in the queue, and whether its payload is.

    A refusal that a step takes tells only of what ``result`` and ``error`` hold then; what the
    interpreter itself reports tells only those that read ``event``.
    """
    places = (queued.activation, queued.event, queued.step, queued.slot, queued.origin)
    more = (queued.start, queued.begins, queued.stops, queued.is_own)
    if queued.step is not None:
        is_told = not matters.isdisjoint(("result", "error"))
    else:
        is_told = "event" in matters or not queued.event.startswith(("error.", "done."))
    return (*places, *more, frozen(queued.data) if is_told else None)


def frozen(value: Value) -> Hashable:
    """A value that can be a key: numbers, texts and null as they are, the rest as JSON text."""
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return (value.__class__, value)
