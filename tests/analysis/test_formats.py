"""The written forms of a graph are read back by networkx."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import statecraft as sc
from statecraft.analysis import chart_graph, graph_text
from statecraft.diagnostics import UsageError

READERS = {
    "json": lambda text: nx.node_link_graph(json.loads(text), edges="edges"),
    "graphml": lambda text: nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True),
    "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())),
}
HOSTILE = """\
statecraft: 1
machine: m
label: "<&\\"' ]]> \\u0001"
dimensions: {d: {values: [a, "<b>"], initial: a, label: Größe 状態}}
on: {E: {target: {d: "<b>"}, do: [{log: "a & b\\nc"}]}}
"""


@pytest.fixture(params=["sales_invoice", "traffic_light", "hostile"])
def graph(request, definitions: Path):
    if request.param == "hostile":
        return chart_graph(sc.loads(HOSTILE, file="m.yaml").definition)
    return chart_graph(sc.load(definitions / f"{request.param}.statechart.yaml").definition)


@pytest.mark.parametrize("form", READERS)
def test_it_is_read_back_with_its_nodes_edges_and_kinds(graph, form):
    found = READERS[form](graph_text(graph, form))
    assert dict(found.nodes(data="kind")) == dict(graph.nodes(data="kind"))
    assert sorted(found.edges(data="kind")) == sorted(graph.edges(data="kind"))
    assert dict(found.nodes(data="parent")) == dict(graph.nodes(data="parent"))


def test_node_link_json_keeps_everything(graph):
    found = READERS["json"](graph_text(graph, "json"))
    assert nx.utils.graphs_equal(found, graph)


def test_lists_become_json_texts_in_xml(graph):
    found = READERS["graphml"](graph_text(graph, "graphml"))
    for *_, data in found.edges(data=True):
        assert isinstance(json.loads(data.get("actions", "[]")), list)


def test_an_adjacency_list_has_a_line_for_each_node(graph):
    lines = graph_text(graph, "adj").splitlines()
    assert [line.partition(" -> ")[0] for line in lines] == list(graph)


def test_another_format_is_refused(graph):
    with pytest.raises(UsageError) as raised:
        graph_text(graph, "gml")
    assert str(raised.value) == "no graph format 'gml': choose one of json, graphml, gexf, adj"


def test_the_texts_do_not_depend_on_the_order_of_hashing(definitions: Path, root: Path):
    program = (
        "import sys, statecraft as sc; from statecraft.analysis import FORMATS, chart_graph, graph_text; "
        "graph = chart_graph(sc.load(sys.argv[1]).definition); "
        "sys.stdout.write(ascii([graph_text(graph, form) for form in FORMATS]))"
    )
    file = definitions / "sales_invoice.statechart.yaml"
    texts = {
        subprocess.run(
            [sys.executable, "-c", program, str(file)],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1
