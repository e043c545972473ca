"""Values and errors of expressions, by the evaluator and by generated code alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from statecraft.expr.check import check
from statecraft.expr.evaluate import evaluate, evaluate_condition
from statecraft.expr.generate import compile_condition, compile_expr
from statecraft.expr.parse import parse
from statecraft.expr.problem import EvaluationError
from statecraft.expr.scope import Scope
from statecraft.values.json_values import same
from statecraft.values.shape import ANYTHING
from tests.expr.worlds import COMPUTED, WORLD, bound

COMPILED = {}
for _name in ("dirty", "next", "ready"):
    COMPILED[_name] = compile_expr(COMPUTED[_name], COMPILED)


def both(text, world=WORLD):
    """The value by both ways, or the message and place of the error."""
    expr = bound(text)
    outcomes = []
    for run in (
        lambda: evaluate(expr, world, COMPUTED),
        lambda: compile_expr(expr, COMPILED)(world),
    ):
        try:
            outcomes.append(run())
        except EvaluationError as error:
            outcomes.append((error.message, error.start, error.end))
    assert outcomes[0] == outcomes[1]
    assert type(outcomes[0]) is type(outcomes[1])
    return outcomes[0]


VALUES = [
    ("docstatus == 0 and not dirty", False),
    ("ready or docstatus == 0", True),
    ("attempts < 3 < total * 2", True),
    ("0 < attempts <= 3 != 4", True),
    ("anything == 1 or anything != 1", True),
    ("editable == true", True),
    ("title != 'x' and 'x' != title", True),
    ("note == null", True),
    ("attempts == 1.0", True),
    ("next", 2),
    ("attempts + 1", 2),
    ("attempts - 3", -2),
    ("total + attempts", 3.5),
    ("7 // 2 + 7 % 4 * 2", 9),
    ("-7 // 2", -4),
    ("-7 % 4", 1),
    ("1 / 2", 0.5),
    ("-attempts", -1),
    ("title + '!'", "Order é!"),
    ("names + ['x']", ["ann", "bob", "x"]),
    ("changes.customer", "ACME"),
    ("changes[event.field]", "ACME"),
    ("changes.n.deep[-1]", 20),
    ("title[0] + title[-1]", "Oé"),
    ("event.from", "Ann"),
    ("context.class + f'{context['a-b']}'", "A7"),
    ("'ann' in names and 'x' not in names", True),
    ("attempts in [0, 1] and operation in ['idle']", True),
    ("anything in [true, 1, {'x': [true, null]}]", True),
    ("'customer' in changes and 'rd' in title", True),
    ("anything.x[0] in changes", False),
    ("'yes' if dirty else 'no'", "yes"),
    ("[attempts, [title, null], {}]", [1, ["Order é", None], {}]),
    ("{'a': attempts, event.field: {'b': 2}}", {"a": 1, "customer": {"b": 2}}),
    ("{event.field: 1, 'customer': 2}", {"customer": 2}),
    ("f'{attempts} {title} {note} {dirty} {names} {{x}} {changes.n}'", '1 Order é null true ["ann", "bob"] {x} {"deep": [10, 20]}'),
    ("f'{1.0} {1e300} {total}'", "1.0 1e+300 2.5"),
    ("any(line.qty > 5 for line in lines)", True),
    ("all(line.qty > 5 for line in lines)", False),
    ("all(line.qty > 5 for line in lines if line.item == 'bolt')", True),
    ("any(line.qty > 5 for line in lines if line.price < 1)", False),
    ("sum(line.qty * line.price for line in lines)", 11.0),
    ("sum(line.qty for line in lines)", 12),
    ("len(line for line in lines if line.price < 1)", 1),
    ("sum(x for x in [])", 0),
    ("any(any(x == y for y in names) for x in names)", True),
    ("sum(sum(x * y for y in changes.n.deep) for x in changes.n.deep)", 900),
    ("any(x == attempts for x in [next])", False),
    ("len(title) + len(names) + len(changes)", 11),
    ("min(3, 1.5) + max([1, 2])", 3.5),
    ("min(names)", "ann"),
    ("sum([1, 2.5]) + abs(-3)", 6.5),
    ("[round(0.5), round(1.5), round(2.5), round(2.345, 2), round(25, -1)]", [0, 2, 2, 2.35, 20]),
    ("lower('ÄB') + upper('ß')", "äbSS"),
    ("starts_with(title, 'Ord')", True),
    ("range(3)", [0, 1, 2]),
    ("range(2, 4)", [2, 3]),
    ("range(4, 2)", []),
    ("merged(changes, {'n': 1}, {'z': 2})", {"customer": "ACME", "n": 1, "z": 2}),
    ("[keys(changes), values({'a': 1})]", [["customer", "n"], [1]]),
    ("[get(changes, 'customer', 0), get(changes, 'x', 0)]", ["ACME", 0]),
    ("[str(1), str(1.0), str('a'), str(true), str(null), str([1])]", ["1", "1.0", "a", "true", "null", "[1]"]),
    ("[int('12'), int(' -3 '), int(2.9), float('1.5'), float(2)]", [12, -3, 2, 1.5, 2.0]),
    ("[is_number(1), is_number('1.5'), is_number('x'), is_number(true), is_number(null)]", [True, True, False, False, False]),
    ("[is_date('2026-02-28'), is_date('2026-02-30'), is_date('2026-01-01T10:00:00Z'), is_date(5)]", [True, False, True, False]),
    ("[iso(0), iso(1767225600), iso(0.5), iso(-1)]", ["1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "1970-01-01T00:00:00.500Z", "1969-12-31T23:59:59Z"]),
    ("matches('ab12', r'[a-z]+\\d{2}')", True),
    ("vat(total) + 1", 1.625),
    ("look_up('list')[0]", 1),
    ("[active('working'), active('working.red')]", [True, False]),
    ("[can('SAVE'), can('operation', 'saving'), can('X')]", [True, True, False]),
    ("now()", 1.5),
    ("false and changes.missing or true", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[row[0] for row in VALUES])
def test_values(text, expected):
    value = both(text)
    assert same(value, expected)
    assert type(value) is type(expected)


BIG = 9223372036854775807
ERRORS = [
    ("changes.missing", "changes has no key 'missing'", 0, 15),
    ("dirty and changes['a b'] == 1", "changes has no key 'a b'", 10, 24),
    ("changes.customer.x", "changes.customer is 'ACME', which has no keys", 0, 18),
    ("names[2]", "names has no place 2; its length is 2", 0, 8),
    ("anything[0]", "anything is a mapping; its keys are strings, not 0", 0, 11),
    ("changes.n.deep[anything.x[0]]", "changes.n.deep is a list; its places are integers, not true", 0, 29),
    ("anything.x[1].y", "anything.x[1] is null, which has no keys", 0, 15),
    ("anything.x[1][0]", "anything.x[1] is null, which has no keys and no places", 0, 16),
    ("anything and true", "anything: {'x': [true, null]} is not true or false", 0, 8),
    ("not changes.customer", "changes.customer: 'ACME' is not true or false", 4, 20),
    ("anything.x[0] + 1", "true + 1: only two numbers, two strings or two lists add up", 0, 17),
    ("changes.customer + 1", "'ACME' + 1: only two numbers, two strings or two lists add up; write an f-string to put values into text", 0, 20),
    ("changes.customer * 2", "'ACME' * 2: both sides must be numbers", 0, 20),
    ("-changes.customer", "-'ACME': only a number has a negative", 0, 17),
    ("anything.x[0] < 1", "true < 1: both sides must be numbers, or both strings", 0, 17),
    ("note < 'a'", "null < 'a': both sides must be numbers, or both strings", 0, 10),
    ("1 < changes.customer", "1 < 'ACME': both sides must be numbers, or both strings", 0, 20),
    ("1 in note", "in null: nothing is in it; it is no list, mapping or string", 0, 9),
    ("1 in changes.customer", "1 in 'ACME': only a string is in a string", 0, 21),
    (f"{BIG} + attempts", "the result does not fit into 64 bits", 0, 30),
    (f"{BIG} * -2", "the result does not fit into 64 bits", 0, 24),
    ("attempts - 1 - 9223372036854775807 - 2", "the result does not fit into 64 bits", 0, 38),
    ("1e308 * 10", "the result is not a finite number", 0, 10),
    ("1 / (attempts - 1)", "1 / 0: division by zero", 0, 18),
    ("1 % (attempts - 1.0)", "1 % 0.0: division by zero", 0, 20),
    ("{anything.x[1]: 1}", "the key null is not a string", 0, 18),
    ("any(x for x in anything)", "any needs a list, not {'x': [true, null]}; keys(m) and values(m) are lists", 0, 24),
    ("all(x for x in anything.x)", "x: null is not true or false", 4, 5),
    ("sum(x for x in anything.x)", "sum: true is not a number", 0, 26),
    ("len(changes.n.deep[0])", "len(10): the argument must be a string, a list or a mapping", 0, 22),
    ("min([])", "min([]): an empty list has no min", 0, 7),
    ("max(1, 'a')", "max: all values must be numbers, or all strings", 0, 11),
    ("int('1.5')", "int('1.5'): the text is not an integer", 0, 10),
    ("int('99999999999999999999')", "int('99999999999999999999'): the text is not an integer", 0, 27),
    ("float('nan')", "float('nan'): the text is not a number", 0, 12),
    ("iso(1e15)", "iso(1000000000000000.0): the year is not between 1 and 9999", 0, 9),
    ("range(1.5)", "range: its ends are whole numbers", 0, 10),
    ("range(1e9)", "range: more than 100000 numbers", 0, 10),
    ("round(1, 99)", "round: 99 digits; an integer from -30 to 30 is needed", 0, 12),
    ("look_up('x')", "look_up failed: KeyError: 'x'", 0, 12),
    ("look_up('bad')", "the answer of look_up is refused: a Python object of class set is not a JSON value", 0, 14),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    ERRORS,
    ids=[row[0] for row in ERRORS],
)
def test_errors(text, message, start, end):
    assert both(text) == (message, start, end)


def test_an_error_in_a_named_expression_is_told_where_the_name_is_read():
    world = replace(WORLD, context={**WORLD.context, "attempts": None})
    assert both("total > 1 and next == 2", world) == (
        "in next: null + 1: only two numbers, two strings or two lists add up",
        14,
        18,
    )


def test_values_that_break_their_schema_within_a_step_are_not_trusted():
    world = replace(WORLD, context={**WORLD.context, "attempts": True})
    assert both("attempts < 3", world)[0] == "true < 3: both sides must be numbers, or both strings"
    assert both("attempts == 1", world) is False
    assert both("attempts in [1, 2]", world) is False
    assert both("attempts + 1", world)[0].startswith("true + 1: only two numbers")


def test_conditions_must_be_booleans():
    expr = bound("anything")
    for run in (
        lambda: evaluate_condition(expr, WORLD, {}),
        lambda: compile_condition(expr, {})(WORLD),
    ):
        with pytest.raises(EvaluationError) as caught:
            run()
        assert caught.value.message == "anything: {'x': [true, null]} is not true or false"
    assert compile_condition(bound("dirty"), COMPILED)(WORLD) is True


class TestBounds:
    def test_strings(self):
        world = replace(WORLD, context={**WORLD.context, "title": "x" * 600_000})
        assert both("title + title", world)[0] == "the string has more than 1000000 characters"
        assert both("f'{title}{title}'", world)[0] == "the string has more than 1000000 characters"
        assert both("len(title + 'x')", world) == 600_001

    def test_text_of_a_value_that_shares_its_parts(self):
        value = ["x" * 10_000]
        for _ in range(60):
            value = [value, value]
        world = replace(WORLD, context={**WORLD.context, "anything": value})
        assert both("str(anything)", world)[0] == "the string has more than 1000000 characters"

    def test_lists(self):
        world = replace(WORLD, context={**WORLD.context, "names": ["x"] * 60_000})
        assert both("names + names", world)[0] == "the list has more than 100000 elements"

    def test_long_comprehensions(self):
        world = replace(WORLD, context={**WORLD.context, "names": ["x"] * 100_001})
        assert (
            both("any(x == 'y' for x in names)", world)[0]
            == "the list has more than 100000 elements"
        )

    def test_comprehensions_in_comprehensions(self):
        world = replace(WORLD, context={**WORLD.context, "names": ["x"] * 5_000})
        text = "any(any(x == f'{y}y' for y in names) for x in names)"
        assert both(text, world)[0] == "the comprehensions take more than 1000000 steps"

    def test_long_lists_searched_in_a_comprehension(self):
        world = replace(WORLD, context={**WORLD.context, "names": [str(n) for n in range(90_000)]})
        text = "all(x in names for x in names)"
        assert both(text, world)[0] == "the comprehensions take more than 1000000 steps"

    def test_named_expressions_that_double_are_evaluated_once_each(self):
        computed = {"n0": bound("attempts")}
        compiled = {"n0": compile_expr(computed["n0"], {})}
        for n in range(1, 60):
            expr = bound_chain(n)
            computed[f"n{n}"] = expr
            compiled[f"n{n}"] = compile_expr(expr, compiled)
        assert evaluate(computed["n59"], WORLD, computed) == 2**59
        assert compiled["n59"](WORLD) == 2**59

    def test_values_nested_too_deeply_for_the_stack(self):
        value = []
        for _ in range(20_000):
            value = [value]
        world = replace(WORLD, context={**WORLD.context, "anything": value})
        found = both("f'{anything}'", world)
        assert found[0] == "the values or the named expressions are nested too deeply"
        while value:
            value = value[0]


def bound_chain(n):
    scope = Scope(computed={f"n{n - 1}": ANYTHING})
    return check(parse(f"n{n - 1} + n{n - 1}"), scope).expr


def test_generated_code_takes_the_fast_lane():
    """The usual conditions are answered without the evaluator, which reads dimensions otherwise."""
    reads = []

    class Counting(dict):
        def __getitem__(self, key):
            reads.append(key)
            return super().__getitem__(key)

    world = replace(WORLD, dimensions=Counting(WORLD.dimensions))
    for text in (
        "docstatus == 0 and attempts < 3",
        "docstatus == 0 and sum(line.qty for line in lines) > 3",
        "docstatus == 0 and 'customer' in changes and get(changes, 'x', null) == null",
    ):
        reads.clear()
        assert compile_expr(bound(text), COMPILED)(world) is True
        assert reads == ["docstatus"]
