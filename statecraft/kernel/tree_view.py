"""The tree of activations as a person sees it (docs/semantics.md 14.12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.kernel.snapshot import Activation, Snapshot
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildView:
    """A child: what runs in a slot, and what runs below it.

    ``full_key`` and ``configuration`` are its own, without the path of the state that invokes
    it; that state's key goes on into a submachine.
    """

    slot: str
    machine: str
    is_submachine: bool
    full_key: str
    configuration: tuple[str, ...]
    status: str
    dimensions: Mapping[str, Value]
    context: Mapping[str, Value]
    output: Value
    children: Mapping[str, ChildView]


def children_of(snapshot: Snapshot, activation: Activation) -> dict[str, ChildView]:
    """Slot → child, in order of their start."""
    return {
        child.child_of.slot: ChildView(
            slot=child.child_of.slot,
            machine=child.chart.definition.full_name,
            is_submachine=is_submachine(activation, child),
            full_key=full_key(snapshot, child),
            configuration=child.configuration(),
            status=child.status,
            dimensions=child.dimension_values(),
            context=child.context,
            output=child.output,
            children=children_of(snapshot, child),
        )
        for child in _below(snapshot, activation)
        if child.child_of is not None
    }


def full_key(snapshot: Snapshot, activation: Activation) -> str:
    """The active atomic states, each continued by that of its submachine: ``working.red``."""
    return " & ".join(key for key in _keys(snapshot, activation) if key)


def _keys(snapshot: Snapshot, activation: Activation) -> list[str]:
    rows, tree = activation.chart.rows, activation.chart.tree
    inside = {
        child.child_of.state: full_key(snapshot, child)
        for child in _below(snapshot, activation)
        if child.child_of is not None and is_submachine(activation, child)
    }
    return [
        f"{rows[state].path}.{inside[state]}" if inside.get(state) else rows[state].path
        for state in activation.states
        if rows[state].region == tree and not rows[state].children
    ]


def is_submachine(parent: Activation, child: Activation) -> bool:
    """Whether a child has child-first routing."""
    place = child.child_of
    return place is not None and parent.chart.rows[place.state].invokes[place.invoke].is_submachine


def depth(snapshot: Snapshot, activation: Activation) -> int:
    """How many levels of children there are below an activation."""
    return max((1 + depth(snapshot, each) for each in _below(snapshot, activation)), default=0)


def stack(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """(machine, its own full key) from the root inward along the submachines."""
    found, activation = [], snapshot.root
    while True:
        inner = [each for each in _below(snapshot, activation) if is_submachine(activation, each)]
        rows, tree = activation.chart.rows, activation.chart.tree
        own = [
            rows[state].path
            for state in activation.states
            if rows[state].region == tree and not rows[state].children
        ]
        found.append((activation.chart.definition.full_name, " & ".join(own)))
        if not inner:
            return tuple(found)
        activation = inner[0]


def matches(snapshot: Snapshot, activation: Activation, path: str) -> bool | None:
    """Whether the state with this path is active; None when there is no such state.

    The path may go on into a submachine: ``working.red``.
    """
    state = activation.chart.by_path.get(path)
    if state is not None:
        return state in activation.states
    for child in _below(snapshot, activation):
        place = child.child_of
        if place is None or not is_submachine(activation, child):
            continue
        around = activation.chart.rows[place.state].path + "."
        if path.startswith(around):
            return matches(snapshot, child, path.removeprefix(around))
    return False if _may_go_on(activation, path) else None


def _may_go_on(activation: Activation, path: str) -> bool:
    """Whether the path leads into a state that invokes something, which does not run now."""
    return any(row.invokes and path.startswith(f"{row.path}.") for row in activation.chart.rows)


def _below(snapshot: Snapshot, activation: Activation) -> list[Activation]:
    return [
        each
        for each in snapshot.activations
        if each.child_of is not None and each.child_of.parent == activation.serial
    ]
