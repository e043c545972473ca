"""Opposites, false parts and explanations; and what an expression depends on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from statecraft.expr.negate import explain, false_parts, negate
from statecraft.expr.reads import (
    active_paths,
    calls_can,
    expanded_size,
    functions_called,
    names_read,
    reads_event,
    reads_now,
)
from statecraft.expr.show import show
from statecraft.expr.tree import Name, NameKind, Not
from tests.expr.worlds import COMPUTED, WORLD, bound


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("dirty", "not dirty"),
        ("not dirty", "dirty"),
        ("true", "false"),
        ("docstatus == 0 and not dirty", "docstatus != 0 or dirty"),
        ("not (dirty or ready)", "dirty or ready"),
        ("dirty or ready and editable", "not dirty and (not ready or not editable)"),
        ("dirty or not (ready and editable)", "not dirty and ready and editable"),
        ("attempts < 3", "attempts >= 3"),
        ("attempts >= 3", "attempts < 3"),
        ("0 < attempts < 3", "not 0 < attempts < 3"),
        ("operation in ['idle']", "operation not in ['idle']"),
        ("dirty if ready else attempts > 1", "not dirty if ready else attempts <= 1"),
        ("any(x == 'a' for x in names)", "not any(x == 'a' for x in names)"),
    ],
)
def test_opposites(text, opposite):
    assert show(negate(bound(text))) == opposite


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("editable", []),
        ("docstatus == 1", ["docstatus == 1 (docstatus is 0)"]),
        ("not dirty", ["not dirty (dirty is true)"]),
        ("docstatus == 0 and not dirty and operation == 'saving'", ["not dirty (dirty is true)", "operation == 'saving' (operation is 'idle')"]),
        ("not (dirty or docstatus == 0)", ["not dirty (dirty is true)", "docstatus != 0 (docstatus is 0)"]),
        ("ready", ["not dirty (dirty is true)"]),
        ("ready and docstatus == 1", ["not dirty (dirty is true)", "docstatus == 1 (docstatus is 0)"]),
        ("not dirty or docstatus == 1", ["not dirty or docstatus == 1 (dirty is true, docstatus is 0)"]),
        ("changes.n.deep[0] == attempts", ["changes.n.deep[0] == attempts (changes.n.deep[0] is 10, attempts is 1)"]),
        ("changes.missing == 1 and dirty", ["changes.missing == 1 (changes has no key 'missing')"]),
        ("all(line.qty > 5 for line in lines) and vat(total) > 9", [
            "all(line.qty > 5 for line in lines) (lines is [{'item': 'nut', 'qty': 2, 'price': 0.5}, {'item': 'bolt', 'qty': 10, 'price'...)",
            "vat(total) > 9 (vat(total) is 0.625, total is 2.5)",
        ]),
        ("active('working.red')", ["active('working.red') (active('working.red') is false)"]),
    ],
)  # fmt: skip
def test_false_parts_and_their_explanations(text, parts):
    found = false_parts(bound(text), WORLD, COMPUTED)
    assert [explain(part, WORLD, COMPUTED) for part in found] == parts


def test_a_name_for_a_negated_disjunction_is_opened():
    computed = {**COMPUTED, "busy": bound("dirty or operation == 'saving'")}
    busy = Name(name="busy", kind=NameKind.COMPUTED, start=0, end=4)
    idle = Not(operand=busy, start=0, end=4)
    world = replace(WORLD, dimensions={**WORLD.dimensions, "operation": "saving"})
    assert [show(part) for part in false_parts(idle, world, computed)] == [
        "not dirty",
        "operation != 'saving'",
    ]


def test_what_is_read_through_names():
    expr = bound("ready and any(x == title for x in names) and event.value == attempt")
    assert sorted((str(kind), name) for kind, name in names_read(expr, COMPUTED)) == [
        ("computed", "dirty"),
        ("computed", "ready"),
        ("context", "changes"),
        ("context", "names"),
        ("context", "title"),
        ("dimension", "docstatus"),
        ("dimension", "operation"),
        ("local", "attempt"),
        ("local", "event"),
    ]


def test_what_is_asked():
    expr = bound("now() > 1 or can('SAVE') or active('working') and vat(1) > event.value")
    assert reads_now(expr, COMPUTED)
    assert calls_can(expr, COMPUTED)
    assert reads_event(expr, COMPUTED)
    assert active_paths(expr, COMPUTED) == {"working"}
    assert functions_called(expr, COMPUTED) == {"vat"}
    assert not reads_event(bound("ready"), COMPUTED)
    assert not reads_now(bound("ready"), COMPUTED)
    assert not calls_can(bound("ready"), COMPUTED)


def test_the_size_of_an_expression_written_out():
    assert expanded_size(bound("attempts"), COMPUTED) == 1
    assert expanded_size(bound("dirty and dirty"), COMPUTED) == 3 + 2 * 4
