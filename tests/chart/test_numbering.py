"""Lowering numbers the states of all regions in document order (docs/semantics.md §1.1 to §1.4)."""

from __future__ import annotations

import pytest

import statecraft
from tests.kernel.checking import chart_of

BOTH = """
dimensions: {d: {values: [0, false, "x y"], initial: false}, k: {values: [only], constant: true, initial: only}}
initial: b
states:
  a: {initial: x, states: {x: {}, h: {history: shallow, default: x}, y: {initial: z, states: {z: {final: true}}}}}
  b: {parallel: true, states: {c: {}, a: {}}}
on: {E: a, "e.*": b, F: {target: {d: 0}}}
"""


def test_rows_are_in_document_order_and_descendants_follow_their_ancestor():
    """§1.1 §1.4"""
    chart = chart_of(BOTH).lowered
    assert [(row.index, row.path, row.parent, row.last) for row in chart.rows] == [
        (0, "d", None, 3),
        (1, "d=0", 0, 1),
        (2, "d=false", 0, 2),
        (3, "d=x y", 0, 3),
        (4, "k", None, 5),
        (5, "k=only", 4, 5),
        (6, "", None, 14),
        (7, "a", 6, 11),
        (8, "a.x", 7, 8),
        (9, "a.h", 7, 9),
        (10, "a.y", 7, 11),
        (11, "a.y.z", 10, 11),
        (12, "b", 6, 14),
        (13, "b.c", 12, 13),
        (14, "b.a", 12, 14),
    ]


def test_history_is_no_child_but_is_known_to_its_parent():
    """§1.3"""
    chart = chart_of(BOTH).lowered
    a = chart.rows[chart.by_path["a"]]
    assert (a.children, a.history, a.initial, chart.rows[9].initial) == ((8, 10), (9,), 8, 8)


def test_initial_of_a_dimension_is_found_by_type():
    """§1.2"""
    chart = chart_of(BOTH).lowered
    assert [chart.rows[region.root].initial for region in chart.regions] == [2, 5, 12]
    assert [row.value for row in chart.rows[1:4]] == [0, False, "x y"]


def test_tree_stands_where_its_text_stands():
    """§1.1"""
    tree = "initial: a\nstates: {a: {}}\n"
    dimension = "dimensions: {d: {values: [x]}}\n"
    assert [region.name for region in chart_of(tree + dimension).lowered.regions] == ["states", "d"]
    assert [region.name for region in chart_of(dimension + tree).lowered.regions] == ["d", "states"]


def test_events_are_those_without_a_wildcard():
    """§11.5"""
    assert chart_of(BOTH).events == ("E", "F")


MAPS = """
dimensions:
  none: {values: [a, b], initial: a}
  any: {values: [a, b], initial: a, transitions: any}
  empty: {values: [a, b], initial: a, transitions: {}}
  some: {values: [0, false, true], initial: 0, transitions: {0: [false], false: [0, true]}}
on: {E: {target: {none: b, any: b, empty: b, some: true}}, F: {target: {some: false}}}
"""


def test_map_of_moves():
    """§1.7"""
    chart = chart_of(MAPS).lowered
    allowed = {region.name: region.allowed for region in chart.regions}
    texts = {(chart.rows[a].value, chart.rows[b].value) for a, b in allowed["some"]}
    assert (allowed["none"], allowed["any"], allowed["empty"]) == (None, None, frozenset())
    assert texts == {(0, False), (False, 0), (False, True)}


@pytest.mark.parametrize("name", ["sales_invoice", "traffic_light"])
def test_shipped_definitions_are_lowered(definitions, name):
    """§1.4"""
    chart = statecraft.load(definitions / f"{name}.statechart.yaml").lowered
    assert [row.index for row in chart.rows] == list(range(len(chart.rows)))
    assert [edge.index for edge in chart.edges] == list(range(len(chart.edges)))
    for row in chart.rows:
        assert all(row.index < child <= row.last for child in row.children)
        assert all(chart.rows[ancestor].last >= row.last for ancestor in row.ancestors)
