"""The stepper: one parent, one slot, a machine for each step (points 1 to 15 of its workflow)."""

from __future__ import annotations

import statecraft as sc
from tests.seeds.walking import ROOT, Stop, act, send, started, walk

STEPPER = ROOT / "definitions/tally_stepper.statechart.yaml"

EPOCH = "1970-01-01T00:00:00Z"
FETCHED = act(
    "answer", {"load_data": {"sales": [{"name": "S-1"}], "warehouses": ["Main"], "total": 7}}
)
POSTED = act("answer", {"post_to_tally": {"vouchers": 1}})


def done(step: str) -> dict[str, str]:
    return {"completedAt": EPOCH, "step": step, "status": "success"}


STEP_1 = {
    "SRData": [{"name": "S-1"}],
    "warehouseData": ["Main"],
    "TotalSales": 7,
    "metadata": done("fetchData"),
    "receivedAt": EPOCH,
}
STEP_2 = {
    "company": "ACME",
    "warehouse": "Main",
    "metadata": done("tallyConfig"),
    "receivedAt": EPOCH,
}
STEP_3 = {"vouchers": 1, "metadata": done("review"), "receivedAt": EPOCH}


def slot(machine: sc.Machine) -> tuple[str, str, str, str]:
    """The only child: its slot, machine, state and status."""
    ((name, child),) = machine.chart.children(machine.snapshot).items()
    return name, child.machine, child.full_key, child.status


def step(machine: sc.Machine) -> tuple[str, int, bool, bool]:
    """State, current step, whether Next is enabled, whether pressing it would be accepted."""
    current = machine.context
    return (
        machine.snapshot.configuration[-1],
        current["current_step"],
        current["next_enabled"],
        machine.can("NEXT"),
    )


def told(records: list[sc.Record]) -> list[tuple[str, str]]:
    """Event and outcome of each step of the turn, as a subscriber of the parent hears them."""
    heard = [(record.outcome.event or "start", str(record.outcome.kind)) for record in records]
    records.clear()
    return heard


def test_points_1_to_5_the_first_step_is_in_the_slot_and_enables_next():
    records: list[sc.Record] = []
    machine = started(STEPPER)
    machine.subscribe(records.append)
    assert step(machine) == ("stepping.step1", 1, False, False)
    assert slot(machine) == ("content_slot", "fetch_data", "loading", "active")
    assert [pending.name for pending in machine.snapshot.activations[1].pending] == ["load_data"]

    sc.carry_out(machine, FETCHED)
    assert slot(machine) == ("content_slot", "fetch_data", "ready", "active")
    assert told(records) == [("done.action.load_data", "accepted"), ("NEXT_ENABLE", "accepted")]
    assert step(machine) == ("stepping.step1", 1, True, True)


def test_points_6_to_10_next_ends_the_step_and_its_data_arrive():
    records: list[sc.Record] = []
    machine = started(STEPPER)
    sc.carry_out(machine, FETCHED)
    machine.subscribe(records.append)
    first = machine.snapshot.activations[1].serial

    outcome = machine.send("NEXT")
    next_step = outcome.followed_by[0]
    assert (outcome.event, next_step.event) == ("NEXT", "NEXT_STEP")
    assert next_step.path[0].entered == ("finished",)
    ended = next(one for one in outcome.followed_by if one.event == "done.invoke.content_slot")
    assert ended.data == {
        "output": {name: of for name, of in STEP_1.items() if name != "receivedAt"}
    }
    assert told(records) == [
        ("NEXT", "accepted"),
        ("NEXT_STEP", "accepted"),
        ("NEXT_DISABLE", "accepted"),
        ("done.invoke.content_slot", "accepted"),
        ("start", "started"),
    ]
    assert step(machine) == ("stepping.step2", 2, False, False)
    assert first not in [each.serial for each in machine.snapshot.activations]


def test_points_11_to_15_the_next_step_takes_the_same_slot_and_so_on():
    machine = started(STEPPER)
    sc.carry_out(machine, FETCHED)
    machine.send("NEXT")
    assert machine.context == {
        "current_step": 2,
        "step_data": {"step1": STEP_1},
        "next_enabled": False,
    }
    assert slot(machine) == ("content_slot", "tally_config", "editing.incomplete", "active")
    assert machine.full_key == "stepping.step2.editing.incomplete"

    machine.send("CONFIGURE", company="ACME", warehouse="Main")
    machine.send("NEXT")
    assert step(machine) == ("stepping.step3", 3, False, False)
    assert slot(machine) == ("content_slot", "review", "reading", "active")
    (review,) = machine.chart.children(machine.snapshot).values()
    assert (review.context["summary"], review.context["sales"]) == ("7 to ACME", [{"name": "S-1"}])

    machine.send("AGREE")
    machine.send("NEXT")
    sc.carry_out(machine, POSTED)
    assert (machine.status, machine.chart.children(machine.snapshot)) == ("done", {})
    assert machine.output == {
        "data": {"step1": STEP_1, "step2": STEP_2, "step3": STEP_3},
        "metadata": {"completedAt": EPOCH, "steps": 3, "status": "success"},
    }


def stop(
    event: str | None,
    outcome: str,
    followed_by: str,
    step: int,
    data: dict[str, object],
    *,
    enabled: bool = False,
    done: bool = False,
) -> Stop:
    return Stop(
        event=event,
        outcome=outcome,
        followed_by=tuple(followed_by.split()),
        state=("finished",) if done else ("stepping", f"stepping.step{step}"),
        dimensions={},
        context={"current_step": step, "step_data": data, "next_enabled": enabled},
        capabilities={"next": enabled, "back": step > 1 and not done},
    )


GO_ON = "NEXT_STEP NEXT_DISABLE done.invoke.content_slot start"


def test_the_whole_way_is_the_same_by_the_program():
    one = {"step1": STEP_1}
    two = {**one, "step2": STEP_2}
    acts = [
        send("NEXT"),
        FETCHED,
        send("NEXT"),
        send("CONFIGURE", company="ACME", warehouse="Main"),
        send("NEXT"),
        send("AGREE"),
        send("NEXT"),
        POSTED,
    ]
    assert walk(STEPPER, acts) == [
        stop(None, "started", "start", 1, {}),
        stop("NEXT", "rejected", "", 1, {}),
        stop("done.action.load_data", "accepted", "NEXT_ENABLE", 1, {}, enabled=True),
        stop("NEXT", "accepted", GO_ON, 2, one),
        stop("CONFIGURE", "accepted", "NEXT_ENABLE", 2, one, enabled=True),
        stop("NEXT", "accepted", GO_ON, 3, two),
        stop("AGREE", "accepted", "NEXT_ENABLE", 3, two, enabled=True),
        stop("NEXT", "accepted", "NEXT_STEP NEXT_DISABLE", 3, two),
        stop(
            "done.action.post_to_tally",
            "accepted",
            "done.invoke.content_slot",
            3,
            {**two, "step3": STEP_3},
            done=True,
        ),
    ]


def test_cancel_stands_beside_next():
    assert walk(STEPPER, [FETCHED, send("CANCEL"), send("NEXT")])[-2:] == [
        Stop(
            event=event,
            outcome=outcome,
            followed_by=(),
            state=("cancelled",),
            dimensions={},
            context={"current_step": 1, "step_data": {}, "next_enabled": True},
            capabilities={"next": False, "back": False},
        )
        for event, outcome in [("CANCEL", "accepted"), ("NEXT", "ignored")]
    ]


AS_WRITTEN = """\
statecraft: 1
machine: STEPPER_MAIN
context:
  currentStep: {type: integer, initial: 1}
  stepData: {type: object, initial: {}}
  nextButtonEnabled: {type: boolean, initial: false}
initial: step1
states:
  step1:
    invoke:
      - id: CONTENT_SLOT
        machine: STEP
        on_done:
          target: step2
          do: [{set: {currentStep: 2, stepData: "=merged(stepData, {'step1': event.output})"}}]
    on:
      NEXT_ENABLE: {do: [{set: {nextButtonEnabled: true}}]}
      NEXT_DISABLE: {do: [{set: {nextButtonEnabled: false}}]}
      NEXT: {when: nextButtonEnabled, do: [{send: NEXT_STEP, to: CONTENT_SLOT}]}
  step2: {}
machines:
  STEP:
    context: {loaded: {type: object, initial: {}}}
    events: {NEXT_STEP: {}, DATA_LOADED: {}}
    actions: {loadData: {result: {type: object}}}
    initial: idle
    states:
      idle:
        entry: [{action: loadData, done: DATA_LOADED}]
        on:
          DATA_LOADED: {target: ready, do: [{set: {loaded: =event.result}}]}
      ready:
        entry: [{send: NEXT_ENABLE, to: parent}]
        on: {NEXT_STEP: {target: final}}
      final: {final: true, output: =loaded}
"""


def test_the_machines_of_the_document_in_its_own_names():
    machine = sc.Machine(sc.loads(AS_WRITTEN), clock=sc.SimulatedClock(), missing="wait")
    machine.answer("loadData", {"rows": 2})
    assert machine.context["nextButtonEnabled"] is True
    outcome = machine.send("NEXT")
    assert [one.event for one in outcome.followed_by] == ["NEXT_STEP", "done.invoke.CONTENT_SLOT"]
    assert machine.context == {
        "currentStep": 2,
        "stepData": {"step1": {"rows": 2}},
        "nextButtonEnabled": True,
    }
    assert machine.full_key == "step2"


def test_a_step_that_was_left_says_nothing_any_more():
    """The slot is used again: what the earlier child would still have sent is dropped."""
    machine = started(STEPPER)
    sc.carry_out(machine, FETCHED)
    machine.send("NEXT")
    machine.send("BACK")
    assert step(machine) == ("stepping.step1", 1, False, False)
    assert slot(machine) == ("content_slot", "fetch_data", "loading", "active")


def test_a_step_reads_the_data_of_the_steps_before_and_keeps_its_own():
    machine = started(STEPPER)
    logged: list[str] = []
    machine.subscribe(
        lambda record: logged.extend(
            str(each.message) for each in record.effects if isinstance(each, sc.LogMessage)
        )
    )
    sc.carry_out(machine, FETCHED)
    machine.send("NEXT")
    machine.send("BACK")
    (again,) = machine.chart.children(machine.snapshot).values()
    assert (again.context["earlier"], again.context["data"]) == ({"step1": STEP_1}, {})
    sc.carry_out(machine, FETCHED)
    assert logged == ["Steps before this one: 0", "Steps before this one: 1"]


def test_what_a_stopped_step_would_still_have_sent_is_not_heard_by_the_parent():
    """The first step asks for Next only later; by then the second one is in its slot."""
    late = AS_WRITTEN.replace(
        "entry: [{send: NEXT_ENABLE, to: parent}]",
        "entry: [{send: NEXT_ENABLE, to: parent}, {send: NEXT_ENABLE, to: parent, delay: 5s}]",
    ).replace(
        "  step2: {}",
        "  step2:\n"
        "    entry: [{set: {nextButtonEnabled: false}}]\n"
        "    invoke: {id: CONTENT_SLOT, machine: STEP}\n"
        "    on: {NEXT_ENABLE: {do: [{set: {nextButtonEnabled: true}}]}}",
    )
    machine = sc.Machine(sc.loads(late), clock=sc.SimulatedClock(), missing="wait")
    machine.answer("loadData", {"rows": 2})
    machine.send("NEXT")
    records: list[sc.Record] = []
    machine.subscribe(records.append)
    machine.advance("10s")
    assert (machine.full_key, machine.context["nextButtonEnabled"]) == ("step2", False)
    assert [record.outcome.event for record in records] == []
