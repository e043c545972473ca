"""The turn's queue in the order in which XState's actors would take it (semantics 12.2 w).

There every machine has a queue of its own. What a step leaves for a child is taken at once, before
the next event of the machine itself, and what that leaves for its own children before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from statecraft.kernel.snapshot import Queued, Timer

RESERVED: Final = 1000
"""How many serial numbers the starts of children find free below those of their parent's timers."""


def after_those_of_children(timers: Iterable[Timer], activation: int) -> tuple[Timer, ...]:
    """The timers with those of a machine that has just started behind those to come.

    XState starts the children of a starting machine before it carries out what the start itself
    asks for; so of timers that are due together those of the children come first.
    """
    return tuple(
        replace(timer, serial=timer.serial + RESERVED) if timer.activation == activation else timer
        for timer in timers
    )


def innermost_first(queue: Sequence[Queued], depth: Callable[[int], int]) -> tuple[Queued, ...]:
    """The queue with what is for a machine further inside before what is for those around it.

    The start of a child comes before what is sent to it. ``depth`` tells how many machines
    stand around an activation.
    """
    ordered = sorted(queue, key=lambda each: -_depth(each, depth))
    for start in [each for each in ordered if each.start is not None]:
        sent = [i for i, each in enumerate(ordered) if _is_for(start, each)]
        if sent and sent[0] < ordered.index(start):
            ordered.remove(start)
            ordered.insert(sent[0], start)
    return tuple(ordered)


def _depth(queued: Queued, depth: Callable[[int], int]) -> int:
    inside = queued.start is not None or queued.slot is not None
    return depth(queued.activation) + inside


def _is_for(start: Queued, other: Queued) -> bool:
    """Whether an event is sent to the slot that a child is started in."""
    assert start.start is not None, "a start has a place"
    return other.activation == start.activation and other.slot == start.start.slot
