"""How long and how far a search may go: the options of verbs that explore."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from statecraft.checker.limits import Limits

Verb = TypeVar("Verb", bound=Callable[..., Any])

UNDECIDED = 3
"""The exit code where nothing is known to be wrong and something is not known to be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """``states`` that a search may hold, and ``seconds`` that it may take."""

    states: int = Limits().states
    seconds: float = 60.0

    def limits(self) -> Limits:
        """The limits of one search that begins now."""
        return Limits(
            states=self.states,
            out_of_time=_clock(self.seconds),
            half_of_time=_clock(self.seconds / 2),
            begin=lambda: _clock(self.seconds),
        )


def _clock(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds from now are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def patience_options(verb: Verb) -> Verb:
    """The options ``--max-states`` and ``--timeout``."""
    states = click.option(
        "--max-states",
        "states",
        type=click.IntRange(min=1),
        default=Patience().states,
        show_default=True,
        help="How many states a search may hold.",
    )
    seconds = click.option(
        "--timeout",
        "seconds",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=Patience().seconds,
        show_default=True,
        help="How long one search may take.",
    )
    return states(seconds(verb))
