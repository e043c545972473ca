"""The synchronous shell: turns, effects, handlers, answers by hand, questions."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.runtime.parcels import FUNCTIONS, chart, parcel, told


def summary(outcome):
    """An outcome and what followed, as (event, kind) pairs."""
    return [(each.event, str(each.kind)) for each in (outcome, *outcome.followed_by)]


def test_a_started_machine_tells_its_state():
    machine = parcel()
    assert summary(machine.started) == [(None, "started")]
    assert machine.values == {"place": "shelf", "seal": "closed"}
    assert (machine.status, machine.id, machine.full_key) == ("active", "parcel", "")
    assert repr(machine) == "<Machine parcel active {'place': 'shelf', 'seal': 'closed'}>"


def test_start_values_override_initial_ones():
    machine = parcel(values={"seal": "open", "weight": 7})
    assert (machine.values["seal"], machine.context["weight"]) == ("open", 7)


def test_a_start_that_a_rule_refuses_leaves_no_machine():
    with pytest.raises(sc.StartRejected) as caught:
        parcel(values={"place": "van", "weight": 60})
    assert [reason.id for reason in caught.value.outcome.reasons] == ["light"]


@pytest.mark.parametrize(
    ("handler", "label", "error"),
    [
        pytest.param(lambda data: f"W{data['weight']}", "W1", None, id="of data"),
        pytest.param(lambda data, context: context.key, "parcel/1", None, id="data and context"),
        pytest.param(lambda: "L", "L", None, id="of nothing"),
        pytest.param(lambda *given: str(len(given)), "1", None, id="of anything"),
        pytest.param(lambda data, retries=3: str(retries), "3", None, id="with a default"),
        pytest.param(lambda: "jam", "", "failed: print_label failed", id="fails_when"),
        pytest.param(lambda: 5, "", "schema: result: must be a string, is 5", id="misfit"),
        pytest.param(
            lambda: {1, 2},
            "",
            "schema: the result is no JSON value: a Python object of class set is not a JSON value",
            id="no JSON",
        ),
        pytest.param(lambda: {}["x"], "", "KeyError: 'x'", id="exception"),
    ],
)
def test_a_handler_answers_within_the_turn(handler, label, error):
    machine = parcel(actions={"print_label": handler})
    outcome = machine.send("PRINT")
    answer = "PRINTED" if error is None else "PRINT_FAILED"
    assert summary(outcome) == [("PRINT", "accepted"), (answer, "accepted")]
    assert (machine.context["label"], machine.context["trouble"]) == (label, error)
    assert machine.pending == ()


def test_an_action_error_gives_code_and_message():
    def handler():
        raise sc.ActionError("no paper", code="paper")

    machine = parcel(actions={"print_label": handler})
    machine.send("PRINT")
    assert machine.context["trouble"] == "paper: no paper"


def test_the_record_of_a_failure_keeps_the_exception():
    broken = OSError("cable")

    def handler():
        raise broken

    records = []
    machine = parcel(actions={"print_label": handler}, subscribers=[records.append])
    machine.send("PRINT")
    assert [record.cause for record in records] == [None, None, broken]


def test_records_are_one_stream_in_order():
    records = []
    machine = parcel(actions={"print_label": lambda: "L"}, subscribers=[records.append])
    machine.send("CHAIN")
    machine.send("DELIVER")
    assert told(records) == [
        "parcel started",
        "parcel CHAIN accepted",
        "parcel PRINT accepted",
        "parcel WEIGH accepted",
        "parcel PRINTED accepted",
        "parcel DELIVER rejected",
    ]
    assert [record.number for record in records] == [1, 2, 3, 4, 5, 6]
    assert records[-1].before is records[-1].after
    assert records[4].effects == (sc.EmitEvent(event="LABELLED", data={"label": "L"}),)


def test_subscribers_hear_of_a_step_before_its_effects_are_performed():
    heard = []
    machine = parcel(actions={"print_label": lambda: heard.append("handler") or "L"})
    unsubscribe = machine.subscribe(lambda record: heard.append(record.outcome.event))
    machine.send("PRINT")
    unsubscribe()
    machine.send("CALL")
    assert heard == ["PRINT", "handler", "PRINTED"]


def test_an_event_sent_within_a_step_is_queued():
    answers = []

    def handler(_data, context):
        answers.append(context.send("WEIGH", weight=9))
        return "L"

    machine = parcel(actions={"print_label": handler})
    outcome = machine.send("PRINT")
    assert [str(answer.kind) for answer in answers] == ["queued"]
    assert [each.event for each in outcome.followed_by] == ["WEIGH", "PRINTED"]
    assert machine.context["weight"] == 9


def test_what_a_handler_does_to_its_data_changes_nothing():
    machine = parcel(actions={"print_label": lambda data: data.clear() or "L"})
    event = {"weight": 4}
    machine.send("WEIGH", event)
    event["weight"] = 5
    machine.send("PRINT")
    saved = machine.saved()
    saved["heard"].append("x")
    assert machine.context == {"label": "L", "weight": 4, "trouble": None, "heard": []}


def test_errors_of_subscribers_are_raised_after_the_turn_and_lose_no_step():
    def broken(_record):
        raise ValueError("subscriber")

    machine = parcel(actions={"print_label": lambda: "L"})
    machine.subscribe(broken)
    with pytest.raises(ExceptionGroup) as caught:
        machine.send("PRINT")
    assert [str(error) for error in caught.value.exceptions] == ["subscriber", "subscriber"]
    assert machine.context["label"] == "L"


def test_an_interrupted_effect_is_performed_again():
    attempts = []

    def handler():
        attempts.append(len(attempts))
        if len(attempts) == 1:
            raise KeyboardInterrupt
        return "L"

    machine = parcel(actions={"print_label": handler})
    with pytest.raises(KeyboardInterrupt):
        machine.send("PRINT")
    assert [action.id for action in machine.pending] == ["printer"]
    assert summary(machine.run_due()[0]) == [("PRINTED", "accepted")]
    assert attempts == [0, 1]


@pytest.mark.parametrize("named", ["printer", 1], ids=["by id", "by serial"])
def test_a_pending_action_is_answered_by_hand(named):
    machine = parcel(actions={"print_label": lambda: sc.LATER})
    assert summary(machine.send("PRINT")) == [("PRINT", "accepted")]
    assert [(action.id, action.name, action.serial) for action in machine.pending] == [
        ("printer", "print_label", 1)
    ]
    assert summary(machine.answer(named, "L")) == [("PRINTED", "accepted")]
    assert (machine.context["label"], machine.pending) == ("L", ())


@pytest.mark.parametrize(
    ("error", "told_as"),
    [
        pytest.param("no paper", "failed: no paper", id="a message"),
        pytest.param({"code": "paper", "message": "none"}, "paper: none", id="a mapping"),
    ],
)
def test_a_pending_action_is_failed_by_hand(error, told_as):
    machine = parcel()
    machine.send("PRINT")
    machine.fail("printer", error)
    assert machine.context["trouble"] == told_as


def test_an_answer_to_a_serial_that_is_not_pending_is_stale():
    outcome = parcel().answer(17, "L")
    assert (str(outcome.kind), outcome.note) == ("ignored", "stale")


def test_free_dimensions_are_moved_directly():
    machine = parcel()
    assert machine.can_move(seal="open")
    assert summary(machine.move(seal="open")) == [(None, "accepted")]
    assert machine.why_not_move({"seal": "closed"}) == ()


def test_questions_are_answered_without_a_step():
    machine = parcel(values={"seal": "open"})
    before = machine.snapshot
    assert [reason.message for reason in machine.why_not("LOAD")] == ["Close the parcel first."]
    assert (machine.can("LOAD"), machine.capabilities()) == (False, {"load": False})
    assert machine.can("WEIGH", weight=1)
    assert not machine.can("WEIGH", weight="heavy")
    assert "LOAD" not in machine.enabled_events()
    assert machine.holds("weight == 1 and seal == 'open'")
    assert machine.snapshot is before


def test_functions_of_the_host_are_used():
    machine = parcel()
    machine.send("WEIGH", weight=60)
    assert [reason.message for reason in machine.why_not("LOAD")] == ["Too heavy for the van."]


def test_a_turn_that_never_rests_is_stopped_and_says_so():
    machine = parcel()
    last = machine.send("SPIN").followed_by[-1]
    assert last.note == "stopped after 10000 steps of one turn; the rest waits for the next"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: sc.Machine(
                chart(), functions=FUNCTIONS, actions={"print_labl": len, "call": len}
            ),
            'no action is given for "print_label" (did you mean "print_labl"?): pass '
            "actions={\"print_label\": function}, or missing='wait' to answer by hand",
            id="missing handler",
        ),
        pytest.param(
            lambda: sc.Machine(chart(), missing="wait"),
            'no function is given for "heavier": pass functions={"heavier": function}',
            id="missing function",
        ),
        pytest.param(
            lambda: parcel(action={}),
            'there is no option "action" (did you mean "actions"?)',
            id="unknown option",
        ),
        pytest.param(
            lambda: parcel(missing="maybe"),
            "missing= is 'refuse' or 'wait', not \"maybe\"",
            id="missing policy",
        ),
        pytest.param(
            lambda: parcel(actions={"call": lambda a, b, c: 1}),
            'the handler of the action "call" is called as handler(data, context), handler(data) or '
            "handler(); it wants a, b, c",
            id="too many arguments",
        ),
        pytest.param(
            lambda: parcel(actions={"call": 5}),
            'the action "call" is 5, which cannot be called',
            id="no function",
        ),
        pytest.param(
            lambda: parcel().send("WEIGH", {"weight": float("nan")}),
            "the payload of WEIGH is no JSON value: at weight: nan is not a JSON number",
            id="NaN",
        ),
        pytest.param(
            lambda: parcel().send("WEIGH", {"weight": 1}, weight=2),
            "the payload of WEIGH is given twice: as one value and as keywords",
            id="payload twice",
        ),
        pytest.param(
            lambda: parcel().answer("printr", 1),
            'no action "printr" is pending; pending: none',
            id="nothing pending",
        ),
        pytest.param(
            lambda: parcel().fail(1, {"mesage": "x"}),
            'an error has no "mesage" (did you mean "message"?); it is {message, code, result}',
            id="error key",
        ),
        pytest.param(
            lambda: parcel(clock=sc.SystemClock()).advance(1),
            "only a machine with a SimulatedClock can be advanced",
            id="advancing real time",
        ),
        pytest.param(
            lambda: parcel().advance("soon"),
            "'soon' is not a duration: write 500ms, 30s, 5m, 2h, 1d, 1h30m, PT5M30S or a number of seconds",
            id="no duration",
        ),
    ],
)
def test_a_wrong_call_says_what_to_write(call, message):
    with pytest.raises(sc.UsageError) as caught:
        call()
    assert str(caught.value) == message


def test_a_coroutine_handler_needs_the_async_machine():
    async def handler():
        return "L"

    with pytest.raises(sc.UsageError, match="is asynchronous: use AsyncMachine"):
        parcel(actions={"print_label": handler})


def test_a_coroutine_that_a_plain_handler_returns_is_a_failure():
    async def coroutine():
        return "L"

    def plain():
        return coroutine()

    machine = parcel(actions={"print_label": plain})
    machine.send("PRINT")
    assert (
        machine.context["trouble"] == "asynchronous: the handler is asynchronous: use AsyncMachine"
    )
