"""Children that are objects of the host (docs/semantics.md 14.13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import StartHostChild, StopHostChild
from statecraft.model import states
from statecraft.values.json_values import Value


class HostChild(Protocol):
    """An object that lives in a slot."""

    def get_state(self) -> object:
        """Where it is, for people."""

    def send(self, event: str, data: Value, /) -> object:
        """Offer it an event; true when it has taken it."""


HostChildFactory = Callable[[Value], HostChild]
"""Makes the object from the input that the invoking state gives."""


class HostChildren:
    """The objects in the slots of one machine, in order of their start."""

    __slots__ = ("_factories", "_objects")

    def __init__(self, factories: Mapping[str, HostChildFactory]) -> None:
        self._factories = factories
        self._objects: dict[str, HostChild] = {}

    def start(self, effect: StartHostChild) -> None:
        """Make the object of a slot."""
        self._objects[effect.slot] = self._factories[effect.name](effect.input)

    def stop(self, effect: StopHostChild) -> None:
        """Let the object of a slot go, or those of its numbered slots."""
        gone = [
            slot
            for slot in self._objects
            if slot == effect.slot or slot.startswith(f"{effect.slot}.")
        ]
        for slot in gone:
            del self._objects[slot]

    def take(self, event: str, data: Value) -> str | None:
        """The slot of the object that has taken the event; the latest is asked first."""
        for slot, child in reversed(self._objects.items()):
            if child.send(event, data) is True:
                return slot.partition("/")[2]
        return None

    def states(self) -> dict[str, object]:
        """Slot → where its object is."""
        return {slot.partition("/")[2]: c.get_state() for slot, c in self._objects.items()}


def required_factories(
    chart: Chart, factories: Mapping[str, HostChildFactory]
) -> Mapping[str, HostChildFactory]:
    """The factories, when all that the definitions name are there.

    Raises:
        UsageError: one is missing.
    """
    invokes = (each for of in chart.family for each in chart.machines(of.key)[0].invokes)
    for name in (each.child.name for each in invokes if isinstance(each.child, states.HostChild)):
        if name not in factories:
            found = f"no child is registered as {quoted(name)}: give it in children="
            raise UsageError(found + did_you_mean(name, factories))
    return factories
