"""Actions that start, stop and call back runs, and the ``status`` action, as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from statecraft.chart.invoked_actions import invoked_key
from statecraft.chart.lower import template_key
from statecraft.diagnostics import quoted
from statecraft.kernel.effects import StatusRow
from statecraft.kernel.failures import ExecutionFailure, Refusal
from statecraft.kernel.run_locals import locals_at
from statecraft.kernel.runs import refusals, request
from statecraft.kernel.snapshot import Queued, StepAddress
from statecraft.model.actions import (
    AwaitRun,
    Callback,
    CallbackBody,
    Forward,
    RunCall,
    StartRun,
    StopRuns,
    TemplateKind,
    WriteStatus,
)
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value
from statecraft.values.text import text_of

if TYPE_CHECKING:
    from statecraft.kernel.in_progress import LiveRun
    from statecraft.kernel.program import Program
    from statecraft.kernel.work import Work


def compile_run_action(
    action: StartRun | AwaitRun | StopRuns | Callback | Forward, program: Program
) -> Callable[[Work], None]:
    """The function that runs the action."""
    match action:
        case StartRun(call=call):
            return _start(call, program)
        case AwaitRun(call=call):
            return _await(call, program)
        case StopRuns(name=name):
            return _stop(name)
        case Callback():
            return _call_back(action, program)
        case Forward(slot=slot):
            return _forward(slot)
        case _:
            assert_never(action)


def awaiting_step(work: Work) -> StepAddress:
    """The step whose entry is being run."""
    assert work.acting is not None, "a step awaits in its entry"
    run, number = work.address(work.acting)
    assert run is not None, "only steps of runs await"
    return run, number


def _start(call: RunCall, program: Program) -> Callable[[Work], None]:
    """A start that nobody waits for: when it is refused, so is the step of the machine."""
    read = program.data(call.data)
    reads_event = call.data is not None and program.reads_event(call.data)

    def run(work: Work) -> None:
        parameters = {} if work.data_unknown and reads_event else read(work)
        owner = _owner(work, call)
        if isinstance(owner, str):
            work.notes = (*work.notes, owner)
            return
        reasons = tuple(refusals(owner, work, call, parameters))
        if reasons:
            raise Refusal(reasons)
        request(owner, work, call, parameters, None)

    return run


def _await(call: RunCall, program: Program) -> Callable[[Work], None]:
    """A start that its step waits for: when it is refused, the step fails."""
    read = program.data(call.data)

    def run(work: Work) -> None:
        parameters = read(work)
        owner = _owner(work, call)
        if isinstance(owner, str):
            raise ExecutionFailure(owner, call.span, code="refused")
        reasons = tuple(refusals(owner, work, call, parameters))
        if reasons:
            message = " ".join(reason.message for reason in reasons)
            raise ExecutionFailure(message, call.span, code="refused")
        request(owner, work, call, parameters, awaiting_step(work))

    return run


def _owner(work: Work, call: RunCall) -> Work | str:
    """The activation that defines what is called, or why it cannot be found (13.15)."""
    key = template_key(call.kind, call.name)
    if call.provider is None:
        found = key in work.chart.templates
        return work if found else f'The {call.kind} "{call.name}" does not exist.'
    provider = _provider(work, call.provider)
    if provider is None:
        return f'Context provider "{call.provider}" not found.'
    template = provider.chart.templates.get(key)
    if template is None or not template.pipeline.exposed:
        return f'Context provider "{call.provider}" does not expose workflow "{call.name}".'
    return provider


def _provider(work: Work, name: str) -> Work | None:
    """The nearest ancestor that is called so: by its full name, or else by its id."""
    around = list(work.step.ancestors(work))
    by_full_name = (each for each in around if each.chart.definition.full_name == name)
    by_id = (each for each in around if each.chart.definition.id == name)
    return next(by_full_name, None) or next(by_id, None)


def _stop(name: str) -> Callable[[Work], None]:
    templates = {template_key(kind, name) for kind in TemplateKind}

    def run(work: Work) -> None:
        rows = work.activation.chart.rows
        invoked = (invoked_key(row.path, i.id) for row in rows for i in row.invokes if i.id == name)
        keys = {*templates, *invoked}
        serials = [r.serial for r in work.runs if r is not None and r.key in keys]
        serials += [each.me for each in work.step.children(work.me) if _is_in(each, name)]
        work.stops = (*work.stops, *serials)
        work.queue = tuple(each for each in work.queue if not _starts_in(each, work.me, name))
        work.waiting = tuple(each for each in work.waiting if each.key not in keys)

    return run


def _is_in(child: Work, slot: str) -> bool:
    """Whether a child is in a slot, or one of those of ``each`` in it."""
    place = child.activation.child_of
    return place is not None and slot in (place.slot, place.slot.rpartition(".")[0])


def _starts_in(queued: Queued, parent: int, slot: str) -> bool:
    """Whether something queued is the start of a child in that slot."""
    place = queued.start
    return place is not None and (place.parent, place.slot) == (parent, slot)


def _forward(slot: str) -> Callable[[Work], None]:
    """Pass the event on to a child (semantics 14.5)."""

    def run(work: Work) -> None:
        event, data = work.event_local["event_name"], work.event_local["event"]
        forwarded = Queued(activation=work.me, event=str(event), data=data, slot=slot)
        work.queue = (*work.queue, forwarded)

    return run


def _call_back(action: Callback, program: Program) -> Callable[[Work], None]:
    """Run what the call site gives, in the call site's scope (semantics 13.14)."""
    read, name = program.data(action.data), action.name

    def run(work: Work) -> None:
        payload = read(work)
        caller = None if work.running is None else work.runs[work.running]
        if caller is None:
            return
        there = _calling(work, caller)
        body = None if there is None else _body(there, caller, name)
        if there is None or (body is not None and _has_ended(there, caller.scope)):
            gone = f'the callback "{name}" has nobody to call: its caller has ended'
            work.notes = (*work.notes, gone)
        elif body is not None:
            _run_in_scope(there, body, caller, payload)

    return run


def _has_ended(work: Work, scope: int | None) -> bool:
    """Whether the run that the call site stands in has ended."""
    return scope is not None and work.run_with(scope) is None


def _body(work: Work, run: LiveRun, name: str) -> CallbackBody | None:
    """What the call site gives under this name."""
    if run.call is None:
        return None
    callbacks = work.chart.calls[run.call].callbacks
    return next((each for each in callbacks if each.name == name), None)


def _calling(work: Work, run: LiveRun) -> Work | None:
    """The activation of the call site; None when it has been stopped."""
    return work if run.caller is None else work.step.work(run.caller)


def _run_in_scope(work: Work, body: CallbackBody, caller: LiveRun, payload: Value) -> None:
    outer, scope = (work.local, work.running), caller.scope
    position = next((i for i, r in enumerate(work.runs) if r and r.serial == scope), None)
    run = None if position is None else work.runs[position]
    known = {} if run is None else _locals_of_call(work, run, caller)
    work.running = position
    work.local = {**known, "event": payload, "event_name": body.name}
    work.program.executable(body.block)(work)
    work.local, work.running = outer


def _locals_of_call(work: Work, run: LiveRun, caller: LiveRun) -> dict[str, Value]:
    """What the call site can read: what its step can where a step awaits the call."""
    step = caller.awaited_by
    if step is None or step[0] != run.serial:
        return dict(run.locals)
    return locals_at(work.chart.rows, run, run.root + step[1])


def compile_status(action: WriteStatus, program: Program) -> Callable[[Work], None]:
    """A row for the status journal, written by the host after the commit."""
    readers = {
        "status": program.reader(action.status),
        "step": _optional(action.step, program),
        "name": _optional(action.name, program),
        "message": _optional(action.message, program),
        "details": _optional(action.details, program),
        "session": _optional(action.session, program),
    }

    def run(work: Work) -> None:
        found = {name: read(work) for name, read in readers.items()}
        step = found["step"]
        if step is not None and (isinstance(step, bool) or not isinstance(step, int)):
            raise ExecutionFailure(f"a step is a number, not {quoted(step)}", action.span)
        name = found["name"]
        if name is None and step is not None:
            name = work.chart.definition.status_steps.get(step)
        row = StatusRow(
            session=_text(found["session"]),
            step=step,
            name=_text(name),
            status=text_of(found["status"]),
            message=_text(found["message"]),
            details=found["details"],
        )
        work.effects = (*work.effects, row)

    return run


def _optional(formula: Formula | None, program: Program) -> Callable[[Work], Value]:
    if formula is None:
        return lambda work: None
    return program.reader(formula)


def _text(value: Value) -> str | None:
    return None if value is None else text_of(value)
