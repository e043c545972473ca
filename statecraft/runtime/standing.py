"""Machines that stand at their start: what all such machines of a chart have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from statecraft.fast.layout import is_plain
from statecraft.fast.position import Position
from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.watching import has_map
from statecraft.kernel.chart import Chart
from statecraft.kernel.given import milliseconds
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.runtime.clock import SystemClock
from statecraft.runtime.shortcut_maps import is_open_to, shortcuts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The start of every machine of a chart that is given nothing, and from which nothing follows.

    Such a machine needs no session until something is sent to it: it keeps this, which all of
    them share, and the time of its start. After an event that went by a shortcut it keeps its
    position as well.
    """

    id: str
    step: Step
    shortcuts: Shortcuts | None

    @property
    def outcome(self) -> Outcome:
        """That of the start."""
        return self.step.outcome

    def snapshot(self, since: float) -> Snapshot:
        """The state of a machine that stands since then."""
        return replace(self.step.snapshot, now_ms=milliseconds(since))

    def position(self) -> Position | None:
        """That of a machine which is about to move; None where it needs a session for that."""
        if self.shortcuts is None:
            return None
        position = Position(self.shortcuts, self.step.snapshot, CLOCK)
        return position if position.enter() else None


CLOCK: Final = SystemClock()
"""That of all machines that are given nothing."""
_STANDING: Final[WeakKeyDictionary[Chart, Standing | None]] = WeakKeyDictionary()


def standing_of(chart: Chart) -> Standing | None:
    """What machines of the chart share while they stand; None where each starts by itself."""
    try:
        return _STANDING[chart]
    except KeyError:
        return _STANDING.setdefault(chart, _standing(chart))


def _standing(chart: Chart) -> Standing | None:
    definition, lowered = chart.definition, chart.lowered
    if definition.actions or not has_map(lowered) or lowered.reads_now:
        return None
    step = chart.start()
    if step.effects or not step.outcome.accepted or not is_plain(step.snapshot, lowered):
        return None
    shortcuts = shortcuts_of(chart, CLOCK) if is_open_to(CLOCK) else None
    return Standing(id=definition.id, step=step, shortcuts=shortcuts)
