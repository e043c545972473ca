"""How a machine comes to be: a start, or a rebuild from saved values (docs/semantics.md §10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from statecraft.chart.tables import LoweredChart, Region, StateIndex
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.blocks import run_block
from statecraft.kernel.cascades import settle
from statecraft.kernel.change import catch_up, enter, start_timers
from statecraft.kernel.children import ask_for_children
from statecraft.kernel.entry import Entry, default_entry
from statecraft.kernel.failures import ExecutionFailure, Refusal, refusal_for
from statecraft.kernel.finals import is_complete
from statecraft.kernel.macrostep import complete, is_closed
from statecraft.kernel.outcome import Microstep, Outcome, OutcomeKind, Reason, ReasonKind, Told
from statecraft.kernel.queue_order import after_those_of_children
from statecraft.kernel.rules import check_constraints
from statecraft.kernel.snapshot import ROOT, Activation, ChildPlace
from statecraft.kernel.step_outcome import accepted
from statecraft.kernel.step_work import StepWork
from statecraft.kernel.stepping import Step
from statecraft.kernel.work import Work
from statecraft.model.dimensions import Lifetime
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value, same
from statecraft.values.shape import violations
from statecraft.values.text import text_of

_ATOMIC = (StateKind.ATOMIC, StateKind.FINAL)


def start(
    machine: StepWork, chart: LoweredChart, values: Mapping[str, Value], given_input: Value
) -> Step:
    """The first step: initial values overridden by *values*, entry actions, constraints.

    A start that is refused has an outcome ``rejected`` and a snapshot that nothing can step.

    Raises:
        UsageError: *values* names something that the machine does not have.
    """
    dimensions, context = _split(chart, values)
    work = machine.open(blank(chart, ROOT, None, _dimension_states(chart, dimensions, {})))
    try:
        enter_machine(work, context, given_input)
    except Refusal as refusal:
        return refused(work, refusal.reasons)
    return _started(work)


def enter_machine(work: Work, context: Mapping[str, Value], given_input: Value) -> None:
    """Take a new activation through its start (semantics 10.1).

    Raises:
        Refusal: the input, a rule or a schema forbids it.
    """
    wrong = _input_reasons(work.chart, given_input)
    if wrong:
        raise Refusal(wrong)
    name = work.chart.definition.profile.start_event
    told: Value = {"input": given_input} if name else {}
    work.begin_event({"input": given_input, "event": told, "event_name": name})
    work.context = initial_context(work, context)
    _enter_all(work)
    complete(work, lambda: work)
    starts = any(each.start for each in work.queue if each.activation == work.me)
    if starts and work.chart.definition.profile.innermost_first:
        work.timers = after_those_of_children(work.timers, work.me)


def initial_states(chart: LoweredChart) -> tuple[StateIndex, ...]:
    """The initial value of every dimension."""
    return _dimension_states(chart, {}, ())


def _started(work: Work) -> Step:
    outcome = accepted(work.step, OutcomeKind.STARTED, None, None)
    return Step(snapshot=work.step.commit(), effects=work.effects, outcome=outcome)


def rebuild(machine: StepWork, chart: LoweredChart, saved: Mapping[str, Value]) -> Step:
    """A machine from an application's saved values: no entry actions, timers start anew.

    *saved* holds dimensions and context variables by name, and under ``states`` the paths of
    the tree's active atomic states; what is left out is at its initial value.

    Raises:
        UsageError: a name or a path that the machine does not have.
    """
    given = {name: value for name, value in saved.items() if name != "states"}
    dimensions, context = _split(chart, given)
    ephemeral = {
        region.name
        for region in chart.regions
        if region.dimension is not None and region.dimension.lifetime is Lifetime.EPHEMERAL
    }
    states = _dimension_states(chart, dimensions, ephemeral)
    work = machine.open(blank(chart, ROOT, None, states))
    work.switch((), _tree_states(chart, saved.get("states")))
    work.begin_event({"input": {}, "event": {}, "event_name": ""})
    try:
        work.context = initial_context(work, context)
        for state in sorted(work.states):
            start_timers(work, state)
        settle(work)
        refuse_failures(work)
        if _is_at_end(work):
            work.status, work.timers = "done", ()
        check_constraints(work)
    except Refusal as refusal:
        return refused(work, refusal.reasons)
    return _started(work)


def refuse_failures(work: Work) -> None:
    """No transition is taken in a rebuild, so nothing can take an ``error.execution``."""
    for event in work.internal:
        if event.failure is not None:
            raise refusal_for(event.failure)


def _is_at_end(work: Work) -> bool:
    tree = work.chart.tree
    if tree is None:
        return is_closed(work)
    return is_complete(work, work.chart.regions[tree].root)


def blank(
    chart: LoweredChart, serial: int, place: ChildPlace | None, states: tuple[StateIndex, ...]
) -> Activation:
    """An activation before anything has happened in it."""
    return Activation(
        serial=serial,
        chart=chart,
        states=states,
        context={},
        history={},
        status="active",
        output=None,
        pending=(),
        child_of=place,
    )


def refused(work: Work, reasons: tuple[Reason, ...]) -> Step:
    """A start, a rebuild or a migration that is refused: nothing can step its snapshot."""
    path = tuple(work.path)
    outcome = Outcome.of(Told(kind=OutcomeKind.REJECTED, event=None, reasons=reasons, path=path))
    work.status = "refused"
    return Step(snapshot=work.step.commit(), effects=(), outcome=outcome)


def _split(
    chart: LoweredChart, values: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The values of dimensions and those of context variables."""
    variables = {variable.name for variable in chart.definition.context}
    computed = {each.name for each in chart.definition.computed}
    known = [*chart.by_dimension, *variables]
    for name in values:
        if name in computed:
            raise UsageError(f"{name} is computed, it cannot be given a value")
        if name not in chart.by_dimension and name not in variables:
            found = f"{chart.definition.id} has no dimension or context variable {quoted(name)}"
            raise UsageError(found + did_you_mean(name, known))
    return (
        {name: value for name, value in values.items() if name in chart.by_dimension},
        {name: value for name, value in values.items() if name in variables},
    )


def _dimension_states(
    chart: LoweredChart, given: Mapping[str, Value], ignored: Iterable[str]
) -> tuple[StateIndex, ...]:
    states = []
    for region in chart.regions:
        if region.dimension is None:
            continue
        if region.name in given and region.name not in ignored:
            states.append(state_of(chart, region, given[region.name]))
        else:
            states.append(region.by_text[region.dimension.initial])
    return tuple(sorted(states))


def state_of(chart: LoweredChart, region: Region, value: Value) -> StateIndex:
    """The state that a value of a dimension is.

    Raises:
        UsageError: the dimension has no such value.
    """
    state = region.by_text.get(text_of(value))
    if state is None or not same(chart.rows[state].value, value):
        raise UsageError(
            f"Invalid {region.name} value: {quoted(value)}; "
            f"its values are {', '.join(region.by_text)}"
        )
    return state


def _input_reasons(chart: LoweredChart, given: Value) -> tuple[Reason, ...]:
    shape = chart.definition.input
    if shape is None:
        return ()
    return tuple(
        Reason(kind=ReasonKind.SCHEMA, message=f"input: {wrong}", at=chart.definition.span)
        for wrong in violations(shape, given)
    )


def initial_context(work: Work, given: Mapping[str, Value]) -> dict[str, Value]:
    """Initials in order of text: each may read ``input`` and the variables before it."""
    for variable in work.chart.definition.context:
        if variable.name in given:
            value = given[variable.name]
        else:
            try:
                value = work.program.reader(variable.initial)(work)
            except ExecutionFailure as failure:
                if not work.chart.definition.profile.forgives_initials:
                    raise refusal_for(failure, variable.name) from failure
                value = None
                work.fail(failure)
        work.context = {**work.context, variable.name: value}
    return work.context


def _enter_all(work: Work) -> None:
    """Switch the tree on, then run the entry actions of every region in document order."""
    chart, rows = work.chart, work.chart.rows
    root = None if chart.tree is None else chart.regions[chart.tree].root
    entry = Entry(states=()) if root is None else default_entry(chart, root)
    work.path.append(
        Microstep(
            event=None,
            transitions=("start",),
            places=(chart.definition.span,),
            exited=(),
            entered=tuple(rows[state].path for state in sorted((*work.states, *entry.states))),
            slot=work.step.slot_of(work.activation),
        )
    )
    order = sorted([*work.states, *entry.states, *(() if root is None else (root,))])
    one_by_one = chart.definition.profile.moves_state_by_state
    work.switch((), () if one_by_one else entry.states)
    for state in order:
        defaults = [row for at, row in entry.defaults if at == state]
        if state == root:
            start_timers(work, state)
            run_block(work, rows[state].entry, state)
            if rows[state].invokes:
                ask_for_children(work, state)
            for default in defaults:
                run_block(work, rows[default].default_actions, state)
        elif rows[state].region == chart.tree:
            if one_by_one:
                work.switch((), (state,))
            enter(work, state, order, defaults)
        else:
            start_timers(work, state)
            run_block(work, rows[state].entry, state)
    catch_up(work)
    settle(work)


def _tree_states(chart: LoweredChart, paths: Value) -> tuple[StateIndex, ...]:
    """The configuration of the tree that has these active atomic states."""
    if chart.tree is None:
        if paths:
            raise UsageError(f"{chart.definition.id} has no states, but saved states were given")
        return ()
    root = chart.regions[chart.tree].root
    if paths is None:
        return default_entry(chart, root).states
    if not isinstance(paths, list):
        raise UsageError(f"saved states must be a list of paths, not {quoted(paths)}")
    states = {root}
    for path in paths:
        state = chart.by_path.get(path) if isinstance(path, str) else None
        if state is None or chart.rows[state].kind not in _ATOMIC:
            known = [
                row.path for row in chart.rows if row.kind in _ATOMIC and row.region == chart.tree
            ]
            raise UsageError(f"no atomic state {quoted(path)}{did_you_mean(str(path), known)}")
        states.update((state, *chart.rows[state].ancestors))
    require_legal(chart, states)
    return tuple(sorted(states - {root}))


def require_legal(chart: LoweredChart, states: set[StateIndex], top: StateIndex = 0) -> None:
    """Refuse a set of states of the tree that is no configuration (1.3); the root is among them.

    What is above *top* is not looked at.
    """
    for state in sorted(states):
        row = chart.rows[state]
        if state < top:
            continue
        if row.parent is not None and row.parent not in states:
            raise UsageError(f"{row.path} is active, but {chart.rows[row.parent].path} is not")
        active = [child for child in row.children if child in states]
        wanted = len(row.children) if row.kind is StateKind.PARALLEL else min(1, len(row.children))
        if len(active) != wanted:
            name = row.path or "the machine"
            paths = ", ".join(chart.rows[child].path for child in active) or "none"
            raise UsageError(
                f"{name} needs {'all' if row.kind is StateKind.PARALLEL else 'one'} "
                f"of its states active, found {paths}"
            )
