"""Host functions behind named actions: how they are called, and what their answers mean."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.outcome import Outcome
from statecraft.values.json_values import Value


class Later(Enum):
    """What a handler returns when the host will answer by itself, later."""

    LATER = "later"

    def __repr__(self) -> str:
        return "LATER"


LATER: Final = Later.LATER
"""Returned by a handler: the action stays pending until ``machine.answer`` or ``machine.fail``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContext:
    """What a handler may know beside its data.

    Attributes:
        id: the action's name in events and scenarios.
        serial: for a later ``machine.answer`` or ``machine.fail``.
        key: the same whenever this very action is carried out again: for idempotent requests.
        machine: the id of the instance.
        now: seconds on the machine's clock.
        send: sends an event to the machine; within a step it is queued.
        status: writes a status row of the instance at once: called as
            ``status(step, status, message, details=…, name=…)``, see ``StatusSession.write``.
    """

    name: str
    id: str
    serial: int
    key: str
    machine: str
    now: float
    send: Callable[..., Outcome]
    status: Callable[..., None]


Handler = Callable[..., object]
BoundHandler = Callable[[Value, ActionContext], object]


def bound(name: str, handler: Handler) -> BoundHandler:
    """The handler as a function of data and context, of which it takes the first 0, 1 or 2.

    Raises:
        UsageError: it cannot be called so.
    """
    match _arguments_taken(name, handler):
        case 0:
            return lambda _data, _context: handler()
        case 1:
            return lambda data, _context: handler(data)
        case _:
            return handler


def _arguments_taken(name: str, handler: Handler) -> int:
    if not callable(handler):
        raise UsageError(f"the handler of the action {quoted(name)} is {handler!r}, no function")
    try:
        parameters = inspect.signature(handler).parameters.values()
    except ValueError:
        return 1
    needed = [p for p in parameters if p.default is p.empty and p.kind not in _REST]
    taken = [p for p in needed if p.kind is not p.KEYWORD_ONLY]
    if len(taken) < len(needed) or len(taken) > 2:
        raise UsageError(
            f"the handler of the action {quoted(name)} is called as handler(data, context), "
            f"handler(data) or handler(); it wants {', '.join(p.name for p in needed)}"
        )
    if taken:
        return len(taken)
    return (
        1
        if any(p.kind is not p.KEYWORD_ONLY and p.kind is not p.VAR_KEYWORD for p in parameters)
        else 0
    )


_REST: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def is_asynchronous(handler: Handler) -> bool:
    """Whether calling it gives a coroutine."""
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004  # A callable object may be asynchronous.
    )


class ActionError(Exception):
    """Raised by a handler to fail its action with a code of its own choice.

    Any other exception fails the action too; its code is then the name of its class.
    """

    def __init__(self, message: str, *, code: str = "failed", result: Value = None) -> None:
        self.message = message
        self.code = code
        self.result = result
        super().__init__(message)


def failure_of(error: Exception) -> dict[str, Value]:
    """What the machine is told of a handler's exception: {code, message, result?}."""
    if isinstance(error, ActionError):
        given: dict[str, Value] = {"code": error.code, "message": error.message}
        return given if error.result is None else {**given, "result": error.result}
    return {"code": type(error).__name__, "message": str(error) or type(error).__name__}
