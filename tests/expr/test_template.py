"""Data with formulas, and paths that actions write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from statecraft.expr.evaluate import evaluate
from statecraft.expr.generate import compile_expr, compile_path
from statecraft.expr.path import evaluate_path, show_path_of
from statecraft.expr.problem import EvaluationError, ExpressionError
from statecraft.expr.show import show
from statecraft.expr.template import check_data, check_path, parse_data, parse_path
from tests.expr.worlds import COMPUTED, SCOPE, WORLD

COMPILED = {name: compile_expr(expr, {}) for name, expr in COMPUTED.items() if name != "ready"}


@dataclass(frozen=True)
class Place:
    """A document of which only the places matter."""

    value: Any
    path: tuple[str | int, ...] = ()

    def items(self):
        return ((key, Place(inner, (*self.path, key))) for key, inner in self.value.items())

    def elements(self):
        return (Place(inner, (*self.path, index)) for index, inner in enumerate(self.value))


@pytest.mark.parametrize(
    ("data", "shown", "value"),
    [
        ("ready", "'ready'", "ready"),
        ("=attempts + 1", "attempts + 1", 2),
        ("= attempts", "attempts", 1),
        ("==x", "'=x'", "=x"),
        ("a = b", "'a = b'", "a = b"),
        (5, "5", 5),
        (None, "null", None),
        ({"a": "=title", "b": [1, "=f'{attempts}!'"]}, "{'a': title, 'b': [1, f'{attempts}!']}", {"a": "Order é", "b": [1, "1!"]}),
        ({}, "{}", {}),
        ([], "[]", []),
    ],
)  # fmt: skip
def test_data(data, shown, value):
    checked = check_data(Place(data), SCOPE)
    assert checked.problems == ()
    assert show(checked.expr) == show(parse_data(Place(data)).expr) == shown
    assert evaluate(checked.expr, WORLD, COMPUTED) == value
    assert compile_expr(checked.expr, COMPILED)(WORLD) == value


def test_problems_come_with_the_place_of_their_formula():
    data = {"a": "=nope", "b": ["x", "=attempts +", "= docstatus == 9"]}
    checked = check_data(Place(data), SCOPE)
    assert [
        (placed.node.path, placed.problem.code, placed.problem.start, placed.problem.end)
        for placed in checked.problems
    ] == [(("a",), "SC302", 1, 5), (("b", 1), "SC301", 10, 11), (("b", 2), "SC303", 15, 16)]


def test_an_empty_formula_is_a_problem():
    (placed,) = check_data(Place("="), SCOPE).problems
    assert (placed.problem.code, placed.problem.start, placed.problem.end) == ("SC301", 1, 1)


def test_the_shape_of_data():
    shape = check_data(Place({"a": "=attempts", "b": ["x", "=title"]}), SCOPE).shape
    assert sorted(shape.properties) == ["a", "b"]
    assert shape.properties["a"].kinds == {"integer"}
    assert shape.properties["b"].items.kinds == {"string"}


@pytest.mark.parametrize(
    ("text", "shown", "steps", "kinds"),
    [
        ("changes", "changes", ("changes",), ["object"]),
        ("changes[event.field]", "changes[event.field]", ("changes", "customer"), []),
        ("changes.step1", "changes.step1", ("changes", "step1"), []),
        ("changes['a b']", "changes['a b']", ("changes", "a b"), []),
        ("lines[0].qty", "lines[0].qty", ("lines", 0, "qty"), ["integer"]),
        ("lines[next - 1].price", "lines[next - 1].price", ("lines", 1, "price"), ["number"]),
        ("context.class", "context.class", ("class",), ["string"]),
        ("context['a-b']", "context['a-b']", ("a-b",), ["integer"]),
        ("names[-1]", "names[-1]", ("names", -1), ["string"]),
    ],
)
def test_paths(text, shown, steps, kinds):
    checked = check_path(parse_path(text), SCOPE)
    assert checked.problems == ()
    assert (show_path_of(checked.path), sorted(checked.shape.kinds)) == (shown, kinds)
    assert evaluate_path(checked.path, WORLD, COMPUTED) == steps
    assert compile_path(checked.path, COMPILED)(WORLD) == steps


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("docstatus", "SC315", "docstatus is a dimension; it is moved, not set", "write `target: {docstatus: …}` in the transition"),
        ("dirty", "SC315", "dirty is computed; it cannot be set", "set what it is computed from"),
        ("event.value", "SC315", "event can only be read", "set a context variable"),
        ("attempts.x", "SC315", "attempts has no places inside: it is an integer", None),
        ("names.x", "SC315", "'x' is no place of a list; places are integers", None),
        ("lines[0].quantity", "SC310", "lines has no field quantity", None),
        ("atempts", "SC302", "there is no context variable atempts", "did you mean `attempts`?"),
        ("context.docstatus", "SC302", "there is no context variable docstatus", "declare it under `context:`"),
        ("changes[dirty]", "SC304", "dirty is a boolean; a key is a string, a place an integer", None),
        ("changes[zzz]", "SC302", "nothing is called zzz here", "write `'zzz'` for the text"),
    ],
)  # fmt: skip
def test_paths_that_cannot_be_written(text, code, message, hint):
    (found,) = check_path(parse_path(text), SCOPE).problems
    assert (found.code, found.message, found.hint) == (code, message, hint)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a + 1", "SC315"),
        ("'a'.b", "SC315"),
        ("context", "SC315"),
        ("f(x).y", "SC315"),
        ("a.", "SC301"),
        ("a[1:2]", "SC305"),
    ],
)
def test_texts_that_are_no_paths(text, code):
    with pytest.raises(ExpressionError) as caught:
        parse_path(text)
    assert caught.value.code == code


def test_a_step_must_be_a_key_or_a_place():
    checked = check_path(parse_path("changes[anything.x[0]]"), SCOPE)
    for run in (
        lambda: evaluate_path(checked.path, WORLD, COMPUTED),
        lambda: compile_path(checked.path, COMPILED)(WORLD),
    ):
        with pytest.raises(EvaluationError) as caught:
            run()
        assert (
            caught.value.message == "anything.x[0] is true; a key is a string, a place an integer"
        )
