"""The maps of shortcuts of the charts that run in this process, one for each chart."""

from __future__ import annotations

import sys
from threading import RLock
from typing import Final
from weakref import WeakKeyDictionary

from statecraft.fast.position import Position
from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.watching import has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.clock import Clock, SimulatedClock, SystemClock

_MAPS: Final[WeakKeyDictionary[Chart, Shortcuts | None]] = WeakKeyDictionary()


def shortcuts_of(chart: Chart, clock: Clock) -> Shortcuts | None:
    """The map that the machines of a chart share; None where each event takes the plain way.

    A clock of somebody else's may count how often it is asked, or give what is no time.
    """
    if clock.__class__ not in (SystemClock, SimulatedClock):
        return None
    if chart not in _MAPS:
        lowered = chart.lowered
        _MAPS[chart] = (
            Shortcuts(lowered, chart.machines, lock=RLock()) if has_map(lowered) else None
        )
    return _MAPS[chart]


def position_of(chart: Chart, snapshot: Snapshot, clock: Clock) -> Position:
    """The place of a machine that is in this state."""
    return Position(shortcuts_of(chart, clock), snapshot, clock)


_HAS_GLOBAL_LOCK: Final[bool] = getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether other threads wait while nothing is called (see ``Position``)."""


def is_open_to(clock: Clock) -> bool:
    """Whether a machine that lives alone with this clock may take steps without a lock."""
    return _HAS_GLOBAL_LOCK and clock.__class__ is SystemClock
