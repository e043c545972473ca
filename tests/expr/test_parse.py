"""Text to tree: what is in the language, what is not, and that no text does harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.show import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("docstatus == 0 and not dirty", None, id="connectives"),
        pytest.param("(a and b) and c", "a and b and c", id="conjunctions are flat"),
        pytest.param("a and (b or c)", None, id="brackets that are needed"),
        pytest.param("(a or (b and c))", "a or b and c", id="brackets that are not"),
        pytest.param("not (a and b)", None, id="not binds tighter than and"),
        pytest.param("not a == b", None, id="not binds looser than a comparison"),
        pytest.param("(not a) == b", None, id="a negation compared"),
        pytest.param("0 < a <= 3 != b", None, id="chain"),
        pytest.param("(a < b) == c", None, id="a comparison compared"),
        pytest.param("a - (b - c) - d", None, id="subtraction is left to right"),
        pytest.param("(a + b) * -c // 2 % d / e", None, id="arithmetic"),
        pytest.param("-5", None, id="a negative number"),
        pytest.param("- -5", "--5", id="twice negative"),
        pytest.param("1 - --0", None, id="signs of a zero"),
        pytest.param("-(a)", "-a", id="a negative name"),
        pytest.param("(-5).x", None, id="a field of a negative number"),
        pytest.param("-9223372036854775808", None, id="the smallest integer"),
        pytest.param("1.5e3", "1500.0", id="a float"),
        pytest.param("a.b[c]['d'][0].e", None, id="look-ups"),
        pytest.param("event.from.class.not", None, id="keywords after a dot"),
        pytest.param("event . from", "event.from", id="blanks around the dot"),
        pytest.param("f'{event.from} x'", None, id="keywords after a dot in an f-string"),
        pytest.param("a in b and c not in d", None, id="membership"),
        pytest.param("x if c else y if d else z", None, id="conditionals"),
        pytest.param("(x if c else y) + 1", None, id="a conditional as an operand"),
        pytest.param("[1, 'a', [true, false, null]]", None, id="list"),
        pytest.param("{'a': 1, b: {'c': []}}", None, id="mapping"),
        pytest.param('"it\'s"', "'it\\'s'", id="quotes"),
        pytest.param(r"'\n\t\\\u00e9\x41'", r"'\n\t\\éA'", id="escapes"),
        pytest.param(r"r'\d+'", r"'\\d+'", id="a raw string"),
        pytest.param("f'a {x} {{}} {y + 1}'", None, id="f-string"),
        pytest.param(
            """f"{a['k']} {f'{b}'}" """, """f'{a['k']} {f'{b}'}'""", id="strings in f-strings"
        ),
        pytest.param("f'{ {'a': 1} }'", None, id="a mapping in an f-string"),
        pytest.param("f''", None, id="an empty f-string"),
        pytest.param("any(x.qty > 3 for x in lines if x.ok)", None, id="any"),
        pytest.param(
            "all([x for x in xs])", "all(x for x in xs)", id="all over a list comprehension"
        ),
        pytest.param("sum(x for x in xs) + len(y for y in ys)", None, id="sum and len"),
        pytest.param("sum(xs) + len(ys)", None, id="sum and len as functions"),
        pytest.param(
            "active('a.b') or can('SAVE') or can('d', 1) or now() > 5", None, id="questions"
        ),
        pytest.param("f(1, g())", None, id="host functions"),
        pytest.param("a\n  == 1\n", "a == 1", id="several lines"),
        pytest.param("größe.ü == 'ß' and b", None, id="letters beyond ASCII"),
        pytest.param("context['a-b'] == dim.x", None, id="prefixes"),
    ],
)
def test_texts_and_their_canonical_form(text, shown):
    parsed = parse(text)
    assert show(parsed) == (text if shown is None else shown)
    assert parse(show(parsed)) == parsed


def test_literals_of_different_kinds_are_different_trees():
    assert parse("1") != parse("true")
    assert parse("1") != parse("1.0")
    assert parse("0") != parse("false")


@pytest.mark.parametrize(
    "text",
    [
        "  abc == 'é' and  größe.from  in [1, -2]",
        "f'é {größe} {a.if} {f\"{b}\"}' == x",
        "any(é.x for é in größe if é)\n or not\tb",
    ],
)
def test_places_are_those_of_the_text(text):
    for node in walk(parse(text)):
        written = text[node.start : node.end]
        assert parse(written) == node, written


def test_places_written_out():
    parsed = parse("é == 'ü' and  größe.from")
    assert isinstance(parsed, tree.And)
    assert [(part.start, part.end) for part in parsed.parts] == [(0, 8), (14, 24)]


MISTAKES = [
    ("", "SC301", "the expression is empty", "write a condition such as `attempts < 3`, or `true`", 0, 0),
    ("  \n", "SC301", "the expression is empty", "write a condition such as `attempts < 3`, or `true`", 0, 3),
    ("a and", "SC301", "the expression ends after `and`, where more must follow", None, 2, 5),
    ("a if b", "SC301", "a conditional needs both sides", "write `a if condition else b`", 2, 4),
    ("a b", "SC301", "`b` cannot stand here after `a`", "an operator is missing between them", 2, 3),
    ("(a", "SC301", "`(` is never closed", None, 0, 1),
    ("a)", "SC301", "`)` closes nothing", None, 1, 2),
    ("(a]", "SC301", "`]` closes nothing", None, 2, 3),
    ("'abc", "SC301", "the string is never closed", None, 0, 4),
    ("f'{a'", "SC301", "the string is never closed", "close the `{` of the f-string with `}`", 4, 5),
    ("f'a}'", "SC301", "`}` closes nothing", "write `}}` for a brace", 3, 4),
    ("'a' 'b'", "SC301", "two strings stand side by side", "join them with `+`", 4, 7),
    ("’x’", "SC301", "the character RIGHT SINGLE QUOTATION MARK has no place in an expression", "write strings in plain quotes: 'text'", 0, 1),
    ("a\u00a0b", "SC301", "the character NO-BREAK SPACE has no place in an expression", "write a plain space, or put it into a string", 1, 2),
    ("ﬁeld", "SC301", "the name 'ﬁeld' holds characters that only look like plain ones", "write `field`", 0, 4),
    ("a && b", "SC305", "`&&` is not part of the expression language", "write `and`", 2, 4),
    ("a || b", "SC305", "`||` is not part of the expression language", "write `or`", 2, 4),
    ("!a", "SC305", "`!` is not part of the expression language", "write `not x`", 0, 1),
    ("a === b", "SC305", "`===` is not part of the expression language", "write `==`", 2, 5),
    ("a !== b", "SC305", "`!==` is not part of the expression language", "write `!=`", 2, 5),
    ("a = b", "SC305", "`=` is not part of the expression language", "write `==` to compare", 2, 3),
    (" =n > 1", "SC305", "`=` is not part of the expression language", "leave out the `=`: only formulas in data begin with it", 1, 2),
    ("{{ n > 1 }}", "SC305", "`{{ … }}` is not part of the expression language", "leave out the braces", 0, 11),
    ("{n > 1}", "SC305", "sets are not part of the expression language", "leave out the braces; a list is written `[a]`", 0, 7),
    ("${n} > 1", "SC305", "`$` is not part of the expression language", "leave out `${` and `}`: names stand in an expression as they are", 0, 1),
    ("a ? b : c", "SC305", "`?` is not part of the expression language", "write `a if condition else b`", 2, 3),
    ("a ** 2", "SC305", "`**` is not part of the expression language", "write `x * x`", 2, 4),
    ("a | b", "SC305", "`|` is not part of the expression language", "write `or`", 2, 3),
    ("a << 2", "SC305", "`<<` is not part of the expression language", None, 2, 4),
    ("(a := 1)", "SC305", "`:=` is not part of the expression language", "name the part under `define:`", 3, 5),
    ("None", "SC305", "`None` is not part of the expression language", "write `null`", 0, 4),
    ("True", "SC305", "`True` is not part of the expression language", "write `true`", 0, 4),
    ("a is b", "SC305", "`is` is not part of the expression language", "write `==`", 2, 4),
    ("lambda: 1", "SC305", "`lambda` is not part of the expression language", "write `any(f(x) for x in list)`", 0, 6),
    ("await x", "SC305", "`await` is not part of the expression language", None, 0, 5),
    ("import os", "SC305", "`import` is not part of the expression language", None, 0, 6),
    ("a[1:2]", "SC305", "slices are not part of the expression language", "read one place: `list[0]`", 2, 5),
    ("(a, b)", "SC305", "tuples are not part of the expression language", "write a list: `[a, b]`", 0, 6),
    ("{a, b}", "SC305", "sets are not part of the expression language", "write a list: `[a, b]`", 0, 6),
    ("[x for x in y]", "SC305", "list comprehensions are not part of the expression language", "only any, all, sum and len take one", 0, 14),
    ("f(*a)", "SC305", "`*` before an argument is not part of the expression language", "write the arguments out", 2, 4),
    ("+a", "SC305", "a plus sign before a value is not part of the expression language", "leave it out", 0, 2),
    ("a.includes(b)", "SC305", "values have no methods, so `.includes(…)` cannot be called", "write `y in x`", 0, 13),
    ("a[0](b)", "SC305", "only a function can be called, by its name", None, 0, 7),
    ("f'{a!r}'", "SC305", "an f-string has no conversions and no formats", "write f'{round(x, 2)}' or f'{str(x)}'", 4, 5),
    ("f'{a:>3}'", "SC305", "an f-string has no conversions and no formats", "write f'{round(x, 2)}' or f'{str(x)}'", 4, 5),
    ("b'a'", "SC305", "strings have no prefix `b`", "write 'text', f'text {value}' or r'\\d'", 0, 1),
    ("any(x for y in a for x in y)", "SC305", "a comprehension has one `for` and at most one `if`", "join conditions with `and`; nest another any(…) in it", 0, 28),
    ("any(x for x, y in a)", "SC305", "a comprehension gives each element one name", "write `for x in list`", 10, 14),
    ("any(a)", "SC307", "any takes a comprehension", "write `any(condition for x in list)`", 0, 6),
    ("active(a)", "SC307", "active takes the full path of a state, as a plain string", "write `active('a.b')`", 0, 9),
    ("can(a)", "SC307", "can takes the name of an event, or of a dimension and a value", "write `can('SAVE')` or `can('stage', 'closed')`", 0, 6),
    ("now(1)", "SC307", "now takes no arguments", "write `now()`", 0, 6),
    ("1_000", "SC314", "'1_000' is not a number as the language writes them", "write digits only, as in 1000, 0.5 or 1.5e3", 0, 5),
    ("0x1F", "SC314", "'0x1F' is not a number as the language writes them", "write digits only, as in 1000, 0.5 or 1.5e3", 0, 4),
    ("007", "SC314", "'007' is not a number as the language writes them", "write digits only, as in 1000, 0.5 or 1.5e3", 0, 3),
    ("2j", "SC314", "'2j' is not a number as the language writes them", "write digits only, as in 1000, 0.5 or 1.5e3", 0, 2),
    ("9223372036854775808", "SC314", "the number is too large; integers have 64 bits", None, 0, 19),
    ("1e999", "SC314", "the number is too large; integers have 64 bits", None, 0, 5),
    ("'a\\d'", "SC314", "'\\\\d' is not an escape", "write `\\\\d` for a backslash, or r'...' for a string without escapes", 2, 4),
    ("'\\ud800'", "SC314", "'\\\\ud800' is not an escape", "write `\\\\u` for a backslash, or r'...' for a string without escapes", 1, 7),
    ("not " * 61 + "a", "SC311", "the expression is more than 60 levels deep", "give parts of it names under `define:`", 240, 243),
    ("(" * 61 + "a" + ")" * 61, "SC311", "the expression is more than 60 levels deep", "give parts of it names under `define:`", 60, 61),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "message", "hint", "start", "end"),
    MISTAKES,
    ids=[row[0][:20] for row in MISTAKES],
)
def test_mistakes(text, code, message, hint, start, end):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    found = caught.value
    assert (found.code, found.message, found.hint, found.start, found.end) == (
        code,
        message,
        hint,
        start,
        end,
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a " * 500_000, id="a megabyte"),
        pytest.param("(" * 100_000, id="a hundred thousand brackets"),
        pytest.param("(" * 4_999 + "a" + ")" * 4_999, id="brackets within the length"),
        pytest.param("-" * 9_999 + "a", id="signs"),
        pytest.param("not " * 2_400 + "a", id="negations"),
        pytest.param("a" + ".b" * 4_999, id="look-ups"),
        pytest.param("a" + "+b" * 4_999, id="sums"),
        pytest.param("a" + " if b else c" * 700, id="conditionals"),
        pytest.param("a < " * 2_400 + "a", id="a long chain"),
        pytest.param("[" + "1," * 4_000 + "]", id="a long list"),
        pytest.param("f'{" * 3_000, id="f-strings in f-strings"),
        pytest.param("f'{f\"{" * 1_000 + "a" + "}\"}'" * 1_000, id="closed f-strings in f-strings"),
        pytest.param("1" * 9_999, id="a long number"),
        pytest.param("1e" + "9" * 9_000, id="a long exponent"),
        pytest.param("{" * 50 + ":" * 50, id="braces"),
    ],
)  # fmt: skip
def test_large_texts_give_one_clear_error(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.code in {"SC311", "SC301", "SC305", "SC314"}


def test_many_conjuncts_are_fine():
    assert len(parse(" and ".join(["a"] * 1_500)).parts) == 1_500


HOSTILE = [
    "__import__('os').system('x')",
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1]()",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    "(lambda: 0).__globals__",
    "f'{().__class__!r}'",
    "'{0.__class__}'.format(1)",
    "'%s' % (1,)",
    "a.__class__()",
    "(x := 1)",
    "exec('1')(1)",
    "yield a",
    "await a",
    "9 ** 9 ** 9",
    "a; b",
    "a\x00b",
    "a # comment",
    "@a",
    "*a",
    "**a",
    "...",
    "`a`",
    "a: int",
    "def f(): 1",
    "print(*a)",
    "a if b",
    "{**a}",
    "[*a]",
    "a\\\nb",
    "'''a'''",
    "u'a'",
    "rb'a'",
    "fr'{a}'",
    "\ud800",
    "'a\nb'",
    "f'{a;b}'",
    "f'{}'",
    "f'{a b}'",
    "f'{a=}'",
    "any(x async for x in y)",
    "any(x for x in y if a if b)",
    "any(true for true in y)",
    "a(b=1)",
    "a(b)(c)",
    "<a",
    "a <> b",
    "a++",
    "a += 1",
    "a -> b",
    "a.1",
    "1.a",
    "1..a",
    ".5",
    "5.",
    "a..b",
    "a.'b'",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_in_the_language_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["__import__('os')", "eval('1')", "getattr(a, 'b')", "open('x')", "a.__class__"]
)
def test_dangerous_names_are_only_names(text):
    """They parse as host functions and keys of mappings, which nothing provides."""
    kinds = {type(node) for node in walk(parse(text))}
    assert kinds <= {tree.HostCall, tree.Literal, tree.Name, tree.Field}


PIECES = st.sampled_from(
    ["a", "b1", "é", "event", ".", "from", "and", "or", "not", "in", "is", "if", "else", "for", "lambda", "any", "(", ")", "[", "]", "{", "}", ",", ":", "==", "!=", "<=", "<", "+", "-", "*", "**", "/", "//", "%", "'x'", '"y"', "f'", 'f"', "{x}", "{{", "}}", "'", '"', "\\", "1", "0", "1.5", "1e9", "_", ";", "#", "=", "!", "?", "&", "|", "~", "@", "$", "`", "\n", "\t", "true", "null", "None", "\xa0", "ﬁ"]
)  # fmt: skip


@given(
    st.text(max_size=40)
    | st.lists(PIECES, max_size=15).map("".join)
    | st.lists(PIECES, max_size=15).map(" ".join)
)
def test_any_text_is_an_expression_or_an_expression_error(text):
    try:
        parsed = parse(text)
    except ExpressionError as error:
        start, end = error.start, error.end
    else:
        assert parse(show(parsed)) == parsed
        start, end = parsed.start, parsed.end
    assert 0 <= start <= end <= len(text)
