"""``statecraft graph``: a machine as a graph for other programs."""

from __future__ import annotations

import click

from statecraft.analysis import FORMATS, chart_graph, graph_text
from statecraft.cli.opening import opened_chart, root_option, search_option
from statecraft.cli.output import chosen_machine, wanted_format, write_output


@click.command(epilog="Example: statecraft graph gate.statechart.yaml -o gate.graphml")
@click.argument("file", metavar="FILE")
@click.option("-o", "--out", default="-", metavar="OUT", help="A file; - is stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Where the suffix says none.")
@click.option("--machine", metavar="NAME", help="Another machine of the definition.")
@search_option
@root_option
def graph(
    *,
    file: str,
    out: str,
    form: str | None,
    machine: str | None,
    search: tuple[str, ...],
    root: str | None,
) -> int:
    """Write a machine as a graph: .json (node-link), .graphml, .gexf, or .adj (adjacency).

    Nodes are states, values, rules, computed names and capabilities; edges are transitions and
    what rules and formulas touch. FILE is a YAML or JSON definition; - reads stdin.
    """
    wanted = wanted_format(out, form, FORMATS)
    chart = chosen_machine(opened_chart(file, root, search), machine)
    write_output(out, graph_text(chart_graph(chart.definition), wanted).encode())
    return 0
