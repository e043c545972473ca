"""A definition as a networkx graph: its regions, states, values, rules and what ties them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from statecraft.analysis.region_nodes import region_nodes
from statecraft.analysis.rule_nodes import rule_nodes
from statecraft.analysis.structure_edges import structure_edges
from statecraft.analysis.transition_edges import transition_edges
from statecraft.model.definition import Definition

if TYPE_CHECKING:
    import networkx as nx

ChartGraph: TypeAlias = "nx.MultiDiGraph[str]"


def chart_graph(definition: Definition) -> ChartGraph:
    """The graph of a machine, nodes and edges in order of text.

    Every node has a ``kind``: machine, dimension, value, tree, state, history, initial, rule,
    computed or capability; ``parent`` names the node that contains it. Every edge has a ``kind``:
    transition, initial, allowed (the map of a dimension), guards, constrains, forces (of rules)
    or reads. All attributes are JSON values; what is not known or empty is left out.
    """
    import networkx as nx

    graph: ChartGraph = nx.MultiDiGraph(
        machine=definition.full_name, file=definition.file, hash=definition.hash
    )
    for node in (*region_nodes(definition), *rule_nodes(definition)):
        graph.add_node(node.id, **node.attributes)
    for edge in (*structure_edges(definition), *transition_edges(definition)):
        graph.add_edge(edge.source, edge.target, key=edge.key, **edge.attributes)
    return graph
