"""The session on a terminal and in a pipe: what is printed, how it ends, what is written."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from contextlib import contextmanager
from pathlib import Path

import pytest

import statecraft as sc
from tests.cli.calling import statecraft

HERE = Path(__file__).resolve().parent
GATE = (HERE / "gate.statechart.yaml").read_text()
PROMPT = "\n> "


class Terminal:
    """The program on a pseudo terminal of 80 columns and 40 lines."""

    def __init__(self, words, folder):
        self.master, follower = pty.openpty()
        termios.tcsetwinsize(follower, (40, 80))
        environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "statecraft", *words],
            cwd=folder,
            env={**environment, "NO_COLOR": "1", "INPUTRC": os.devnull},
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            preexec_fn=lambda: _control(follower),  # noqa: PLW1509
        )
        os.close(follower)
        self.shown = ""

    def until(self, text):
        """Read until the text stands at the end of what is newly shown."""
        known = len(self.shown)
        while not self.shown[known:].endswith(text):
            self._read()

    def _read(self):
        ready, _, _ = select.select([self.master], [], [], 60)
        assert ready, f"nothing more is shown after {self.shown[-200:]!r}"
        self.shown += os.read(self.master, 65536).decode().replace("\r\n", "\n")

    def type(self, line, until=PROMPT):
        os.write(self.master, line.encode())
        self.until(until)

    def interrupt(self):
        """Press Ctrl-C, once more where Python had not yet begun to wait for a key."""
        for _ in range(20):
            os.write(self.master, b"\x03")
            if select.select([self.master], [], [], 0.5)[0]:
                return

    def end(self):
        """What was shown to the end, and the exit code."""
        try:
            while True:
                self._read()
        except OSError:  # Linux says so when the other side is closed.
            return self.shown, self.process.wait(timeout=10)


def _control(follower):
    """Make the terminal the one whose Ctrl-C interrupts the program.

    What was started in the background hears no interrupts, nor do the programs that it starts.
    """
    import fcntl

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(follower, termios.TIOCSCTTY, 0)


@contextmanager
def terminal(*words, folder=HERE):
    opened = Terminal(words, folder)
    try:
        yield opened
    finally:
        if opened.process.poll() is None:
            opened.process.send_signal(signal.SIGKILL)
            opened.process.wait()
        os.close(opened.master)


TRANSCRIPT = """\
start: started

gate at 0s
  bar      0 (Down)
  mode     auto
  blocked  false
  state    quiet
  cars     0
  ticket   null
can be sent
  1  ALARM
  2  PAY    Pay the ticket  (ticket)
cannot be sent now
     OPEN   Pay first.
     CLOSE  bar must be 1, is 0
help lists the commands
> OPEN
OPEN: rejected
    rule paid_first: Pay first.
        gate.statechart.yaml:17:3
        gate.statechart.yaml:19:22
> PAY
PAY takes a payload (a line with only . gives up)
  ticket (text): A
PAY {'ticket': 'A'}: accepted
    action check {'ticket': 'A'}

gate at 0s
  bar      0 (Down)
  mode     auto
  blocked  false
  state    quiet
  cars     0
  ticket   null
  pending  check
can be sent
  1  ALARM
  2  PAY    Pay the ticket  (ticket)
cannot be sent now
     OPEN   Pay first.
     CLOSE  bar must be 1, is 0
> answer check
  result (true or false; Enter: true): 
answer check=true: accepted
    done.action.check: accepted
    ticket: null → 'paid'

gate at 0s
  bar      0 (Down)
  mode     auto
  blocked  false
  state    quiet
  cars     0
  ticket   'paid'
can be sent
  1  ALARM
  2  PAY    Pay the ticket  (ticket)
  3  OPEN
cannot be sent now
     CLOSE  bar must be 1, is 0
> quit
"""  # noqa: W291  # A prompt ends with a blank.


def test_a_session_on_a_terminal_is_this():
    with terminal("run", "gate.statechart.yaml") as opened:
        opened.until(PROMPT)
        opened.type("OPEN\n")
        opened.type("PAY\n", until="(text): ")
        opened.type("A\n")
        opened.type("answer check\n", until="true): ")
        opened.type("\n")
        opened.type("quit\n", until="quit\n")
        assert opened.end() == (TRANSCRIPT, 0)


def test_the_tab_key_completes():
    with terminal("run", "gate.statechart.yaml") as opened:
        opened.until(PROMPT)
        opened.type("AL\t", until="ALARM")
        opened.type("\n")
        assert "\nALARM: accepted\n" in opened.shown


def test_ctrl_c_leaves_a_form_and_twice_the_session():
    with terminal("run", "gate.statechart.yaml") as opened:
        opened.until(PROMPT)
        opened.type("PAY\n", until="(text): ")
        opened.interrupt()
        opened.until("nothing was done\n> ")
        opened.type("show\n")
        opened.interrupt()
        opened.until("Ctrl-C once more leaves\n> ")
        opened.interrupt()
        shown, code = opened.end()
        assert (code, shown.endswith(("leaves\n> ^C\n", "leaves\n> \n"))) == (0, True)


def test_ctrl_c_takes_back_a_line_that_is_half_typed():
    with terminal("run", "gate.statechart.yaml") as opened:
        opened.until(PROMPT)
        for _ in range(2):
            opened.type("AL", until="AL")
            opened.interrupt()
            opened.until("leaves\n> ")
        opened.type("ALARM\n")
        assert "\nALARM: accepted\n" in opened.shown


def test_the_end_of_input_leaves_quietly():
    with terminal("run", "gate.statechart.yaml") as opened:
        opened.until(PROMPT)
        os.write(opened.master, b"\x04")
        shown, code = opened.end()
        assert (code, shown.endswith("\n> \n")) == (0, True)


def test_an_interrupt_during_work_ends_with_130(tmp_path):
    (tmp_path / "gate.statechart.yaml").write_text(GATE)
    (tmp_path / "slow.py").write_text(
        "import signal\ndef check():\n    print('working', flush=True)\n    signal.pause()\n"
    )
    words = ("run", "gate.statechart.yaml", "--actions", "slow")
    with terminal(*words, folder=tmp_path) as opened:
        opened.until(PROMPT)
        opened.type("PAY ticket=A\n", until="working\n")
        opened.interrupt()
        assert opened.end()[1] == 130


@pytest.fixture
def gate(tmp_path, monkeypatch):
    """A copy of the gate in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    file = tmp_path / "gate.statechart.yaml"
    file.write_text(GATE)
    return file


def piped(*words, stdin):
    return statecraft("run", "gate.statechart.yaml", "-i", *words, stdin=stdin)


def test_a_pipe_shows_what_it_read(gate):
    done = piped(stdin="OPEN\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(
        "> OPEN\nOPEN: rejected\n    rule paid_first: Pay first.\n"
        "        gate.statechart.yaml:17:3\n        gate.statechart.yaml:19:22\n\n"
    )


def test_acting_options_come_before_the_session(gate):
    done = piped("--send", "ALARM", "--advance", "5s", stdin="log\n")
    assert done.out.endswith(
        "> log\n"
        "  0      0s  start: started\n"
        "  1      0s  ALARM: accepted  state: quiet → loud\n"
        "  2      5s  advance 5s: ignored (nothing was due)\n\n"
    )


def test_a_session_goes_on_from_a_snapshot_and_leaves_one(gate):
    piped("--snapshot-out", "end.json", stdin="ALARM\nadvance 5s\nsnapshot now.json\n")
    assert Path("end.json").read_text() == Path("now.json").read_text()
    done = piped("--snapshot-in", "end.json", stdin="advance\nundo\nsave it\n")
    assert "    after at 30s: accepted\n" in done.out
    assert "error: the session began from a snapshot, which a scenario cannot\n" in done.out


def test_a_saved_scenario_stands_behind_the_others_and_nothing_else_has_changed(gate):
    gate.write_text(f"# A gate.\n{GATE}properties: {{}}  # none yet\n")
    done = piped(stdin="ALARM\nsave an alarm\n")
    assert 'added "an alarm" to gate.statechart.yaml' in done.out
    added = "  - name: an alarm\n    steps:\n      - {send: ALARM, expect: {full_key: loud}}\n"
    assert gate.read_text() == f"# A gate.\n{GATE}{added}properties: {{}}  # none yet\n"
    names = [each.name for each in sc.load(gate).definition.scenarios]
    assert names == ["pay and pass", "free passage", "an alarm"]


def test_what_no_scenario_may_say_is_left_out_or_written_another_way(gate):
    piped(stdin='send FOO\nPAY ticket="=x"\nsave it\n')
    scenario = sc.load(gate).definition.scenarios[-1]
    assert [(step.argument, dict(step.details)) for step in scenario.steps] == [
        ("PAY", {"with": {"ticket": "=x"}})
    ]


def test_a_scenario_that_would_not_pass_is_not_kept(gate):
    gate.write_text(
        GATE.replace("PAY: {do", "PAY: {when: open_hours(), do").replace(
            "actions:",
            "functions: {open_hours: {parameters: [], result: {type: boolean}, test: false}}\nactions:",
        )
    )
    Path("hours.py").write_text(
        "import statecraft\nregistry = statecraft.Registry(functions={'open_hours': lambda: True})\n"
    )
    kept = gate.read_text()
    done = piped("--actions", "hours", stdin="PAY ticket=A\nsave it\n")
    assert "error: the scenario would not pass: because guard: " in done.out
    assert gate.read_text() == kept
    assert sorted(each.name for each in Path().iterdir() if each.is_file()) == [
        "gate.statechart.yaml",
        "hours.py",
    ]


def test_a_scenario_goes_to_another_file_on_demand(gate):
    piped(stdin="ALARM\nsave one > more.yaml\nsave two > more.yaml\n")
    assert Path("more.yaml").read_text().count("- name: ") == 2
    assert gate.read_text() == GATE


def test_what_cannot_be_written_is_said(gate):
    done = piped(stdin="ALARM\nsnapshot no/such\n")
    assert 'error: "no/such" cannot be written: No such file or directory\n' in done.out


def test_a_list_in_one_line_is_not_added_to(gate):
    text = GATE[: GATE.index("scenarios:")] + "scenarios: []\n"
    gate.write_text(text)
    done = piped(stdin="ALARM\nsave it\n")
    assert "error: gate.statechart.yaml: a scenario can only be added to a list" in done.out
    assert gate.read_text() == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--json"], "--interactive tells its own story: leave --json and --trace out"),
        (["--trace"], "--interactive tells its own story: leave --json and --trace out"),
    ],
)
def test_a_session_has_its_own_form(gate, words, message):
    done = piped(*words, stdin="")
    assert (done.code, done.err) == (2, f"error: {message}\n")


def test_a_session_cannot_read_its_definition_from_stdin():
    done = statecraft("run", "-", "-i", stdin=GATE)
    assert done.code == 2
    assert "an interactive session reads stdin itself" in done.err


def test_a_refused_start_is_told(gate):
    done = piped("--set", "cars=-1", stdin="")
    assert (done.code, done.out.partition("\n")[0]) == (1, "start: rejected")
