"""``statecraft preview``: whole transcripts, JSON, exit codes."""

from __future__ import annotations

import pytest

from tests.cli.calling import statecraft

SHIP = """\
workflow ship with {'order': 7}
    ship 1 of 1: deliver  sync.statechart.yaml:27:10
    action deliver {}
deliver answers null: accepted
    ship 1 of 1: callback  sync.statechart.yaml:27:41
    callback on_done: event {'order': 7}, parameters {'order': 7}
    workflow ship ended with 7
callback on_late was not called (test payload {'days': 2})
"""

WAITING = """\
pipeline daily with {'day': 'friday'}
    daily 1 of 6: status  sync.statechart.yaml:15:10
    daily 2 of 6: fetch  sync.statechart.yaml:16:10
    status 1 Import: processing, Fetching...
    action fetch {'day': 'friday'}
fetch answers 5: accepted
    daily 3 of 6: set  sync.statechart.yaml:17:9
    daily 4 of 6: status  sync.statechart.yaml:18:10
    daily 5 of 6: status  sync.statechart.yaml:19:10
    daily 6 of 6: GO  sync.statechart.yaml:20:9
    orders: 0 → 5
    status 1 Import: completed
    status 2 Export: waiting, 5 orders ready
pipeline daily waits
    The daily sync at GO (6 of 6): waits for the event GO
"""

SENT = """\
GO {'by': 'ann'}: accepted
    pipeline daily ended with {'by': 'ann'}
"""

REFUSED = """\
workflow ship with {'order': 0}
    schema ship: parameters.order: must be at least 1, is 0
        sync.statechart.yaml:22:3
           22 |   ship:
workflow ship is refused
callback on_done was not called (test payload {'order': 1})
callback on_late was not called (test payload {'days': 2})
"""

FAILED = """\
workflow broken with {}
    broken 1 of 1: set  sync.statechart.yaml:29:14
    workflow broken failed at set (execution): 1 // 0: division by zero, in: =1 // orders
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, request):
    monkeypatch.chdir(request.path.parent)
    monkeypatch.setenv("NO_COLOR", "1")


def preview(*words):
    return statecraft("preview", "sync.statechart.yaml", *words)


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        pytest.param(["ship"], SHIP, 0, id="a workflow with its callbacks"),
        pytest.param(
            ["daily", "--with", '{"day": "friday"}'], WAITING, 0, id="a pipeline that waits"
        ),
        pytest.param(
            ["daily", "--with", '{"day": "friday"}', "--send", 'GO={"by": "ann"}'],
            WAITING.partition("pipeline daily waits")[0] + SENT,
            0,
            id="an event for its wait",
        ),
        pytest.param(
            ["ship", "--with", '{"order": 0}'], REFUSED, 1, id="parameters that do not fit"
        ),
        pytest.param(["broken"], FAILED, 1, id="a workflow that fails"),
    ],
)
def test_each_step_and_callback_is_shown(words, told, code):
    done = preview(*words)
    assert (done.out, done.err, done.code) == (told, "", code)


def test_json_holds_the_same():
    done = preview("ship", "--json")
    context = {"orders": 0}
    assert (done.json_lines, done.code) == (
        [
            {
                "format_version": 1,
                "workflow": "ship",
                "parameters": {"order": 7},
                "outcome": "ended",
                "records": [
                    {
                        "event": "preview of ship",
                        "with": {"order": 7},
                        "outcome": "accepted",
                        "reasons": [],
                        "steps": [
                            {
                                "run": "ship",
                                "step": "deliver",
                                "label": None,
                                "number": 1,
                                "of": 1,
                                "branch": "",
                                "at": "sync.statechart.yaml:27:10",
                            }
                        ],
                        "callbacks": [],
                        "effects": [
                            {"action": "deliver", "id": "deliver", "serial": 2, "with": {}}
                        ],
                        "context": context,
                    },
                    {
                        "event": "done.action.deliver",
                        "with": None,
                        "outcome": "accepted",
                        "reasons": [],
                        "steps": [
                            {
                                "run": "ship",
                                "step": "callback",
                                "label": None,
                                "number": 1,
                                "of": 1,
                                "branch": "",
                                "at": "sync.statechart.yaml:27:41",
                            }
                        ],
                        "callbacks": [
                            {
                                "callback": "on_done",
                                "event": {"order": 7},
                                "parameters": {"order": 7},
                            }
                        ],
                        "effects": [{"ended": "ship", "result": 7}],
                        "context": context,
                    },
                ],
                "not_called": {"on_late": {"days": 2}},
                "result": 7,
                "error": None,
            }
        ],
        0,
    )


def test_json_of_a_run_that_waits_tells_for_what():
    (told,) = preview("daily", "--json").json_lines
    assert (told["outcome"], told["runs"]) == (
        "waits",
        [
            {
                "pipeline": "daily",
                "label": "The daily sync",
                "serial": 1,
                "steps": [
                    {"step": "GO", "number": 6, "of": 6, "attempt": 1, "awaits": {"event": "GO"}}
                ],
            }
        ],
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(
            ["shop"], 'sync has no workflow or pipeline "shop" (did you mean "ship"?)', id="name"
        ),
        pytest.param(
            ["ship", "--with", "[1]"],
            "--with [1]: parameters are a mapping of their names to values",
            id="list",
        ),
        pytest.param(["ship", "--with", "{"], '--with: "{" is not JSON: ', id="no JSON"),
        pytest.param(["ship", "--set", "orders=x"], "the machine does not start: ", id="start"),
        pytest.param(
            ["ship", "--machine", "other"], 'no machine "other" here; there are: sync', id="machine"
        ),
    ],
)
def test_wrong_usage_is_told(words, told):
    done = preview(*words)
    assert (done.code, done.out) == (2, "")
    assert f"error: {told}" in done.err


def test_a_state_that_takes_every_event_takes_the_call_too(tmp_path):
    path = tmp_path / "all.yaml"
    path.write_text(
        "statecraft: 1\nmachine: all\nworkflows: {w: {steps: [{log: x}]}}\n"
        'initial: a\nstates: {a: {on: {"*": {do: [{log: =event_name}]}}}}\n'
    )
    done = statecraft("preview", str(path), "w")
    told = 'all takes every event in this state (on: "*"), the call of w too'
    assert (done.code, done.err) == (2, f"error: {told}: preview it in another state\n")


CALLERS = """
statecraft: 1
machine: page
context: {found: {type: integer, initial: 0}}
actions: {ask: {test: 1}}
workflows:
  fetch: {expose: true, test: {rows: [a, {b: null}]}, steps: [action: ask]}
  use: {steps: [{workflow: fetch}, {set: {found: =len(result.rows)}}]}
initial: shown
states: {shown: {submachine: row}}
machines: {row: {states: {shown: {}}}}
"""

USED = """\
workflow use with {}
    use 1 of 2: fetch  <stdin>:8:18
    use 2 of 2: set  <stdin>:8:37
    found: 0 → 2
    workflow fetch ended with {'rows': ['a', {'b': null}]}
    workflow use ended with {'rows': ['a', {'b': null}]}
"""

FETCHED = """\
workflow fetch with {}
    fetch 1 of 1: ask  <stdin>:7:63
    action ask {}
ask answers 1: accepted
    workflow fetch ended with 1
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["use"], USED, id="called"),
        pytest.param(["fetch"], FETCHED, id="by itself"),
        pytest.param(["fetch", "--machine", "row"], FETCHED, id="provided to a child"),
    ],
)
def test_a_workflow_with_a_test_value_gives_that_to_its_callers(words, told):
    done = statecraft("preview", "-", *words, stdin=CALLERS)
    assert (done.out, done.err, done.code) == (told, "", 0)
