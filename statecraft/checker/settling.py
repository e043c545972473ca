"""Claims that a search left open, settled by one in which open data is answered freely.

More can happen there than in the machine. So what holds on all its ways holds of the machine, and
what happens nowhere in it happens nowhere. The opposite is not so: a way of its own shows nothing.
What the world can bring about there, however data is answered, it can bring about in the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from statecraft.checker.exploration import Exploration
from statecraft.checker.free_search import explored_freely
from statecraft.checker.limits import Limits
from statecraft.checker.oracle import TooManyWays
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.kernel.chart import Chart

OF_ALL_WAYS: Final = frozenset(
    {
        "property",
        "cascades agree",
        "regions agree",
        "steps end",
        "completions let in",
        "formulas have values",
        "no deadlock",
        "end stays possible",
        "dimension freed",
    }
)
"""Claims that speak of everything that happens, or of what can always be brought about; of
properties, all that are proved so."""

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

Asked = Callable[[Exploration], Iterator[Verdict]]


class Settling:
    """Settles what explorations of one chart leave open; it is explored freely at most once."""

    def __init__(self, chart: Chart, ask: Asked, limits: Limits) -> None:
        self._chart = chart
        self._ask = ask
        self._limits = limits

    @cached_property
    def _free(self) -> Exploration | None:
        found = explored_freely(self._chart, self._limits)
        return None if found is None or found.doubt() is not None else found

    @property
    def has_seen_all(self) -> bool:
        """Whether the freed machine was seen whole."""
        return self._free is not None

    @cached_property
    def _known(self) -> Mapping[tuple[str, str, str], Verdict]:
        """What the freed machine answers, where it was seen whole."""
        try:
            answers = () if self._free is None else tuple(self._ask(self._free))
        except TooManyWays:
            return {}  # The time ran out while a variant was explored.
        return {(each.kind, each.subject, each.claim): each for each in answers}

    def settled(self, exploration: Exploration, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
        """The verdicts, with answers to those that the freed machine can tell."""
        is_open = any(isinstance(each.answer, Unknown) for each in verdicts)
        if not is_open or self._free is None or not _shows_all(self._free, exploration):
            yield from verdicts
            return
        for verdict in verdicts:
            key = (verdict.kind, verdict.subject, verdict.claim)
            settled = _settled(verdict, self._known.get(key))
            places = self._doubtful(settled)
            yield from places or (settled,)

    def _doubtful(self, verdict: Verdict) -> tuple[Verdict, ...]:
        """Instead of one claim about the whole machine those about the places that may break it."""
        if verdict.subject or not isinstance(verdict.answer, Unknown):
            return ()
        return tuple(
            replace(each, answer=verdict.answer, finding=None, doubt=each.finding)
            for each in self._known.values()
            if each.kind == verdict.kind and each.claim == verdict.claim and each.subject
        )


def _shows_all(free: Exploration, exploration: Exploration) -> bool:
    """Whether whatever was seen in the machine was seen in the freed one, as it must be."""
    return free.taken >= exploration.taken


def _settled(verdict: Verdict, other: Verdict | None) -> Verdict:
    if other is None or not isinstance(verdict.answer, Unknown):
        return verdict
    match other.answer:
        case Proved() if verdict.kind in OF_ALL_WAYS:
            return verdict if verdict.claim.startswith("reachable ") else other
        case Refuted(evidence=None) if verdict.kind in OF_SOME_WAY:
            return other
        case _:
            return verdict
