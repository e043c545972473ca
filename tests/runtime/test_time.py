"""Timers on a simulated clock, and snapshots taken between them."""

from __future__ import annotations

import json

import pytest

import statecraft as sc
from tests.runtime.parcels import FUNCTIONS, chart, parcel, told


def test_a_timer_is_taken_at_its_own_time():
    machine = parcel()
    machine.send("LOAD")
    assert machine.due == 30.0
    assert machine.advance(29.999) == ()
    assert [outcome.event for outcome in machine.advance("1h")] == ["DELIVER"]
    assert (machine.status, machine.output) == ("done", {"label": ""})
    assert (machine.snapshot.now_ms, machine.clock.now()) == (30_000, 3629.999)


def test_what_is_due_comes_before_what_is_sent():
    clock, records = sc.SimulatedClock(), []
    machine = parcel(clock=clock, subscribers=[records.append])
    machine.send("LOAD")
    clock.advance(31)
    outcome = machine.send("RETURN")
    assert told(records)[2:] == [
        "parcel DELIVER accepted",
        "parcel RETURN ignored the machine is done",
    ]
    assert outcome.followed_by == ()


def test_run_due_takes_what_the_clock_has_reached():
    clock = sc.SimulatedClock(100)
    machine = parcel(clock=clock)
    machine.send("LOAD")
    assert machine.run_due() == ()
    clock.advance("30s")
    assert [outcome.event for outcome in machine.run_due()] == ["DELIVER"]


def test_a_restored_machine_goes_on_where_the_other_was():
    machine = parcel()
    machine.send("PRINT")
    machine.send("LOAD")
    machine.advance(10)
    text = json.dumps(machine.to_json())
    clock = sc.SimulatedClock(10)
    again = sc.Machine.restore(
        chart(), json.loads(text), functions=FUNCTIONS, missing="wait", clock=clock
    )
    assert again.started is None
    assert json.dumps(again.to_json()) == text
    again.answer("printer", "L")
    assert [outcome.event for outcome in again.advance(20)] == ["DELIVER"]
    assert again.output == {"label": "L"}


def test_a_snapshot_object_can_be_restored_as_it_is():
    machine = parcel()
    machine.send("WEIGH", weight=3)
    again = sc.Machine.restore(chart(), machine.snapshot, functions=FUNCTIONS, missing="wait")
    assert again.context == machine.context


def test_a_foreign_snapshot_is_refused():
    with pytest.raises(sc.SnapshotError):
        sc.Machine.restore(chart(), {"format": "x"}, functions=FUNCTIONS, missing="wait")


def test_a_rebuilt_machine_has_the_saved_values():
    machine = parcel()
    machine.send("WEIGH", weight=3)
    machine.move(seal="open")
    again = sc.Machine.rebuild(chart(), machine.saved(), functions=FUNCTIONS, missing="wait")
    assert again.saved() == machine.saved()
    assert str(again.started.kind) == "started"


@pytest.mark.parametrize(
    ("duration", "now"),
    [(0.1, 0.1), ("1m30s", 90.0), ("PT2H", 7200.0), (0, 0.0)],
)
def test_a_simulated_clock_is_advanced(duration, now):
    clock = sc.SimulatedClock()
    clock.advance(duration)
    assert clock.now() == now


def test_tenths_of_seconds_add_up():
    clock = sc.SimulatedClock()
    for _ in range(10):
        clock.advance(0.1)
    assert clock.now() == 1.0
