"""Workflows: parameters, callbacks, scope, providers, and what is said when something is missing."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.cli.calling import statecraft
from tests.seeds.walking import ROOT, act, send, started, walk

ACCOUNTS = ROOT / "definitions/create_user.statechart.yaml"

LOCAL = """\
statecraft: 1
machine: page
context:
  base: {type: integer, initial: 1}
  last_user: {initial: null}
  failed: {initial: null}
  steps: {type: array, initial: []}
actions: {create: {with: {id: {}, action: {}}, result: {type: object}, fails_when: "'id' not in result"}}
events: {SAVE: {payload: {user: {type: integer}}}, AGAIN: {}}
workflows:
  createUser:
    parameters: {userId: {test: "123"}, action: {test: delete}}
    callbacks: {onSuccess: {test: {id: "123"}}, onError: {test: {message: Failed}}}
    steps:
      - set: {steps: "=steps + [parameters.userId]"}
      - action: create
        with: {id: =parameters.userId, action: =parameters.action}
        on_success: [{callback: onSuccess, with: "={'id': result.id, 'steps': len(steps)}"}]
        on_failure: [{callback: onError, with: {message: =error.message}}]
on:
  SAVE:
    do:
      - workflow: createUser
        with: {userId: =base + event.user, action: delete}
        callbacks:
          onSuccess: [{set: {last_user: =event}}]
          onError: [{emit: showError, with: =event}, {set: {failed: =event.message}}]
  AGAIN: {do: [{workflow: createUser, with: {userId: 0, action: none}}]}
"""


def page(text: str = LOCAL) -> sc.Machine:
    return sc.Machine(sc.loads(text), clock=sc.SimulatedClock(), missing="wait")


def test_a_local_workflow_takes_the_five_steps_of_the_document():
    machine = page()
    outcome = machine.send("SAVE", user=6)
    (run,) = machine.snapshot.runs
    assert (outcome.kind, run.key) == ("accepted", "workflow createUser")
    assert run.locals["parameters"] == {"userId": 7, "action": "delete"}
    assert machine.context["steps"] == [7]

    machine.answer("create", {"id": "7"})
    assert (machine.context["last_user"], machine.snapshot.runs) == ({"id": "7", "steps": 1}, ())


def test_the_other_callback_hears_of_a_failure():
    effects: list[object] = []
    machine = page()
    machine.subscribe(lambda record: effects.extend(record.effects))
    machine.send("SAVE", user=6)
    machine.fail("create", "no connection")
    assert (machine.context["failed"], machine.context["last_user"]) == ("no connection", None)
    emitted = [each for each in effects if isinstance(each, sc.EmitEvent)]
    assert [(each.event, each.data) for each in emitted] == [
        ("showError", {"message": "no connection"})
    ]


def test_a_callback_that_the_caller_does_not_give_is_passed_over_in_silence():
    machine = page()
    machine.send("AGAIN")
    outcome = machine.answer("create", {"id": "0"})
    assert (outcome.kind, outcome.note, machine.context["last_user"]) == ("accepted", None, None)


def test_parameters_are_worked_out_when_it_is_called():
    """What the caller has afterwards does not change them."""
    machine = page(
        LOCAL.replace(
            "{workflow: createUser, with: {userId: 0, action: none}}", "{set: {base: 100}}"
        )
    )
    machine.send("SAVE", user=1)
    machine.send("AGAIN")
    (run,) = machine.snapshot.runs
    assert run.locals["parameters"] == {"userId": 2, "action": "delete"}


def test_the_same_workflow_may_run_several_times_at_once_each_with_its_own_parameters():
    machine = page()
    machine.send("SAVE", user=1)
    machine.send("SAVE", user=2)
    first, second = machine.pending
    machine.answer(second.serial, {"id": "3"})
    assert machine.context["last_user"] == {"id": "3", "steps": 2}
    machine.answer(first.serial, {"id": "2"})
    assert machine.context["last_user"] == {"id": "2", "steps": 2}


def rows(machine: sc.Machine) -> list[tuple[str, object]]:
    """What each row was told: its greeting, and the user that it created."""
    children = machine.chart.children(machine.snapshot).values()
    return [(child.context["greeting"], child.context["last_user"]) for child in children]


BOB = {"id": "bob", "mail": "bob@acme.example"}


def test_a_provider_s_workflow_takes_the_six_steps_of_the_document():
    machine = started(ACCOUNTS)
    machine.send("CREATE", row=1)
    provider, first, second = machine.snapshot.activations
    (run,) = provider.runs
    assert (run.key, run.caller) == ("workflow change_user", second.serial)
    assert run.locals["parameters"] == {"user_id": "bob", "kind": "create"}
    assert (first.runs, second.runs) == ((), ())
    assert machine.context["requests"] == 1

    machine.answer("user_api", BOB)
    assert machine.context["users"] == ["bob"]
    assert rows(machine) == [(None, None), ("Welcome bob", BOB)]


# Phase of the execution → whose variables it reads and sets.
SCOPES = [
    ("parameters", "the caller's", ("user_id", "bob")),
    ("steps", "the owner's", ("requests", 1)),
    ("callbacks", "the caller's", ("last_user", BOB)),
]


@pytest.mark.parametrize(("phase", "whose", "expected"), SCOPES, ids=[row[0] for row in SCOPES])
def test_each_phase_has_its_scope(phase, whose, expected):
    machine = started(ACCOUNTS)
    machine.send("CREATE", row=1)
    (run,) = machine.snapshot.runs
    machine.answer("user_api", BOB)
    row = machine.chart.children(machine.snapshot)["rows.1"].context
    found = {"parameters": run.locals["parameters"], "steps": machine.context, "callbacks": row}
    name, value = expected
    assert found[phase][name] == value
    assert (name in machine.context) == (whose == "the owner's")


def test_each_repeated_element_has_a_context_of_its_own():
    machine = started(ACCOUNTS)
    machine.send("CREATE", row=1)
    machine.send("CREATE", row=0)
    bob, ann = machine.pending
    machine.answer(ann.serial, {"id": "ann"})
    machine.answer(bob.serial, {"id": "bob"})
    assert rows(machine) == [("Welcome ann", {"id": "ann"}), ("Welcome bob", {"id": "bob"})]
    assert machine.context["users"] == ["ann", "bob"]


def test_a_caller_that_has_gone_is_not_called_back_and_the_outcome_warns():
    machine = started(ACCOUNTS)
    machine.send("CREATE", row=1)
    machine.send("CLOSE")
    outcome = machine.answer("user_api", BOB)
    assert (outcome.kind, machine.context["users"]) == ("accepted", ["bob"])
    assert outcome.note == 'the callback "on_success" has nobody to call: its caller has ended'


def test_what_calls_itself_without_end_is_stopped():
    machine = sc.Machine(
        sc.load(ACCOUNTS, root=ROOT),
        values={"wanted": ["a"] * 40},
        actions={"user_api": lambda data: {"id": data["id"]}},
        clock=sc.SimulatedClock(),
    )
    machine.send("CREATE_ALL")
    assert str(machine.context["given_up"]).startswith("Infinite loop detected")
    assert machine.snapshot.runs == ()


def test_the_rows_are_the_same_by_the_program():
    acts = [
        send("CREATE", row=1),
        act("answer", {"user_api": BOB}),
        send("REMOVE", row=1),
        act("fail", {"user_api": "no connection"}),
    ]
    context = [stop.context for stop in walk(ACCOUNTS, acts)]
    start = {"wanted": ["ann", "bob"], "users": [], "requests": 0, "shown": None, "given_up": None}
    assert context == [
        start,
        {**start, "requests": 1},
        {**start, "requests": 1, "users": ["bob"]},
        {**start, "requests": 2, "users": ["bob"]},
        {**start, "requests": 2, "users": ["bob"], "shown": "bob: no connection"},
    ]


WRONG = [
    pytest.param(
        ("workflow: createUser", "workflow: makeUser"),
        ("SC232", 'no workflow "makeUser"', 'did you mean "createUser"?'),
        id="unknown workflow",
    ),
    pytest.param(
        ("callback: onSuccess", "callback: onDone"),
        (
            "SC234",
            'the workflow "createUser" has no callback "onDone"',
            "there is onSuccess, onError",
        ),
        id="undeclared callback",
    ),
    pytest.param(
        ("onSuccess: [{set", "onDone: [{set"),
        (
            "SC234",
            'the workflow "createUser" has no callback "onDone"',
            "there is onSuccess, onError",
        ),
        id="unknown callback at the call site",
    ),
    pytest.param(
        ("userId: =base", "userID: =base"),
        (
            "SC215",
            "what is given to workflow createUser does not fit: must have the field 'userId'",
            None,
        ),
        id="unknown parameter",
    ),
    pytest.param(
        ("parameters.userId]", "parameters.user]"),
        ("SC310", "parameters has no field user", "did you mean `userId`?"),
        id="undeclared parameter",
    ),
]


@pytest.mark.parametrize(("change", "finding"), WRONG)
def test_what_does_not_exist_is_said_when_it_is_loaded(change, finding):
    right, wrong = change
    assert right in LOCAL
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(LOCAL.replace(right, wrong, 1))
    assert [(one.code, one.message, one.hint) for one in found.value.diagnostics] == [finding]


def test_a_provider_that_is_nobody_s_ancestor_is_a_warning_and_nothing_is_done():
    """Which ancestors a machine will have is not known when it is loaded."""
    machine = page(
        LOCAL.replace(
            "{workflow: createUser, with: {userId: 0",
            "{workflow: createUser, provider: accounts, with: {userId: 0",
        )
    )
    outcome = machine.send("AGAIN")
    assert (outcome.kind, outcome.note, machine.snapshot.runs, machine.context["steps"]) == (
        "accepted",
        'Context provider "accounts" not found.',
        (),
        [],
    )


def test_a_workflow_that_is_not_exposed_is_not_seen_by_descendants():
    text = ACCOUNTS.read_text(encoding="utf-8").replace("    expose: true\n", "")
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(text)
    assert [(one.code, one.message, one.hint) for one in found.value.diagnostics] == [
        (
            "SC239",
            f'the workflow "change_user" of machine "{provider}" is its own',
            "say expose: true in the workflow",
        )
        for provider in ("accounts", "acme/accounts")
    ]


def test_nested_callbacks_run_in_the_scope_of_their_own_call_site():
    """The row's callback calls the row's own workflow, which calls back into the row."""
    machine = started(ACCOUNTS)
    machine.send("CREATE", row=0)
    machine.answer("user_api", {"id": "ann"})
    assert rows(machine)[0] == ("Welcome ann", {"id": "ann"})


# What a workflow says of its caller, and what is said of it: its steps see their owner alone.
SEEN = [
    pytest.param("=len(greeting)", "nothing is called greeting here", id="the caller's data"),
    pytest.param("=event.row", "`event` has no value here", id="the caller's event"),
]


@pytest.mark.parametrize(("formula", "message"), SEEN)
def test_a_workflow_sees_nothing_of_its_caller_but_its_parameters(formula, message):
    text = ACCOUNTS.read_text(encoding="utf-8").replace("=requests + 1", formula, 1)
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(text)
    assert [(one.code, one.message) for one in found.value.diagnostics] == [("SC302", message)]


def test_a_name_stands_for_one_workflow():
    text = LOCAL.replace("\non:\n", "\n  createUser: {steps: [log: again]}\non:\n", 1)
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(text)
    assert [(one.code, one.message) for one in found.value.diagnostics] == [
        ("SC007", 'the key "createUser" stands twice in this mapping')
    ]


def test_test_values_are_what_a_preview_goes_by():
    (told,) = statecraft("preview", str(ACCOUNTS), "change_user", "--json").json_lines
    assert told["parameters"] == {"user_id": "123", "kind": "create"}
    called = [each for record in told["records"] for each in record["callbacks"]]
    assert called == [
        {"callback": "on_success", "event": {"id": "123"}, "parameters": told["parameters"]}
    ]
    assert (told["not_called"], told["result"]) == (
        {"on_error": {"message": "Failed"}},
        {"user_id": "123"},
    )


CALL = "{workflow: note, with: {of: here}}"
# A list of actions in which a workflow is called, and what is sent so that the list runs.
PLACES = {
    "entry of a state": f"initial: a\nstates: {{a: {{entry: [{CALL}]}}}}\n",
    "exit of a state": f"initial: a\nstates: {{a: {{exit: [{CALL}], on: {{GO: b}}}}, b: {{}}}}\n",
    "a transition": f"on: {{GO: {{do: [{CALL}]}}}}\n",
    "a branch of if": f"on: {{GO: {{do: [{{if: 1 == 1, then: [{CALL}]}}]}}}}\n",
    "each": f'on: {{GO: {{do: [{{each: {{in: "=[1]", as: x, do: [{CALL}]}}}}]}}}}\n',
    "on_change": (
        f"dimensions: {{d: {{values: [x, y], transitions: any, on_change: {{y: [{CALL}]}}}}}}\n"
        "on: {GO: {target: {d: y}}}\n"
    ),
    "a pipeline": f"pipelines: {{GO: {{steps: [{CALL}]}}}}\n",
    "a timer": f"initial: a\nstates: {{a: {{after: {{1s: {{do: [{CALL}]}}}}}}}}\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_workflow_is_called_wherever_actions_stand(place):
    text = (
        "statecraft: 1\nmachine: any\ncontext: {noted: {initial: null}}\n"
        "workflows: {note: {parameters: {of: {}}, steps: [{set: {noted: =parameters.of}}]}}\n"
    )
    machine = page(text + PLACES[place])
    machine.send("GO")
    machine.advance("1s")
    assert machine.context["noted"] == "here"


def test_a_failure_inside_is_told_and_the_caller_goes_on():
    """Nothing handles it: the run ends, and says at which step; the machine stays as it is."""
    text = LOCAL.replace(
        "on_failure: [{callback: onError",
        "on_failure: [{set: {base: =1 // (base - 1)}}, {callback: onError",
    )
    machine = page(text)
    ended: list[sc.RunEnded] = []
    machine.subscribe(
        lambda record: ended.extend(one for one in record.effects if isinstance(one, sc.RunEnded))
    )
    machine.send("SAVE", user=1)
    assert machine.fail("create", "no connection").kind == "accepted"
    ((name, error),) = [(one.name, one.error) for one in ended]
    assert isinstance(error, dict)
    assert (name, error["step"], error["kind"]) == ("createUser", "set", "execution")
    assert (machine.snapshot.runs, machine.send("SAVE", user=2).kind) == ((), "accepted")


DEEP = """\
statecraft: 1
machine: top
package: acme
context: {notes: {type: array, initial: []}}
workflows: {note: {parameters: {of: {}}, expose: true, steps: [{set: {notes: "=notes + [parameters.of]"}}]}}
initial: on
states: {on: {submachine: middle}}
machines:
  middle: {initial: on, states: {on: {submachine: leaf}}}
  leaf:
    on:
      BY_NAME: {do: [{workflow: note, provider: top, with: {of: name}}]}
      BY_PACKAGE: {do: [{workflow: note, provider: acme/top, with: {of: package}}]}
"""


def test_a_provider_is_found_however_far_up_it_is():
    machine = page(DEEP)
    machine.send("BY_NAME")
    machine.send("BY_PACKAGE")
    assert machine.context["notes"] == ["name", "package"]


def test_a_callback_has_the_parameters_of_where_it_stands():
    """A callback in a workflow reads that workflow's own parameters, not those that it gave."""
    machine = page(
        LOCAL.replace(
            "\non:\n",
            "\n  both:\n"
            "    parameters: {word: {}}\n"
            "    steps:\n"
            "      - workflow: createUser\n"
            "        with: {userId: 1, action: none}\n"
            "        callbacks: {onSuccess: [{set: {last_user: '=[parameters, event.id]'}}]}\n"
            "on:\n  BOTH: {do: [{workflow: both, with: {word: hello}}]}\n",
            1,
        )
    )
    machine.send("BOTH")
    machine.answer("create", {"id": "1"})
    assert machine.context["last_user"] == [{"word": "hello"}, "1"]
