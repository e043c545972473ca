"""What a condition tells about the dimensions: never too much."""

from __future__ import annotations

import itertools

import pytest

from statecraft.checks.known_values import known_unless, known_where
from statecraft.expr.evaluate import evaluate
from tests.checks.findings import project_of

MACHINE = """
context: {n: {type: integer, initial: 0}}
define:
  draft: doc == 0 or doc == 2
  many: n > 3
  deep: draft and not many
dimensions:
  doc: {values: [0, 1, 2], moves: free}
  lamp: {values: [red, green], moves: free}
  sent: {values: [false, true], constant: true}
  glow: {compute: lamp == 'green'}
capabilities: {it: CONDITION}
"""

# Condition, what is known where it holds, what is known where it does not; None: nowhere.
CONDITIONS = [
    ("doc == 1", {"doc": "1"}, {"doc": "0 2"}),
    ("doc > 0", {"doc": "1 2"}, {"doc": "0"}),
    ("0 < doc <= 1", {"doc": "1"}, {"doc": "0 2"}),
    ("doc in [0, 2]", {"doc": "0 2"}, {"doc": "1"}),
    ("not doc == 1", {"doc": "0 2"}, {"doc": "1"}),
    ("doc == 1 and lamp == 'red'", {"doc": "1", "lamp": "red"}, {}),
    ("doc == 1 or lamp == 'red'", {}, {"doc": "0 2", "lamp": "green"}),
    ("doc == 1 or doc == 2", {"doc": "1 2"}, {"doc": "0"}),
    ("doc == 1 and doc == 2", None, {"doc": "0 1 2"}),
    ("doc in [0, 1, 2]", {"doc": "0 1 2"}, None),
    ("doc == 1 and n > 1", {"doc": "1"}, {}),
    ("doc == 1 or n > 1", {}, {"doc": "0 2"}),
    ("doc == 1 and n > 1 or doc == 2", {"doc": "1 2"}, {"doc": "0 1"}),
    ("n > 1", {}, {}),
    ("many", {}, {}),
    ("draft", {"doc": "0 2"}, {"doc": "1"}),
    ("deep", {"doc": "0 2"}, {}),
    ("deep and doc == 1", None, {}),
    ("sent", {"sent": "true"}, {"sent": "false"}),
    ("glow", {"lamp": "green"}, {"lamp": "red"}),
    ("doc == n", {}, {}),
    ("true", {}, None),
    ("1 == 2", None, {}),
    ("1 / doc > 0", {"doc": "0 1 2"}, {"doc": "0"}),
    ("(lamp if doc == 1 else 'red') == 'green'", {}, {}),
]


@pytest.mark.parametrize(
    ("condition", "held", "denied"), CONDITIONS, ids=[c[0] for c in CONDITIONS]
)
def test_what_is_known_of_the_dimensions(condition, held, denied):
    definition = project_of(MACHINE.replace("CONDITION", f'"{condition}"')).main
    expr = definition.capabilities[0].formula.expr
    found = (known_where(expr, definition), known_unless(expr, definition))
    assert found == (_sets(held), _sets(denied))


def _sets(known):
    return None if known is None else {name: frozenset(v.split()) for name, v in known.items()}


class Moment:
    """A whole state of the machine above."""

    def __init__(self, dimensions, context):
        self.dimensions = dimensions
        self.context = context
        self.local = {}
        self.functions = {}
        self.now_ms = 0


def test_no_state_in_which_a_condition_holds_is_left_out():
    for condition, _, _ in CONDITIONS:
        if condition.startswith("1 /"):
            continue
        definition = project_of(MACHINE.replace("CONDITION", f'"{condition}"')).main
        expr = definition.capabilities[0].formula.expr
        computed = {each.name: each.formula.expr for each in definition.computed}
        for doc, lamp, sent, n in itertools.product(
            (0, 1, 2), ("red", "green"), (False, True), (0, 2, 9)
        ):
            values = {"doc": doc, "lamp": lamp, "sent": sent}
            texts = {"doc": str(doc), "lamp": lamp, "sent": str(sent).lower()}
            holds = evaluate(expr, Moment(values, {"n": n}), computed)
            known = (known_where if holds else known_unless)(expr, definition)
            assert known is not None, (condition, values, n)
            assert all(texts[name] in possible for name, possible in known.items()), condition


def test_named_expressions_that_double_with_each_level_take_no_time():
    levels = ["  a0: lamp == 'red'"]
    levels += [f"  a{i}: a{i - 1} and a{i - 1}" for i in range(1, 12)]
    text = MACHINE.replace("define:", "define:\n" + "\n".join(levels)).replace("CONDITION", "a11")
    definition = project_of(text).main
    expr = definition.capabilities[0].formula.expr
    assert known_where(expr, definition) == {}
