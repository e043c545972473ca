"""``raise``, ``send`` and ``cancel`` as functions on the working state (semantics 8.2, 8.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from statecraft.diagnostics import Span, quoted
from statecraft.kernel.arrivals import RAISED
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.receivers import Message, require_receiver, send_to
from statecraft.kernel.snapshot import Queued, Timer
from statecraft.model.actions import Cancel, Raise, Send
from statecraft.model.formulas import Formula
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import violations
from statecraft.values.text import text_of

if TYPE_CHECKING:
    from statecraft.kernel.program import Program
    from statecraft.kernel.work import Work

Executable = Callable[["Work"], None]


def compile_event(action: Raise | Send | Cancel, program: Program) -> Executable:
    """The function that makes an event, or drops delayed ones."""
    match action:
        case Raise():
            return _raise(action, program)
        case Send():
            return _send(action, program)
        case Cancel():
            return _cancel(action, program)
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


def text_reader(formula: Formula, what: str, program: Program) -> Callable[[Work], str]:
    """The function that evaluates a formula whose value must be a text or a plain number."""
    read = program.reader(formula)

    def text(work: Work) -> str:
        value = read(work)
        if isinstance(value, (dict, list)) or value is None:
            raise ExecutionFailure(f"{what} must be a text, is {quoted(value)}", formula.span)
        return text_of(value)

    return text


def _name(action: Raise | Send, program: Program) -> Callable[[Work], str]:
    event = action.event
    if action.named is None:
        return lambda work: event
    formula, read = action.named, text_reader(action.named, "the name of an event", program)

    def name(work: Work) -> str:
        found = read(work)
        if not found or "*" in found:
            raise ExecutionFailure(f"{quoted(found)} is no name of an event", formula.span)
        return found

    return name


def _raise(action: Raise, program: Program) -> Executable:
    read = _payload(action.event, action.data, action.span, program)
    name = _name(action, program)

    def run(work: Work) -> None:
        work.raise_event(name(work), read(work), arrival=RAISED)

    return run


def _send(action: Send, program: Program) -> Executable:
    make = _message(action, program)
    deliver = _delivery(action, program)
    named = _id(action, program)

    def run(work: Work) -> None:
        send_id = named(work)
        try:
            deliver(work, make(work, send_id))
        except ExecutionFailure as failure:
            failure.send_id = send_id
            raise

    return run


def _message(action: Send, program: Program) -> Callable[[Work, str | None], Message]:
    if action.to is None:
        read = _payload(action.event, action.data, action.span, program)
    else:
        read = program.data(action.data)
    name = _name(action, program)
    return lambda work, send_id: Message(event=name(work), data=read(work), send_id=send_id)


def _delivery(action: Send, program: Program) -> Callable[[Work, Message], None]:
    """The function that queues a message, hands it on, or starts its timer."""
    delay, replace = _delay(action, program), action.replace
    to = None if action.to is None else text_reader(action.to, "the receiver", program)

    def deliver(work: Work, message: Message) -> None:
        receiver, due_in = None if to is None else to(work), delay(work)
        if receiver is not None:
            require_receiver(work, receiver, action.span)
        if replace and message.send_id is not None:
            cancel_timers(work, message.send_id)
        if due_in is not None:
            _start_timer(work, message, due_in, receiver)
        elif receiver is not None:
            send_to(work, receiver, message)
        else:
            work.queue = (*work.queue, _to_self(work, message))

    return deliver


def _to_self(work: Work, message: Message) -> Queued:
    return Queued(
        activation=work.me,
        event=message.event,
        data=message.data,
        sender=work.me,
        send_id=message.send_id,
    )


def _start_timer(work: Work, message: Message, due_in: int, to: str | None) -> None:
    timer = Timer(
        activation=work.me,
        id=message.send_id,
        due_ms=work.now_ms + due_in,
        serial=work.serial(),
        event=message.event,
        data=message.data,
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
    return text_reader(action.id, "the id", program)


def _cancel(action: Cancel, program: Program) -> Executable:
    name = text_reader(action.id, "the id", program)

    def run(work: Work) -> None:
        cancel_timers(work, name(work))

    return run


def cancel_timers(work: Work, timer_id: str) -> None:
    """Drop the delayed events with this id."""
    work.timers = tuple(
        timer for timer in work.timers if timer.id != timer_id or timer.activation != work.me
    )
