"""Instances that live together: sends between them, starts, what cannot be delivered."""

from __future__ import annotations

import threading

import pytest

import statecraft as sc
from tests.runtime.parcels import parcel, told


def test_an_event_reaches_another_instance():
    together = sc.Instances(sc.SimulatedClock())
    one, two = (parcel(instances=together, id=name) for name in ("one", "two"))
    one.send("TELL", to="two", word="hi")
    assert (one.context["heard"], two.context["heard"]) == ([], ["hi"])
    assert list(together) == ["one", "two"]


def test_an_instance_may_send_to_itself_by_id():
    machine = parcel()
    outcome = machine.send("TELL", to="parcel", word="hi")
    assert [each.event for each in outcome.followed_by] == ["HEAR"]
    assert machine.context["heard"] == ["hi"]


def test_an_event_for_nobody_is_told_as_a_remark():
    records = []
    machine = parcel(subscribers=[records.append])
    outcome = machine.send("TELL", to="nobody", word="hi")
    assert outcome.accepted
    assert told(records)[-1] == 'parcel HEAR ignored there is no instance "nobody"'
    assert [each.note for each in outcome.followed_by] == ['there is no instance "nobody"']


def test_a_started_instance_answers_within_the_turn():
    records = []
    machine = parcel(subscribers=[records.append])
    machine.send("HIRE")
    assert told(records) == [
        "parcel started",
        "parcel HIRE accepted",
        "bob started",
        "bob ASK accepted",
        "parcel HEAR accepted",
    ]
    assert (machine.context["heard"], machine.instances["bob"].snapshot.context) == (
        ["hello"],
        {"boss": "parcel"},
    )


def test_an_id_that_is_taken_is_told_as_a_remark():
    machine = parcel()
    machine.send("HIRE")
    notes = [each.note for each in machine.send("HIRE").followed_by]
    assert notes[0] == 'an instance with the id "bob" exists already'


def test_ids_in_a_directory_differ():
    together = sc.Instances(sc.SimulatedClock())
    names = [parcel(instances=together).id for _ in range(3)]
    assert names == ["parcel", "parcel-2", "parcel-3"]
    with pytest.raises(sc.UsageError, match="exists already"):
        parcel(instances=together, id="parcel")


def test_advancing_one_advances_all_in_the_order_of_their_timers():
    together, records = sc.Instances(sc.SimulatedClock()), []
    one, two = (
        parcel(instances=together, id=name, subscribers=[records.append]) for name in ("one", "two")
    )
    two.send("LOAD")
    one.advance(5)
    one.send("LOAD")
    records.clear()
    assert [outcome.event for outcome in one.advance(60)] == ["DELIVER"]
    assert [(record.machine, record.at) for record in records] == [("two", 30.0), ("one", 35.0)]


def test_a_removed_instance_is_no_longer_reached():
    together = sc.Instances(sc.SimulatedClock())
    one, two = (parcel(instances=together, id=name) for name in ("one", "two"))
    together.remove("two")
    one.send("TELL", to="two", word="hi")
    assert two.context["heard"] == []
    assert "two" not in together


def test_a_directory_has_one_clock():
    together = sc.Instances(sc.SimulatedClock())
    with pytest.raises(sc.UsageError, match="share its clock"):
        parcel(instances=together, clock=sc.SimulatedClock())


def test_threads_take_turns():
    machine = parcel()

    def send_many():
        for _ in range(50):
            machine.send("HEAR", word="x")

    threads = [threading.Thread(target=send_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(machine.context["heard"]) == 200
