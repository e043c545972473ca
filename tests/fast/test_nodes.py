"""What a map that is full forgets, and what it finds again."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from statecraft.fast.nodes import Nodes
from statecraft.fast.steps import Node, Path
from statecraft.kernel.outcome import Outcome, OutcomeKind, Told


def node_of(number: int) -> Node:
    return Node(states=(number,), history=MappingProxyType({}))


def learn(nodes: Nodes, node: Node) -> None:
    outcome = Outcome.of(Told(kind=OutcomeKind.ACCEPTED, event="E"), {})
    track = nodes.track(node, ("E", ()))
    track.paths = (Path(entries=(), to=node, outcome=outcome, reasons_vary=False),)
    node.steps["E"] = (node.steps, outcome, None)
    nodes.count(track)


def filled(most: int, learned: int) -> tuple[Nodes, list[Node]]:
    """Nodes until they are too many; at some of the first ones a step is learned."""
    nodes, made = Nodes(most), []
    while nodes.size < most:
        node = node_of(len(made))
        nodes.keep(node.states, node)
        nodes.track(node, ("E", ()))
        if len(made) < learned:
            learn(nodes, node)
        made.append(node)
    return nodes, made


@pytest.mark.parametrize(
    ("learned", "expected"),
    [
        pytest.param(5, [0, 1, 2, 3, 4], id="what was only seen goes first"),
        pytest.param(20, [n for n in range(20) if n % 4], id="then every fourth step"),
    ],
)
def test_a_full_map_keeps_most_of_what_it_has_learned(learned, expected):
    nodes, made = filled(60, learned)
    nodes.forget()
    assert [node.states[0] for node in made if "E" in node.steps] == expected
    assert nodes.size == 3 * len(expected)
    assert nodes.has_forgotten


def test_a_map_that_has_room_forgets_nothing():
    _, made = filled(60, 20)
    roomy = Nodes(61)
    for node in made:
        roomy.keep(node.states, node)
    roomy.forget()
    assert (roomy.has_forgotten, roomy.size) == (False, 20)


def test_a_node_that_was_forgotten_is_found_again_while_something_leads_to_it():
    nodes, made = filled(60, 20)
    nodes.forget()
    assert [nodes.get((n,)) for n in range(20)] == made
