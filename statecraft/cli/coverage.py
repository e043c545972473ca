"""What scenarios went through, of all that a machine is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import statecraft as sc
from statecraft.checker.checking import exploration_of
from statecraft.checker.exploration import Exploration
from statecraft.checker.seen import (
    Seen,
    Share,
    pairs_in,
    seen_in_runs,
    seen_in_search,
    share_of_pairs,
    shares,
)
from statecraft.cli.patience import Patience
from statecraft.cli.printing import faint, good

MOST_NAMED: Final = 12
"""Things of one kind that are named where they did not come up; JSON names them all."""

PATIENCE: Final = Patience(states=20_000, seconds=10.0)
"""For the search that finds the pairs that can hold at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The shares of one machine; ``is_complete`` says whether every possible pair was found."""

    machine: str
    file: str
    shares: tuple[Share, ...]
    is_complete: bool


def covered(chart: sc.Chart, records: Sequence[sc.Record]) -> Iterator[Coverage]:
    """What runs went through, for each machine of the file that has scenarios."""
    for definition in chart.project.machines.values():
        if definition.file == chart.definition.file and definition.scenarios:
            machine = chart.machine(definition.key)
            seen = seen_in_runs(machine, ((each.outcome, each.after) for each in records))
            search = searched(machine, PATIENCE)
            engine = search.engine
            members = map(engine.model.decode, engine.members(engine.reachable()))
            possible = frozenset(pair for each in members for pair in pairs_in(each)) | seen.pairs
            yield Coverage(
                machine=definition.id,
                file=definition.file,
                shares=(*shares(machine, seen), share_of_pairs(seen, possible)),
                is_complete=search.doubt() is None,
            )


def searched(chart: sc.Chart, patience: Patience) -> Exploration:
    """The machine, explored with the test values of the host's functions."""
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    return exploration_of(mocked, patience.limits())


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What came up, for a picture; ``doubt`` says why more may."""

    seen: Seen
    doubt: str | None


def reached(chart: sc.Chart, patience: Patience) -> Overlay:
    """What can come up at all."""
    search = searched(chart, patience)
    doubt = search.doubt()
    return Overlay(seen=seen_in_search(search), doubt=None if doubt is None else doubt.why)


def run_through(chart: sc.Chart, _patience: Patience) -> Overlay:
    """What comes up in the scenarios."""
    records: list[sc.Record] = []
    sc.run_scenarios(chart, records.append)
    seen = seen_in_runs(chart, ((each.outcome, each.after) for each in records))
    return Overlay(seen=seen, doubt=None)


def coverage_story(found: Coverage) -> Iterator[str]:
    """A line for each kind of things, and below it what did not come up."""
    yield f"{found.file}: {found.machine}: what the scenarios went through"
    width = max(len(share.what) for share in found.shares)
    for share in found.shares:
        number = f"{share.total - len(share.missing)} of {share.total}"
        is_guess = share.what == "pairs" and not found.is_complete
        text = f"{number}{' that were found to be possible' if is_guess else ''}"
        yield f"  {share.what.ljust(width)}  {text if share.missing else good(text)}"
        yield from _missing(share)


def _missing(share: Share) -> Iterator[str]:
    for name, place in share.missing[:MOST_NAMED]:
        yield f"    {faint('not seen:')} {name}{'' if place is None else f'  [{place}]'}"
    more = len(share.missing) - MOST_NAMED
    if more > 0:
        yield f"    {faint(f'and {more} more (--json names them)')}"


def coverage_json(found: Coverage) -> dict[str, Any]:
    """The numbers, and all that did not come up."""
    return {
        "file": found.file,
        "machine": found.machine,
        "complete": found.is_complete,
        "shares": [
            {
                "what": share.what,
                "total": share.total,
                "seen": share.total - len(share.missing),
                "missing": list(_missing_json(share.missing)),
            }
            for share in found.shares
        ],
    }


def _missing_json(missing: Iterable[tuple[str, object]]) -> Iterator[dict[str, str | None]]:
    for name, place in missing:
        yield {"name": name, "at": None if place is None else str(place)}
