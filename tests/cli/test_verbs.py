"""validate, why, test, schema, doctor, and what holds for all verbs."""

from __future__ import annotations

import json

import pytest

import statecraft as sc
from statecraft.cli.verbs import VERBS
from tests.cli.calling import statecraft

BROKEN = "statecraft: 1\nmachine: lamp\nstates: {on: {}}\ninitial: onn\n"


@pytest.fixture(autouse=True)
def _here(monkeypatch, request):
    monkeypatch.chdir(request.path.parent)
    monkeypatch.setenv("NO_COLOR", "1")


def test_a_file_that_is_not_there_does_not_hide_the_others():
    done = statecraft("validate", "nowhere.yaml", "gate.statechart.yaml")
    assert (done.code, done.out) == (2, "gate.statechart.yaml: valid\n")
    assert done.err == 'error: no file "nowhere.yaml"\n'


def test_a_valid_definition_is_said_to_be_valid():
    done = statecraft("validate", "gate.statechart.yaml")
    assert (done.code, done.out, done.err) == (0, "gate.statechart.yaml: valid\n", "")


def test_findings_are_shown_with_their_line():
    done = statecraft("validate", "gate.statechart.yaml", "-", stdin=BROKEN)
    assert (done.code, done.err) == (1, "1 error, 0 warnings\n")
    assert (
        done.out
        == """\
<stdin>:4:10: error[SC203]: the machine has no child "onn" (did you mean "on"?)
    4 | initial: onn
      |          ^^^
gate.statechart.yaml: valid
"""
    )


def test_findings_as_json_have_places():
    done = statecraft("validate", "-", "--json", stdin=BROKEN)
    (found,) = done.json_lines
    (finding,) = found.pop("diagnostics")
    assert found == {"format_version": 1, "valid": False, "error_count": 1, "warning_count": 0}
    assert finding["range"] == {
        "filename": "<stdin>",
        "start": {"line": 4, "column": 10, "byte": 54},
        "end": {"line": 4, "column": 13, "byte": 57},
    }


@pytest.mark.parametrize("verb", ["run", "test", "why"])
def test_every_verb_tells_the_findings_of_a_broken_definition(verb):
    words = [verb, "-", *(["E"] if verb == "why" else [])]
    done = statecraft(*words, stdin=BROKEN)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith('<stdin>:4:10: error[SC203]: the machine has no child "onn"')
    assert statecraft(*words, "--json", stdin=BROKEN).json_lines[0]["error_count"] == 1


@pytest.mark.parametrize("verb", ["validate", "run", "test", "why"])
@pytest.mark.parametrize(
    ("file", "message"),
    [("gate.statechart.yml", 'no file "gate.statechart.yml"'), (".", "")],
    ids=["missing", "a folder"],
)
def test_a_file_that_cannot_be_read_is_wrong_usage(verb, file, message):
    done = statecraft(verb, file, *(["E"] if verb == "why" else []))
    assert done.code == 2
    assert done.err.startswith(f"error: {message}")


def test_why_tells_every_reason_with_its_line():
    done = statecraft("why", "gate.statechart.yaml", "OPEN")
    assert done.code == 1
    assert (
        done.out
        == """\
OPEN would be rejected
    rule paid_first: Pay first.
        gate.statechart.yaml:17:3
           17 |   paid_first:
        gate.statechart.yaml:19:22
           19 |     require: [{that: ticket != null, message: Pay first.}]
"""
    )


@pytest.mark.parametrize(
    ("words", "outcome", "code"),
    [
        (["ALARM"], "accepted", 0),
        (["PAY"], "accepted", 0),
        (['PAY={"ticket": 5}'], "rejected", 1),
        (["OPEN", "--set", "ticket=paid"], "accepted", 0),
        (["NEVER"], "ignored", 1),
    ],
)
def test_why_answers_in_json(words, outcome, code):
    done = statecraft("why", "gate.statechart.yaml", "--json", *words)
    (answer,) = done.json_lines
    assert (answer["outcome"], done.code) == (outcome, code)


def test_why_reads_a_snapshot(tmp_path):
    snapshot = tmp_path / "snapshot.json"
    chart = sc.load("gate.statechart.yaml")
    machine = sc.Machine(chart, values={"ticket": "paid"}, missing="wait")
    snapshot.write_text(json.dumps(machine.to_json()))
    done = statecraft("why", "gate.statechart.yaml", "OPEN", "--snapshot", str(snapshot))
    assert (done.code, done.out) == (0, "OPEN would be accepted\n")


def test_scenarios_are_run_and_failures_explained():
    done = statecraft("test", "gate.statechart.yaml")
    assert (done.code, done.err) == (1, "1 scenario passed, 1 failed\n")
    assert (
        done.out
        == """\
passed  gate.statechart.yaml: pay and pass
FAILED  gate.statechart.yaml: free passage
    gate.statechart.yaml:35:14: step 1, send OPEN
        outcome of OPEN: expected accepted, found rejected
        because rule: Pay first. [gate.statechart.yaml:17:3]
"""
    )


def test_scenarios_as_json():
    done = statecraft("test", "gate.statechart.yaml", "--json")
    (found,) = done.json_lines
    assert (found["passed"], found["failed"], done.code) == (1, 1, 1)
    assert found["scenarios"][1]["steps"] == [
        {
            "kind": "send",
            "argument": "OPEN",
            "at": "gate.statechart.yaml:35:14",
            "passed": False,
            "outcomes": ["rejected"],
            "differences": [
                {"what": "outcome of OPEN", "expected": "accepted", "found": "rejected"}
            ],
            "reasons": [
                {
                    "kind": "rule",
                    "id": "paid_first",
                    "message": "Pay first.",
                    "at": "gate.statechart.yaml:17:3",
                }
            ],
            "problem": None,
        }
    ]


def test_a_file_without_scenarios_is_remarked():
    done = statecraft("test", "-", stdin="{statecraft: 1, machine: x}")
    assert (done.code, done.err) == (
        0,
        "warning: <stdin> has no scenarios\n0 scenarios passed, 0 failed\n",
    )


def test_the_schema_is_printed_as_it_is_shipped():
    done = statecraft("schema")
    assert (done.code, json.loads(done.out)) == (0, json.loads(sc.schema_text()))


def test_the_doctor_knows_parser_and_versions():
    (found,) = statecraft("doctor", "--json").json_lines
    assert (found["format_version"], found["statecraft"]) == (1, sc.__version__)
    assert found["yaml_parser"] == sc.parser_name()
    assert found["healthy"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--help"], 0),
        (["--version"], 0),
        (["run", "-h"], 0),
        (["frobnicate"], 2),
        (["why"], 2),
    ],
)
def test_help_and_wrong_words_end_with_their_code(words, code):
    assert statecraft(*words).code == code


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
    ids=["no terminal", "forced", "refused"],
)
def test_colour_is_for_terminals_or_on_demand(monkeypatch, variables, coloured):
    monkeypatch.delenv("NO_COLOR")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in statecraft("validate", "gate.statechart.yaml").out) is coloured


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_of_verbs_says_what_the_verb_says_of_itself(verb):
    command = VERBS[verb].command()
    assert (command.name, command.get_short_help_str(200)) == (verb, VERBS[verb].does)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_has_an_example(verb):
    _, _, example = " ".join(statecraft(verb, "--help").out.split()).partition("Example: ")
    assert f"statecraft {verb} " in example


@pytest.mark.parametrize("verb", ["validate", "run", "why", "test"])
def test_machines_of_packages_are_sought_where_it_is_said(verb, tmp_path):
    (tmp_path / "lamp.statechart.yaml").write_text(
        "{statecraft: 1, machine: lamp, package: acme, on: {E: {}}}"
    )
    caller = "{statecraft: 1, machine: x, on: {E: {do: [{start: acme/lamp}]}}, scenarios: []}"
    words = [verb, "-", *(["E"] if verb == "why" else [])]
    assert statecraft(*words, stdin=caller).code == 1
    assert statecraft(*words, "--search", str(tmp_path), stdin=caller).code == 0


NO_VALUE = """\
{statecraft: 1, machine: x, context: {m: {type: object, initial: {}}},
 NAMES, on: {E: {do: [{log: hello}]}}}
"""


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("capabilities: {c: m.a}", "the capability c has no value: m has no key 'a', in: m.a"),
        ("dimensions: {d: {compute: m.a > 1}}", "d has no value: m has no key 'a', in: m.a > 1"),
    ],
    ids=["capability", "dimension"],
)
def test_what_has_no_value_ends_a_run_that_shows_it(names, told):
    definition = NO_VALUE.replace("NAMES", names)
    done = statecraft("run", "-", "--json", stdin=definition)
    (line,) = done.json_lines
    assert (done.code, line["error"]["kind"]) == (1, "run")
    assert line["error"]["message"].startswith(told)
    shown = statecraft("run", "-", "--send", "E", stdin=definition)
    assert (shown.code, shown.out.splitlines()[-2:]) == (0, ["E: accepted", "    log hello"])


ASKED = """\
{statecraft: 1, machine: x, input: {n: {type: integer}}, context: {n: {type: integer, initial: =input.n}},
 functions: {limit: {result: {type: integer}, test: 3}}, on: {E: {when: n < limit()}}}
"""


@pytest.mark.parametrize(("number", "code"), [(2, 0), (4, 1)])
def test_why_takes_an_input_and_tells_of_the_test_values_it_goes_by(number, code):
    done = statecraft("why", "-", "E", "--input", f'{{"n": {number}}}', stdin=ASKED)
    assert done.code == code
    assert done.err == "with the test values of the host's functions: limit\n"
