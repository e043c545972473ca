"""How two versions of a machine differ in what they do.

Both are explored side by side: a pair of states, one of each version, is followed as long as both
look the same. Wherever one accepts what the other refuses, or the same choice leads to states that
look different, that is a difference, shown by the shortest way there; no way goes on behind it.
Where it leads to the same states with other data, that is a difference too, but ways go on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice, Sending
from statecraft.checker.engine import Engine
from statecraft.checker.limits import Limits
from statecraft.checker.migration import Refused, loading
from statecraft.checker.model import Answer, Codes
from statecraft.checker.spaces.relevance import Detail, relevances_of
from statecraft.checker.telling import choice_text
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.json_values import same
from statecraft.values.notation import brief
from statecraft.values.text import text_of

MOST_PAIRS: Final = 50_000
"""Pairs of states that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """A choice that does not do the same in both versions.

    Attributes:
        way: what happens before, in words that hold for both.
        choice: the choice in words.
        before: what each version made of it: ``old`` first.
    """

    way: tuple[str, ...]
    choice: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A state or a value in words, and the shortest way to it."""

    name: str
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What distinguishes two versions.

    Attributes:
        gained, lost: states and values that can be reached only in the new, only in the old one.
        different: of each event the first choice that differs.
        unloadable: of each reason one state.
        is_complete: whether all pairs of states were looked at.
    """

    gained: tuple[Reached, ...]
    lost: tuple[Reached, ...]
    different: tuple[Different, ...]
    unloadable: tuple[Refused, ...]
    is_complete: bool


def behaviour(old: Engine, new: Engine, limits: Limits) -> Behaviour:
    """What the new version does otherwise than the old one; the limits are those of the walk."""
    was, now = _all_reached(old), _all_reached(new)
    walk = _Walk(old=old, new=new, limits=limits)
    different = tuple(walk.differences())
    return Behaviour(
        gained=tuple(_reached(new, name, now[name]) for name in now if name not in was),
        lost=tuple(_reached(old, name, was[name]) for name in was if name not in now),
        different=different,
        unloadable=loading(old, new.model.chart).refused,
        is_complete=walk.is_complete and old.exhausted is None and new.exhausted is None,
    )


def _all_reached(engine: Engine) -> dict[str, StateIndex]:
    """The states and values that some reachable state has, in words."""
    lowered, model = engine.model.chart.lowered, engine.model
    found: dict[str, StateIndex] = {}
    for row in lowered.rows:
        if row.parent is None or engine.is_empty(engine.where(model.is_active(row.index))):
            continue
        region = lowered.regions[row.region]
        is_value = region.dimension is not None
        found[f"{region.name}: {row.name}" if is_value else f"the state {row.path}"] = row.index
    return found


def _reached(engine: Engine, name: str, state: StateIndex) -> Reached:
    trace = engine.nearest(engine.where(engine.model.is_active(state)))
    assert trace is not None, "it was found to be reachable"
    told, before = [], trace.start
    for step in trace.steps:
        told.append(choice_text(step.choice, engine.model.decode(before)))
        before = step.after
    return Reached(name=name, way=tuple(told))


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A walk through the pairs of states of two versions."""

    old: Engine
    new: Engine
    limits: Limits
    is_complete: bool = True
    _came: dict[tuple[Codes, Codes], tuple[tuple[Codes, Codes], str] | None] = field(
        default_factory=dict
    )

    def differences(self) -> Iterator[Different]:
        """The first difference of each event, nearest first."""
        shared = _shared(self.old.model.chart, self.new.model.chart)
        data = _shared_data(self.old.model.chart, self.new.model.chart)
        starts = zip(self.old.model.initial, self.new.model.initial, strict=False)
        waiting = deque(dict.fromkeys(starts))
        self._came.update(dict.fromkeys(waiting))
        told: set[str] = set()
        while waiting:
            if self.limits.out_of_time():
                self.is_complete = False
                return
            pair = waiting.popleft()
            for key, one, other in self._both(pair):
                was, now = _after(self.old, one), _after(self.new, other)
                names = self._other_data(pair, data, was, now)
                if _looks(was, shared) == _looks(now, shared):
                    self._go_on(pair, key, one, other, waiting)
                    if not names:
                        continue
                if (event := _event_of(one or other, key)) not in told:
                    told.add(event)
                    words = (_told(one, was, shared, names), _told(other, now, shared, names))
                    way = tuple(self._way(pair))
                    yield Different(way=way, choice=key, old=words[0], new=words[1])

    def _other_data(
        self,
        pair: tuple[Codes, Codes],
        data: frozenset[str],
        was: Snapshot | None,
        now: Snapshot | None,
    ) -> tuple[str, ...]:
        """The variables that were the same before a step and are not after it."""
        if was is None or now is None:
            return ()
        before = (self.old.model.decode(pair[0]).context, self.new.model.decode(pair[1]).context)
        after = (was.context, now.context)
        return tuple(
            name
            for name in sorted(data)
            if same(*(each[name] for each in before)) and not same(*(each[name] for each in after))
        )

    def _both(
        self, pair: tuple[Codes, Codes]
    ) -> Iterator[tuple[str, Answer | None, Answer | None]]:
        was, now = _by_text(self.old, pair[0]), _by_text(self.new, pair[1])
        for key in dict.fromkeys((*was, *now)):
            yield key, was.get(key), now.get(key)

    def _go_on(
        self,
        pair: tuple[Codes, Codes],
        key: str,
        one: Answer | None,
        other: Answer | None,
        waiting: deque[tuple[Codes, Codes]],
    ) -> None:
        if one is None or other is None:
            return
        after = (one.after, other.after)
        if after in self._came:
            return
        if len(self._came) >= min(MOST_PAIRS, self.limits.states):
            self.is_complete = False
            return
        self._came[after] = (pair, key)
        waiting.append(after)

    def _way(self, pair: tuple[Codes, Codes]) -> list[str]:
        found = []
        while (before := self._came[pair]) is not None:
            pair, key = before
            found.append(key)
        return found[::-1]


def _by_text(engine: Engine, codes: Codes) -> dict[str, Answer]:
    snapshot = engine.model.decode(codes)
    return {choice_text(a.choice, snapshot): a for a in engine.model.answers(codes)}


def _event_of(answer: Answer | None, key: str) -> str:
    choice: Choice | None = None if answer is None else answer.choice
    return choice.event if isinstance(choice, Sending) else key


def _after(engine: Engine, answer: Answer | None) -> Snapshot | None:
    """The state that a choice leads to; None where it is not taken."""
    if answer is None or not answer.facts.accepted:
        return None
    return engine.model.decode(answer.after)


def _told(
    answer: Answer | None, after: Snapshot | None, shared: frozenset[str], names: tuple[str, ...]
) -> str:
    if after is not None:
        data = [f"{name} {brief(after.context[name])}" for name in names]
        return ", ".join([*(_looks(after, shared) or ()), *data]) or "it is taken"
    reasons = () if answer is None else answer.facts.reasons
    named = sorted({f"the {reason.kind} {reason.id or ''}".strip() for reason in reasons})
    return f"refused by {', '.join(named)}" if named else "nothing happens"


def _looks(snapshot: Snapshot | None, shared: frozenset[str]) -> list[str] | None:
    if snapshot is None:
        return None
    values = [f"{n} {text_of(v)}" for n, v in snapshot.dimensions.items() if n in shared]
    return [*(path for path in snapshot.configuration if path in shared), *sorted(values)]


def _shared(old: Chart, new: Chart) -> frozenset[str]:
    """The dimensions and paths of states that both versions have."""
    was = {*old.lowered.by_dimension, *old.lowered.by_path}
    return frozenset(was & {*new.lowered.by_dimension, *new.lowered.by_path})


def _shared_data(old: Chart, new: Chart) -> frozenset[str]:
    """The variables whose values are told apart in both versions."""
    was, now = (
        {
            name
            for name, detail in relevances_of(each.family)[each.definition.key].details
            if detail is Detail.VALUE
        }
        for each in (old, new)
    )
    return frozenset(was & now)
