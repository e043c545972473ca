"""Conditions, messages and actions in the words of the definition, each on one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.expr.show import show
from statecraft.expr.tree import Conditional, Expr, Joined, Literal
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
    OwnBlock,
    Raise,
    RunCall,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
    Unset,
    WriteStatus,
)
from statecraft.model.formulas import Formula
from statecraft.model.retries import Retry
from statecraft.values.text import text_of


def condition_text(formula: Formula | None) -> str | None:
    """A condition as the author wrote it, on one line."""
    return None if formula is None else " ".join(formula.text.split())


def message_text(formula: Formula | None) -> str | None:
    """A message for people: its text, with ``{…}`` where values will stand."""
    return None if formula is None else _spoken(formula.expr)


def _spoken(expr: Expr) -> str:
    match expr:
        case Literal(value=value):
            return text_of(value)
        case Joined(parts=parts):
            return "".join(p if isinstance(p, str) else f"{{{show(p)}}}" for p in parts)
        case _:
            return f"{{{show(expr)}}}"


def case_texts(expr: Expr) -> Iterator[str]:
    """A formula as cases, first to last: ``low if attempts < 2``, and last ``high``."""
    while isinstance(expr, Conditional):
        yield f"{_plain(expr.then)} if {show(expr.condition)}"
        expr = expr.otherwise
    yield _plain(expr)


def _plain(expr: Expr) -> str:
    return text_of(expr.value) if isinstance(expr, Literal) else show(expr)


def action_texts(block: Block) -> tuple[str, ...]:
    """One text for each thing that the list of actions does."""
    return tuple(text for action in block for text in _texts(action))


def _texts(action: Action) -> Iterator[str]:
    match action:
        case Set(assignments=assignments):
            yield from (f"{place.text} = {show(given.expr)}" for place, given in assignments)
        case Merge(assignments=assignments):
            yield from (f"merge {show(g.expr)} into {place.text}" for place, g in assignments)
        case Unset(places=places):
            yield f"unset {', '.join(place.text for place in places)}"
        case Raise():
            yield f"raise {_event(action)}"
        case Send():
            yield _send(action)
        case Cancel(id=name):
            yield f"cancel {_plain(name.expr)}"
        case Emit(event=event):
            yield f"emit {event}"
        case Log(message=message):
            yield f"log {show(message.expr)}"
        case If(when=when, then=then, otherwise=otherwise):
            yield f"if {show(when.expr)}: {_joined(then)}"
            if otherwise:
                yield f"else: {_joined(otherwise)}"
        case Each(source=source, variable=variable, body=body):
            yield f"each {variable} in {show(source.expr)}: {_joined(body)}"
        case OwnBlock(body=body):
            yield _joined(body)
        case _:
            yield from _texts_of_work(action)


_Work = Act | Start | StartRun | AwaitRun | StopRuns | Callback | Forward | WriteStatus


def _texts_of_work(action: _Work) -> Iterator[str]:
    """What is begun, told or stopped outside of the machine's own values."""
    match action:
        case Act(name=name):
            yield f"{name}()"
        case Start(machine=machine):
            yield f"start {machine_name(machine)}"
        case StartRun(call=call) | AwaitRun(call=call):
            yield f"{call.kind} {call_text(call)}"
            yield from (f"on {given.name}: {_joined(given.block)}" for given in call.callbacks)
        case StopRuns(name=name):
            yield f"stop {name}"
        case Callback(name=name):
            yield f"callback {name}"
        case Forward(slot=slot):
            yield f"forward to {slot}"
        case WriteStatus():
            yield _status(action)
        case _:
            assert_never(action)


def _joined(block: Block) -> str:
    return "; ".join(action_texts(block))


def _send(action: Send) -> str:
    to = "" if action.to is None else f" to {_plain(action.to.expr)}"
    delay = "" if action.delay is None else f" after {delay_text(action.delay)}"
    return f"send {_event(action)}{to}{delay}"


def _event(action: Raise | Send) -> str:
    return action.event if action.named is None else show(action.named.expr)


def _status(action: WriteStatus) -> str:
    """``status waiting, step 2 Export: the message``."""
    step = " ".join(_plain(part.expr) for part in (action.step, action.name) if part is not None)
    place = f", step {step}" if action.step is not None else f", {step}" if step else ""
    message = message_text(action.message)
    return f"status {_plain(action.status.expr)}{place}{f': {message}' if message else ''}"


def call_text(call: RunCall) -> str:
    """What a call names: ``notify``, or ``notify of PROVIDER``."""
    return call.name if call.provider is None else f"{call.name} of {call.provider}"


def machine_name(key: str) -> str:
    """The name of a machine, from the key of its definition."""
    return key.rpartition("#")[2]


def retry_text(retry: Retry) -> str:
    """How often something is tried, and when again: ``3 tries, 1s apart, ×2``."""
    delay, factor = delay_text(retry.delay), show(retry.factor.expr)
    apart = f", {delay} apart" if delay != "0s" else ""
    growth = f", ×{factor}" if apart and factor != "1" else ""
    return f"{show(retry.attempts.expr)} tries{apart}{growth}"


def delay_text(delay: Formula) -> str:
    """A delay with its unit: ``30s``, or the formula of a number of seconds."""
    if isinstance(delay.expr, Literal):
        value = delay.expr.value
        return value if isinstance(value, str) else f"{text_of(value)}s"
    return f"{show(delay.expr)} s"
