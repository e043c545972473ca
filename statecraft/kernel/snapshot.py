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

StepAddress = tuple[int, StateIndex]
"""A step of a run: the run's serial number, and the state's number in its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """A host action that has not answered. ``done`` and ``error`` are the answer's event names.

    ``step`` is the (run, state of its template) that awaits the answer itself.
    """

    serial: int
    id: str
    name: str
    done: str
    error: str
    step: StepAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """One run of a chart.

    Attributes:
        states: the configuration in document order, without the roots of the regions.
        context: the stored variables. Values in it are never changed in place.
        history: history state → the states it stands for.
        status: "active", "done" or "error"; ``output`` is set by the latter two.
        runs: of pipelines and workflows, in order of start; ``waiting`` are yet to begin.
        child_of: where a child hangs; None for the root.
    """

    serial: int
    chart: LoweredChart
    states: tuple[StateIndex, ...]
    context: Mapping[str, Value]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    status: str
    output: Value
    pending: tuple[PendingAction, ...]
    runs: tuple[Run, ...] = ()
    waiting: tuple[WaitingStart, ...] = ()
    child_of: ChildPlace | None = None

    def configuration(self) -> tuple[str, ...]:
        """Full paths of the active states of the tree, in document order."""
        rows = (self.chart.rows[state] for state in self.states)
        return tuple(row.path for row in rows if row.region == self.chart.tree)

    def dimension_values(self) -> dict[str, Value]:
        """Name → value of the stored dimensions, in order of text."""
        if not self.chart.by_dimension:
            return {}
        rows, regions, tree = self.chart.rows, self.chart.regions, self.chart.tree
        active = (rows[state] for state in self.states)
        return {regions[row.region].name: row.value for row in active if row.region != tree}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPlace:
    """Where a child hangs: its parent's serial number, the invoking state, and the slot's id.

    ``invoke`` is the place of the invoke in the state's list.
    """

    parent: int
    state: StateIndex
    invoke: int
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a pipeline or workflow (semantics 13.1).

    Attributes:
        key: of its template.
        states: the active ones, by their number in the template.
        awaited_by: the step that waits for its end.
        call: place in ``LoweredChart.calls`` of what called it; None when the host did.
        scope: the run in whose scope it was called; None for the machine's own scope.
        caller: the activation that called it, when that is another than its owner; ``call``,
            ``scope`` and ``awaited_by`` are then of that one.
        depth: how many runs it stands inside of.
    """

    serial: int
    key: str
    states: tuple[StateIndex, ...]
    locals: Mapping[str, Value]
    awaited_by: StepAddress | None
    call: int | None
    scope: int | None
    depth: int
    caller: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingStart:
    """A start that waits for the end of a run (``while_running: queue``)."""

    key: str
    parameters: Value
    awaited_by: StepAddress | None
    call: int | None
    scope: int | None
    depth: int
    caller: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """An event that is due later.

    Attributes:
        id: the ``send``'s id.
        due_ms: in milliseconds on the clock of ``now``.
        serial: order among timers that are due together.
        to: another instance, or None for the activation itself.
        after: (state, place in its ``after`` list) of a private timer; ``event`` is then "after".
        run: the run that the state belongs to; the state is then numbered in its template.
    """

    activation: int
    id: str | None
    due_ms: int
    serial: int
    event: str
    data: Value
    to: str | None = None
    after: tuple[StateIndex, int] | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An event that waits for a step of its own in this turn.

    Attributes:
        step: the step of a run that takes it as its failure (semantics 13.13).
        slot: it goes to the child in this slot of the activation instead.
        origin: the child that sent it; when that is gone, so is the event.
        start: it is no event but the start of a child in this place; ``data`` is its input.
        begins: it is no event but the beginning of the first start of this template that waits.
        stops: it is no event but the end of the run with this serial number.
        is_own: it is for the activation itself and is not routed to its submachines.
        sender: the activation that sent it; ``send_id`` is the id that its ``send`` gives.
    """

    activation: int
    event: str
    data: Value
    step: StepAddress | None = None
    slot: str | None = None
    origin: int | None = None
    start: ChildPlace | None = None
    begins: str | None = None
    stops: int | None = None
    is_own: bool = False
    sender: int | None = None
    send_id: str | None = None


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
    def runs(self) -> tuple[Run, ...]:
        """The root's runs."""
        return self.activations[0].runs

    @property
    def pending(self) -> tuple[PendingAction, ...]:
        """The host actions of all activations that have not answered."""
        return tuple(each for activation in self.activations for each in activation.pending)

    def activation(self, serial: int) -> Activation | None:
        """The activation with this serial number, if it is there."""
        for each in self.activations:
            if each.serial == serial:
                return each
        return None

    @property
    def chart(self) -> LoweredChart:
        """The machine's chart."""
        return self.activations[0].chart

    @property
    def configuration(self) -> tuple[str, ...]:
        """Full paths of the active states of the tree, in document order."""
        return self.root.configuration()

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
