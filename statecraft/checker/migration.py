"""Whether what was saved of an old version can be loaded into a new one, whatever came before.

What an application saves of every state that the old version can come to is given to the new
version, which takes it or says why it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from statecraft.checker.engine import Engine
from statecraft.checker.model import Codes, Test
from statecraft.checker.verdict import Evidence
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.values.json_values import Value

MOST_SAVED: Final = 5_000
"""States whose saved values are given to the new version, those nearest to the start first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Saved values of the old version that the new one does not take.

    ``evidence`` is a shortest way of the old version to where it saves them.
    """

    values: Mapping[str, Value]
    why: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How the states of an old version load into a new one.

    Attributes:
        tried: how many states were given to the new version.
        refused: of each reason the nearest state.
        is_complete: whether every state of the old version was tried.
    """

    tried: int
    refused: tuple[Refused, ...]
    is_complete: bool


def unloadable(old: Engine, new: Chart) -> Loading:
    """What of the old version does not load into the new one."""
    members = zip(range(MOST_SAVED), old.members(old.reachable()), strict=False)
    states = [codes for _, codes in members]
    refused = tuple(_refused(old, new, states))
    is_complete = old.exhausted is None and len(states) == old.count(old.reachable())
    return Loading(tried=len(states), refused=refused, is_complete=is_complete)


def _refused(old: Engine, new: Chart, states: list[Codes]) -> Iterator[Refused]:
    told: set[str] = set()
    for codes in states:
        saved = old.model.chart.saved(old.model.decode(codes))
        why = _why_not(new, saved)
        if why and why not in told:
            told.add(why)
            yield Refused(values=saved, why=why, evidence=_way_to(old, codes))


def _why_not(new: Chart, saved: Mapping[str, Value]) -> str:
    """Why the new version does not take saved values; empty where it does."""
    try:
        return "; ".join(reason.message for reason in new.rebuild(saved).outcome.reasons)
    except UsageError as error:
        return str(error)


def _way_to(engine: Engine, codes: Codes) -> Evidence | None:
    here = Test(levels=tuple(range(len(codes))), holds=lambda other: other == codes)
    way = engine.nearest(engine.where(here))
    return None if way is None else Evidence(way=way)
