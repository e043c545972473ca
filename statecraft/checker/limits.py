"""How far a search may go, and the remark of one that stopped before it had seen everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace


def never() -> bool:
    """The answer of a clock that does not run out."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one search.

    Attributes:
        states: how many states an explicit search may hold.
        kernel_steps: how many steps the kernel may take to fill tables.
        nodes: how many nodes a decision diagram may have.
        out_of_time: asked now and then; the room itself reads no clock. *half_of_time* is gone
            earlier: a search after which another one is tried asks for that.
        begin: begins to measure the time of another search, and gives its ``out_of_time``.
    """

    states: int = 2_000_000
    kernel_steps: int = 500_000
    nodes: int = 2_000_000
    out_of_time: Callable[[], bool] = never
    half_of_time: Callable[[], bool] = never
    begin: Callable[[], Callable[[], bool]] | None = None

    def anew(self) -> Limits:
        """The same bounds for another search, whose time begins now."""
        return self if self.begin is None else replace(self, out_of_time=self.begin())

    def of_first_look(self, kernel_steps: int) -> Limits:
        """The bounds of a search after which others are tried."""
        return replace(
            self,
            kernel_steps=min(self.kernel_steps, kernel_steps),
            out_of_time=lambda: self.half_of_time() or self.out_of_time(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Why a search stopped early: what ran out ("states", "nodes", "time"), and how far it came."""

    what: str
    bound: int
    depth: int

    def __str__(self) -> str:
        if self.what == "time":
            return f"the time ran out {self.depth} steps from the start"
        return f"more than {self.bound:,} {self.what}, {self.depth} steps from the start"
