"""The invoice's variables as the document writes them: static maps, rules over them, named edges.

One small machine in the document's own names, beside the whole one in definitions/. Where its
words differ from the document's, docs/seeds.md says so.
"""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.values.json_values import Value

DOCUMENT = """\
statecraft: 1
machine: document
context:
  original: {type: object, initial: {}}
  delta: {type: object, initial: {}}
  validation_errors: {type: array, initial: []}
  has_payments: {type: boolean, initial: false}
  paused: {type: boolean, initial: false}
  autosaves: {type: integer, minimum: 0, initial: 0}
define:
  clean: not dirty
  valid: validation_status == 'valid'
dimensions:
  docstatus:
    values: {0: Draft, 1: Submitted, 2: Cancelled}
    transitions: {0: [1], 1: [2], 2: []}
    moves: free
  is_submittable: {values: [false, true], initial: true, constant: true}
  operation:
    values: [idle, saving, submitting, cancelling]
    lifetime: ephemeral
    transitions: {idle: [saving, submitting, cancelling], saving: [idle], submitting: [idle], cancelling: [idle]}
    moves: free
  dirty: {compute: len(delta) > 0}
  validation_status:
    describe: Tracks async validation state
    values: [pending, validating, valid, invalid]
    lifetime: ephemeral
    moves: free
  network_status:
    values: [online, offline, slow]
    lifetime: ephemeral
    moves: free
    on_change:
      offline: [{if: operation != 'idle', then: [{set: {paused: true}}]}]
      online: [{set: {paused: false}}]
  autosave_mode: {values: ["off", on-blur, on-timer], initial: on-blur, moves: free}
rules:
  save_only_drafts:
    on: {operation: saving}
    require:
      - {that: docstatus == 0, message: Can only save draft documents}
      - {that: dirty, message: There is nothing to save}
      - {that: validation_status != 'validating', message: Cannot save while validation in progress}
      - {that: validation_status != 'invalid', message: Cannot save invalid document}
      - {that: network_status == 'online', message: Cannot save while offline}
  submit_only_clean_drafts:
    on: {operation: submitting, docstatus: 1}
    require:
      - {that: docstatus == 0, message: Can only submit clean drafts}
      - {that: clean and valid, message: Save and validate before submitting}
  cancel_only_submitted:
    on: {operation: cancelling, docstatus: 2}
    require:
      - {that: docstatus == 1 and is_submittable, message: Can only cancel submitted documents}
      - {that: not has_payments, message: Cannot cancel a document with payments}
capabilities:
  canEdit: operation == 'idle' and (not is_submittable or docstatus == 0)
  canSave: operation == 'idle' and can('operation', 'saving')
  canSubmit: operation == 'idle' and can('operation', 'submitting')
  canCancel: operation == 'idle' and can('operation', 'cancelling')
  canValidate: operation == 'idle' and validation_status == 'pending'
  needsValidation: dirty and validation_status == 'pending'
  shouldAutoSaveOnBlur: autosave_mode == 'on-blur'
  shouldAutoSaveOnTimer: autosave_mode == 'on-timer'
  showWarning: "'Cannot edit submitted document' if docstatus == 1 else null"
events:
  EDIT_FIELD: {label: Edit, payload: {field: {type: string}, value: {}}}
  SUBMIT_SUCCESS: {label: Submitted by the server}
  CLEAR_VALIDATION: {}
  AUTO_SAVE: {}
on:
  EDIT_FIELD:
    target: {operation: {from: idle, to: idle}, docstatus: {from: 0, to: 0}, validation_status: pending}
    do:
      - set: {"delta[event.field]": =event.value}
      - {send: AUTO_SAVE, delay: 500ms, id: debounce, replace: true}
  AUTO_SAVE: {do: [{set: {autosaves: =autosaves + 1}}]}
  SUBMIT_SUCCESS: {target: {operation: {from: submitting, to: idle}, docstatus: {from: 0, to: 1}}}
  CLEAR_VALIDATION:
    target: {validation_status: {from: [valid, invalid], to: pending}}
    do: [{set: {validation_errors: []}}]
"""

EDITED = {"delta": {"customer": "ACME"}}


def document(**given: Value) -> sc.Machine:
    return sc.Machine(sc.loads(DOCUMENT), values=given, clock=sc.SimulatedClock())


def reasons(outcome: sc.Outcome) -> list[tuple[str, str | None]]:
    return [(str(reason.kind), reason.message) for reason in outcome.reasons]


# Start values, the move that is asked for, and every reason against it.
MOVES = [
    pytest.param(
        {"docstatus": 1, **EDITED, "validation_status": "valid"},
        {"operation": "saving"},
        [("rule", "Can only save draft documents")],
        id="save_only_drafts",
    ),
    pytest.param(
        {**EDITED, "validation_status": "validating"},
        {"operation": "saving"},
        [("rule", "Cannot save while validation in progress")],
        id="cannot_save_while_validating",
    ),
    pytest.param(
        {**EDITED, "validation_status": "invalid"},
        {"operation": "saving"},
        [("rule", "Cannot save invalid document")],
        id="cannot_save_invalid",
    ),
    pytest.param(
        {**EDITED, "network_status": "offline"},
        {"operation": "saving"},
        [("rule", "Cannot save while offline")],
        id="cannot_save_offline",
    ),
    pytest.param(
        {"docstatus": 1, "validation_status": "valid"},
        {"operation": "submitting"},
        [("rule", "Can only submit clean drafts")],
        id="submit_only_drafts",
    ),
    pytest.param(
        {**EDITED, "validation_status": "valid"},
        {"docstatus": 1},
        [("rule", "Save and validate before submitting")],
        id="submit_only_clean",
    ),
    pytest.param(
        {"docstatus": 0},
        {"operation": "cancelling"},
        [("rule", "Can only cancel submitted documents")],
        id="cancel_only_submitted",
    ),
    pytest.param(
        {"docstatus": 1, "has_payments": True},
        {"docstatus": 2},
        [("rule", "Cannot cancel a document with payments")],
        id="cancel only without payments",
    ),
    pytest.param(
        {"docstatus": 0},
        {"docstatus": 2},
        [
            ("map", "Cannot move docstatus from 0 to 2."),
            ("rule", "Can only cancel submitted documents"),
        ],
        id="the static map, then the rules",
    ),
    pytest.param(
        {"operation": "saving", **EDITED, "validation_status": "valid"},
        {"operation": "submitting"},
        [
            ("map", "Cannot move operation from saving to submitting."),
            ("rule", "Save and validate before submitting"),
        ],
        id="no operation while another runs",
    ),
    pytest.param({**EDITED}, {"operation": "saving"}, [], id="an edited draft is saved"),
    pytest.param({"docstatus": 1}, {"operation": "cancelling"}, [], id="a submitted one cancelled"),
]


@pytest.mark.parametrize(("given", "move", "expected"), MOVES)
def test_whether_a_variable_may_move_is_one_public_question(given, move, expected):
    machine = document(**given)
    before = machine.snapshot
    assert [(str(one.kind), one.message) for one in machine.why_not_move(move)] == expected
    assert machine.can_move(move) == (not expected)
    assert machine.snapshot is before
    outcome = machine.move(move)
    assert (outcome.accepted, reasons(outcome)) == (not expected, expected)
    assert (machine.snapshot is before) == bool(expected)
    ((variable, value),) = move.items()
    assert (machine.values[variable] == value) == (not expected)


def test_a_move_tells_from_and_to_and_no_change_is_no_move():
    machine = document(**EDITED)
    outcome = machine.move(operation="saving")
    assert [(move.dimension, move.before, move.after) for move in outcome.moves] == [
        ("operation", "idle", "saving")
    ]
    again = machine.move(operation="saving")
    assert (again.accepted, again.moves) == (True, ())


WRONG_MOVES = [
    (
        {"operation": "savng"},
        'Invalid operation value: "savng"; its values are idle, saving, submitting, cancelling',
    ),
    (
        {"is_submittable": False},
        (
            "is_submittable is moved by transitions alone; "
            "write `moves: free` in its definition to let the host move it directly"
        ),
    ),
    ({"docstate": 1}, 'no dimension "docstate" to move (did you mean "docstatus"?)'),
]


@pytest.mark.parametrize(("move", "message"), WRONG_MOVES, ids=["value", "constant", "variable"])
def test_a_move_that_makes_no_sense_is_told_to_the_caller(move, message):
    with pytest.raises(sc.UsageError) as found:
        document().move(move)
    assert str(found.value) == message


ABLE = [
    ("canSave", EDITED, True),
    ("canSave", {}, False),
    ("canSave", {**EDITED, "operation": "saving"}, False),
    ("canSubmit", {"validation_status": "valid"}, True),
    ("canSubmit", {"validation_status": "pending"}, False),
    ("canCancel", {"docstatus": 1}, True),
    ("canCancel", {"docstatus": 1, "has_payments": True}, False),
]


@pytest.mark.parametrize(("capability", "given", "able"), ABLE)
def test_a_capability_asks_whether_a_variable_may_move(capability, given, able):
    """That it is idle stands beside the question: to stay at a value is no move and always allowed."""
    machine = document(**given)
    assert machine.capabilities()[capability] is able


def test_an_edge_may_go_from_and_to_several_variables_at_once():
    machine = document(operation="submitting", validation_status="valid")
    outcome = machine.send("SUBMIT_SUCCESS")
    assert [(move.dimension, move.before, move.after) for move in outcome.moves] == [
        ("docstatus", 0, 1),
        ("operation", "submitting", "idle"),
    ]


EDGES = [
    ("SUBMIT_SUCCESS", {}, "operation must be submitting, is idle"),
    ("CLEAR_VALIDATION", {}, "validation_status must be valid or invalid, is pending"),
    ("SUBMIT_SUCCESS", {"docstatus": 1, "operation": "submitting"}, "docstatus must be 0, is 1"),
]


@pytest.mark.parametrize(("event", "given", "message"), EDGES, ids=[row[2] for row in EDGES])
def test_an_edge_that_does_not_start_here_says_where_it_does(event, given, message):
    outcome = document(**given).send(event)
    assert (outcome.kind, reasons(outcome)) == ("rejected", [("from", message)])


@pytest.mark.parametrize("status", ["valid", "invalid"])
def test_an_edge_may_start_at_one_of_several_values(status):
    machine = document(validation_status=status, validation_errors=["customer"])
    assert machine.send("CLEAR_VALIDATION").accepted
    assert (machine.values["validation_status"], machine.context["validation_errors"]) == (
        "pending",
        [],
    )


DISPATCHED = [
    ("EDIT_FIELD", {"field": "customer", "value": "ACME"}, "accepted", []),
    ("EDIT_FEILD", {"field": "customer", "value": "ACME"}, "ignored", []),
    (
        "CLEAR_VALIDATION",
        {},
        "rejected",
        [("from", "validation_status must be valid or invalid, is pending")],
    ),
    (
        "EDIT_FIELD",
        {"value": "ACME"},
        "rejected",
        [("schema", "EDIT_FIELD: must have the field 'field'")],
    ),
]


@pytest.mark.parametrize(
    ("event", "data", "kind", "why"), DISPATCHED, ids=["taken", "unknown", "guard", "payload"]
)
def test_what_is_sent_is_taken_unknown_or_refused_and_the_page_hears_of_it(event, data, kind, why):
    machine = document()
    drawn: list[sc.Record] = []
    machine.subscribe(drawn.append)
    assert machine.can(event, data) == (kind == "accepted")
    outcome = machine.send(event, data)
    assert (str(outcome.kind), reasons(outcome)) == (kind, why)
    assert [(record.outcome, record.after) for record in drawn] == [(outcome, machine.snapshot)]


def test_an_edit_makes_the_document_dirty_and_asks_for_a_new_validation():
    machine = document(validation_status="valid")
    assert machine.capabilities()["needsValidation"] is False
    outcome = machine.send("EDIT_FIELD", field="customer", value="ACME")
    assert [(move.dimension, move.before, move.after) for move in outcome.moves] == [
        ("validation_status", "valid", "pending")
    ]
    assert machine.values["dirty"] is True
    shown = machine.capabilities()
    assert (shown["canValidate"], shown["needsValidation"]) == (True, True)


@pytest.mark.parametrize(
    ("mode", "on_blur", "on_timer"),
    [("off", False, False), ("on-blur", True, False), ("on-timer", False, True)],
)
def test_a_preference_is_a_variable_that_lasts_and_moves_freely(mode, on_blur, on_timer):
    machine = document()
    machine.move(autosave_mode=mode)
    shown = machine.capabilities()
    assert (shown["shouldAutoSaveOnBlur"], shown["shouldAutoSaveOnTimer"]) == (on_blur, on_timer)
    assert machine.saved()["autosave_mode"] == mode


def test_an_entry_may_look_at_other_variables():
    idle, saving = document(), document(operation="saving", **EDITED)
    for machine in (idle, saving):
        machine.move(network_status="offline")
    assert (idle.context["paused"], saving.context["paused"]) == (False, True)
    saving.move(network_status="online")
    assert saving.context["paused"] is False


def test_an_autosave_waits_half_a_second_after_the_last_edit():
    machine = document()
    for _ in range(3):
        machine.send("EDIT_FIELD", field="customer", value="ACME")
        machine.advance("400ms")
    assert machine.context["autosaves"] == 0
    machine.advance("100ms")
    assert machine.context["autosaves"] == 1


def test_a_rows_missing_columns_have_their_defaults():
    machine = sc.Machine.rebuild(sc.loads(DOCUMENT), {"docstatus": 1}, clock=sc.SimulatedClock())
    assert machine.values == {
        "docstatus": 1,
        "is_submittable": True,
        "operation": "idle",
        "dirty": False,
        "validation_status": "pending",
        "network_status": "online",
        "autosave_mode": "on-blur",
    }
    assert machine.capabilities()["showWarning"] == "Cannot edit submitted document"


TYPOS = [
    pytest.param(
        ("on: {operation: saving}", "on: {operaton: saving}"),
        [("SC205", 'no dimension "operaton"', 'did you mean "operation"?')],
        id="variable",
    ),
    pytest.param(
        ("{from: submitting, to: idle}", "{from: submiting, to: idle}"),
        [
            (
                "SC204",
                'dimension operation has no value "submiting"',
                'did you mean "submitting"?',
            )
        ],
        id="value",
    ),
    pytest.param(
        ("canEdit: operation", "canEdit: opration"),
        [("SC302", "nothing is called opration here", "did you mean `operation`?")],
        id="name in a condition",
    ),
    pytest.param(
        (
            "    require:\n      - {that: docstatus == 0, message: Can only save",
            "    requires:\n      - {that: docstatus == 0, message: Can only save",
        ),
        [("SC101", 'a rule has no key "requires"', 'write "require"')],
        id="key",
    ),
]


@pytest.mark.parametrize(("change", "findings"), TYPOS)
def test_a_typo_is_found_when_the_definition_is_loaded(change, findings):
    right, wrong = change
    assert right in DOCUMENT
    with pytest.raises(sc.DefinitionError) as found:
        sc.loads(DOCUMENT.replace(right, wrong, 1))
    assert [(one.code, one.message, one.hint) for one in found.value.diagnostics] == findings


# The machine that the document's reader proposed: three variables, an onChange, two actions.
PARALLEL = """\
statecraft: 1
machine: form
dimensions:
  saving:
    values: [idle, saving, saved]
    transitions: {idle: [saving], saving: [saved, idle], saved: [idle]}
  dirty: {values: [false, true], transitions: any, moves: free}
rules:
  what_is_saved_is_clean: {when: saving == 'saved', then: {dirty: false}}
capabilities:
  canSave: dirty and saving == 'idle'
on:
  startSaving: {target: {saving: {from: idle, to: saving}}}
  finishSaving: {target: {saving: {from: saving, to: saved}}}
"""


def test_what_is_saved_is_clean_in_the_same_step():
    machine = sc.Machine(sc.loads(PARALLEL), clock=sc.SimulatedClock())
    machine.move(dirty=True)
    assert machine.capabilities() == {"canSave": True}
    machine.send("startSaving")
    outcome = machine.send("finishSaving")
    assert [(move.dimension, move.before, move.after) for move in outcome.moves] == [
        ("saving", "saving", "saved"),
        ("dirty", True, False),
    ]
    assert machine.send("finishSaving").kind == "rejected"


FIELD = """\
statecraft: 1
machine: customer_field
context:
  options: {type: array, initial: []}
  filled: {type: object, initial: {}}
dimensions:
  list: {values: [closed, loading-options, open], transitions: any}
actions:
  list_documents: {with: {doctype: {type: string}}, result: {type: array}, test: []}
  get_document: {with: {name: {type: string}}, result: {type: object}, test: {}}
events: {CHANGE: {payload: {value: {type: string}}}, FOCUS: {}}
pipelines:
  load_options:
    steps:
      - move: {list: loading-options}
      - {action: list_documents, with: {doctype: Customer}}
      - set: {options: =result}
      - move: {list: open}
  fill_in:
    parameters: {value: {type: string}}
    steps:
      - {action: get_document, with: {name: =parameters.value}}
      - set: {filled: "={'rate': result.standard_rate, 'item_name': result.item_name}"}
on:
  FOCUS: {do: [pipeline: load_options]}
  CHANGE: {do: [{pipeline: fill_in, with: =event}]}
"""


def test_a_field_loads_its_options_and_what_belongs_to_the_choice():
    machine = sc.Machine(sc.loads(FIELD), clock=sc.SimulatedClock(), missing="wait")
    machine.send("FOCUS")
    assert machine.values["list"] == "loading-options"
    machine.answer("list_documents", [{"name": "C-1"}, {"name": "C-2"}])
    assert (machine.values["list"], len(machine.context["options"])) == ("open", 2)

    machine.send("CHANGE", value="PEN")
    machine.answer("get_document", {"standard_rate": 2.5, "item_name": "Pen", "uom": "Nos"})
    assert machine.context["filled"] == {"rate": 2.5, "item_name": "Pen"}
    assert machine.chart.children(machine.snapshot) == {}
