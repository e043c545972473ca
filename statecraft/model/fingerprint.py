"""The hash of a definition, which few programs ask for: those that keep snapshots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Fingerprint:
    """A text that is worked out when it is first asked for, and compared by what it is.

    ``make`` gives the same text each time; what it is made of is let go then.
    """

    __slots__ = ("_make", "_text")

    def __init__(self, make: Callable[[], str]) -> None:
        self._make: Callable[[], str] | None = make
        self._text = ""

    @property
    def text(self) -> str:
        """SHA-256, in hexadecimal."""
        make = self._make
        if make is not None:
            # In this order, another thread that finds nothing to make finds the text.
            self._text = make()
            self._make = None
        return self._text

    def __repr__(self) -> str:
        return f"Fingerprint({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return known_fingerprint, (self.text,)


def known_fingerprint(text: str) -> Fingerprint:
    """The fingerprint that is this text."""
    return Fingerprint(lambda: text)
