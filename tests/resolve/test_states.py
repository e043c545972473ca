from __future__ import annotations

import json
from typing import Any

import pytest

from statecraft.model.states import State
from tests.resolve.plain import definition, plain

# Names of states that repeat, so that it matters where a name is sought from.
TREE: dict[str, Any] = {
    "a": {"b": {"c": {}, "d": {}}, "c": {}, "e": {}},
    "d": {},
    "e": {"b": {}, "f": {}},
    "p": {"l": {"x": {}, "y": {}}, "r": {"x": {}, "y": {}}},
}


def states(tree: dict[str, Any], path: str, source: str, target: str) -> dict[str, Any]:
    """The ``states:`` of the tree, with one transition in the source."""
    found = {}
    for name, below in tree.items():
        own = f"{path}.{name}" if path else name
        node: dict[str, Any] = {"on": {"GO": target}} if own == source else {}
        if below:
            node |= {"states": states(below, own, source, target)}
        found[name] = node | ({"parallel": True} if own == "p" else {})
    return found


def state_at(root: State, path: str) -> State:
    found = root
    for name in path.split("."):
        found = next(child for child in found.children if child.name == name)
    return found


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a.b.c", "d", "a.b.d"),
        ("a.b.c", "c", "a.b.c"),
        ("a.b.c", "b", "a.b"),
        ("a.b.c", "e", "a.e"),
        ("a.b.c", "a", "a"),
        ("a.b.c", "p", "p"),
        ("a.b.c", "a.e", "a.e"),
        ("a.b.c", "p.l.x", "p.l.x"),
        ("a.b", "c", "a.c"),
        ("a.b", ".c", "a.b.c"),
        ("a.b", "b.d", "a.b.d"),
        ("a", ".b.d", "a.b.d"),
        ("a", "d", "d"),
        ("a", "e.f", "e.f"),
        ("a", "a", "a"),
        ("p.l.x", "y", "p.l.y"),
        ("p.l.x", "r", "p.r"),
        ("p.l.x", "r.y", "p.r.y"),
    ],
)
def test_the_nearest_state_of_a_name_is_the_target(source, target, expected):
    root = definition(f"states: {json.dumps(states(TREE, '', source, target))}").tree
    (transition,) = state_at(root, source).transitions
    assert [each.path for each in transition.targets] == [expected]


def test_a_tree_in_full():
    found = definition("""
label: Lights
context: {count: {type: integer}}
input: {size: {type: integer}}
initial: working
entry: [{log: =input.size}]
exit: [{log: over}]
after: {1d: broken}
states:
  working:
    describe: It works.
    tags: [busy]
    entry: [{log: in}]
    exit: [{log: out}]
    on:
      BREAK: broken
      TICK:
        - {when: count < 3, target: .green, do: [{raise: GO}], label: Next}
        - broken
      "sensor.*": {do: [{log: =event}]}
      AGAIN: {target: working, reenter: true}
    always: [{when: count > 2, target: broken}]
    on_done: {target: finished, do: [{set: {count: =event.output.sum}}]}
    after: {30s: broken, =count * 10: .red, 5: .red}
    states:
      hist: {history: deep, default: green}
      last: {history: shallow}
      red: {}
      green: {}
      done: {final: true, output: {sum: =count}}
  broken: {}
  finished: {final: true}
""").tree

    def to(*paths: str, **more: object) -> dict[str, object]:
        targets = [{"is": "StateTarget", "path": path} for path in paths]
        return {"is": "Transition", "targets": targets, **more}

    log = {"is": "Log"}
    red, green = "working.red", "working.green"
    assert plain(found) == {
        "is": "State",
        "name": "m",
        "path": "",
        "kind": "compound",
        "initial": "working",
        "entry": [log | {"message": "input.size"}],
        "exit": [log | {"message": "'over'"}],
        "after": [
            {"is": "After", "delay": "'1d'", "text": "1d", "transitions": [to("broken")]},
        ],
        "children": [
            {
                "is": "State",
                "name": "working",
                "path": "working",
                "kind": "compound",
                "initial": red,
                "described": {"is": "Described", "describe": "It works.", "tags": ["busy"]},
                "entry": [log | {"message": "'in'"}],
                "exit": [log | {"message": "'out'"}],
                "transitions": [
                    to("broken", event="BREAK"),
                    to(
                        green,
                        event="TICK",
                        when="count < 3",
                        actions=[{"is": "Raise", "event": "GO"}],
                        described={"is": "Described", "label": "Next"},
                    ),
                    to("broken", event="TICK"),
                    {
                        "is": "Transition",
                        "event": "sensor.*",
                        "actions": [log | {"message": "event"}],
                    },
                    to("working", event="AGAIN", reenter=True),
                    to(
                        "finished",
                        event="done.state.working",
                        actions=[{"is": "Set", "assignments": [[["count"], "event.output.sum"]]}],
                    ),
                ],
                "always": [to("broken", when="count > 2")],
                "after": [
                    {"is": "After", "delay": "'30s'", "text": "30s", "transitions": [to("broken")]},
                    {
                        "is": "After",
                        "delay": "count * 10",
                        "text": "=count * 10",
                        "transitions": [to(red)],
                    },
                    {"is": "After", "delay": "5", "text": "5", "transitions": [to(red)]},
                ],
                "children": [
                    _leaf("working.hist", kind="deep history", initial=green),
                    _leaf("working.last", kind="shallow history", initial=red),
                    _leaf(red),
                    _leaf(green),
                    _leaf("working.done", kind="final", output="{'sum': count}"),
                ],
            },
            _leaf("broken"),
            _leaf("finished", kind="final"),
        ],
    }


def _leaf(path: str, **more: object) -> dict[str, object]:
    name = path.rpartition(".")[2]
    return {"is": "State", "name": name, "path": path, "kind": "atomic", **more}


def test_what_the_machine_says_itself_is_not_the_root_of_the_tree():
    found = definition("""
dimensions: {lamp: {values: [red, green]}}
states: {a: {}, b: {}}
on:
  GO: {target: [b, {lamp: {from: [red, green], to: green}}]}
always: [{when: active('b'), target: {lamp: red}}]
""")
    assert (found.tree.transitions, found.tree.always) == ((), ())
    assert plain(found.transitions) == [
        {
            "is": "Transition",
            "event": "GO",
            "targets": [{"is": "StateTarget", "path": "b"}],
            "moves": [{"is": "Move", "dimension": "lamp", "value": "green"}],
            "origins": [{"is": "From", "dimension": "lamp", "values": ["red", "green"]}],
        }
    ]
    assert plain(found.always) == [
        {
            "is": "Transition",
            "when": "active('b')",
            "moves": [{"is": "Move", "dimension": "lamp", "value": "red"}],
        }
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{a: {}, h: {history: deep}}", "a"),
        ("{h: {history: deep}, a: {}}", "a"),
        ("{h: {history: deep, default: b}, a: {}, b: {}}", "b"),
    ],
)
def test_a_history_begins_as_its_parent_does(written, expected):
    root = definition(f"states: {written}").tree
    assert root.initial == "a"
    assert state_at(root, "h").initial == expected


def test_the_first_time_a_state_that_begins_with_its_history_takes_the_first_real_child():
    root = definition("initial: h\nstates: {h: {history: deep}, a: {}, b: {}}").tree
    assert (root.initial, state_at(root, "h").initial) == ("h", "a")


def test_a_history_of_a_parallel_state_has_no_single_default():
    root = definition("parallel: true\nstates: {h: {history: deep}, a: {}, b: {}}").tree
    assert (root.kind, root.initial, state_at(root, "h").initial) == ("parallel", None, None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("states: {a: {}}\ndimensions: {d: {values: [x]}}", True),
        ("dimensions: {d: {values: [x]}}\nstates: {a: {}}", False),
        ("states: {a: {}}", True),
        ("dimensions: {d: {values: [x]}}", False),
    ],
)
def test_the_order_of_text_says_whether_the_tree_is_first(body, expected):
    assert definition(body).tree_first is expected
