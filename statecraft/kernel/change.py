"""From targets to exits and entries, and carrying them out (semantics 2.6, 4.3 to 4.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from statecraft.chart.tables import Edge, StateIndex
from statecraft.diagnostics import Span
from statecraft.kernel.blocks import assign_locals, report, run_block
from statecraft.kernel.catching_up import catch_up_with
from statecraft.kernel.children import ask_for_children, stop_children
from statecraft.kernel.conflicts import tree_exit_set
from statecraft.kernel.entry import entry_set
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.finals import enter_final
from statecraft.kernel.keeping import keep
from statecraft.kernel.outcome import Microstep
from statecraft.kernel.rules import Pull, active_value
from statecraft.kernel.sending import delay_reader
from statecraft.kernel.snapshot import Timer
from statecraft.kernel.steps import end_list, forget_lists, keep_result, leave_lists
from statecraft.kernel.work import Work
from statecraft.model.states import StateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a microstep exits and enters.

    Attributes:
        edges: the transitions that make it together; none where rules do.
        exited: in reverse document order; ``entered`` in document order.
        pulls: the real moves among them.
        defaults: the rows whose default was taken by entered states.
        paths: those of the exited and of the entered states.
    """

    edges: tuple[Edge, ...]
    exited: tuple[StateIndex, ...]
    entered: tuple[StateIndex, ...]
    pulls: tuple[Pull, ...]
    defaults: tuple[tuple[StateIndex, StateIndex], ...]
    paths: tuple[tuple[str, ...], tuple[str, ...]]


Changes = dict[tuple[Any, ...], Change]
"""Transitions by identity, configuration, history → the change, which depends on them alone.

The change holds its transitions, so no other ones come to have their identities.
"""


def edges_change(work: Work, edges: tuple[Edge, ...]) -> Change:
    """The change that transitions make together: worked out the first time, and kept."""
    if edges[0].index < 0:
        return _change_of(work, edges)
    changes = work.program.changes
    key = (tuple(map(id, edges)), frozenset(work.states), tuple(work.history.items()))
    known = changes.get(key)
    if known is None:
        known = _change_of(work, edges)
        keep(changes, key, known, work.states)
    return known


def _change_of(work: Work, edges: tuple[Edge, ...]) -> Change:
    exits: set[StateIndex] = set()
    entries: set[StateIndex] = set()
    pulls: dict[int, StateIndex] = {}
    for edge in edges:
        exits |= tree_exit_set(work, edge)
        for region, target in edge.moves:
            current = active_value(work, region)
            if current != target:
                pulls[region] = target
            if current != target or edge.reenter:
                exits.add(current)
                entries.add(target)
    entry = entry_set(work.chart, edges, {**work.history, **recorded_history(work, exits)})
    entries.update(entry.states)
    return _change(work, exits, entries, pulls.items(), edges=edges, defaults=entry.defaults)


def moves_change(work: Work, pulls: Iterable[Pull]) -> Change:
    """The change that moves of dimensions make; they are real moves."""
    moved = tuple(pulls)
    exits = {active_value(work, region) for region, _ in moved}
    return _change(work, exits, {target for _, target in moved}, moved)


def _change(
    work: Work,
    exits: set[StateIndex],
    entries: set[StateIndex],
    pulls: Iterable[Pull],
    *,
    edges: tuple[Edge, ...] = (),
    defaults: tuple[tuple[StateIndex, StateIndex], ...] = (),
) -> Change:
    rows = work.chart.rows
    exited, entered = sorted(exits, reverse=True), sorted(entries)
    return Change(
        edges=edges,
        exited=tuple(exited),
        entered=tuple(entered),
        pulls=tuple(sorted(pulls)),
        defaults=defaults,
        paths=(tuple(rows[s].path for s in exited), tuple(rows[s].path for s in entered)),
    )


def apply_change(work: Work, change: Change) -> None:
    """Exit, run the transitions' actions, switch, enter."""
    leave(work, change.exited)
    for edge in change.edges:
        if edge.source is not None:
            if edge.event is not None and work.run_of(edge.source) is not None:
                keep_result(work, edge.source, work.event_local["event"])
            assign_locals(work, edge.source, edge.locals)
            leave_lists(work, edge.source, edge.targets)
        run_block(work, edge.actions, edge.source)
    enter_all(work, change)
    catch_up(work)


def catch_up(work: Work) -> None:
    """Let runs begin, stop and end as this microstep has asked for."""
    if work.starts or work.stops or work.endings:
        catch_up_with(work, enter, _take, leave_all)


def _take(work: Work, edge: Edge) -> None:
    change = edges_change(work, (edge,))
    tell_change(work, change, None)
    leave(work, change.exited)
    enter_all(work, change)


def tell_change(work: Work, change: Change, event: str | None) -> None:
    """Put what is about to happen on the path of the step."""
    transitions = tuple([edge.text for edge in change.edges])
    places = tuple([edge.span for edge in change.edges])
    work.path.append(told_change(work, change, event, transitions, places))


def told_change(
    work: Work,
    change: Change,
    event: str | None,
    transitions: tuple[str, ...],
    places: tuple[Span, ...],
) -> Microstep:
    """A change as the path of the step tells it."""
    exited, entered = change.paths
    return Microstep(
        event=event,
        transitions=transitions,
        places=places,
        exited=exited,
        entered=entered,
        slot=work.step.slot_of(work.activation),
    )


def enter_all(work: Work, change: Change) -> None:
    """Switch to the new configuration, then run the entry actions in document order."""
    one_by_one = work.chart.definition.profile.moves_state_by_state
    work.switch(change.exited, () if one_by_one else change.entered)
    for state in change.entered:
        if one_by_one:
            work.switch((), (state,))
        enter(work, state, change.entered, [row for at, row in change.defaults if at == state])


def leave(work: Work, states: Sequence[StateIndex]) -> None:
    """Record history, then run exits; *states* are in reverse document order."""
    rows = work.chart.rows
    work.history.update(recorded_history(work, states))
    profile = work.chart.definition.profile
    for state in states:
        late = profile.children_start_late or profile.stopped_silently
        if rows[state].invokes and not late:
            stop_children(work, state, leave_all)
        run_block(work, rows[state].exit, state)
        if rows[state].invokes and late:
            stop_children(work, state, leave_all)
        work.forget(state)
        if profile.moves_state_by_state and rows[state].region == work.chart.tree:
            work.states.discard(state)


def leave_all(work: Work) -> None:
    """Leave every state of a machine that is stopped, innermost first."""
    leave(work, sorted(work.states, reverse=True))
    tree = work.activation.chart.tree
    if tree is not None:
        root = work.chart.regions[tree].root
        run_block(work, work.chart.rows[root].exit, root)


def recorded_history(
    work: Work, exits: Iterable[StateIndex]
) -> dict[StateIndex, tuple[StateIndex, ...]]:
    """What the history states of exited states will stand for."""
    rows = work.chart.rows
    return {
        history: _remembered(work, state, rows[history].kind)
        for state in exits
        for history in rows[state].history
    }


def _remembered(work: Work, state: StateIndex, kind: StateKind) -> tuple[StateIndex, ...]:
    rows = work.chart.rows
    if kind is StateKind.SHALLOW_HISTORY:
        return tuple(child for child in rows[state].children if child in work.states)
    inside = range(state + 1, rows[state].last + 1)
    return tuple(s for s in inside if s in work.states and not rows[s].children)


def enter(
    work: Work,
    state: StateIndex,
    together: Sequence[StateIndex],
    defaults: Sequence[StateIndex] = (),
) -> None:
    """Start the timers of a state that was switched on, and run its entry actions.

    ``together`` are all states that are entered with it, in document order; ``defaults`` the
    rows (its own, or a history's) whose default it takes.
    """
    row = work.chart.rows[state]
    late = work.chart.definition.profile.timers_after_entry
    if not late:
        start_timers(work, state)
    if row.kind is StateKind.PARALLEL and work.run_of(state) is not None:
        forget_lists(work, state)
    assign_locals(work, state, row.entry_locals)
    if state in work.failing:
        return
    run_block(work, row.entry, state)
    run_block(work, row.on_change, state)
    if late:
        start_timers(work, state)
    for default in defaults:
        run_block(work, work.chart.rows[default].default_actions, state)
    if row.invokes:
        ask_for_children(work, state)
    if row.kind is not StateKind.FINAL:
        return
    if work.run_of(state) is not None:
        end_list(work, state)
    else:
        enter_final(work, state, [other for other in together if other > state])


def start_timers(work: Work, state: StateIndex) -> None:
    """Start the private timers of an ``after``; a delay that fails reports as a block would."""
    for place, after in enumerate(work.chart.rows[state].after):
        work.enter_scope(state)
        try:
            delay = delay_reader(after.delay, work.program)(work)
        except ExecutionFailure as failure:
            report(work, state, failure)
            continue
        run, number = work.address(state)
        timer = Timer(
            activation=work.me,
            id=None,
            due_ms=work.now_ms + delay,
            serial=work.serial(),
            event="after",
            data={},
            after=(number, place),
            run=run,
        )
        work.timers = (*work.timers, timer)
