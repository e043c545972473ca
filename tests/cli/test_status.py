"""``statecraft status`` and ``run --status-store``: what is written by one is read by the other."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.cli.status import watched
from tests.cli.calling import statecraft

HISTORY = """\
sync
    1970-01-01 00:00:00  1 Import  processing  Fetching...
    1970-01-01 00:00:00  1 Import  completed     {'orders': 5}
    1970-01-01 00:00:00  2 Export  waiting     5 orders ready
"""

CURRENT = """\
sync
    1970-01-01 00:00:00  1 Import  completed    {'orders': 5}
    1970-01-01 00:00:00  2 Export  waiting    5 orders ready
"""

ROWS = [
    {
        "step": 1,
        "step_name": "Import",
        "status": "completed",
        "message": None,
        "timestamp": 0.0,
        "details": {"orders": 5},
    },
    {
        "step": 2,
        "step_name": "Export",
        "status": "waiting",
        "message": "5 orders ready",
        "timestamp": 0.0,
        "details": None,
    },
]


@pytest.fixture(autouse=True)
def _here(monkeypatch, request):
    monkeypatch.chdir(request.path.parent)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "rows.db"
    run = statecraft(
        "run",
        "sync.statechart.yaml",
        "--mock",
        "--send",
        'daily={"day": "monday"}',
        "--status-store",
        str(path),
    )
    assert run.code == 0, run.err
    assert [each.name for each in tmp_path.iterdir()] == ["rows.db"]
    return path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param([], CURRENT, id="the latest row of each step"),
        pytest.param(["--history"], HISTORY, id="every row"),
        pytest.param(["--session", "sync"], CURRENT, id="one session"),
    ],
)
def test_rows_are_told_in_columns(words, told, store):
    done = statecraft("status", str(store), *words)
    assert (done.out, done.err, done.code) == (told, "", 0)


def test_json_has_a_line_for_each_session(store):
    with sc.SqliteStatusJournal(store) as journal:
        sc.StatusSession(journal, "other", clock=sc.SimulatedClock(1)).write(None, "failed")
    assert statecraft("status", f"sqlite:///{store}", "--json").json_lines == [
        {"format_version": 1, "session": "sync", "rows": ROWS},
        {
            "format_version": 1,
            "session": "other",
            "rows": [
                {
                    "step": None,
                    "step_name": None,
                    "status": "failed",
                    "message": None,
                    "timestamp": 1.0,
                    "details": None,
                }
            ],
        },
    ]


def test_the_store_may_be_named_by_the_environment(store, monkeypatch):
    monkeypatch.setenv("STATECRAFT_STORE", f"sqlite:///{store}")
    assert statecraft("status").out == CURRENT


def test_after_a_clear_a_session_has_no_current_rows(store):
    with sc.SqliteStatusJournal(store) as journal:
        sc.StatusSession(journal, "sync", clock=sc.SimulatedClock(2)).clear()
    done = statecraft("status", str(store), "--session", "sync")
    assert (done.out, done.err, done.code) == ("", "", 0)
    cleared = statecraft("status", str(store), "--history").out.splitlines()[-1]
    assert cleared.split() == ["1970-01-01", "00:00:02", "cleared"]


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        pytest.param(
            [],
            "name a store, as in statecraft status rows.db, or set STATECRAFT_STORE",
            2,
            id="no store",
        ),
        pytest.param(
            ["no.db"],
            'the status journal "no.db" cannot be opened: there is no such file',
            2,
            id="no file",
        ),
        pytest.param(
            ["sync.statechart.yaml"],
            'the status journal "sync.statechart.yaml" cannot be opened: file is not a database',
            2,
            id="no database",
        ),
        pytest.param(
            ["mysql://host/db"],
            '"mysql://host/db" is no store: write sqlite:///PATH, or the path alone',
            2,
            id="address",
        ),
    ],
)
def test_a_store_that_cannot_be_read_is_one_message(words, told, code):
    done = statecraft("status", *words)
    assert (done.code, done.out, done.err) == (code, "", f"error: {told}\n")


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        pytest.param(
            ["--session", "synk"],
            'no session "synk" has rows (did you mean "sync"?)\n',
            1,
            id="session",
        ),
        pytest.param(["--watch", "soon"], "error: ", 2, id="no duration"),
        pytest.param(
            ["--watch", "0s"],
            "error: --watch 0s would not let anybody else work: write --watch 3s\n",
            2,
            id="no pause",
        ),
    ],
)
def test_what_cannot_be_shown_is_told(words, told, code, store):
    done = statecraft("status", str(store), *words)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(told)


def test_whoever_watches_is_shown_each_change_once(store):
    shown, left = [], ["processing", None, "completed"]

    def pause():
        if not left:
            raise KeyboardInterrupt
        status = left.pop(0)
        if status is not None:
            with sc.SqliteStatusJournal(store) as journal:
                sc.StatusSession(journal, "w").write(1, status)

    with sc.SqliteStatusJournal.reading(store) as journal, pytest.raises(KeyboardInterrupt):
        watched(
            lambda: {"w": journal.history("w")},
            lambda rows: shown.append([r.status for r in rows["w"]]),
            pause,
        )
    assert shown == [[], ["processing"], ["processing", "completed"]]


def test_a_store_that_cannot_be_written_is_one_message(tmp_path):
    done = statecraft("run", "sync.statechart.yaml", "--mock", "--status-store", str(tmp_path))
    assert (done.code, done.out, done.err) == (
        2,
        "",
        f'error: the status journal "{tmp_path}" cannot be opened: unable to open database file\n',
    )


def test_what_a_run_waits_for_is_told_by_run_too():
    words = [
        "run",
        "sync.statechart.yaml",
        "--send",
        'daily={"day": "monday"}',
        "--fail",
        "fetch=down",
        "--advance",
        "5s",
    ]
    told = [line.strip() for line in statecraft(*words).out.splitlines() if "waits for" in line]
    assert told == [
        "The daily sync at fetch (2 of 6): waits for the action fetch, until 10s",
        "The daily sync at fetch (2 of 6): waits for the next try at 5s",
        "The daily sync at fetch (2 of 6), try 2: waits for the action fetch, until 15s",
    ]
    start, sent, *_ = statecraft(*words, "--json").json_lines
    assert "runs" not in start
    assert sent["runs"] == [
        {
            "pipeline": "daily",
            "label": "The daily sync",
            "serial": 1,
            "steps": [
                {
                    "step": "fetch",
                    "number": 2,
                    "of": 6,
                    "attempt": 1,
                    "awaits": {"action": "fetch", "serial": 3},
                    "until": 10.0,
                }
            ],
        }
    ]
