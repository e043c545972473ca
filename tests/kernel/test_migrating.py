"""A snapshot of an old version goes on in a new one (docs/semantics.md §10.5)."""

from __future__ import annotations

import pytest

import statecraft as sc

OLD = """\
statecraft: 1
machine: parcel
context:
  weight: {type: integer, initial: 3}
  note: {type: string, initial: ""}
actions: {weigh: {}}
events: {DONE: {}}
dimensions:
  place: {values: [shelf, van, door], transitions: any}
initial: open
states:
  open:
    initial: empty
    states:
      empty: {on: {FILL: full}}
      full: {after: {10s: open.empty}}
      last: {history: shallow, default: empty}
    on: {CLOSE: shut}
  shut: {on: {OPEN: open.last}}
pipelines:
  scale:
    steps: [{action: weigh}, {wait_for: DONE}, {set: {weight: 7}}]
on: {LOAD: {target: {place: van}}, NOTE: {do: [{set: {note: x}}]}}
"""


def gone(text: str, *steps: str) -> tuple[sc.Chart, sc.Snapshot]:
    """The chart of a text, and its state after some events."""
    chart = sc.loads(text)
    snapshot = settled(chart, chart.start())
    for number, event in enumerate(steps):
        snapshot = settled(chart, chart.send(snapshot, event, now=float(number + 1)))
    return chart, snapshot


def settled(chart: sc.Chart, step: sc.Step) -> sc.Snapshot:
    """The state after the whole turn."""
    assert step.outcome.accepted
    snapshot = step.snapshot
    while snapshot.queue:
        snapshot = chart.step(snapshot).snapshot
    return snapshot


def migrated(new: str, *steps: str) -> tuple[sc.Chart, sc.Step]:
    chart = sc.loads(new)
    return chart, chart.migrate(gone(OLD, *steps)[1])


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((), id="start"),
        pytest.param(("FILL",), id="a timer"),
        pytest.param(("FILL", "CLOSE"), id="a history"),
        pytest.param(("FILL", "scale"), id="a run and an awaited action"),
        pytest.param(("LOAD", "NOTE"), id="values"),
    ],
)
def test_the_same_version_takes_its_own_snapshot_as_it_is(events):
    chart, snapshot = gone(OLD, *events)
    again = sc.loads(OLD).migrate(snapshot)
    assert again.outcome.kind == "started"
    assert chart.to_json(again.snapshot) == chart.to_json(snapshot)


def test_what_is_new_is_at_its_initial_value_and_what_is_gone_is_left_out():
    new = OLD.replace('  note: {type: string, initial: ""}', "  double: {initial: =weight * 2}")
    new = new.replace("NOTE: {do: [{set: {note: x}}]}", "")
    new = new.replace("dimensions:\n", "dimensions:\n  lamp: {values: [off, on], moves: free}\n")
    chart, step = migrated(new, "LOAD", "NOTE")
    assert step.snapshot.context == {"weight": 3, "double": 6}
    assert chart.values(step.snapshot) == {"lamp": "off", "place": "van"}
    assert chart.restore(chart.to_json(step.snapshot)) == step.snapshot


def test_a_timer_goes_on_where_its_state_has_the_same_delays():
    chart, step = migrated(OLD.replace("10s: open.empty", "10s: shut"), "FILL")
    assert step.snapshot.due == 11.0
    later = chart.step(step.snapshot, now=11.0)
    assert later.snapshot.configuration == ("shut",)


def test_other_delays_start_anew():
    _, step = migrated(OLD.replace("10s: open.empty", "30s: open.empty"), "FILL")
    assert (step.snapshot.now_ms, step.snapshot.due) == (1000, 31.0)


def test_history_of_states_that_are_gone_is_forgotten():
    new = OLD.replace("FILL: full", "FILL: heaped").replace("      full:", "      heaped:")
    chart, step = migrated(new, "FILL", "CLOSE")
    opened = chart.send(step.snapshot, "OPEN")
    assert opened.snapshot.configuration == ("open", "open.empty")


def test_a_run_goes_on_where_its_steps_are_the_same():
    new = OLD.replace("{set: {weight: 7}}", "{set: {weight: 70}}")
    chart, step = migrated(new, "FILL", "scale")
    (pending,) = step.snapshot.pending
    answered = chart.answer(step.snapshot, pending.serial, None)
    done = chart.send(answered.snapshot, "DONE")
    assert done.snapshot.context["weight"] == 70


REFUSED = [
    pytest.param(
        OLD.replace("      full:", "      heaped:").replace("FILL: full", "FILL: heaped"),
        ("FILL",),
        'there is no state "open.full" any more',
        id="an active state",
    ),
    pytest.param(
        OLD.replace("[shelf, van, door]", "[shelf, cart, door]").replace(
            "place: van", "place: cart"
        ),
        ("LOAD",),
        'Invalid place value: "van"; its values are shelf, cart, door',
        id="a value",
    ),
    pytest.param(
        OLD.replace("{wait_for: DONE}, ", ""),
        ("FILL", "scale"),
        "a run of the pipeline scale is under way, and its steps have changed",
        id="a run",
    ),
    pytest.param(
        OLD.replace("type: integer, initial: 3", "type: integer, minimum: 4, initial: 5"),
        (),
        "weight: must be at least 4, is 3",
        id="a variable",
    ),
    pytest.param(
        OLD.replace("      full: {", "      full: {initial: a, states: {a: {}}, "),
        ("FILL",),
        "open.full needs one of its states active, found none",
        id="a state that has states now",
    ),
    pytest.param(
        OLD.replace("machine: parcel", "machine: letter"),
        (),
        'the snapshot is of "parcel", not of "letter"',
        id="another machine",
    ),
]


@pytest.mark.parametrize(("new", "events", "message"), REFUSED)
def test_what_has_no_place_is_refused(new, events, message):
    with pytest.raises(sc.UsageError) as caught:
        migrated(new, *events)
    assert str(caught.value) == message


def test_what_the_rules_forbid_is_rejected():
    rule = "rules: {light: {never: place == 'van' and weight > 2, message: Too heavy.}}\n"
    _, step = migrated(OLD + rule, "LOAD")
    assert [reason.message for reason in step.outcome.reasons] == ["Too heavy."]
    with pytest.raises(sc.UsageError):
        sc.loads(OLD).migrate(step.snapshot)


def test_cascades_pull():
    new = OLD.replace("dimensions:\n", "dimensions:\n  lamp: {values: [off, on]}\n")
    rule = "rules: {lit: {when: place == 'van', then: {lamp: on}}}\n"
    chart, step = migrated(new + rule, "LOAD")
    assert chart.values(step.snapshot)["lamp"] == "on"
    assert [each.transitions for each in step.outcome.path] == [("lit",)]


FAMILY = """\
statecraft: 1
machine: crossing
initial: day
states:
  day: {submachine: {id: light, machine: light}, on: {SLEEP: night}}
  night: {on: {WAKE: day}}
machines:
  light:
    initial: red
    states: {red: {on: {TICK: green}}, green: {on: {TICK: red}}}
"""


def test_children_come_along():
    chart, snapshot = gone(FAMILY, "TICK")
    new = sc.loads(FAMILY.replace("WAKE: day", "WAKE: day, STAY: night"))
    step = new.migrate(snapshot)
    after = settled(new, new.send(step.snapshot, "TICK"))
    assert new.stack(step.snapshot) == (("crossing", "day"), ("light", "green"))
    assert new.stack(after) == (("crossing", "day"), ("light", "red"))
    assert chart.definition.hash != new.definition.hash


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "submachine: {id: light",
            "submachine: {id: lamp",
            'day has no child "light" any more',
            id="gone",
        ),
        pytest.param(
            "night: {",
            "night: {submachine: {id: moon, machine: light}, ",
            'night has a child "moon" now, which is not there',
            id="new",
        ),
    ],
)
def test_a_child_without_a_place_is_refused(old, new, message):
    _, snapshot = gone(FAMILY, *(() if "light" in message else ("SLEEP",)))
    with pytest.raises(sc.UsageError) as caught:
        sc.loads(FAMILY.replace(old, new)).migrate(snapshot)
    assert str(caught.value) == message
