"""The daily sync: jobs write their own status as they happen, the page only reads it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

import statecraft as sc
from tests.cli.calling import statecraft
from tests.seeds.walking import ROOT, act, send, started, walk

SYNC = ROOT / "definitions/daily_sync.statechart.yaml"

NAMES = {
    1: "Import web data",
    2: "Export orders",
    3: "Import from Comax",
    4: "Validate",
    5: "Export to the web",
}

QUEUED = act("answer", {"queue_jobs": {"queued": 2}})
PRODUCTS = act("answer", {"import_products": {"count": 40}})
ORDERS = act("answer", {"import_orders": {"count": 5}})
POLL = act("advance", "3s")

# The whole day, step by step: what is done, and the rows that it writes.
DAY = [
    (
        send("START"),
        [(1, "processing", "Queueing import jobs...")],
    ),
    (
        QUEUED,
        [
            (1, "processing", "Processing orders, products..."),
            (1, "processing", "Importing orders..."),
            (1, "processing", "Importing products..."),
        ],
    ),
    (PRODUCTS, []),
    (
        ORDERS,
        [(1, "completed", "All web data imported"), (2, "waiting", "5 orders ready to export")],
    ),
    (POLL, []),
    (send("EXPORT_ORDERS"), [(2, "processing", "Exporting 5 orders...")]),
    (
        act("answer", {"export_orders": {"file": "orders.csv"}}),
        [(2, "waiting", "orders.csv is ready: confirm when Comax has it")],
    ),
    (
        send("CONFIRM_ORDERS"),
        [(2, "completed", "5 orders exported"), (3, "waiting", "Ready to import from Comax")],
    ),
    (send("IMPORT_COMAX"), [(3, "processing", "Looking for files...")]),
    (
        act("answer", {"list_files": {"files": ["a.csv", "b.csv"]}}),
        [(3, "processing", "Importing a.csv...")],
    ),
    (act("answer", {"import_file": None}), [(3, "processing", "Importing b.csv...")]),
    (
        act("answer", {"import_file": None}),
        [(3, "completed", "2 files imported"), (4, "waiting", "Ready to validate")],
    ),
    (send("VALIDATE"), [(4, "processing", "Checking stock, prices...")]),
    (act("answer", {"check_stock": {"ok": True}}), []),
    (
        act("answer", {"check_prices": {"ok": True}}),
        [(4, "completed", "Everything fits"), (5, "waiting", "Ready to export to the web")],
    ),
    (send("EXPORT_WEB"), [(5, "processing", "Exporting to the web...")]),
    (
        act("answer", {"export_web": {"file": "shop.csv"}}),
        [(5, "waiting", "shop.csv is ready: confirm when the shop has it")],
    ),
    (send("CONFIRM_WEB"), [(5, "completed", "The sync is done")]),
]


def session(machine: sc.Machine) -> sc.StatusSession:
    """The rows as the page reads them: by the session alone."""
    return sc.StatusSession(machine.status_journal, machine.id, clock=machine.clock)


def test_every_act_of_the_day_writes_its_rows_before_the_work():
    machine = started(SYNC)
    page = session(machine)
    assert [(row.step, row.status, row.message) for row in page.history()] == [
        (1, "waiting", "Ready to start")
    ]
    for taken, expected in DAY:
        known = len(page.history())
        sc.carry_out(machine, taken)
        rows = page.history()[known:]
        assert [(row.step, row.status, row.message) for row in rows] == expected
    assert (machine.status, machine.output) == (
        "done",
        {"orders": 5, "imported": ["a.csv", "b.csv"]},
    )
    assert [row.status for row in page.get()] == ["completed"] * 5


def test_the_day_is_the_same_by_the_program():
    stops = walk(SYNC, [taken for taken, _ in DAY if taken is not POLL])
    assert [(stop.outcome, stop.dimensions["step"]) for stop in stops] == [
        ("started", 1),
        *[("accepted", 1)] * 3,
        *[("accepted", 2)] * 3,
        *[("accepted", 3)] * 4,
        *[("accepted", 4)] * 3,
        *[("accepted", 5)] * 4,
    ]
    assert [stop.dimensions["step_status"] for stop in stops] == [
        "waiting",
        *["processing"] * 3,
        "waiting",
        "processing",
        *["waiting"] * 2,
        *["processing"] * 3,
        "waiting",
        *["processing"] * 2,
        "waiting",
        "processing",
        "waiting",
        "completed",
    ]


def test_a_row_has_seven_columns():
    machine = started(SYNC)
    for taken in (send("START"), QUEUED, PRODUCTS, act("advance", "30s"), ORDERS):
        sc.carry_out(machine, taken)
    row = session(machine).history()[-2]
    assert row == sc.StatusEntry(
        timestamp=30.0,
        session="daily_sync",
        step=1,
        step_name="Import web data",
        status="completed",
        message="All web data imported",
        details={"orders": 5, "products": 40},
    )


def test_real_time_rows_carry_the_time_at_which_they_happened():
    machine = started(SYNC)
    for taken in (send("START"), act("advance", "15s"), QUEUED, act("advance", "15s")):
        sc.carry_out(machine, taken)
    rows = session(machine).history()
    assert [(row.timestamp, row.message) for row in rows] == [
        (0.0, "Ready to start"),
        (0.0, "Queueing import jobs..."),
        (15.0, "Processing orders, products..."),
        (15.0, "Importing orders..."),
        (15.0, "Importing products..."),
    ]


BUTTONS = [
    ("start", []),
    (None, [send("START")]),
    (None, [QUEUED]),
    (None, [ORDERS]),
    ("export_orders", [PRODUCTS]),
    (None, [send("EXPORT_ORDERS")]),
    ("confirm_orders", [act("answer", {"export_orders": {"file": "orders.csv"}})]),
    ("import_comax", [send("CONFIRM_ORDERS")]),
    (None, [send("IMPORT_COMAX")]),
    ("retry", [act("fail", {"list_files": {"message": "no such folder"}})]),
    (None, [send("RETRY")]),
    ("validate", [act("answer", {"list_files": {"files": []}})]),
]


def test_the_page_shows_one_button_or_a_spinner_by_the_status_alone():
    machine = started(SYNC)
    for button, acts in BUTTONS:
        for taken in acts:
            sc.carry_out(machine, taken)
        shown = [name for name, able in machine.capabilities().items() if able]
        assert shown == [button or "spinner"]
        status = {"retry": "failed", None: "processing"}.get(button, "waiting")
        assert machine.values["step_status"] == status


def test_polling_triggers_no_work():
    machine = started(SYNC)
    sc.carry_out(machine, send("START"))
    before = machine.to_json()
    for _ in range(3):
        session(machine).get()
        machine.capabilities()
    assert machine.to_json() == before


FAILURES = [
    ("queue_jobs", [send("START")], 1),
    ("import_orders", [send("START"), QUEUED], 1),
    ("export_orders", [send("START"), QUEUED, ORDERS, PRODUCTS, send("EXPORT_ORDERS")], 2),
]


@pytest.mark.parametrize(("action", "acts", "step"), FAILURES, ids=[row[0] for row in FAILURES])
def test_a_job_that_fails_says_so_in_its_step_and_can_be_tried_again(action, acts, step):
    machine = started(SYNC)
    for taken in (*acts, act("fail", {action: {"message": "no connection"}})):
        sc.carry_out(machine, taken)
    (failed,) = [row for row in session(machine).get() if row.step == step]
    assert (failed.step_name, failed.status, failed.message, failed.details) == (
        NAMES[step],
        "failed",
        "no connection",
        {"failed": action, "attempt": 1},
    )
    assert machine.send("RETRY").accepted
    assert machine.values["step_status"] == "processing"


def test_a_sync_that_is_restored_goes_on_where_it_was():
    """Nothing is stuck: each wait of the day survives the end of the program."""
    machine = started(SYNC)
    for taken, _ in DAY:
        if machine.status != "done":
            machine = sc.Machine.restore(
                machine.chart,
                machine.to_json(),
                clock=sc.SimulatedClock(machine.clock.now()),
                missing="wait",
            )
        sc.carry_out(machine, taken)
    assert machine.output == {"orders": 5, "imported": ["a.csv", "b.csv"]}


def test_clearing_a_session_begins_anew_and_loses_nothing():
    machine = started(SYNC)
    sc.carry_out(machine, send("START"))
    page = session(machine)
    page.clear()
    assert (page.get(), [row.status for row in page.history()]) == (
        (),
        ["waiting", "processing", "cleared"],
    )


def test_a_start_is_answered_with_the_status_of_now():
    machine = started(SYNC)
    assert machine.send("START").accepted
    assert [(row.step, row.status, row.message) for row in session(machine).get()] == [
        (1, "processing", "Queueing import jobs...")
    ]


def test_a_host_writes_reads_and_clears_rows_of_any_session():
    page = sc.StatusSession(sc.MemoryStatusJournal(), "S-17", clock=sc.SimulatedClock(7.0))
    page.write(1, "processing", "Queueing import jobs...", name="Import", details={"jobs": 2})
    page.write(1, "completed", "All web data imported", name="Import")
    assert page.get() == (
        sc.StatusEntry(
            timestamp=7.0,
            session="S-17",
            step=1,
            step_name="Import",
            status="completed",
            message="All web data imported",
            details=None,
        ),
    )
    page.clear()
    assert page.get() == ()


def kept(path, machine_id: str, acts: list[sc.Act]) -> None:
    """A sync of this name, as another program leaves it behind in a file."""
    with sc.SqliteStatusJournal(path) as journal:
        machine = sc.Machine(
            sc.load(SYNC, root=ROOT),
            id=machine_id,
            clock=sc.SimulatedClock(),
            missing="wait",
            status_journal=journal,
        )
        for taken in acts:
            sc.carry_out(machine, taken)


def test_the_rows_are_a_table_that_plain_sql_reads(tmp_path):
    kept(tmp_path / "rows.db", "S-17", [send("START"), act("advance", "15s"), QUEUED])
    with closing(sqlite3.connect(tmp_path / "rows.db")) as database:
        rows = database.execute(
            "SELECT Timestamp, Step, StepName, Status, Message FROM status_journal"
            " WHERE SessionID = 'S-17' ORDER BY Timestamp, Number"
        ).fetchall()
    assert rows == [
        (0.0, 1, NAMES[1], "waiting", "Ready to start"),
        (0.0, 1, NAMES[1], "processing", "Queueing import jobs..."),
        (15.0, 1, NAMES[1], "processing", "Processing orders, products..."),
        (15.0, 1, NAMES[1], "processing", "Importing orders..."),
        (15.0, 1, NAMES[1], "processing", "Importing products..."),
    ]


def test_who_watches_over_the_syncs_sees_one_or_all_and_what_went_before(tmp_path):
    store = str(tmp_path / "rows.db")
    kept(store, "monday", [send("START"), act("fail", {"queue_jobs": {"message": "full"}})])
    kept(store, "tuesday", [send("START")])
    shown = [statecraft("status", store, "--json").json_lines]
    shown.append(statecraft("status", store, "--session", "monday", "--json").json_lines)
    assert [[each["session"] for each in one] for one in shown] == [
        ["monday", "tuesday"],
        ["monday"],
    ]
    history = statecraft("status", store, "--session", "monday", "--history").out
    assert [word in history for word in ("Ready to start", "Queueing", "failed", "full")] == [
        True
    ] * 4


def test_a_running_sync_is_cancelled_and_says_so():
    machine = started(SYNC)
    for taken in (send("START"), QUEUED, send("CANCEL")):
        sc.carry_out(machine, taken)
    (row,) = session(machine).get()
    assert (row.status, row.message, machine.pending) == ("failed", "Cancelled", ())
    assert machine.output == {"why": "cancelled", "step": 1}
