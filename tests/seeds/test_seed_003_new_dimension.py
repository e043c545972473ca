"""A dimension that is added to the shipped invoice: one diff, as the guide shows it."""

from __future__ import annotations

import pytest

import statecraft as sc
from tests.docs.pages import Change, items
from tests.docs.patches import patched
from tests.seeds.test_seed_003 import INVOICE
from tests.seeds.walking import ROOT

GUIDE = ROOT / "docs/seeds/003-sales-invoice.md"
BEFORE = INVOICE.read_text(encoding="utf-8")
(CHANGE,) = [one for one in items(GUIDE.read_text(encoding="utf-8")) if isinstance(one, Change)]
AFTER = patched(BEFORE, CHANGE.diff)

DIRTY = {"validation": "valid", "doc": {"name": "INV-1"}, "changes": {"customer": "ACME"}}


@pytest.fixture(scope="module")
def invoice() -> sc.Chart:
    return sc.loads(AFTER, file=CHANGE.name)


def machine_of(chart: sc.Chart) -> sc.Machine:
    return sc.Machine(chart, values=DIRTY, clock=sc.SimulatedClock(), missing="wait")


def test_one_diff_adds_a_dimension_and_takes_nothing_away(invoice):
    """Four lines are the dimension, three the rule; the rest tries them."""
    lines = CHANGE.diff.splitlines()[2:]
    added = [line for line in lines if line.startswith("+")]
    assert [line for line in lines if line.startswith("-")] == []
    assert added.index("+  - name: offline nothing is saved") == 7
    assert CHANGE.name == str(INVOICE.relative_to(ROOT))
    assert sc.read_project_text(AFTER, file=CHANGE.name).diagnostics == ()


def test_all_that_held_before_holds_with_it(invoice):
    results = sc.run_scenarios(invoice)
    assert [result.explain() for result in results if not result.passed] == []
    before = {one.scenario.name for one in sc.run_scenarios(sc.load(INVOICE, root=ROOT))}
    assert {one.scenario.name for one in results} == before | {"offline nothing is saved"}


@pytest.mark.parametrize(
    ("network", "saves"), [("online", True), ("offline", False), ("slow", False)]
)
def test_what_the_new_dimension_says_of_saving(invoice, network, saves):
    machine = machine_of(invoice)
    machine.move(network_status=network)
    assert machine.capabilities()["save"] is saves
    outcome = machine.send("SAVE")
    assert outcome.accepted is saves
    assert [reason.message for reason in outcome.reasons] == (
        [] if saves else ["Cannot save while offline."]
    )


def test_a_network_that_fails_during_a_save_is_no_contradiction(invoice):
    """The rule is about the move to saving: what is under way may still fail by itself."""
    machine = machine_of(invoice)
    machine.run("save")
    assert machine.move(network_status="offline").accepted
    machine.fail("write", "no connection")
    assert (machine.values["operation"], machine.context["save_error"]) == ("idle", "no connection")
