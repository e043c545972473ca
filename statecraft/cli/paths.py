"""``statecraft paths``: a small set of ways that covers a machine, as tests."""

from __future__ import annotations

from collections.abc import Sequence

import click

import statecraft as sc
from statecraft.checker.coverage import Cover, Covering, covering_ways
from statecraft.checker.engine import Engine
from statecraft.checker.engines.choosing import explore
from statecraft.checker.silent import silent
from statecraft.cli import completing
from statecraft.cli.findings import counted
from statecraft.cli.opening import opened_chart, root_option, search_option, shown
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import as_json_line, say, tell, warn
from statecraft.cli.way_scenarios import WrittenWay, as_pytest, as_yaml, written_way


@click.command(
    epilog="Example: statecraft paths gate.statechart.yaml --cover transitions --as pytest"
)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option(
    "--cover",
    type=click.Choice([str(each) for each in Cover]),
    default=str(Cover.TRANSITIONS),
    show_default=True,
    help="What the ways have to go through.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["scenarios", "pytest", "json"]),
    default="scenarios",
    show_default=True,
    help="What they are written as.",
)
@patience_options
@search_option
@root_option
def paths(
    *,
    file: str,
    cover: str,
    form: str,
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
) -> int:
    """Write ways that cover all states, transitions, rules or pairs of values that can be reached.

    Each way was gone on the interpreter; what it expects is what came out there. Read it before
    you keep it as a test.
    """
    bare = opened_chart(file, root, search)
    chart = bare.with_functions(sc.Registry.mocked(bare).functions)
    patience = Patience(states=states, seconds=seconds)
    engine = explore(silent(chart), patience.limits())
    covering = covering_ways(engine, Cover(cover), patience.limits())
    ways = [written_way(chart, engine, way) for way in covering.ways]
    say(_written(shown(file), ways, form).rstrip("\n"))
    steps = sum(len(way.steps) for way in ways)
    tell(f"{counted(len(ways), 'way')}, {counted(steps, 'step')}")
    return _end(engine, covering)


def _written(file: str, ways: Sequence[WrittenWay], form: str) -> str:
    match form:
        case "json":
            plain = [{"name": way.name, "steps": list(way.steps)} for way in ways]
            return as_json_line({"format_version": 1, "file": file, "ways": plain})
        case "pytest":
            return as_pytest(file, ways)
        case _:
            return as_yaml(ways)


def _end(engine: Engine, covering: Covering) -> int:
    doubts = [str(gap) for gap in engine.model.gaps]
    doubts += [] if engine.exhausted is None else [str(engine.exhausted)]
    doubts += [] if covering.is_whole else ["the time ran out while ways were sought"]
    for doubt in dict.fromkeys(doubts):
        warn(f"there may be more to cover: {doubt}")
    return UNDECIDED if doubts else 0
