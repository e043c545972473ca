"""What arrives at a machine from outside: a closed list, each taken as a step of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.effects import SendEvent, StartInstance
from statecraft.kernel.outcome import Outcome, OutcomeKind, Told
from statecraft.runtime.handlers import failure_of
from statecraft.values.json_values import Value, defect


@dataclass(frozen=True, slots=True, kw_only=True)
class EventArrived:
    """An event that somebody sent."""

    event: str
    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAsked:
    """A direct move of free dimensions."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAnswered:
    """The result of a host action."""

    serial: int
    result: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFailed:
    """A host action that failed. ``error`` is {code?, message, result?}."""

    serial: int
    error: Mapping[str, Value]
    cause: Exception | None = None


Arrival = EventArrived | MoveAsked | ActionAnswered | ActionFailed


def event_arrived(event: object, data: object, fields: Mapping[str, object]) -> EventArrived:
    """An event with the payload given as one value or as keyword arguments.

    Raises:
        UsageError: both are given, the payload is no JSON value, the name is no text.
    """
    if not isinstance(event, str) or not event:
        raise UsageError(f"an event's name is a text, not {quoted(event)}")
    payload = given_payload(event, data, fields)
    return EventArrived(event=event, data={} if payload is None else payload)


def given_payload(event: str, data: object, fields: Mapping[str, object]) -> Value:
    """The payload given as one value or as keyword arguments; None when there is neither.

    Raises:
        UsageError: both are given, or the payload is no JSON value.
    """
    if data is not None and fields:
        raise UsageError(f"the payload of {event} is given twice: as one value and as keywords")
    if data is None and not fields:
        return None
    return owned(dict(fields) if data is None else data, f"payload of {event}")


def owned(data: object, what: str) -> Value:
    """A copy that nobody else can change.

    Raises:
        UsageError: it is no JSON value; ``what`` names it.
    """
    problem = defect(data)
    if problem is not None:
        raise UsageError(f"the {what} is no JSON value: {problem}")
    return copied(data)


def copied(value: Any) -> Value:
    """A copy of a JSON value that shares no container with it."""
    if isinstance(value, dict):
        return {key: copied(element) for key, element in value.items()}
    if isinstance(value, list):
        return [copied(element) for element in value]
    scalar: Value = value
    return scalar


def answered(serial: int, result: object) -> ActionAnswered | ActionFailed:
    """The arrival of a handler's result; one that is no JSON value is a failure."""
    problem = defect(result)
    if problem is None:
        return ActionAnswered(serial=serial, result=copied(result))
    message = f"the result is no JSON value: {problem}"
    return ActionFailed(serial=serial, error={"code": "schema", "message": message})


def failed(serial: int, error: Exception) -> ActionFailed:
    """The arrival of a handler's exception."""
    return ActionFailed(serial=serial, error=failure_of(error), cause=error)


def queued_outcome(arrival: Arrival) -> Outcome:
    """The answer to an arrival that waits for the turn to end."""
    match arrival:
        case EventArrived(event=event, data=data):
            return Outcome.of(Told(kind=OutcomeKind.QUEUED, event=event), data)
        case MoveAsked() | ActionAnswered() | ActionFailed():
            return Outcome.of(Told(kind=OutcomeKind.QUEUED, event=None))
        case _:
            assert_never(arrival)


def undelivered(effect: SendEvent | StartInstance) -> Outcome:
    """What became of an event for another instance, or of its start, that could not be made."""
    match effect:
        case SendEvent(event=event, data=data):
            return Outcome.of(Told(kind=OutcomeKind.IGNORED, event=event), data)
        case StartInstance(input=given):
            return Outcome.of(Told(kind=OutcomeKind.REJECTED, event=None), given)
        case _:
            assert_never(effect)
