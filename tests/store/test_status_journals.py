"""Every status journal keeps the same promises; the one in a file keeps them between processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import statecraft as sc
from statecraft.diagnostics import UsageError
from statecraft.store.failures import StoreError
from statecraft.store.memory_status import MemoryStatusJournal
from statecraft.store.sqlite_status import SqliteStatusJournal
from statecraft.store.status_journal import StatusEntry

ROOT = Path(__file__).resolve().parents[2]


def row(session, step=1, status="processing", **columns):
    given = {"step_name": None, "message": None, "timestamp": 0.0, "details": None, **columns}
    return StatusEntry(session=session, step=step, status=status, **given)


@pytest.fixture(params=["memory", "sqlite"])
def journal(request, tmp_path):
    if request.param == "memory":
        yield MemoryStatusJournal()
        return
    with SqliteStatusJournal(tmp_path / "rows.db") as opened:
        yield opened


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(row("s"), id="only what must be there"),
        pytest.param(
            row(
                "s",
                2,
                "waiting",
                step_name="Export",
                message="5 orders",
                timestamp=1.25,
                details={"n": [1, 2.5, None, "ü"]},
            ),
            id="every column",
        ),
        pytest.param(row("s", None, "done", details=False), id="no step, false details"),
        pytest.param(
            row("'; DROP TABLE status_journal; --", -(2**63), "\0", message=""), id="hostile text"
        ),
        pytest.param(
            row("s", details={"half": "\ud800"}), id="text that is no Unicode, in details"
        ),
    ],
)
def test_a_row_is_read_as_it_was_written(journal, entry):
    journal.write(entry)
    assert journal.history(entry.session) == (entry,)
    assert journal.sessions() == (entry.session,)


def test_rows_stand_in_the_order_of_writing_whatever_their_time(journal):
    rows = [
        row("a", 2, timestamp=5.0),
        row("b"),
        row("a", 1, timestamp=3.0),
        row("a", 2, timestamp=4.0),
    ]
    for each in rows:
        journal.write(each)
    assert journal.history("a") == (rows[0], rows[2], rows[3])
    assert journal.sessions() == ("a", "b")


def test_a_session_without_rows_is_empty(journal):
    assert (journal.history("nobody"), journal.sessions()) == ((), ())


def test_the_table_has_the_seven_columns_and_can_be_read_with_plain_sql(tmp_path):
    path = tmp_path / "rows.db"
    with SqliteStatusJournal(path) as journal:
        journal.write(
            row(
                "s",
                2,
                "waiting",
                step_name="Export",
                message="ü",
                timestamp=1.5,
                details={"n": "ü"},
            )
        )
        with sqlite3.connect(path) as other:
            found = other.execute("SELECT * FROM status_journal WHERE SessionID = 's'").fetchall()
            mode = other.execute("PRAGMA journal_mode").fetchone()
        other.close()
    assert found == [(1, "s", 2, "Export", "waiting", "ü", 1.5, '{"n": "ü"}')]
    assert mode == ("wal",)


def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path):
    path = f"sqlite:///{tmp_path}/rows.db"
    with SqliteStatusJournal(path) as journal:
        journal.write(row("s"))
    with SqliteStatusJournal(path) as journal:
        journal.write(row("s", 2))
        assert journal.history("s") == (row("s"), row("s", 2))


READER = """
import sys
from statecraft.store.sqlite_status import SqliteStatusJournal
with SqliteStatusJournal.reading(sys.argv[1]) as journal:
    for line in sys.stdin:
        print([entry.status for entry in journal.history("s")], flush=True)
"""


def test_a_reader_in_another_process_sees_each_row_at_once(tmp_path):
    path = tmp_path / "rows.db"
    with SqliteStatusJournal(path) as journal, reader(path) as other:
        seen = []
        for status in ("waiting", "processing", "completed"):
            journal.write(row("s", status=status))
            seen.append(asked(other))
        other.stdin.close()
        assert other.wait(timeout=10) == 0
    assert seen == [
        "['waiting']",
        "['waiting', 'processing']",
        "['waiting', 'processing', 'completed']",
    ]


def test_a_reader_that_is_reading_does_not_hold_up_a_writer(tmp_path):
    path = tmp_path / "rows.db"
    with SqliteStatusJournal(path) as journal:
        journal.write(row("s"))
        reading = sqlite3.connect(path, isolation_level=None)
        reading.execute("BEGIN")
        before = reading.execute("SELECT count(*) FROM status_journal").fetchone()
        journal.write(row("s", 2))
        during = reading.execute("SELECT count(*) FROM status_journal").fetchone()
        reading.execute("COMMIT")
        after = reading.execute("SELECT count(*) FROM status_journal").fetchone()
        reading.close()
    assert (before, during, after) == ((1,), (1,), (2,))


def reader(path):
    return subprocess.Popen(
        [sys.executable, "-c", READER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def asked(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().rstrip("\n")


WRITER = """
import sys
from statecraft.store.sqlite_status import SqliteStatusJournal
from statecraft.store.status_journal import StatusEntry
with SqliteStatusJournal(sys.argv[1]) as journal:
    for step in range(50):
        journal.write(StatusEntry(session=sys.argv[2], step=step, step_name=None, status="processing",
                                  message=None, timestamp=0.0, details=None))
"""


def test_processes_that_write_at_the_same_time_lose_no_row(tmp_path):
    path = tmp_path / "rows.db"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=ROOT)
        for name in "abc"
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    with SqliteStatusJournal.reading(path) as journal:
        found = {name: [entry.step for entry in journal.history(name)] for name in "abc"}
    assert found == {name: list(range(50)) for name in "abc"}


def test_a_reader_only_reads(tmp_path):
    path = tmp_path / "rows.db"
    SqliteStatusJournal(path).close()
    with SqliteStatusJournal.reading(path) as journal, pytest.raises(StoreError) as refused:
        journal.write(row("s"))
    assert str(refused.value) == (
        f'the status journal "{path}" cannot be written: attempt to write a readonly database'
    )


def no_database(path):
    path.write_text("a text, no database, and long enough to be looked at as one" * 3)


def another_table(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE status_journal (Session TEXT)")
    connection.close()


def no_table(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()


OTHER_COLUMNS = (
    "its table status_journal has the columns Session, which should be Number, SessionID, Step, "
    "StepName, Status, Message, Timestamp, Details"
)


@pytest.mark.parametrize(
    ("make", "open_it", "told"),
    [
        pytest.param(
            lambda path: None, SqliteStatusJournal.reading, "there is no such file", id="no file"
        ),
        pytest.param(
            lambda path: path.mkdir(),
            SqliteStatusJournal,
            "unable to open database file",
            id="a folder",
        ),
        pytest.param(no_database, SqliteStatusJournal, "file is not a database", id="no database"),
        pytest.param(
            no_database,
            SqliteStatusJournal.reading,
            "file is not a database",
            id="no database to read",
        ),
        pytest.param(
            no_table,
            SqliteStatusJournal.reading,
            "the database has no table status_journal",
            id="no table",
        ),
        pytest.param(
            another_table, SqliteStatusJournal, OTHER_COLUMNS, id="another table of the name"
        ),
        pytest.param(
            another_table, SqliteStatusJournal.reading, OTHER_COLUMNS, id="another table to read"
        ),
    ],
)
def test_what_is_no_journal_is_refused_with_its_name(make, open_it, told, tmp_path):
    path = tmp_path / "rows.db"
    make(path)
    with pytest.raises(StoreError) as refused:
        open_it(path)
    assert str(refused.value) == f'the status journal "{path}" cannot be opened: {told}'


@pytest.mark.parametrize(
    "store", ["postgresql://localhost/rows", "sqlite:/rows.db", "sqlite:///", ""]
)
def test_another_kind_of_store_is_refused(store):
    with pytest.raises(UsageError):
        SqliteStatusJournal(store)


def test_a_journal_that_is_closed_says_so(tmp_path):
    journal = SqliteStatusJournal(tmp_path / "rows.db")
    journal.close()
    with pytest.raises(sc.UsageError) as refused:
        journal.history("s")
    assert str(refused.value) == (
        f'the status journal "{tmp_path / "rows.db"}": Cannot operate on a closed database.'
    )


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        pytest.param(b"Timestamp REAL", b"Timestamp \xff\xff\xff\xff", id="the table's text"),
        pytest.param(b"details", b"d\xe4tails", id="a column's text"),
        pytest.param(b'{"rows": 5}', b'{"rows": 5 ', id="details"),
    ],
)
def test_a_damaged_file_is_told_of_by_its_name(there, instead, tmp_path):
    file = tmp_path / "rows.db"
    with SqliteStatusJournal(file) as journal:
        sc.StatusSession(journal, "s").write(1, "waiting", "details", details={"rows": 5})
    whole = file.read_bytes()
    assert there in whole
    file.write_bytes(whole.replace(there, instead))
    with (
        pytest.raises(StoreError, match=r"rows\.db"),
        SqliteStatusJournal.reading(file) as journal,
    ):
        journal.history("s")
