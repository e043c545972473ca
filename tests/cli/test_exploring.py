"""how, paths and diff: ways to a goal, ways that cover, ways that tell two versions apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import statecraft

ROOT = Path(__file__).resolve().parents[2]
LESSON = str(ROOT / "definitions" / "lessons" / "seed_003_as_written.statechart.yaml")

LAMP = """\
statecraft: 1
machine: lamp
context: {presses: {type: integer, minimum: 0, maximum: 2, initial: 0}}
dimensions:
  power: {values: [present, away], transitions: any, moves: free}
rules:
  no_light_without_power: {never: power == 'away' and active('lit')}
  light_goes_with_power: {on: {power: away}, require: [{that: not active('lit')}]}
initial: dark
states:
  dark:
    on: {PRESS: {target: lit, do: [{set: {presses: "=min(presses + 1, 2)"}}]}}
  lit:
    on: {PRESS: dark}
    after: {5m: dark}
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    Path("lamp.yaml").write_text(LAMP, encoding="utf-8")


def test_the_shortest_way_is_shown():
    done = statecraft("how", "lamp.yaml", "--to", "presses == 1 and active('dark')")
    assert done.code == 0
    assert done.out.splitlines()[0] == "2 steps to presses == 1 and active('dark')"
    assert done.out.splitlines()[2].strip() == "1. send PRESS"


def test_no_way_is_said_to_be_none():
    done = statecraft("how", "lamp.yaml", "--to", "power == 'away' and active('lit')")
    assert (done.code, done.out) == (1, "")
    assert "holds in no state that can be reached" in done.err


def test_a_way_that_was_not_found_in_time_is_not_said_to_be_none():
    done = statecraft("how", "lamp.yaml", "--to", "presses == 2", "--max-states", "1")
    assert done.code == 3


def test_a_condition_that_is_none_is_wrong_usage():
    assert statecraft("how", "lamp.yaml", "--to", "presses ==").code == 2
    assert statecraft("how", "lamp.yaml", "--to", "brightness > 1").code == 2


def test_a_way_begins_in_a_snapshot():
    statecraft("run", "lamp.yaml", "--send", "PRESS", "--snapshot-out", "lit.json")
    words = ["how", "lamp.yaml", "--snapshot", "lit.json", "--to", "presses == 2", "--json"]
    (found,) = statecraft(*words).json_lines
    assert len(found["trace"]) == 3


@pytest.mark.parametrize("cover", ["states", "transitions", "rules", "pairs"])
def test_ways_that_cover_are_scenarios_that_pass(cover):
    done = statecraft("paths", "lamp.yaml", "--cover", cover)
    assert done.code == 0
    Path("told.yaml").write_text(LAMP + done.out, encoding="utf-8")
    again = statecraft("test", "told.yaml")
    assert again.code == 0, again.out
    assert again.out.startswith("passed")


def test_every_transition_of_the_lamp_is_in_the_ways():
    (found,) = statecraft("paths", "lamp.yaml", "--as", "json").json_lines
    steps = [step for way in found["ways"] for step in way["steps"]]
    kinds = [next(iter(step)) for step in steps]
    assert kinds.count("advance") == 1
    assert kinds.count("send") >= 2


def test_ways_as_a_test_module_pass():
    done = statecraft("paths", "lamp.yaml", "--as", "pytest", "--cover", "pairs")
    Path("test_lamp.py").write_text(done.out, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_lamp.py"],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_a_version_that_does_the_same_has_no_difference():
    done = statecraft("diff", "lamp.yaml", "lamp.yaml")
    assert (done.code, done.out) == (0, "no difference\n")


def test_what_a_version_does_otherwise_is_shown_by_a_way():
    other = LAMP.replace("  light_goes_with_power", "  # light_goes_with_power")
    other = other.replace("    on: {PRESS: dark}\n", "    on: {PRESS: dark, HOLD: lit}\n")
    Path("new.yaml").write_text(other.replace("after: {5m: dark}", "after: {9m: dark}"), "utf-8")
    (found,) = statecraft("diff", "lamp.yaml", "new.yaml", "--json").json_lines
    assert found["added"] == ["event HOLD"]
    assert found["removed"] == ["rule light_goes_with_power"]
    told = {each["choice"]: each["way"] for each in found["different"]}
    assert told == {
        "send HOLD": ["send PRESS"],
        "5m pass in lit": ["send PRESS"],
        "9m pass in lit": ["send PRESS"],
    }


OLD_PARCEL = """\
statecraft: 1
machine: parcel
context: {weight: {type: integer, minimum: 0, maximum: 5, initial: 1}}
dimensions:
  place: {values: [shelf, van], transitions: any}
  paid: {values: [false, true], transitions: any}
on:
  LOAD: {target: {place: van}}
  PAY: {target: {paid: true}}
  ADD: {when: weight < 5, do: [{set: {weight: =weight + 1}}]}
properties:
  it_is_paid: {always_possible: paid}
  it_is_light: {never: weight > 4}
"""
NEW_PARCEL = """\
statecraft: 1
machine: parcel
context: {weight: {type: integer, minimum: 0, maximum: 5, initial: 1}}
dimensions:
  place: {values: [shelf, van, lost], transitions: any}
  paid: {values: [false, true], transitions: any}
rules: {paid_first: {on: {place: van}, require: [{that: paid, message: Pay first.}]}}
on:
  LOAD: {target: {place: van}}
  LOSE: {target: {place: {from: van, to: lost}}}
  PAY: {when: weight < 4, target: {paid: true}}
  ADD: {when: weight < 4, do: [{set: {weight: =weight + 2}}]}
properties:
  it_is_paid: {always_possible: paid}
  it_is_light: {never: weight > 4}
"""


def test_each_difference_tells_why_and_a_way(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD_PARCEL)
    (tmp_path / "new.yaml").write_text(NEW_PARCEL)
    done = statecraft("diff", "old.yaml", "new.yaml")
    assert done.code == 1
    assert (
        done.out
        == """\
+ value lost of place
+ event LOSE
+ rule paid_first
now reachable  place: lost
    1. send PAY
    2. send LOAD
    3. send LOSE
send LOAD does something else
    then, old: paid false, place van
    then, new: refused by the rule paid_first
send ADD does something else
    then, old: paid false, place shelf, weight 2
    then, new: paid false, place shelf, weight 3
send LOSE does something else
    1. send PAY
    2. send LOAD
    then, old: nothing happens
    then, new: paid true, place lost
send PAY does something else
    1. send ADD
    2. send ADD
    then, old: paid true, place shelf
    then, new: refused by the guard
broken  it_is_paid does not hold any more: always possible paid
    start: place shelf, paid false
    1. send ADD    weight: 1 → 3
    2. send ADD    weight: 3 → 5
"""
    )


def test_a_claim_that_held_in_neither_version_is_not_broken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD_PARCEL)
    done = statecraft("diff", "old.yaml", "old.yaml")
    assert (done.code, done.out) == (0, "no difference\n")


def test_saved_values_that_no_longer_load_are_told():
    Path("new.yaml").write_text(LAMP.replace("maximum: 2", "maximum: 1"), "utf-8")
    done = statecraft("diff", "lamp.yaml", "new.yaml")
    assert done.code == 1
    assert "saved values that no longer load" in done.out


def test_a_claim_that_held_before_is_said_to_be_broken():
    claim = "properties: {never_all: {never: presses == 2}}\n"
    Path("old.yaml").write_text(LAMP.replace("presses + 1, 2)", "presses + 1, 1)") + claim, "utf-8")
    Path("new.yaml").write_text(LAMP + claim, "utf-8")
    (found,) = statecraft("diff", "old.yaml", "new.yaml", "--json").json_lines
    assert found["broken_properties"] == ["never_all does not hold any more: never presses == 2"]


def test_a_way_of_the_lesson_is_json():
    done = statecraft("how", LESSON, "--to", "operation == 'saving' and docstatus == 1", "--json")
    assert len(json.loads(done.out)["trace"]) == 6


PARCEL = """\
statecraft: 1
machine: parcel
dimensions:
  place: {values: [shelf, van, door], transitions: any}
  paid: {values: [false, true], transitions: any}
on:
  LOAD: {target: {place: van}}
  BRING: {target: {place: {from: van, to: door}}}
  PAY: {target: {paid: true}}
"""
STRAY = "of the old version loads, but the new version never comes to it"
PAID_FIRST = "rules: {paid_first: {never: place == 'van' and not paid}}\n"


def test_migrate_shows_a_way_to_what_does_not_load(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(PARCEL)
    (tmp_path / "new.yaml").write_text(PARCEL + PAID_FIRST)
    done = statecraft("migrate", "--check", "old.yaml", "new.yaml")
    assert done.code == 1
    assert done.out.splitlines() == [
        "does not load: paid_first never allows place == 'van' and not paid.",
        "    saved: {'place': 'van', 'paid': false}",
        "    start: place shelf, paid false",
        "    1. send LOAD    place: shelf → van",
        f"not at home: 1 state {STRAY} by itself",
        "    saved: {'place': 'door', 'paid': false}",
        "    start: place shelf, paid false",
        "    1. send LOAD    place: shelf → van",
        "    2. send BRING    place: van → door",
    ]
    (found,) = statecraft("migrate", "--check", "old.yaml", "new.yaml", "--json").json_lines
    assert (found["tried"], found["complete"]) == (6, True)
    assert [step["event"] for step in found["refused"][0]["trace"]] == [None, "send LOAD"]


def test_migrate_is_content_where_everything_loads(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(PARCEL)
    done = statecraft("migrate", "--check", "old.yaml", "old.yaml")
    assert (done.code, done.out) == (0, "loads: what is kept of 6 states of the old version\n")


TICKET = """\
statecraft: 1
machine: ticket
context: {seen: {OPEN_NUMBER, initial: 0}}
initial: open
states:
  open: {on: {LOOK: {do: [{set: {seen: "=min(seen + 1, 3)"}}]}, WORK: busy}}
  busy: {after: {1h: open}, on: {SOLVE: solved, PARK: parked}}
  parked: {on: {RESUME: busy}}
  solved: {final: true}
"""


@pytest.mark.parametrize(
    ("change", "words", "code", "told"),
    [
        pytest.param(
            (", PARK: parked", ""),
            (),
            0,
            f"not at home: 1 state {STRAY} by itself",
            id="never come to",
        ),
        pytest.param(
            ("parked: {on: {RESUME: busy}}", "parked: {}"),
            ("--strict",),
            1,
            "not at home: 1 state of the old version loads, but nothing can happen in it any more",
            id="stuck",
        ),
        pytest.param(
            ("parked: {on: {RESUME: busy}}", "parked: {on: {RESUME: parked}}"),
            (),
            0,
            "not at home: 1 state of the old version loads, but the new version can never be done",
            id="without an end",
        ),
        pytest.param(
            ("SOLVE: solved, PARK: parked", "SOLVE: solved"),
            ("--max-states", "2"),
            3,
            "",
            id="not known",
        ),
        pytest.param(
            ("OPEN_NUMBER", "type: integer, maximum: 2"),
            (),
            3,
            "",
            id="a variable that the search leaves out holds less",
        ),
    ],
)
def test_migrate_has_three_grades(tmp_path, monkeypatch, change, words, code, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(TICKET.replace("OPEN_NUMBER", "type: integer"))
    new = TICKET.replace(*change).replace("OPEN_NUMBER", "type: integer")
    (tmp_path / "new.yaml").write_text(new)
    done = statecraft("migrate", "--check", "old.yaml", "new.yaml", *words)
    assert done.code == code
    assert told in done.out


def test_two_machines_are_no_versions_of_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(TICKET.replace("OPEN_NUMBER", "type: integer"))
    (tmp_path / "new.yaml").write_text(PARCEL)
    done = statecraft("migrate", "--check", "old.yaml", "new.yaml")
    assert (done.code, done.out) == (2, "")


def test_versions_are_compared_no_longer_than_one_waits(definitions):
    file = str(definitions / "vending_machine.statechart.yaml")
    done = statecraft("diff", file, file, "--timeout", "0")
    assert (done.code, done.out) == (3, "no difference\n")


def test_ways_have_names_that_tell_what_they_are_for():
    (found,) = statecraft("paths", "lamp.yaml", "--as", "json").json_lines
    assert all(way["name"].startswith("transition ") for way in found["ways"])
    assert not any("lamp.yaml" in way["name"] for way in found["ways"])


def test_no_ways_are_no_scenarios():
    empty = "statecraft: 1\nmachine: empty\n"
    done = statecraft("paths", "-", stdin=empty)
    assert (done.code, done.out) == (0, "scenarios: []\n")
    assert statecraft("validate", "-", stdin=empty + done.out).code == 0


def test_what_is_near_is_found_however_much_there_is():
    counter = """\
statecraft: 1
machine: counter
context: {n: {type: integer, minimum: 0, maximum: 1000000000, initial: 0}}
on: {ADD: {when: n < 1000000000, do: [{set: {n: =n + 1}}]}}
"""
    done = statecraft("how", "-", "--to", "n == 2", stdin=counter)
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "2 steps to n == 2",
            "    start: n 0",
            "    1. send ADD    n: 0 → 1",
            "    2. send ADD    n: 1 → 2",
        ],
    )


def test_ways_are_sought_no_longer_than_one_waits(definitions):
    file = str(definitions / "vending_machine.statechart.yaml")
    done = statecraft("paths", file, "--timeout", "0", "--max-states", "50")
    assert done.code == 3
    assert "the time ran out while ways were sought" in done.err
