"""Outcomes that differ from a known one in what the payload and the context say.

They are made without the constructor, which would take longer than the step. What is not set in
them they have from the known one; the reasons of a refusal are found when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from statecraft.kernel.outcome import Outcome

NAMES: Final[dict[str, Any]] = {
    "new_outcome": object.__new__,
    "Outcome": Outcome,
    "set_like": Outcome.__dict__["like"].__set__,
}
"""What the code names."""


def returned(known: str, payload: str | None) -> Iterator[str]:
    """Code that returns the outcome *known*, with the payload in it if there is one."""
    if payload is None:
        yield f"return {known}"
        return
    yield "made = new_outcome(Outcome)"
    yield f"set_like(made, ({known}, {payload}))"
    yield "return made"


def refused(known: str, payload: str | None, steps: str) -> Iterator[str]:
    """Code that returns the outcome *known*, with reasons of its own."""
    yield "made = new_outcome(Outcome)"
    yield f"set_like(made, ({known}, {payload or '{}'}, place, {steps}, taken))"
    yield "return made"
