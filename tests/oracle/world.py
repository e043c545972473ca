"""The oracle's working state: what a step changes until it commits or is rejected."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.oracle.formulas import Names, text_of
from tests.oracle.reading import TREE, Candidate, Machine, Place, State


class Event(NamedTuple):
    """An event with its payload."""

    name: str
    data: Any = None


class Rejected(Exception):
    """The step is refused, for reasons of these kinds (semantics 6.3)."""

    def __init__(self, kinds: Iterable[str]) -> None:
        super().__init__(kinds)
        self.kinds = tuple(sorted(kinds))


class Endless(Rejected):
    """The step is refused because it would take too many microsteps (5.2)."""


@dataclass(slots=True, kw_only=True)
class Timer:
    """A delayed event (8.2), or the private timer of the ``index``-th `after` of a state (9.3)."""

    due_ms: int
    serial: int
    event: Event
    id: str | None = None
    place: Place | None = None
    index: int = 0


@dataclass(slots=True, kw_only=True)
class World:
    """A machine's state (1.5) with the queues of the running step.

    ``configuration`` holds the active paths of the tree without its root. ``event`` is the one
    that the running microstep was selected for; ``failed`` are the transitions whose condition has
    failed in this step.
    """

    machine: Machine
    dimensions: dict[str, Any]
    context: dict[str, Any]
    configuration: set[str] = field(default_factory=set)
    history: dict[str, list[str]] = field(default_factory=dict)
    queue: list[Event] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    status: str = "active"
    output: Any = None
    now_ms: int = 0
    serial: int = 0
    final_outputs: dict[str, Any] = field(default_factory=dict)
    event: Event | None = None
    internal: list[Event] = field(default_factory=list)
    effects: list[tuple[Any, ...]] = field(default_factory=list)
    failed: set[Candidate] = field(default_factory=set)

    def names(self, local: dict[str, Any] | None = None) -> Names:
        """What expressions read now: without ``event`` unless ``local`` brings it."""
        return Names(
            dimensions=self.dimensions,
            context=self.context,
            computed=self.machine.computed,
            local=local or {},
            active=self.configuration,
            now_ms=self.now_ms,
        )

    def names_with_event(self) -> Names:
        """What a `when` and an action read."""
        if self.event is None:
            return self.names({"event": None, "event_name": None})
        return self.names({"event": self.event.data, "event_name": self.event.name})

    def active(self) -> list[State]:
        """The active states of all regions in document order; the root of the tree is one."""
        return [state for place, state in self.machine.states.items() if self.is_active(place)]

    def is_active(self, place: Place) -> bool:
        """Whether the state is in the configuration."""
        if place.region == TREE:
            return place.name == "" or place.name in self.configuration
        return text_of(self.dimensions[place.region]) == place.name

    def next_serial(self) -> int:
        """Serials order the timers that are due together (9.1)."""
        self.serial += 1
        return self.serial


def as_state(world: World) -> dict[str, Any]:
    """The committed state as a plain dictionary; tree paths in document order."""
    return {
        "configuration": [
            place.name
            for place in world.machine.states
            if place.region == TREE and place.name in world.configuration
        ],
        "dimensions": dict(world.dimensions),
        "context": dict(world.context),
        "history": dict(world.history),
        "queue": list(world.queue),
        "timers": sorted(world.timers, key=lambda timer: (timer.due_ms, timer.serial)),
        "status": world.status,
        "output": world.output,
        "now_ms": world.now_ms,
        "serial": world.serial,
        "final_outputs": dict(world.final_outputs),
    }


def world_of(machine: Machine, state: dict[str, Any], now_ms: int) -> World:
    """A working copy of a committed state; time never goes back (5.7).

    A copy of one level is enough: values, events and timers are never changed in place.
    """
    copied = {key: copy(value) for key, value in state.items() if key != "configuration"}
    copied["now_ms"] = max(now_ms, state["now_ms"])
    return World(machine=machine, configuration=set(state["configuration"]), **copied)
