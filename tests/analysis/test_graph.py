"""The graph of a chart: what its nodes and edges say."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

import statecraft as sc
from statecraft.analysis import chart_graph

HEAD = "statecraft: 1\nmachine: m\n"
DOOR = """\
context: {n: {type: integer, initial: 0}}
dimensions:
  door: {values: {0: Shut, 1: Open, 2: Broken}, initial: 0, transitions: {0: [1], 1: [0, 2], 2: []}}
  light: {values: [off, on], initial: off, lifetime: ephemeral, moves: free}
  bright: {compute: light == 'on'}
  kind: {values: [a, b], constant: true, initial: b}
"""


def graph(body):
    return chart_graph(sc.loads(HEAD + body, file="m.yaml").definition)


def edges(body, kind="transition"):
    """(source, target, attributes but for kind, transition, where and at)."""
    dull = {"kind", "transition", "where", "at", "trigger", "reenter", "internal"}
    return [
        (source, target, {name: v for name, v in data.items() if name not in dull and v})
        for source, target, data in graph(body).edges(data=True)
        if data["kind"] == kind
    ]


@pytest.mark.parametrize(
    ("handlers", "expected"),
    [
        pytest.param(
            "on: {GO: {target: {door: {from: 0, to: 1}}}}",
            [("value:door=0", "value:door=1", {"event": "GO"})],
            id="a move from a value",
        ),
        pytest.param(
            "on: {GO: {target: {door: {from: [0, 2], to: 1}}}}",
            [
                ("value:door=0", "value:door=1", {"event": "GO"}),
                ("value:door=2", "value:door=1", {"event": "GO"}),
            ],
            id="an edge for each value it may move from",
        ),
        pytest.param(
            "on: {GO: {target: {light: on}}}",
            [("dimension:light", "value:light=on", {"event": "GO"})],
            id="a move from anywhere starts at the dimension",
        ),
        pytest.param(
            "on: {GO: {target: {light: on, door: 1}, do: [{set: {n: =n + 1}}]}}",
            [
                (
                    "dimension:door",
                    "value:door=1",
                    {"event": "GO", "actions": ["n = n + 1"], "also": ["light = on"]},
                ),
                (
                    "dimension:light",
                    "value:light=on",
                    {"event": "GO", "actions": ["n = n + 1"], "also": ["door = 1"]},
                ),
            ],
            id="a transition over two dimensions is two edges",
        ),
        pytest.param(
            "on: {GO: {when: n > 0, from: {door: 0}, do: [{log: gone}]}}",
            [
                (
                    "machine",
                    "machine",
                    {
                        "event": "GO",
                        "when": "n > 0",
                        "origins": ["door is 0"],
                        "actions": ["log 'gone'"],
                    },
                )
            ],
            id="one that moves nothing is a loop",
        ),
    ],
)
def test_transitions_of_the_machine(handlers, expected):
    assert edges(DOOR + handlers) == expected


def test_transitions_of_a_tree():
    assert edges("""\
initial: a
states:
  a: {on: {GO: b.c}, after: {30s: b}}
  b: {initial: c, always: [{when: "false", target: a}], states: {c: {}, h: {history: deep}}}
on: {STOP: a}
""") == [
        ("tree", "state:a", {"event": "STOP"}),
        ("state:a", "state:b.c", {"event": "GO"}),
        ("state:a", "state:b", {"after": "30s"}),
        ("state:b", "state:a", {"when": "false"}),
    ]


RULES = """\
rules:
  only_once: {on: {door: {from: 0, to: 1}}, require: [{that: light == 'on', message: "=f'Light is {light}.'"}]}
  broken_is_dark: {when: door == 2, then: {light: off}}
  no_glow: {never: door == 0 and bright, message: Shut the door.}
capabilities: {enter: door == 1 and bright}
on: {GO: {target: {door: 1}}, BACK: {target: {door: 0}}}
"""


def test_a_move_names_the_rules_that_guard_it():
    assert edges(DOOR + RULES) == [
        ("dimension:door", "value:door=1", {"event": "GO", "rules": ["only_once"]}),
        ("dimension:door", "value:door=0", {"event": "BACK"}),
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "initial",
            [
                ("initial:dimension:door", "value:door=0"),
                ("initial:dimension:light", "value:light=off"),
                ("initial:dimension:kind", "value:kind=b"),
            ],
        ),
        (
            "allowed",
            [
                ("value:door=0", "value:door=1"),
                ("value:door=1", "value:door=0"),
                ("value:door=1", "value:door=2"),
            ],
        ),
        ("guards", [("rule:only_once", "value:door=1")]),
        ("forces", [("rule:broken_is_dark", "value:light=off")]),
        ("constrains", [("rule:no_glow", "computed:bright"), ("rule:no_glow", "dimension:door")]),
        (
            "reads",
            [
                ("rule:broken_is_dark", "dimension:door"),
                ("computed:bright", "dimension:light"),
                ("capability:enter", "computed:bright"),
                ("capability:enter", "dimension:door"),
            ],
        ),
    ],
)
def test_what_ties_nodes_besides_transitions(kind, expected):
    found = [(source, target) for source, target, _ in edges(DOOR + RULES, kind)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            "dimension:light",
            {
                "kind": "dimension",
                "name": "light",
                "parent": "machine",
                "lifetime": "ephemeral",
                "constant": False,
                "free": True,
                "any_move": True,
                "at": "m.yaml:6:3",
            },
        ),
        (
            "value:door=2",
            {
                "kind": "value",
                "name": "2",
                "path": "door=2",
                "parent": "dimension:door",
                "label": "Broken",
                "terminal": True,
                "at": "m.yaml:5:37",
            },
        ),
        (
            "rule:only_once",
            {
                "kind": "rule",
                "type": "require",
                "name": "only_once",
                "parent": "machine",
                "on": ["door: 0 to 1"],
                "conditions": ["light == 'on'"],
                "messages": ["Light is {light}."],
                "at": "m.yaml:10:3",
            },
        ),
        (
            "rule:broken_is_dark",
            {
                "kind": "rule",
                "type": "then",
                "name": "broken_is_dark",
                "parent": "machine",
                "when": "door == 2",
                "then": ["light = off"],
                "at": "m.yaml:11:3",
            },
        ),
        (
            "capability:enter",
            {
                "kind": "capability",
                "name": "enter",
                "parent": "machine",
                "condition": "door == 1 and bright",
                "at": "m.yaml:13:16",
            },
        ),
    ],
)
def test_what_a_node_says(node, expected):
    assert dict(graph(DOOR + RULES).nodes[node]) == expected


ACTIONS = """\
context: {n: {type: integer, initial: 0}, o: {type: object, initial: {}}}
actions: {save: {with: {}}}
initial: a
states:
  a:
    entry:
      - {set: {n: 1, o.x: =n}}
      - {merge: {o: {y: 1}}}
      - {unset: [o.x]}
      - {raise: E}
      - {send: E, delay: 5s, id: later}
      - {send: E, to: other}
      - {cancel: later}
      - {emit: E}
      - {log: =n}
      - {if: n > 0, then: [{log: yes}, {raise: E}], else: [{log: no}]}
      - {each: {in: "=[1, 2]", as: each_one, do: [{log: =each_one}]}}
      - {action: save}
    on: {E: a}
"""


def test_every_kind_of_action_has_its_words():
    assert graph(ACTIONS).nodes["state:a"]["entry"] == [
        "n = 1",
        "o.x = n",
        "merge {'y': 1} into o",
        "unset o.x",
        "raise E",
        "send E after 5s",
        "send E to other",
        "cancel later",
        "emit E",
        "log n",
        "if n > 0: log 'yes'; raise E",
        "else: log 'no'",
        "each each_one in [1, 2]: log each_one",
        "save()",
    ]


@pytest.mark.parametrize("name", ["sales_invoice", "traffic_light"])
def test_shipped_machines_are_graphs_of_json_values(definitions: Path, name):
    found = chart_graph(sc.load(definitions / f"{name}.statechart.yaml").definition)
    for data in (
        found.graph,
        *dict(found.nodes).values(),
        *(d for *_, d in found.edges(data=True)),
    ):
        assert json.loads(json.dumps(data)) == data
    parents = nx.get_node_attributes(found, "parent")
    assert set(parents.values()) <= set(found)
    assert [node for node in found if node not in parents] == ["machine"]
