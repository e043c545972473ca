"""What the children of a machine, and their children, take and have: events and states.

A machine may be its own descendant, so nothing here is listed without an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from statecraft.resolve.machines import Machine, Machines
from statecraft.resolve.names import is_matched
from statecraft.resolve.slots import Slot


def takes_below(event: str, machine: Machine, machines: Machines) -> bool:
    """Whether a descendant names the event, or may take it without naming it."""
    below = (machine, *_below(machine, machines, _is_machine))
    if any(slot.is_of_python for each in below for slot in each.slots):
        return True
    return any(is_matched(event, each.taken) for each in below[1:])


def is_routed(event: str, machine: Machine, machines: Machines) -> bool:
    """Whether an event from outside reaches a descendant that names it (semantics 14.5, 14.6)."""
    return any(is_matched(event, each.taken) for each in _below(machine, machines, _is_reached))


def named_below(machine: Machine, machines: Machines) -> Iterator[str]:
    """The events that descendants name without a wildcard, for suggestions."""
    for each in _below(machine, machines, _is_machine):
        yield from sorted(event for event in each.taken if "*" not in event)


def _is_machine(slot: Slot) -> bool:
    return slot.machine is not None


def _is_reached(slot: Slot) -> bool:
    return slot.is_submachine or slot.forwards


def _below(
    machine: Machine, machines: Machines, follows: Callable[[Slot], bool]
) -> Iterator[Machine]:
    """The descendants in the slots that are followed, each once."""
    pending, met = [machine], set[str]()
    while pending:
        for slot in pending.pop().slots:
            child = machines.at(slot.machine) if slot.machine and follows(slot) else None
            if child is not None and child.key not in met:
                met.add(child.key)
                yield child
                pending.append(child)


def is_state(path: str, machine: Machine, machines: Machines) -> bool:
    """Whether a path is that of a state, which may stand inside of a child: ``working.red``."""
    pending, met = [(machine, path)], set[tuple[str, str]]()
    while pending:
        at, rest = pending.pop()
        if rest in at.visible.paths:
            return True
        for slot, child in children_of(at, machines):
            inner = rest.removeprefix(f"{slot.path}.")
            if inner != rest and (child.key, inner) not in met:
                met.add((child.key, inner))
                pending.append((child, inner))
    return False


def paths_with_children(machine: Machine, machines: Machines) -> Iterator[str]:
    """The paths of the states, and of those of the children below them, for suggestions."""
    yield from machine.visible.paths
    for slot, child in children_of(machine, machines):
        yield from (f"{slot.path}.{path}" for path in child.visible.paths)


def children_of(machine: Machine, machines: Machines) -> Iterable[tuple[Slot, Machine]]:
    """The slots that hold a known machine, each with it."""
    for slot in machine.slots:
        child = None if slot.machine is None else machines.at(slot.machine)
        if child is not None:
            yield slot, child
