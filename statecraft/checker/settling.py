"""Claims that a search left open, settled by one in which open data is answered freely.

More can happen there than in the machine. So what holds on all its ways holds of the machine, and
what happens nowhere in it happens nowhere. The opposite is not so: a way of its own shows nothing.
What the world can bring about there, however data is answered, it can bring about in the machine.
What then stays open is looked for on ways of the interpreter, to which those others are a guide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from statecraft.checker.exploration import Exploration
from statecraft.checker.freed.free_search import explored_freely
from statecraft.checker.freed.oracle import TooManyWays
from statecraft.checker.limits import Limits
from statecraft.checker.replay import confirmed
from statecraft.checker.verdict import Evidence, Proved, Refuted, Unknown, Verdict
from statecraft.checker.walks.witnesses import witnesses_of
from statecraft.diagnostics import Span
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

_OF_ALL_THAT_FOLLOWS: Final = ("always possible ", "after ")
"""Begins what is claimed of everything that may come after a step."""

Asked = Callable[[Exploration], Iterator[Verdict]]


_Key = tuple[str, Span, str]
"""What is asked, and about what: several transitions may have one path."""


class Settling:
    """Settles what explorations of one chart leave open.

    It is explored freely at most once, and walked through at most once.
    """

    def __init__(self, chart: Chart, ask: Asked, limits: Limits) -> None:
        self._chart = chart
        self._ask = ask
        self._limits = limits
        self._witnesses: Exploration | None = None

    @cached_property
    def _free(self) -> Exploration | None:
        """The freed machine, as far as it was seen."""
        return explored_freely(self._chart, self._limits)

    @property
    def has_seen_all(self) -> bool:
        """Whether the freed machine was seen whole."""
        return self.seen_whole is not None

    @property
    def seen_whole(self) -> Exploration | None:
        """The freed machine; None where it was not seen whole."""
        return self._free if self._free is not None and self._free.doubt() is None else None

    @cached_property
    def _known(self) -> Mapping[_Key, Verdict]:
        """What the freed machine answers, where it was seen whole."""
        if self._free is None or not self.has_seen_all:
            return {}
        try:
            return {_key(each): each for each in self._ask(self._free)}
        except TooManyWays:
            return {}  # The time ran out while a variant was explored.

    def settled(self, exploration: Exploration, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
        """The verdicts, with answers to those that the freed machine or a walk can tell."""
        if not any(isinstance(each.answer, Unknown) for each in verdicts):
            yield from verdicts
            return
        if self._free is None or not _shows_all(self._free, exploration):
            yield from self._walked(exploration, None, verdicts)
            return
        freely = [found for each in verdicts for found in self._freely(each)]
        yield from self._walked(exploration, self._free, freely)

    def _freely(self, verdict: Verdict) -> tuple[Verdict, ...]:
        """The verdict of the freed machine.

        Instead of a doubt about the whole machine those about the places that may break a claim.
        """
        settled = _settled(verdict, self._known.get(_key(verdict)))
        if settled.subject or not isinstance(settled.answer, Unknown):
            return (settled,)
        places = tuple(
            replace(each, answer=settled.answer, finding=None, doubt=each.finding)
            for each in self._known.values()
            if each.kind == settled.kind and each.claim == settled.claim and each.subject
        )
        return places or (settled,)

    def _walked(
        self, exploration: Exploration, free: Exploration | None, verdicts: Sequence[Verdict]
    ) -> Iterator[Verdict]:
        """The verdicts, with answers to those that some ways of the interpreter show."""
        if not any(map(_may_be_shown, verdicts)):
            yield from verdicts
            return
        if self._witnesses is None:
            self._witnesses = witnesses_of(exploration, free, self._limits.anew())
        shown = {_key(each): each for each in self._ask(self._witnesses)}
        for verdict in verdicts:
            other = shown.pop(_key(verdict), verdict)
            is_open = _may_be_shown(verdict)
            yield _shown(verdict, other, self._witnesses) if is_open else verdict
        # What happens in a state that nobody saw before is asked for the first time.
        yield from (each for each in shown.values() if each.kind in OF_SOME_WAY)


def _key(verdict: Verdict) -> _Key:
    return (verdict.kind, verdict.span, verdict.claim)


def _may_be_shown(verdict: Verdict) -> bool:
    """Whether a single step would settle a claim that is open."""
    is_of_a_step = not verdict.claim.startswith(_OF_ALL_THAT_FOLLOWS)
    return verdict.kind in OF_SOME_WAY and is_of_a_step and isinstance(verdict.answer, Unknown)


def _shown(verdict: Verdict, other: Verdict, witnesses: Exploration) -> Verdict:
    """The verdict on an open claim, as some ways of the interpreter show it."""
    match verdict.answer, other.answer:
        case Unknown(why=why), Unknown(why=unshown) if other is not verdict:
            return replace(verdict, answer=Unknown(why=f"{why}; {unshown}"))
        case _, Refuted(evidence=Evidence() as evidence):
            found = Refuted(evidence=replace(evidence, engine=witnesses.engine))
            return confirmed(witnesses.chart, witnesses.engine, replace(other, answer=found))
        case _:
            return other


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
