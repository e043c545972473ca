"""check: the story, the formats, the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import statecraft

ROOT = Path(__file__).resolve().parents[2]
LESSON = "definitions/lessons/seed_003_as_written.statechart.yaml"

DOOR = """\
statecraft: 1
machine: door
dimensions:
  door: {values: [shut, open], transitions: any}
on: {OPEN: {target: {door: open}}, SHUT: {target: {door: shut}}}
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")


def test_the_seed_as_it_was_written_saves_what_is_no_draft_in_five_steps():
    done = statecraft("check", LESSON)
    found = done.out.split("\n")
    first = next(n for n, line in enumerate(found) if "saving_is_for_drafts does not hold" in line)
    assert done.code == 1
    size = "39 states from the declared start, 7 steps deep, all that there are"
    assert found[0] == f"{LESSON}: seed_003_as_written: {size}"
    told = found[first + 4 : first + 9]
    assert {line[7:] for line in told} == {
        "move dirty to true    dirty: false → true",
        "move validation to valid    validation: pending → valid",
        "move operation to saving    operation: idle → saving",
        "move dirty to false    dirty: true → false",
        "move docstatus to 1    docstatus: 0 → 1",
    }
    assert told[2:4] == [
        "    3. move operation to saving    operation: idle → saving",
        "    4. move dirty to false    dirty: true → false",
    ]


def test_the_seed_as_it_was_written_has_a_needless_requirement():
    (found,) = statecraft("check", LESSON, "--json").json_lines
    needless = [each for each in found["verdicts"] if each["code"] == "SC509"]
    assert [each["subject"] for each in needless] == ["rules.saving.require.0"]
    assert found["states"] == "39"
    assert found["complete"] is True


def test_what_holds_is_proved():
    claim = "properties: {it_opens: {reachable: door == 'open'}}\n"
    done = statecraft("check", "-", stdin=DOOR + claim)
    assert (done.code, done.err) == (0, "10 proved, 0 refuted, 0 unknown\n")
    assert done.out == (
        "<stdin>: door: 2 states from the declared start, 1 step deep, all that there are\n"
        "proved  properties.it_opens: reachable door == 'open'\n"
    )


def test_a_search_that_is_cut_short_ends_with_another_exit_code():
    counter = """\
statecraft: 1
machine: counter
context: {n: {type: integer, minimum: 0, maximum: 90, initial: 0}}
on: {ADD: {when: n < 90, do: [{set: {n: =n + 1}}]}, BACK: {when: n > 0, do: [{set: {n: =n - 1}}]}}
properties: {small: {never: n > 80}}
"""
    done = statecraft("check", "-", "--max-states", "10", stdin=counter)
    assert done.code == 3
    assert "unknown  properties.small: never n > 80" in done.out
    assert statecraft("check", "-", stdin=counter).code == 1


def test_warnings_count_where_that_is_asked_for():
    for_ever = DOOR.replace("SHUT: {target: {door: shut}}", "SHUT: {from: {door: shut}}")
    assert "SC512" in statecraft("check", "-", stdin=for_ever).out
    assert statecraft("check", "-", stdin=for_ever).code == 0
    assert statecraft("check", "-", "--strict", stdin=for_ever).code == 1


def test_findings_as_sarif(tmp_path):
    out = tmp_path / "found.sarif"
    statecraft("check", LESSON, "--sarif", str(out))
    (run,) = json.loads(out.read_text(encoding="utf-8"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]][-1] == "SC520"
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("SC520", "error")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == LESSON
    assert place["region"]["startLine"] == 69


def test_verdicts_as_junit(tmp_path):
    out = tmp_path / "found.xml"
    statecraft("check", LESSON, "--junit", str(out))
    (suite,) = ET.fromstring(out.read_text(encoding="utf-8"))  # noqa: S314 - our own
    failed = [case for case in suite if case.find("failure") is not None]
    assert suite.attrib["failures"] == str(len(failed))
    told = failed[0].find("failure").text
    assert told.splitlines()[-1] == "    5. move docstatus to 1    docstatus: 0 → 1"


def test_a_definition_that_cannot_be_used_is_told_as_by_every_verb():
    done = statecraft("check", "-", stdin="statecraft: 1\nmachine: x\ninitial: a\n")
    assert (done.code, done.out) == (1, "")


STUCK = """\
statecraft: 1
machine: gate
dimensions:
  barrier: {values: [down, up], transitions: any}
  lock: {values: [open, shut], transitions: any}
rules:
  locked_stays: {on: {barrier: [up, down]}, require: [{that: lock == 'open'}]}
on:
  UP: {target: {barrier: {from: down, to: up}}}
  DOWN: {target: {barrier: {from: up, to: down}}}
  LOCK: {target: {lock: shut}}
properties: {it_goes_up: {always_possible: barrier == 'up'}}
"""


@pytest.mark.parametrize(
    ("words", "codes", "code"),
    [
        pytest.param((), {"SC512", "SC520"}, 1, id="all"),
        pytest.param(("--select", "SC512"), {"SC512"}, 0, id="one"),
        pytest.param(("--ignore", "SC520"), {"SC512"}, 0, id="all but one"),
        pytest.param(("--select", "SC512", "--strict"), {"SC512"}, 1, id="a warning that counts"),
    ],
)
def test_findings_are_chosen_by_their_codes(words, codes, code):
    done = statecraft("check", "-", "--json", *words, stdin=STUCK)
    (found,) = done.json_lines
    assert {each["code"] for each in found["diagnostics"]} == codes
    assert done.code == code


def test_a_deadlock_names_the_rules_that_refuse_what_is_tried_there():
    done = statecraft("check", "-", "--select", "SC512", stdin=STUCK)
    assert "<stdin>:7:3: the rule locked_stays refuses what is tried there" in done.out


def test_an_unknown_code_is_wrong_usage():
    assert statecraft("check", "-", "--select", "SC9", stdin=STUCK).code == 2
