"""What the checker finds, and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from statecraft.expr import tree
from statecraft.expr.check import check, check_condition
from statecraft.expr.parse import parse
from statecraft.expr.tree import NameKind
from tests.expr.worlds import SCOPE, shape

FINE = [
    ("docstatus == 0 and not dirty", ["boolean"]),
    ("editable and operation in ['idle', 'saving']", ["boolean"]),
    ("attempts + 1", ["integer"]),
    ("attempts / 2", ["number"]),
    ("total * 2", ["number"]),
    ("title + '!'", ["string"]),
    ("names + ['x']", ["array"]),
    ("note == null or note == 'x'", ["boolean"]),
    ("note < 'x'", ["boolean"]),
    ("anything.a.b[0] < 3", ["boolean"]),
    ("anything and anything == 5", ["boolean"]),
    ("changes.x", []),
    ("changes[event.field]", []),
    ("event.from", ["string"]),
    ("event.value", []),
    ("lines[0].qty", ["integer"]),
    ("names[0]", ["string"]),
    ("title[0]", ["string"]),
    ("any(line.qty > 3 for line in lines if line.price < 2)", ["boolean"]),
    ("sum(line.qty * line.price for line in lines)", ["number"]),
    ("sum(line.qty for line in lines)", ["integer"]),
    ("len(n for n in names)", ["integer"]),
    ("any(any(x == y for y in names) for x in names)", ["boolean"]),
    ("title if dirty else null", ["null", "string"]),
    ("[attempts, title]", ["array"]),
    ("{'a': 1, event.field: 2}", ["object"]),
    ("{'a': 1}.a", ["integer"]),
    ("f'{lines} {note}'", ["string"]),
    ("vat(attempts) + 1", ["number"]),
    ("look_up(1, 2).x", []),
    ("context.class", ["string"]),
    ("context['a-b'] + dim.docstatus", ["integer"]),
    ("dim.dirty", ["boolean"]),
    ("context.next", ["integer"]),
    ("active('working.red') and can('SAVE')", ["boolean"]),
    ("now() > 5", ["boolean"]),
    ("get(changes, 'x', 0)", []),
    ("min(1, 2.5)", ["integer", "number"]),
    ("max(names)", ["string"]),
    ("round(total)", ["integer"]),
    ("matches(title, r'\\d+|[a-z]{2,3}')", ["boolean"]),
    ("'x' in changes and 'y' in names and 'z' in title", ["boolean"]),
    ("1 == 1", ["boolean"]),
]


@pytest.mark.parametrize(("text", "kinds"), FINE, ids=[row[0] for row in FINE])
def test_what_is_fine_and_the_kinds_of_its_value(text, kinds):
    checked = check(parse(text), SCOPE)
    assert (checked.problems, sorted(checked.shape.kinds)) == ((), kinds)


PROBLEMS = [
    ("atempts < 3", "SC302", "nothing is called atempts here", "did you mean `attempts`?", 0, 7),
    ("operation == idle", "SC302", "nothing is called idle here", "write `'idle'` for the value", 13, 17),
    ("undefined", "SC302", "nothing is called undefined here", "write `null`", 0, 9),
    ("len", "SC302", "len is a function", "call it: `len(…)`", 0, 3),
    ("vat", "SC302", "vat is a function", "call it: `vat(…)`", 0, 3),
    ("result", "SC302", "`result` has no value here", "it exists in the steps of a pipeline or workflow", 0, 6),
    ("context", "SC302", "`context` stands only before a name", "write `context.name`", 0, 7),
    ("context.attempt == 1", "SC302", "there is no context variable attempt", "did you mean `attempts`?", 0, 15),
    ("dim.attempts", "SC302", "there is no dimension attempts", "there is docstatus, editable, operation", 0, 12),
    ("context.zzz == 1", "SC302", "there is no context variable zzz", "there is a-b, anything, attempts, changes, class, lines, names, note, title, total", 0, 11),
    ("input.size", "SC302", "`input` has no value here", "only initial values and the machine's own entry see it: keep it in the context", 0, 5),
    ("context[title]", "SC302", "`context` stands only before a name", "write `context.name`", 0, 7),
    ("docstatus == 5", "SC303", "docstatus is never 5; its values are 0, 1, 2", None, 13, 14),
    ("5 != docstatus", "SC303", "docstatus is never 5; its values are 0, 1, 2", None, 0, 1),
    ("docstatus == '0'", "SC303", "docstatus is never '0'; its values are 0, 1, 2", "write `0`", 13, 16),
    ("docstatus == 'Draft'", "SC303", "docstatus is never 'Draft'; its values are 0, 1, 2", "'Draft' is the label of 0: write `0`", 13, 20),
    ("docstatus in [0, 'Draft']", "SC303", "docstatus is never 'Draft'; its values are 0, 1, 2", "'Draft' is the label of 0: write `0`", 17, 24),
    ("docstatus in [0, 7]", "SC303", "docstatus is never 7; its values are 0, 1, 2", None, 17, 18),
    ("operation == 'idel'", "SC303", "operation is never 'idel'; its values are 'idle', 'saving'", "did you mean 'idle'?", 13, 19),
    ("attempts == 7", "SC303", "attempts is never 7: it must be at most 3, is 7", None, 12, 13),
    ("0 == docstatus == 3", "SC303", "docstatus is never 3; its values are 0, 1, 2", None, 18, 19),
    ("editable == 1", "SC303", "editable is never 1; its values are false, true", None, 12, 13),
    ("title == 5", "SC304", "title is a string, so it is never 5", "write `'5'`", 9, 10),
    ("attempts == '5'", "SC304", "attempts is an integer, so it is never '5'", "write `5`", 12, 15),
    ("dirty == operation", "SC304", "dirty is a boolean, operation is one of 'idle', 'saving': they are never the same", None, 9, 18),
    ("attempts < 'a'", "SC304", "attempts is an integer, 'a' is a string: `<` cannot compare them", None, 11, 14),
    ("dirty < 3", "SC304", "dirty is a boolean, which has no order", "`<` compares two numbers or two strings", 0, 5),
    ("attempts in docstatus", "SC304", "docstatus is an integer; nothing is in it", "`in` needs a list, a mapping or a string", 12, 21),
    ("attempts in title", "SC304", "attempts is an integer; only a string is in title", None, 0, 8),
    ("editable + 1", "SC304", "editable is a boolean; `+` cannot use it", "booleans are no numbers: write `1 if x else 0`", 0, 8),
    ("title + 1", "SC304", "title is a string, 1 is an integer: they do not add up", "write an f-string to put values into text: f'{a} of {b}'", 0, 9),
    ("title * 2", "SC304", "title is a string; `*` cannot use it", None, 0, 5),
    ("changes + {}", "SC304", "changes is a mapping; `+` cannot use it", "write merged(a, b) for mappings", 0, 7),
    ("attempts / 0", "SC304", "division by zero", None, 11, 12),
    ("-title", "SC304", "title is a string; only a number has a negative", None, 1, 6),
    ("title.length", "SC304", "title is a string, which has no fields", "write `len(title)`", 0, 12),
    ("names['a']", "SC304", "names is a list, which has no fields", None, 0, 10),
    ("names[title]", "SC304", "title is a string; names needs an integer", None, 6, 11),
    ("changes[0]", "SC304", "0 is an integer; changes needs a string", None, 8, 9),
    ("attempts[0]", "SC304", "attempts is an integer, which has no keys and no places", None, 0, 11),
    ("{1: 2}", "SC304", "the key 1 is an integer; keys are strings", None, 1, 2),
    ("any(x for x in changes)", "SC304", "changes is a mapping; a comprehension needs a list", "write keys(m) or values(m)", 15, 22),
    ("sum(n for n in names)", "SC304", "sum adds numbers; n is a string", None, 4, 5),
    ("len(attempts)", "SC304", "len takes a string, a list or a mapping; attempts is an integer", None, 4, 12),
    ("vat(title)", "SC304", "vat takes a number; title is a string", None, 4, 9),
    ("lenght(names)", "SC306", "there is no function lenght", "did you mean `len`?", 0, 13),
    ("fetch(1)", "SC306", "there is no function fetch", "declare it under `functions:`", 0, 8),
    ("abs(1, 2)", "SC307", "abs takes 1 argument, not 2", None, 0, 9),
    ("get(changes, 'x')", "SC307", "get takes 3 arguments, not 2", None, 0, 17),
    ("round()", "SC307", "round takes 1 to 2 arguments, not 0", None, 0, 7),
    ("vat()", "SC307", "vat takes 1 argument, not 0", None, 0, 5),
    ("active('red')", "SC308", "there is no state red", "active takes the full path, as in 'a.b'", 0, 13),
    ("active('working.rde')", "SC308", "there is no state working.rde", "did you mean `working.red`?", 0, 21),
    ("event.feld", "SC310", "event has no field feld", "did you mean `field`?", 0, 10),
    ("event['feld']", "SC310", "event has no field feld", "did you mean `field`?", 0, 13),
    ("lines[0].quantity", "SC310", "lines[0] has no field quantity", "its fields: item, price, qty", 0, 17),
    ("any(x.qyt > 1 for x in lines)", "SC310", "x has no field qyt", "did you mean `qty`?", 4, 9),
    ("attempts and dirty", "SC312", "attempts is an integer, where a condition must stand", "write `attempts != 0`", 0, 8),
    ("not title", "SC312", "title is a string, where a condition must stand", "write `title != ''`", 4, 9),
    ("1 if changes else 2", "SC312", "changes is a mapping, where a condition must stand", "write `len(changes) > 0`", 5, 12),
    ("any(n for n in names)", "SC312", "n is a string, where a condition must stand", "write `n != ''`", 4, 5),
    ("matches(title, '(a)')", "SC313", "the pattern cannot be used: it holds a group; write alternatives with | (character 1)", None, 15, 20),
    ("matches(title, title)", "SC313", "the pattern must be a string written out", "write matches(text, r'[a-z]+')", 15, 20),
    ("any(total > 1 for total in [1])", "SC316", "the name total already means something here", "take another name for the elements", 0, 31),
    ("{'a': 1, 'a': 2}", "SC317", "the key 'a' is written twice", None, 9, 12),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "message", "hint", "start", "end"), PROBLEMS, ids=[row[0] for row in PROBLEMS]
)
def test_problems(text, code, message, hint, start, end):
    (found,) = check(parse(text), SCOPE).problems
    assert (found.code, found.message, found.hint, found.start, found.end) == (
        code,
        message,
        hint,
        start,
        end,
    )


def test_questions_that_have_no_place_here():
    closed = replace(SCOPE, allows_now=False, allows_can=False)
    found = check(parse("now() > 5 or can('SAVE')"), closed).problems
    assert [(problem.code, problem.start) for problem in found] == [("SC309", 0), ("SC309", 13)]


def test_states_that_are_not_known_are_not_checked():
    assert check(parse("active('x')"), replace(SCOPE, active_paths=None)).problems == ()


@pytest.mark.parametrize(("text", "parts"), [("ready", 20_000), ("not ready", 20_001)])
def test_an_expression_has_no_more_than_20_000_parts_written_out(text, parts):
    scope = replace(SCOPE, sizes={"ready": 19_999})
    problems = check(parse(text), scope).problems
    assert [(found.code, found.message) for found in problems] == (
        [("SC318", f"the expression has {parts:,} parts once all that it reads is written out")]
        if parts > 20_000
        else []
    )


def test_a_condition_must_be_a_boolean():
    assert check_condition(parse("dirty"), SCOPE).problems == ()
    assert check_condition(parse("anything"), SCOPE).problems == ()
    (found,) = check_condition(parse("attempts"), SCOPE).problems
    assert (found.code, found.hint) == ("SC312", "write `attempts != 0`")


def test_all_problems_come_in_order_of_text():
    found = check(parse("nope == 1 and docstatus == 9 and attempts"), SCOPE).problems
    assert [problem.code for problem in found] == ["SC302", "SC303", "SC312"]


def test_one_mistake_is_reported_once():
    assert len(check(parse("nope.a.b + 1 < 3 and not nope2[0]"), SCOPE).problems) == 2


def test_names_are_bound():
    checked = check(
        parse("any(x == title and dim.docstatus == attempt for x in context.next)"), SCOPE
    )
    expr = checked.expr
    assert isinstance(expr, tree.Comprehension)
    assert isinstance(expr.source, tree.Name)
    assert (expr.source.kind, expr.source.name, expr.source.prefix) == (
        NameKind.COMPUTED,
        "next",
        "context",
    )
    kinds = [
        (node.name, node.kind)
        for part in expr.element.parts
        for node in (part.first, part.rest[0][1])
    ]
    assert kinds == [
        ("x", NameKind.VARIABLE),
        ("title", NameKind.CONTEXT),
        ("docstatus", NameKind.DIMENSION),
        ("attempt", NameKind.LOCAL),
    ]


def test_checking_a_checked_tree_again_changes_nothing():
    once = check(parse("context['a-b'] == dim.docstatus and dirty"), SCOPE)
    assert check(once.expr, SCOPE) == once


def test_nothing_known_is_nothing_wrong():
    loose = replace(SCOPE, context={"u": shape(), "v": shape()}, computed={}, dimensions={})
    text = "u + v < u[v].x and -u in v and (u if v else u) == len(v) and lower(u) == v and any(u for x in v)"
    assert check_condition(parse(text), loose).problems == ()
