"""Status rows of a machine, of its handlers and of a session (docs/semantics.md §16)."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.store.failures import StoreError
from statecraft.store.memory_status import MemoryStatusJournal
from statecraft.store.status_journal import StatusEntry

IMPORTING = """
statecraft: 1
machine: importing
status_steps: {1: Import, 2: Export}
context: {orders: {type: integer, initial: 0}}
actions: {fetch: {result: {type: integer}}}
pipelines:
  sync:
    steps:
      - {status: processing, step: 1, message: Queueing...}
      - {status: processing, step: 1, message: Processing orders...}
      - action: fetch
      - set: {orders: =result}
      - {status: completed, step: 1, details: {orders: =orders}}
      - {status: waiting, step: 2, name: Ship, message: "=f'{orders} orders ready'", session: shared}
events: {RESET: {}, BREAK: {}}
on:
  RESET: {do: [{status: cleared}]}
  BREAK: {do: [{status: failed, step: 2}, {set: {orders: =1 // orders}}]}
"""


def entry(session, step, status, **columns):
    given = {"step_name": None, "message": None, "timestamp": 0.0, "details": None, **columns}
    return StatusEntry(session=session, step=step, status=status, **given)


QUEUEING = entry("importing", 1, "processing", step_name="Import", message="Queueing...")
PROCESSING = entry("importing", 1, "processing", step_name="Import", message="Processing orders...")
COMPLETED = entry("importing", 1, "completed", step_name="Import", details={"orders": 5})
READY = entry("shared", 2, "waiting", step_name="Ship", message="5 orders ready")


def importing(fetch=lambda: 5, **options):
    options = {"clock": sc.SimulatedClock(), "actions": {"fetch": fetch}, **options}
    return sc.Machine(sc.loads(IMPORTING), **options)


def test_rows_are_written_after_the_commit_in_order_and_before_the_work_begins():
    seen = []
    machine = importing(lambda: seen.extend(machine.status_journal.history("importing")) or 5)
    machine.run("sync")
    assert seen == [QUEUEING, PROCESSING]
    assert machine.status_journal.history("importing") == (QUEUEING, PROCESSING, COMPLETED)
    assert machine.status_journal.history("shared") == (READY,)


def test_a_step_that_is_rejected_writes_no_row():
    machine = importing()
    assert machine.send("BREAK").kind.value == "rejected"
    assert machine.status_journal.sessions() == ()


def test_what_was_written_before_a_clear_is_history():
    machine = importing()
    session = sc.StatusSession(machine.status_journal, "importing", clock=machine.clock)
    machine.run("sync")
    machine.send("RESET")
    session.write(2, "waiting")
    assert session.get() == (entry("importing", 2, "waiting"),)
    assert [each.status for each in session.history()] == [
        "processing",
        "processing",
        "completed",
        "cleared",
        "waiting",
    ]
    session.clear()
    assert session.get() == ()


def test_the_latest_row_of_each_step_counts_in_order_of_the_steps():
    session = sc.StatusSession(
        MemoryStatusJournal(), "s", names={1: "Import"}, clock=sc.SimulatedClock(7)
    )
    session.write(2, "waiting")
    session.write(None, "processing", "all")
    session.write(1, "processing")
    session.write(1, "completed", "5 orders", details=[5], name="In")
    assert session.get() == (
        entry("s", 1, "completed", step_name="In", message="5 orders", details=[5], timestamp=7.0),
        entry("s", 2, "waiting", timestamp=7.0),
        entry("s", None, "processing", message="all", timestamp=7.0),
    )


def test_a_handler_writes_while_it_works():
    clock = sc.SimulatedClock()

    def fetch(_data, context):
        clock.advance("10s")
        context.status(1, "processing", "3 of 5", details={"done": 3})
        return 5

    machine = importing(fetch, clock=clock)
    machine.run("sync")
    told = entry(
        "importing",
        1,
        "processing",
        step_name="Import",
        message="3 of 5",
        details={"done": 3},
        timestamp=10.0,
    )
    assert machine.status_journal.history("importing")[2] == told


@pytest.mark.parametrize(
    ("arguments", "columns", "told"),
    [
        pytest.param((True, "waiting"), {}, "a step is a number or None, not true", id="step"),
        pytest.param((1, 2), {}, "the status of a status is a text, not 2", id="status"),
        pytest.param(
            (1, "waiting", 3), {}, "the message of a status is a text, not 3", id="message"
        ),
        pytest.param(
            (1, "waiting"), {"name": 4}, "the name of a status is a text, not 4", id="name"
        ),
        pytest.param(
            (2**70, "waiting"),
            {},
            "a step is a number of 64 bits, not 1180591620717411303424",
            id="large step",
        ),
        pytest.param(
            (1, "waiting"),
            {"details": {1, 2}},
            "the details of a status is no JSON value: a Python object of class set is not a JSON value",
            id="details",
        ),
    ],
)
def test_a_column_of_the_wrong_kind_is_refused(arguments, columns, told):
    session = sc.StatusSession(MemoryStatusJournal(), "s")
    with pytest.raises(sc.UsageError) as refused:
        session.write(*arguments, **columns)
    assert (str(refused.value), session.history()) == (told, ())


class FullDisk:
    """A journal that keeps nothing, as on a full disk."""

    def write(self, entry):
        raise StoreError(f"no room for {entry.status}")

    def history(self, session):
        return ()

    def sessions(self):
        return ()


def test_a_journal_that_fails_is_told_of_and_the_machine_goes_on():
    machine = importing(status_journal=FullDisk())
    with pytest.raises(ExceptionGroup) as told:
        machine.run("sync")
    assert [str(error) for error in told.value.exceptions] == [
        "no room for processing",
        "no room for processing",
        "no room for completed",
        "no room for waiting",
    ]
    assert machine.context == {"orders": 5}


def test_an_instance_that_is_started_writes_into_the_same_journal(tmp_path):
    text = IMPORTING + "initial: a\nstates: {a: {on: {GO: {do: [{start: other}]}}}}\n"
    other = (
        "machines: {other: {initial: o, states: {o: {entry: [{status: waiting, step: null}]}}}}\n"
    )
    chart = sc.loads(
        text.replace("events: {", "events: {GO: {}, ") + other.replace(", step: null", "")
    )
    with sc.SqliteStatusJournal(tmp_path / "rows.db") as journal:
        machine = sc.Machine(
            chart, actions={"fetch": lambda: 5}, clock=sc.SimulatedClock(), status_journal=journal
        )
        machine.send("GO")
        assert journal.history("other") == (entry("other", None, "waiting"),)
