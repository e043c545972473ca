"""Outcomes that differ from a known one in what the payload and the context say.

They are made in place, as a call would take longer than the step. The reasons of a refusal are
found when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, assert_never

from statecraft.fast.entries import Exit, Fixed, Given, Output, Sent, Source
from statecraft.kernel.effects import EmitEvent, LogMessage, PerformAction
from statecraft.kernel.outcome import Outcome

NAMES: Final[dict[str, Any]] = {
    "Outcome": Outcome,
    "EmitEvent": EmitEvent,
    "LogMessage": LogMessage,
    "PerformAction": PerformAction,
}
"""What the code names."""


def returned(told: str, given: str | None, later: str = "") -> Iterator[str]:
    """Code that returns an outcome that is told, and given a payload where there is one.

    *later* is code for the payloads of the later steps of its turn, where they vary.
    """
    yield "made = Outcome()"
    yield f"made._told = {told}"
    if given is not None:
        yield f"made._given = {given}"
    if later:
        yield f"made._later = {later}"
    yield "return made"


def source_code(source: Source) -> str:
    """The code of a payload; that of a fixed one is nowhere read."""
    match source:
        case Sent():
            return "payload"
        case Given(number=number):
            return f"v{number}"
        case Output(number=number):
            return f"{{'output': v{number}}}"
        case Exit(number=number, state=state, path=path):
            return f"{{'state': {state!r}, 'output': v{number}, 'path': {path!r}}}"
        case Fixed():
            return "None"
        case _:
            assert_never(source)


def refused(told: str, given: str | None) -> Iterator[str]:
    """Code that returns such an outcome, whose reasons are to be found for what is ``asked``."""
    first, *others = returned(told, given)
    yield from (first, "made._asked = asked", *others)
