"""What is on a map: the places that a machine can be at, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.fast.entries import Entry, Source
from statecraft.fast.waits import Waits
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.kernel.snapshot import ChildPlace
from statecraft.values.json_values import Value

Variables = list[Value]
"""The values that a machine holds beside its configuration, in the order of a ``Layout``."""


Signature = tuple[tuple[str, type], ...]
"""The keys of a payload, and the classes of their values, all of them scalars."""

HERE: Final = ""
"""The key of a node's steps under which the node itself is; no event has this name."""


@dataclass(frozen=True, slots=True)
class NoPayload:
    """An event comes without a payload."""


@dataclass(frozen=True, slots=True)
class UsualPayload:
    """A payload comes like the first one: scalars, in a dict that others may hold."""

    signature: Signature


@dataclass(frozen=True, slots=True)
class CheckedPayload:
    """A payload comes that is known to be a JSON value of our own."""


PayloadKind = NoPayload | UsualPayload | CheckedPayload


class Place(Protocol):
    """The machine that a step moves: where it is, and the values of its context."""

    steps: NodeSteps
    values: Variables

    def reasons(
        self, steps: NodeSteps, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]: ...


Shortcut = Callable[[Place], Outcome | None]
"""Takes a step in place, without a payload; None, with nothing changed, where it is another."""
Paid = Callable[[Place, dict[str, Value]], Outcome | None]
"""The same with a payload."""

Step = tuple["NodeSteps | None", Outcome | Shortcut, Paid]
"""How an event is taken: the steps of the node that it always leads to and its outcome, or None
and a function; and the function for a usual payload."""
NodeSteps = dict[str, Any]
"""Event → its known step from a node; under HERE the node itself, alone in a tuple."""


def unknown(*_: object) -> None:
    """No step is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way that a step can go.

    Attributes:
        entries: what was decided and done, in order.
        to: where the machine is afterwards; where it was, if the step was refused or ignored.
        outcome: for the payload ``{}``.
        moves: (place in the values, state) of each level that moves.
        reasons_vary: whether its reasons may tell values of the context and the payload.
        seats: the seat (see ``Moment``) of each machine of the tree that is there afterwards.
        outputs: seat → number of the value that it has given as its output, if it has ended.
        sources: where the payload of each later step of the turn comes from.
        waits: what it does beside the map, where it is one for there.
    """

    entries: tuple[Entry, ...]
    to: Node
    outcome: Outcome
    reasons_vary: bool
    moves: tuple[tuple[int, StateIndex], ...] = ()
    seats: tuple[int, ...] = (0,)
    outputs: Mapping[int, int] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    waits: Waits | None = None


Levels = tuple[int, ...]
"""What a step depends on: places in the values where the states of levels are."""
Slot = tuple[str, tuple[Value, ...]]
"""An event, and the states of the levels that its step depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child's part in a configuration.

    Attributes:
        place: where it hangs; its parent is told by its number in the tree, the root's being 0.
        is_done: whether it has ended, and is there with its output until its state is left.
    """

    chart: LoweredChart
    states: tuple[StateIndex, ...]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    place: ChildPlace
    is_done: bool


@dataclass(slots=True, eq=False)
class Track:
    """What is known of an event at a node, for the states of the levels of its slot.

    Attributes:
        seen: how often no known step was right.
        steps: how often a step was learned.
        paths: the ways that it has been seen to go.
        kinds: the kinds of payload that it has been seen to come with.
    """

    seen: int = 0
    steps: int = 0
    paths: tuple[Path, ...] = ()
    kinds: tuple[PayloadKind, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True, weakref_slot=True)
class Node:
    """A configuration: the states that are not of levels, and what history states stand for.

    Attributes:
        children: of the machine, in order of their start, with those of children.
        steps: what a machine holds that is here.
        checked: event → its function for payloads that were checked.
        levels: event → what its step depends on; without an entry it is nothing.
        cells: event and kind of payload → function and its cell, for the states of those levels.
        shared: event → functions by their text.
        tracks: what is known of each event.
    """

    states: tuple[StateIndex, ...]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    children: tuple[Child, ...] = ()
    steps: NodeSteps = field(default_factory=dict)
    checked: dict[str, Paid] = field(default_factory=dict)
    levels: dict[str, Levels] = field(default_factory=dict)
    cells: dict[tuple[str, type], dict[object, tuple[Any, tuple[object, ...]]]] = field(
        default_factory=dict
    )
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    tracks: dict[Slot, Track] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps[HERE] = (self,)


NOWHERE: Final = Node(states=(), history=MappingProxyType({}))
"""The node of a machine that is not on the map; it never gets a step."""
LEAVING: Final = Node(states=(), history=MappingProxyType({}))
"""The node of a machine that is leaving the map."""
