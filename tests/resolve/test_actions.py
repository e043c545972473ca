from __future__ import annotations

import pytest

from tests.resolve.plain import definition, plain

BODY = """
context: {{count: {{type: integer}}, any: {{}}, jobs: {{type: array, items: {{type: integer}}}}}}
events: {{E: {{payload: {{n: {{type: integer}}}}}}}}
actions: {{save: {{with: {{name: {{type: string}}}}}}, ring: {{}}}}
machines: {{other: {{input: {{size: {{type: integer}}}}, states: {{a: {{}}}}}}}}
states:
  a:
    entry:
      - {action}
"""


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            "{set: {count: =count + 1, any.x: {a: [=count]}, 'any[event.k][0]': text}}",
            {
                "is": "Set",
                "assignments": [
                    [["count"], "count + 1"],
                    [["any", "x"], "{'a': [count]}"],
                    [["any", "=event.k", 0], "'text'"],
                ],
            },
        ),
        ("{set: {context.count: 1}}", {"is": "Set", "assignments": [[["count"], "1"]]}),
        ("{merge: {any: =event}}", {"is": "Merge", "assignments": [[["any"], "event"]]}),
        ("{unset: [any.x]}", {"is": "Unset", "places": [["any", "x"]]}),
        ("{raise: E, with: {n: =count}}", {"is": "Raise", "event": "E", "data": "{'n': count}"}),
        ("{raise: F}", {"is": "Raise", "event": "F"}),
        ("{send: F}", {"is": "Send", "event": "F"}),
        (
            "{send: E, to: =any, with: {x: 1}, delay: 5s, id: late, replace: true}",
            {
                "is": "Send",
                "event": "E",
                "to": "any",
                "data": "{'x': 1}",
                "delay": "'5s'",
                "id": "'late'",
                "replace": True,
            },
        ),
        ("{send: F, delay: =count * 2}", {"is": "Send", "event": "F", "delay": "count * 2"}),
        ("{cancel: late}", {"is": "Cancel", "id": "'late'"}),
        ("{emit: told, with: =any}", {"is": "Emit", "event": "told", "data": "any"}),
        ("{log: 'count is {count}'}", {"is": "Log", "message": "'count is {count}'"}),
        (
            "{if: count > 1, then: [{log: more}], else: [{log: less}]}",
            {
                "is": "If",
                "when": "count > 1",
                "then": [{"is": "Log", "message": "'more'"}],
                "otherwise": [{"is": "Log", "message": "'less'"}],
            },
        ),
        (
            "{if: true, then: []}",
            {"is": "If", "when": "true"},
        ),
        (
            "{each: {in: =jobs, as: job, do: [{set: {count: =job + 1}}]}}",
            {
                "is": "Each",
                "source": "jobs",
                "variable": "job",
                "at_most": 1000,
                "body": [{"is": "Set", "assignments": [[["count"], "job + 1"]]}],
            },
        ),
        (
            "{each: {in: [1, 2], as: one, at_most: 5, do: []}}",
            {"is": "Each", "source": "[1, 2]", "variable": "one", "at_most": 5},
        ),
        (
            "{action: save, with: {name: x}}",
            {
                "is": "Act",
                "name": "save",
                "data": "{'name': 'x'}",
                "id": "save",
                "done": "done.action.save",
                "error": "error.action.save",
            },
        ),
        (
            "{action: ring, id: bell, done: RANG}",
            {
                "is": "Act",
                "name": "ring",
                "id": "bell",
                "done": "RANG",
                "error": "error.action.bell",
            },
        ),
        (
            "{start: other, with: {size: 1}, id: =count}",
            {"is": "Start", "machine": "m.yaml#other", "data": "{'size': 1}", "id": "count"},
        ),
        ("{start: m}", {"is": "Start", "machine": "m.yaml#m"}),
    ],
)
def test_each_kind_of_action(action, expected):
    (state,) = definition(BODY.format(action=action)).tree.children
    assert plain(state.entry) == [expected]
