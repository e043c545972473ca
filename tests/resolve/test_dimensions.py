from __future__ import annotations

import pytest

from tests.resolve.plain import definition, plain


def atom(text: str, value: object, **more: object) -> dict[str, object]:
    """A value without behaviour, as ``plain`` shows it."""
    state = {"is": "State", "name": text, "path": text, "kind": "atomic"}
    if "described" in more:
        state |= {"described": more["described"]}
    return {"is": "DimensionValue", "value": value, "text": text, "state": state, **more}


def labelled(label: str) -> dict[str, object]:
    return {"is": "Described", "label": label}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "{values: [red, green]}",
            {"initial": "red", "values": [atom("red", "red"), atom("green", "green")]},
            id="the first value is the initial one, and every move is allowed",
        ),
        pytest.param(
            "{values: [red, green], transitions: any}",
            {"initial": "red", "values": [atom("red", "red"), atom("green", "green")]},
            id="any is as if nothing was said",
        ),
        pytest.param(
            '{values: {0: Off, "1": On}, initial: "0", transitions: {0: ["1"], 1: []}}',
            {
                "initial": "0",
                "values": [
                    atom("0", 0, described=labelled("Off")),
                    atom("1", "1", described=labelled("On")),
                ],
                "allowed": {"0": ["1"], "1": []},
            },
            id="quotes decide on a type in values alone",
        ),
        pytest.param(
            "{values: [{value: 0, label: Off}, true, 1.5], initial: true, lifetime: ephemeral}",
            {
                "initial": "true",
                "lifetime": "ephemeral",
                "values": [
                    atom("0", 0, described=labelled("Off")),
                    atom("true", True),
                    atom("1.5", 1.5),
                ],
            },
            id="values of several types",
        ),
        pytest.param(
            "{values: [a, b], constant: true, initial: b}",
            {"initial": "b", "constant": True, "values": [atom("a", "a"), atom("b", "b")]},
            id="a constant",
        ),
        pytest.param(
            "{values: [a, b], moves: free, on_change: {b: [{log: at b}]}, label: Letters}",
            {
                "initial": "a",
                "free": True,
                "described": labelled("Letters"),
                "values": [
                    atom("a", "a"),
                    atom("b", "b", on_change=[{"is": "Log", "message": "'at b'"}]),
                ],
            },
            id="what happens on change",
        ),
    ],
)
def test_a_compact_dimension(written, expected):
    (dimension,) = definition(f"dimensions:\n  d: {written}\n").dimensions
    assert plain(dimension) == {
        "is": "Dimension",
        "name": "d",
        "lifetime": "persistent",
        **expected,
    }


def test_a_value_in_full_is_an_atomic_state_with_behaviour():
    (dimension, _) = definition("""
dimensions:
  lamp:
    states:
      red:
        label: Stop
        tags: [slow]
        entry: [{log: in}]
        exit: [{log: out}]
        on: {GO: green, BOTH: {target: [green, {door: shut}]}}
        always: [{when: door == 'shut', target: green}]
      green: {after: {5s: red}}
  door: {values: [open, shut]}
""").dimensions
    to_green = {"is": "Move", "dimension": "lamp", "value": "green"}
    to_red = {"is": "Move", "dimension": "lamp", "value": "red"}
    shut = {"is": "Move", "dimension": "door", "value": "shut"}
    said = {"is": "Described", "label": "Stop", "tags": ["slow"]}
    assert dimension.in_full
    assert [plain(value.state) for value in dimension.values] == [
        {
            "is": "State",
            "name": "red",
            "path": "red",
            "kind": "atomic",
            "described": said,
            "entry": [{"is": "Log", "message": "'in'"}],
            "exit": [{"is": "Log", "message": "'out'"}],
            "transitions": [
                {"is": "Transition", "event": "GO", "moves": [to_green]},
                {"is": "Transition", "event": "BOTH", "moves": [to_green, shut]},
            ],
            "always": [{"is": "Transition", "when": "door == 'shut'", "moves": [to_green]}],
        },
        {
            "is": "State",
            "name": "green",
            "path": "green",
            "kind": "atomic",
            "after": [
                {
                    "is": "After",
                    "delay": "'5s'",
                    "text": "5s",
                    "transitions": [{"is": "Transition", "moves": [to_red]}],
                }
            ],
        },
    ]


def test_values_may_be_listed_and_some_of_them_written_in_full():
    (dimension,) = definition("""
dimensions:
  lamp: {values: {0: Off, 1: On}, states: {1: {entry: [{log: lit}]}}}
""").dimensions
    assert [(value.value, plain(value.state.entry)) for value in dimension.values] == [
        (0, []),
        (1, [{"is": "Log", "message": "'lit'"}]),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "define: {late: early and now_so, now_so: count > 3, early: now_so}",
            ["now_so: count > 3", "early: now_so", "late: early and now_so"],
            id="each after those that it reads",
        ),
        pytest.param(
            "define: {b: not context.a, a: dim.c}\ndimensions: {c: {compute: count == 1}}",
            ["c: count == 1", "a: dim.c", "b: not context.a"],
            id="prefixed names are names",
        ),
        pytest.param(
            "dimensions:\n  level:\n    values: [1, 2, 3]\n    compute:\n"
            "      [{when: count > 9, is: 3}, {when: count > 4, is: 1 + 1}, {is: 1}]",
            ["level: 3 if count > 9 else 1 + 1 if count > 4 else 1"],
            id="cases are conditionals one in the other",
        ),
        pytest.param(
            "define: {always: true, size: 4}", ["always: true", "size: 4"], id="bare values"
        ),
    ],
)
def test_computed_names_are_put_in_order(body, expected):
    found = definition(f"context: {{count: {{type: integer}}}}\n{body}\n").computed
    assert [f"{each.name}: {plain(each.formula)}" for each in found] == expected


def test_a_computed_name_has_the_declared_type_or_that_of_its_expression():
    found = definition("""
context:
  count: {type: integer}
  double: {compute: count * 2, type: integer, minimum: 0}
define: {is_one: count == 1}
dimensions: {level: {values: [low, high], compute: "'low'"}}
""").computed
    assert {each.name: (each.kind, plain(each.formula.shape)) for each in found} == {
        "double": ("context", {"kinds": ["integer"], "minimum": 0}),
        "is_one": ("define", {"kinds": ["boolean"]}),
        "level": ("dimension", {"kinds": ["string"], "enum": ["low", "high"]}),
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{}", "null"),
        ("{type: object}", "{}"),
        ("{type: array}", "[]"),
        ("{type: string}", "''"),
        ("{type: integer}", "0"),
        ("{type: number}", "0"),
        ("{type: boolean}", "false"),
        ('{type: [string, "null"]}', "null"),
        ("{enum: [b, a]}", "'b'"),
        ("{const: 7}", "7"),
        ("{type: integer, minimum: 3}", "3"),
        ("{type: integer, maximum: -3}", "-3"),
        ("{type: integer, initial: 4}", "4"),
        ("{initial: {a: =input.size, b: [1, ==]}}", "{'a': input.size, 'b': [1, '=']}"),
        ("{type: integer, initial: =input.size * first}", "input.size * first"),
    ],
)
def test_how_a_variable_begins(written, expected):
    body = f"""
input: {{size: {{type: integer}}}}
context:
  first: {{type: integer, initial: 2}}
  second: {written}
"""
    assert plain(definition(body).context[1].initial) == expected
