"""A snapshot of another version of a machine, brought to this one (docs/semantics.md 10.5).

What is the same has the same name: dimensions and their values, states by path, variables, timers
by the delays of their state, children by their slot. A run has no names inside: its pipeline must
have the same steps in the same order. What cannot be carried over is refused, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.cascades import settle
from statecraft.kernel.change import start_timers
from statecraft.kernel.entry import default_entry
from statecraft.kernel.failures import Refusal
from statecraft.kernel.outcome import OutcomeKind
from statecraft.kernel.restoring import SnapshotError
from statecraft.kernel.rules import check_constraints
from statecraft.kernel.runs_carried import carried_runs, carried_waiting
from statecraft.kernel.snapshot import Activation, ChildPlace, Queued, Snapshot, Timer
from statecraft.kernel.soundness import problems
from statecraft.kernel.starting import initial_context, refuse_failures, refused, state_of
from statecraft.kernel.step_outcome import accepted
from statecraft.kernel.step_work import Machines
from statecraft.kernel.stepping import NewStep, Step
from statecraft.kernel.work import Work
from statecraft.model.states import ChildMachine


@dataclass(frozen=True, slots=True, kw_only=True)
class _Versions:
    """The chart that an activation was on, and the one that it comes to."""

    old: LoweredChart
    new: LoweredChart

    def state(self, state: StateIndex) -> StateIndex:
        """The state of the same path, the same value, or the root of the same region.

        Raises:
            UsageError: there is none.
        """
        row = self.old.rows[state]
        region = self.old.regions[row.region]
        if region.dimension is not None:
            goal = self.new.regions[self.new.by_dimension[region.name]]
            return goal.root if row.parent is None else state_of(self.new, goal, row.value)
        root = None if self.new.tree is None else self.new.regions[self.new.tree].root
        found = root if row.parent is None else self.new.by_path.get(row.path)
        if found is None:
            raise SnapshotError(f"there is no state {quoted(row.path)} any more")
        return found

    def is_kept(self, state: StateIndex) -> bool:
        """Whether the new version still has the region that a state is in."""
        region = self.old.regions[self.old.rows[state].region]
        return region.dimension is None or region.name in self.new.by_dimension

    def has_same_timers(self, state: StateIndex) -> bool:
        """Whether a state that is kept has the same delays in the same order."""
        before, after = self.old.rows[state].after, self.new.rows[self.state(state)].after
        return [each.text for each in before] == [each.text for each in after]


_Charts = Mapping[int, _Versions]
"""Serial number of an activation → its charts."""


def migrate(chart: LoweredChart, machines: Machines, snapshot: Snapshot, new_step: NewStep) -> Step:
    """The machine on *chart* that was on another version of it; nothing is entered or left.

    Raises:
        UsageError: something of the snapshot has no place in this version.
    """
    if snapshot.root.status == "refused":
        raise UsageError("this machine never started: its start was rejected")
    charts = _charts(chart, machines, snapshot)
    carried = Snapshot(
        activations=tuple(_activation(charts, each) for each in snapshot.activations),
        timers=tuple(_timers(charts, snapshot.timers)),
        queue=tuple(_queued(charts, each) for each in snapshot.queue),
        next_serial=snapshot.next_serial,
        now_ms=snapshot.now_ms,
    )
    try:
        complete = _with_new_variables(carried, snapshot, new_step)
        for problem in problems(complete):
            raise SnapshotError(problem)
        return _settled(charts, snapshot, complete, new_step)
    except Refusal as refusal:
        return refused(new_step(carried).root, refusal.reasons)


def _charts(chart: LoweredChart, machines: Machines, snapshot: Snapshot) -> _Charts:
    """The charts of all activations; parents stand before their children."""
    found: dict[int, _Versions] = {}
    for each in snapshot.activations:
        new = chart
        if each.child_of is not None:
            place = _place(found, each.child_of)
            invoke = found[place.parent].new.rows[place.state].invokes[place.invoke]
            assert isinstance(invoke.child, ChildMachine), "a place is that of a machine"
            new = machines(invoke.child.machine)[0]
        before, after = each.chart.definition.full_name, new.definition.full_name
        if before != after:
            raise SnapshotError(f"the snapshot is of {quoted(before)}, not of {quoted(after)}")
        found[each.serial] = _Versions(old=each.chart, new=new)
    return found


def _place(charts: _Charts, place: ChildPlace) -> ChildPlace:
    versions = charts[place.parent]
    state = versions.state(place.state)
    wanted = versions.old.rows[place.state].invokes[place.invoke].id
    for number, invoke in enumerate(versions.new.rows[state].invokes):
        if invoke.id == wanted and isinstance(invoke.child, ChildMachine):
            return replace(place, state=state, invoke=number)
    path = versions.new.rows[state].path
    raise SnapshotError(f"{path or 'the machine'} has no child {quoted(wanted)} any more")


def _activation(charts: _Charts, old: Activation) -> Activation:
    versions = charts[old.serial]
    states = {versions.state(state) for state in old.states if versions.is_kept(state)}
    states.update(_states_of_new_regions(versions))
    _require_same_children(versions, old)
    known = {variable.name for variable in versions.new.definition.context}

    def charts_of(serial: int) -> tuple[LoweredChart, LoweredChart] | None:
        found = charts.get(serial)
        return None if found is None else (found.old, found.new)

    return replace(
        old,
        chart=versions.new,
        states=tuple(sorted(states)),
        context={name: value for name, value in old.context.items() if name in known},
        history=dict(_history(versions, old)),
        runs=carried_runs(charts_of, old),
        waiting=carried_waiting(charts_of, old),
        child_of=None if old.child_of is None else _place(charts, old.child_of),
    )


def _states_of_new_regions(versions: _Versions) -> Iterator[StateIndex]:
    new = versions.new
    for region in new.regions:
        if region.dimension is not None and region.name not in versions.old.by_dimension:
            yield region.by_text[region.dimension.initial]
    if new.tree is not None and versions.old.tree is None:
        yield from default_entry(new, new.regions[new.tree].root).states


def _require_same_children(versions: _Versions, old: Activation) -> None:
    """A child begins where its state is entered, and nothing is entered here."""
    for state in old.states:
        if versions.is_kept(state):
            row = versions.new.rows[versions.state(state)]
            before = {invoke.id for invoke in versions.old.rows[state].invokes}
            for invoke in row.invokes:
                if invoke.id not in before:
                    told = f"{row.path} has a child {quoted(invoke.id)} now, which is not there"
                    raise SnapshotError(told)


def _history(
    versions: _Versions, old: Activation
) -> Iterator[tuple[StateIndex, tuple[StateIndex, ...]]]:
    """What is remembered; what speaks of states that are gone is forgotten."""
    for history, states in old.history.items():
        try:
            yield versions.state(history), tuple(versions.state(state) for state in states)
        except SnapshotError:
            continue


def _timers(charts: _Charts, timers: tuple[Timer, ...]) -> Iterator[Timer]:
    """All but those of states whose delays have changed."""
    for timer in timers:
        versions = charts[timer.activation]
        if timer.after is None or timer.run is not None:
            yield timer
        elif versions.is_kept(timer.after[0]) and versions.has_same_timers(timer.after[0]):
            state, number = timer.after
            yield replace(timer, after=(versions.state(state), number))


def _queued(charts: _Charts, queued: Queued) -> Queued:
    return queued if queued.start is None else replace(queued, start=_place(charts, queued.start))


def _with_new_variables(carried: Snapshot, before: Snapshot, new_step: NewStep) -> Snapshot:
    """The snapshot with the variables that are new at their initial values."""
    step = new_step(carried)
    for each in carried.activations:
        work = _opened(step.work(each.serial))
        work.context = {}
        work.context = initial_context(work, each.context)
    return replace(step.commit(), now_ms=before.now_ms)


def _opened(work: Work | None) -> Work:
    assert work is not None, "every activation of a snapshot can be opened"
    work.begin_event({"input": {}, "event": {}, "event_name": ""})
    return work


def _settled(charts: _Charts, before: Snapshot, snapshot: Snapshot, new_step: NewStep) -> Step:
    """Timers that are new run, cascades pull, and what the rules forbid is refused."""
    step = new_step(snapshot)
    for old, each in zip(before.activations, snapshot.activations, strict=True):
        if each.status == "active":
            work = _opened(step.work(each.serial))
            for state in _with_new_timers(charts[each.serial], old, each):
                start_timers(work, state)
            settle(work)
            refuse_failures(work)
            check_constraints(work)
    outcome = accepted(step, OutcomeKind.STARTED, None, None)
    return Step(snapshot=step.commit(), effects=step.effects, outcome=outcome)


def _with_new_timers(versions: _Versions, old: Activation, new: Activation) -> list[StateIndex]:
    """The active states whose timers did not run in the old version."""
    trees = [chart.regions[chart.tree].root for chart in (versions.old,) if chart.tree is not None]
    kept = [state for state in (*trees, *old.states) if versions.is_kept(state)]
    same = {versions.state(state) for state in kept if versions.has_same_timers(state)}
    tree = versions.new.tree
    root = () if tree is None else (versions.new.regions[tree].root,)
    return [state for state in (*root, *new.states) if state not in same]
