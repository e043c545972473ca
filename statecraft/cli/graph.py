"""``statecraft graph``: a machine as a graph for other programs."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.analysis import (
    FORMATS,
    MOST_STATES,
    ChartGraph,
    chart_graph,
    graph_text,
    product_graph,
)
from statecraft.cli.findings import counted
from statecraft.cli.opening import opened_chart, root_option, search_option
from statecraft.cli.output import chosen_machine, wanted_format, write_output
from statecraft.cli.printing import tell


@click.command(epilog="Example: statecraft graph gate.statechart.yaml -o gate.graphml")
@click.argument("file", metavar="FILE")
@click.option("-o", "--out", default="-", metavar="OUT", help="A file; - is stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Where the suffix says none.")
@click.option("--machine", metavar="NAME", help="Another machine of the definition.")
@click.option("--product", is_flag=True, help="The states that it can reach, as a graph.")
@click.option(
    "--max-states",
    "states",
    type=click.IntRange(min=1),
    default=MOST_STATES,
    show_default=True,
    help="How many states a product may have.",
)
@search_option
@root_option
def graph(
    *,
    file: str,
    out: str,
    form: str | None,
    machine: str | None,
    product: bool,
    states: int,
    search: tuple[str, ...],
    root: str | None,
) -> int:
    """Write a machine as a graph: .json (node-link), .graphml, .gexf, or .adj (adjacency).

    Nodes are states, values, rules, computed names and capabilities; edges are transitions and
    what rules and formulas touch. With --product, nodes are the states of all regions together
    that the machine can reach, and edges what the world may do in them. FILE is a YAML or JSON
    definition; - reads stdin.
    """
    wanted = wanted_format(out, form, FORMATS)
    chart = chosen_machine(opened_chart(file, root, search), machine)
    found = _product(chart, states) if product else chart_graph(chart.definition)
    write_output(out, graph_text(found, wanted).encode())
    return 0


def _product(chart: sc.Chart, states: int) -> ChartGraph:
    found = product_graph(chart.with_functions(sc.Registry.mocked(chart).functions), states)
    if not found.graph["complete"]:
        tell(f"more than {counted(len(found), 'state')}: those nearest to the start are shown")
    return found
