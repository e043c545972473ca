"""What an expression reads while it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from statecraft.values.json_values import Value


class Environment(Protocol):
    """One moment of one activation, as expressions see it. Nothing here changes while one runs."""

    @property
    def dimensions(self) -> Mapping[str, Value]:
        """The value of every dimension in scope that is not computed."""

    @property
    def context(self) -> Mapping[str, Value]:
        """The stored context variables."""

    @property
    def local(self) -> Mapping[str, Value]:
        """``event``, ``result`` and the like, and ``as`` names, as far as they exist here."""

    @property
    def functions(self) -> Mapping[str, Callable[..., Value]]:
        """The host's functions by name."""

    @property
    def now_ms(self) -> int:
        """The turn's fixed time in milliseconds."""

    def is_active(self, path: str) -> bool:
        """Whether the state at the full *path* is active."""

    def can(self, args: tuple[Value, ...]) -> bool:
        """The answer of ``can(…)`` for these arguments."""
