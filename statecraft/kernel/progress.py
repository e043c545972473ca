"""How far the runs of a machine have come: which steps they are at, and what those wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statecraft.chart.tables import StateIndex, StateRow, StepPlace, Template
from statecraft.kernel.in_progress import LiveRun
from statecraft.kernel.run_locals import locals_at
from statecraft.kernel.snapshot import Activation, Run, Snapshot, StepAddress, Timer, WaitingStart
from statecraft.model.actions import TemplateKind
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAwaited:
    """The answer of a host action, which ``serial`` names too."""

    action: str
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAwaited:
    """An event (``wait_for``)."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAwaited:
    """A time: the pause before the next try, in seconds on the clock of ``now``."""

    due: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAwaited:
    """The end of another run; ``serial`` is None while that waits for its turn."""

    kind: TemplateKind
    name: str
    serial: int | None


Awaited = AnswerAwaited | EventAwaited | TimeAwaited | RunAwaited


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """A step that a run is at: the ``number``th of ``of`` in a list.

    Attributes:
        branch: the branch, or the list of a ``parallel``, that it stands in; empty for the steps
            of the pipeline itself.
        inside: the names of the steps around it (``each``, ``parallel``), from the outside in.
        attempt: which try this is, or which one failed while it waits for the next, from 1.
        awaits: None for a step that is about to be taken.
        until: when it fails because of its ``timeout``, in seconds on the clock of ``now``.
    """

    name: str
    label: str | None
    number: int
    of: int
    branch: str
    inside: tuple[str, ...]
    attempt: int
    awaits: Awaited | None
    until: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """A run that has not ended, and the steps it is at: one, or several in a ``parallel``.

    ``slots`` leads from the machine to the child that owns the run; empty for its own runs.
    """

    serial: int
    kind: TemplateKind
    name: str
    label: str | None
    slots: tuple[str, ...]
    steps: tuple[StepProgress, ...]


def progress(snapshot: Snapshot) -> tuple[RunProgress, ...]:
    """Every run of the machine and its children, in order of start within each."""
    return tuple(
        _of_run(snapshot, activation, run)
        for activation in snapshot.activations
        for run in activation.runs
    )


def _of_run(snapshot: Snapshot, activation: Activation, run: Run) -> RunProgress:
    template = activation.chart.templates[run.key]
    return RunProgress(
        serial=run.serial,
        kind=template.pipeline.kind,
        name=template.pipeline.name,
        label=template.pipeline.described.label,
        slots=_slots(snapshot, activation),
        steps=tuple(_steps(snapshot, activation, run, template)),
    )


def _slots(snapshot: Snapshot, activation: Activation) -> tuple[str, ...]:
    place = activation.child_of
    if place is None:
        return ()
    parent = snapshot.activation(place.parent)
    assert parent is not None, "a child goes with its parent"
    return (*_slots(snapshot, parent), place.slot)


def _steps(
    snapshot: Snapshot, activation: Activation, run: Run, template: Template
) -> Iterator[StepProgress]:
    """The innermost steps that are active; a list of a ``parallel`` that has ended has none."""
    rows = template.rows
    for state in run.states:
        row = rows[state]
        around = [rows[index] for index in (state, *row.ancestors) if rows[index].step is not None]
        if row.children or row.kind is StateKind.FINAL or not around:
            continue
        step = around[0].step
        assert step is not None, "rows without a step were left out"
        yield _at_step(snapshot, activation, run, row, step, _names(around, step))


def _names(around: list[StateRow], step: StepPlace) -> tuple[str, ...]:
    """The names of the steps around *step*; one with retries is a state around its try."""
    places = [row.step for row in around if row.step is not None and row.step is not step]
    return tuple(place.name for place in reversed(places))


def _at_step(
    snapshot: Snapshot,
    activation: Activation,
    run: Run,
    row: StateRow,
    step: StepPlace,
    inside: tuple[str, ...],
) -> StepProgress:
    timer = _timer(snapshot, activation, run, row)
    is_timeout = timer is not None and _is_timeout(timer, row)
    due = None if timer is None else timer.due_ms / 1000
    awaits = _awaited(snapshot, activation, run, row)
    attempt = _locals(activation, run, row.index).get("attempt")
    return StepProgress(
        name=step.name,
        label=step.described.label,
        number=step.number,
        of=step.of,
        branch=step.branch,
        inside=inside,
        attempt=attempt if isinstance(attempt, int) and step.waits else 1,
        awaits=TimeAwaited(due=due) if awaits is None and due is not None else awaits,
        until=due if is_timeout else None,
    )


def _locals(activation: Activation, run: Run, state: StateIndex) -> Mapping[str, Value]:
    live = LiveRun(
        serial=run.serial,
        key=run.key,
        root=0,
        locals=run.locals,
        awaited_by=run.awaited_by,
        call=run.call,
        scope=run.scope,
        depth=run.depth,
        caller=run.caller,
    )
    return locals_at(activation.chart.templates[run.key].rows, live, state)


def _timer(snapshot: Snapshot, activation: Activation, run: Run, row: StateRow) -> Timer | None:
    """The timer of a step: that of its timeout, or of its pause between two tries."""
    for timer in snapshot.timers:
        if (timer.activation, timer.run) != (activation.serial, run.serial):
            continue
        if timer.after is not None and timer.after[0] == row.index:
            return timer
    return None


def _is_timeout(timer: Timer, row: StateRow) -> bool:
    return timer.after is not None and row.after[timer.after[1]].is_timeout


def _awaited(snapshot: Snapshot, activation: Activation, run: Run, row: StateRow) -> Awaited | None:
    address = (run.serial, row.index)
    for pending in activation.pending:
        if pending.step == address:
            return AnswerAwaited(action=pending.id, serial=pending.serial)
    for edge in row.edges:
        event = activation.chart.templates[run.key].edges[edge].event
        if event is not None:
            return EventAwaited(event=event)
    return _awaited_run(snapshot, activation, address)


def _awaited_run(snapshot: Snapshot, caller: Activation, address: StepAddress) -> RunAwaited | None:
    """The run that a step waits for: here, or in an ancestor that provides the workflow."""
    for owner in snapshot.activations:
        of = None if owner is caller else caller.serial
        asked: tuple[Run | WaitingStart, ...] = (*owner.runs, *owner.waiting)
        for each in asked:
            if (each.caller, each.awaited_by) == (of, address):
                called = owner.chart.templates[each.key].pipeline
                serial = each.serial if isinstance(each, Run) else None
                return RunAwaited(kind=called.kind, name=called.name, serial=serial)
    return None
