"""The product graph holds the states that the checker meets, and every step between them."""

from __future__ import annotations

import io
import json

import networkx as nx
import pytest

import statecraft as sc
from statecraft.analysis import graph_text, product_graph
from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.spaces.tables import TableModel
from tests.checker.random_machines import loadable, random_definition
from tests.thoroughness import tries

LAMP = """\
statecraft: 1
machine: lamp
dimensions: {bulb: {values: [whole, broken], initial: whole}}
initial: off
states:
  off: {on: {PRESS: {when: bulb == 'whole', target: on}}}
  on:
    on: {PRESS: off, DROP: {target: [off, {bulb: broken}]}}
    after: {5s: off}
"""


def test_a_small_machine_as_nodes_and_edges():
    graph = product_graph(sc.loads(LAMP))
    assert dict(graph.nodes(data="distance")) == {
        "0: off bulb=whole": 0,
        "1: on bulb=whole": 1,
        "2: off bulb=broken": 2,
    }
    assert sorted((a[:1], b[:1], of["choice"]) for a, b, of in graph.edges(data=True)) == [
        ("0", "1", "send PRESS"),
        ("1", "0", "5s pass in on"),
        ("1", "0", "send PRESS"),
        ("1", "2", "send DROP"),
    ]
    assert graph.graph["complete"] is True


def test_a_bounded_product_says_that_it_is_not_complete():
    graph = product_graph(sc.loads(LAMP), 2)
    assert list(graph) == ["0: off bulb=whole", "1: on bulb=whole"]
    assert graph.graph["complete"] is False


@pytest.mark.parametrize("form", ["json", "graphml"])
def test_it_is_read_back_as_it_was(form):
    graph = product_graph(sc.loads(LAMP))
    text = graph_text(graph, form)
    found = (
        nx.node_link_graph(json.loads(text), edges="edges")
        if form == "json"
        else nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    )
    assert set(found) == set(graph)
    assert sorted(found.edges(keys=True)) == sorted(graph.edges(keys=True))


def test_it_has_the_states_and_the_distances_that_the_search_finds():
    for seed in range(tries(15, 150)):
        chart = loadable(random_definition(seed))
        if chart is None:
            continue
        engine = Explicit(TableModel(chart, payloads_of(chart)), Limits(states=500))
        if engine.exhausted is None:
            expected = sorted(engine.distance(each) for each in engine.members(engine.reachable()))
            graph = product_graph(chart)
            assert sorted(of for _, of in graph.nodes(data="distance")) == expected, seed
