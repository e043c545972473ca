"""Laws over random trees: two ways to evaluate, one answer; texts read back; opposites."""

from __future__ import annotations

import json

from hypothesis import given, settings

from statecraft.expr import tree
from statecraft.expr.check import check
from statecraft.expr.children import walk
from statecraft.expr.evaluate import evaluate
from statecraft.expr.generate import compile_expr
from statecraft.expr.negate import explain, false_parts, negate
from statecraft.expr.parse import parse
from statecraft.expr.problem import EvaluationError
from statecraft.expr.reads import names_read
from statecraft.expr.show import show
from statecraft.expr.tree import NameKind
from statecraft.values.shape import violations
from tests.expr.random_trees import WORLDS, trees
from tests.expr.worlds import COMPUTED, SCOPE, World
from tests.thoroughness import tries

COMPILED = {name: compile_expr(expr, {}) for name, expr in COMPUTED.items() if name != "ready"}
THOROUGH = settings(derandomize=True, database=None, deadline=None, max_examples=tries(250, 800))
BRIEF = settings(THOROUGH, max_examples=tries(100, 300))


def outcome(run):
    """A value as JSON text, which tells 1, 1.0 and true apart, or the error with its place."""
    try:
        return json.dumps(run(), sort_keys=True)
    except EvaluationError as error:
        return error.message, error.start, error.end


@THOROUGH
@given(trees(), WORLDS)
def test_generated_code_and_the_evaluator_agree(expr, world):
    placed = check(parse(show(expr)), SCOPE).expr
    compiled = compile_expr(placed, COMPILED)
    assert outcome(lambda: compiled(world)) == outcome(lambda: evaluate(placed, world, COMPUTED))


@BRIEF
@given(trees())
def test_shown_trees_read_back(expr):
    shown = show(expr)
    assert check(parse(shown), SCOPE).expr == expr
    assert show(parse(shown)) == shown


@BRIEF
@given(trees(), WORLDS)
def test_a_negation_is_the_complement(expr, world):
    truth = outcome(lambda: evaluate(expr, world, COMPUTED))
    opposite = {"true": "false", "false": "true"}
    if truth in opposite:
        assert outcome(lambda: evaluate(negate(expr), world, COMPUTED)) == opposite[truth]
        assert check(parse(show(negate(expr))), SCOPE).expr == negate(expr)


@BRIEF
@given(trees(), WORLDS)
def test_a_false_condition_has_false_parts_that_can_be_explained(expr, world):
    if outcome(lambda: evaluate(expr, world, COMPUTED)) == "false":
        parts = false_parts(expr, world, COMPUTED)
        assert parts
        for part in parts:
            assert outcome(lambda part=part: evaluate(part, world, COMPUTED)) != "true"
            assert explain(part, world, COMPUTED).startswith(show(part))


@BRIEF
@given(trees(), WORLDS)
def test_a_value_depends_on_nothing_but_the_names_read(expr, world):
    read = names_read(expr, COMPUTED)

    def only(kind, values):
        return {name: value for name, value in values.items() if (kind, name) in read}

    smaller = World(
        dimensions=only(NameKind.DIMENSION, world.dimensions),
        context=only(NameKind.CONTEXT, world.context),
        local=only(NameKind.LOCAL, world.local),
    )
    assert outcome(lambda: evaluate(expr, world, COMPUTED)) == outcome(
        lambda: evaluate(expr, smaller, COMPUTED)
    )


@BRIEF
@given(trees(), WORLDS)
def test_what_the_checker_says_of_a_value_is_true(expr, world):
    """For trees that read only what is certain: dimensions and what is written out."""
    reads = {kind for kind, _ in names_read(expr, {})}
    if reads <= {NameKind.DIMENSION} and not _calls_host(expr):
        checked = check(expr, SCOPE)
        found = outcome(lambda: evaluate(expr, world, {}))
        if not checked.problems and isinstance(found, str):
            assert violations(checked.shape, json.loads(found)) == []


def _calls_host(expr):
    return any(isinstance(node, tree.HostCall) for node in walk(expr))
