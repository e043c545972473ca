"""The judges, on small suites of each shape: what passes, and what is told of what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.conforming.folders import judged
from tools.conforming.program import main

PASSING = '<scxml xmlns="http://www.w3.org/2005/07/scxml"><final id="pass"/></scxml>'
FAILING = (
    '<scxml xmlns="http://www.w3.org/2005/07/scxml"><state id="a"><onentry><send event="t" '
    'delay="2s"/></onentry><transition event="t" target="fail"/></state><final id="pass"/>'
    '<final id="fail"/></scxml>'
)
SWITCH = (
    '<scxml xmlns="http://www.w3.org/2005/07/scxml"><script src="more.js"/><state id="off">'
    '<transition event="press" cond="limit === 1" target="on"/></state><state id="on">'
    '<onentry><send event="tick" delay="100ms"/></onentry>'
    '<transition event="tick" target="off"/></state></scxml>'
)


def scion(expected: str) -> dict:
    return {
        "format": "scion-test-framework/1",
        "script_src_files": {"more.js": "limit = 1;"},
        "cases": [
            {
                "id": "switch",
                "scxml": SWITCH,
                "expressions": [],
                "initialConfiguration": ["off"],
                "events": [
                    {"event": {"name": "press"}, "nextConfiguration": ["on"]},
                    {"event": {"name": "other"}, "after": 150, "nextConfiguration": [expected]},
                ],
            }
        ],
    }


def counter(states: int) -> dict:
    return {
        "format": "reachability-models/1",
        "models": [
            {
                "id": "counter",
                "published": {"distinct_states": states},
                "variables": {"n": [0, 1, 2], "up": [True, False]},
                "init": {"n": [0], "up": [True, False]},
                "transitions": [
                    {"name": "step", "when": "n < 2 and up", "set": {"n": "n + 1"}},
                    {"name": "turn", "when": "n == 2", "set": {"up": "not up", "n": "n * 1"}},
                ],
            }
        ],
    }


def light(child: str) -> dict:
    return {
        "format": "matchina-golden/1",
        "cases": [
            {
                "id": "light",
                "definition": {
                    "initial": "broken",
                    "states": {
                        "broken": {"repair": "working"},
                        "working": {"break": "broken", "child.exit": "broken"},
                    },
                    "children": {
                        "working": {
                            "initial": "red",
                            "states": {
                                "red": {"tick": "green"},
                                "green": {"off": "end"},
                                "end": {},
                            },
                            "final": ["end"],
                        }
                    },
                },
                "runs": [
                    {
                        "events": ["repair", "tick", "off"],
                        "trace": [
                            {"parent": "broken"},
                            {"parent": "working", "child": "red"},
                            {"parent": "working", "child": child},
                            {"parent": "broken"},
                        ],
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("data", "difference"),
    [
        pytest.param(scion("off"), None, id="scion"),
        pytest.param(
            scion("on"), "after event 2, other: expected on, found off", id="scion, other state"
        ),
        pytest.param(counter(5), None, id="reachability"),
        pytest.param(counter(7), "expected 7 distinct states, found 5", id="reachability, other"),
        pytest.param(light("green"), None, id="matchina"),
        pytest.param(
            light("red"),
            "step 2: expected {'parent': 'working', 'child': 'red'}, "
            "found {'parent': 'working', 'child': 'green'}",
            id="matchina, other child",
        ),
    ],
)
def test_a_file_is_judged_by_its_format(tmp_path, data, difference):
    (tmp_path / "any.json").write_text(json.dumps(data), encoding="utf-8")
    assert [verdict.difference for verdict in judged(tmp_path)] == [difference]


def write_w3c(folder: Path) -> None:
    cases = [
        {"id": "one", "file": "one.scxml", "recommended": "core"},
        {"id": "two", "file": "two.scxml", "recommended": "invoke"},
        {"id": "three", "file": "two.scxml", "recommended": "no"},
    ]
    (folder / "manifest.json").write_text(json.dumps(cases), encoding="utf-8")
    (folder / "one.scxml").write_text(PASSING, encoding="utf-8")
    (folder / "two.scxml").write_text(FAILING, encoding="utf-8")


def test_a_manifest_says_the_suites(tmp_path):
    write_w3c(tmp_path)
    assert [(v.suite, v.case, v.difference) for v in judged(tmp_path)] == [
        ("w3c-core", "one", None),
        ("w3c-invoke", "two", "ends in fail, done"),
    ]


def test_a_plain_folder_is_a_suite_of_what_ends_in_pass(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.scxml").write_text(PASSING, encoding="utf-8")
    (tmp_path / "mine" / "child.scxml").write_text("<scxml/>", encoding="utf-8")
    assert [(v.suite, v.case, v.passed) for v in judged(tmp_path)] == [("mine", "a", True)]


def test_the_program_prints_a_line_per_suite_and_the_first_differences(tmp_path, capsys):
    write_w3c(tmp_path)
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.out == "w3c-core 1/1\nw3c-invoke 0/1\n"
    assert told.err == "w3c-invoke two: ends in fail, done\n"


def relay(expected: list[str], events: list[dict]) -> dict:
    document = (
        '<scxml xmlns="http://www.w3.org/2005/07/scxml" datamodel="ecmascript">'
        '<script src="given.js"/>'
        '<state id="a"><onentry><send event="s"/></onentry><transition event="s" target="b"/>'
        "</state>"
        '<state id="b"><onentry><send event="s" delay="1s"/></onentry>'
        '<transition event="s" cond="given === 2" target="pass"/></state><final id="pass"/></scxml>'
    )
    return {
        "format": "scion-test-framework/1",
        "script_src_files": {"other/given.js": "given = 1", "mine/given.js": "given = 2"},
        "cases": [
            {
                "id": "mine/relay",
                "scxml": document,
                "initialConfiguration": expected,
                "events": events,
            }
        ],
    }


AFTER_A_SECOND = [{"event": {"name": "other"}, "after": 1000, "nextConfiguration": ["pass"]}]


@pytest.mark.parametrize(
    ("data", "differences"),
    [
        pytest.param(relay(["a"], AFTER_A_SECOND), [None], id="before what it sends itself"),
        pytest.param(relay(["b"], AFTER_A_SECOND), [None], id="after what it sends itself"),
        pytest.param(relay(["pass"], []), [None], id="without events it runs to its end"),
        pytest.param(
            relay(["pass"], AFTER_A_SECOND),
            ["at the start: expected pass, found b"],
            id="with events no time passes by itself",
        ),
    ],
)
def test_a_configuration_counts_where_the_machine_rests(tmp_path, data, differences):
    (tmp_path / "any.json").write_text(json.dumps(data), encoding="utf-8")
    assert [verdict.difference for verdict in judged(tmp_path)] == differences


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"a.json": '{"format": "x"}', "b.txt": "x"}, [], id="other files"),
        pytest.param({"b.json": "{"}, ["b 0/1"], id="cut off"),
        pytest.param(
            {"a.json": '{"format": "matchina-golden/1", "cases": [{"id": "m", "runs": [{}]}, 5]}'},
            ["matchina 0/2"],
            id="not of its format",
        ),
        pytest.param(
            {"a.json": '[{"id": "1", "file": "a.scxml"}]', "a.scxml": '<scxml id="pass"'},
            ["suite 0/1"],
            id="no XML",
        ),
        pytest.param(
            {"a.json": '[{"id": "1", "file": "b.scxml"}]'}, ["suite 0/1"], id="no such file"
        ),
    ],
)
def test_what_cannot_be_run_fails_and_the_others_are_judged(tmp_path, capsys, files, told):
    folder = tmp_path / "suite"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert main([str(folder)]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == told
    assert "Traceback" not in printed.err
    assert printed.err


@pytest.mark.parametrize("minima", ["w3c-core", "w3c-core many", None])
def test_a_file_of_minima_is_one(tmp_path, capsys, minima):
    required = tmp_path / "required.txt"
    if minima is not None:
        required.write_text(minima, encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path), "--require", str(required)])
    assert "is no file of minima" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("minima", "words", "code"),
    [
        pytest.param("w3c-core 1\n", (), 0, id="reached"),
        pytest.param("w3c-core 1/1\nw3c-invoke 1\n", (), 1, id="below"),
        pytest.param("w3c-invoke 1\n", ("--suite", "w3c-core"), 0, id="not asked for"),
        pytest.param("absent 1\n", (), 1, id="a suite that is not there"),
    ],
)
def test_minima_decide_on_the_exit_code(tmp_path, capsys, minima, words, code):
    write_w3c(tmp_path)
    required = tmp_path / "required.txt"
    required.write_text(minima, encoding="utf-8")
    assert main([str(tmp_path), "--require", str(required), *words]) == code
    capsys.readouterr()


def test_json_tells_counts_and_failures(tmp_path, capsys):
    write_w3c(tmp_path)
    main([str(tmp_path), "--json"])
    assert json.loads(capsys.readouterr().out) == {
        "w3c-core": {"passed": 1, "total": 1, "failures": {}},
        "w3c-invoke": {"passed": 0, "total": 1, "failures": {"two": "ends in fail, done"}},
    }
