"""The stream of a running machine: one value for each step that was committed or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from statecraft.kernel.effects import Effect
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One step of a machine, or the remark that something outside could not be done for it.

    Attributes:
        number: from 1, in the order in which subscribers were told.
        machine: the id of the instance.
        at: seconds on the machine's clock.
        outcome: of this step alone; later steps of the turn have records of their own.
        before: None for the start.
        after: the same object as ``before`` where nothing was committed.
        effects: what the step wants done outside. Subscribers are told first, then it is done.
        cause: the exception of the action handler whose failure this step takes.
    """

    number: int
    machine: str
    at: float
    outcome: Outcome
    before: Snapshot | None
    after: Snapshot
    effects: tuple[Effect, ...] = ()
    cause: Exception | None = None

    def __str__(self) -> str:
        return f"{self.number} {self.machine}: {self.outcome}"


Subscriber = Callable[[Record], object]
