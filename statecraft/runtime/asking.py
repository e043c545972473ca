"""What a running machine answers without a step: methods that Machine and AsyncMachine share.

Both classes take these functions as their methods, so that each question is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Reason
from statecraft.kernel.progress import RunProgress
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.tree_view import ChildView
from statecraft.runtime.inbox import given_payload, owned
from statecraft.values.json_values import Value


class Running(Protocol):
    """What a question needs of a machine."""

    @property
    def chart(self) -> Chart: ...

    @property
    def snapshot(self) -> Snapshot: ...


def can(self: Running, event: str, data: object = None, /, **fields: object) -> bool:
    """Whether the event would be accepted now; without a payload, by what is known."""
    payload = given_payload(event, data, fields)
    if payload is None:
        return self.chart.can(self.snapshot, event)
    return self.chart.can(self.snapshot, event, payload)


def why_not(
    self: Running, event: str, data: object = None, /, **fields: object
) -> tuple[Reason, ...]:
    """Why the event would be rejected; empty when it would not be."""
    payload = given_payload(event, data, fields)
    if payload is None:
        return self.chart.why_not(self.snapshot, event)
    return self.chart.why_not(self.snapshot, event, payload)


def can_move(self: Running, values: Mapping[str, Value] | None = None, /, **named: Value) -> bool:
    """Whether a direct move would be accepted."""
    return self.chart.can_move(self.snapshot, {**(values or {}), **named})


def why_not_move(
    self: Running, values: Mapping[str, Value] | None = None, /, **named: Value
) -> tuple[Reason, ...]:
    """Why a direct move would be rejected; empty when it would not be."""
    return self.chart.why_not_move(self.snapshot, {**(values or {}), **named})


def capabilities(self: Running) -> dict[str, Value]:
    """Name → answer: boolean, text or null."""
    return self.chart.capabilities(self.snapshot)


def enabled_events(self: Running) -> tuple[str, ...]:
    """The events that can be taken now."""
    return self.chart.enabled_events(self.snapshot)


def matches(self: Running, path: str) -> bool:
    """Whether the state with this full path is active."""
    return self.chart.matches(self.snapshot, path)


def has_tag(self: Running, tag: str) -> bool:
    """Whether an active state carries the tag."""
    return self.chart.has_tag(self.snapshot, tag)


def holds(self: Running, condition: str) -> bool:
    """Whether a condition, written as in a definition, is true now."""
    return self.chart.holds(self.snapshot, condition)


def children(self: Running) -> dict[str, ChildView]:
    """Slot → child of the machine, each with its own children."""
    return self.chart.children(self.snapshot)


def depth(self: Running) -> int:
    """How many levels of children there are."""
    return self.chart.depth(self.snapshot)


def stack(self: Running) -> tuple[tuple[str, str], ...]:
    """(machine, its own states) from the root inward along the submachines."""
    return self.chart.stack(self.snapshot)


def progress(self: Running) -> tuple[RunProgress, ...]:
    """The runs that have not ended, those of children included, and what they wait for."""
    return self.chart.progress(self.snapshot)


def saved(self: Running) -> dict[str, Value]:
    """What an application keeps to ``rebuild`` the machine from."""
    kept = owned(self.chart.saved(self.snapshot), "state")
    assert isinstance(kept, dict)
    return kept


def to_json(self: Running) -> dict[str, Any]:
    """The snapshot as plain, complete JSON data."""
    return self.chart.to_json(self.snapshot)
