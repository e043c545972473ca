"""Machines that are watched go by shortcut, too, and tell of every step."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from threading import Thread

import pytest

import statecraft as sc

TOGGLE = """
statecraft: 1
machine: toggle
context: {count: {type: integer, initial: 0}}
states:
  a: {on: {go: {target: b, do: [{set: {count: =count + 1}}]}, stay: {}}}
  b: {on: {go: a, chain: {do: [{raise: go}]}, twice: {do: [{send: go}, {send: go}]}}}
"""


def toggle() -> sc.Machine:
    """A machine that has been through all its states."""
    machine = sc.Machine(sc.loads(TOGGLE))
    for event in ("go", "stay", "twice", "chain") * 8:
        machine.send(event)
    return machine


def test_event_of_a_watched_machine_goes_by_shortcut():
    machine, records = toggle(), []
    machine.subscribe(records.append)
    for _ in range(4):
        machine.send("go")
    assert machine.full_key == "a"
    known = machine.send("stay")
    assert machine.send("stay") is known  # Only the outcome of a shortcut is kept.
    assert [record.outcome for record in records[-2:]] == [known, known]


def test_records_of_shortcuts_and_of_other_steps_are_one_chain():
    machine, records = toggle(), []
    start = machine.snapshot
    machine.subscribe(records.append)
    for event in ("go", "twice", "nothing", "go", "chain", "stay") * 3:
        machine.send(event)
    assert [record.number for record in records] == list(range(1, len(records) + 1))
    assert records[0].before == start
    assert all(one.after is other.before for one, other in pairwise(records))
    assert records[-1].after == machine.snapshot
    untaken = [record for record in records if not record.outcome.accepted]
    assert all(record.before is record.after for record in untaken)


def test_what_a_subscriber_sends_waits_for_the_end_of_the_step():
    machine, kinds = toggle(), []

    def again(record: sc.Record) -> None:
        if record.number == 1:
            kinds.append(machine.send("go").kind)

    machine.subscribe(again)
    outcome = machine.send("go")
    assert kinds == ["queued"]
    assert [each.event for each in (outcome, *outcome.followed_by)] == ["go", "go"]


def test_subscriber_that_has_unsubscribed_is_still_inside_of_the_step():
    machine, kinds = toggle(), []

    def once(record: sc.Record) -> None:
        unsubscribe()
        kinds.append(machine.send("go").kind)

    unsubscribe = machine.subscribe(once)
    assert len(machine.send("go").followed_by) == 1
    assert len(machine.send("go").followed_by) == 0
    assert kinds == ["queued"]


def test_step_stands_although_its_subscriber_fails():
    machine = toggle()
    before = machine.full_key

    def fail(record: sc.Record) -> None:
        raise LookupError(record.outcome.event)

    machine.subscribe(fail)
    with pytest.raises(ExceptionGroup) as caught:
        machine.send("go")
    assert [error.args for error in caught.value.exceptions] == [("go",)]
    assert machine.full_key != before


def test_subscriber_is_told_of_all_that_other_threads_do():
    machine, records = toggle(), []
    threads = [Thread(target=lambda: [machine.send("go") for _ in range(2000)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    unsubscribe = machine.subscribe(records.append)
    for thread in threads:
        thread.join()
    unsubscribe()
    assert all(one.after is other.before for one, other in pairwise(records))
    assert [record.after for record in records[-1:]] in ([], [machine.snapshot])


def test_machine_goes_on_without_a_record_once_nobody_watches():
    machine, records = toggle(), []
    unsubscribe = machine.subscribe(records.append)
    machine.send("go")
    unsubscribe()
    for _ in range(3):
        machine.send("go")
    assert (len(records), machine.full_key) == (1, toggle().full_key)


def test_asynchronous_machine_goes_by_shortcut():
    async def walk() -> tuple[sc.Outcome, sc.Outcome, list[sc.Record]]:
        records: list[sc.Record] = []
        async with sc.AsyncMachine(sc.loads(TOGGLE), subscribers=[records.append]) as machine:
            await machine.wait_for("count == 0")
            for _ in range(4):
                await machine.send("go")
            for _ in range(3):
                await machine.send("stay")
            records.clear()
            return await machine.send("stay"), await machine.send("stay"), records

    one, other, records = asyncio.run(walk())
    assert one is other
    assert [record.outcome for record in records] == [one, other]
