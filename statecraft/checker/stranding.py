"""States that load into a new version and are not at home there.

Three things may be wrong with a state that loads: the new version never comes to it by itself,
nothing can happen in it any more, or the machine can never be done from it though it could be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statecraft.checker.asking import explore_from
from statecraft.checker.engine import Engine
from statecraft.checker.engines.kernel_search import KernelModel
from statecraft.checker.exploration import Exploration
from statecraft.checker.limits import Limits
from statecraft.checker.migration import Loaded, Loading, way_into
from statecraft.checker.model import Codes, Model
from statecraft.checker.questions.ends import deadlocks
from statecraft.checker.silent import silent
from statecraft.checker.spaces.tables import TableModel
from statecraft.checker.verdict import Evidence
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot

MOST_KNOWN: Final = 200_000
"""States of the new version that are held to be compared with."""

UNREACHED: Final = "the new version never comes to it by itself"
STUCK: Final = "nothing can happen in it any more, and it is no end"
ENDLESS: Final = "the new version can never be done from it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """What is wrong with some states that load.

    Attributes:
        number: how many of the old version are so.
        first: one of them, and ``evidence`` a shortest way of the old version to it.
    """

    why: str
    number: int
    first: Loaded
    evidence: Evidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranding:
    """What is wrong with states that load; ``doubt`` says why there may be more."""

    found: tuple[Stranded, ...]
    doubt: str | None


def stranding(old: Engine, loaded: Loading, new: Exploration, limits: Limits) -> Stranding:
    """What is wrong with the states that load into the new version."""
    engine = new.engine
    if engine.exhausted is not None or engine.count(engine.reachable()) > MOST_KNOWN:
        return Stranding(
            found=(), doubt="too much can happen in the new version to tell what is at home there"
        )
    at_home = frozenset(engine.members(engine.reachable()))
    strays = [each for each in loaded.loaded if _codes(engine.model, each.new) not in at_home]
    wrong = {UNREACHED: strays, STUCK: [], ENDLESS: []}
    can_end = not engine.is_empty(engine.where(engine.model.is_done()))
    _add_faults(wrong, new, loaded.loaded, can_end=can_end)
    doubt: str | None = None
    if strays:
        among = _explored_from(new.chart, strays, limits)
        if among.engine.exhausted is None:
            _add_faults(wrong, among, strays, can_end=can_end)
        else:
            doubt = f"from states that only the old version comes to: {among.engine.exhausted}"
    found = tuple(_told(old, why, states) for why, states in wrong.items() if states)
    return Stranding(found=found, doubt=doubt)


def _codes(model: Model, snapshot: Snapshot) -> Codes:
    match model:
        case TableModel():
            return model.space.encode(snapshot)
        case KernelModel():
            return model.encode(snapshot)
        case _:
            raise AssertionError("a version is explored as tables or by the kernel")


def _add_faults(
    wrong: dict[str, list[Loaded]],
    exploration: Exploration,
    states: tuple[Loaded, ...] | list[Loaded],
    *,
    can_end: bool,
) -> None:
    """Put the states among the exploration's that lead nowhere where they belong."""
    engine = exploration.engine
    stuck = deadlocks(exploration)
    done = engine.where(engine.model.is_done())
    endless = engine.minus(engine.minus(engine.reachable(), engine.leading_to(done)), stuck)
    for why, bad in ((STUCK, stuck), (ENDLESS, endless if can_end else None)):
        members = frozenset(() if bad is None else engine.members(bad))
        wrong[why] += [each for each in states if _codes(engine.model, each.new) in members]


def _explored_from(chart: Chart, strays: list[Loaded], limits: Limits) -> Exploration:
    engine = explore_from(silent(chart), (each.new for each in strays), limits)
    return Exploration(chart, engine, lambda other: _explored_from(other, strays, limits), ())


def _told(old: Engine, why: str, states: list[Loaded]) -> Stranded:
    evidence = way_into(old, states[0].old)
    return Stranded(why=why, number=len(states), first=states[0], evidence=evidence)
