"""Which levels a choice may read or write: what becomes of it depends on no other."""

from __future__ import annotations

from statecraft.chart.tables import (
    LoweredChart,
)
from statecraft.checker.choices import (
    Answering,
    Awaited,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.checker.spaces.following import Followed
from statecraft.checker.spaces.run_groups import has_children
from statecraft.checker.spaces.space import Space
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.profiles import Profile


def support_of(space: Space, choice: Choice, rest: Snapshot | None) -> frozenset[int] | None:
    """The levels that a choice may read or write; None where that may be any.

    *rest* is what the last level holds, for the choice that goes on with a queue.
    """
    if not is_followed(space.chart):
        return None
    found = Followed(space)
    match choice:
        case Sending(event=event):
            found.take_event(event)
            found.take_runs(event)
        case Moving(dimension=dimension):
            found.move(space.chart.by_dimension[dimension])
        case Firing(activation=0, after=(state, place), run=None):
            found.fire(state, place)
        case Firing(activation=0, run=str(key)):
            found.go_on(key)
        case Answering(action=Awaited(run=str(key))) | Failing(action=Awaited(run=str(key))):
            found.go_on(key)
        case TakingNext() if rest is not None and rest.queue:
            found.take_queued(rest.queue[0])
        case _:
            return None
    found.settle()
    return None if found.is_anything else frozenset(found.levels)


def is_followed(chart: LoweredChart) -> bool:
    """Whether support can be worked out: no children, the language's own meaning."""
    told = chart.definition.profile
    own = Profile(name=told.name, discards_refused=told.discards_refused)
    return told == own and not has_children(chart)
