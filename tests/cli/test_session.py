"""The interactive session, driven by lists of lines."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import click
import pytest

import statecraft as sc
from statecraft.cli.interactive.candidates import candidates
from statecraft.cli.interactive.requests import AddScenario, AppendText, WriteSnapshot
from statecraft.cli.interactive.yaml_text import with_scenario
from statecraft.cli.printing import cells
from tests.cli.conversing import conversed, session_of
from tests.thoroughness import tries

GATE = "gate.statechart.yaml"
DEFINITIONS = Path(__file__).resolve().parents[2] / "definitions"

START = """\
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
help lists the commands"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, request):
    monkeypatch.chdir(request.path.parent)


def story(lines):
    """What became of the act: the answer to the last line up to the new state."""
    return "\n".join(lines).partition("\n\n")[0]


def test_the_state_is_shown_at_a_glance_with_what_can_be_sent_and_why_not():
    assert "\n".join(conversed(session_of(GATE), [])) == START


def test_an_act_is_told_and_the_new_state_shown():
    assert (
        "\n".join(conversed(session_of(GATE), ["ALARM"]))
        == """\
ALARM: accepted
    state: quiet → loud

gate at 0s
  bar      0 (Down)
  mode     auto
  blocked  false
  state    loud
  cars     0
  ticket   null
  timer    after 30s in loud, in 30s
can be sent
  1  PAY    Pay the ticket  (ticket)
cannot be sent now
     ALARM  nothing takes it in this state
     OPEN   Pay first.
     CLOSE  bar must be 1, is 0"""
    )


RUNNING = """\
sync at 0s
  orders   0
  running  The daily sync at fetch (2 of 6): waits for the action fetch, until …
  pending  fetch
cannot be sent now"""


def test_a_run_is_shown_at_the_step_that_it_has_come_to():
    shown = "\n".join(conversed(session_of("sync.statechart.yaml"), ["daily", "monday"]))
    assert RUNNING in shown


STEPPING = """\
Tally stepper (tally_stepper) at 0s
  state               stepping.step1 (Fetch data)
  current_step        1
  step_data           {}
  next_enabled        false
  child content_slot  loading, earlier {}, data {}, problem null
  running             content_slot.load_data at load_data (1 of 1): waits for t…
  pending             load_data
can be sent"""


def test_a_child_is_shown_where_it_stands():
    opened = conversed(session_of(DEFINITIONS / "tally_stepper.statechart.yaml"), [])
    assert "\n".join(opened[opened.index("") + 1 :]).startswith(STEPPING)


PAID = """\
PAY {'ticket': 'A'}: accepted
    action check {'ticket': 'A'}"""

ANSWERED = """\
answer check=true: accepted
    done.action.check: accepted
    ticket: null → 'paid'"""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(["1"], "ALARM: accepted\n    state: quiet → loud", id="by number"),
        pytest.param(["al"], "ALARM: accepted\n    state: quiet → loud", id="shortened"),
        pytest.param(["PAY ticket=A"], PAID, id="fields"),
        pytest.param(['PAY {"ticket": "A"}'], PAID, id="JSON"),
        pytest.param(["send PAY ticket=A"], PAID, id="by the command"),
        pytest.param(["PAY", "A"], PAID, id="asked for"),
        pytest.param(["2", '"A"'], PAID, id="asked for, quoted"),
        pytest.param(["PAY ticket=A", "answer check true"], ANSWERED, id="answered"),
        pytest.param(["PAY ticket=A", "answer check", ""], ANSWERED, id="the test value"),
        pytest.param(["PAY ticket=A", "answer check", "true"], ANSWERED, id="asked for a result"),
        pytest.param(
            ["PAY ticket=A", "fail check no network"],
            "fail check=no network: accepted\n    error.action.check: accepted\n    log no network",
            id="failed",
        ),
        pytest.param(
            ["ALARM", "advance"],
            "advance 30s: accepted\n    after at 30s: accepted\n    state: loud → quiet",
            id="to the next timer",
        ),
        pytest.param(["advance 1s"], "advance 1s: ignored (nothing was due)", id="time passes"),
        pytest.param(
            ["move mode=manual"], "move mode=manual: accepted\n    mode: auto → manual", id="move"
        ),
        pytest.param(["ALARM", "undo"], "undone: ALARM", id="undo"),
        pytest.param(["ALARM", "undo", "redo"], "done again: ALARM", id="redo"),
        pytest.param(["ALARM", "OPEN", "undo"], "undone: ALARM", id="undo skips a refusal"),
        pytest.param(["ALARM", "/undo"], "undone: ALARM", id="a command for sure"),
        pytest.param(["ALARM", "restart"], "start: started", id="restart"),
    ],
)
def test_lines_act_on_the_machine(lines, told):
    assert story(conversed(session_of(GATE), lines)) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(
            ["OPEN"],
            "OPEN: rejected\n    rule paid_first: Pay first.\n        gate.statechart.yaml:17:3",
            id="refused",
        ),
        pytest.param(
            ["send FOO"],
            'FOO: ignored\nwarning: nothing in gate takes the event "FOO"',
            id="unknown event",
        ),
        pytest.param(
            ["why OPEN"],
            "OPEN would be rejected\n    rule paid_first: Pay first.\n"
            "        gate.statechart.yaml:17:3\n           17 |   paid_first:",
            id="why",
        ),
        pytest.param(["is bar == 0 and not blocked"], "yes", id="a condition"),
        pytest.param(["is loud"], "no", id="a state"),
        pytest.param(["context"], "cars: 0\nticket: null", id="context"),
        pytest.param(["context cars"], "cars: 0", id="one variable"),
        pytest.param(
            ["ALARM", "advance 5s", "log"],
            "  0      0s  start: started\n"
            "  1      0s  ALARM: accepted  state: quiet → loud\n"
            "  2      5s  advance 5s: ignored (nothing was due)",
            id="log",
        ),
        pytest.param(
            ["PAY"], "PAY takes a payload (a line with only . gives up)", id="a form opens"
        ),
        pytest.param(["PAY", "."], "nothing was done", id="a form is left"),
        pytest.param(
            ["PAY", ""],
            "error: ticket is needed; a line with only . gives up",
            id="an answer is needed",
        ),
        pytest.param(["PAY", "5", "undo"], "undone: PAY", id="text needs no quotes"),
        pytest.param(
            ["PAY ticket=A", "answer check", "maybe"],
            'error: result: "maybe" is not JSON: Expecting value: line 1 column 1 (char 0)',
            id="an answer that does not fit",
        ),
        pytest.param(
            ["ALARM", "save"],
            "  - name: a session\n    steps:\n      - {send: ALARM, expect: {full_key: loud}}",
            id="saved to look at",
        ),
    ],
)
def test_questions_and_refusals_change_nothing(lines, told):
    assert "\n".join(conversed(session_of(GATE), lines)).startswith(told)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["opne"], 'no event or command "opne" (did you mean "OPEN"?)'),
        (["xyz"], 'no event or command "xyz"; help lists the commands'),
        (["a"], '"a" begins ALARM, advance, answer: write more of it'),
        (["/ALARM"], 'no command "ALARM"; help lists the commands'),
        (["7"], "there is no event 7: the numbers are 1 to 2"),
        (["undo"], "there is nothing to undo"),
        (["redo"], "there is nothing to redo"),
        (["advance"], "no timer is set: write how long, for example advance 30s"),
        (["answer"], "write answer ID JSON"),
        (["answer check 1"], 'no action "check" is pending; pending: none'),
        (["move"], "write move DIM=VALUE"),
        (["move mode"], "move mode: write NAME=JSON, for example move mode=1"),
        (["send"], "write send EVENT"),
        (["snapshot"], "write snapshot FILE"),
        (["save it"], "nothing was done yet that a scenario could do again"),
        (["ALARM", "save it >"], "write the file's name behind >"),
        (["context cras"], 'the context has no "cras" (did you mean "cars"?)'),
        (
            ["advance soon"],
            (
                "'soon' is not a duration: write 500ms, 30s, 5m, 2h, 1d, 1h30m, PT5M30S or\n"
                "    a number of seconds"
            ),
        ),
        (
            ["PAY {"],
            (
                'PAY: "{" is not JSON: Expecting property name enclosed in double quotes:\n'
                "    line 1 column 2 (char 1)"
            ),
        ),
    ],
)
def test_a_line_that_makes_no_sense_says_so(lines, message):
    assert "\n".join(conversed(session_of(GATE), lines)) == f"error: {message}"


def test_mocks_answer_by_themselves():
    told = conversed(session_of(GATE, mock=True), ["PAY ticket=A"])
    assert story(told).splitlines()[2:] == [
        "    then done.action.check: accepted",
        "    ticket: null → 'paid'",
    ]


FORM = """\
statecraft: 1
machine: form
events:
  ORDER:
    payload:
      size: {enum: [small, large]}
      count: {type: integer, minimum: 1, maximum: 9}
      gift: {type: boolean, optional: true}
      note: {type: string, optional: true}
      rest: {optional: true}
on:
  ORDER: {do: [{log: =event}]}
  CANCEL: {do: [{log: =event.reason}]}
"""


def test_a_form_asks_again_until_the_value_fits(tmp_path):
    file = tmp_path / "form.statechart.yaml"
    file.write_text(FORM)
    session = session_of(file)
    asked = []
    for line in ["ORDER", "medium", "large", "many", "10", "3", "", "two words", "[1]"]:
        told = [click.unstyle(each) for each in session.take(line).lines][:1]
        asked.append((*told, session.prompt))
    assert asked == [
        ("ORDER takes a payload (a line with only . gives up)", "  size (small, large): "),
        ("error: size: must be one of 'small', 'large', is 'medium'", "  size (small, large): "),
        ("  count (whole number, 1 to 9): ",),
        (
            'error: count: "many" is not JSON: Expecting value: line 1 column 1 (char 0)',
            "  count (whole number, 1 to 9): ",
        ),
        ("error: count: must be at most 9, is 10", "  count (whole number, 1 to 9): "),
        ("  gift (true or false; Enter: none): ",),
        ("  note (text; Enter: none): ",),
        ("  rest (any value; Enter: none): ",),
        (
            "ORDER {'size': 'large', 'count': 3, 'note': 'two words', 'rest': [1]}: accepted",
            "> ",
        ),
    ]


def test_an_undeclared_payload_is_asked_for_where_a_condition_reads_it(tmp_path):
    file = tmp_path / "form.statechart.yaml"
    file.write_text(FORM.replace("{do: [{log: =event.reason}]}", "{when: event.sure}"))
    session = session_of(file)
    session.take("CANCEL")
    assert session.prompt == "  payload (any value; Enter: {}): "
    assert story(conversed_on(session, '{"sure": true}')) == "CANCEL {'sure': true}: accepted"


def conversed_on(session, line):
    return [click.unstyle(each) for each in session.take(line).lines]


def test_an_event_that_cannot_be_sent_asks_for_no_payload():
    session = session_of("../../definitions/sales_invoice.statechart.yaml", values={"docstatus": 2})
    told = conversed_on(session, "SUBMIT")
    assert (told[0], session.form) == ("SUBMIT: rejected", None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A", ("ALARM", "advance", "answer")),
        ("/u", ("/undo",)),
        ("why A", ("ALARM",)),
        ("move ", ("mode=auto", "mode=manual")),
        ("is qu", ("quiet",)),
        ("is bar == 0 and mo", ("mode",)),
        ("context t", ("ticket",)),
        ("advance 3", ("30s",)),
        ("log x", ()),
    ],
)
def test_words_are_completed(line, words):
    session = session_of(GATE)
    assert candidates(session.machine, session.form, line) == words


def test_answers_of_a_form_are_completed(tmp_path):
    file = tmp_path / "form.statechart.yaml"
    file.write_text(FORM)
    session = session_of(file)
    session.take("ORDER")
    assert candidates(session.machine, session.form, "") == ("small", "large")


def test_restart_reads_the_definition_again(tmp_path, request):
    file = tmp_path / GATE
    text = request.path.with_name(GATE).read_text()
    file.write_text(text)
    session = session_of(file)
    file.write_text(text.replace("ALARM", "PANIC"))
    assert "  1  PANIC" in conversed_on(session, "restart")
    file.write_text("statecraft: 1\n")
    told = conversed_on(session, "restart")
    assert told[-1] == "the machine goes on with the definition as it was"
    assert story(conversed_on(session, "PANIC")) == "PANIC: accepted\n    state: quiet → loud"


def test_a_definition_whose_computed_names_fail_can_still_be_looked_at(tmp_path):
    file = tmp_path / "x.statechart.yaml"
    file.write_text(
        "statecraft: 1\nmachine: x\ncontext: {m: {type: object, initial: {}}}\n"
        "dimensions: {d: {compute: m.b > 1}, e: {values: [a, b]}}\non: {E: {target: {e: b}}}\n"
    )
    session = session_of(file)
    assert [each[:30] for each in conversed(session, ["E"])] == [
        "E: accepted",
        "    e: a → b",
        "",
        "x at 0s",
        "  e        b",
        "  m        {}",
        "  problem  d has no value: m h",
        "can be sent",
        "  1  E",
    ]


def test_files_are_asked_for_not_written():
    session = session_of(GATE)
    session.take("ALARM")
    step = {"send": "ALARM", "expect": {"full_key": "loud"}}
    scenario = {"name": "an alarm", "steps": [step]}
    assert [
        session.take(line).request
        for line in ("save an alarm", "save an alarm > other.yaml", "snapshot here.json")
    ] == [
        AddScenario(file=GATE, scenario=scenario),
        AppendText(
            file="other.yaml",
            text="- name: an alarm\n  steps:\n    - {send: ALARM, expect: {full_key: loud}}\n",
        ),
        WriteSnapshot(file="here.json", data=session.machine.to_json()),
    ]


def test_a_low_terminal_only_names_what_cannot_be_sent():
    session = session_of(GATE)
    session.height = 16
    assert conversed(session, ["ALARM"])[-2:] == [
        "cannot be sent now (why or show tell more)",
        "     ALARM, OPEN, CLOSE",
    ]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width, definitions):
    session = session_of(definitions / "sales_invoice.statechart.yaml", mock=True)
    session.width = width
    value = "a long value " * 20
    lines = [
        f'EDIT_FIELD field=customer value="{value}"',
        "2 a=1 b=[]",
        "SAVE",
        "why SUBMIT",
        "log",
    ]
    lines += ["VALIDATE", "SAVE", "undo", "advance 1h", "help"]
    shown = [text for line in lines for text in session.take(line).lines]
    assert [text for text in shown if cells(text) > width] == []


def walked(session, seed, steps):
    """A session that does whatever is possible, by turns of a die."""
    die = random.Random(seed)  # noqa: S311  # Chance that repeats.
    for _ in range(steps):
        machine = session.machine
        pending = [f"answer {each.id}" for each in machine.pending]
        timers = ["advance"] if machine.due is not None else []
        events = map(str, range(1, len(machine.enabled_events()) + 1))
        session.take(die.choice([*events, *pending, *timers, "advance 1s", "undo"]))
        while session.form is not None:
            session.take(die.choice(["", "1", "x", "true", "{}", "A1", "."]))
    return session


SHIPPED = [path.name.partition(".")[0] for path in sorted(DEFINITIONS.glob("*.statechart.yaml"))]
INPUTS = {"approval": {"author": "ann", "amount": 5}}


@pytest.mark.parametrize("mock", [False, True], ids=["by hand", "mocked"])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_saved_session_is_a_scenario_that_passes(name, mock, tmp_path):
    file = DEFINITIONS / f"{name}.statechart.yaml"
    text = file.read_text()
    known = len(sc.load(file).definition.scenarios)
    for seed in range(tries(1, 20)):
        session = walked(session_of(file, mock=mock, input=INPUTS.get(name)), seed, 25)
        request = session.take("/save what happened").request
        if request is not None:
            text = with_scenario(text, request.scenario, file.name)
    longer = shutil.copytree(DEFINITIONS, tmp_path / "definitions") / file.name
    longer.write_text(text)
    results = sc.run_scenarios(sc.load(longer))[known:]
    assert results
    assert [result.explain() for result in results if not result.passed] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_redo_leads_back_to_where_undo_came_from(name):
    file = DEFINITIONS / f"{name}.statechart.yaml"
    session = walked(session_of(file, mock=True, input=INPUTS.get(name)), 5, 20)
    session.take("advance 1s")
    end = session.machine.to_json(), session.machine.clock.now()
    while session.take("undo").lines[0].startswith("undone"):
        pass
    assert session.machine.clock.now() == 0
    while session.take("redo").lines[0].startswith("done again"):
        pass
    assert (session.machine.to_json(), session.machine.clock.now()) == end
