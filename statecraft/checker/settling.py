"""Claims that a search left open, settled by one in which open data is answered freely.

More can happen there than in the machine. So what holds on all its ways holds of the machine, and
what happens nowhere in it happens nowhere. The opposite is not so: a way of its own shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from statecraft.checker.exploration import Exploration
from statecraft.checker.free_search import explored_freely
from statecraft.checker.limits import Limits
from statecraft.checker.oracle import TooManyWays
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict

OF_ALL_WAYS: Final = frozenset({"property", "cascades agree", "regions agree", "steps end"})
"""Claims that speak of everything that happens; of properties, all that are proved so."""

OF_SOME_WAY: Final = frozenset(
    {
        "property",
        "state entered",
        "value entered",
        "transition taken",
        "step reached",
        "requirement decides",
        "constraint decides",
        "cascade pulls",
    }
)
"""Claims that something happens somewhere."""

_ABOUT_WAYS_ON: Final = "always possible "
"""Begins what is claimed of a way on, of which a machine with more ways says nothing."""

Asked = Callable[[Exploration], Iterator[Verdict]]


def settled_freely(
    exploration: Exploration, verdicts: Sequence[Verdict], ask: Asked, limits: Limits
) -> Iterator[Verdict]:
    """The verdicts, with answers to those that only open data leaves open."""
    free = None
    if _is_only_data_open(exploration, verdicts):
        free = explored_freely(exploration.chart, limits)
    if free is None or free.doubt() is not None or not _shows_all(free, exploration):
        yield from verdicts
        return
    try:
        known = {(each.kind, each.subject, each.claim): each for each in ask(free)}
    except TooManyWays:
        known = {}  # The time ran out while a variant was explored.
    for verdict in verdicts:
        yield _settled(verdict, known.get((verdict.kind, verdict.subject, verdict.claim)))


def _is_only_data_open(exploration: Exploration, verdicts: Iterable[Verdict]) -> bool:
    is_seen_whole = exploration.engine.exhausted is None
    return is_seen_whole and any(isinstance(each.answer, Unknown) for each in verdicts)


def _shows_all(free: Exploration, exploration: Exploration) -> bool:
    """Whether whatever was seen in the machine was seen in the freed one, as it must be."""
    return free.taken >= exploration.taken


def _settled(verdict: Verdict, other: Verdict | None) -> Verdict:
    if other is None or not isinstance(verdict.answer, Unknown):
        return verdict
    if verdict.claim.startswith(_ABOUT_WAYS_ON):
        return verdict
    match other.answer:
        case Proved() if verdict.kind in OF_ALL_WAYS:
            return verdict if verdict.claim.startswith("reachable ") else other
        case Refuted(evidence=None) if verdict.kind in OF_SOME_WAY:
            return other
        case _:
            return verdict
