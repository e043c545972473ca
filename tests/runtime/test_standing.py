"""Machines that stand at their start weigh little, and answer as all others do."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest

import statecraft as sc
from statecraft.runtime.standing import standing_of

HEAD = "statecraft: 1\nmachine: m\n"
TOGGLE = (
    HEAD
    + """
context: {count: {type: integer, initial: 0}}
states: {a: {on: {go: {target: b, do: [{set: {count: =count + 1}}]}}}, b: {on: {go: a}}}
"""
)
DIMENSIONS = (
    HEAD
    + """
dimensions: {doc: {values: [draft, sent]}, lamp: {values: [off, on], moves: free}}
on: {send: {when: "lamp == 'on'", target: {doc: sent}}}
"""
)
MOST_BYTES = 300


def bytes_each(make: Callable[[], sc.Machine], look: Callable[[sc.Machine], object]) -> float:
    kept, number = [make() for _ in range(10)], 1000
    gc.collect()
    tracemalloc.start()
    kept += [make() for _ in range(number)]
    for machine in kept:
        look(machine)
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / number


@pytest.mark.parametrize("text", [TOGGLE, DIMENSIONS], ids=["tree", "dimensions"])
def test_a_machine_that_stands_at_its_start_takes_few_bytes(text):
    def look(machine: sc.Machine) -> None:
        found = (machine.id, machine.status, machine.pending, machine.due)
        assert found == ("m", "active", (), None)

    chart = sc.loads(text)
    assert bytes_each(lambda: sc.Machine(chart), look) <= MOST_BYTES


@pytest.mark.parametrize(("text", "event"), [(TOGGLE, "go"), (DIMENSIONS, "send")])
def test_a_machine_that_has_moved_takes_few_bytes(text, event):
    chart = sc.loads(text)

    def moved() -> sc.Machine:
        machine = sc.Machine(chart)
        machine.send(event)
        return machine

    assert bytes_each(moved, lambda machine: machine.send(event)) <= MOST_BYTES


def test_a_machine_that_has_moved_goes_on_where_it_is_once_it_is_watched():
    machine, records = sc.Machine(sc.loads(TOGGLE)), []
    for _ in range(3):
        machine.send("go")
    before = machine.snapshot
    machine.subscribe(records.append)
    machine.send("go")
    assert (before.context, machine.context, machine.full_key) == ({"count": 2}, {"count": 2}, "a")
    assert [record.before for record in records] == [before]


def seen(machine: sc.Machine) -> dict[str, object]:
    """All that can be asked of a machine without changing it; its time is its own."""
    return {
        "snapshot": replace(machine.snapshot, now_ms=0),
        "started": machine.started,
        "id": machine.id,
        "directory": list(machine.instances),
        "values": machine.values,
        "context": machine.context,
        "key": machine.full_key,
        "saved": machine.saved(),
        "enabled": machine.enabled_events(),
        "open": (machine.status, machine.output, machine.pending, machine.due),
        "clock": type(machine.clock),
        "told": repr(machine),
    }


@pytest.mark.parametrize("events", ["", "go", "go go", "send", "unknown"])
@pytest.mark.parametrize("text", [TOGGLE, DIMENSIONS], ids=["tree", "dimensions"])
def test_a_machine_that_stands_is_like_any_other(text, events):
    chart = sc.loads(text)
    standing, other = sc.Machine(chart), sc.Machine(chart, subscribers=())
    outcomes = [[machine.send(event) for event in events.split()] for machine in (standing, other)]
    assert outcomes[0] == outcomes[1]
    assert seen(standing) == seen(other)


def test_the_time_of_a_machine_that_stands_is_that_of_its_start():
    chart = sc.loads(TOGGLE)
    first, second = sc.Machine(chart), sc.Machine(chart)
    times = [machine.snapshot.now_ms for machine in (first, second)]
    assert times == sorted(times)
    assert round(first.clock.now() * 1000) >= times[0]
    first.subscribe(lambda _record: None)
    assert first.snapshot.now_ms == times[0]


@pytest.mark.parametrize("options", [{}, {"subscribers": ()}], ids=["stands", "other"])
def test_who_subscribes_to_a_machine_that_stands_is_told_of_its_next_step(options):
    records: list[sc.Record] = []
    machine = sc.Machine(sc.loads(TOGGLE), **options)
    machine.subscribe(records.append)
    machine.send("go")
    assert [(record.number, record.outcome.event) for record in records] == [(1, "go")]


@pytest.mark.parametrize(
    "body",
    [
        "states: {a: {after: {1s: b}}, b: {}}",
        "states: {a: {entry: [{emit: hello}]}}",
        "states: {a: {on: {go: {when: now() > 5, target: b}}}, b: {}}",
        "context: {at: {type: number, initial: =now()}}\nstates: {a: {}}",
        "actions: {beep: {}}\nstates: {a: {}}",
        "states: {a: {final: true}}",
        "states: {a: {submachine: c}}\nmachines: {c: {states: {x: {}}}}",
        "input: {n: {type: integer}}\nstates: {a: {}}",
    ],
    ids=["timer", "effect", "time", "time at start", "action", "end", "child", "input"],
)
def test_what_does_more_at_its_start_does_not_stand(body):
    assert standing_of(sc.loads(f"{HEAD}{body}\n")) is None


def test_threads_that_wake_one_machine_find_one_state():
    machine, together = sc.Machine(sc.loads(TOGGLE)), Barrier(8)

    def go() -> None:
        together.wait()
        machine.send("go")

    threads = [Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (machine.full_key, machine.context) == ("a", {"count": 4})
