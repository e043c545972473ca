"""``statecraft how``: the shortest way to a state in which a condition holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import click

import statecraft as sc
from statecraft.checker.asking import asked_formula, explore_from, way_to
from statecraft.checker.engine import Engine
from statecraft.checker.engines.choosing import explore
from statecraft.checker.limits import Limits
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
from statecraft.model.formulas import Formula

_FEW: Final = (1_000, 50_000)
"""States of the searches that are tried before the one that may hold all."""


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
    engine, found = _found(chart, snapshot, formula, Patience(states=states, seconds=seconds))
    if isinstance(found, Evidence):
        return _show_way(chart, engine, found, goal, as_json=as_json)
    code, reason = _no_way(found, goal)
    if as_json:
        say_json({"to": goal, "verdict": "unknown" if code == UNDECIDED else "no", "trace": None})
    tell(f"{bad('no way' if code == 1 else 'unknown')}: {reason}")
    return code


def _found(
    chart: sc.Chart, snapshot: str | None, goal: Formula, patience: Patience
) -> tuple[Engine, Evidence | Refuted | Unknown]:
    """What a search finds that stops early where it can: the states that are near come first."""
    limits = patience.limits()
    start = None if snapshot is None else chart.restore(opened_json(snapshot))
    for states in (*(few for few in _FEW if few < limits.states), limits.states):
        engine = _engine(chart, start, replace(limits, states=states))
        found = way_to(engine, goal)
        if isinstance(found, Evidence) or engine.exhausted is None or limits.out_of_time():
            break
    return engine, found


def _engine(chart: sc.Chart, start: sc.Snapshot | None, limits: Limits) -> Engine:
    bare = silent(chart)
    return explore(bare, limits) if start is None else explore_from(bare, (start,), limits)


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
