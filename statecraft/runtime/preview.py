"""One workflow or pipeline, run with the ``test`` values that its definition declares.

The machine is an ordinary one on a simulated clock. Its definition gets one more transition, which
calls the workflow and gives every callback that it declares: an event for the host with the payload
and the parameters. So a preview is a run like any other, and there is no second interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.chart.synthetic import name_of
from statecraft.chart.tables import StateRow, Template
from statecraft.diagnostics import Span, UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import EmitEvent, PerformAction, RunEnded
from statecraft.kernel.progress import EventAwaited, RunProgress, TimeAwaited
from statecraft.model.actions import CallbackBody, Emit, RunCall, StartRun
from statecraft.model.declarations import ActionDeclaration
from statecraft.model.formulas import NOTHING_SAID
from statecraft.model.pipelines import Pipeline
from statecraft.model.states import Transition
from statecraft.runtime.clock import SimulatedClock
from statecraft.runtime.inbox import copied
from statecraft.runtime.machine import Machine
from statecraft.runtime.preview_answers import with_answers
from statecraft.runtime.record import Record
from statecraft.runtime.registry import Registry
from statecraft.values.json_values import Value

_CALLBACK: Final = "callback "
"""Before the name of a callback: no event of a definition is called so."""

_MOST_WAITS: Final = 1000
"""How many waits of a run are passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A step that a run has entered: the ``number``th of ``of`` in a list of ``branch``."""

    run: str
    name: str
    label: str | None
    branch: str
    number: int
    of: int
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackCalled:
    """A callback that was called, with the payload that its body would see as ``event``."""

    name: str
    payload: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What became of a preview.

    Attributes:
        pipeline: the workflow or pipeline.
        chart: on which the records are; it has the transition of the preview.
        records: of its steps, the first that of the call.
        end: how the run has ended; None while it waits, or when it was refused.
        runs: those that have not ended.
    """

    pipeline: Pipeline
    parameters: Mapping[str, Value]
    chart: Chart
    records: tuple[Record, ...]
    end: RunEnded | None
    runs: tuple[RunProgress, ...]

    @property
    def refused(self) -> bool:
        """Whether the run has not begun."""
        return not self.records or not self.records[0].outcome.accepted

    @property
    def failed(self) -> bool:
        """Whether it was refused, or has ended without success."""
        return self.refused or (self.end is not None and self.end.error is not None)

    @property
    def uncalled(self) -> Mapping[str, Value]:
        """Declared callback → its ``test`` payload, of those that were not called."""
        called = {each.name for record in self.records for each in callbacks_of(record)}
        declared = self.pipeline.callbacks
        return {name: test for name, test in declared.items() if name not in called}


def preview(
    chart: Chart,
    name: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    values: Mapping[str, Value] | None = None,
    input: Value = None,  # noqa: A002  # The word of the language.
    events: Iterable[tuple[str, Value]] = (),
) -> Preview:
    """Run a workflow or pipeline; *parameters* go before the test values of its own.

    Actions and other workflows that have a test value answer with it, pauses pass at once, and
    *events* are sent, one at each wait for an event. A workflow that another machine of the
    project exposes is run there.

    Raises:
        StartRejected: the machine does not start with these values.
        UsageError: there is no such workflow, or something else takes every event.
    """
    chart, pipeline = _found(chart, name)
    given = {**pipeline.test, **(parameters or {})}
    called = _with_call(chart, pipeline)
    machine = Machine(
        called,
        values=values,
        input=input,
        actions=Registry.mocked(chart),
        clock=SimulatedClock(),
    )
    records: list[Record] = []
    machine.subscribe(records.append)
    machine.send(_call(pipeline), copied(given))
    _require_begun(machine, records, pipeline)
    if records[0].outcome.accepted:
        _pass_waits(machine, records, pipeline, iter(events))
    return Preview(
        pipeline=pipeline,
        parameters=MappingProxyType(given),
        chart=called,
        records=tuple(records),
        end=_end(records, pipeline, machine.progress()),
        runs=machine.progress(),
    )


def _found(chart: Chart, name: str) -> tuple[Chart, Pipeline]:
    """The pipeline of that name, with the chart of the machine that has it."""
    definition = chart.definition
    known = {**definition.pipelines, **definition.workflows}
    if name in known:
        return chart, known[name]
    providers = [
        each
        for each in chart.project.machines.values()
        if name in each.workflows and each.workflows[name].exposed
    ]
    if len(providers) == 1:
        return chart.machine(providers[0].key), providers[0].workflows[name]
    found = f"{definition.id} has no workflow or pipeline {quoted(name)}"
    if providers:
        names = ", ".join(each.full_name for each in providers)
        raise UsageError(f"{found}, and more than one machine offers it: {names}; name one of them")
    raise UsageError(found + did_you_mean(name, known))


def _call(pipeline: Pipeline) -> str:
    """The event that calls it, with a name that no author can give to one."""
    return f"preview of {pipeline.name}"


def _with_call(chart: Chart, pipeline: Pipeline) -> Chart:
    """The chart with a transition that calls the workflow, before all others."""
    definition, span = chart.definition, pipeline.span
    call = RunCall(
        kind=pipeline.kind,
        name=pipeline.name,
        data=name_of("event", span),
        provider=None,
        callbacks=tuple(_shown(name, span) for name in pipeline.callbacks),
        span=span,
    )
    transition = Transition(
        event=_call(pipeline),
        when=None,
        origins=(),
        targets=(),
        moves=(),
        actions=(StartRun(call=call, span=span),),
        reenter=False,
        described=NOTHING_SAID,
        span=span,
    )
    calling = replace(definition, transitions=(transition, *definition.transitions))
    project, key = chart.project, definition.key
    machines = with_answers({**project.machines, key: calling}, pipeline)
    main = machines[project.main.key]
    return Chart(replace(project, main=main, machines=machines), key=key)


def _shown(name: str, span: Span) -> CallbackBody:
    """A body that tells the host of the payload."""
    emit = Emit(event=f"{_CALLBACK}{name}", data=name_of("event", span), span=span)
    return CallbackBody(name=name, block=(emit,), span=span)


def _require_begun(machine: Machine, records: list[Record], pipeline: Pipeline) -> None:
    """Refuse to show what is no run: a state that takes every event has taken the call."""
    has_ended = _end(records, pipeline, ()) is not None
    if records[0].outcome.accepted and not has_ended and not _own(machine.progress(), pipeline):
        raise UsageError(
            f'{machine.chart.definition.id} takes every event in this state (on: "*"), the call of '
            f"{pipeline.name} too: preview it in another state"
        )


def _own(runs: tuple[RunProgress, ...], pipeline: Pipeline) -> tuple[int, ...]:
    """The serial numbers of its runs."""
    return tuple(
        run.serial for run in runs if (run.kind, run.name) == (pipeline.kind, pipeline.name)
    )


def _end(
    records: list[Record], pipeline: Pipeline, runs: tuple[RunProgress, ...]
) -> RunEnded | None:
    """The end of the first of its runs: the others were called by it."""
    ends = [
        effect
        for record in records
        for effect in record.effects
        if isinstance(effect, RunEnded)
        and (effect.kind, effect.name) == (str(pipeline.kind), pipeline.name)
    ]
    first = min(ends, key=lambda end: end.serial, default=None)
    if first is None or any(serial < first.serial for serial in _own(runs, pipeline)):
        return None
    return first


def _pass_waits(
    machine: Machine,
    records: list[Record],
    pipeline: Pipeline,
    events: Iterator[tuple[str, Value]],
) -> None:
    """Let the run go on past its pauses, and past its waits for events while there are some."""
    for _ in range(_MOST_WAITS):
        awaited = [step.awaits for run in machine.progress() for step in run.steps]
        if _end(records, pipeline, machine.progress()) is not None:
            return
        due = min((each.due for each in awaited if isinstance(each, TimeAwaited)), default=None)
        if due is not None:
            machine.advance(due - machine.clock.now())
            continue
        event = next(events, None) if any(isinstance(a, EventAwaited) for a in awaited) else None
        if event is None:
            return
        machine.send(*event)


def callbacks_of(record: Record) -> tuple[CallbackCalled, ...]:
    """The callbacks that a step called, in order."""
    return tuple(
        CallbackCalled(name=effect.event.removeprefix(_CALLBACK), payload=effect.data)
        for effect in record.effects
        if isinstance(effect, EmitEvent) and effect.event.startswith(_CALLBACK)
    )


def answered_action(found: Preview, record: Record) -> ActionDeclaration | None:
    """The action that a step of the machine took the answer of."""
    event = record.outcome.event or ""
    asked = (
        effect.name
        for before in found.records
        if before.number < record.number
        for effect in before.effects
        if isinstance(effect, PerformAction) and event == f"done.action.{effect.id}"
    )
    declared = (
        of.actions[name] for name in asked for of in found.chart.family if name in of.actions
    )
    return next(declared, None)


def without_callbacks(record: Record) -> Record:
    """The record with the effects that the definition itself asks for."""
    kept = (
        effect
        for effect in record.effects
        if not (isinstance(effect, EmitEvent) and effect.event.startswith(_CALLBACK))
    )
    return replace(record, effects=tuple(kept))


def steps_of(chart: Chart, record: Record) -> tuple[StepTaken, ...]:
    """The steps of runs that were entered in a step of the machine, in order."""
    rows = _rows(chart)
    return tuple(
        taken
        for microstep in record.outcome.path
        for path in microstep.entered
        if (taken := _taken(rows, path, microstep.entered)) is not None
    )


def _rows(chart: Chart) -> dict[str, tuple[Template, StateRow]]:
    """Path in an outcome → the row of the template."""
    templates = chart.lowered.templates.values()
    return {f"{of.pipeline.name}:{row.path}": (of, row) for of in templates for row in of.rows}


def _taken(
    rows: Mapping[str, tuple[Template, StateRow]], path: str, entered: tuple[str, ...]
) -> StepTaken | None:
    template, row = rows.get(path, (None, None))
    if template is None or row is None or row.step is None:
        return None
    parent = None if row.parent is None else template.rows[row.parent]
    name = template.pipeline.name
    if parent is not None and parent.step is row.step and f"{name}:{parent.path}" in entered:
        return None  # A step with retries is a state around its try; it is told once.
    return StepTaken(
        run=name,
        name=row.step.name,
        label=row.step.described.label,
        branch=row.step.branch,
        number=row.step.number,
        of=row.step.of,
        at=row.span,
    )
