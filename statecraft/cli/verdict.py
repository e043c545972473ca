"""The answer to "would this event be accepted?", and how it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import statecraft as sc
from statecraft.cli.printing import bad, faint, good, strong
from statecraft.cli.story import NOTHING_TAKES_IT, reasons_story
from statecraft.kernel.outcome import OutcomeKind, Reason
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What would become of an event: accepted, or rejected with reasons, or ignored."""

    event: str
    kind: OutcomeKind
    reasons: tuple[Reason, ...]


def verdict(machine: sc.Machine, event: str, payload: Value) -> Verdict:
    """What would become of the event; a payload of None is one that is left open."""
    if machine.can(event, payload):
        return Verdict(event=event, kind=OutcomeKind.ACCEPTED, reasons=())
    reasons = machine.why_not(event, payload)
    kind = OutcomeKind.REJECTED if reasons else OutcomeKind.IGNORED
    return Verdict(event=event, kind=kind, reasons=reasons)


def verdict_story(chart: sc.Chart, found: Verdict) -> Iterator[str]:
    """The verdict, with the line of the definition for each reason."""
    paint = {OutcomeKind.ACCEPTED: good, OutcomeKind.REJECTED: bad}.get(found.kind, faint)
    because = f": {NOTHING_TAKES_IT}" if found.kind is OutcomeKind.IGNORED else ""
    yield f"{strong(found.event)} would be {paint(found.kind)}{because}"
    yield from reasons_story(chart, found.reasons)
