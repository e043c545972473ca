"""Who is sent an event: the parent, a child, another activation, or another instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from statecraft.diagnostics import Span, quoted
from statecraft.kernel.arrivals import RAISED, Arrival, serial_at
from statecraft.kernel.effects import SendEvent
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.snapshot import Activation, Queued
from statecraft.values.json_values import Value

if TYPE_CHECKING:
    from statecraft.kernel.work import Work

_INTERNAL: Final = "#_internal"
_PARENT: Final = ("parent", "#_parent")
_SESSION: Final = "#_scxml_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An event on its way, with the ``id`` of its ``send``."""

    event: str
    data: Value
    send_id: str | None


def send_to(work: Work, to: str, message: Message) -> None:
    """Send to the parent, to a slot of this machine, or to another instance (8.3, 14.4)."""
    if work.chart.definition.profile.knows_senders:
        _send_to_address(work, to, message)
        return
    place = work.activation.child_of
    if to == "parent" and place is not None:
        _queue(work, place.parent, message)
    elif to in work.slots():
        _queue(work, work.me, message, slot=to)
    else:
        effect = SendEvent(to=to, event=message.event, data=message.data)
        work.effects = (*work.effects, effect)


def require_receiver(work: Work, to: str, at: Span) -> None:
    """Refuse a text that is no address, where receivers are addresses (semantics 12.2 n).

    Raises:
        ExecutionFailure: it is none.
    """
    if work.chart.definition.profile.knows_senders and not (
        to == "parent" or to.startswith("#_") or to in work.slots()
    ):
        raise ExecutionFailure(f"{quoted(to)} is no address that events can be sent to", at)


def _send_to_address(work: Work, to: str, message: Message) -> None:
    """Where nobody is there, ``error.communication`` is queued internally."""
    if to == _INTERNAL:
        work.raise_event(message.event, message.data, arrival=RAISED)
        return
    child = _child_at(work, to.removeprefix("#_"))
    serial = _serial_at(work, to) if child is None else child.serial
    if serial is None or not _is_there(work, serial):
        told: Value = {"message": f"nobody is at {to}"}
        arrival = Arrival(kind="platform", send_id=message.send_id)
        work.raise_event("error.communication", told, arrival=arrival)
        return
    if child is not None and child.child_of is not None:
        _queue(work, work.me, message, slot=child.child_of.slot)
    else:
        _queue(work, serial, message)


def _serial_at(work: Work, to: str) -> int | None:
    place = work.activation.child_of
    if to in _PARENT:
        return None if place is None else place.parent
    return serial_at(to.removeprefix(_SESSION)) if to.startswith(_SESSION) else None


def _child_at(work: Work, slot: str) -> Activation | None:
    children = (child.activation for child in work.step.children(work.me))
    return next((c for c in children if c.child_of is not None and c.child_of.slot == slot), None)


def _is_there(work: Work, serial: int) -> bool:
    found = work.step.work(serial)
    return found is not None and found.status == "active"


def _queue(work: Work, serial: int, message: Message, slot: str | None = None) -> None:
    place = work.activation.child_of
    is_up = place is not None and serial == place.parent
    queued = Queued(
        activation=serial,
        event=message.event,
        data=message.data,
        slot=slot,
        origin=work.me if is_up else None,
        sender=work.me,
        send_id=message.send_id,
    )
    work.queue = (*work.queue, queued)
