"""A way from the start to a state, as choices of the world."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.checker.choices import Choice
from statecraft.checker.model import Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One choice, and the state it led to."""

    choice: Choice
    after: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A shortest way; ``start`` is the state that a start of the machine leads to."""

    start: Codes
    steps: tuple[TraceStep, ...]

    @property
    def end(self) -> Codes:
        """The last state."""
        return self.steps[-1].after if self.steps else self.start

    def __len__(self) -> int:
        return len(self.steps)
