"""Machines inside machines: child first, passed on outward, ended outward, seen as one stream."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.seeds.walking import ROOT, act, send, started, walk

CONTROLLER = ROOT / "definitions/traffic_controller.statechart.yaml"

LIGHT = """\
statecraft: 1
machine: controller
initial: Working
states:
  Working: {submachine: light, on: {break: Broken, child.exit: Done}}
  Broken: {on: {fix: Working}}
  Done: {final: true}
machines:
  light:
    initial: Red
    states:
      Red: {on: {tick: Green, complete: Off}}
      Green: {on: {tick: Yellow, complete: Off}}
      Yellow: {on: {tick: Red, complete: Off}}
      Off: {final: true}
"""


def light() -> sc.Machine:
    return sc.Machine(sc.loads(LIGHT), clock=sc.SimulatedClock())


def seen(machine: sc.Machine) -> tuple[str, int, tuple[tuple[str, str], ...]]:
    """Full key, depth and stack."""
    chart, snapshot = machine.chart, machine.snapshot
    return chart.full_key(snapshot), chart.depth(snapshot), chart.stack(snapshot)


def test_a_tick_goes_down_to_the_light_and_is_one_change_of_the_whole():
    records: list[sc.Record] = []
    machine = light()
    machine.subscribe(records.append)
    assert seen(machine) == (
        "Working.Red",
        1,
        (("controller", "Working"), ("light", "Red")),
    )
    before = machine.snapshot
    outcome = machine.send("tick")
    assert (outcome.kind, outcome.exited, outcome.entered, outcome.followed_by) == (
        "accepted",
        ("Working.Red",),
        ("Working.Green",),
        (),
    )
    assert [(record.before, record.after) for record in records] == [(before, machine.snapshot)]
    assert before is not machine.snapshot
    assert seen(machine) == (
        "Working.Green",
        1,
        (("controller", "Working"), ("light", "Green")),
    )


def test_the_parent_does_not_move_when_the_child_takes_the_event():
    machine = light()
    machine.send("tick")
    assert machine.snapshot.configuration == ("Working",)
    (child,) = machine.chart.children(machine.snapshot).values()
    assert (child.machine, child.full_key) == ("light", "Green")


def test_every_change_of_the_child_is_a_new_state_of_the_whole():
    machine = light()
    snapshots = [machine.snapshot]
    for _ in range(3):
        machine.send("tick")
        snapshots.append(machine.snapshot)
    assert len({id(each) for each in snapshots}) == 4
    same = machine.snapshot
    machine.send("unheard-of")
    assert machine.snapshot is same


def test_complete_ends_the_child_and_the_parent_within_the_same_send():
    machine = light()
    outcome = machine.send("complete")
    left = next(one for one in outcome.followed_by if one.event == "child.exit")
    assert left.data == {"state": "Off", "output": None, "path": "Working"}
    assert (machine.full_key, machine.status) == ("Done", "done")


def test_leaving_the_state_stops_the_child_and_a_new_one_starts_fresh():
    machine = light()
    machine.send("tick")
    machine.send("break")
    assert seen(machine) == ("Broken", 0, (("controller", "Broken"),))
    assert machine.send("tick").kind == "ignored"
    machine.send("fix")
    assert machine.full_key == "Working.Red"


def test_an_external_child_change_is_unwrapped_and_routed():
    machine = light()
    assert machine.send("child.change", type="tick", params=[]).kind == "accepted"
    assert machine.full_key == "Working.Green"


# Event, outcome, full key: three levels deep, each taken by the innermost machine that wants it.
ROUTES = [
    pytest.param(
        [("TICK", "accepted", "working.lit.green"), ("TICK", "accepted", "working.lit.yellow")],
        id="the light takes it",
    ),
    pytest.param(
        [
            ("WALK", "accepted", "working.lit.red"),
            ("TICK", "accepted", "working.lit.red"),
            ("CLEAR", "accepted", "working.lit.red"),
            ("TICK", "accepted", "working.lit.green"),
        ],
        id="the light passes it on to the crossing",
    ),
    pytest.param(
        [("FAULT", "accepted", "working.blinking"), ("FIXED", "accepted", "working.lit.red")],
        id="the crossing takes what the light does not name",
    ),
    pytest.param(
        [("BREAK", "accepted", "broken"), ("REPAIR", "accepted", "working.lit.red")],
        id="the controller takes what nobody below names",
    ),
    pytest.param(
        [("TICK", "accepted", "working.lit.green"), ("WALK", "rejected", "working.lit.green")],
        id="a rule of the light refuses for all",
    ),
    pytest.param([("REPAIR", "ignored", "working.lit.red")], id="nobody names it"),
    pytest.param([("SHUT_DOWN", "accepted", "dark")], id="all three end, one by one"),
    pytest.param(
        [("FAULT", "accepted", "working.blinking"), ("SHUT_DOWN", "accepted", "dark")],
        id="the crossing ends by itself",
    ),
]


@pytest.mark.parametrize("route", ROUTES)
def test_where_an_event_arrives(route):
    machine = started(CONTROLLER)
    found = [(event, str(machine.send(event).kind), machine.full_key) for event, _, _ in route]
    assert found == route
    stops = walk(CONTROLLER, [send(event) for event, _, _ in route])
    assert [(stop.event, stop.outcome) for stop in stops[1:]] == [
        (event, outcome) for event, outcome, _ in route
    ]


def test_child_exit_goes_up_level_by_level_as_long_as_each_one_ends():
    machine = started(CONTROLLER)
    outcome = machine.send("SHUT_DOWN")
    assert [(one.event, one.data, str(one.kind)) for one in outcome.followed_by] == [
        ("done.invoke.light", {"output": None}, "ignored"),
        ("child.exit", {"state": "out", "output": None, "path": "lit"}, "accepted"),
        ("done.invoke.crossing", {"output": None}, "ignored"),
        ("child.exit", {"state": "off", "output": None, "path": "working"}, "accepted"),
    ]
    assert machine.output == {"repairs": 0, "ended_in": "off"}


def test_three_levels_are_seen_by_key_depth_stack_and_children():
    machine = started(CONTROLLER)
    assert seen(machine) == (
        "working.lit.red",
        2,
        (("traffic_controller", "working"), ("crossing", "lit"), ("light", "red")),
    )
    crossing = machine.chart.children(machine.snapshot)["crossing"]
    assert (crossing.full_key, crossing.children["light"].full_key) == ("lit.red", "red")
    assert machine.chart.matches(machine.snapshot, "working.lit.red")


def test_a_child_that_sends_to_its_parent_is_heard_as_a_later_step_of_the_turn():
    text = LIGHT.replace(
        "{tick: Green, complete: Off}",
        "{tick: {target: Green, do: [{send: seen, to: parent}]}, complete: Off}",
        1,
    ).replace("on: {break: Broken,", "on: {seen: {}, break: Broken,")
    machine = sc.Machine(sc.loads(text), clock=sc.SimulatedClock())
    outcome = machine.send("tick")
    assert [(one.event, str(one.kind)) for one in outcome.followed_by] == [("seen", "accepted")]


def test_what_was_sent_and_what_became_of_it_can_be_traced():
    machine = light()
    trace: list[str] = []
    machine.subscribe(lambda record: trace.append(f"{record.outcome} -> {machine.full_key}"))
    for event in ("tick", "break", "tick", "fix"):
        machine.send(event)
    assert trace == [
        "tick: accepted -> Working.Green",
        "break: accepted -> Broken",
        "tick: ignored -> Broken",
        "fix: accepted -> Working",
        "start: started -> Working.Red",
    ]


class Lamp:
    """A machine of another make: it has a state and takes events."""

    def __init__(self, given: object) -> None:
        self.state = "red"

    def get_state(self) -> str:
        return self.state

    def send(self, event: str, data: object) -> bool:
        if event != "tick":
            return False
        self.state = "green"
        return True


def test_a_child_may_be_any_object_that_has_a_state_and_takes_events():
    text = LIGHT.partition("machines:")[0].replace("submachine: light", "submachine: 'python:lamp'")
    text = text.replace("child.exit: Done", "complete: Done")
    lamps: list[Lamp] = []

    def lamp(given: object) -> Lamp:
        lamps.append(Lamp(given))
        return lamps[-1]

    machine = sc.Machine(sc.loads(text), clock=sc.SimulatedClock(), children={"lamp": lamp})
    assert (machine.send("tick").kind, machine.full_key) == ("accepted", "Working")
    assert [each.get_state() for each in lamps] == ["green"]
    assert (machine.send("break").kind, machine.full_key) == ("accepted", "Broken")
    machine.send("fix")
    assert [each.get_state() for each in lamps] == ["green", "red"]


def test_the_wrapped_event_goes_the_same_way_by_the_program():
    by_name = walk(CONTROLLER, [send("TICK"), send("TICK")])
    wrapped = act("send", "child.change", {"type": "TICK", "params": []})
    assert [stop.context for stop in walk(CONTROLLER, [wrapped, wrapped])] == [
        stop.context for stop in by_name
    ]


def test_an_event_of_the_family_child_goes_to_the_machine_itself():
    """The light names it too and would be asked first for any other event."""
    text = LIGHT.replace("Red: {on: {tick", "Red: {on: {child.exit: Off, tick")
    machine = sc.Machine(sc.loads(text), clock=sc.SimulatedClock())
    outcome = machine.send("child.exit", state="Red")
    assert (outcome.kind, machine.full_key) == ("accepted", "Done")


BEYOND = """\
statecraft: 1
machine: controller
initial: Working
states:
  Working: {submachine: light, on: {break: Broken}}
  Broken: {on: {fix: Working}}
machines:
  light:
    parallel: true
    states:
      lamp:
        initial: Lit
        states:
          Lit:
            initial: Red
            on: {dim: Dark}
            states:
              Red: {on: {tick: Green}}
              Green: {on: {tick: Red}}
              last: {history: shallow, default: Red}
          Dark: {on: {light: Lit.last}}
      counter:
        initial: Even
        states: {Even: {on: {tick: Odd}}, Odd: {on: {tick: Even}}}
"""


def test_a_child_may_have_parallel_regions_and_history():
    machine = sc.Machine(sc.loads(BEYOND), clock=sc.SimulatedClock())

    def inside() -> list[str]:
        paths = ("lamp.Lit.Red", "lamp.Lit.Green", "lamp.Dark", "counter.Even", "counter.Odd")
        return [path for path in paths if machine.matches(f"Working.{path}")]

    machine.send("tick")
    machine.send("dim")
    machine.send("light")
    assert inside() == ["lamp.Lit.Green", "counter.Odd"]
    machine.send("break")
    machine.send("fix")
    assert inside() == ["lamp.Lit.Red", "counter.Even"]


def test_what_a_child_is_sent_by_its_parent_is_routed_and_told_like_any_event():
    text = LIGHT.replace("on: {break", "on: {push: {do: [{send: tick, to: light}]}, break", 1)
    machine = sc.Machine(sc.loads(text), clock=sc.SimulatedClock())
    records: list[sc.Record] = []
    machine.subscribe(records.append)
    machine.send("push")
    assert [(record.outcome.event, record.outcome.entered) for record in records] == [
        ("push", ()),
        ("tick", ("Working.Green",)),
    ]
