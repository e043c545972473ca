"""A map of one chart, drawn as it is travelled: configurations and the steps between them.

A step that was seen often enough is recorded (``recording``) and written as a function
(``writing``). The map says nothing of its own: every step on it was made by the plain kernel's
tables, and where it has none the plain kernel takes the event. It holds a bounded number of
steps; when it is full it stays as it is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, cast

from statecraft.chart.tables import LoweredChart, RegionIndex, StateIndex
from statecraft.fast.assignments import integers_between_steps
from statecraft.fast.levels import Start, put_in_place
from statecraft.fast.moments import CannotWrite
from statecraft.fast.payload_tests import PayloadTests, fits_nothing, kind_of
from statecraft.fast.reach import MOST_CONFIGURATIONS, Reach
from statecraft.fast.recording import Decided, Recording
from statecraft.fast.steps import (
    CheckedPayload,
    Node,
    NoPayload,
    Path,
    Slot,
    UsualPayload,
    Variables,
)
from statecraft.fast.writing import written
from statecraft.kernel import stepping
from statecraft.kernel.cascades import settle
from statecraft.kernel.failures import Refusal
from statecraft.kernel.macrostep import is_closed
from statecraft.kernel.outcome import Microstep, Outcome, Reason, ReasonKind
from statecraft.kernel.program import Program
from statecraft.kernel.rules import check_constraints
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.stepping import Step
from statecraft.model.profiles import Profile
from statecraft.model.states import HostChild
from statecraft.values.json_values import Value

MOST_STEPS: Final = 8_192
"""NodeSteps on one map, the notes that one was seen included."""
MOST_BRANCHES: Final = 4
"""NodeSteps of one event from one configuration, told apart by conditions on data."""
MOST_STRANGERS: Final = 64
"""Events that the definition does not name; whoever sends many of them does not fill the map."""
SEEN_BEFORE: Final = 1
"""How often an event must have come to a configuration before its step is recorded."""

_UNSURE: Final = frozenset({ReasonKind.SCHEMA, ReasonKind.ERROR})
"""Refusals that depend on values without a condition having been asked."""


Sent = tuple[str, dict[str, Value]]
"""An event and its payload."""


class Shortcuts:
    """The map of one chart, shared by its machines."""

    __slots__ = (
        "_chart",
        "_integers",
        "_machines",
        "_nodes",
        "_program",
        "_reach",
        "_size",
        "_strangers",
    )

    def __init__(
        self, chart: LoweredChart, machines: Machines, most: int = MOST_CONFIGURATIONS
    ) -> None:
        self._chart = chart
        self._machines = machines
        self._program: Program = machines(chart.definition.key)[1]
        self._reach = Reach(chart, self._program.definitions, most)
        shapes = {each.name: each.shape for each in chart.definition.context}
        self._integers = integers_between_steps(shapes)
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._strangers: set[str] = set()
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
        if any(root.context[name].__class__ is not int for name in self._integers):
            return None
        if self._reach.levels and not self._is_settled(snapshot):
            return None
        states = self._reach.fixed_states(root.states)
        key = (states, tuple(root.history.items()))
        found = self._nodes.get(key)
        if found is None and self._size < MOST_STEPS:
            self._size += 1
            found = self._nodes.setdefault(key, Node(states=states, history=root.history))
        return found

    def values(self, snapshot: Snapshot) -> Variables:
        """What the machine of a snapshot holds at its node."""
        return [*snapshot.root.context.values(), *self._reach.level_values(snapshot.root)]

    def states(self, node: Node, values: Variables) -> tuple[StateIndex, ...]:
        """The whole configuration of a machine."""
        levels = len(self._reach.levels)
        if not levels:
            return node.states
        return tuple(sorted((*node.states, *cast("list[int]", values[-levels:]))))

    def _is_settled(self, snapshot: Snapshot) -> bool:
        """Whether the rules that are asked at the end of every step have nothing to say now."""
        work = self._begun(snapshot).root
        work.begin_event({"event": {}, "event_name": ""})
        try:
            settle(work)
            check_constraints(work)
            return not work.path and not is_closed(work)
        except Refusal:
            return False

    def note(self, node: Node, values: Variables, snapshot: Snapshot, sent: Sent) -> bool:
        """An event came for which the map has no step; whether it has got one now."""
        event, payload = sent
        slot = _slot(node, values, event)
        seen = node.seen.get(slot, 0) + 1
        if seen == 1:
            if self._size >= MOST_STEPS or self._is_strange(event):
                return False
            self._size += 1
        node.seen[slot] = seen
        paths = node.paths.get(slot, ())
        if self._is_of_new_kind(node, slot, payload) and paths:
            return self._learn(node, slot, paths)
        room = self._size < MOST_STEPS and len(paths) < MOST_BRANCHES
        if room and SEEN_BEFORE <= seen < SEEN_BEFORE + MOST_BRANCHES:
            path = self._recorded(node, snapshot, event, payload)
            if path is not None:
                slot = _slot(node, values, event)
                self._is_of_new_kind(node, slot, payload)
                return self._learn(node, slot, (*node.paths.get(slot, ()), path))
        return False

    def _is_of_new_kind(self, node: Node, slot: Slot, payload: dict[str, Value]) -> bool:
        """Whether the event comes with such a payload for the first time."""
        known = node.kinds.get(slot, ())
        kind = kind_of(payload, known)
        node.kinds[slot] = known if kind in known else (*known, kind)
        return kind not in known

    def _is_strange(self, event: str) -> bool:
        """Whether the definition does not name the event, and too many such have come."""
        if event not in self._chart.events and len(self._strangers) < MOST_STRANGERS:
            self._strangers.add(event)
        return event not in self._chart.events and event not in self._strangers

    def reasons(self, snapshot: Snapshot, event: str, payload: Value) -> tuple[Reason, ...]:
        """Why an event is refused."""
        return stepping.take(snapshot, self._begun, event, payload).outcome.reasons

    def _begun(self, before: Snapshot) -> StepWork:
        return StepWork(before, self._machines, {}, before.now_ms)

    def _learn(self, node: Node, slot: Slot, paths: tuple[Path, ...]) -> bool:
        event, at = slot
        declared = self._chart.definition.events.get(event)
        shape = None if declared is None else declared.payload
        levels = node.levels.get(event, ())
        [first, *others] = paths
        is_fixed = not (others or first.entries or first.reasons_vary or levels or first.moves)
        is_fixed = is_fixed and fits_nothing(shape)
        pairs = tuple(zip(levels, at, strict=True))
        width = len(self._chart.definition.context) + len(self._reach.levels)
        start = Start(node=node, event=event, levels=pairs, width=width)
        made = {}
        try:
            for kind in node.kinds[slot]:
                if not is_fixed or not isinstance(kind, NoPayload):
                    tests = PayloadTests(kind=kind, shape=shape)
                    made[kind.__class__] = written(paths, start, self._chart, self._program, tests)
        except CannotWrite:
            return False
        node.paths[slot] = paths
        self._size += 1
        fixed = (first.to.steps, first.outcome) if is_fixed else None
        put_in_place(node, slot, made, fixed)
        return True

    def _depend(self, node: Node, event: str, found: frozenset[RegionIndex]) -> None:
        """From now on the step depends on these levels, too."""
        first = len(self._chart.definition.context)
        places = {first + n for n, region in enumerate(self._reach.levels) if region in found}
        if not places <= set(node.levels.get(event, ())):
            node.levels[event] = tuple(sorted(places.union(node.levels.get(event, ()))))
            node.steps.pop(event, None)
            node.checked.pop(event, None)
            node.shared.pop(event, None)
            for kind in (NoPayload, UsualPayload, CheckedPayload):
                node.cells.pop((event, kind), None)
            for slot in [slot for slot in node.paths if slot[0] == event]:
                del node.paths[slot], node.kinds[slot]

    def _recorded(self, node: Node, snapshot: Snapshot, event: str, payload: Value) -> Path | None:
        """The step as a way on the map; None when it cannot be one."""
        if event == stepping.CHILD_CHANGE or not isinstance(payload, dict):
            return None
        own = dict(payload)  # No other value is this object.
        recording = Recording(self._program, self._chart, own)
        step = self._taken(recording, snapshot, event, own)
        if not recording.is_usable or not _is_on_map(step, snapshot):
            return None
        if _has_chained_cascades(self._chart, step.outcome.path):
            return None
        to = self.node(step.snapshot) if step.outcome.accepted else node
        if to is None:
            return None
        self._depend(node, event, self._reach.step_levels(recording, event, step.outcome))
        first = len(self._chart.definition.context)
        levels = [self._reach.levels[place - first] for place in node.levels.get(event, ())]
        entries = recording.entries
        if self._reach.levels:
            entries = list(self._reach.told(entries, frozenset(levels)))
        before, after = self.values(snapshot), self.values(step.snapshot)
        depends = any(isinstance(entry, Decided) for entry in recording.entries)
        return Path(
            entries=tuple(entries),
            to=to,
            moves=tuple(
                (n, cast("int", after[n]))
                for n in range(first, len(after))
                if after[n] != before[n]
            ),
            outcome=Outcome(step.outcome.told, {}),
            reasons_vary=bool(step.outcome.reasons) and (depends or recording.tells_data),
        )

    def _taken(self, recording: Recording, snapshot: Snapshot, event: str, payload: Value) -> Step:
        def machines(key: str) -> tuple[LoweredChart, Program]:
            chart, program = self._machines(key)
            return chart, cast("Program", recording) if chart is self._chart else program

        def begin(before: Snapshot) -> StepWork:
            recording.step = StepWork(before, machines, {}, before.now_ms)
            return recording.step

        return stepping.take(snapshot, begin, event, payload)


def has_map(chart: LoweredChart) -> bool:
    """Whether steps of this chart can be on a map at all."""
    definition = chart.definition
    return (
        definition.profile == Profile(name=definition.profile.name)
        and not definition.functions
        and not any(isinstance(each.child, HostChild) for each in chart.invokes)
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
        and tuple(root.context) == tuple(each.name for each in chart.definition.context)
    )


def _is_on_map(step: Step, before: Snapshot) -> bool:
    """Whether the step is told by its entries, the next configuration and its outcome."""
    outcome = step.outcome
    if outcome.note is not None or step.effects:
        return False
    if outcome.accepted:
        after = step.snapshot
        return after.next_serial == before.next_serial and after.output == before.output
    return _UNSURE.isdisjoint(reason.kind for reason in outcome.reasons)


def _has_chained_cascades(chart: LoweredChart, path: tuple[Microstep, ...]) -> bool:
    """Whether one round of cascades led to another: contexts are then compared for cycles."""
    spans = {lowered.rule.span for lowered in chart.cascades}
    is_round = [each.event is None and spans.issuperset(each.places) for each in path]
    return any(one and other for one, other in pairwise(is_round))


def _slot(node: Node, values: Variables, event: str) -> Slot:
    return event, tuple(values[place] for place in node.levels.get(event, ()))
