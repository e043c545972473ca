"""``statecraft new`` and ``statecraft completion``, and what shells are offered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import statecraft as sc
from tests.cli.calling import statecraft


@pytest.fixture(autouse=True)
def _folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


def test_a_new_definition_is_clean_and_its_scenarios_pass():
    done = statecraft("new", "parcel")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "written: parcel.statechart.yaml\n"
        "for your editor: statecraft schema > statecraft.schema.json\n"
        'for all definitions, in .vscode/settings.json: "yaml.schemas": '
        '{"./statecraft.schema.json": "*.statechart.yaml"}\n'
    )
    reading = sc.read_project("parcel.statechart.yaml")
    assert reading.diagnostics == ()
    results = sc.run_scenarios(sc.load("parcel.statechart.yaml"))
    assert [result.passed for result in results] == [True, True]
    assert sc.load("parcel.statechart.yaml").definition.id == "parcel"


def test_a_file_that_is_there_is_kept():
    Path("parcel.statechart.yaml").write_text("mine")
    done = statecraft("new", "parcel")
    message = "parcel.statechart.yaml is there already: choose another -o, or say --force"
    assert (done.code, done.err) == (2, f"error: {message}\n")
    assert Path("parcel.statechart.yaml").read_text() == "mine"
    assert statecraft("new", "parcel", "--force").code == 0
    assert Path("parcel.statechart.yaml").read_text() != "mine"


def modeline():
    return Path("charts/a.statechart.yaml").read_text().partition("\n")[0].partition("$schema=")[2]


def test_the_modeline_leads_to_the_schema():
    Path("charts").mkdir()
    words = ("new", "a", "-o", "charts/a.statechart.yaml", "--force")
    statecraft(*words)
    assert modeline() == "./statecraft.schema.json"
    statecraft(*words, "--schema", "editor.json")
    assert modeline() == "../editor.json"
    assert json.loads(Path("editor.json").read_text()) == json.loads(sc.schema_text())
    Path("schemas").mkdir()
    Path("schemas/statecraft.schema.json").write_text(sc.schema_text())
    statecraft(*words)
    assert modeline() == "../schemas/statecraft.schema.json"


def test_a_new_definition_can_be_printed():
    done = statecraft("new", "a-b_1", "-o", "-")
    assert sc.loads(done.out).definition.id == "a-b_1"
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("name", ["two words", "", "ä", "../up", "a.b"])
def test_a_name_must_be_one(name):
    done = statecraft("new", name)
    assert (done.code, done.err.partition(" is no")[2][:15]) == (2, " machine's name")


GATE = str(Path(__file__).with_name("gate.statechart.yaml"))


def offered(monkeypatch, shell, *words):
    """What the program offers for the last of the words, by the protocol of its scripts."""
    monkeypatch.setenv("_STATECRAFT_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["statecraft", *words]))
    monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words)))
    return statecraft().out.split()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["ru"], ["plain,run"]),
        (["run", "ga"], ["file,ga"]),
        (["run", GATE, "--send", ""], ["plain,ALARM", "plain,PAY", "plain,OPEN", "plain,CLOSE"]),
        (["why", GATE, "P"], ["plain,PAY"]),
        (["run", GATE, "--move", "m"], ["plain,mode="]),
        (["run", GATE, "--move", "mode="], ["plain,mode=auto", "plain,mode=manual"]),
        (["run", GATE, "--set", "b"], ["plain,bar="]),
        (["run", GATE, "--set", "bar="], ["plain,bar=0", "plain,bar=1"]),
        (["why", GATE, "--set", "c"], ["plain,cars="]),
        (["run", GATE, "--answer", ""], ["plain,check="]),
        (["run", GATE, "--fail", "x"], []),
        (["run", "missing.yaml", "--send", ""], []),
        (["run", "--send", ""], []),
        (
            ["render", GATE, "--focus", ""],
            ["plain,quiet", "plain,loud", "plain,bar=", "plain,mode="],
        ),
        (["render", GATE, "--focus", "bar="], ["plain,bar=0", "plain,bar=1"]),
        (["completion", "z"], ["plain,zsh"]),
    ],
)
def test_names_and_values_of_the_definition_are_offered(monkeypatch, words, values):
    assert offered(monkeypatch, "bash", *words) == values


def test_labels_are_shown_where_the_shell_can(monkeypatch):
    assert offered(monkeypatch, "zsh", "why", GATE, "P") == ["plain", "PAY", "Pay", "the", "ticket"]
    assert offered(monkeypatch, "fish", "why", GATE, "P") == ["plain,PAY", "Pay", "the", "ticket"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_asks_the_program(shell):
    done = statecraft("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_STATECRAFT_COMPLETE={shell}_complete" in done.out
    assert done.out.rstrip() != ""


BASH = """\
statecraft() { printf '%s\\n' "$COMP_WORDS" "$COMP_CWORD" >&2; printf 'plain,mode=auto\\n'; }
env() { local COMP_WORDS=${1#*=} COMP_CWORD=${2#*=}; shift 3; "$@"; }
compopt() { :; }
COMP_WORDS=(statecraft run x --move mode = a) COMP_CWORD=6
_statecraft_completion statecraft
printf '%s\\n' "${COMPREPLY[@]}"
"""


def test_bash_puts_the_parts_of_a_word_together_again():
    script = f"{statecraft('completion', 'bash').out}\n{BASH}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("auto\n", "statecraft\nrun\nx\n--move\nmode=a\n4\n")
