"""How runs begin, are stopped and end (docs/semantics.md 13.10 to 13.16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statecraft.chart.lower import template_key
from statecraft.chart.tables import EndKind, StateIndex, Template
from statecraft.expr.reads import names_read
from statecraft.expr.tree import NameKind
from statecraft.kernel.arrivals import done_payload
from statecraft.kernel.effects import RunEnded
from statecraft.kernel.explanations import why_false
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.in_progress import LiveRun
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.snapshot import StepAddress, WaitingStart
from statecraft.kernel.steps import fail_step, succeed_step
from statecraft.kernel.work import Work
from statecraft.model.actions import RunCall, TemplateKind
from statecraft.model.pipelines import WhileRunning
from statecraft.model.rules import Requirement
from statecraft.values.json_values import Value
from statecraft.values.shape import violations
from statecraft.values.text import text_of

MOST_NESTED = 32
MOST_RUNS = 64


def request(
    owner: Work, work: Work, call: RunCall, parameters: Value, step: StepAddress | None
) -> None:
    """Ask *owner* for a run that *work* calls; it begins when the states are entered."""
    key = template_key(call.kind, call.name)
    caller = None if work.running is None else work.runs[work.running]
    start = WaitingStart(
        key=key,
        parameters=parameters,
        awaited_by=step,
        call=next((i for i, each in enumerate(work.chart.calls) if each is call), None),
        scope=None if caller is None else caller.serial,
        depth=0 if caller is None else caller.depth + 1,
        caller=None if owner is work else work.me,
    )
    running = [run for run in owner.runs if run is not None and run.key == key]
    begun = [each for each in owner.starts if each.key == key]
    policy = owner.chart.templates[key].pipeline.while_running
    if call.kind is TemplateKind.PIPELINE and (running or begun):
        if policy is WhileRunning.QUEUE:
            owner.waiting = (*owner.waiting, start)
            return
        owner.stops += tuple(run.serial for run in running)
        if policy is WhileRunning.RESTART and running:
            owner.waiting = (*owner.waiting, start)
            return
    owner.starts = (*owner.starts, start)


def refusals(owner: Work, work: Work, call: RunCall, parameters: Value) -> Iterator[Reason]:
    """Why a run may not begin now: its parameters, its ``requires``, or one that is running."""
    pipeline = owner.chart.templates[template_key(call.kind, call.name)].pipeline
    if pipeline.parameters is not None and not work.data_unknown:
        for wrong in violations(pipeline.parameters, parameters, "parameters"):
            yield Reason(kind=ReasonKind.SCHEMA, message=wrong, id=pipeline.name, at=pipeline.span)
    requires = pipeline.requires
    if work.data_unknown:
        requires = tuple(each for each in requires if not _reads_parameters(owner, each))
    yield from _unmet(owner, requires, pipeline.name, parameters)
    key = template_key(call.kind, call.name)
    is_running = any(run is not None and run.key == key for run in owner.runs)
    is_begun = any(each.key == key for each in owner.starts)
    if (
        call.kind is TemplateKind.PIPELINE
        and pipeline.while_running is WhileRunning.REFUSE
        and (is_running or is_begun)
    ):
        label = pipeline.described.label or pipeline.name
        message = f"{label} is already running."
        yield Reason(kind=ReasonKind.RULE, message=message, id=pipeline.name, at=pipeline.span)
    yield from _too_many(owner, work, call)


def _reads_parameters(work: Work, requirement: Requirement) -> bool:
    read = names_read(requirement.that.expr, work.program.definitions)
    return (NameKind.LOCAL, "parameters") in read


def _too_many(owner: Work, work: Work, call: RunCall) -> Iterator[Reason]:
    caller = None if work.running is None else work.runs[work.running]
    alive = sum(run is not None for run in owner.runs) + len(owner.starts)
    if (caller is not None and caller.depth + 1 >= MOST_NESTED) or alive >= MOST_RUNS:
        message = (
            f"Infinite loop detected: {call.name} is run inside itself more than {MOST_NESTED} "
            f"deep, or {MOST_RUNS} runs are active at once."
        )
        yield Reason(kind=ReasonKind.ERROR, message=message, id=call.name, at=call.span)


def _unmet(
    work: Work, requires: tuple[Requirement, ...], name: str, parameters: Value
) -> Iterator[Reason]:
    outer = work.local
    work.local = {**work.event_local, "parameters": parameters}
    try:
        for requirement in requires:
            try:
                if work.program.condition(requirement.that)(work):
                    continue
                text = _said(work, requirement, name)
            except ExecutionFailure as failure:
                yield Reason(kind=ReasonKind.ERROR, message=failure.message, id=name, at=failure.at)
                continue
            yield Reason(kind=ReasonKind.RULE, message=text, id=name, at=requirement.span)
    finally:
        work.local = outer


def _said(work: Work, requirement: Requirement, name: str) -> str:
    if requirement.message is not None:
        return text_of(work.program.reader(requirement.message)(work))
    return f"{name} needs {why_false(requirement.that, work)}."


def begin(work: Work, start: WaitingStart) -> StateIndex:
    """Make the run; the root of its region, whose states are yet to be entered."""
    serial = work.serial()
    run = work.add_run(start.key, serial, start)
    known: dict[str, Value] = {
        "parameters": start.parameters,
        "result": None,
        "results": {},
        "error": None,
        "attempt": 1,
    }
    work.change_run(run, locals=known)
    return run.root


def finish(work: Work, run: LiveRun, end: EndKind) -> None:
    """Remove a run that has ended, and tell the machine, the waiting step and the host."""
    template = work.chart.templates[run.key]
    result: Value = None
    if end is EndKind.DONE:
        try:
            result = _output(work, run, template)
        except ExecutionFailure as failure:
            run, end = _without_output(work, run, failure), EndKind.FAILED
    work.drop_run(run)
    name, kind = template.pipeline.name, template.pipeline.kind
    error = _error(work, run, end)
    if kind is TemplateKind.INVOKE:
        _report_invoked(work, run, name, result, end)
        return
    if end is EndKind.DONE:
        work.raise_event(f"done.{kind}.{name}", {"result": result})
    else:
        work.raise_event(f"error.{kind}.{name}", error)
    ended = RunEnded(
        serial=run.serial,
        kind=str(kind),
        name=name,
        result=result,
        error=None if end is EndKind.DONE else error,
    )
    work.effects = (*work.effects, ended)
    _tell_waiting_step(work, run, result, None if end is EndKind.DONE else error)
    _begin_next(work, run.key)


def _report_invoked(work: Work, run: LiveRun, slot: str, result: Value, end: EndKind) -> None:
    """An invoked action has ended: the state that invokes it is told."""
    if end is EndKind.DONE:
        told = done_payload(work.chart.definition.profile, result)
        work.raise_event(f"done.invoke.{slot}", told)
    else:
        work.raise_event(f"error.invoke.{slot}", run.locals.get("error"))


def _tell_waiting_step(
    work: Work, run: LiveRun, result: Value, error: dict[str, Value] | None
) -> None:
    caller = _caller(work, run)
    state = None if caller is None else _waiting_state(caller, run)
    if caller is None or state is None:
        return
    if error is None:
        succeed_step(caller, state, result)
    else:
        told = run.locals.get("result")
        fail_step(caller, state, error["kind"], error["message"], result=told)


def _caller(work: Work, run: LiveRun) -> Work | None:
    """The activation that called a run; None when it has been stopped."""
    return work if run.caller is None else work.step.work(run.caller)


def _waiting_state(caller: Work, run: LiveRun) -> StateIndex | None:
    """The step that waits for a run, if it still does."""
    state = None if run.awaited_by is None else caller.state_at(run.awaited_by)
    return state if state in caller.states else None


def _begin_next(work: Work, key: str) -> None:
    """Begin the first start that waits for a run of this template."""
    following = next((each for each in work.waiting if each.key == key), None)
    if following is not None:
        work.waiting = tuple(each for each in work.waiting if each is not following)
        work.starts = (*work.starts, following)


def _output(work: Work, run: LiveRun, template: Template) -> Value:
    formula = template.pipeline.output
    if formula is None:
        return run.locals.get("result")
    outer = work.local
    work.local = {**work.event_local, **run.locals}
    try:
        return work.program.reader(formula)(work)
    finally:
        work.local = outer


def _without_output(work: Work, run: LiveRun, failure: ExecutionFailure) -> LiveRun:
    """A run whose output cannot be evaluated has failed, though none of its steps has."""
    error: Value = {"code": failure.code, "message": failure.message, "step": None, "attempt": 1}
    known = {**run.locals, "error": error, "$at": str(failure.at)}
    work.change_run(run, locals=known)
    changed = work.run_with(run.serial)
    assert changed is not None, "it has just been changed"
    return changed


def _error(work: Work, run: LiveRun, end: EndKind) -> dict[str, Value]:
    """The payload of ``error.pipeline.NAME``."""
    error = run.locals.get("error")
    told = error if isinstance(error, dict) else {}
    is_cancelled = end is EndKind.CANCELLED
    return {
        "step": told.get("step"),
        "at": run.locals.get("$at"),
        "kind": "cancelled" if is_cancelled else told.get("code", "failed"),
        "message": "cancelled" if is_cancelled else told.get("message", "failed"),
        "data": dict(work.context),
    }


def is_stopped(work: Work, run: LiveRun) -> bool:
    """Whether a run is in its branch ``cancelled`` or beyond: it is stopped once."""
    return run.root + work.chart.templates[run.key].cancelled in work.states


def stopped(work: Work, run: LiveRun) -> LiveRun:
    """A run that is told to stop; nobody waits for the end of one whose waiting step was left."""
    caller = _caller(work, run)
    awaits = caller is not None and _waiting_state(caller, run) is not None
    still = run.awaited_by if awaits else None
    work.change_run(run, awaited_by=still)
    return replace(run, awaited_by=still)
