"""A map of one chart, drawn as it is travelled: configurations and the steps between them.

A step that was seen often enough is recorded (``recording``) and written as a function
(``writing``). The map says nothing of its own: every step on it was made by the plain kernel's
tables, and where it has none the plain kernel takes the event. It holds a bounded number of
steps; when it is full it stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, cast

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.fast.recording import Decided, Entry, Recording
from statecraft.fast.writing import CannotWrite, Shortcut, written
from statecraft.kernel import stepping
from statecraft.kernel.outcome import Microstep, Outcome, ReasonKind
from statecraft.kernel.program import Program
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.stepping import Step
from statecraft.model.profiles import Profile
from statecraft.values.json_values import Value
from statecraft.values.shape import compile_shape

MOST_STEPS: Final = 4_096
"""Steps on one map, the notes that one was seen included."""
MOST_BRANCHES: Final = 4
"""Steps of one event from one configuration, told apart by conditions on data."""
SEEN_BEFORE: Final = 2
"""How often an event must have come to a configuration before its step is recorded."""

_UNSURE: Final = frozenset({ReasonKind.SCHEMA, ReasonKind.ERROR})
"""Refusals that depend on values without a condition having been asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A step on the map.

    Attributes:
        function: None where the step depends on no data and changes no context.
        to: where the machine is afterwards; None where the step was refused or ignored.
        outcome: for the payload ``{}``.
    """

    function: Shortcut | None
    to: Node | None
    outcome: Outcome


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """A configuration: the states, and what history states stand for.

    Attributes:
        steps: event → its known steps from here; never empty.
        seen: event → how often no known step was right.
    """

    states: tuple[StateIndex, ...]
    history: Mapping[StateIndex, tuple[StateIndex, ...]]
    steps: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


class Shortcuts:
    """The map of one chart, shared by its machines."""

    __slots__ = ("_chart", "_machines", "_nodes", "_program", "_size")

    def __init__(self, chart: LoweredChart, machines: Machines) -> None:
        self._chart = chart
        self._machines = machines
        self._program: Program = machines(chart.definition.key)[1]
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._size = 0

    @property
    def size(self) -> int:
        """How many steps and notes there are."""
        return self._size

    def node(self, snapshot: Snapshot) -> Node | None:
        """Where a machine is; None where its state is more than configuration and context."""
        if not is_plain(snapshot, self._chart):
            return None
        root = snapshot.root
        key = (root.states, tuple(root.history.items()))
        found = self._nodes.get(key)
        if found is None and self._size < MOST_STEPS:
            self._size += 1
            found = self._nodes.setdefault(key, Node(states=root.states, history=root.history))
        return found

    def note(self, node: Node, snapshot: Snapshot, event: str, payload: Value) -> None:
        """An event came for which the map has no step; after a while it gets one."""
        seen = node.seen.get(event, 0) + 1
        if seen == 1:
            if self._size >= MOST_STEPS:
                return
            self._size += 1
        node.seen[event] = seen
        branches = node.steps.get(event, ())
        room = self._size < MOST_STEPS and len(branches) < MOST_BRANCHES
        if room and SEEN_BEFORE <= seen < SEEN_BEFORE + MOST_BRANCHES:
            known = self._recorded(snapshot, event, payload)
            if known is not None:
                self._size += 1
                node.steps[event] = (*branches, known)

    def _recorded(self, snapshot: Snapshot, event: str, payload: Value) -> Known | None:
        """The step as one on the map; None when it cannot be one."""
        if event == stepping.CHILD_CHANGE or not isinstance(payload, dict):
            return None
        own = dict(payload)  # No other value is this object.
        recording = Recording(self._program, self._chart, own)
        step = self._taken(recording, snapshot, event, own)
        if not recording.is_usable or not _is_on_map(step, snapshot, recording):
            return None
        if _has_chained_cascades(self._chart, step.outcome.path):
            return None
        try:
            function = self._function(event, recording.entries)
        except CannotWrite:
            return None
        to = self.node(step.snapshot) if step.outcome.accepted else None
        if step.outcome.accepted and to is None:
            return None
        return Known(function=function, to=to, outcome=replace(step.outcome, data={}))

    def _taken(self, recording: Recording, snapshot: Snapshot, event: str, payload: Value) -> Step:
        def machines(key: str) -> tuple[LoweredChart, Program]:
            chart, program = self._machines(key)
            return chart, cast("Program", recording) if chart is self._chart else program

        def begin(before: Snapshot) -> StepWork:
            recording.step = StepWork(before, machines, {}, before.now_ms)
            return recording.step

        return stepping.take(snapshot, begin, event, payload)

    def _function(self, event: str, entries: list[Entry]) -> Shortcut | None:
        """The function of a recording, behind the test of a declared payload."""
        made = written(entries, self._chart, self._program)
        declared = self._chart.definition.events.get(event)
        if declared is None or declared.payload is None:
            return made
        fits = compile_shape(declared.payload)

        def shortcut(context: dict[str, Value], payload: Value) -> dict[str, Value] | None:
            if not fits(payload):
                return None
            return context if made is None else made(context, payload)

        return shortcut


def has_map(chart: LoweredChart) -> bool:
    """Whether steps of this chart can be on a map at all."""
    definition = chart.definition
    return (
        definition.profile == Profile(name=definition.profile.name)
        and not definition.functions
        and not any(row.invokes for row in chart.rows)
    )


def is_plain(snapshot: Snapshot, chart: LoweredChart) -> bool:
    """Whether configuration, history and context are all there is to a snapshot."""
    root = snapshot.root
    return (
        root.chart is chart
        and len(snapshot.activations) == 1
        and not (snapshot.timers or snapshot.queue)
        and not (root.pending or root.runs or root.waiting)
        and root.status == "active"
    )


def _is_on_map(step: Step, before: Snapshot, recording: Recording) -> bool:
    """Whether the step is told by its entries, the next configuration and its outcome."""
    outcome = step.outcome
    if outcome.note is not None or step.effects:
        return False
    if outcome.accepted:
        after = step.snapshot
        return after.next_serial == before.next_serial and after.output == before.output
    depends = any(isinstance(entry, Decided) for entry in recording.entries)
    return (
        not depends
        and not recording.tells_data
        and _UNSURE.isdisjoint(reason.kind for reason in outcome.reasons)
    )


def _has_chained_cascades(chart: LoweredChart, path: tuple[Microstep, ...]) -> bool:
    """Whether one round of cascades led to another: contexts are then compared for cycles."""
    spans = {lowered.rule.span for lowered in chart.cascades}
    is_round = [each.event is None and spans.issuperset(each.places) for each in path]
    return any(one and other for one, other in pairwise(is_round))
