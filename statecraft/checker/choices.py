"""What the world may do to a machine next, and the step that it leads to.

Time is left out: any timer that runs may fire, except that of several timers which one state
started together the one with the shortest delay is first. A machine whose turn has not ended has
one choice: the next event of the queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.checker.payloads import Payloads
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Activation, PendingAction, Snapshot, Timer
from statecraft.kernel.stepping import Step
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An event from outside, with its payload."""

    event: str
    data: Value = field(default=None, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A direct move of a dimension with ``moves: free``."""

    dimension: str
    value: Value = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A timer that becomes due.

    Attributes:
        activation: the place of its machine among the activations; 0 is the root.
        after: the (state, place in its ``after`` list) of a private timer, else None.
        run: the template of the run that the state belongs to; the state is then numbered in it.
        number: which of several equal timers, in order of their start.
    """

    activation: int
    event: str
    id: str | None
    after: tuple[StateIndex, int] | None
    run: str | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A host action that has not answered.

    Attributes:
        activation: the place of its machine among the activations; 0 is the root.
        run: the template of the run of which a step awaits it.
        number: which of several equal ones, in order of their start.
    """

    activation: int
    run: str | None
    id: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The result of a host action."""

    action: Awaited
    result: Value = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A host action that fails without a result."""

    action: Awaited


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingNext:
    """The next event of the turn's queue."""


Choice = Sending | Moving | Firing | Answering | Failing | TakingNext
"""One thing that the world may do."""

FAILURE: Mapping[str, Value] = {"code": "failed", "message": "it failed"}
"""What an action that fails says."""


def perform(chart: Chart, snapshot: Snapshot, choice: Choice) -> Step:
    """The step that a choice leads to, taken by the kernel."""
    match choice:
        case Sending(event=event, data=data):
            return chart.send(snapshot, event, data)
        case Moving(dimension=dimension, value=value):
            return chart.move(snapshot, {dimension: value})
        case Answering(action=action, result=result):
            return chart.answer(snapshot, _serial(snapshot, action), result)
        case Failing(action=action):
            return chart.fail(snapshot, _serial(snapshot, action), FAILURE)
        case Firing():
            return _due(chart, _with_due(snapshot, choice))
        case TakingNext():
            return _due(chart, snapshot)
        case _:
            assert_never(choice)


def _due(chart: Chart, snapshot: Snapshot) -> Step:
    step = chart.step(snapshot)
    assert step is not None, "a choice is taken where it was offered"
    return step


def _with_due(snapshot: Snapshot, firing: Firing) -> Snapshot:
    """The snapshot in which this timer is the next one that is due, and due now."""
    chosen = next(timer for timer, named in _named_timers(snapshot) if named == firing)
    now_ms = snapshot.now_ms
    others = (
        replace(timer, due_ms=max(timer.due_ms, now_ms + 1))
        for timer in snapshot.timers
        if timer is not chosen
    )
    return replace(snapshot, timers=(replace(chosen, due_ms=now_ms), *others))


def offered(snapshot: Snapshot, payloads: Payloads) -> Iterator[Choice]:
    """The choices that the world has; none when the machine is done."""
    if snapshot.queue:
        yield TakingNext()
        return
    if snapshot.status == "done":
        return
    yield from _from_outside(snapshot, payloads)
    yield from _timers(snapshot)
    yield from _answers(snapshot, payloads)


def _from_outside(snapshot: Snapshot, payloads: Payloads) -> Iterator[Choice]:
    for event, data in payloads.events:
        yield Sending(event=event, data=data)
    rows = snapshot.chart.rows
    for region in snapshot.chart.regions:
        if region.dimension is not None and region.dimension.free:
            for state in region.by_text.values():
                if state not in snapshot.root.states:
                    yield Moving(dimension=region.name, value=rows[state].value)


def _timers(snapshot: Snapshot) -> Iterator[Firing]:
    """The first of the timers of each state, and every other timer."""
    begun: set[tuple[int, int | None, StateIndex]] = set()
    for timer, named in _named_timers(snapshot):
        if timer.after is not None:
            state = (timer.activation, timer.run, timer.after[0])
            if state in begun:
                continue
            begun.add(state)
        yield named


def _named_timers(snapshot: Snapshot) -> Iterator[tuple[Timer, Firing]]:
    places = {each.serial: place for place, each in enumerate(snapshot.activations)}
    met: dict[Firing, int] = {}
    for timer in snapshot.timers:
        place = places[timer.activation]
        first = Firing(
            activation=place,
            event=timer.event,
            id=timer.id,
            after=timer.after,
            run=_template_of(snapshot.activations[place], timer.run),
            number=0,
        )
        number = met[first] = met.get(first, -1) + 1
        yield timer, replace(first, number=number) if number else first


def _template_of(owner: Activation, serial: int | None) -> str | None:
    """The template of a run."""
    if serial is None:
        return None
    return next(run.key for run in owner.runs if run.serial == serial)


def _answers(snapshot: Snapshot, payloads: Payloads) -> Iterator[Choice]:
    for pending, chart, action in _named_actions(snapshot):
        for result in payloads.results[chart.definition.key, pending.name]:
            yield Answering(action=action, result=result)
        yield Failing(action=action)


def _serial(snapshot: Snapshot, action: Awaited) -> int:
    return next(each.serial for each, _, named in _named_actions(snapshot) if named == action)


def _named_actions(
    snapshot: Snapshot,
) -> Iterator[tuple[PendingAction, LoweredChart, Awaited]]:
    met: dict[Awaited, int] = {}
    for place, owner in enumerate(snapshot.activations):
        for pending in owner.pending:
            run = None if pending.step is None else _template_of(owner, pending.step[0])
            first = Awaited(activation=place, run=run, id=pending.id, number=0)
            number = met[first] = met.get(first, -1) + 1
            yield pending, owner.chart, replace(first, number=number) if number else first
