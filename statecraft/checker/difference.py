"""How two versions of a machine differ in what they do.

Both are explored side by side: a pair of states, one of each version, is followed as long as both
look the same. Wherever one accepts what the other refuses, or the same choice leads to states that
look different, that is a difference, shown by the shortest way there; no way goes on behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from statecraft.checker.choices import Choice, Sending
from statecraft.checker.engine import Engine
from statecraft.checker.limits import Limits
from statecraft.checker.migration import Refused, loading
from statecraft.checker.model import Answer, Codes
from statecraft.checker.telling import choice_text
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
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
class Behaviour:
    """What distinguishes two versions.

    Attributes:
        gained, lost: states and values that can be reached only in the new, only in the old one.
        different: of each event the first choice that differs.
        unloadable: of each reason one state.
        is_complete: whether all pairs of states were looked at.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    different: tuple[Different, ...]
    unloadable: tuple[Refused, ...]
    is_complete: bool


def behaviour(old: Engine, new: Engine, limits: Limits) -> Behaviour:
    """What the new version does otherwise than the old one; the limits are those of the walk."""
    was, now = _reached(old), _reached(new)
    walk = _Walk(old=old, new=new, limits=limits)
    different = tuple(walk.differences())
    return Behaviour(
        gained=tuple(name for name in now if name not in was),
        lost=tuple(name for name in was if name not in now),
        different=different,
        unloadable=loading(old, new.model.chart).refused,
        is_complete=walk.is_complete and old.exhausted is None and new.exhausted is None,
    )


def _reached(engine: Engine) -> dict[str, None]:
    """The states and values that some reachable state has, in words."""
    lowered, model = engine.model.chart.lowered, engine.model
    found: dict[str, None] = {}
    for row in lowered.rows:
        if row.parent is None or engine.is_empty(engine.where(model.is_active(row.index))):
            continue
        region = lowered.regions[row.region]
        is_value = region.dimension is not None
        found[f"{region.name}: {row.name}" if is_value else f"the state {row.path}"] = None
    return found


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
                found = _difference(self, one, other, shared)
                if found is None:
                    self._go_on(pair, key, one, other, waiting)
                elif (event := _event_of(one or other, key)) not in told:
                    told.add(event)
                    way = tuple(self._way(pair))
                    yield Different(way=way, choice=key, old=found[0], new=found[1])

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


def _difference(
    walk: _Walk, one: Answer | None, other: Answer | None, shared: frozenset[str]
) -> tuple[str, str] | None:
    """What each version makes of a choice, in words; None where that looks the same."""
    was, now = _become(walk.old, one, shared), _become(walk.new, other, shared)
    return None if was == now else (was, now)


def _become(engine: Engine, answer: Answer | None, shared: frozenset[str]) -> str:
    if answer is None or not answer.facts.accepted:
        return "nothing happens"
    return _looks(engine.model.decode(answer.after), shared)


def _looks(snapshot: Snapshot, shared: frozenset[str]) -> str:
    values = [f"{n} {text_of(v)}" for n, v in snapshot.dimensions.items() if n in shared]
    tree = [path for path in snapshot.configuration if path in shared]
    return ", ".join([*tree, *sorted(values)]) or "it is taken"


def _shared(old: Chart, new: Chart) -> frozenset[str]:
    """The dimensions and paths of states that both versions have."""
    was = {*old.lowered.by_dimension, *old.lowered.by_path}
    return frozenset(was & {*new.lowered.by_dimension, *new.lowered.by_path})
