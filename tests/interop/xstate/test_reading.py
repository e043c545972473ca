"""What XState writes, and how it is written here: a config on the left, a definition's part."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.interop.xstate.reading import read

GREEN_RED = {"initial": "green", "states": {"green": {}, "red": {}}}


def with_green(**green):
    return {"id": "light", **GREEN_RED, "states": {"green": green, "red": {}}}


@pytest.mark.parametrize(
    ("config", "state"),
    [
        pytest.param({"on": {"GO": "red"}}, {"on": {"GO": "red"}}, id="a target alone"),
        pytest.param({"on": {"GO": None}}, {"on": {"GO": {}}}, id="a forbidden event"),
        pytest.param(
            {"on": {"GO": [{"target": "red", "guard": "isOpen"}, {"actions": ["ring"]}]}},
            {
                "on": {
                    "GO": [
                        {
                            "when": "isOpen({}, merged({'type': event_name}, event), null)",
                            "target": "red",
                        },
                        {"do": [{"action": "ring"}]},
                    ]
                }
            },
            id="named guards and actions",
        ),
        pytest.param(
            {"on": {"a b.*": "#light.red"}}, {"on": {"a_b.*": "red"}}, id="wildcards, ids"
        ),
        pytest.param({"on": {"GO": {"target": "green"}}}, {"on": {"GO": "green"}}, id="itself"),
        pytest.param(
            {"on": {"GO": {"target": "green", "reenter": True}}},
            {"on": {"GO": {"target": "green", "reenter": True}}},
            id="itself, entered again",
        ),
        pytest.param({"after": {"1500": "red"}}, {"after": {"1500ms": "red"}}, id="milliseconds"),
        pytest.param(
            {"after": {"TIMEOUT": "red"}}, {"after": {"=TIMEOUT() / 1000": "red"}}, id="delay"
        ),
        pytest.param(
            {"invoke": {"src": "load", "onDone": "red", "onError": {"actions": "tell"}}},
            {
                "invoke": {
                    "action": "load",
                    "id": "0_light_green",
                    "on_done": "red",
                    "on_error": {"do": [{"action": "tell"}]},
                }
            },
            id="an actor that the program provides",
        ),
        pytest.param(
            {"always": {"target": "red", "guard": {"type": "@in", "params": {"state": "red"}}}},
            {"always": {"when": "active('red')", "target": "red"}},
            id="always, and a state value",
        ),
        pytest.param(
            {"type": "final", "output": {"n": 1}}, {"final": True, "output": {"n": 1}}, id="final"
        ),
        pytest.param(
            {"entry": {"type": "@raise", "params": {"event": {"type": "E", "n": 1}, "delay": 20}}},
            {"entry": [{"send": "E", "with": {"n": 1}, "delay": "20ms"}]},
            id="a delayed event",
        ),
    ],
)
def test_a_state_is_written_so(config, state):
    document = read(with_green(**config)).document
    assert document["states"]["green"] == state
    assert sc.load_data(document).definition.id == "light"


CONTEXT = {"context": {"n": 0, "name": None, "class": "x"}}


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        pytest.param({"$op": [">", {"$var": "context.n"}, 3]}, "n > 3", id="numbers"),
        pytest.param({"$var": "context.n"}, "n != 0", id="a number as a condition"),
        pytest.param({"$var": "context.name"}, "name != null", id="null is false"),
        pytest.param({"$var": "context.class"}, "class_ != ''", id="a keyword as a name"),
        pytest.param(
            {"$var": "event.ok"},
            "dig(event, ['ok'], null) not in [null, false, 0, '']",
            id="what may be missing",
        ),
        pytest.param(
            {"$op": ["==", {"$var": "event.ok"}, None]},
            "dig(event, ['ok'], false) == null",
            id="undefined is not null",
        ),
        pytest.param(
            {"$op": ["<", {"$var": "event.v"}, {"$var": "context.n"}]},
            "js_less(dig(event, ['v'], {}), n)",
            id="a comparison with what may be missing",
        ),
        pytest.param(
            {"$op": ["and", {"$op": ["not", {"$var": "context.n"}]}, True]},
            "not n != 0 and true",
            id="and, not",
        ),
        pytest.param({"$op": ["==", {"$var": "context.n"}, "1"]}, "false", id="never equal"),
    ],
)
def test_a_guard_means_what_javascript_means(expression, text):
    guard = {"type": "@expr", "params": {"expr": expression}}
    document = read(with_green(on={"GO": {"guard": guard, "target": "red"}}) | CONTEXT).document
    assert document["states"]["green"]["on"]["GO"]["when"] == text


def test_names_that_cannot_be_written_are_kept_beside():
    imported = read(
        {"id": "the door", "initial": "is open", "states": {"is open": {}, "is-shut": {}}}
    )
    assert imported.names == {"is_open": "is open"}
    assert imported.document == {
        "statecraft": 1,
        "machine": "the_door",
        "meta": {"xstate": {"id": "the door", "states": {"is_open": "is open"}}},
        "semantics": "xstate",
        "initial": "is_open",
        "states": {"is_open": {}, "is-shut": {}},
    }


def test_states_get_other_names_where_no_path_reaches_one():
    inner = {"initial": "a", "states": {"a": {"on": {"OUT": "#m.a"}}}}
    document = read({"id": "m", "initial": "a", "states": {"a": inner}}).document
    assert document["states"]["a"]["states"] == {"a_2": {"on": {"OUT": "a"}}}


def test_a_context_of_unknown_keys_is_one_variable():
    merge = {"type": "@assign", "params": {"merge": {"$var": "event.data"}}}
    document = read(with_green(entry=[merge])).document
    assert document["context"] == {"data": {"initial": {}}}
    assert document["states"]["green"]["entry"] == [
        {"set": {"data": "=merged(data, dig(event, ['data'], null))"}}
    ]


@pytest.mark.parametrize(
    ("machine", "found"),
    [
        pytest.param("[1]", ["a state node must be an object"], id="no object"),
        pytest.param(
            {"initial": "a", "states": {"a": {"on": {"E": "b"}}}},
            ["there is no state 'b' from #(machine).a"],
            id="a target that is not there",
        ),
        pytest.param(
            {"initial": "c", "states": {"a": {}}},
            ["#(machine) has no initial state 'c'"],
            id="an initial state that is not there",
        ),
        pytest.param(
            {"states": {"a": {"type": "choice"}}},
            ["type must be one of atomic, compound, parallel, final, history"],
            id="a type of another version",
        ),
        pytest.param(
            {"states": {"a": {"on": {"E": 1}, "invoke": {"id": "x"}}}},
            [
                "a transition must be a target, an object, a list of these, or null",
                "an invoke needs a src: the name of an actor",
            ],
            id="several mistakes",
        ),
        pytest.param(
            '{"machine": {}, "actors": {"p": {"kind": "promise", "after": "soon"}}}',
            ["after must be a number of milliseconds"],
            id="an actor without a time",
        ),
    ],
)
def test_what_is_no_machine_is_refused_with_every_reason(machine, found):
    with pytest.raises(sc.DefinitionError) as refused:
        read(machine)
    told = [(each.code, each.message) for each in refused.value.diagnostics]
    assert told == [("SC403", message) for message in found]


@pytest.mark.parametrize(
    ("green", "what"),
    [
        pytest.param({"on": {"E": {"cond": "x"}}}, "cond of a transition", id="XState 4"),
        pytest.param({"entry": [{"type": "@emit"}]}, "the action @emit", id="an action"),
        pytest.param(
            {"on": {"E": {"guard": {"type": "@expr", "params": {"expr": {"$op": ["**", 1, 2]}}}}}},
            "an expression: nothing is known of the operator **",
            id="an operator",
        ),
        pytest.param({"route": {}}, "route of a state", id="a key"),
    ],
)
def test_what_is_not_translated_is_reported_with_its_place(green, what):
    (loss,) = read(with_green(**green)).losses
    assert (loss.what, loss.at.file) == (what, "door.json")
