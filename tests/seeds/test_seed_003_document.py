"""What else the document says of its one form: what is sent, kept, shown and told about it."""

from __future__ import annotations

import itertools
import json

import networkx as nx
import pytest

import statecraft as sc
from statecraft.kernel.progress import AnswerAwaited, RunAwaited
from tests.cli.calling import statecraft
from tests.seeds.test_seed_003 import INVOICE, NODES, SAVE
from tests.seeds.walking import ROOT, act, send, started, walk

VALID = {"validation": "valid", "doc": {"name": "INV-1"}}
DIRTY = {**VALID, "changes": {"customer": "ACME"}}
SUBMITTED = {**VALID, "docstatus": 1}

# Name of the document as it is → what the database is asked to do.
NAMES = [("", "create"), ("new-sales-invoice-1", "create"), ("INV-1", "update"), (None, "create")]


@pytest.mark.parametrize(("name", "operation"), NAMES)
def test_what_is_sent_is_the_original_with_the_changes_and_created_if_it_is_new(name, operation):
    doc = {"total": 7, "customer": "Old", **({} if name is None else {"name": name})}
    machine = started(INVOICE, {"validation": "valid", "doc": doc, "changes": {"customer": "New"}})
    asked: list[sc.PerformAction] = []
    machine.subscribe(
        lambda record: asked.extend(
            each for each in record.effects if isinstance(each, sc.PerformAction)
        )
    )
    machine.run("save")
    merged = {**doc, "customer": "New"}
    assert [(each.name, each.data) for each in asked] == [
        ("db_update", {"operation": operation, "name": name or "", "data": merged})
    ]
    assert machine.context["current"] == merged
    machine.answer("write", {"success": True, "data": {"name": "INV-9"}})
    assert (machine.context["doc"], machine.context["changes"], machine.context["errors"]) == (
        {**merged, "name": "INV-9"},
        {},
        {},
    )


FAILURES = [
    (act("answer", {"write": {"success": False, "message": "disk full"}}), "disk full"),
    (act("fail", {"write": {"message": "connection lost"}}), "connection lost"),
    (act("advance", "30s"), "no answer within 30s"),
]


@pytest.mark.parametrize(("ending", "message"), FAILURES, ids=[row[1] for row in FAILURES])
def test_a_save_that_fails_keeps_the_changes_and_says_why(ending, message):
    stop = walk(INVOICE, [SAVE, ending], DIRTY)[-1]
    assert (stop.dimensions["operation"], stop.dimensions["dirty"]) == ("idle", True)
    assert (stop.context["changes"], stop.context["save_error"]) == ({"customer": "ACME"}, message)


# Start values, event or pipeline, and every message that a person is told at once.
REFUSALS = [
    pytest.param(
        {"docstatus": 1, "validation": "valid"},
        "SAVE",
        [
            "Cannot save a submitted document. Create an amended copy instead.",
            "There are no changes to save.",
        ],
        id="submitted",
    ),
    pytest.param(
        {"docstatus": 2},
        "SAVE",
        [
            "Cannot save a cancelled document. Create an amended copy instead.",
            "There are no changes to save.",
        ],
        id="cancelled",
    ),
    pytest.param(
        {**DIRTY, "validation": "validating"},
        "SAVE",
        ["The fields must be valid before saving; validation is validating."],
        id="while validating",
    ),
    pytest.param(
        {**DIRTY, "validation": "invalid"},
        "SAVE",
        ["The fields must be valid before saving; validation is invalid."],
        id="invalid",
    ),
    pytest.param(
        {"is_submittable": False, "changes": {"customer": "ACME"}},
        "SUBMIT",
        [
            "Documents of this type are not submitted.",
            "Save your changes before submitting.",
            "Validation is pending.",
        ],
        id="each precondition has its own message",
    ),
    pytest.param(
        {"docstatus": 1, "doc": {"name": "INV-1", "paid": 10}},
        "CANCEL",
        ["Cancel the payments first."],
        id="payments",
    ),
]


@pytest.mark.parametrize(("given", "event", "messages"), REFUSALS)
def test_a_refusal_tells_all_its_reasons(given, event, messages):
    machine = started(INVOICE, given)
    assert [reason.message for reason in machine.why_not(event)] == messages
    assert [reason.message for reason in machine.send(event).reasons] == messages


@pytest.mark.parametrize(
    ("given", "pipeline"), [(VALID, "submit"), (SUBMITTED, "cancel"), (DIRTY, "save")]
)
def test_nothing_saves_by_itself_while_something_runs(given, pipeline):
    (_, after) = walk(INVOICE, [act("run", pipeline)], given)
    assert after.capabilities["auto_save"] is False
    machine = started(INVOICE, given)
    machine.run(pipeline)
    result = machine.run("autosave_with_retry")
    assert (result.success, result.outcome.kind) == (False, "rejected")
    assert result.outcome.reasons[0].message == f"{machine.values['shown']} is in progress."


SHOWN = [
    ({}, [], None, None),
    (DIRTY, [], None, "You have unsaved changes."),
    (DIRTY, [SAVE], "Saving...", None),
    (VALID, [act("run", "submit")], "Submitting...", None),
    (SUBMITTED, [act("run", "cancel")], "Cancelling...", None),
]


@pytest.mark.parametrize(("given", "acts", "spinner", "warning"), SHOWN)
def test_a_capability_may_be_a_text(given, acts, spinner, warning):
    shown = walk(INVOICE, acts, given)[-1].capabilities
    assert (shown["spinner"], shown["warning"]) == (spinner, warning)


def test_values_have_labels():
    told = statecraft("run", str(INVOICE), "--set", "docstatus=1", "--send", "CLEAR").out
    assert [line.split() for line in told.splitlines() if line.startswith("    docstatus ")] == [
        ["docstatus", "1", "(Submitted)"]
    ]


@pytest.mark.parametrize("node", NODES)
def test_four_things_hold_in_every_node(node):
    given, acts, _ = NODES[node]
    values = walk(INVOICE, acts, given)[-1].dimensions
    saving = values["operation"] == "saving"
    read_only = values["is_submittable"] and values["docstatus"] != 0
    assert not (saving and not values["dirty"])
    assert not (saving and read_only)
    assert not (values["validation"] == "invalid" and not values["dirty"])
    assert not (values["dirty"] and read_only)


def test_a_saved_document_may_be_found_wrong_too():
    """Errors without a change: the document said that there are none, and never checked then."""
    stop = walk(INVOICE, [send("VALIDATE")], {"doc": {"name": "INV-1"}})[-1]
    assert (stop.dimensions["dirty"], stop.dimensions["validation"]) == (False, "invalid")
    assert stop.context["errors"] == {"customer": "Customer is required"}


def test_a_save_that_succeeded_leaves_the_document_clean():
    stop = walk(INVOICE, [SAVE, act("answer", {"write": {"success": True}})], DIRTY)[-1]
    assert (stop.dimensions["dirty"], stop.dimensions["operation"], stop.context["errors"]) == (
        False,
        "idle",
        {},
    )


def test_the_whole_state_can_be_written_down_and_gone_on_with():
    machine = started(INVOICE, DIRTY)
    machine.run("save")
    text = json.dumps(machine.to_json())
    other = sc.Machine.restore(
        machine.chart, json.loads(text), clock=sc.SimulatedClock(), missing="wait"
    )
    assert other.values == machine.values
    assert other.context == machine.context
    assert other.capabilities() == machine.capabilities()
    other.answer("write", {"success": True})
    assert (other.values["shown"], machine.values["shown"]) == ("Draft", "Saving")


def test_the_document_status_survives_a_refresh_what_runs_does_not():
    machine = started(INVOICE, {**DIRTY, "docstatus": 0})
    machine.run("save")
    assert machine.values["operation"] == "saving"
    row = machine.saved()
    assert {"docstatus", "is_submittable", "autosave"} == set(row) & set(machine.values)
    fresh = sc.Machine.rebuild(machine.chart, row, clock=sc.SimulatedClock(), missing="wait")
    assert fresh.values == {
        **machine.values,
        "operation": "idle",
        "validation": "pending",
        "shown": "Not saved",
    }


@pytest.mark.parametrize("docstatus", [0, 1, 2])
def test_autosave_is_on_unless_the_document_type_says_otherwise(docstatus):
    assert started(INVOICE, {"docstatus": docstatus}).values["autosave"] is True


def test_no_machine_is_started_to_read_a_related_document():
    machine = started(INVOICE)
    machine.send("PICK_ITEM", item_code="PEN")
    assert [(each.name, each.id) for each in machine.pending] == [("fetch", "fetch")]
    assert machine.chart.children(machine.snapshot) == {}
    machine.answer("fetch", {"item_name": "Pen", "standard_rate": 2.5})
    assert machine.context["changes"] == {
        "item_code": "PEN",
        "item_name": "Pen",
        "rate": 2.5,
        "uom": "",
        "tax_category": "",
    }


def test_an_edit_takes_a_finished_validation_back():
    stops = walk(INVOICE, [send("EDIT_FIELD", field="customer", value="Other")], DIRTY)
    assert [stop.dimensions["validation"] for stop in stops] == ["valid", "pending"]


def test_composed_pipelines_tell_where_they_are_and_what_they_wait_for():
    machine = started(INVOICE, {"changes": {"customer": "ACME"}})

    def told() -> list[tuple[str, str, int, int]]:
        return [
            (run.name, step.name, step.number, step.of)
            for run in machine.progress()
            for step in run.steps
        ]

    machine.run("validate_and_save_with_retry")
    assert told() == [
        ("validate_and_save_with_retry", "validate", 1, 2),
        ("validate", "check_document", 5, 8),
    ]
    outer, inner = (run.steps[0].awaits for run in machine.progress())
    assert isinstance(outer, RunAwaited)
    assert isinstance(inner, AnswerAwaited)
    assert (outer.name, inner.action) == ("validate", "check_document")
    machine.answer("check_document", {"errors": {}})
    assert told() == [
        ("validate_and_save_with_retry", "save_with_retry", 1, 1),
        ("save_with_retry", "write", 2, 2),
    ]
    assert [run.label for run in machine.progress()] == [
        "Checking and saving",
        "Saving, three times if need be",
    ]
    machine.answer("write", {"success": True})
    assert (told(), machine.values["shown"]) == ([], "Draft")


PIPELINE = """\
statecraft: 1
machine: form
context: {tries: {type: integer, initial: 0}}
actions:
  write: {fails_when: "not get(result, 'success', false)"}
  tell: {with: {got: {}}}
pipelines:
  save:
    steps:
      - set: {tries: =tries + 1}
      - {action: write}
      - {action: tell, with: {got: =result.id}}
"""


def form() -> sc.Machine:
    return sc.Machine(sc.loads(PIPELINE), clock=sc.SimulatedClock(), missing="wait")


ENDINGS = [
    pytest.param(
        {"success": False, "message": "disk full"},
        ("write", "<text>:11:10", "failed"),
        "disk full",
        id="the result says so",
    ),
    pytest.param(
        {"success": True},
        ("tell", "<text>:12:30", "execution"),
        'result has no key \'id\', in: {"got": "=result.id"}',
        id="a formula of the step",
    ),
]


@pytest.mark.parametrize(("result", "what", "message"), ENDINGS)
def test_an_unhandled_failure_ends_the_pipeline_and_names_step_place_and_data(
    result, what, message
):
    machine = form()
    effects: list[sc.Effect] = []
    machine.subscribe(lambda record: effects.extend(record.effects))
    machine.run("save")
    machine.answer("write", result)
    (error,) = [each.error for each in effects if isinstance(each, sc.RunEnded)]
    assert isinstance(error, dict)
    assert (error["step"], error["at"], error["kind"]) == what
    assert (error["message"], error["data"]) == (message, {"tries": 1})


def test_a_step_is_given_the_result_of_the_action_before():
    machine = form()
    machine.run("save")
    asked: list[sc.Effect] = []
    machine.subscribe(lambda record: asked.extend(record.effects))
    machine.answer("write", {"success": True, "id": 4})
    assert [each.data for each in asked if isinstance(each, sc.PerformAction)] == [{"got": 4}]


TYPOS = [
    (
        "move: {validation: validating}",
        "move: {validation: validatng}",
        'did you mean "validating"?',
    ),
    ("move: {operation: saving}", "move: {operaton: saving}", 'did you mean "operation"?'),
    ("on_success: saved", "on_success: save_success", None),
    (
        "[{pipeline: save_with_retry}]",
        "[{pipeline: save_with_rety}]",
        'did you mean "save_with_retry"?',
    ),
]


@pytest.mark.parametrize(("right", "wrong", "hint"), TYPOS, ids=[row[1] for row in TYPOS])
def test_a_pipeline_with_a_typo_is_not_loaded(right, wrong, hint):
    text = INVOICE.read_text(encoding="utf-8")
    changed = text.replace(right, wrong, 1)
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(changed)
    (finding,) = found.value.diagnostics
    line = next(
        number
        for number, (one, other) in enumerate(
            itertools.zip_longest(text.splitlines(), changed.splitlines()), 1
        )
        if one != other
    )
    assert finding.span.line == line
    assert hint is None or finding.hint == hint


def test_the_graph_is_printed_as_text():
    told = statecraft("graph", str(INVOICE.relative_to(ROOT)), "--format", "adj", "-o", "-").out
    nodes = dict(line.partition(" -> ")[::2] for line in told.splitlines())
    assert nodes["value:docstatus=0"] == ("value:docstatus=1 (allowed), value:docstatus=1 (SUBMIT)")
    assert nodes["rule:cancel_needs_submitted"] == "value:operation=cancelling (guards)"


def test_the_machine_is_drawn_and_its_graph_can_be_searched():
    """Drawn with its rules; from a draft everything is reached, from what is cancelled nothing."""
    file = str(INVOICE.relative_to(ROOT))
    picture = statecraft("render", file, "--format", "svg", "-o", "-").out
    assert "saving_needs_a_valid_changed_draft" in picture
    diagram = statecraft("export", file, "--to", "mermaid").out
    assert diagram.startswith("stateDiagram-v2\n")
    assert "    v_docstatus__0 --> v_docstatus__1 : SUBMIT\n" in diagram
    told = json.loads(statecraft("graph", file, "--format", "json", "-o", "-").out)
    graph = nx.node_link_graph(told, edges="edges")
    values = [f"value:docstatus={number}" for number in (0, 1, 2)]
    reached = [[other for other in values if nx.has_path(graph, one, other)] for one in values]
    assert reached == [values, values[1:], values[2:]]


def test_an_edge_has_a_label():
    file = str(INVOICE.relative_to(ROOT))
    told = json.loads(statecraft("graph", file, "--format", "json", "-o", "-").out)
    labels = {edge["event"]: edge["event_label"] for edge in told["edges"] if "event_label" in edge}
    assert (labels["SUBMIT"], labels["CANCEL"]) == ("Submit", "Cancel")


LOCKED = {"docstatus": 1, "validation": "valid"}
SAVING = {**DIRTY, "operation": "saving"}
# Start values → what is asked for then; the guide's table has what is told.
ASKED = [
    (LOCKED, send("EDIT_FIELD", field="customer", value="Other")),
    (LOCKED, send("SAVE")),
    (VALID, act("run", "cancel")),
    (VALID, act("run", "amend")),
    (VALID, send("SAVE")),
    (DIRTY, send("SUBMIT")),
    ({"changes": {"customer": "ACME"}}, send("SAVE")),
    ({}, send("SUBMIT")),
    (SAVING, act("run", "validate")),
    ({**VALID, "operation": "submitting"}, send("SUBMIT")),
    ({"is_submittable": False, "validation": "valid"}, send("SUBMIT")),
    ({**DIRTY, "autosave": False}, act("run", "autosave_with_retry")),
    ({"validation": "valid"}, act("run", "submit")),
    ({**LOCKED, "doc": {"name": "INV-1", "paid": 10}}, send("CANCEL")),
]


def test_the_guide_lists_what_is_told_for_each_flag():
    guide = (ROOT / "docs/seeds/003-sales-invoice.md").read_text(encoding="utf-8")
    table = guide.partition("| flag | refused | message |\n")[2].partition("\n\n")[0]
    listed = {line.strip("| ").split(" | ")[2] for line in table.splitlines()[1:]}
    told = [
        {reason.message for reason in sc.carry_out(started(INVOICE, given), asked)[0].reasons}
        for given, asked in ASKED
    ]
    assert [messages & listed for messages in told if not messages & listed] == []
    assert listed <= set().union(*told)
