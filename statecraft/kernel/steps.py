"""How the steps of a run end: with a result, or with a failure (docs/semantics.md 13.5 to 13.9).

What ends a step is queued internally and taken as a microstep of its own, by the candidates that
lowering has given the step for either case.
"""

from __future__ import annotations

from statecraft.chart.tables import EndKind, StateIndex, StateRow
from statecraft.diagnostics import Span
from statecraft.kernel.in_progress import InternalEvent, LiveRun, StepEnd
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
        "attempt": run.locals.get("attempt", 1),
    }
    if result is not None:
        error["result"] = result
    place = str(row.span if at is None else at)
    work.remember(state, {"error": error, "$at": place, **_kept_in_list(work, state, error, "e")})
    work.failing = work.failing | {state}
    _end_step(work, state, succeeded=False)


def succeed_step(work: Work, state: StateIndex, result: Value) -> None:
    """What the step that *state* is waits for has come."""
    keep_result(work, state, result)
    _end_step(work, state, succeeded=True)


def keep_result(work: Work, state: StateIndex, result: Value) -> None:
    """Set the locals ``result`` and ``results.ID`` by a step that has succeeded (13.8)."""
    run = work.run_of(state)
    assert run is not None, "only runs have steps"
    values: dict[str, Value] = {"result": result, **_kept_in_list(work, state, result, "r")}
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
    _join(work, run, parallel, has_failed=rows[state].name == str(EndKind.FAILED))


def _join(work: Work, run: LiveRun, parallel: StateIndex, *, has_failed: bool) -> None:
    place = work.chart.rows[parallel].step
    assert place is not None, "a parallel is a step"
    if any(event.step and event.step.step == work.address(parallel) for event in work.internal):
        return  # It has ended already, and is yet to be left.
    lists = work.chart.rows[parallel].children
    ends = [_end_of(work, around) for around in lists]
    match place.join:
        case Join.FIRST if not has_failed:
            succeed_step(work, parallel, _results(work, run, parallel, place.join))
        case Join.FIRST if all(end == "failed" for end in ends):
            _fail_parallel(work, run, parallel)
        case Join.ALL if has_failed:
            _fail_parallel(work, run, parallel)
        case Join.ALL | Join.SETTLED if all(ends):
            succeed_step(work, parallel, _results(work, run, parallel, place.join))
        case _:
            pass


def forget_lists(work: Work, parallel: StateIndex) -> None:
    """A ``parallel`` begins: what its lists gave the last time, in a loop, is no result now."""
    run = work.run_of(parallel)
    assert run is not None, "only runs have steps"
    lists = [around - run.root for around in work.chart.rows[parallel].children]
    kept = {f"${what}{each}" for each in lists for what in "re"}
    if not kept.isdisjoint(run.locals):
        left = {name: value for name, value in run.locals.items() if name not in kept}
        work.change_run(run, locals=left)


def _end_of(work: Work, around: StateIndex) -> str | None:
    """The name of the final state of a list that is active."""
    rows = work.chart.rows
    finals = (c for c in rows[around].children if rows[c].kind is StateKind.FINAL)
    return next((rows[child].name for child in finals if child in work.states), None)


def _fail_parallel(work: Work, run: LiveRun, parallel: StateIndex) -> None:
    live = work.run_with(run.serial)
    error = live.locals.get("error") if live is not None else None
    told = error if isinstance(error, dict) else {}
    fail_step(work, parallel, told.get("code", "failed"), told.get("message", "a list has failed"))


def _results(work: Work, run: LiveRun, parallel: StateIndex, join: Join) -> Value:
    """The lists' last results by name; for ``settled`` as {result} or {error}."""
    live = work.run_with(run.serial)
    kept = live.locals if live is not None else {}
    found: dict[str, Value] = {}
    for around in work.chart.rows[parallel].children:
        end, name = _end_of(work, around), work.chart.rows[around].name
        result, error = kept.get(f"$r{around - run.root}"), kept.get(f"$e{around - run.root}")
        if join is Join.SETTLED:
            found[name] = {"error": error} if end == "failed" else {"result": result}
        elif end == "ended":
            found[name] = result
    return found


def _kept_in_list(work: Work, state: StateIndex, value: Value, what: str) -> dict[str, Value]:
    """The same value under the name of the list of a ``parallel`` that the step stands in."""
    rows = work.chart.rows
    run = work.run_of(state)
    assert run is not None, "only runs have steps"
    for index in (state, *rows[state].ancestors):
        parent = rows[index].parent
        if parent is not None and rows[parent].kind is StateKind.PARALLEL:
            return {f"${what}{index - run.root}": value}
    return {}
