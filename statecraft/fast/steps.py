"""What is on a map: the places that a machine can be at, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from statecraft.chart.tables import StateIndex
from statecraft.fast.recording import Entry
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.values.json_values import Value

Variables = list[Value]
"""The values of the context variables, in order of text, and the state that each level is at."""


Signature = tuple[tuple[str, type], ...]
"""The keys of a payload, and the classes of their values, all of them scalars."""


class Place(Protocol):
    """The machine that a step moves: where it is, and the values of its context."""

    node: Node
    values: Variables

    def reasons(
        self, node: Node, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]: ...


Shortcut = Callable[[Place, dict[str, Value], bool], Outcome | None]
"""Takes a step in place for a payload; None, with nothing changed, where it is another step.

The boolean says whether the payload is known to be a JSON value of our own.
"""

Known = tuple[Shortcut | None, "Node", Outcome]
"""A step: its function, or else the node it always leads to and its outcome without a payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way that a step can go.

    Attributes:
        entries: what was decided and done, in order.
        to: where the machine is afterwards; where it was, if the step was refused or ignored.
        outcome: for the payload ``{}``.
        moves: (place in the values, state) of each level that moves.
        reasons_vary: whether its reasons may tell values of the context and the payload.
    """

    entries: tuple[Entry, ...]
    to: Node
    outcome: Outcome
    reasons_vary: bool
    moves: tuple[tuple[int, StateIndex], ...] = ()


Levels = tuple[int, ...]
"""What a step depends on: places in the values where the states of levels are."""
Slot = tuple[str, tuple[Value, ...]]
"""An event, and the states of the levels that its step depends on."""


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """A configuration: the states that are not of levels, and what history states stand for.

    Attributes:
        steps: event → its known step from here.
        levels: event → what its step depends on; without an entry it is nothing.
        cells: event → function and its cell, for the states of those levels.
        shared: event → functions by their text.
        paths: the ways that a step has been seen to go.
        signatures: event → a payload's keys, and the classes of their scalar values.
        seen: how often no known step was right.
    """

    states: tuple[StateIndex, ...]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    steps: dict[str, Known] = field(default_factory=dict)
    levels: dict[str, Levels] = field(default_factory=dict)
    cells: dict[str, dict[object, tuple[Any, tuple[object, ...]]]] = field(default_factory=dict)
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    paths: dict[Slot, tuple[Path, ...]] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)
    seen: dict[Slot, int] = field(default_factory=dict)


NOWHERE: Final = Node(states=(), history=MappingProxyType({}))
"""The node of a machine that is not on the map; it never gets a step."""
LEAVING: Final = Node(states=(), history=MappingProxyType({}))
"""The node of a machine that is leaving the map."""
