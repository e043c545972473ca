"""``statecraft migrate --check``: does what was kept of an old version go on in a new one?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

import statecraft as sc
from statecraft.checker.checking import exploration_of
from statecraft.checker.exploration import Exploration
from statecraft.checker.migration import Loading, Refused, loading
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.stranding import Stranded, Stranding, stranding
from statecraft.checker.verdict import Evidence
from statecraft.cli import completing
from statecraft.cli.findings import counted
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import bad, good, say_all, say_json, tell
from statecraft.cli.ways import way_json, way_story
from statecraft.diagnostics import UsageError, quoted
from statecraft.values.json_values import Value
from statecraft.values.notation import brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What was found out about the states of an old version in a new one."""

    old: Exploration
    loading: Loading
    stranding: Stranding
    doubts: tuple[str, ...]


@click.command(
    epilog="Exit codes: 0 everything loads, 1 something does not, 3 nobody knows. "
    "Example: statecraft migrate --check gate.statechart.yaml new_gate.statechart.yaml"
)
@click.argument("old", metavar="OLD", shell_complete=completing.files)
@click.argument("new", metavar="NEW", shell_complete=completing.files)
@click.option("--check", is_flag=True, required=True, help="Only look; nothing is written.")
@click.option("--strict", is_flag=True, help="What loads and is not at home counts, too.")
@patience_options
@search_option
@root_option
@json_option
def migrate(
    *,
    old: str,
    new: str,
    check: bool,  # noqa: ARG001 - it is the only thing that the verb does.
    strict: bool,
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Check that a machine in any state of the version OLD goes on in the version NEW.

    Snapshots and saved values are both tried. What does not load is an error; what loads into a
    state that NEW never comes to, that is stuck there or can never be done is a warning. Each is
    shown with a shortest way of OLD.
    """
    patience = Patience(states=states, seconds=seconds)
    was, now = (_explored(file, root, search, patience) for file in (old, new))
    found = _migrated(was, now, patience)
    if as_json:
        say_json(_as_json(found))
    else:
        say_all(_story(found))
        for doubt in found.doubts:
            tell(f"{bad('unknown')}: there may be more: {doubt}")
    if found.loading.refused or (strict and found.stranding.found):
        return 1
    return UNDECIDED if found.doubts else 0


def _explored(
    file: str, root: str | None, search: tuple[str, ...], patience: Patience
) -> Exploration:
    chart = opened_chart(file, root, search)
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    return exploration_of(mocked, patience.limits())


def _migrated(was: Exploration, now: Exploration, patience: Patience) -> Migrated:
    before, after = was.definition.full_name, now.definition.full_name
    if before != after:
        raise UsageError(
            f"{quoted(before)} and {quoted(after)} are two machines, not two versions of one"
        )
    loaded = loading(was.engine, now.chart)
    stranded = stranding(was.engine, loaded, now, patience.limits())
    doubt, left_out = was.doubt(), ", ".join(loaded.left_out)
    doubts = [
        "" if doubt is None else doubt.why,
        f"what {left_out} may hold in the old version was not told apart" if left_out else "",
        f"{loaded.tried:,} of its states were tried" if not loaded.is_complete else "",
        stranded.doubt or "",
    ]
    return Migrated(
        old=was, loading=loaded, stranding=stranded, doubts=tuple(each for each in doubts if each)
    )


def _story(found: Migrated) -> Iterator[str]:
    for refused in found.loading.refused:
        yield f"{bad('does not load')}: {refused.why}"
        yield from _where(found, refused.values, refused.evidence)
    for each in found.stranding.found:
        states = counted(each.number, "state")
        loads = "loads" if each.number == 1 else "load"
        yield f"{bad('not at home')}: {states} of the old version {loads}, but {each.why}"
        yield from _where(found, _values(found, each), each.evidence)
    if not found.loading.refused:
        number = counted(found.loading.tried, "state")
        yield f"{good('loads')}: what is kept of {number} of the old version"


def _values(found: Migrated, stranded: Stranded) -> dict[str, Value]:
    chart, engine = found.old.engine.model.chart, found.old.engine
    return chart.saved(engine.model.decode(stranded.first.old))


def _where(
    found: Migrated, values: Mapping[str, Value], evidence: Evidence | None
) -> Iterator[str]:
    yield f"    saved: {brief(dict(values))}"
    way = _way(found, evidence)
    if way is not None:
        yield from way_story(found.old.chart, way)


def _way(found: Migrated, evidence: Evidence | None) -> Replay | None:
    if evidence is None:
        return None
    way = replayed(found.old.chart, found.old.engine, evidence)
    return way if isinstance(way, Replay) else None


def _as_json(found: Migrated) -> dict[str, Any]:
    return {
        "tried": found.loading.tried,
        "complete": not found.doubts,
        "incomplete_because": "; ".join(found.doubts) or None,
        "refused": [_refused_json(found, each) for each in found.loading.refused],
        "not_at_home": [
            {
                "why": each.why,
                "states": each.number,
                "saved": _values(found, each),
                "trace": _trace(found, each.evidence),
            }
            for each in found.stranding.found
        ],
    }


def _refused_json(found: Migrated, refused: Refused) -> dict[str, Any]:
    return {
        "saved": dict(refused.values),
        "why": refused.why,
        "trace": _trace(found, refused.evidence),
    }


def _trace(found: Migrated, evidence: Evidence | None) -> list[dict[str, Value]] | None:
    way = _way(found, evidence)
    return None if way is None else way_json(found.old.chart, way)
