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

from statecraft.fast.steps import Node, Place, Shortcut
from statecraft.kernel.outcome import Outcome
from statecraft.values.json_values import Value

Cell = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a step begins.

    Attributes:
        levels: (place in the values, state) of each level that it depends on.
    """

    node: Node
    event: str
    levels: tuple[tuple[int, Value], ...]

    def shared(self) -> dict[str, Any] | None:
        """Text → function, where steps share them."""
        return self.node.shared.setdefault(self.event, {}) if self.levels else None


def by_level(levels: Sequence[int], cells: Mapping[object, tuple[Any, Cell]]) -> Shortcut:
    """The function of an event that has a cell for each combination of some levels."""
    key = itemgetter(*levels)

    def shortcut(place: Place, payload: dict[str, Value], is_checked: bool) -> Outcome | None:  # noqa: FBT001 - see ``Shortcut``.
        found = cells.get(key(place.values))
        if found is None:
            return None
        function, cell = found
        outcome: Outcome | None = function(place, payload, is_checked, cell)
        return outcome

    return shortcut
