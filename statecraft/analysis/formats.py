"""A chart's graph as text for other programs."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Final

from statecraft.analysis.graph import ChartGraph
from statecraft.diagnostics import UsageError
from statecraft.values.json_values import Value

FORMATS: Final = ("json", "graphml", "gexf", "adj")
"""Node-link JSON, GraphML, GEXF, and an adjacency list to read or to grep."""


def graph_text(graph: ChartGraph, form: str) -> str:
    """The graph in one of ``FORMATS``.

    XML has no lists: in GraphML and GEXF they are JSON texts, and characters that XML cannot
    hold are replaced.

    Raises:
        UsageError: there is no such format.
    """
    match form:
        case "json":
            return _node_link(graph)
        case "graphml":
            return _graphml(graph)
        case "gexf":
            return _gexf(graph)
        case "adj":
            return _adjacency(graph)
        case _:
            raise UsageError(f"no graph format {form!r}: choose one of {', '.join(FORMATS)}")


def _node_link(graph: ChartGraph) -> str:
    import networkx as nx

    data = nx.node_link_data(graph, edges="edges")
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _graphml(graph: ChartGraph) -> str:
    import networkx as nx

    written = BytesIO()
    nx.write_graphml_xml(_flat(graph), written, named_key_ids=True)
    return written.getvalue().decode() + "\n"


def _gexf(graph: ChartGraph) -> str:
    import networkx as nx

    lines = nx.generate_gexf(_flat(graph), version="1.2draft")
    return "\n".join(line for line in lines if "<lastmodified" not in line) + "\n"


def _adjacency(graph: ChartGraph) -> str:
    """A line for each node with what it leads to: ``state:red -> state:green (TICK)``."""
    return "".join(f"{_one_line(node)}{_leads_to(graph, node)}\n" for node in graph.nodes)


def _leads_to(graph: ChartGraph, node: str) -> str:
    goals = [
        f"{_one_line(target)} ({_one_line(_edge_name(data))})"
        for _, target, data in graph.out_edges(node, data=True)
    ]
    return f" -> {', '.join(goals)}" if goals else ""


def _edge_name(data: dict[str, Value]) -> str:
    if data["kind"] != "transition":
        return str(data["kind"])
    if "choice" in data:
        return str(data["choice"])
    return str(data.get("event") or (f"after {data['after']}" if "after" in data else "always"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _flat(graph: ChartGraph) -> ChartGraph:
    """A copy for XML: lists and numbers as JSON texts, no forbidden characters."""
    import networkx as nx

    flat: ChartGraph = nx.MultiDiGraph()
    flat.graph.update(_flat_attributes(graph.graph))
    for node, data in graph.nodes(data=True):
        flat.add_node(_for_xml(node), **_flat_attributes(data))
    for source, target, key, data in graph.edges(keys=True, data=True):
        flat.add_edge(
            _for_xml(source), _for_xml(target), key=_for_xml(key), **_flat_attributes(data)
        )
    return flat


def _flat_attributes(data: dict[str, Value]) -> dict[str, str | bool]:
    return {name: _scalar(value) for name, value in data.items()}


def _scalar(value: Value) -> str | bool:
    if isinstance(value, bool):
        return value
    return _for_xml(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _for_xml(text: str) -> str:
    return "".join(c if _allowed_in_xml(c) else "�" for c in text)


def _allowed_in_xml(character: str) -> bool:
    code = ord(character)
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code not in _NONE


_NONE: Final = frozenset({0xFFFE, 0xFFFF})
