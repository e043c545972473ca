"""Whether what was kept of an old version goes on in a new one, whatever came before.

Every state that the old version can come to is given to the new one twice: as a snapshot, and as
the values that an application saves of it. What loads may still be a state that the new version
never comes to by itself, or one that leads nowhere there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from statecraft.checker.engine import Engine
from statecraft.checker.model import All, Codes, Test
from statecraft.checker.spaces.relevance import Detail, relevances_of
from statecraft.checker.verdict import Evidence
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from statecraft.values.json_values import Value

Kept = TypeVar("Kept")

MOST_SAVED: Final = 5_000
"""States that are given to the new version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A state of the old version that the new one does not take.

    ``evidence`` is a shortest way of the old version to it.
    """

    values: Mapping[str, Value]
    why: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A state of the old version, and what it is in the new one."""

    old: Codes
    new: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How the states of an old version load into a new one.

    Attributes:
        tried: how many states were given to the new version.
        refused: of each reason one state.
        loaded: the states that are taken.
        is_complete: whether every state of the old version was tried.
        left_out: variables that the old version does not depend on and the new one does: what
            they held was not told apart.
    """

    tried: int
    refused: tuple[Refused, ...]
    loaded: tuple[Loaded, ...]
    is_complete: bool
    left_out: tuple[str, ...]


def loading(old: Engine, new: Chart) -> Loading:
    """What of the old version loads into the new one, and what does not."""
    members = zip(range(MOST_SAVED), old.members(old.reachable()), strict=False)
    states = [codes for _, codes in members]
    left_out = tuple(_left_out(old.model.chart, new))
    refused: dict[str, Refused] = {}
    loaded: list[Loaded] = []
    for codes in states:
        snapshot = old.model.decode(codes)
        saved = old.model.chart.saved(snapshot)
        taken, why = _tried(new.migrate, snapshot)
        if taken is not None:
            loaded.append(Loaded(old=codes, new=taken))
            _, of_values = _tried(new.rebuild, saved)
            why = of_values and f"not from its saved values alone: {of_values}"
        if why and why not in refused:
            refused[why] = Refused(values=saved, why=why, evidence=way_into(old, codes))
    return Loading(
        tried=len(states),
        refused=tuple(refused.values()),
        loaded=tuple(loaded),
        is_complete=old.exhausted is None
        and len(states) == old.count(old.reachable())
        and not left_out,
        left_out=left_out,
    )


def _tried(load: Callable[[Kept], Step], kept: Kept) -> tuple[Snapshot | None, str]:
    """The state in the new version, or why there is none."""
    try:
        step = load(kept)
    except UsageError as error:
        return None, str(error)
    why = "; ".join(reason.message for reason in step.outcome.reasons)
    return (None if why else step.snapshot), why


def _left_out(old: Chart, new: Chart) -> Iterator[str]:
    """Variables of both versions that decide more in the new one, or may hold less there."""
    before = dict(relevances_of(old.family)[old.definition.key].details)
    after = dict(relevances_of(new.family)[new.definition.key].details)
    shapes = {variable.name: variable.shape for variable in old.definition.context}
    for variable in new.definition.context:
        known = before.get(variable.name, Detail.VALUE)
        is_tighter = variable.name in shapes and shapes[variable.name] != variable.shape
        if known < (Detail.VALUE if is_tighter else after[variable.name]):
            yield variable.name


def way_into(engine: Engine, codes: Codes) -> Evidence | None:
    """A shortest way to a state."""
    parts = (Test(levels=(level,), holds=_is(code)) for level, code in enumerate(codes))
    way = engine.nearest(engine.where(All(parts=tuple(parts))))
    return None if way is None else Evidence(way=way)


def _is(code: int) -> Callable[[Codes], bool]:
    return lambda codes: codes == (code,)
