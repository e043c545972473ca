"""One step: an event in, a committed or a refused state out (docs/semantics.md §5, §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from statecraft.chart.tables import Edge, EdgeIndex
from statecraft.kernel.change import catch_up
from statecraft.kernel.effects import Effect
from statecraft.kernel.failures import Refusal
from statecraft.kernel.macrostep import complete, end_with_error, microstep
from statecraft.kernel.outcome import Outcome, OutcomeKind, Reason, ReasonKind, Told
from statecraft.kernel.reasons import reasons_for
from statecraft.kernel.routing import Pick, pick_alone, route
from statecraft.kernel.selection import Selection, select_among
from statecraft.kernel.snapshot import Queued, Snapshot
from statecraft.kernel.step_outcome import accepted
from statecraft.kernel.step_work import StepWork
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value

DONE_NOTE = "the machine is done"
CHILD_CHANGE = "child.change"

NewStep = Callable[[Snapshot], StepWork]
"""Makes the working state of a step from a snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step leads to.

    When the outcome is ``rejected`` or ``ignored``, ``snapshot`` of an event from outside is the
    very object that the step was given, and there are no effects.
    """

    snapshot: Snapshot
    effects: tuple[Effect, ...]
    outcome: Outcome


def take(snapshot: Snapshot, new_step: NewStep, event: str, data: Value) -> Step:
    """The step for an event from outside."""
    event, data = _unwrapped(event, data)
    return attempt(snapshot, new_step(snapshot).root, event, data, route)


def take_at(snapshot: Snapshot, work: Work, event: str, data: Value) -> Step:
    """The step for an event that an activation of the tree is sent."""
    return attempt(snapshot, work, event, data, route)


def take_own(snapshot: Snapshot, work: Work, event: str, data: Value) -> Step:
    """The step for an event that is for one activation alone."""
    return attempt(snapshot, work, event, data, lambda *asked: (pick_alone(*asked),))


def take_among(snapshot: Snapshot, work: Work, event: str, edges: Sequence[EdgeIndex]) -> Step:
    """The step for a timer: the first enabled of its candidates."""

    def pick(work: Work, event: str, data: Value) -> tuple[Pick, ...]:
        work.begin_event({"event": data, "event_name": event})
        return (Pick(work=work, selection=select_among(work, edges)),)

    return attempt(snapshot, work, event, {}, pick)


def _unwrapped(event: str, data: Value) -> tuple[str, Value]:
    """An external ``child.change`` is the event that it names (semantics 14.11)."""
    if event == CHILD_CHANGE and isinstance(data, dict) and isinstance(data.get("type"), str):
        return data["type"], data.get("params", {})
    return event, data


def ask(snapshot: Snapshot, new_step: NewStep, event: str) -> Step:
    """The step for an event whose payload is not known; its snapshot is not to be kept.

    Where it would be accepted, the reasons are the conditions that only the payload decides.
    """
    work = new_step(snapshot).root
    work.data_unknown = True
    step = attempt(snapshot, work, event, {}, route)
    if not step.outcome.accepted:
        return step
    doubts = [
        Reason(kind=ReasonKind.GUARD, message=f"needs payload: {doubted.text}", at=doubted.span)
        for each in work.step.opened.values()
        for doubted in each.doubted
    ]
    return replace(step, outcome=step.outcome.but(reasons=tuple(dict.fromkeys(doubts))))


def take_edges(snapshot: Snapshot, new_step: NewStep, edges: Sequence[Edge]) -> Step:
    """The step for transitions that the host asks for directly: a move."""
    work = new_step(snapshot).root
    if work.status != "active":
        return ignored(snapshot, None, None, DONE_NOTE)
    work.begin_event({"event": {}, "event_name": ""})
    selection = Selection(kept=tuple(edges))
    return run_picks(snapshot, work.step, (Pick(work=work, selection=selection),), None, None)


Picking = Callable[[Work, str, Value], tuple[Pick, ...]]


def attempt(snapshot: Snapshot, work: Work, event: str, data: Value, picking: Picking) -> Step:
    """The step for an event, with the picks that *picking* finds for it."""
    if work.status != "active":
        return ignored(snapshot, event, data, DONE_NOTE)
    try:
        picks = picking(work, event, data)
    except Refusal as refusal:
        return rejected(snapshot, work.step, event, data, refusal.reasons)
    forwards = tuple(_forwards(picks, event, data))
    if forwards or any(pick.selection.kept or pick.work.internal for pick in picks):
        work.step.queue = (*work.step.queue, *forwards)
        return run_picks(snapshot, work.step, picks, event, data)
    if work.chart.definition.profile.errors_end and event.startswith("error.invoke."):
        return _failed(work, event, data)
    if work.chart.definition.profile.every_event_wakes:
        return _awoken(snapshot, work, event, data)
    if not any(pick.selection.candidates for pick in picks):
        return ignored(snapshot, event, data)
    if work.chart.definition.profile.discards_refused:
        return ignored(snapshot, event, data)
    reasons = [reason for pick in picks for reason in reasons_for(pick.work, pick.selection)]
    return rejected(snapshot, work.step, event, data, tuple(reasons))


def _awoken(snapshot: Snapshot, work: Work, event: str, data: Value) -> Step:
    """The step of an event that nothing takes, but after which something moves (12.2 x)."""
    try:
        complete(work, _first_of(snapshot, work))
    except Refusal as refusal:
        return rejected(snapshot, work.step, event, data, refusal.reasons)
    if not work.step.path and work.context == work.activation.context:
        return ignored(snapshot, event, data)
    outcome = accepted(work.step, OutcomeKind.ACCEPTED, event, data)
    return Step(snapshot=work.step.commit(), effects=work.step.effects, outcome=outcome)


def _failed(work: Work, event: str, data: Value) -> Step:
    """The step in which a machine ends, because nothing takes an error of its child (12.2 s)."""
    end_with_error(work, data.get("error", data) if isinstance(data, dict) else data)
    outcome = accepted(work.step, OutcomeKind.ACCEPTED, event, data)
    return Step(snapshot=work.step.commit(), effects=work.step.effects, outcome=outcome)


def _forwards(picks: tuple[Pick, ...], event: str, data: Value) -> Iterator[Queued]:
    """What ``autoforward`` passes on to children (semantics 14.5)."""
    if event.startswith(("done.", "error.", "child.")) or event == "after":
        return
    for pick in picks:
        chart = pick.work.activation.chart
        for state in sorted(pick.work.states) if chart.invokes else ():
            if state < len(chart.rows):
                for invoke in chart.rows[state].invokes:
                    if invoke.forwards:
                        yield Queued(
                            activation=pick.work.me, event=event, data=data, slot=invoke.id
                        )


def run_picks(
    snapshot: Snapshot,
    step: StepWork,
    picks: tuple[Pick, ...],
    event: str | None,
    data: Value,
) -> Step:
    """Take what was kept, each machine to its end; all of it holds or nothing does.

    A machine that kept nothing may still have to take what a condition or an answer has queued
    inside it.
    """
    try:
        for pick in picks:
            if pick.selection.kept:
                microstep(pick.work, pick.selection.kept, event)
            if pick.selection.kept or pick.work.internal:
                complete(pick.work, _first_of(snapshot, pick.work))
        finish_others(snapshot, step)
    except Refusal as refusal:
        return rejected(snapshot, step, event, data, refusal.reasons)
    return Step(
        snapshot=step.commit(),
        effects=step.effects,
        outcome=accepted(step, OutcomeKind.ACCEPTED, event, data),
    )


def finish_others(snapshot: Snapshot, step: StepWork) -> None:
    """Complete the machines in which this step has begun or ended runs: callers and providers.

    Raises:
        Refusal: something on the way is not allowed, or a constraint does not hold.
    """
    while (work := step.unfinished()) is not None:
        catch_up(work)
        complete(work, _first_of(snapshot, work))


def _first_of(snapshot: Snapshot, work: Work) -> Callable[[], Work]:
    """The working state of the same activation as it was at the start of the step."""

    def first() -> Work:
        step = StepWork(snapshot, work.step.machines, work.step.functions, work.now_ms)
        found = step.work(work.me)
        return step.open(work.activation) if found is None else found

    return first


def ignored(snapshot: Snapshot, event: str | None, data: Value, note: str | None = None) -> Step:
    """The step that is none."""
    outcome = Outcome.of(Told(kind=OutcomeKind.IGNORED, event=event, note=note), data)
    return Step(snapshot=snapshot, effects=(), outcome=outcome)


def rejected(
    snapshot: Snapshot,
    step: StepWork,
    event: str | None,
    data: Value,
    reasons: tuple[Reason, ...],
) -> Step:
    """The step that was refused; the path tells how far it came."""
    path = tuple(step.path)
    told = Told(kind=OutcomeKind.REJECTED, event=event, reasons=reasons, path=path)
    return Step(snapshot=snapshot, effects=(), outcome=Outcome.of(told, data))
