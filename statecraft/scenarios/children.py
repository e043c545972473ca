"""A child of a machine as a machine by itself: the part of a snapshot below a slot."""

from __future__ import annotations

from dataclasses import replace

from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import ROOT, Activation, Snapshot


def child_in(chart: Chart, snapshot: Snapshot, slot: str) -> tuple[Chart, Snapshot] | None:
    """The child in a slot, with its own children; None when there is none.

    It is there to be looked at: what is queued, timed or pending stays with the whole machine.
    """
    found = next((each for each in snapshot.activations if _is_in(each, slot)), None)
    if found is None:
        return None
    inside = _below(snapshot, found)
    root = replace(found, serial=ROOT, child_of=None, runs=(), waiting=(), pending=())
    below = tuple(_moved(each, found.serial) for each in inside)
    own = Snapshot(activations=(root, *below), now_ms=snapshot.now_ms)
    return chart.machine(found.chart.definition.key), own


def _is_in(activation: Activation, slot: str) -> bool:
    place = activation.child_of
    return place is not None and (place.parent, place.slot) == (ROOT, slot)


def _below(snapshot: Snapshot, activation: Activation) -> tuple[Activation, ...]:
    children = tuple(
        each
        for each in snapshot.activations
        if each.child_of is not None and each.child_of.parent == activation.serial
    )
    return (*children, *(each for child in children for each in _below(snapshot, child)))


def _moved(activation: Activation, parent: int) -> Activation:
    """A grandchild, which becomes a child of the root."""
    place = activation.child_of
    if place is None or place.parent != parent:
        return activation
    return replace(activation, child_of=replace(place, parent=ROOT))
