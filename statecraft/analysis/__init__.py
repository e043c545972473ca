"""Chart to networkx graphs and answers: the only room that knows networkx."""

from statecraft.analysis.formats import FORMATS, graph_text
from statecraft.analysis.graph import ChartGraph, chart_graph

__all__ = ["FORMATS", "ChartGraph", "chart_graph", "graph_text"]
