"""``statecraft render``: a machine as a picture."""

from __future__ import annotations

from typing import Final

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.coverage import reached, run_through
from statecraft.cli.opening import opened_chart, opened_json, root_option, search_option
from statecraft.cli.output import chosen_machine, wanted_format, write_output
from statecraft.cli.patience import Patience, patience_options
from statecraft.cli.printing import tell
from statecraft.diagnostics import UsageError
from statecraft.render.drawing import DIRECTIONS, ENGINES, FORMATS, draw


@click.command(epilog="Example: statecraft render gate.statechart.yaml -o gate.svg")
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option("-o", "--out", default="-", metavar="OUT", help="A .svg, .png or .dot; - is stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Where the suffix says none.")
@click.option("--snapshot", metavar="FILE", help="Highlight where a machine stands.")
@click.option(
    "--overlay",
    type=click.Choice(["reachability", "coverage"]),
    help="Strike out what can never come up, or what no scenario comes to.",
)
@click.option("--machine", metavar="NAME", help="Another machine of the definition.")
@click.option(
    "--only",
    metavar="NAME",
    help="A dimension, a pipeline or workflow, states, pipelines, rules, computed, capabilities.",
)
@click.option("--depth", type=int, metavar="N", help="Levels of states to show.")
@click.option(
    "--focus",
    metavar="STATE",
    help="A state's full path, or DIMENSION=VALUE.",
    shell_complete=completing.states,
)
@click.option("--radius", type=int, default=1, metavar="N", help="How far --focus sees (1).")
@click.option("--direction", type=click.Choice(DIRECTIONS), default="TB", help="Where lines lead.")
@click.option("--title", metavar="TEXT", help="A title in place of the machine's label.")
@click.option("--engine", type=click.Choice(ENGINES), help="Whose Graphviz lays it out.")
@patience_options
@search_option
@root_option
def render(
    *,
    file: str,
    out: str,
    form: str | None,
    snapshot: str | None,
    overlay: str | None,
    machine: str | None,
    only: str | None,
    depth: int | None,
    focus: str | None,
    radius: int,
    direction: str,
    title: str | None,
    engine: str | None,
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
) -> int:
    """Draw a machine: its states and dimensions, and its rules beside them.

    FILE is a YAML or JSON definition; - reads stdin.
    """
    wanted = wanted_format(out, form, FORMATS)
    if overlay is not None and snapshot is not None:
        raise UsageError("--overlay and --snapshot are two pictures: choose one")
    chart = chosen_machine(opened_chart(file, root, search), machine)
    chart = _with_test_functions(chart)
    patience = Patience(states=states, seconds=seconds)
    laid = None if overlay is None else _OVERLAYS[overlay](chart, patience)
    drawing = draw(
        chart,
        None if snapshot is None else chart.restore(opened_json(snapshot)),
        seen=None if laid is None else laid.seen,
        only=only,
        depth=depth,
        focus=focus,
        radius=radius,
        direction=direction,
        title=title,
        engine=engine,
    )
    drawn = drawing.drawn(wanted)
    write_output(out, drawn.data)
    for remark in (*drawing.notes, *drawn.remarks):
        tell(f"note: {remark}")
    if laid is not None and laid.doubt is not None:
        tell(f"note: what is struck out may still come up: {laid.doubt}")
    return 0


_OVERLAYS: Final = {"reachability": reached, "coverage": run_through}


def _with_test_functions(chart: sc.Chart) -> sc.Chart:
    """The chart with host functions that give their declared test values."""
    functions = sc.Registry.mocked(chart).functions
    own = chart.definition.functions
    return chart.with_functions({name: f for name, f in functions.items() if name in own})
