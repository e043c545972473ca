"""The search of one wide layer at once, with numpy: the extra ``fast``.

Where all states fit into a map of bytes, a layer is an array of packed states, and each joined
table is a few columns: rows are found by the bits of the table's support, put side by side, and
hold what is to be added to a state. No two rows of a column lead to one state, so that nothing that
a column finds has to be looked for twice.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

Fill = Callable[[int], Iterable[tuple[Hashable, int]]]
"""A packed state → what some tables make of it: whose change it is, and the change."""

MOST_BITS_OF_A_TABLE = 20
_PORTION = 1 << 14


def numpy() -> Any:
    """The package; None where it is not installed."""
    try:
        import numpy as np
    except ImportError:
        return None
    return np


class Columns:
    """One joined table: for each mixture of the bits of its mask the changes, by column."""

    def __init__(self, np: Any, mask: int, fill: Fill) -> None:
        self._np = np
        self._fill = fill
        self._runs = runs_of(mask)
        self._rows = 1 << mask.bit_count()
        self._is_filled = np.zeros(self._rows, bool)
        self._columns: list[Any] = []
        self._goals: list[set[int]] = []
        self._places: dict[Hashable, dict[int, None]] = {}
        self._mask = mask

    def led_to(self, states: Any) -> Iterator[Any]:
        """For each column the states that it leads to, those that it leaves alone perhaps too."""
        np = self._np
        rows = np.zeros(len(states), np.int64)
        for shift, bits, place in self._runs:
            rows |= ((states >> shift) & ((1 << bits) - 1)) << place
        filled = self._is_filled.take(rows)
        if not filled.all():
            for row, at in zip(*np.unique(rows[~filled], return_index=True), strict=True):
                self._make(int(row), int(states[~filled][at]))
        for column in self._columns:
            yield states + column.take(rows)

    def _make(self, row: int, state: int) -> None:
        self._is_filled[row] = True
        key = state & self._mask
        for whose, change in self._fill(state):
            place = self._place(whose, row, key + change)
            self._columns[place][row] = change
            self._goals[place].add(key + change)

    def _place(self, whose: Hashable, row: int, goal: int) -> int:
        """The column of a change: one that had changes of the same choice before, if it can be."""
        earlier = self._places.setdefault(whose, {})
        tried = dict.fromkeys((*earlier, *range(len(self._columns))))
        place = next((each for each in tried if self._is_free(each, row, goal)), None)
        if place is None:
            place = len(self._columns)
            self._columns.append(self._np.zeros(self._rows, self._np.int64))
            self._goals.append(set())
        earlier[place] = None
        return place

    def _is_free(self, place: int, row: int, goal: int) -> bool:
        return not self._columns[place][row] and goal not in self._goals[place]


class Wide:
    """The tables of one search; ``met`` is the map of bytes that it shares with the slow way."""

    def __init__(self, np: Any, met: bytearray, tables: Sequence[tuple[int, Fill]]) -> None:
        self._np = np
        self._met = np.frombuffer(met, np.uint8)
        self._tables = [Columns(np, mask, fill) for mask, fill in tables]

    def after(self, portion: Sequence[int]) -> array[int]:
        """The states that some states lead to and that were not met before."""
        np, met = self._np, self._met
        given = np.asarray(portion, np.int64)
        found = []
        for start in range(0, len(given), _PORTION):
            states = given[start : start + _PORTION]
            for table in self._tables:
                for led_to in table.led_to(states):
                    fresh = led_to.compress(met.take(led_to) == 0)
                    met[fresh] = 1
                    found.append(fresh)
        if not found:
            return array("q")
        layer = np.concatenate(found)
        layer.sort()  # What is near in the map is asked for together.
        return array("q", layer.tobytes())


def runs_of(mask: int) -> list[tuple[int, int, int]]:
    """The runs of bits of a mask: (lowest bit, how many, lowest bit when they stand together)."""
    found: list[tuple[int, int, int]] = []
    place = shift = 0
    while mask >> shift:
        if not (mask >> shift) & 1:
            shift += 1
            continue
        bits = 0
        while (mask >> (shift + bits)) & 1:
            bits += 1
        found.append((shift, bits, place))
        place += bits
        shift += bits
    return found
