"""The whole state of a running machine, frozen.

A snapshot is a tree of activations (so far the machine's own alone), the timers, and the queue
of the turn. It holds plain values and numbers of states; ``to_json`` in ``codec`` gives names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.values.json_values import Value

ROOT = 0
"""The serial number of the machine's own activation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """A host action that has not answered. ``done`` and ``error`` are the answer's event names."""

    serial: int
    id: str
    name: str
    done: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """One run of a chart.

    Attributes:
        states: the configuration in document order, without the roots of the regions.
        context: the stored variables. Values in it are never changed in place.
        history: history state → the states it stands for.
        status: "active" or "done"; ``output`` is set by the latter.
    """

    serial: int
    chart: LoweredChart
    states: tuple[StateIndex, ...]
    context: Mapping[str, Value]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    status: str
    output: Value
    pending: tuple[PendingAction, ...]

    def dimension_values(self) -> dict[str, Value]:
        """Name → value of the stored dimensions, in order of text."""
        rows, regions, tree = self.chart.rows, self.chart.regions, self.chart.tree
        active = (rows[state] for state in self.states)
        return {regions[row.region].name: row.value for row in active if row.region != tree}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """An event that is due later.

    Attributes:
        id: the ``send``'s id.
        due_ms: in milliseconds on the clock of ``now``.
        serial: order among timers that are due together.
        to: another instance, or None for the activation itself.
        after: (state, place in its ``after`` list) of a private timer; ``event`` is then "after".
    """

    activation: int
    id: str | None
    due_ms: int
    serial: int
    event: str
    data: Value
    to: str | None = None
    after: tuple[StateIndex, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An event that waits for a step of its own in this turn."""

    activation: int
    event: str
    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A machine between two steps.

    Attributes:
        activations: the root first.
        timers: sorted by (due, serial).
        queue: the turn's, first to last.
        next_serial: for timers and pending actions.
        now_ms: of the last step.
    """

    activations: tuple[Activation, ...]
    timers: tuple[Timer, ...] = ()
    queue: tuple[Queued, ...] = ()
    next_serial: int = 1
    now_ms: int = 0

    @property
    def root(self) -> Activation:
        """The machine's own activation."""
        return self.activations[0]

    @property
    def chart(self) -> LoweredChart:
        """The machine's chart."""
        return self.activations[0].chart

    @property
    def configuration(self) -> tuple[str, ...]:
        """Full paths of the active states of the tree, in document order."""
        chart = self.chart
        rows = (chart.rows[state] for state in self.root.states)
        return tuple(row.path for row in rows if row.region == chart.tree)

    @property
    def dimensions(self) -> dict[str, Value]:
        """Name → value of the stored dimensions, in order of text."""
        return self.root.dimension_values()

    @property
    def context(self) -> dict[str, Value]:
        """Name → value of the stored context variables."""
        return dict(self.root.context)

    @property
    def status(self) -> str:
        """``active`` or ``done``."""
        return self.root.status

    @property
    def output(self) -> Value:
        """The machine's output once it is done."""
        return self.root.output

    @property
    def due(self) -> float | None:
        """Seconds on the clock of ``now`` at which the next step is due; None when none is."""
        if self.queue:
            return self.now_ms / 1000
        return self.timers[0].due_ms / 1000 if self.timers else None
