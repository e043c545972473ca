"""Blocks of actions as functions on the working state (docs/semantics.md §8).

Each kind of action has one small compiler: model in, closure out. A closure raises
``ExecutionFailure`` with the place; ``blocks.run_block`` undoes the block and reports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from statecraft.diagnostics import Span, quoted
from statecraft.kernel.assignments import compile_merge, compile_set, compile_unset
from statecraft.kernel.effects import EmitEvent, LogMessage, PerformAction, SendEvent, StartInstance
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.run_actions import awaiting_step, compile_run_action, compile_status
from statecraft.kernel.snapshot import PendingAction, Queued, Timer
from statecraft.model.actions import (
    Act,
    Action,
    AwaitRun,
    Block,
    Callback,
    Cancel,
    Each,
    Emit,
    Forward,
    If,
    Log,
    Merge,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
    Unset,
    WriteStatus,
)
from statecraft.model.formulas import Formula
from statecraft.model.reading import formulas_of
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import violations
from statecraft.values.text import text_of

if TYPE_CHECKING:
    from statecraft.kernel.program import Program
    from statecraft.kernel.work import Work

Executable = Callable[["Work"], None]


def compile_block(block: Block, program: Program) -> Executable:
    """The function that runs the actions of *block* in order."""
    steps = tuple(
        _in_question(_counted(_compile(action, program), action), action, program)
        for action in block
    )

    def run(work: Work) -> None:
        for step in steps:
            step(work)

    return run


def _counted(run: Executable, action: Action) -> Executable:
    """Count what the action makes: a step has a bound on it."""
    if not isinstance(action, Raise | Send | Emit | Log | Act | Start | StartRun | WriteStatus):
        return run
    at = action.span

    def run_counted(work: Work) -> None:
        work.step.count_product(at)
        run(work)

    return run_counted


def _in_question(run: Executable, action: Action, program: Program) -> Executable:
    """Skip an action that reads a payload which is not known (semantics 11.2).

    A start of a run is not skipped: what it requires seldom depends on its parameters. Of a
    ``set`` or ``merge`` only the assignments that read the payload are.
    """
    if isinstance(action, StartRun) or not any(
        program.reads_event(formula) for formula in formulas_of(action)
    ):
        return run

    def run_if_known(work: Work) -> None:
        if not work.data_unknown:
            run(work)

    return run_if_known


def _compile(action: Action, program: Program) -> Executable:
    match action:
        case Set():
            return compile_set(action, program)
        case Merge():
            return compile_merge(action, program)
        case Unset():
            return compile_unset(action, program)
        case Raise() | Send() | Cancel():
            return _compile_event(action, program)
        case Emit() | Log() | Start():
            return _compile_effect(action, program)
        case Act():
            return _act(action, program)
        case StartRun() | AwaitRun() | StopRuns() | Callback() | Forward():
            return compile_run_action(action, program)
        case WriteStatus():
            return compile_status(action, program)
        case If():
            return _if(action, program)
        case Each():
            return _each(action, program)
        case _:
            assert_never(action)


def _compile_event(action: Raise | Send | Cancel, program: Program) -> Executable:
    match action:
        case Raise():
            return _raise(action, program)
        case Send(to=None):
            return _send(action, program)
        case Send():
            return _send_away(action, program)
        case Cancel():
            return _cancel(action, program)
        case _:
            assert_never(action)


def _compile_effect(action: Emit | Log | Start, program: Program) -> Executable:
    match action:
        case Emit():
            return _emit(action, program)
        case Log():
            return _log(action, program)
        case Start():
            return _start(action, program)
        case _:
            assert_never(action)


def _payload(
    event: str, formula: Formula | None, at: Span, program: Program
) -> Callable[[Work], Value]:
    """A payload that fits what the definition declares of *event* (semantics 6.4)."""
    read = program.data(formula)

    def checked(work: Work) -> Value:
        value = read(work)
        declared = work.chart.definition.events.get(event)
        if declared is not None and declared.payload is not None:
            wrong = violations(declared.payload, value)
            if wrong:
                found = f"the payload of {event} does not fit: {'; '.join(wrong)}"
                raise ExecutionFailure(found, at)
        return value

    return checked


def _text(formula: Formula, what: str, program: Program) -> Callable[[Work], str]:
    read = program.reader(formula)

    def text(work: Work) -> str:
        value = read(work)
        if isinstance(value, (dict, list)) or value is None:
            raise ExecutionFailure(f"{what} must be a text, is {quoted(value)}", formula.span)
        return text_of(value)

    return text


def _raise(action: Raise, program: Program) -> Executable:
    read = _payload(action.event, action.data, action.span, program)
    event = action.event

    def run(work: Work) -> None:
        work.raise_event(event, read(work))

    return run


def _send(action: Send, program: Program) -> Executable:
    read = _payload(action.event, action.data, action.span, program)
    delay, name = _delay(action, program), _id(action, program)
    event, replace = action.event, action.replace

    def run(work: Work) -> None:
        data = read(work)
        due_in, timer_id = delay(work), name(work)
        if replace and timer_id is not None:
            cancel_timers(work, timer_id)
        if due_in is None:
            work.queue = (*work.queue, Queued(activation=work.me, event=event, data=data))
        else:
            _start_timer(work, event, data, due_in, timer_id, None)

    return run


def _send_away(action: Send, program: Program) -> Executable:
    assert action.to is not None
    read, to = program.data(action.data), _text(action.to, "the receiver", program)
    delay, name = _delay(action, program), _id(action, program)
    event, replace = action.event, action.replace

    def run(work: Work) -> None:
        data, receiver = read(work), to(work)
        due_in, timer_id = delay(work), name(work)
        if replace and timer_id is not None:
            cancel_timers(work, timer_id)
        if due_in is None:
            send_to(work, receiver, event, data)
        else:
            _start_timer(work, event, data, due_in, timer_id, receiver)

    return run


def send_to(work: Work, to: str, event: str, data: Value) -> None:
    """Send to the parent, to a slot of this machine, or to another instance (8.3, 14.4)."""
    place = work.activation.child_of
    if to == "parent" and place is not None:
        queued = Queued(activation=place.parent, event=event, data=data, origin=work.me)
    elif to in work.slots():
        queued = Queued(activation=work.me, event=event, data=data, slot=to)
    else:
        work.effects = (*work.effects, SendEvent(to=to, event=event, data=data))
        return
    work.queue = (*work.queue, queued)


def _start_timer(
    work: Work, event: str, data: Value, due_in: int, timer_id: str | None, to: str | None
) -> None:
    timer = Timer(
        activation=work.me,
        id=timer_id,
        due_ms=work.now_ms + due_in,
        serial=work.serial(),
        event=event,
        data=data,
        to=to,
    )
    work.timers = (*work.timers, timer)


def _delay(action: Send, program: Program) -> Callable[[Work], int | None]:
    if action.delay is None:
        return lambda work: None
    return delay_reader(action.delay, program)


def delay_reader(formula: Formula, program: Program) -> Callable[[Work], int]:
    """Milliseconds from a duration: a text such as ``30s``, or a number of seconds."""
    read = program.reader(formula)

    def delay(work: Work) -> int:
        value = read(work)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ExecutionFailure(f"{quoted(value)} is no duration", formula.span)
        try:
            milliseconds = parse_duration(value)
        except DurationError as error:
            raise ExecutionFailure(str(error), formula.span) from error
        return milliseconds

    return delay


def _id(action: Send, program: Program) -> Callable[[Work], str | None]:
    if action.id is None:
        return lambda work: None
    return _text(action.id, "the id", program)


def _cancel(action: Cancel, program: Program) -> Executable:
    name = _text(action.id, "the id", program)

    def run(work: Work) -> None:
        cancel_timers(work, name(work))

    return run


def cancel_timers(work: Work, timer_id: str) -> None:
    """Drop the delayed events with this id."""
    work.timers = tuple(
        timer for timer in work.timers if timer.id != timer_id or timer.activation != work.me
    )


def _emit(action: Emit, program: Program) -> Executable:
    read = program.data(action.data)
    event = action.event

    def run(work: Work) -> None:
        work.effects = (*work.effects, EmitEvent(event=event, data=read(work)))

    return run


def _log(action: Log, program: Program) -> Executable:
    read = program.reader(action.message)
    at = action.span

    def run(work: Work) -> None:
        work.effects = (*work.effects, LogMessage(message=read(work), at=at))

    return run


def _start(action: Start, program: Program) -> Executable:
    read, machine = program.data(action.data), action.machine
    name = _text(action.id, "the id", program) if action.id is not None else None

    def run(work: Work) -> None:
        instance = None if name is None else name(work)
        effect = StartInstance(machine=machine, input=read(work), id=instance)
        work.effects = (*work.effects, effect)

    return run


def _act(action: Act, program: Program) -> Executable:
    read = program.data(action.data)
    identity, name, done, error = action.id, action.name, action.done, action.error

    def run(work: Work) -> None:
        data = read(work)
        declared = work.chart.definition.actions[name]
        wrong = violations(declared.parameters, data)
        if wrong:
            found = f"what {name} is given does not fit: {'; '.join(wrong)}"
            raise ExecutionFailure(found, action.span)
        serial = work.serial()
        pending = PendingAction(
            serial=serial,
            id=identity,
            name=name,
            done=done,
            error=error,
            step=None if done else awaiting_step(work),
        )
        work.pending = (*work.pending, pending)
        effect = PerformAction(serial=serial, id=identity, name=name, data=data)
        work.effects = (*work.effects, effect)

    return run


def _if(action: If, program: Program) -> Executable:
    condition = program.condition(action.when)
    then = compile_block(action.then, program)
    otherwise = compile_block(action.otherwise, program)

    def run(work: Work) -> None:
        (then if condition(work) else otherwise)(work)

    return run


def _each(action: Each, program: Program) -> Executable:
    source, body = program.reader(action.source), compile_block(action.body, program)
    variable, at_most, span = action.variable, action.at_most, action.source.span

    def run(work: Work) -> None:
        elements = source(work)
        if not isinstance(elements, list):
            raise ExecutionFailure(f"each needs a list, found {quoted(elements)}", span)
        if len(elements) > at_most:
            found = f"each has {len(elements)} elements, more than at_most {at_most}"
            raise ExecutionFailure(found, span)
        outer = work.local
        for element in elements:
            work.step.count_iteration(span)
            work.local = {**outer, variable: element}
            body(work)
        work.local = outer

    return run
