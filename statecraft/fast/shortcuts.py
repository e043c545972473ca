"""A map of one chart, drawn as it is travelled: configurations and the steps between them.

A step that was seen often enough is recorded (``recording``) and written as a function
(``writing``). The map says nothing of its own: every step on it was made by the plain kernel's
tables, and where it has none the plain kernel takes the event. It holds a bounded number of
steps (``nodes``).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Final, cast

from statecraft.chart.tables import LoweredChart, RegionIndex, StateIndex
from statecraft.fast.beside import Beside
from statecraft.fast.entries import Decided
from statecraft.fast.layout import Layout, children_of, is_plain, node_key
from statecraft.fast.levels import Start, put_in_place
from statecraft.fast.nodes import Nodes
from statecraft.fast.payload_tests import fits_nothing, is_of_new_kind
from statecraft.fast.reach import MOST_CONFIGURATIONS, Reach
from statecraft.fast.recording import Recording
from statecraft.fast.steps import (
    CheckedPayload,
    Node,
    NoPayload,
    Path,
    Slot,
    UsualPayload,
    Variables,
)
from statecraft.fast.turns import recorded_turn
from statecraft.fast.watching import Known
from statecraft.fast.writing import written_for
from statecraft.kernel import stepping
from statecraft.kernel.cascades import settle
from statecraft.kernel.failures import Refusal
from statecraft.kernel.macrostep import is_closed
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.kernel.rules import check_constraints
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.stepping import Step
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape

MOST_STEPS: Final = 8_192
"""Steps on one map, the notes that one was seen included."""
MOST_BRANCHES: Final = 4
"""Steps of one event from one configuration, told apart by conditions on data."""
MOST_STRANGERS: Final = 64
"""Events that the definition does not name; whoever sends many of them does not fill the map."""
SEEN_BEFORE: Final = 1
"""How often an event must have come to a configuration before its step is recorded."""
SEEN_AGAIN: Final = 2
"""The same once the map has been full: a machine that never comes back need not be recorded."""

ALONE: Final = nullcontext()
"""The lock of a map that one thread uses."""

Sent = tuple[str, dict[str, Value]]
"""An event and its payload."""


class Shortcuts:
    """The map of one chart, shared by its machines."""

    __slots__ = (
        "_chart",
        "_known",
        "_lock",
        "_machines",
        "_nodes",
        "_reach",
        "_room",
        "_strangers",
        "_vain",
        "beside",
        "layout",
    )

    def __init__(
        self,
        chart: LoweredChart,
        machines: Machines,
        most: int = MOST_CONFIGURATIONS,
        lock: AbstractContextManager[object] = ALONE,
    ) -> None:
        """A map without a node; threads that share it learn in turns, by the *lock*."""
        self._chart = chart
        self._machines = machines
        program = machines(chart.definition.key)[1]
        self._reach = Reach(chart, program.definitions, most)
        self.layout = Layout(chart=chart, reach=self._reach)
        self._known: dict[str, Known] = {}
        self._room = 0
        self._nodes = Nodes(MOST_STEPS)
        self.beside = Beside(self.layout, machines, lock)
        self._strangers: set[str] = set()
        self._vain: set[tuple[tuple[StateIndex, ...], str]] = set()
        self._lock = lock

    @property
    def size(self) -> int:
        """How many steps and notes there are."""
        return self._nodes.size

    def node(self, snapshot: Snapshot) -> Node | None:
        """Where a machine is; None where its state is more than configuration and context."""
        if not is_plain(snapshot, self._chart):
            return None
        root = snapshot.root
        if self._reach.levels and not self._is_settled(snapshot):
            return None
        states = self._reach.fixed_states(root.states)
        node = Node(states=states, history=root.history, children=children_of(snapshot))
        key = node_key(node)
        with self._lock:
            found = self._nodes.get(key) or node
            self._nodes.keep(key, found)
            self._room = max(self._room, self.layout.width(found))
        return found

    def values(self, snapshot: Snapshot) -> Variables:
        """What the machine of a snapshot holds at its node."""
        return self.layout.values(snapshot)

    def is_vain(self, snapshot: Snapshot, event: str) -> bool:
        """Whether this event has been recorded often enough in these states to no avail."""
        return (snapshot.root.states, event) in self._vain

    def make_room(self, values: Variables) -> None:
        """Let the values be as many as any node that is known needs; more do no harm."""
        if len(values) < self._room:
            values.extend([None] * (self._room - len(values)))

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
        if self._is_strange(node, event):
            return False
        with self._lock:
            self._nodes.forget()
            self._nodes.keep(node_key(node), node)
            slot = _slot(node, values, event)
            track = self._nodes.track(node, slot)
            track.seen += 1
            if is_of_new_kind(track, payload) and track.paths:
                return self._learn(node, slot, track.paths)
            first = SEEN_AGAIN if self._nodes.has_forgotten else SEEN_BEFORE
            if len(track.paths) < MOST_BRANCHES and first <= track.seen < first + MOST_BRANCHES:
                path = self._recorded(node, snapshot, event, payload)
                if path is not None:
                    slot = _slot(node, values, event)
                    track = self._nodes.track(node, slot)
                    is_of_new_kind(track, payload)
                    return self._learn(node, slot, (*track.paths, path))
            if not track.paths and track.seen >= first + MOST_BRANCHES:
                self._give_up(snapshot, event)
            return False

    def _give_up(self, snapshot: Snapshot, event: str) -> None:
        """From now on the way onto the map and off again is saved."""
        if len(self._vain) >= MOST_STEPS:
            self._vain.clear()
        self._vain.add((snapshot.root.states, event))

    def _is_strange(self, node: Node, event: str) -> bool:
        """Whether no machine of the tree names the event, and too many such have come."""
        charts = (self._chart, *(child.chart for child in node.children))
        if any(event in chart.events for chart in charts):
            return False
        if len(self._strangers) < MOST_STRANGERS:
            self._strangers.add(event)
        return event not in self._strangers

    def reasons(self, snapshot: Snapshot, event: str, payload: Value) -> tuple[Reason, ...]:
        """Why an event is refused."""
        return stepping.take(snapshot, self._begun, event, payload).outcome.reasons

    def _begun(self, before: Snapshot) -> StepWork:
        return StepWork(before, self._machines, {}, before.now_ms)

    def _learn(self, node: Node, slot: Slot, paths: tuple[Path, ...]) -> bool:
        event, at = slot
        track = self._nodes.track(node, slot)
        shapes = self._payloads(node, event)
        levels = node.levels.get(event, ())
        first = paths[0]
        is_fixed = not (paths[1:] or first.entries or first.reasons_vary or levels or first.moves)
        may_lack = all(map(fits_nothing, shapes))
        is_fixed &= may_lack and first.seats == tuple(range(len(first.seats)))
        pairs = tuple(zip(levels, at, strict=True))
        start = Start(node=node, event=event, levels=pairs, width=self.layout.width(node))
        kinds = [k for k in track.kinds if not (is_fixed and isinstance(k, NoPayload))]
        made = written_for(kinds, shapes, paths, start, self.layout, self._machines)
        if made is None:
            return False
        track.paths = paths
        self._nodes.count(track)
        fixed = (first.to.steps, first.outcome) if is_fixed else None
        put_in_place(node, slot, made, fixed)
        return True

    def _payloads(self, node: Node, event: str) -> list[Shape]:
        """What the machines of the tree declare for the payload of an event."""
        charts = (self._chart, *(child.chart for child in node.children))
        declared = (chart.definition.events.get(event) for chart in charts)
        return [each.payload for each in declared if each is not None and each.payload is not None]

    def _depend(self, node: Node, event: str, found: frozenset[RegionIndex]) -> None:
        """From now on the step depends on these levels, too."""
        first = self.layout.first_level
        places = {first + n for n, region in enumerate(self._reach.levels) if region in found}
        if not places <= set(node.levels.get(event, ())):
            node.levels[event] = tuple(sorted(places.union(node.levels.get(event, ()))))
            node.steps.pop(event, None)
            node.checked.pop(event, None)
            node.shared.pop(event, None)
            for kind in (NoPayload, UsualPayload, CheckedPayload):
                node.cells.pop((event, kind), None)
            for slot in [slot for slot in node.tracks if slot[0] == event]:
                node.tracks[slot].paths, node.tracks[slot].kinds = (), ()

    def _recorded(self, node: Node, snapshot: Snapshot, event: str, payload: Value) -> Path | None:
        """The step as a way on the map; None when it cannot be one."""
        if event == stepping.CHILD_CHANGE or not isinstance(payload, dict):
            return None
        own = dict(payload)  # No other value is this object.
        recording = Recording(self._machines, self._known, snapshot, own)
        steps = recorded_turn(recording, snapshot, event, own)
        if not steps:
            return None
        outcome, after = _outcome_of(steps), steps[-1].snapshot
        to = self.node(after) if outcome.accepted else node
        if to is None:
            return None
        self._depend(node, event, self._reach.step_levels(recording, event, outcome))
        first = self.layout.first_level
        levels = [self._reach.levels[place - first] for place in node.levels.get(event, ())]
        entries = recording.entries
        if self._reach.levels:
            entries = list(self._reach.told(entries, frozenset(levels)))
        depends = any(isinstance(entry, Decided) for entry in recording.entries)
        return Path(
            entries=tuple(entries),
            to=to,
            moves=self._moves(self.values(snapshot), self.values(after)),
            outcome=outcome,
            reasons_vary=bool(outcome.reasons) and (depends or recording.tells_data),
            outputs=recording.outputs(after) or {},
            seats=tuple(recording.seats[each.serial] for each in after.activations),
            sources=tuple(recording.sources),
        )

    def _moves(self, before: Variables, after: Variables) -> tuple[tuple[int, StateIndex], ...]:
        """Place and new state of each level that moves."""
        places = range(self.layout.first_level, self.layout.serial)
        return tuple((n, cast("int", after[n])) for n in places if after[n] != before[n])


def _outcome_of(steps: tuple[Step, ...]) -> Outcome:
    """The outcome of a turn for the payload ``{}``."""
    first, *others = (step.outcome for step in steps)
    return Outcome.of(replace(first.told, followed_by=tuple(others)), {})


def _slot(node: Node, values: Variables, event: str) -> Slot:
    return event, tuple(values[place] for place in node.levels.get(event, ()))
