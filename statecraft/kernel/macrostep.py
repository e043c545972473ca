"""One event to completion: microsteps until nothing is left to do (docs/semantics.md §4, §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from statecraft.chart.tables import Edge, StateIndex
from statecraft.kernel.blocks import run_block
from statecraft.kernel.cascades import settle
from statecraft.kernel.change import apply_change, edges_change, leave_all, tell_change
from statecraft.kernel.children import ask_late, report_end, stop_children
from statecraft.kernel.failures import ExecutionFailure, Refusal, refusal_for
from statecraft.kernel.in_progress import InternalEvent, StepEnd
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.rules import (
    check_computed_moves,
    check_constraints,
    check_moves,
    has_computed_triggers,
)
from statecraft.kernel.selection import select, select_among
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value

MOST_MICROSTEPS = 1000


def microstep(work: Work, edges: tuple[Edge, ...], event: str | None) -> None:
    """Take transitions that were selected together, then let the cascades settle.

    Raises:
        Refusal: a move is not allowed, or the cascades do not settle.
    """
    work.microsteps += 1
    if work.microsteps > MOST_MICROSTEPS:
        raise Refusal([_endless(work)])
    if len(edges) > 1 and work.chart.definition.profile.one_after_another:
        for edge in sorted(edges, key=lambda each: _by_depth(work, each)):
            microstep(work, (edge,), event)
        return
    change = edges_change(work, edges)
    check_moves(work, change.pulls)
    tell_change(work, change, event)
    apply_change(work, change)
    settle(work)


def _by_depth(work: Work, edge: Edge) -> tuple[int, str]:
    """The deepest source first, by its own name among equals."""
    if edge.source is None:
        return 0, ""
    row = work.chart.rows[edge.source]
    return -len(row.ancestors), row.path.rpartition(".")[2]


def complete(work: Work, first: Callable[[], Work]) -> None:
    """Run on until the machine is quiet or done, then check every constraint.

    Args:
        work: after the microstep for the event itself.
        first: makes the working state at the start of the step, for rules about computed names.

    Raises:
        Refusal: something on the way is not allowed, or a constraint does not hold.
    """
    while not work.finished and (_next_microstep(work) or ask_late(work)):
        pass
    if not work.finished and is_closed(work):
        work.finished = True
    if work.finished:
        _end(work)
    if has_computed_triggers(work.chart.move_rules):
        check_computed_moves(work, first())
    check_constraints(work)


def _next_microstep(work: Work) -> bool:
    """Take the next eventless transitions or internal event; False when there is none."""
    is_still = work.quiet or not work.chart.is_restless
    eventless = () if is_still else select(work, None).kept
    if eventless:
        _take_eventless(work, eventless)
        return True
    if not work.internal:
        return False
    event, *rest = work.internal
    work.internal = tuple(rest)
    work.quiet = False
    _take_internal(work, event)
    return True


def _take_eventless(work: Work, edges: tuple[Edge, ...]) -> None:
    states, context = frozenset(work.states), work.context
    microstep(work, edges, None)
    if work.chart.definition.profile.quiet_eventless_ends:
        work.quiet = work.states == states and work.context is context


def _take_internal(work: Work, event: InternalEvent) -> None:
    work.data_unknown = False
    if event.step is not None:
        _take_step_end(work, event.step)
        return
    work.begin_event({"event": event.data, "event_name": event.name}, event.arrival)
    kept = select(work, event.name).kept
    if event.failure is not None and not _is_error_handled(work, kept):
        raise refusal_for(event.failure)
    if kept:
        microstep(work, kept, event.name)


def _take_step_end(work: Work, end: StepEnd) -> None:
    """What a step waited for has come, or it has failed; a step that was left takes nothing."""
    state = work.state_at(end.step)
    if state is None or state not in work.states:
        return
    work.failing = work.failing - {state}
    row = work.chart.rows[state]
    kept = select_among(work, row.answers if end.succeeded else row.failures).kept
    if kept:
        microstep(work, kept, None)


def _is_error_handled(work: Work, edges: Sequence[Edge]) -> bool:
    return work.chart.definition.profile.errors_may_go_unheard or any(
        edge.event in ("error.execution", "error.*") for edge in edges
    )


def is_closed(work: Work) -> bool:
    """Whether ``done_when`` holds.

    Raises:
        Refusal: it cannot be evaluated.
    """
    condition = work.chart.definition.done_when
    if condition is None:
        return False
    try:
        return work.program.condition(condition)(work)
    except ExecutionFailure as failure:
        raise refusal_for(failure) from failure


def _end(work: Work) -> None:
    """The machine is done: exit actions run, the configuration stays (semantics 5.4)."""
    rows = work.chart.rows
    output_first = work.chart.definition.profile.output_first
    if output_first:
        _take_output(work)
    for state in sorted([*work.states, *_tree_root(work)], reverse=True):
        late = work.chart.definition.profile.children_start_late
        if rows[state].invokes and not late:
            stop_children(work, state, leave_all)
        run_block(work, rows[state].exit, state)
        if rows[state].invokes and late:
            stop_children(work, state, leave_all)
    if not output_first:
        _take_output(work)
    for event in work.internal:
        if event.failure is not None and not work.chart.definition.profile.errors_may_go_unheard:
            raise refusal_for(event.failure)
    work.status = "error" if work.status == "error" else "done"
    _let_go(work)
    report_end(work)


def _tree_root(work: Work) -> tuple[StateIndex, ...]:
    """The root of the state tree, which is no state that is entered; none without a tree."""
    tree = work.chart.tree
    return () if tree is None else (work.chart.regions[tree].root,)


def end_with_error(work: Work, error: Value) -> None:
    """The machine has failed: its children stop, nothing of it is left or run (12.2 s)."""
    for state in sorted([*work.states, *_tree_root(work)], reverse=True):
        if work.chart.rows[state].invokes:
            stop_children(work, state, leave_all)
    work.status, work.output = "error", error
    _let_go(work)
    report_end(work)


def _let_go(work: Work) -> None:
    """Drop everything that would still happen to the machine."""
    work.internal, work.pending = (), ()
    work.timers = tuple(timer for timer in work.timers if timer.activation != work.me)
    work.queue = tuple(each for each in work.queue if each.activation != work.me)
    work.drop_runs()


def _take_output(work: Work) -> None:
    if work.chart.definition.output is not None and work.status != "error":
        work.output = _machine_output(work)


def _machine_output(work: Work) -> Value:
    assert work.chart.definition.output is not None
    before = work.event_local
    if work.chart.definition.profile.start_event:
        work.begin_event({"event": {"output": work.output}, "event_name": "done.state"})
    try:
        return work.program.reader(work.chart.definition.output)(work)
    except ExecutionFailure as failure:
        raise refusal_for(failure) from failure
    finally:
        work.begin_event(before)


def _endless(work: Work) -> Reason:
    cycle = " -> ".join("; ".join(step.transitions) for step in work.path[-6:])
    message = f"The step does not end: more than {MOST_MICROSTEPS} microsteps. Last: {cycle}."
    return Reason(kind=ReasonKind.ERROR, message=message, at=work.path[-1].places[0])
