"""The pure interface: a chart that is asked what an event would lead to, and never remembers."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from statecraft.chart.tables import LoweredChart
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel import (
    answers,
    codec,
    due,
    migrating,
    questions,
    restoring,
    starting,
    stepping,
    tree_view,
)
from statecraft.kernel.adoption import on_tables_of
from statecraft.kernel.asked_conditions import asked_condition
from statecraft.kernel.given import (
    milliseconds,
    now_ms_of,
    require_event,
    require_mapping,
    require_value,
)
from statecraft.kernel.host_functions import DeclaredFunction
from statecraft.kernel.library import Library
from statecraft.kernel.outcome import Reason
from statecraft.kernel.progress import RunProgress, progress
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.stepping import Step
from statecraft.kernel.tree_view import ChildView
from statecraft.kernel.unknown import UNKNOWN, Unknown
from statecraft.kernel.work import Work
from statecraft.model.definition import Definition, Project
from statecraft.values.json_values import Value

Functions = Mapping[str, Callable[..., Any]]


class Chart:
    """A checked machine, ready to run: immutable, picklable, safe to share between threads.

    Every method is pure: it reads no clock, performs no effect, and changes neither the chart
    nor the snapshot it is given. Times are seconds. ``UsageError`` is raised for a call that is
    wrong in itself (a payload that is no JSON value, a dimension that is not there).
    """

    picture: ClassVar[Callable[[Chart], str] | None] = None
    """How a chart is drawn: told by the shell, as the kernel does not know about pictures."""

    def __init__(
        self,
        project: Project,
        *,
        functions: Functions = MappingProxyType({}),
        key: str | None = None,
    ) -> None:
        self.project = project
        self.definition: Definition = project.main if key is None else project.machines[key]
        self.functions = functions

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self.project, dict(self.functions), self.definition.key)

    def _repr_svg_(self) -> str | None:
        return None if Chart.picture is None else Chart.picture(self)

    def __repr__(self) -> str:
        return f"<Chart {self.definition.full_name} from {self.definition.file}>"

    @cached_property
    def lowered(self) -> LoweredChart:
        """The tables that the kernel runs on."""
        return self._library.machine(self.definition.key)[0]

    @property
    def machines(self) -> Machines:
        """The tables and the compiled program of each machine of the project, by its key."""
        return self._library.machine

    @property
    def family(self) -> tuple[Definition, ...]:
        """The machine and every machine that may become its child, each once."""
        return self._library.family

    @cached_property
    def _library(self) -> Library:
        return Library(self.project, self.definition)

    def with_functions(self, functions: Functions) -> Chart:
        """The same chart with the host's pure functions, by name.

        An answer that is not of the declared ``result`` fails the formula that asks for it.

        Raises:
            UsageError: a function that the definition does not declare.
        """
        declared = {name: one for each in self.family for name, one in each.functions.items()}
        for name in functions:
            if name not in declared:
                found = f"{self.definition.id} declares no function {quoted(name)}"
                raise UsageError(found + did_you_mean(name, declared))
        checked = {
            name: DeclaredFunction(declared=declared[name], function=function)
            for name, function in functions.items()
        }
        return Chart(self.project, functions=checked, key=self.definition.key)

    def machine(self, key: str) -> Chart:
        """Another machine of the project, by its key (``file#id``)."""
        if key not in self.project.machines:
            raise UsageError(f"the project has no machine {quoted(key)}")
        return Chart(self.project, functions=self.functions, key=key)

    def start(
        self,
        values: Mapping[str, Value] | None = None,
        *,
        input: Value = None,  # noqa: A002 - the word of the language
        now: float = 0.0,
    ) -> Step:
        """The first step. *values* override the initial ones of dimensions and context.

        A start that a rule forbids has the outcome ``rejected``; its snapshot cannot be used.
        """
        given = {} if values is None else values
        require_mapping("the start values", given)
        given_input = {} if input is None else input
        require_value("the input", given_input)
        blank = Snapshot(activations=(), now_ms=milliseconds(now))
        machine = StepWork(blank, self._library.machine, self.functions, blank.now_ms)
        return starting.start(machine, self.lowered, given, given_input)

    def step(
        self,
        snapshot: Snapshot,
        event: str | None = None,
        data: Value = None,
        *,
        now: float | None = None,
    ) -> Step | None:
        """Exactly one step: for *event*, or without one for what is due next (None: nothing is).

        ``data`` is the payload; None means an empty mapping. ``now`` defaults to the time of the
        snapshot; one that lies before it counts as that time.
        """
        if event is not None:
            return self.send(snapshot, event, data, now=now)
        own = self._own(snapshot)
        now_ms = now_ms_of(own, now)
        return due.take_due(own, self._worker(now_ms), now_ms)

    def send(
        self, snapshot: Snapshot, event: str, data: Value = None, *, now: float | None = None
    ) -> Step:
        """Like ``step`` with an event; there always is a step."""
        is_null = self.definition.profile.empty_is_null
        payload: Value = {} if data is None and not is_null else data
        require_event(event)
        require_value(f"the payload of {event}", payload)
        own = self._own(snapshot)
        return stepping.take(own, self._worker(now_ms_of(own, now)), event, payload)

    def move(
        self, snapshot: Snapshot, values: Mapping[str, Value], *, now: float | None = None
    ) -> Step:
        """Move dimensions that say ``moves: free``, all at once; every rule applies."""
        require_mapping("the values", values)
        own, edge = self._own(snapshot), questions.move_edge(self.lowered, values)
        return stepping.take_edges(own, self._worker(now_ms_of(own, now)), (edge,))

    def answer(
        self, snapshot: Snapshot, serial: int, result: Value, *, now: float | None = None
    ) -> Step:
        """The step for the result of a host action. A serial that is not pending is ``stale``."""
        require_value("the result", result)
        own = self._own(snapshot)
        return answers.answer(own, self._worker(now_ms_of(own, now)), serial, result)

    def fail(
        self,
        snapshot: Snapshot,
        serial: int,
        error: Mapping[str, Value],
        *,
        now: float | None = None,
    ) -> Step:
        """The step for a host action that failed. *error* may hold code, message and result."""
        require_mapping("the error", error)
        own = self._own(snapshot)
        return answers.fail(own, self._worker(now_ms_of(own, now)), serial, error)

    def rebuild(self, saved: Mapping[str, Value], *, now: float = 0.0) -> Step:
        """A machine from values that the application saved; no entry actions run."""
        require_mapping("the saved values", saved)
        blank = Snapshot(activations=(), now_ms=milliseconds(now))
        machine = StepWork(blank, self._library.machine, self.functions, blank.now_ms)
        return starting.rebuild(machine, self.lowered, saved)

    @property
    def events(self) -> tuple[str, ...]:
        """The events for the host to send: those of the machine, then those of its submachines."""
        return self._library.heard

    def can(self, snapshot: Snapshot, event: str, data: Value | Unknown = UNKNOWN) -> bool:
        """Whether the event would be accepted now."""
        return self._asked(snapshot, event, data).outcome.accepted

    def why_not(
        self, snapshot: Snapshot, event: str, data: Value | Unknown = UNKNOWN
    ) -> tuple[Reason, ...]:
        """All reasons of the first phase that refuses the event; empty when none does.

        An event that nothing names is no refusal: ``can`` is false and there is no reason. One
        that is only taken if the payload, which is left open, is right ``needs payload``.
        """
        return self._asked(snapshot, event, data).outcome.reasons

    def _asked(self, snapshot: Snapshot, event: str, data: Value | Unknown) -> Step:
        if not isinstance(data, Unknown):
            return self.send(snapshot, event, data)
        require_event(event)
        own = self._own(snapshot)
        return stepping.ask(own, self._worker(own.now_ms), event)

    def can_move(self, snapshot: Snapshot, values: Mapping[str, Value]) -> bool:
        """Whether a direct move would be accepted."""
        return self.move(snapshot, values).outcome.accepted

    def why_not_move(self, snapshot: Snapshot, values: Mapping[str, Value]) -> tuple[Reason, ...]:
        """The reasons for which a direct move would be refused."""
        return self.move(snapshot, values).outcome.reasons

    def enabled_events(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Those of ``events`` that ``can`` be taken now."""
        return tuple(event for event in self.events if self.can(snapshot, event))

    def capabilities(self, snapshot: Snapshot) -> dict[str, Value]:
        """Name → answer: boolean, text or null."""
        return questions.capability_values(self._view(snapshot))

    def values(self, snapshot: Snapshot) -> dict[str, Value]:
        """Name → value of every dimension, computed ones included, in order of text."""
        return questions.dimension_values(self._view(snapshot))

    def context(self, snapshot: Snapshot) -> dict[str, Value]:
        """Name → value of every context variable, computed ones included."""
        return questions.context_values(self._view(snapshot))

    def matches(self, snapshot: Snapshot, path: str) -> bool:
        """Whether the tree state with this full path is active; it may go on into a submachine."""
        own = self._own(snapshot)
        found = tree_view.matches(own, own.root, path)
        if found is None:
            known = list(self.lowered.by_path)
            raise UsageError(f"no state {quoted(path)}{did_you_mean(path, known)}")
        return found

    def has_tag(self, snapshot: Snapshot, tag: str) -> bool:
        """Whether an active state carries the tag."""
        return tag in questions.tags(self._view(snapshot))

    def full_key(self, snapshot: Snapshot) -> str:
        """The active atomic states, submachines' included: ``working.red & other``."""
        own = self._own(snapshot)
        return tree_view.full_key(own, own.root)

    def children(self, snapshot: Snapshot) -> dict[str, ChildView]:
        """Slot → child of the machine, each with its own children."""
        own = self._own(snapshot)
        return tree_view.children_of(own, own.root)

    def depth(self, snapshot: Snapshot) -> int:
        """How many levels of children there are."""
        own = self._own(snapshot)
        return tree_view.depth(own, own.root)

    def stack(self, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
        """(machine, its own states) from the root inward along the submachines."""
        return tree_view.stack(self._own(snapshot))

    def progress(self, snapshot: Snapshot) -> tuple[RunProgress, ...]:
        """The runs that have not ended, those of children included, and what they wait for."""
        return progress(self._own(snapshot))

    def holds(self, snapshot: Snapshot, condition: str) -> bool:
        """Whether a condition, written as in a definition, is true now.

        Raises:
            UsageError: the text is no condition, or it cannot be evaluated.
        """
        return self.condition(condition)(snapshot)

    def condition(self, text: str) -> Callable[[Snapshot], bool]:
        """A condition, checked once: a function of snapshots.

        Raises:
            UsageError: the text is no condition.
        """
        machine_key = self.definition.key
        holds = asked_condition(text, self.definition, self._library.machine(machine_key)[1])
        return lambda snapshot: holds(self._view(snapshot))

    def saved(self, snapshot: Snapshot) -> dict[str, Value]:
        """What an application keeps: persistent dimensions, context, and ``states`` of a tree."""
        own = self._own(snapshot)
        lasting = {
            dimension.name
            for dimension in self.definition.dimensions
            if dimension.lifetime == "persistent"
        }
        dimensions = {n: v for n, v in own.dimensions.items() if n in lasting}
        states = list(questions.active_paths(self._view(own)))
        tree: dict[str, Value] = {} if self.lowered.tree is None else {"states": states}
        return {**dimensions, **own.context, **tree}

    def to_json(self, snapshot: Snapshot) -> dict[str, Any]:
        """The snapshot as plain, complete JSON data."""
        return codec.to_json(self._own(snapshot))

    def restore(self, data: object) -> Snapshot:
        """The snapshot that ``to_json`` gave.

        Raises:
            SnapshotError: it is damaged, or of another definition or version.
        """
        return restoring.restore(self.lowered, self._library.machine, data)

    def migrate(self, snapshot: Snapshot) -> Step:
        """A machine on this version that was on another one: *snapshot* is of that chart.

        What has the same name goes on, what is new is at its initial value; nothing is entered or
        left. The outcome is ``rejected`` where a rule of this version forbids the state.

        Raises:
            SnapshotError: something that is active in the snapshot has no place here.
            UsageError: a value that it holds is none of this version.
        """
        worker = self._worker(snapshot.now_ms)
        return migrating.migrate(self.lowered, self._library.machine, snapshot, worker)

    def _own(self, snapshot: Snapshot) -> Snapshot:
        return on_tables_of(self.lowered, self._library.machine, snapshot)

    def _worker(self, now_ms: int) -> stepping.NewStep:
        return lambda snapshot: StepWork(snapshot, self._library.machine, self.functions, now_ms)

    def _view(self, snapshot: Snapshot) -> Work:
        own = self._own(snapshot)
        work = StepWork(own, self._library.machine, self.functions, own.now_ms).root
        work.asker = lambda args: self._can_args(own, args)
        return work

    def _can_args(self, snapshot: Snapshot, args: tuple[Value, ...]) -> bool:
        name = str(args[0])
        if len(args) == 1:
            return self.can(snapshot, name)
        return self.can_move(snapshot, {name: args[1]})


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Definitions hold read-only mappings, which pickle does not know. Telling it once serves charts
# and snapshots alike; nobody else can rely on it that such a mapping cannot be pickled.
copyreg.pickle(MappingProxyType, _reduced)


def _unpickled(project: Project, functions: Functions, key: str) -> Chart:
    return Chart(project, functions=functions, key=key)
