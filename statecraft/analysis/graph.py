"""A definition as a networkx graph: its regions, rules, pipelines and what ties them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from statecraft.analysis.region_nodes import region_nodes
from statecraft.analysis.rule_nodes import rule_nodes
from statecraft.analysis.run_edges import run_edges
from statecraft.analysis.run_nodes import run_nodes
from statecraft.analysis.run_uses import external_nodes, use_edges
from statecraft.analysis.structure_edges import structure_edges
from statecraft.analysis.transition_edges import transition_edges
from statecraft.model.definition import Definition

if TYPE_CHECKING:
    import networkx as nx

ChartGraph: TypeAlias = "nx.MultiDiGraph[str]"


def chart_graph(definition: Definition) -> ChartGraph:
    """The graph of a machine, nodes and edges in order of text.

    Every node has a ``kind``: machine, dimension, value, tree, state, history, initial, invoke,
    rule, computed or capability; of runs: pipeline, workflow, step, list (of a ``parallel``),
    branch, end, or external for a workflow that another machine gives. ``parent`` names the node
    that contains it.

    Every edge has a ``kind``: transition, initial, allowed (the map of a dimension), guards,
    constrains, forces (of rules) or reads; between steps: success, failure (``default`` where the
    step does not take it itself), case (of an ``if``), element (of a loop), list (of a
    ``parallel``); from a run: cancel; to a run from what names it: calls or stops. A step leads
    back to the loop or ``parallel`` whose list it ends.

    All attributes are JSON values; what is not known or empty is left out.
    """
    import networkx as nx

    graph: ChartGraph = nx.MultiDiGraph(
        machine=definition.full_name, file=definition.file, hash=definition.hash
    )
    nodes = (region_nodes, rule_nodes, run_nodes, external_nodes)
    for node in chain.from_iterable(each(definition) for each in nodes):
        graph.add_node(node.id, **node.attributes)
    edges = (structure_edges, transition_edges, run_edges, use_edges)
    for edge in chain.from_iterable(each(definition) for each in edges):
        graph.add_edge(edge.source, edge.target, key=edge.key, **edge.attributes)
    return graph
