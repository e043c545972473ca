"""check --sarif and --junit: valid by the schemas of others, and all that the story tells."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import junitparser
import pytest
import xmlschema

from tests.cli.calling import statecraft

FORMATS = Path(__file__).resolve().parent / "formats"
SARIF = jsonschema.Draft4Validator(
    json.loads((FORMATS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
)

LAMP = """\
statecraft: 1
machine: lamp
initial: a
dimensions:
  lamp: {values: ["off 🌑", "on 🌕"], transitions: any}
  spare: {values: [x, y], transitions: any}
states:
  a: {on: {GO: b, LAMP: {target: {lamp: "on 🌕"}}, TWICE: {when: "lamp == 'on 🌕' and lamp == 'off 🌑'", target: b}}}
  b: {after: {1s: c}}
  c: {after: {1s: b}}
properties:
  ends: {after: "active('b')", eventually: "active('a')"}
  stays: {after: "active('a')", eventually: "active('b')"}
  dark: {never: "lamp == 'on 🌕'"}
allow:
  - {code: SC502, at: dimensions.spare, because: "for later \\u0001 <🌕>"}
"""

BROKEN = "statecraft: 1\nmachine: broken\ninitial: a\nstates: {b: {}}\n"

COUNTER = """\
statecraft: 1
machine: counter
context: {n: {type: integer, minimum: 0, maximum: 90, initial: 0}}
on: {ADD: {when: n < 90, do: [{set: {n: =n + 1}}]}, BACK: {when: n > 0, do: [{set: {n: =n - 1}}]}}
properties: {small: {never: n > 80}}
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    for name, text in (("lamp", LAMP), ("broken", BROKEN), ("counter", COUNTER)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")


def sarif_of(*words: str, code: int):
    """The one run of the log that ``check`` writes, which the schema of the standard allows."""
    assert statecraft("check", *words, "--sarif", "found.sarif").code == code
    log = json.loads(Path("found.sarif").read_text(encoding="utf-8"))
    assert list(SARIF.iter_errors(log)) == []
    (run,) = log["runs"]
    return run


def junit_of(*words: str):
    """The suites that ``check`` writes, as a reader of such files has them."""
    statecraft("check", *words, "--junit", "found.xml")
    xmlschema.XMLSchema(FORMATS / "junit-10.xsd").validate("found.xml")
    return list(junitparser.JUnitXml.fromfile("found.xml"))


def results(run, code: str):
    return [each for each in run["results"] if each["ruleId"] == code]


def test_a_place_is_told_from_a_base_in_code_units_of_utf_16():
    (found,) = results(sarif_of("./lamp.yaml", code=1), "SC503")
    (place,) = found["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": "lamp.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    line = LAMP.splitlines()[7]
    before = line[: line.index("TWICE")].encode("utf-16-le")
    region = place["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (8, len(before) // 2 + 1)
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "lamp.states.a.on.TWICE"


def test_a_file_elsewhere_is_told_with_its_whole_path(tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "lamp.yaml").write_text(LAMP, encoding="utf-8")
    run = sarif_of(str(folder / "lamp.yaml"), code=1)
    assert run["artifacts"][0]["location"] == {"uri": (folder / "lamp.yaml").as_uri()}


def test_a_way_is_a_flow_through_the_transitions_with_the_state_after_each():
    found = results(sarif_of("lamp.yaml", code=1), "SC520")
    (flow,) = found[0]["codeFlows"]
    (thread,) = flow["threadFlows"]
    told = [
        (
            each["nestingLevel"],
            each["location"]["message"]["text"],
            each["location"]["physicalLocation"]["region"]["startLine"],
            each["state"]["configuration"]["text"],
        )
        for each in thread["locations"]
    ]
    assert told == [
        (0, "the start", 2, "a"),
        (0, "send GO: state: a → b", 8, "b"),
        (1, "1s pass in b: state: b → c", 9, "c"),
        (1, "1s pass in c: state: c → b", 10, "b"),
    ]


def test_what_a_waiver_allows_is_suppressed_with_its_reason_and_place():
    (found,) = results(sarif_of("lamp.yaml", code=1), "SC502")
    (suppression,) = found["suppressions"]
    assert suppression["justification"] == "for later \u0001 <🌕>"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 16


def test_each_code_carries_its_page():
    run = sarif_of("lamp.yaml", code=1)
    rules = {each["id"]: each for each in run["tool"]["driver"]["rules"]}
    assert list(rules) == sorted({each["ruleId"] for each in run["results"]})
    page = statecraft("lint", "--explain", "SC520").out
    assert rules["SC520"]["help"]["markdown"] == page
    assert [run["results"][n]["ruleIndex"] for n in range(2)] == [
        list(rules).index(run["results"][n]["ruleId"]) for n in range(2)
    ]


def test_other_places_are_linked_in_the_message():
    torn = """\
statecraft: 1
machine: heating
dimensions:
  window: {values: [shut, open], transitions: any, moves: free}
  heater: {values: [off, on], transitions: any}
rules:
  saves: {when: window == 'open', then: {heater: off}}
  heats: {when: "window in ['open', 'shut']", then: {heater: on}}
"""
    Path("torn.yaml").write_text(torn, encoding="utf-8")
    found = results(sarif_of("torn.yaml", code=1), "SC511")[0]
    assert found["message"]["text"].endswith("[the rule saves](0)")
    assert found["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7


def test_what_is_not_decided_is_no_result_but_is_told():
    run = sarif_of("counter.yaml", "--max-states", "5", code=3)
    (invocation,) = run["invocations"]
    assert run["results"] == []
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (3, True)
    first = invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert first.startswith("not decided: never n > 80: more than 5 states")
    assert run["properties"]["machines"][0]["complete"] is False


def test_a_broken_definition_and_a_missing_file_do_not_hide_the_others():
    run = sarif_of("broken.yaml", "nowhere.yaml", "lamp.yaml", code=2)
    assert {each["ruleId"] for each in run["results"]} >= {"SC203", "SC520"}
    (invocation,) = run["invocations"]
    assert invocation["toolConfigurationNotifications"] == [
        {"level": "error", "message": {"text": 'no file "nowhere.yaml"'}}
    ]
    broken, missing, lamp = junit_of("broken.yaml", "nowhere.yaml", "lamp.yaml")
    assert [(each.name, each.errors) for each in (broken, missing, lamp)] == [
        ("broken.yaml", 1),
        ("files", 1),
        ("lamp", 0),
    ]


def test_a_failed_test_tells_the_whole_story():
    (suite,) = junit_of("lamp.yaml")
    failed = {case.classname: case.result[0] for case in suite if case.is_failure}
    assert suite.failures == sum(case.is_failure for case in suite)
    assert failed["lamp.properties.dark"].type == "SC520"
    assert failed["lamp.properties.dark"].text.splitlines()[-1] == (
        "    1. send LAMP    lamp: off 🌑 → on 🌕"
    )


def test_what_is_allowed_unknown_or_not_asked_for_is_skipped_and_says_why():
    (lamp,) = junit_of("lamp.yaml", "--ignore", "SC520,SC503")
    skipped = {case.result[0].message for case in lamp if case.is_skipped}
    assert skipped == {"allowed: for later \\u0001 <🌕>", "its code is not asked for"}
    (counter,) = junit_of("counter.yaml", "--max-states", "5")
    assert counter.skipped > 0
    assert counter.failures == 0


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--sarif", "-", "--junit", "-"), id="two reports"),
        pytest.param(("--sarif", "-", "--json"), id="a report and JSON"),
    ],
)
def test_stdout_takes_one_report(words):
    assert statecraft("check", "lamp.yaml", *words).code == 2


def test_a_report_on_stdout_stands_alone():
    done = statecraft("check", "lamp.yaml", "--sarif", "-")
    assert json.loads(done.out)["version"] == "2.1.0"
    assert done.err.endswith("(1 of them allowed), 0 unknown\n")


def test_a_report_that_cannot_be_written_is_wrong_usage():
    done = statecraft("check", "lamp.yaml", "--sarif", "nowhere/found.sarif")
    assert done.code == 2
    assert "cannot be written" in done.err
