"""Chart to networkx graphs and answers: the only room that knows networkx."""

from statecraft.analysis.formats import FORMATS, graph_text
from statecraft.analysis.graph import ChartGraph, chart_graph
from statecraft.analysis.product import MOST_STATES, product_graph

__all__ = [
    "FORMATS",
    "MOST_STATES",
    "ChartGraph",
    "chart_graph",
    "graph_text",
    "product_graph",
]
