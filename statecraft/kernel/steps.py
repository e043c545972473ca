"""How the steps of a run end: with a result, or with a failure (docs/semantics.md 13.5 to 13.9).

What ends a step is queued internally and taken as a microstep of its own, by the candidates that
lowering has given the step for either case.
"""

from __future__ import annotations

from statecraft.chart.tables import EndKind, StateIndex, StateRow
from statecraft.diagnostics import Span
from statecraft.kernel.in_progress import InternalEvent, LiveRun, StepEnd
from statecraft.kernel.run_locals import (
    list_locals,
    locals_after_jump,
    locals_at,
    locals_without_lists,
)
from statecraft.kernel.work import Work
from statecraft.model.pipelines import Join
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value


def fail_step(
    work: Work,
    state: StateIndex,
    code: Value,
    message: Value,
    *,
    at: Span | None = None,
    result: Value = None,
) -> None:
    """The step that *state* is has failed: its local ``error`` says why."""
    run = work.run_of(state)
    assert run is not None, "only runs have steps"
    row = step_row(work, state)
    error: dict[str, Value] = {
        "code": code,
        "message": message,
        "step": row.step.name if row.step is not None else row.name,
        "attempt": _attempt(work, run, state),
    }
    if result is not None:
        error["result"] = result
    place = str(row.span if at is None else at)
    work.remember(state, {"error": error, "$at": place})
    work.failing = work.failing | {state}
    _end_step(work, state, succeeded=False)


def _attempt(work: Work, run: LiveRun, state: StateIndex) -> Value:
    """The number of the try; a step that is not tried again has its first."""
    rows = work.chart.rows
    counts = any(
        name == "attempt"
        for around in (state, *rows[state].ancestors)
        for name, _ in rows[around].entry_locals
    )
    return locals_at(rows, run, state).get("attempt", 1) if counts else 1


def succeed_step(work: Work, state: StateIndex, result: Value) -> None:
    """What the step that *state* is waits for has come."""
    keep_result(work, state, result)
    _end_step(work, state, succeeded=True)


def keep_result(work: Work, state: StateIndex, result: Value) -> None:
    """Set the locals ``result`` and ``results.ID`` by a step that has succeeded (13.8)."""
    run = work.run_of(state)
    assert run is not None, "only runs have steps"
    values: dict[str, Value] = {"result": result}
    place = step_row(work, state).step
    if place is not None and place.id is not None:
        results = run.locals.get("results")
        kept = results if isinstance(results, dict) else {}
        values["results"] = {**kept, place.id: result}
    work.remember(state, values)


def _end_step(work: Work, state: StateIndex, *, succeeded: bool) -> None:
    serial, number = work.address(state)
    assert serial is not None, "only runs have steps"
    end = StepEnd(step=(serial, number), succeeded=succeeded)
    event = InternalEvent(name="step", data={}, step=end)
    work.internal = (*work.internal, event)


def step_row(work: Work, state: StateIndex) -> StateRow:
    """The row of the step that *state* is or is inside of."""
    rows = work.chart.rows
    around = (rows[index] for index in (state, *rows[state].ancestors))
    return next((row for row in around if row.step is not None), rows[state])


def end_list(work: Work, state: StateIndex) -> None:
    """A final state of a run: the end of the run, or of one list of a ``parallel``."""
    run = work.run_of(state)
    assert run is not None, "only runs have steps"
    template = work.chart.templates[run.key]
    if state - run.root in template.ends:
        work.endings.append(state)
        return
    rows = work.chart.rows
    around = rows[state].parent
    assert around is not None, "a list of steps stands in a parallel"
    parallel = rows[around].parent
    assert parallel is not None, "a list of steps stands in a parallel"
    _join(work, parallel, state)


def _join(work: Work, parallel: StateIndex, end: StateIndex) -> None:
    """One list of a ``parallel`` has just ended, at the final state *end*."""
    rows = work.chart.rows
    has_failed = rows[end].name == str(EndKind.FAILED)
    place = rows[parallel].step
    assert place is not None, "a parallel is a step"
    if any(event.step and event.step.step == work.address(parallel) for event in work.internal):
        return  # It has ended already, and is yet to be left.
    ends = [_end_of(work, around) for around in rows[parallel].children]
    match place.join:
        case Join.FIRST if not has_failed:
            succeed_step(work, parallel, _results(work, parallel, place.join))
        case Join.FIRST if all(name == "failed" for name in ends):
            _fail_parallel(work, parallel, end)
        case Join.ALL if has_failed:
            _fail_parallel(work, parallel, end)
        case Join.ALL | Join.SETTLED if all(ends):
            succeed_step(work, parallel, _results(work, parallel, place.join))
        case _:
            pass


def forget_lists(work: Work, parallel: StateIndex) -> None:
    """A ``parallel`` begins: what its lists gave the last time, in a loop, is no result now."""
    run = work.run_of(parallel)
    assert run is not None, "only runs have steps"
    work.change_run(run, locals=locals_without_lists(work.chart.rows, run, parallel))


def leave_lists(work: Work, source: StateIndex, targets: tuple[StateIndex, ...]) -> None:
    """A step leads elsewhere: where that is outside of its list, what it found goes with it."""
    run = work.run_of(source)
    if run is None:
        return
    for target in targets:
        after = locals_after_jump(work.chart.rows, run, source, target)
        if after is not None:
            work.change_run(run, locals=after)


def _end_of(work: Work, around: StateIndex) -> str | None:
    """The name of the final state of a list that is active."""
    rows = work.chart.rows
    finals = (c for c in rows[around].children if rows[c].kind is StateKind.FINAL)
    return next((rows[child].name for child in finals if child in work.states), None)


def _fail_parallel(work: Work, parallel: StateIndex, end: StateIndex) -> None:
    """The failure of the list whose final state is *end* is the failure of the step."""
    run, around = work.run_of(parallel), work.chart.rows[end].parent
    assert run is not None, "only runs have steps"
    assert around is not None, "a list of steps stands in a parallel"
    error = list_locals(run, around).get("error")
    told = error if isinstance(error, dict) else {}
    fail_step(work, parallel, told.get("code", "failed"), told.get("message", "a list has failed"))


def _results(work: Work, parallel: StateIndex, join: Join) -> Value:
    """The lists' last results by name; for ``settled`` as {result} or {error}."""
    run = work.run_of(parallel)
    assert run is not None, "only runs have steps"
    found: dict[str, Value] = {}
    for around in work.chart.rows[parallel].children:
        end, name = _end_of(work, around), work.chart.rows[around].name
        own = list_locals(run, around)
        result, error = own.get("result"), own.get("error")
        if join is Join.SETTLED:
            found[name] = {"error": error} if end == "failed" else {"result": result}
        elif end == "ended":
            found[name] = result
    return found
