"""``statecraft render`` and ``statecraft graph`` on the command line."""

from __future__ import annotations

import json
import shutil

import pytest

import statecraft as sc
from tests.cli.calling import statecraft
from tests.render.charts import FILES

LIGHT, INVOICE = "traffic_light.statechart.yaml", "sales_invoice.statechart.yaml"


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    for name in ("traffic_light", "sales_invoice", "hostile"):
        shutil.copy(FILES[name], tmp_path / FILES[name].name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<?xml"), ("a.png", b"\x89PNG"), ("a.dot", b"digraph")]
)
def test_the_suffix_decides(tmp_path, name, start):
    done = statecraft("render", LIGHT, "-o", name, "--engine", "bundled")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_picture_on_stdout():
    done = statecraft("render", LIGHT, "--format", "dot")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("digraph statechart {\n")


def test_a_snapshot_is_highlighted(tmp_path):
    chart = sc.load(INVOICE)
    snapshot = chart.start({"validation": "valid", "changes": {"amount": 1}}).snapshot
    (tmp_path / "s.json").write_text(json.dumps(chart.to_json(snapshot)))
    done = statecraft("render", INVOICE, "--snapshot", "s.json", "--format", "dot")
    assert (done.code, done.err) == (0, "")
    assert done.out.count('class="value active"') == 3


def test_remarks_go_to_stderr():
    done = statecraft("render", "hostile.statechart.yaml", "-o", "a.svg", "--engine", "bundled")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "note: the bundled engine lacks some of these letters and guesses their width: "
        "install Graphviz for a better picture\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("render", LIGHT), "-o - writes to stdout: say --format (svg, png, dot)"),
        (
            ("render", LIGHT, "-o", "a.pgn"),
            'no format .pgn (did you mean "png"?); there are: svg, png, dot',
        ),
        (("render", LIGHT, "-o", "a"), '"a" has no suffix; there are: svg, png, dot'),
        (
            ("render", LIGHT, "-o", "no/a.dot"),
            '"no/a.dot" cannot be written: No such file or directory',
        ),
        (
            ("render", LIGHT, "-o", "a.dot", "--only", "lights"),
            'nothing to draw is named "lights"; there are: states, rules, computed, capabilities',
        ),
        (
            ("render", LIGHT, "-o", "a.dot", "--machine", "x"),
            'no machine "x" here; there are: traffic_light',
        ),
        (("graph", LIGHT, "-o", "a.xml"), "no format .xml; there are: json, graphml, gexf, adj"),
        (("graph", LIGHT), "-o - writes to stdout: say --format (json, graphml, gexf, adj)"),
    ],
)
def test_a_mistake_is_told(words, message):
    done = statecraft(*words)
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")


def test_a_machine_without_an_engine_is_told_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("STATECRAFT_DOT", raising=False)
    done = statecraft("render", LIGHT, "-o", "a.svg", "--engine", "system")
    assert done.code == 2
    assert done.err.startswith("error: no dot on the PATH: install Graphviz (apt install graphviz")


def test_a_broken_definition_is_no_picture():
    done = statecraft("render", "-", "-o", "a.svg", stdin="statecraft: 1\n")
    assert done.code == 1
    assert "error[SC" in done.err


def test_an_adjacency_list():
    done = statecraft("graph", LIGHT, "--format", "adj")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
machine
tree
initial:tree -> state:working (initial)
state:working -> state:blinking (POWER_OUT), state:working (PRESS)
initial:state:working -> state:working.red (initial)
state:working.red -> state:working.green (after 20s)
state:working.green -> state:working.yellow (always), state:working.yellow (after 30s)
state:working.yellow -> state:working.red (after 3s)
state:working.last -> state:working.red (initial)
state:blinking -> state:working.last (POWER_BACK)
initial:state:blinking -> state:blinking.lit (initial)
state:blinking.lit -> state:blinking.dark (after 500ms)
state:blinking.dark -> state:blinking.lit (after 500ms)
"""
    )


def test_a_graph_file(tmp_path):
    done = statecraft("graph", LIGHT, "-o", "a.json")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads((tmp_path / "a.json").read_text())["graph"]["machine"] == "traffic_light"
