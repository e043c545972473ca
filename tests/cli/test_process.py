"""The program as a process: the entry point, a broken pipe, an interrupt, what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COMMAND = [sys.executable, "-m", "statecraft"]


def environment(**extra):
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def test_python_m_statecraft_works():
    done = subprocess.run(
        [*COMMAND, "validate", "gate.statechart.yaml"],
        cwd=HERE,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "gate.statechart.yaml: valid\n", "")


def test_a_reader_that_goes_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run(
            [*COMMAND, "schema"],
            env=environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("words", [["schema"], ["run", "gate.statechart.yaml", "--send", "ALARM"]])
def test_output_that_has_no_room_is_told_in_one_line(words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=HERE,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    told = "error: the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_text_that_the_terminal_lacks_is_escaped():
    done = subprocess.run(
        [*COMMAND, "run", "gate.statechart.yaml", "--send", "ALARM"],
        cwd=HERE,
        env=environment(PYTHONIOENCODING="latin-1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "state: quiet \\u2192 loud" in done.stdout


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_no_heavy_package(words):
    program = (
        "import sys\n"
        "from statecraft.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "except SystemExit:\n"
        "    heavy = {'networkx', 'graphviz', 'jsonschema', 'jsonschema_rs', 'ruamel'}\n"
        "    sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
