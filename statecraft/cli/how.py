"""``statecraft how``: the shortest way to a state in which a condition holds."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.checker.asking import asked_formula, explore_from, way_to
from statecraft.checker.choosing import explore
from statecraft.checker.engine import Engine
from statecraft.checker.replay import Astray, replayed
from statecraft.checker.silent import silent
from statecraft.checker.verdict import Evidence, Refuted, Unknown
from statecraft.cli import completing
from statecraft.cli.opening import (
    json_option,
    opened_chart,
    opened_json,
    root_option,
    search_option,
)
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import bad, say, say_all, say_json, tell
from statecraft.cli.ways import way_json, way_story


@click.command(
    epilog="Exit codes: 0 there is a way, 1 there is none, 3 nobody knows. "
    "Example: statecraft how gate.statechart.yaml --to \"barrier == 'up'\""
)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option("--to", "goal", required=True, metavar="CONDITION", help="Where to.")
@click.option(
    "--snapshot",
    metavar="FILE",
    help="Begin in this state instead of the start.",
    shell_complete=completing.files,
)
@patience_options
@search_option
@root_option
@json_option
def how(
    *,
    file: str,
    goal: str,
    snapshot: str | None,
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Show the fewest steps that lead to where CONDITION holds: events, moves, answers, time."""
    bare = opened_chart(file, root, search)
    chart = bare.with_functions(sc.Registry.mocked(bare).functions)
    formula = asked_formula(chart, goal)
    engine = _engine(chart, snapshot, Patience(states=states, seconds=seconds))
    found = way_to(engine, formula)
    if isinstance(found, Evidence):
        return _show_way(chart, engine, found, goal, as_json=as_json)
    code, reason = _no_way(found, goal)
    if as_json:
        say_json({"to": goal, "verdict": "unknown" if code == UNDECIDED else "no", "trace": None})
    tell(f"{bad('no way' if code == 1 else 'unknown')}: {reason}")
    return code


def _engine(chart: sc.Chart, snapshot: str | None, patience: Patience) -> Engine:
    if snapshot is None:
        return explore(silent(chart), patience.limits())
    return explore_from(silent(chart), (chart.restore(opened_json(snapshot)),), patience.limits())


def _show_way(chart: sc.Chart, engine: Engine, found: Evidence, goal: str, *, as_json: bool) -> int:
    way = replayed(chart, engine, found)
    if isinstance(way, Astray) or not chart.holds(way.end, goal):
        tell(f"{bad('unknown')}: the way that was found goes otherwise on the interpreter")
        return UNDECIDED
    if as_json:
        say_json({"to": goal, "verdict": "yes", "trace": way_json(chart, way)})
        return 0
    number = len(way.steps)
    say(f"{number} {'step' if number == 1 else 'steps'} to {goal}")
    say_all(way_story(chart, way))
    return 0


def _no_way(found: Refuted | Unknown, goal: str) -> tuple[int, str]:
    if isinstance(found, Unknown):
        return UNDECIDED, f"{goal} was not found, but not everything was seen: {found.why}"
    return 1, f"{goal} holds in no state that can be reached"
