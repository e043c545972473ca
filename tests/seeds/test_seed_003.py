"""The invoice: who may save, the graph of 14 nodes, and the pipelines, as tables."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import statecraft as sc
from statecraft.values.json_values import Value
from tests.seeds.walking import ROOT, Stop, act, send, started, walk

INVOICE = ROOT / "definitions/sales_invoice.statechart.yaml"

Given = Mapping[str, Value]

# is_submittable, docstatus, autosave → save(), autoSave()
MAY_SAVE = [
    (0, 0, 0, True, True),
    (0, 0, 1, True, True),
    (0, 1, 0, True, True),
    (0, 1, 1, True, True),
    (0, 2, 0, True, True),
    (0, 2, 1, True, True),
    (1, 0, 0, True, False),
    (1, 0, 1, True, True),
    (1, 1, 0, False, False),
    (1, 1, 1, False, False),
    (1, 2, 0, False, False),
    (1, 2, 1, False, False),
]


@pytest.mark.parametrize(
    ("submittable", "docstatus", "autosave", "by_hand", "by_itself"),
    MAY_SAVE,
    ids=str,
)
def test_who_may_save(submittable, docstatus, autosave, by_hand, by_itself):
    """A locked document cannot have changes at all: what it refuses is shown without them."""
    locked = submittable and docstatus
    given = {
        "is_submittable": bool(submittable),
        "docstatus": docstatus,
        "autosave": bool(autosave),
        "validation": "valid",
        "changes": {} if locked else {"customer": "ACME"},
    }
    for act_of, allowed in [
        (send("SAVE"), by_hand),
        (act("run", "save"), by_hand),
        (act("run", "autosave_with_retry"), by_itself),
    ]:
        start, after = walk(INVOICE, [act_of], given)
        shown = start.capabilities["save"], start.capabilities["auto_save"]
        assert shown == (by_hand, by_itself)
        outcome = "accepted" if allowed else "rejected"
        assert (after.outcome, after.dimensions["operation"]) == (
            outcome,
            "saving" if allowed else "idle",
        )


@pytest.mark.parametrize("docstatus", [1, 2])
def test_a_locked_document_with_changes_is_no_state_at_all(docstatus):
    with pytest.raises(sc.StartRejected, match=r"A submitted document is read-only\."):
        started(INVOICE, {"docstatus": docstatus, "changes": {"customer": "ACME"}})


CHANGES = {"changes": {"customer": "ACME"}}
NAMED = {"doc": {"name": "INV-1"}}
VALID = {"validation": "valid", **NAMED}
DIRTY = {**VALID, **CHANGES}
INVALID = {**DIRTY, "validation": "invalid"}
SIMPLE = {"is_submittable": False}
SUBMITTED = {**VALID, "docstatus": 1}
CANCELLED = {**VALID, "docstatus": 2}

EDIT = send("EDIT_FIELD", field="customer", value="Other")
CLEAR = send("CLEAR")
SAVE, SUBMIT, CANCEL, AMEND = (act("run", name) for name in ("save", "submit", "cancel", "amend"))
SUCCESS = act("answer", {"write": {"success": True}})
FAIL = act("fail", {"write": {"message": "locked"}})
VALIDATE = send("VALIDATE")

# Node → its start values, the acts that lead there, and edit, save, submit, auto_save, cancel, amend.
# An attempt to edit what is locked is refused and leaves no trace: a blocked node is the clean one.
NODES: dict[str, tuple[Given, list[sc.Act], str]] = {
    "0-1-clean": (VALID, [], "edit submit"),
    "0-1-dirty": (DIRTY, [], "edit save auto_save"),
    "0-1-invalid": (INVALID, [], "edit"),
    "0-1-saving": (DIRTY, [SAVE], ""),
    "0-1-submitting": (VALID, [SUBMIT], ""),
    "1-1-clean": (SUBMITTED, [], "cancel"),
    "1-1-blocked": (SUBMITTED, [EDIT], "cancel"),
    "1-1-cancelling": (SUBMITTED, [CANCEL], ""),
    "2-1-clean": (CANCELLED, [], "amend"),
    "2-1-blocked": (CANCELLED, [EDIT], "amend"),
    "0-0-clean": ({**VALID, **SIMPLE}, [], "edit"),
    "0-0-dirty": ({**DIRTY, **SIMPLE}, [], "edit save auto_save"),
    "0-0-invalid": ({**INVALID, **SIMPLE}, [], "edit"),
    "0-0-saving": ({**DIRTY, **SIMPLE}, [SAVE], ""),
}

# Node, name of the edge, acts, node that it leads to.
EDGES = [
    ("0-1-clean", "userEdit", EDIT, "0-1-dirty"),
    ("0-1-clean", "submit", SUBMIT, "0-1-submitting"),
    ("0-1-dirty", "save", SAVE, "0-1-saving"),
    ("0-1-dirty", "clear", CLEAR, "0-1-clean"),
    ("0-1-dirty", "validationFail", act("move", {"validation": "invalid"}), "0-1-invalid"),
    ("0-1-invalid", "userFix", EDIT, "0-1-dirty"),
    ("0-1-invalid", "clear", CLEAR, "0-1-clean"),
    ("0-1-saving", "success", SUCCESS, "0-1-clean"),
    ("0-1-saving", "fail", FAIL, "0-1-dirty"),
    ("0-1-submitting", "success", SUCCESS, "1-1-clean"),
    ("0-1-submitting", "fail", FAIL, "0-1-clean"),
    ("1-1-clean", "cancel", CANCEL, "1-1-cancelling"),
    ("1-1-clean", "userEditAttempt", EDIT, "1-1-clean"),
    ("1-1-blocked", "clear", CLEAR, "1-1-clean"),
    ("1-1-cancelling", "success", SUCCESS, "2-1-clean"),
    ("1-1-cancelling", "fail", FAIL, "1-1-clean"),
    ("2-1-clean", "amend", AMEND, "2-1-clean"),
    ("2-1-clean", "userEditAttempt", EDIT, "2-1-clean"),
    ("2-1-blocked", "clear", CLEAR, "2-1-clean"),
    ("0-0-clean", "userEdit", EDIT, "0-0-dirty"),
    ("0-0-dirty", "save", SAVE, "0-0-saving"),
    ("0-0-dirty", "clear", CLEAR, "0-0-clean"),
    ("0-0-dirty", "validationFail", act("move", {"validation": "invalid"}), "0-0-invalid"),
    ("0-0-invalid", "userFix", EDIT, "0-0-dirty"),
    ("0-0-invalid", "clear", CLEAR, "0-0-clean"),
    ("0-0-saving", "success", SUCCESS, "0-0-clean"),
    ("0-0-saving", "fail", FAIL, "0-0-dirty"),
]


def node_of(stop: Stop) -> str:
    """The node's key, by the priority that the document gives: operation, errors, changes."""
    values = stop.dimensions
    if values["operation"] != "idle":
        ephemeral = values["operation"]
    elif values["validation"] == "invalid":
        ephemeral = "invalid"
    else:
        ephemeral = "dirty" if values["dirty"] else "clean"
    return f"{values['docstatus']}-{int(values['is_submittable'])}-{ephemeral}"


@pytest.mark.parametrize("node", NODES)
def test_what_can_be_done_in_a_node(node):
    given, acts, able = NODES[node]
    stop = walk(INVOICE, acts, given)[-1]
    assert node_of(stop) == node.replace("blocked", "clean")
    shown = ("edit", "save", "submit", "auto_save", "cancel", "amend")
    assert [name for name in shown if stop.capabilities[name]] == sorted(
        able.split(), key=shown.index
    )


@pytest.mark.parametrize(
    ("node", "edge", "taken", "target"), EDGES, ids=[f"{edge[0]} {edge[1]}" for edge in EDGES]
)
def test_where_an_edge_leads(node, edge, taken, target):
    given, acts, _ = NODES[node]
    before, after = walk(INVOICE, [*acts, taken], given)[-2:]
    assert (node_of(before), node_of(after)) == (node.replace("blocked", "clean"), target)
    refused = edge == "userEditAttempt"
    assert after.outcome == ("rejected" if refused else "accepted")


NO_EDGES = [
    (node, name, taken)
    for node in NODES
    for name, taken in {"save": SAVE, "submit": SUBMIT, "cancel": CANCEL, "amend": AMEND}.items()
    if (node.replace("blocked", "clean"), name) not in {(edge[0], edge[1]) for edge in EDGES}
]


@pytest.mark.parametrize(
    ("node", "edge", "taken"), NO_EDGES, ids=[f"{each[0]} {each[1]}" for each in NO_EDGES]
)
def test_an_edge_that_a_node_lacks_is_refused_and_changes_nothing(node, edge, taken):
    given, acts, _ = NODES[node]
    machine = started(INVOICE, given)
    for each in acts:
        sc.carry_out(machine, each)
    before = machine.snapshot
    (outcome,) = sc.carry_out(machine, taken)
    assert (outcome.event, outcome.kind) == (edge, "rejected")
    assert machine.snapshot is before


def test_an_amended_copy_is_a_new_document_that_begins_clean():
    directory = sc.Instances(sc.SimulatedClock())
    machine = sc.Machine(
        sc.load(INVOICE, root=ROOT),
        values=CANCELLED,
        instances=directory,
        id="INV-1",
        actions={"db_update": lambda data: {"success": True}},
        missing="wait",
    )
    result = machine.run("amend")
    assert (result.success, result.pipeline) == (True, "amend")
    assert (machine.values["docstatus"], list(directory)) == (2, ["INV-1", "INV-1-AMENDED"])
    copy = directory["INV-1-AMENDED"]
    doc = {"name": "INV-1-AMENDED", "docstatus": 0, "amended_from": "INV-1"}
    assert (copy.values["docstatus"], copy.values["dirty"], copy.context["doc"]) == (0, False, doc)


FIELD_ERRORS = [
    ("customer", "", "Customer is required"),
    ("customer", None, "Customer is required"),
    ("customer", "A" * 141, "Customer exceeds max length 140"),
    ("contact", "jo at acme", "Contact must be valid Email"),
    ("posting_date", "tomorrow", "Posting date must be valid Date"),
    ("qty", 1.5, "Quantity must be valid Int"),
    ("qty", "many", "Quantity must be valid Int"),
    ("qty", 0, "Quantity minimum is 1"),
    ("qty", 1001, "Quantity maximum is 1000"),
    ("rate", "cheap", "rate must be valid Float"),
    ("rate", -0.5, "rate minimum is 0"),
]


@pytest.mark.parametrize(("field", "value", "message"), FIELD_ERRORS)
def test_a_field_that_is_wrong_says_so(field, value, message):
    given = {"changes": {"customer": "ACME", field: value}}
    stop = walk(INVOICE, [VALIDATE], given)[-1]
    assert (stop.dimensions["validation"], stop.context["errors"]) == ("invalid", {field: message})


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_field_that_is_not_required_is_right(empty):
    given = {"changes": {"customer": "ACME", "contact": empty, "qty": empty, "rate": empty}}
    stop = walk(INVOICE, [VALIDATE], given)[-1]
    assert (stop.dimensions["validation"], stop.context["errors"]) == ("validating", {})


def test_one_field_and_several_go_through_the_same_edge():
    stops = walk(
        INVOICE,
        [
            send("UPDATE", field="customer", value="ACME"),
            send("UPDATE", amount=5000, tax=500, total=5500),
        ],
    )
    assert [stop.context["changes"] for stop in stops] == [
        {},
        {"customer": "ACME"},
        {"customer": "ACME", "amount": 5000, "tax": 500, "total": 5500},
    ]


PIPELINES = [
    ("save", DIRTY, (True, None, None)),
    ("submit", VALID, (True, None, None)),
    ("cancel", SUBMITTED, (True, None, None)),
    ("validate", CHANGES, (True, None, None)),
    ("save", {**DIRTY, "operation": "saving"}, (False, None, "Saving is in progress.")),
    ("save", VALID, (False, None, "There are no changes to save.")),
    ("submit", DIRTY, (False, None, "Save your changes before submitting.")),
    ("submit", {"validation": "valid"}, (False, None, "Save the document before submitting.")),
    ("cancel", VALID, (False, None, "Only a submitted document can be cancelled.")),
]


@pytest.mark.parametrize(("name", "given", "expected"), PIPELINES)
def test_a_pipeline_says_whether_it_succeeded_and_if_not_why(name, given, expected):
    chart = sc.load(INVOICE, root=ROOT)
    registry = sc.Registry.mocked(chart)
    machine = sc.Machine(chart, values=given, actions=registry, clock=sc.SimulatedClock())
    result = machine.run(name)
    message = result.error["message"] if isinstance(result.error, dict) else None
    assert (result.success, result.step, message) == expected


def test_a_pipeline_that_is_unknown_is_named_with_the_nearest():
    with pytest.raises(sc.UsageError, match=r'no pipeline "sve" \(did you mean "save"\?\)'):
        started(INVOICE).run("sve")


def test_an_autosave_is_tried_three_times_the_last_after_a_second():
    records: list[sc.Record] = []
    machine = started(INVOICE, DIRTY)
    machine.subscribe(records.append)
    machine.run("autosave_with_retry")
    machine.fail("write", "locked")
    machine.fail("write", "locked")
    machine.advance("1s")
    machine.fail("write", "locked")
    tries = [
        record.at
        for record in records
        for effect in record.effects
        if isinstance(effect, sc.PerformAction)
    ]
    assert tries == [0.0, 0.0, 1.0]
    assert (machine.values["operation"], machine.context["save_error"]) == (
        "idle",
        "Max retries exceeded: locked",
    )


def test_a_document_from_the_first_edit_to_the_cancelled_end():
    acts = [
        EDIT,
        send("SUBMIT"),
        VALIDATE,
        act("answer", {"check_document": {"errors": {}}}),
        SAVE,
        EDIT,
        SUCCESS,
        SUBMIT,
        SUCCESS,
        CANCEL,
        SUCCESS,
    ]
    stops = walk(INVOICE, acts, NAMED)
    assert [(stop.outcome, stop.dimensions["shown"]) for stop in stops] == [
        ("started", "Draft"),
        ("accepted", "Not saved"),
        ("rejected", "Not saved"),
        ("accepted", "Not saved"),
        ("accepted", "Not saved"),
        ("accepted", "Saving"),
        ("rejected", "Saving"),
        ("accepted", "Draft"),
        ("accepted", "Submitting"),
        ("accepted", "Submitted"),
        ("accepted", "Cancelling"),
        ("accepted", "Cancelled"),
    ]
    assert stops[-1] == Stop(
        event="done.action.write",
        outcome="accepted",
        followed_by=(),
        state=(),
        dimensions={
            "docstatus": 2,
            "operation": "idle",
            "validation": "valid",
            "dirty": False,
            "is_submittable": True,
            "autosave": True,
            "shown": "Cancelled",
        },
        context={
            **stops[0].context,
            "doc": {"name": "INV-1", "customer": "Other"},
        },
        capabilities={
            "edit": False,
            "validate": False,
            "save": False,
            "auto_save": False,
            "submit": False,
            "cancel": False,
            "amend": True,
            "spinner": None,
            "warning": None,
        },
    )
