"""Outcomes that differ from a known one in what the payload and the context say."""

from __future__ import annotations

from typing import Any, Final

from statecraft.fast.steps import Node, Place, Variables
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.values.json_values import Value

NAMES: Final[dict[str, Any]] = {
    "new_outcome": object.__new__,
    "Outcome": Outcome,
    "set_like": Outcome.__dict__["like"].__set__,
    "set_data": Outcome.__dict__["data"].__set__,
}
"""What ``like_but`` names: an outcome is made without its constructor, which takes longer than
the step. What is not set it has from the one that it is like."""


def like_but(known: str, payload: str) -> tuple[str, ...]:
    """Code that returns the outcome *known*, with the payload in it."""
    return (
        f"if not {payload}: return {known}",
        "made = new_outcome(Outcome)",
        f"set_like(made, {known})",
        f"set_data(made, {payload})",
        "return made",
    )


def with_payload(known: Outcome, payload: Value) -> Outcome:
    """The outcome *known* with a payload in it."""
    made: Outcome = NAMES["new_outcome"](Outcome)
    NAMES["set_like"](made, known)
    NAMES["set_data"](made, payload)
    return made


class Refusal:
    """An outcome whose reasons are found when they are asked for."""

    __slots__ = ("_base", "_node", "_payload", "_place", "_reasons", "_values")

    def __init__(
        self, place: Place, node: Node, values: Variables, base: Outcome, payload: Value
    ) -> None:
        self._place = place
        self._node = node
        self._values = values
        self._base = base
        self._payload = payload
        self._reasons: tuple[Reason, ...] | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, as the plain kernel gives them for the state of that time."""
        if self._reasons is None:
            event = self._base.event
            assert event is not None, "shortcuts are for events"
            self._reasons = self._place.reasons(self._node, self._values, event, self._payload)
        return self._reasons

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)


def refused(place: Place, node: Node, values: Variables, base: Outcome, payload: Value) -> Outcome:
    """The outcome *base* of a refusal, for a payload and the values of the context."""
    made: Outcome = NAMES["new_outcome"](Outcome)
    NAMES["set_like"](made, Refusal(place, node, values, base, payload))
    NAMES["set_data"](made, payload)
    return made
