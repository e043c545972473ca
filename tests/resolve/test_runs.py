from __future__ import annotations

import pytest

from statecraft.resolve.definition import resolve
from statecraft.schema import check_document
from statecraft.source.reader import read_text
from tests.resolve.plain import definition, plain

BODY = """
context: {{n: {{type: integer}}, jobs: {{type: array, items: {{type: integer}}}}}}
dimensions: {{lamp: {{values: {{0: Off, 1: On}}, transitions: any}}}}
events: {{OK: {{payload: {{by: {{type: string}}}}}}}}
actions: {{fetch: {{with: {{id: {{type: integer}}}}, result: {{type: integer}}}}}}
workflows:
  greet: {{expose: true, callbacks: {{back: {{}}}}, steps: [{{callback: back, with: {{n: =n}}}}]}}
pipelines:
  other: {{steps: [{{log: other}}]}}
  run:
    steps:
      - {step}
    branches: {{end: [{{log: end}}]}}
"""


def head(name: str, keeps: str | None = None, **more: object) -> dict[str, object]:
    kept = {} if keeps is None else {"id": keeps}
    return {"is": "StepHead", "name": name, **kept, **more}


def waiting(**parts: object) -> dict[str, object]:
    return {"is": "Waiting", **parts}


END = {"is": "JumpTo", "branch": "end"}


def inline(*steps: object) -> dict[str, object]:
    return {"is": "Inline", "steps": list(steps)}


def log(text: str) -> dict[str, object]:
    block = [{"is": "Log", "message": text}]
    return {"is": "ActionStep", "head": head("log"), "block": block}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param(
            "{move: {lamp: {from: 0, to: 1}}, label: Light}",
            {
                "is": "MoveStep",
                "head": head("move", described={"is": "Described", "label": "Light"}),
                "moves": [{"is": "Move", "dimension": "lamp", "value": 1}],
                "origins": [{"is": "From", "dimension": "lamp", "values": [0]}],
            },
            id="a move from somewhere",
        ),
        pytest.param(
            "{set: {n: 1}, id: first}",
            {
                "is": "ActionStep",
                "head": head("first"),
                "block": [{"is": "Set", "assignments": [[["n"], "1"]]}],
            },
            id="an action keeps no result, whatever its id",
        ),
        pytest.param(
            "{send: OK, with: {by: me}, id: later, delay: 5s}",
            {
                "is": "ActionStep",
                "head": head("send"),
                "block": [
                    {
                        "is": "Send",
                        "event": "OK",
                        "data": "{'by': 'me'}",
                        "delay": "'5s'",
                        "id": "'later'",
                    }
                ],
            },
            id="the id of a send is not the step's",
        ),
        pytest.param(
            "{action: fetch, with: {id: =n}, timeout: 30s, on_success: end, on_failure: [{log: a}]}",
            {
                "is": "PerformStep",
                "head": head("fetch", "fetch"),
                "action": "fetch",
                "data": "{'id': n}",
                "waiting": waiting(timeout="'30s'", on_success=END, on_failure=inline(log("'a'"))),
            },
            id="an action that is waited for",
        ),
        pytest.param(
            "{id: a, action: fetch, with: {id: 1}, retry: {attempts: 3, delay: =attempt * 1}}",
            {
                "is": "PerformStep",
                "head": head("a", "a"),
                "action": "fetch",
                "data": "{'id': 1}",
                "waiting": waiting(
                    retry={
                        "is": "Retry",
                        "attempts": "3",
                        "delay": "attempt * 1",
                        "factor": "1",
                    }
                ),
            },
            id="a retry without a factor",
        ),
        pytest.param(
            "{pipeline: other, id: o}",
            {
                "is": "RunStep",
                "head": head("o", "o"),
                "call": {"is": "RunCall", "kind": "pipeline", "name": "other"},
                "waiting": waiting(),
            },
            id="a pipeline that is waited for",
        ),
        pytest.param(
            "{workflow: greet, with: {a: 1}, callbacks: {back: [{log: =event.n}]}}",
            {
                "is": "RunStep",
                "head": head("greet"),
                "call": {
                    "is": "RunCall",
                    "kind": "workflow",
                    "name": "greet",
                    "data": "{'a': 1}",
                    "callbacks": [
                        {
                            "is": "CallbackBody",
                            "name": "back",
                            "block": [{"is": "Log", "message": "event.n"}],
                        }
                    ],
                },
                "waiting": waiting(),
            },
            id="a workflow with what it calls back",
        ),
        pytest.param(
            "{wait_for: OK, id: ok, on_success: [{log: =event.by}]}",
            {
                "is": "WaitStep",
                "head": head("ok", "ok"),
                "event": "OK",
                "waiting": waiting(on_success=inline(log("event.by"))),
            },
            id="an event that is waited for",
        ),
        pytest.param(
            "{if: n > 1, then: end, else: [{log: few}]}",
            {
                "is": "IfStep",
                "head": head("if"),
                "cases": [
                    {"is": "Case", "when": "n > 1", "then": END},
                    {"is": "Case", "then": inline(log("'few'"))},
                ],
            },
            id="an if with both ways",
        ),
        pytest.param(
            "{each: {in: =jobs, as: job, do: [{log: =job}]}}",
            {
                "is": "EachStep",
                "head": head("each job"),
                "source": "jobs",
                "variable": "job",
                "at_most": 1000,
                "steps": [log("job")],
            },
            id="a loop",
        ),
        pytest.param(
            "{parallel: {a: [{log: a}], b: [{log: b}]}, join: first, id: p, on_success: end}",
            {
                "is": "ParallelStep",
                "head": head("p", "p"),
                "lists": [["a", [log("'a'")]], ["b", [log("'b'")]]],
                "join": "first",
                "waiting": waiting(on_success=END),
            },
            id="lists side by side",
        ),
        pytest.param(
            "{stop: greet}",
            {
                "is": "ActionStep",
                "head": head("stop"),
                "block": [{"is": "StopRuns", "name": "greet"}],
            },
            id="a stop",
        ),
        pytest.param(
            "{status: done, step: 1, details: {n: =n}}",
            {
                "is": "ActionStep",
                "head": head("status"),
                "block": [
                    {"is": "WriteStatus", "status": "'done'", "step": "1", "details": "{'n': n}"}
                ],
            },
            id="a row of the status journal",
        ),
    ],
)
def test_a_step_means_what_it_says(step, expected):
    machine = definition(BODY.format(step=step))
    assert plain(machine.pipelines["run"].steps) == [expected]


def test_a_pipeline_is_all_that_it_says():
    machine = definition(
        """
context: {n: {type: integer}}
pipelines:
  save:
    label: Save
    parameters: {text: {type: string, test: hi}, times: {type: integer, optional: true}}
    requires: [n > 0, {that: n < 9, message: Too many.}]
    while_running: restart
    steps: [{log: =parameters.text}]
    branches: {again: [{log: again}]}
    on_failure: shared
    output: {n: =n}
branches: {shared: [{if: n > 1, then: deeper}], deeper: [], unused: []}
"""
    )
    said = plain(machine.pipelines["save"])
    assert list(said.pop("own_branches")) == ["again"]
    assert said == {
        "is": "Pipeline",
        "kind": "pipeline",
        "name": "save",
        "described": {"is": "Described", "label": "Save"},
        "parameters": {
            "kinds": ["object"],
            "properties": {"text": {"kinds": ["string"]}, "times": {"kinds": ["integer"]}},
            "required": ["text"],
            "additional": False,
        },
        "test": {"text": "hi"},
        "requires": [
            {"is": "Requirement", "that": "n > 0"},
            {"is": "Requirement", "that": "n < 9", "message": "'Too many.'"},
        ],
        "while_running": "restart",
        "steps": [log("parameters.text")],
        "branches": {
            "again": [log("'again'")],
            "shared": [
                {
                    "is": "IfStep",
                    "head": head("if"),
                    "cases": [
                        {
                            "is": "Case",
                            "when": "n > 1",
                            "then": {"is": "JumpTo", "branch": "deeper"},
                        }
                    ],
                }
            ],
            "deeper": [],
        },
        "on_failure": {"is": "JumpTo", "branch": "shared"},
        "output": "{'n': n}",
    }


def test_shared_branches_come_with_the_run_that_may_reach_them():
    machine = definition(
        """
actions: {fetch: {}}
pipelines:
  one: {steps: [{action: fetch, on_failure: tidy}]}
  two: {steps: [{log: a}], on_failure: deep}
  own: {steps: [{action: fetch, on_failure: tidy}], branches: {deep: [{log: own}]}}
branches: {tidy: [{if: 1 < 2, then: deep}], deep: [], cancelled: [], lost: []}
"""
    )
    reached = {name: sorted(run.branches) for name, run in machine.pipelines.items()}
    assert reached == {
        "one": ["cancelled", "deep", "tidy"],
        "two": ["cancelled", "deep"],
        "own": ["cancelled", "deep", "tidy"],
    }
    assert plain(machine.pipelines["own"].branches["deep"]) == [log("'own'")]


def test_a_workflow_keeps_what_previews_need():
    greet = definition(
        """
workflows:
  greet:
    parameters: {name: {type: string, test: Ada}, times: {type: integer}}
    callbacks: {done: {test: {id: 1}}, failed: {}}
    test: {ok: true}
    expose: true
    steps: [{log: hello}]
"""
    ).workflows["greet"]
    assert (greet.test, greet.callbacks, greet.answer, greet.exposed) == (
        {"name": "Ada"},
        {"done": {"id": 1}, "failed": None},
        {"ok": True},
        True,
    )


ACCOUNTS = """
statecraft: 1
machine: accounts
package: acme
workflows:
  open: {expose: true, parameters: {owner: {type: string}}, callbacks: {done: {}}, steps: [{log: a}]}
  close: {steps: [{log: a}]}
"""


def codes_of_call(call: str) -> list[str]:
    """What is found in a call of a workflow, where the provider's file is imported."""
    imported = resolve(check_document(read_text(ACCOUNTS, "a.yaml").document)[0], {}, {}).project
    text = (
        "statecraft: 1\nmachine: form\nimports: {bank: a.yaml}\n"
        f"on: {{GO: {{do: [{{workflow: {call}}}]}}}}\n"
    )
    checked = check_document(read_text(text, "form.yaml").document)[0]
    return [found.code for found in resolve(checked, {"bank": imported}, {}).diagnostics]


@pytest.mark.parametrize(
    ("call", "codes"),
    [
        ("open, provider: accounts, with: {owner: a}", []),
        ("open, provider: acme/accounts, with: {owner: a}, callbacks: {done: []}", []),
        ("open, provider: accounts", ["SC215"]),
        ("open, provider: accounts, with: {owner: a}, callbacks: {failed: []}", ["SC234"]),
        ("opne, provider: accounts, with: {owner: a}", ["SC232"]),
        ("close, provider: acme/accounts", ["SC239"]),
        ("open, with: {owner: a}", ["SC232"]),
        ("anything, provider: bank, with: {x: 1}", []),
        ("anything, provider: elsewhere, callbacks: {x: []}", []),
    ],
)
def test_a_provider_is_checked_where_a_machine_of_its_name_is_known(call, codes):
    assert codes_of_call(call) == codes


def test_what_a_step_says_to_people_is_not_in_the_hash_and_what_it_does_is():
    def hash_of(step: str) -> str:
        return definition(BODY.format(step=step)).hash

    plain_hash = hash_of("{parallel: {a: [{log: a}], b: [{log: b}]}}")
    assert (
        hash_of("{parallel: {a: [{log: a, label: A}], b: [{log: b}]}, describe: x}") == plain_hash
    )
    assert hash_of("{parallel: {b: [{log: b}], a: [{log: a}]}}") != plain_hash
    assert hash_of("{if: n > 1, then: [{log: {label: a}}]}") != hash_of(
        "{if: n > 1, then: [{log: {label: b}}]}"
    )
