"""``statecraft migrate --check``: does all that was saved of an old version load into a new one?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

import statecraft as sc
from statecraft.checker.checking import exploration_of
from statecraft.checker.exploration import Exploration
from statecraft.checker.migration import Loading, Refused, unloadable
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Unknown
from statecraft.cli import completing
from statecraft.cli.findings import counted
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import bad, good, say_all, say_json, tell
from statecraft.cli.ways import way_json, way_story
from statecraft.values.notation import brief


@click.command(
    epilog="Exit codes: 0 everything loads, 1 something does not, 3 nobody knows. "
    "Example: statecraft migrate --check gate.statechart.yaml new_gate.statechart.yaml"
)
@click.argument("old", metavar="OLD", shell_complete=completing.files)
@click.argument("new", metavar="NEW", shell_complete=completing.files)
@click.option("--check", is_flag=True, required=True, help="Only look; nothing is written.")
@patience_options
@search_option
@root_option
@json_option
def migrate(
    *,
    old: str,
    new: str,
    check: bool,  # noqa: ARG001 - it is the only thing that the verb does.
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Check that what is saved in any state of the version OLD loads into the version NEW.

    What does not load is shown with a shortest way of OLD to where it is saved.
    """
    chart = opened_chart(old, root, search)
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    exploration = exploration_of(mocked, Patience(states=states, seconds=seconds).limits())
    target = opened_chart(new, root, search)
    target = target.with_functions(sc.Registry.mocked(target).functions)
    found, doubt = unloadable(exploration.engine, target), exploration.doubt()
    if as_json:
        say_json(_as_json(exploration, found, doubt))
    else:
        say_all(_story(exploration, found))
        if doubt is not None:
            tell(f"{bad('unknown')}: there may be more: {doubt.why}")
    if found.refused:
        return 1
    return 0 if found.is_complete and doubt is None else UNDECIDED


def _story(exploration: Exploration, found: Loading) -> Iterator[str]:
    for refused in found.refused:
        yield f"{bad('does not load')}: {refused.why}"
        yield f"    saved: {brief(dict(refused.values))}"
        way = _way(exploration, refused)
        if way is not None:
            yield from way_story(exploration.chart, way)
    number = counted(found.tried, "state")
    if not found.refused:
        yield f"{good('loads')}: what is saved in {number} of the old version"


def _way(exploration: Exploration, refused: Refused) -> Replay | None:
    if refused.evidence is None:
        return None
    way = replayed(exploration.chart, exploration.engine, refused.evidence)
    return way if isinstance(way, Replay) else None


def _as_json(exploration: Exploration, found: Loading, doubt: Unknown | None) -> dict[str, Any]:
    return {
        "tried": found.tried,
        "complete": found.is_complete and doubt is None,
        "incomplete_because": None if doubt is None else doubt.why,
        "refused": [
            {
                "saved": dict(refused.values),
                "why": refused.why,
                "trace": None if way is None else way_json(exploration.chart, way),
            }
            for refused in found.refused
            for way in (_way(exploration, refused),)
        ],
    }
