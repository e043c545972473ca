from __future__ import annotations

import pytest

from tests.resolve.plain import definition, plain

BODY = """
context: {count: {type: integer}}
dimensions:
  lamp: {values: {0: Off, 1: On, 2: Bright}, moves: free}
  door: {values: [open, shut]}
  warm: {compute: count > 3}
on: {GO: {target: {door: shut}}}
"""


def trigger(dimension: str, **more: object) -> dict[str, object]:
    return {"is": "Trigger", "dimension": dimension, **more}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "{on: {lamp: {from: 0, to: [1, '2']}, door: shut}, require: count == 0, message: no}",
            {
                "is": "MoveRule",
                "triggers": [
                    trigger("lamp", origins=[0], goals=[1, 2]),
                    trigger("door", goals=["shut"]),
                ],
                "require": [{"is": "Requirement", "that": "count == 0", "message": "'no'"}],
            },
        ),
        (
            (
                "{on: {lamp: [1, {from: 2}], warm: true},"
                " require: [warm, {that: count > 1, message: =str(count)}], message: no}"
            ),
            {
                "is": "MoveRule",
                "triggers": [
                    trigger("lamp", goals=[1]),
                    trigger("lamp", origins=[2]),
                    trigger("warm", goals=[True]),
                ],
                "require": [
                    {"is": "Requirement", "that": "warm", "message": "'no'"},
                    {"is": "Requirement", "that": "count > 1", "message": "str(count)"},
                ],
            },
        ),
        (
            "{when: warm, never: lamp == 0 and door == 'open', message: cold, label: Warm}",
            {
                "is": "Constraint",
                "when": "warm",
                "condition": "lamp == 0 and door == 'open'",
                "message": "'cold'",
                "described": {"is": "Described", "label": "Warm"},
            },
        ),
        (
            "{always: count < 9}",
            {"is": "Constraint", "condition": "count < 9", "holds_when": True},
        ),
        (
            "{when: warm, then: {lamp: '0', door: shut}}",
            {
                "is": "Cascade",
                "when": "warm",
                "then": [
                    {"is": "Move", "dimension": "lamp", "value": 0},
                    {"is": "Move", "dimension": "door", "value": "shut"},
                ],
            },
        ),
    ],
)
def test_each_kind_of_rule(rule, expected):
    (found,) = definition(f"{BODY}\nrules:\n  r: {rule}\n").rules
    assert plain(found) == {"name": "r", **expected}


def test_capabilities_and_properties():
    found = definition(f"""{BODY}
capabilities:
  go: can('GO') and can('lamp', 1)
  why: "'warm' if warm else null"
  never: false
properties:
  a: {{never: warm and not can('GO')}}
  b: {{always: count < 9}}
  c: {{reachable: lamp == 2}}
  d: {{always_possible: door == 'shut'}}
  e: {{after: warm, eventually: not warm}}
""")
    assert [f"{each.name}: {plain(each.formula)}" for each in found.capabilities] == [
        "go: can('GO') and can('lamp', 1)",
        "why: 'warm' if warm else null",
        "never: false",
    ]
    assert plain(found.properties) == [
        {"is": "Property", "name": name, "kind": kind, "condition": condition, **more}
        for name, kind, condition, more in [
            ("a", "never", "warm and not can('GO')", {}),
            ("b", "always", "count < 9", {}),
            ("c", "reachable", "lamp == 2", {}),
            ("d", "always_possible", "door == 'shut'", {}),
            ("e", "after", "warm", {"eventually": "not warm"}),
        ]
    ]


def test_scenarios_give_dimensions_the_values_they_declare():
    found = definition(f"""{BODY}
scenarios:
  - name: first
    given: {{lamp: "1", count: 3}}
    input: {{any: 1}}
    mock: true
    steps:
      - {{send: GO, with: {{x: 1}}, expect: {{lamp: "1", door: shut, warm: false}}}}
      - {{send: GO, expect: ignored}}
      - {{advance: 30s}}
      - {{answer: {{save: {{ok: true}}}}}}
      - {{fail: {{save: {{message: full}}}}}}
      - {{move: {{lamp: "2"}}}}
      - expect: {{lamp: "2", context: {{count: 3}}, capabilities: {{}}}}
allow:
  - {{code: SC204, at: rules.r, because: it is so}}
""")
    step = {"is": "ScenarioStep"}
    assert plain(found.scenarios) == [
        {
            "is": "Scenario",
            "name": "first",
            "given": {"lamp": 1, "count": 3},
            "input": {"any": 1},
            "mock": True,
            "steps": [
                step
                | {
                    "kind": "send",
                    "argument": "GO",
                    "details": {
                        "with": {"x": 1},
                        "expect": {"lamp": 1, "door": "shut", "warm": False},
                    },
                },
                step | {"kind": "send", "argument": "GO", "details": {"expect": "ignored"}},
                step | {"kind": "advance", "argument": "30s"},
                step | {"kind": "answer", "argument": {"save": {"ok": True}}},
                step | {"kind": "fail", "argument": {"save": {"message": "full"}}},
                step | {"kind": "move", "argument": {"lamp": 2}},
                step
                | {
                    "kind": "expect",
                    "argument": {"lamp": 2, "context": {"count": 3}, "capabilities": {}},
                },
            ],
        }
    ]
    assert plain(found.waivers) == [
        {"is": "Waiver", "code": "SC204", "at": "rules.r", "because": "it is so"}
    ]


def test_declarations():
    found = definition("""
events: {GO: {label: Go, payload: {n: {type: integer}, m: {optional: true}}}, STOP: {}}
actions:
  save: {with: {n: {type: integer}}, result: {type: object}, fails_when: not result.ok, test: {ok: 1}}
  ring: {}
functions:
  listed: {parameters: [{type: string}, {}], result: {type: number}}
  named: {parameters: {first: {type: string}}, result: {type: boolean}, test: true}
  bare: {}
states: {a: {}}
""")
    fields = {"kinds": ["object"], "additional": False}
    payload = fields | {"properties": {"n": {"kinds": ["integer"]}, "m": {"kinds": []}}}
    parameters = fields | {"properties": {"n": {"kinds": ["integer"]}}, "required": ["n"]}
    assert plain(found.events) == {
        "GO": {
            "is": "EventDeclaration",
            "name": "GO",
            "payload": payload | {"required": ["n"]},
            "described": {"is": "Described", "label": "Go"},
        },
        "STOP": {"is": "EventDeclaration", "name": "STOP"},
    }
    assert plain(found.actions) == {
        "save": {
            "is": "ActionDeclaration",
            "name": "save",
            "parameters": parameters,
            "result": {"kinds": ["object"]},
            "fails_when": "not result.ok",
            "test": {"ok": 1},
        },
        "ring": {
            "is": "ActionDeclaration",
            "name": "ring",
            "parameters": {"kinds": []},
            "result": {"kinds": []},
        },
    }
    assert plain(found.functions) == {
        "listed": {
            "is": "FunctionDeclaration",
            "name": "listed",
            "parameters": [{"kinds": ["string"]}, {"kinds": []}],
            "result": {"kinds": ["number"]},
            "test": 0,
        },
        "named": {
            "is": "FunctionDeclaration",
            "name": "named",
            "parameters": [{"kinds": ["string"]}],
            "result": {"kinds": ["boolean"]},
            "test": True,
        },
        "bare": {"is": "FunctionDeclaration", "name": "bare", "result": {"kinds": []}},
    }
