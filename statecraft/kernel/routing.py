"""Child-first routing: which machines of the tree take an event (docs/semantics.md 14.6)."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.kernel.children import invoke_of
from statecraft.kernel.failures import Refusal
from statecraft.kernel.outcome import Reason, ReasonKind
from statecraft.kernel.selection import Selection, is_named, select
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value
from statecraft.values.shape import violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What one machine of the tree makes of an event."""

    work: Work
    selection: Selection


def route(work: Work, event: str, data: Value) -> tuple[Pick, ...]:
    """The picks of *work* and of the submachines below it, children before parents.

    Raises:
        Refusal: transitions are in conflict, or the payload is not what a machine that names
            the event has declared.
    """
    below: list[Pick] = []
    taken = set()
    for child in work.step.children(work.me):
        place = child.activation.child_of
        assert place is not None, "a child has a place"
        if child.status != "active" or not invoke_of(work, child).is_submachine:
            continue
        child.data_unknown = work.data_unknown
        picks = route(child, event, data)
        if any(pick.selection.kept for pick in picks):
            taken.add(place.state)
        below.extend(picks)
    work.routed = frozenset(taken)
    pick = pick_alone(work, event, data)
    work.routed = frozenset()
    return (*below, pick)


def pick_alone(work: Work, event: str, data: Value) -> Pick:
    """The pick of one machine.

    Raises:
        Refusal: see ``route``.
    """
    work.begin_event({"event": data, "event_name": event})
    wrong = () if work.data_unknown else _payload_reasons(work, event, data)
    if not wrong:
        return Pick(work=work, selection=select(work, event))
    if is_named(work, event):
        raise Refusal(wrong)
    return Pick(work=work, selection=Selection())


def _payload_reasons(work: Work, event: str, data: Value) -> tuple[Reason, ...]:
    declared = work.chart.definition.events.get(event)
    if declared is None or declared.payload is None:
        return ()
    return tuple(
        Reason(kind=ReasonKind.SCHEMA, message=f"{event}: {wrong}", id=event, at=declared.span)
        for wrong in violations(declared.payload, data)
    )
