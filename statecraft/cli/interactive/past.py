"""What was done in a session, and the moments that it can go back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import statecraft as sc
from statecraft.cli.line import Line
from statecraft.runtime.record import Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A machine of the session's directory as it stood at a moment."""

    id: str
    chart: sc.Chart
    snapshot: sc.Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """All machines of the session at one time, its own first; ``now`` is in seconds."""

    now: float
    instances: tuple[Instance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An act with its line and the moment after it. The beginning is one without an act."""

    act: sc.Act | None
    line: Line
    after: Moment


def moment(machine: sc.Machine) -> Moment:
    """The present moment of a machine and of those that it started."""
    found = (machine.instances[name] for name in machine.instances)
    machines = [each for each in found if isinstance(each, sc.Machine)]
    return Moment(
        now=machine.clock.now(),
        instances=tuple(
            Instance(id=each.id, chart=each.chart, snapshot=each.snapshot) for each in machines
        ),
    )


def returned(
    past: Moment, registry_of: Callable[[sc.Chart], sc.Registry], subscriber: Subscriber
) -> sc.Machine:
    """The session's own machine as it was then, with the others, on a clock of that time.

    What handlers did outside since then stays done.
    """
    instances = sc.Instances(sc.SimulatedClock(past.now))
    machines = [
        sc.Machine.restore(
            each.chart,
            each.snapshot,
            instances=instances,
            id=each.id,
            actions=registry_of(each.chart),
            missing="wait",
            subscribers=(subscriber,),
        )
        for each in past.instances
    ]
    return machines[0]


def differs(one: Moment, other: Moment) -> bool:
    """Whether anything happened between two moments, be it that time went on."""
    return one.now != other.now or [each.snapshot for each in one.instances] != [
        each.snapshot for each in other.instances
    ]
