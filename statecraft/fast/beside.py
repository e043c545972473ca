"""Steps beside the map: those with effects, and those of machines that something waits for.

A machine that awaits host actions, or whose timers run, is in a state that no map has room for:
the times and serial numbers in it are never the same twice. What an event does there is the same
nevertheless. So the step is recorded and written as a function like those on the map, and what it
does with timers and host actions is told beside it (``Waits``). Such a step leads from a snapshot
to a snapshot, takes the place of one of the plain kernel, and is performed like one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

from statecraft.fast.entries import Decided, Ran
from statecraft.fast.layout import Layout, is_usual, node_key
from statecraft.fast.levels import Cell, Start
from statecraft.fast.payload_tests import is_of_new_kind
from statecraft.fast.recording import Recording
from statecraft.fast.steps import (
    HERE,
    CheckedPayload,
    Node,
    NodeSteps,
    NoPayload,
    Path,
    Track,
    UsualPayload,
    Variables,
    unknown,
)
from statecraft.fast.turns import recorded_step
from statecraft.fast.waits import Waits, waits_of, without
from statecraft.fast.watching import Known
from statecraft.fast.writing import written_for
from statecraft.kernel import stepping
from statecraft.kernel.effects import Effect
from statecraft.kernel.outcome import Outcome, OutcomeKind, Reason
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.stepping import Step
from statecraft.values.json_values import Value
from statecraft.values.shape import compile_shape

MOST_WAYS: Final = 2_048
"""Events at configurations of which something is known; then all is forgotten."""
MOST_TRIES: Final = 4
"""How often a step of an event at a configuration is recorded."""

_UNKNOWN: Final = (unknown, ())


@dataclass(slots=True, eq=False)
class Ways:
    """What is known of an event at a configuration, and the function for each kind of payload."""

    track: Track = field(default_factory=Track)
    functions: Mapping[type, tuple[Any, Cell]] = field(default_factory=dict)

    def function(self, kind: type) -> Any:
        """That for payloads of this kind."""
        return self.functions.get(kind, _UNKNOWN)[0]


@dataclass(slots=True, eq=False, kw_only=True)
class Bench:
    """The place on which one step is worked out: a function finds and leaves all here."""

    steps: NodeSteps
    values: Variables
    before: Snapshot
    beside: Beside
    effects: tuple[Effect, ...] = ()
    waits: Waits | None = None

    def reasons(
        self,
        steps: NodeSteps,  # noqa: ARG002  # What these two tell is in ``before``, too.
        values: Variables,  # noqa: ARG002
        event: str,
        payload: Value,
    ) -> tuple[Reason, ...]:
        """Why an event is refused."""
        return self.beside.reasons(self.before, event, payload)


class Beside:
    """The steps of one chart beside its map."""

    __slots__ = ("_chart", "_known", "_layout", "_lock", "_machines", "_nodes", "_ways")

    def __init__(
        self, layout: Layout, machines: Machines, lock: AbstractContextManager[object]
    ) -> None:
        self._chart = layout.chart
        self._layout = layout
        self._machines = machines
        self._lock = lock
        self._known: dict[str, Known] = {}
        self._nodes: dict[Hashable, Node] = {}
        self._ways: dict[tuple[Node, str], Ways] = {}

    @property
    def size(self) -> int:
        """At how many configurations something is known of an event."""
        return len(self._ways)

    def step(
        self, snapshot: Snapshot, event: str, payload: dict[str, Value], now_ms: int
    ) -> Step | None:
        """The step of the plain kernel for an event; None where it is not known."""
        if event == stepping.CHILD_CHANGE or event not in self._chart.events:
            return None
        return self._step(snapshot, event, payload, now_ms)

    def _step(
        self, snapshot: Snapshot, event: str, payload: dict[str, Value], now_ms: int
    ) -> Step | None:
        if not self._is_told(snapshot):
            return None
        node = self._node(snapshot)
        ways = self._ways.get((node, event)) or Ways()
        found = self._taken(node, ways, snapshot, payload, now_ms)
        if found is None:
            with self._lock:
                if not self._note(node, ways, snapshot, event, payload):
                    return None
            found = self._taken(node, ways, snapshot, payload, now_ms)
        return found

    def answer(self, snapshot: Snapshot, serial: int, result: Value, now_ms: int) -> Step | None:
        """The step of the plain kernel for the result of a host action; None where unknown."""
        root = snapshot.root
        pending = next((each for each in root.pending if each.serial == serial), None)
        if pending is None or pending.step is not None:
            return None
        declared = root.chart.definition.actions[pending.name]
        if declared.fails_when is not None or not compile_shape(declared.result)(result):
            return None
        step = self._step(without(snapshot, pending), pending.done, {"result": result}, now_ms)
        # A refused one is reported to the machine itself.
        return None if step is None or step.outcome.kind is OutcomeKind.REJECTED else step

    def reasons(self, snapshot: Snapshot, event: str, payload: Value) -> tuple[Reason, ...]:
        """Why an event is refused."""
        return stepping.take(snapshot, self._begun, event, payload).outcome.reasons

    def _begun(self, before: Snapshot) -> StepWork:
        return StepWork(before, self._machines, {}, before.now_ms)

    def _is_told(self, snapshot: Snapshot) -> bool:
        """Whether configuration, context, timers and host actions are all that counts."""
        root, *children = snapshot.activations
        return (
            root.chart is self._chart
            and not (children or snapshot.queue or self._layout.reach.levels)
            and root.status == "active"
            and is_usual(root)
        )

    def _node(self, snapshot: Snapshot) -> Node:
        root = snapshot.root
        made = Node(states=root.states, history=root.history)
        return self._nodes.setdefault(node_key(made), made)

    def _taken(
        self, node: Node, ways: Ways, before: Snapshot, payload: dict[str, Value], now_ms: int
    ) -> Step | None:
        values = self._layout.values(before)
        bench = Bench(steps=node.steps, values=values, before=before, beside=self)
        outcome: Outcome | None
        if payload:
            outcome = ways.function(UsualPayload)(bench, payload)
            outcome = outcome or ways.function(CheckedPayload)(bench, payload)
        else:
            outcome = ways.function(NoPayload)(bench)
        if outcome is None:
            return None
        if bench.waits is None:
            return Step(snapshot=before, effects=(), outcome=outcome)
        after = self._after(bench, bench.waits, now_ms)
        return Step(snapshot=after, effects=bench.effects, outcome=outcome)

    def _after(self, bench: Bench, waits: Waits, now_ms: int) -> Snapshot:
        """The snapshot that a step leads to."""
        before = bench.before
        root = self._layout.root(
            bench.steps[HERE][0], bench.values, before, waits.pending_after(before)
        )
        return Snapshot(
            activations=(root,),
            timers=waits.timers_after(before, now_ms),
            next_serial=before.next_serial + waits.serials,
            now_ms=now_ms,
        )

    def _note(
        self, node: Node, ways: Ways, snapshot: Snapshot, event: str, payload: dict[str, Value]
    ) -> bool:
        """An event came for which no step is known; whether one is now."""
        self._make_room()
        self._ways[node, event] = ways
        track = ways.track
        track.seen += 1
        if is_of_new_kind(track, payload) and track.paths:
            return self._learn(node, ways, event, track.paths)
        if not 1 < track.seen <= 1 + MOST_TRIES:
            return False
        path = self._recorded(node, snapshot, event, payload)
        return path is not None and self._learn(node, ways, event, (*track.paths, path))

    def _make_room(self) -> None:
        if len(self._ways) >= MOST_WAYS or len(self._nodes) >= MOST_WAYS:
            self._ways.clear()
            self._nodes.clear()

    def _recorded(self, node: Node, snapshot: Snapshot, event: str, payload: Value) -> Path | None:
        own = dict(payload) if isinstance(payload, dict) else {}  # No other value is this object.
        recording = Recording(self._machines, self._known, snapshot, own)
        step = recorded_step(recording, snapshot, event, own)
        if step is None:
            return None
        outcome = step.outcome
        waits = waits_of(snapshot, step) if outcome.accepted else None
        told = sum(len(entry.effects) for entry in recording.entries if isinstance(entry, Ran))
        if (outcome.accepted and waits is None) or told != len(step.effects):
            return None
        depends = any(isinstance(entry, Decided) for entry in recording.entries)
        return Path(
            entries=tuple(recording.entries),
            to=self._node(step.snapshot) if outcome.accepted else node,
            outcome=Outcome.of(outcome.told, {}),
            reasons_vary=bool(outcome.reasons) and (depends or recording.tells_data),
            waits=waits,
        )

    def _learn(self, node: Node, ways: Ways, event: str, paths: tuple[Path, ...]) -> bool:
        declared = self._chart.definition.events.get(event)
        shapes = [] if declared is None or declared.payload is None else [declared.payload]
        start = Start(node=node, event=event, levels=(), width=self._layout.width(node))
        kinds = ways.track.kinds
        made = written_for(kinds, shapes, paths, start, self._layout, self._machines)
        if made is None:
            return False
        ways.functions, ways.track.paths = made, paths
        return True
