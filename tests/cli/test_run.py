"""``statecraft run``: whole transcripts, JSON lines, exit codes."""

from __future__ import annotations

import json

import pytest

from tests.cli.calling import statecraft

START = """\
start: started
    bar      0 (Down)
    mode     auto
    blocked  false
    state    quiet
    cars     0
    ticket   null
"""

CHOICES = """\
can be sent now
    ALARM
    PAY  Pay the ticket
cannot be sent now
    OPEN
        Pay first.
    CLOSE
        bar must be 1, is 0
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, request):
    monkeypatch.chdir(request.path.parent)
    monkeypatch.setenv("NO_COLOR", "1")


def run(*words, **options):
    return statecraft("run", "gate.statechart.yaml", *words, **options)


def test_without_acting_options_the_start_and_the_choices_are_shown():
    done = run()
    assert (done.code, done.err) == (0, "")
    assert done.out == START + CHOICES


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        pytest.param(
            [
                "--send",
                "OPEN",
                "--send",
                'PAY={"ticket": "A"}',
                "--answer",
                "check=true",
                "--send",
                "OPEN",
            ],
            """\
OPEN: rejected
    rule paid_first: Pay first.
        gate.statechart.yaml:17:3
        gate.statechart.yaml:19:22
PAY {'ticket': 'A'}: accepted
    action check {'ticket': 'A'}
answer check=true: accepted
    done.action.check: accepted
    ticket: null → 'paid'
OPEN: accepted
    bar: 0 → 1
    cars: 0 → 1
    emit OPENED {}
""",
            1,
            id="the order of different options is kept",
        ),
        pytest.param(
            ["--mock", "--send", 'PAY={"ticket": "A"}'],
            """\
PAY {'ticket': 'A'}: accepted
    action check {'ticket': 'A'}
    then done.action.check: accepted
    ticket: null → 'paid'
""",
            0,
            id="mocked",
        ),
        pytest.param(
            ["--send", 'PAY={"ticket": "A"}', "--fail", 'check={"message": "no network"}'],
            """\
PAY {'ticket': 'A'}: accepted
    action check {'ticket': 'A'}
fail check={"message": "no network"}: accepted
    error.action.check: accepted
    log no network
""",
            0,
            id="failed by hand",
        ),
        pytest.param(
            ["--advance", "1m", "--send", "ALARM", "--advance", "1m", "--move", "mode=manual"],
            """\
advance 1m: ignored (nothing was due)
ALARM: accepted
    state: quiet → loud
advance 1m: accepted
    after at 1m30s: accepted
    state: loud → quiet
move mode=manual: accepted
    mode: auto → manual
""",
            0,
            id="time and moves",
        ),
        pytest.param(
            ["--trace", "--send", "ALARM"],
            """\
ALARM: accepted
    state: quiet → loud
    microstep 1: ALARM; quiet: ALARM -> loud [gate.statechart.yaml:23:16]; exit quiet; enter loud
""",
            0,
            id="traced",
        ),
    ],
)
def test_acts_are_told_in_order(words, told, code):
    done = run(*words)
    assert (done.code, done.err) == (code, "")
    assert done.out.partition("    ticket   null\n")[2] == told


def test_start_values_are_shown():
    done = run("--set", "cars=3", "--set", "mode=manual", "--set", 'ticket="A"')
    assert "    blocked  true\n" in done.out
    assert "    mode     manual\n" in done.out


def test_json_is_one_line_an_act():
    done = run("--json", "--mock", "--send", "OPEN", "--send", 'PAY={"ticket": "A"}')
    state = {
        "dimensions": {"bar": 0, "mode": "auto", "blocked": False},
        "configuration": ["quiet"],
        "context": {"cars": 0, "ticket": None},
        "effects": [],
        "capabilities": {"open": False},
        "done": False,
    }
    refused = {
        "kind": "rule",
        "id": "paid_first",
        "message": "Pay first.",
        "at": "gate.statechart.yaml:17:3",
    }
    assert (done.code, done.err) == (1, "")
    assert done.json_lines == [
        {"format_version": 1, "event": None, "outcome": "started", "reasons": [], **state},
        {
            "format_version": 1,
            "event": "OPEN",
            "outcome": "rejected",
            "reasons": [refused],
            **state,
        },
        {
            "format_version": 1,
            "event": "PAY",
            "outcome": "accepted",
            "reasons": [],
            **state,
            "context": {"cars": 0, "ticket": "paid"},
            "effects": [{"action": "check", "id": "check", "serial": 1, "with": {"ticket": "A"}}],
            "capabilities": {"open": True},
            "followed_by": [
                {"event": "done.action.check", "outcome": "accepted", "reasons": [], "effects": []}
            ],
        },
    ]
    assert [list(line) for line in done.json_lines][1] == [
        "format_version",
        "event",
        "outcome",
        "reasons",
        "dimensions",
        "configuration",
        "context",
        "effects",
        "capabilities",
        "done",
    ]


def test_a_script_is_a_list_of_acts(tmp_path):
    script = tmp_path / "script.yaml"
    script.write_text(
        "- ALARM\n- advance: 30s\n- {send: PAY, with: {ticket: A}}\n- answer: {check: true}\n"
    )
    done = run("--script", str(script), "--send", "OPEN", "--json")
    assert [line["event"] for line in done.json_lines] == [
        None,
        "ALARM",
        "after",
        "PAY",
        "done.action.check",
        "OPEN",
    ]
    assert done.code == 0


def test_a_script_can_come_from_stdin():
    done = run("--script", "-", "--json", stdin='["ALARM", {"move": {"mode": "manual"}}]')
    assert [line["outcome"] for line in done.json_lines] == ["started", "accepted", "accepted"]


def test_a_snapshot_goes_on_where_the_other_run_ended(tmp_path):
    snapshot = str(tmp_path / "snapshot.json")
    run(
        "--advance",
        "5s",
        "--send",
        "ALARM",
        "--send",
        'PAY={"ticket": "A"}',
        "--snapshot-out",
        snapshot,
    )
    done = run(
        "--snapshot-in", snapshot, "--answer", "check=true", "--advance", "29s", "--advance", "1s"
    )
    assert (
        done.out
        == """\
    bar      0 (Down)
    mode     auto
    blocked  false
    state    loud
    cars     0
    ticket   null
    pending  check
answer check=true: accepted
    done.action.check: accepted
    ticket: null → 'paid'
advance 29s: ignored (nothing was due)
advance 1s: accepted
    after at 35s: accepted
    state: loud → quiet
"""
    )


def test_handlers_come_from_a_module_in_the_working_folder(tmp_path, monkeypatch, request):
    definition = request.path.with_name("gate.statechart.yaml").read_text()
    (tmp_path / "gate.statechart.yaml").write_text(definition)
    (tmp_path / "gate_handlers.py").write_text(
        "def check(data):\n    return data['ticket'] == 'A'\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    done = run("--actions", "gate_handlers", "--send", 'PAY={"ticket": "A"}', "--json")
    assert done.json_lines[-1]["context"]["ticket"] == "paid"


def test_an_interrupt_ends_with_130(tmp_path, monkeypatch):
    (tmp_path / "interrupted.py").write_text("def check():\n    raise KeyboardInterrupt\n")
    monkeypatch.syspath_prepend(tmp_path)
    done = run("--actions", "interrupted", "--send", 'PAY={"ticket": "A"}')
    assert (done.code, done.err.strip()) == (130, "")


def test_an_unknown_event_is_sent_with_a_warning():
    done = run("--send", "OPNE", "--json")
    assert done.json_lines[-1]["outcome"] == "ignored"
    assert (done.code, done.err) == (
        0,
        'warning: nothing in gate takes the event "OPNE" (did you mean "OPEN"?)\n',
    )


NEEDS_A_FUNCTION = """\
{statecraft: 1, machine: x, functions: {f: {parameters: [], result: {type: boolean}, test: true}},
 dimensions: {d: {values: [a, b]}}, on: {E: {when: f(), target: {d: b}}}}
"""


def test_functions_of_the_host_must_come_from_somewhere():
    done = statecraft("run", "-", "--send", "E", stdin=NEEDS_A_FUNCTION)
    assert done.code == 2
    assert done.err == (
        "error: x calls the host's functions f: give them with --actions MODULE:REGISTRY, or take "
        "their test values with --mock\n"
    )
    assert statecraft("run", "-", "--send", "E", "--mock", stdin=NEEDS_A_FUNCTION).code == 0


def test_a_refused_start_is_told_as_a_line():
    done = run("--set", "cars=-1", "--json")
    (line,) = done.json_lines
    assert (done.code, line["outcome"], line["reasons"][0]["kind"]) == (1, "rejected", "schema")


def test_a_definition_can_come_from_stdin():
    done = statecraft("run", "-", "--json", stdin='{"statecraft": 1, "machine": "x"}')
    assert (done.code, done.json_lines[0]["outcome"]) == (0, "started")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--set", "bar=7"], "Invalid bar value: 7; its values are 0, 1", id="value"),
        pytest.param(
            ["--set", "bax=1"],
            'gate has no dimension or context variable "bax" (did you mean "bar"?)',
            id="name",
        ),
        pytest.param(
            ["--set", "bar"], "--set bar: write NAME=JSON, for example --set bar=1", id="="
        ),
        pytest.param(
            ["--set", "cars={1"],
            '--set cars: "{1" is not JSON: Expecting property name enclosed in double quotes: '
            "line 1 column 2 (char 1)",
            id="JSON",
        ),
        pytest.param(
            ["--send", "PAY=NaN"], '--send PAY: "NaN" is not JSON: NaN is no JSON number', id="NaN"
        ),
        pytest.param(
            ["--send", "PAY=" + "[" * 200 + "]" * 200],
            "--send PAY: at "
            + "[0]" * 39
            + "...: more than 100 levels deep, or it contains itself",
            id="depth",
        ),
        pytest.param(["--send", "=1"], '--send "=1": write EVENT or EVENT=JSON', id="no event"),
        pytest.param(
            ["--answer", "chek=1"],
            'no action "chek" is pending; pending: none',
            id="not pending",
        ),
        pytest.param(
            ["--move", "bar=1"],
            "bar is moved by transitions alone; write `moves: free` in its definition to let the "
            "host move it directly",
            id="not free",
        ),
        pytest.param(
            ["--advance", "soon"],
            "--advance soon: 'soon' is not a duration: write 500ms, 30s, 5m, 2h, 1d, 1h30m, "
            "PT5M30S or a number of seconds",
            id="duration",
        ),
        pytest.param(
            ["--actions", "no_such_module"],
            'the module "no_such_module" cannot be imported: ModuleNotFoundError: No module named '
            "'no_such_module'",
            id="module",
        ),
        pytest.param(
            ["--actions", "json", "--mock"], "--actions and --mock exclude each other", id="both"
        ),
        pytest.param(
            ["--snapshot-in", "missing.json"],
            "missing.json cannot be read: No such file or directory",
            id="no snapshot",
        ),
        pytest.param(
            ["--snapshot-in", "gate.statechart.yaml"],
            "gate.statechart.yaml is not JSON: Expecting value: line 1 column 1 (char 0)",
            id="snapshot is YAML",
        ),
        pytest.param(
            ["--snapshot-in", "-"],
            "this is no snapshot of the format statecraft-snapshot/1",
            id="foreign snapshot",
        ),
        pytest.param(
            ["--snapshot-in", "-", "--set", "bar=1"],
            "--set and --input are for a start; --snapshot-in goes on without one",
            id="snapshot and start values",
        ),
        pytest.param(
            ["--snapshot-out", "no/such/folder"],
            '"no/such/folder" cannot be written: No such file or directory',
            id="snapshot out",
        ),
        pytest.param(["--bogus"], "No such option '--bogus'.", id="option"),
        pytest.param(["--send"], "Option '--send' requires an argument.", id="no argument"),
    ],
)
def test_wrong_usage_is_one_message_and_exit_code_2(words, message):
    done = run("--json", *words, stdin="{}")
    assert done.code == 2
    assert done.err == f"error: {message}\n"
    assert json.loads(done.out.splitlines()[-1]) == {
        "format_version": 1,
        "error": {"kind": "usage", "message": message},
    }


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("send: A", "<stdin>:1:1: a script is a list of steps"),
        ("- 5", "<stdin>:1:3: 5 is no step"),
        ("- {sedn: A}", '<stdin>:1:4: "sedn" has no meaning in a script (did you mean "send"?)'),
        ("- {send: A, advance: 1s}", "<stdin>:1:3: a step has one of send, run, advance"),
        ("- {advance: 1s, with: {}}", "<stdin>:1:3: a step has one of send, run, advance"),
        ("", "<stdin>:1:1: the script is empty: write a list such as"),
        ("- {send: A", '<stdin>:1:3: this "{" is never closed (write "}" at its end)'),
        ("- {send: [A]}", '<stdin>:1:10: send cannot be ["A"]'),
        ("- {move: A}", '<stdin>:1:10: move cannot be "A"'),
        ("- {advance: 5x}", "<stdin>:1:13: '5x' is not a duration"),
        ("- {advance: true}", "<stdin>:1:13: true is not a duration"),
        ("- {send: A, with: {n: =1}}", '<stdin>:1:23: a scenario holds values, and "=1" is'),
        ("- {fail: {check: 5}}", "a failure is a message or {message, code, data}, not 5"),
    ],
)
def test_a_wrong_script_says_where(script, message):
    done = run("--script", "-", "--send", 'PAY={"ticket": "A"}', stdin=script)
    if "failure" in message:
        done = run("--send", 'PAY={"ticket": "A"}', "--script", "-", stdin=script)
    assert (done.code, done.err.startswith(f"error: {message}")) == (2, True)


@pytest.mark.parametrize(
    ("sent", "warned"),
    [
        ("PAY", 'warning: give the payload as well: --send \'PAY={"sum": …, "to": …}\'\n'),
        ('PAY={"sum": "much"}', ""),
        ("pay", 'warning: nothing in till takes the event "pay" (did you mean "PAY"?)\n'),
    ],
    ids=["without its payload", "with a wrong one", "in other letters"],
)
def test_how_an_event_is_sent_is_told_where_it_was_sent_otherwise(sent, warned):
    till = """\
{statecraft: 1, machine: till, on: {PAY: {}}, events: {PAY: {payload:
  {sum: {type: integer}, to: {type: string}, note: {type: string, optional: true}}}}}
"""
    assert statecraft("run", "-", "--send", sent, stdin=till).err == warned


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-03-01T08:00", "2026-03-01T08:00:30Z"),
        ("2026-03-01T08:00:00.5+01:00", "2026-03-01T07:00:30.500Z"),
        ("1772352000", "2026-03-01T08:00:30Z"),
        ("5", "35s"),
    ],
)
def test_the_clock_starts_where_it_is_told_to(at, shown):
    done = run("--at", at, "--send", "ALARM", "--advance", "30s")
    assert (done.code, f"after at {shown}: accepted" in done.out) == (0, True)


@pytest.mark.parametrize("at", ["soon", "-1", "nan", "10000-01-01", "1e300"])
def test_a_time_that_is_none_is_wrong_usage(at):
    done = run("--at", at)
    assert (done.code, done.err.startswith(f"error: --at {at}: ")) == (2, True)


OF_A_CHILD = """
statecraft: 1
machine: page
initial: a
states: {a: {submachine: kid}}
machines:
  kid:
    functions: {price: {result: {type: integer}, test: 4}}
    states: {x: {on: {GO: {when: price() > 3, do: [{log: =price()}]}}}}
"""


def test_functions_of_a_child_are_asked_for_as_those_of_the_machine_are():
    done = statecraft("run", "-", "--send", "GO", stdin=OF_A_CHILD)
    told = "error: page calls the host's functions price: give them with --actions MODULE:REGISTRY"
    assert (done.code, done.err.partition(",")[0]) == (2, told)
    assert statecraft("run", "-", "--mock", "--send", "GO", stdin=OF_A_CHILD).code == 0
