"""Outcomes that differ from a known one in what the payload and the context say.

They are made without the constructor, which would take longer than the step. What is not set in
them they have from the known one; the reasons of a refusal are found when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from statecraft.kernel.outcome import Outcome
from statecraft.values.json_values import Value

NAMES: Final[dict[str, Any]] = {
    "new_outcome": object.__new__,
    "Outcome": Outcome,
    "set_like": Outcome.__dict__["like"].__set__,
}
"""What the code names."""


def returned(known: str) -> Iterator[str]:
    """Code that returns the outcome *known*, with the payload in it."""
    yield f"if not payload: return {known}"
    yield "made = new_outcome(Outcome)"
    yield f"set_like(made, ({known}, payload))"
    yield "return made"


def refused(known: str, node: str) -> Iterator[str]:
    """Code that returns the outcome *known*, with reasons of its own."""
    yield "made = new_outcome(Outcome)"
    yield f"set_like(made, ({known}, payload, place, {node}, taken))"
    yield "return made"


def with_payload(known: Outcome, payload: Value) -> Outcome:
    """The outcome *known* with a payload in it."""
    made: Outcome = NAMES["new_outcome"](Outcome)
    NAMES["set_like"](made, (known, payload))
    return made
