"""Steps that are known for some levels, whatever the others are.

There is one such step for each combination of those levels, and they differ in little: the states
that they test and leave, the node and the outcome. Steps of the same text share their function.
What differs is in a *cell*, which the function is given. So a step takes little room, and the
functions stay where the processor finds them fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from statecraft.fast.steps import (
    CheckedPayload,
    Node,
    NodeSteps,
    NoPayload,
    Paid,
    Place,
    Shortcut,
    Slot,
    UsualPayload,
    unknown,
)
from statecraft.kernel.outcome import Outcome
from statecraft.values.json_values import Value

Cell = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a step begins.

    Attributes:
        levels: (place in the values, state) of each level that it depends on.
        width: how many values a machine holds.
    """

    node: Node
    event: str
    levels: tuple[tuple[int, Value], ...]
    width: int

    def shared(self) -> dict[str, Any] | None:
        """Text → function, where steps share them."""
        return self.node.shared.setdefault(self.event, {}) if self.levels else None


Cells = Mapping[object, tuple[Any, Cell]]
"""The states of some levels → a function and its cell."""


def put_in_place(
    node: Node,
    slot: Slot,
    made: Mapping[type, tuple[Any, Cell]],
    fixed: tuple[NodeSteps, Outcome] | None,
) -> None:
    """Take an event by these functions from now on, one for each kind of payload.

    *fixed* is what becomes of one without a payload, where that is always the same.
    """
    event, at = slot
    levels = node.levels.get(event, ())
    found = {kind: function for kind, (function, _) in made.items()}
    if levels:
        for kind, pair in made.items():
            node.cells.setdefault((event, kind), {})[at if len(at) > 1 else at[0]] = pair
        for kind in (NoPayload, UsualPayload, CheckedPayload):
            cells = node.cells.get((event, kind), {})
            found[kind] = (by_level if kind is NoPayload else paid_by_level)(levels, cells)
    to, answer = (None, found.get(NoPayload, unknown)) if fixed is None else fixed
    node.steps[event] = (to, answer, found.get(UsualPayload, unknown))
    node.checked[event] = found.get(CheckedPayload, unknown)


def by_level(levels: Sequence[int], cells: Cells) -> Shortcut:
    """The function of an event that has a cell for each combination of some levels."""
    key = itemgetter(*levels)

    def shortcut(place: Place) -> Outcome | None:
        found = cells.get(key(place.values))
        if found is None:
            return None
        function, cell = found
        outcome: Outcome | None = function(place, cell)
        return outcome

    return shortcut


def paid_by_level(levels: Sequence[int], cells: Cells) -> Paid:
    """The same for an event that comes with a payload."""
    key = itemgetter(*levels)

    def shortcut(place: Place, payload: dict[str, Value]) -> Outcome | None:
        found = cells.get(key(place.values))
        if found is None:
            return None
        function, cell = found
        outcome: Outcome | None = function(place, payload, cell)
        return outcome

    return shortcut
