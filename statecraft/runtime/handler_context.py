"""What a handler is told besides its data: its place in the machine, and how to speak to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from statecraft.kernel.effects import PerformAction
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.handlers import ActionContext
from statecraft.runtime.instances import Instances
from statecraft.runtime.status import StatusSession, step_names
from statecraft.store.status_journal import StatusJournal


class Asking(Protocol):
    """The machine that asks for the action."""

    id: str
    instances: Instances
    status_journal: StatusJournal

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def send(self) -> Callable[..., Outcome]: ...


def context_of(machine: Asking, effect: PerformAction) -> ActionContext:
    """The context of one call; rows are written with the step names that the machine gives."""
    journal, clock = machine.status_journal, machine.instances.clock
    names = step_names(machine.snapshot, effect.serial)
    return ActionContext(
        name=effect.name,
        id=effect.id,
        serial=effect.serial,
        key=f"{machine.id}/{effect.serial}",
        machine=machine.id,
        now=machine.snapshot.now_ms / 1000,
        send=machine.send,
        status=StatusSession(journal, machine.id, names=names, clock=clock).write,
    )
