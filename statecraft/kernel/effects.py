"""What a step wants done outside: a closed list, performed by the host after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformAction:
    """Run the host action ``name``; ``Chart.answer`` or ``Chart.fail`` takes the ``serial``."""

    serial: int
    id: str
    name: str
    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class EmitEvent:
    """Tell subscribers."""

    event: str
    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMessage:
    """Write to the log. ``at`` is the place of the ``log`` action."""

    message: Value
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvent:
    """Deliver an event to the instance ``to``."""

    to: str
    event: str
    data: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInstance:
    """Start an independent instance of the machine with this key; ``id`` may be None."""

    machine: str
    input: Value
    id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """A pipeline or workflow has ended: nothing to do, but the host may wait for it.

    ``error`` is the payload of ``error.pipeline.NAME``; None when the run succeeded.
    """

    serial: int
    kind: str
    name: str
    result: Value
    error: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """A row for the status journal. ``session`` None means the instance's own id."""

    session: str | None
    step: int | None
    name: str | None
    status: str
    message: str | None
    details: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StartHostChild:
    """Make the object ``name`` with this input; it is asked first for every event from outside.

    ``slot`` is its key: the slot's id, after the serial number of the activation and a slash.
    """

    slot: str
    name: str
    input: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class StopHostChild:
    """Let the object in this slot go."""

    slot: str


Effect = (
    PerformAction
    | EmitEvent
    | LogMessage
    | SendEvent
    | StartInstance
    | RunEnded
    | StatusRow
    | StartHostChild
    | StopHostChild
)
