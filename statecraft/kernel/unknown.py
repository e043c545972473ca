"""What stands for a payload in a question that leaves it open."""

from __future__ import annotations

from typing import Final


class Unknown:
    """The type of ``UNKNOWN``: no payload is given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
"""Stands for the payload in a question that leaves it open."""
