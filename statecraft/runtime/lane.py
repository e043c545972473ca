"""Where a machine is, and whether its steps may be taken there without a lock."""

from __future__ import annotations

from collections.abc import Callable

from statecraft.fast.position import CLOSED, Position
from statecraft.fast.steps import NOWHERE, Place
from statecraft.runtime.clock import Clock
from statecraft.runtime.shortcut_maps import is_open_to


class Lane:
    """The position of one machine, open to whoever takes a step there without a lock, or closed.

    Who is told of the lane gets the position while it is open, and else CLOSED.
    """

    __slots__ = ("_clock", "_is_open", "_tell", "position")

    def __init__(self, position: Position, clock: Clock, tell: Callable[[Place], None]) -> None:
        self.position = position
        self._clock = clock
        self._tell = tell
        self._is_open = False
        self.open()

    @property
    def is_quiet(self) -> bool:
        """Whether the snapshot can be had without the lock: no step that holds it is under way."""
        return self._is_open or self.position.steps is NOWHERE.steps

    def open(self) -> None:
        """Let steps go without the lock, where the clock allows it."""
        if not self._is_open and is_open_to(self._clock):
            self._is_open = True
            self._tell(self.position)

    def close(self) -> None:
        """No step goes without the lock from now on, not even one that is under way."""
        if self._is_open:
            self._is_open = False
            self.position = self.position.elsewhere()
            self._tell(CLOSED)
