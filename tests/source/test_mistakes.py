"""Texts with mistakes: each finding at its place, with its code, in plain words."""

from __future__ import annotations

import pytest

from statecraft.diagnostics import Severity
from statecraft.source.reader import read_text_with
from tests.source.reading import both_parsers, extent, places

MISTAKES = [
    ("a: b: c", [(1, 5, "SC001")]),
    ("a: 1\n   b: 2", [(2, 5, "SC001")]),
    ("a:\n  - b\n  c: 1", [(3, 3, "SC001")]),
    ("a: [1, 2", [(1, 4, "SC001")]),
    ("a: {b: 1\nc: 2", [(2, 2, "SC001")]),
    ("a: {b: 1}}", [(1, 10, "SC001")]),
    ("a: 'open\nb: 1", [(1, 4, "SC001")]),
    ('a: "\\q"', [(1, 5, "SC001")]),
    ('a: "\\u12"', [(1, 5, "SC001")]),
    ("a: @x", [(1, 4, "SC001")]),
    ("a: %x", [(1, 4, "SC001")]),
    ("a: }", [(1, 4, "SC001")]),
    ("a: b\nc", [(2, 1, "SC001")]),
    ("a: &\nb: 1", [(1, 4, "SC001")]),
    ('when: "a" == b', [(1, 11, "SC001")]),
    ("a: {when: b in [1, 2]}", [(1, 16, "SC001")]),
    ("", [(1, 1, "SC002")]),
    ("  \n# only a comment\n", [(1, 1, "SC002")]),
    ("a:\n\tb: 1", [(2, 1, "SC003")]),
    ("a:\n  b: 1\n  \tc: 2", [(3, 3, "SC003")]),
    ("- a\n\t- b: c", [(2, 1, "SC003")]),
    ("a: 1\n---\nb: 2", [(2, 1, "SC004")]),
    ("---\na: 1\n---\n", [(3, 1, "SC004")]),
    ("%YAML 1.1\n---\na: 1", [(1, 1, "SC005")]),
    ("# note\n%TAG ! x\n%YAML 1.2\n---\na: 1", [(2, 1, "SC005")]),
    ("%OTHER\n%YAML 1.3\n---\na: 1", [(1, 1, "SC005"), (2, 1, "SC005")]),
    ("a: !!str 5", [(1, 4, "SC006")]),
    ("a: !!python/object:os.system x", [(1, 4, "SC006")]),
    ("a: &x !t {b: !u 1}", [(1, 7, "SC006"), (1, 14, "SC006")]),
    ("a: !t &x 1\n!k b: 2", [(1, 4, "SC006"), (2, 1, "SC006")]),
    ("a: 1\nb: 2\na: 3\n'a': 4", [(3, 1, "SC007"), (4, 1, "SC007")]),
    ("{a: {x: 1, x: 2}}", [(1, 12, "SC007")]),
    ("a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x", [(4, 3, "SC007")]),
    ('0: a\n"0": b', [(2, 1, "SC008")]),
    ("{'true': a, true: b}", [(1, 13, "SC008")]),
    ("? [a]\n: 1\nb: 2", [(1, 3, "SC009")]),
    ("{{a: 1}: 2, b: 3}", [(1, 2, "SC009")]),
    ("a: &x [1]\n*x : 2", [(2, 1, "SC009")]),
    ("? ", [(1, 1, "SC010")]),
    ("null: 1\n~: 2\na: 3", [(1, 1, "SC010"), (2, 1, "SC010")]),
    ("{a: =f(x, y)}", [(1, 5, "SC011")]),
    ("{a: =f(x, 1), b: =g(y, 1), c: 2}", [(1, 5, "SC011"), (1, 18, "SC011")]),
    ('{when: a in ("b", "c"), c: 1}', [(1, 22, "SC001")]),
    ("{when: a == x[1:2]}", [(1, 14, "SC001")]),
    ("{a: x == f'b, c', d: 1}", [(1, 5, "SC011")]),
    ("a: [x == f(1, 2), y]", [(1, 5, "SC011")]),
    ("a: *b", [(1, 4, "SC012")]),
    ("[*a, *b, &a 1]", [(1, 2, "SC012"), (1, 6, "SC012")]),
    ("a: &a [*a]", [(1, 8, "SC013")]),
    ("a: &a {b: [{c: *a}]}", [(1, 16, "SC013")]),
    ("a: &a {<<: *a}", [(1, 12, "SC013")]),
    ("a: {<<: 1}", [(1, 9, "SC014")]),
    ("a: {<<: [{}, 1]}", [(1, 9, "SC014")]),
    ("<<: *x", [(1, 5, "SC012")]),
    ("a: \x00", [(1, 4, "SC018")]),
    ("a: 1\nb: '\x1b'", [(2, 5, "SC018")]),
    ("a: '\u2028'", [(1, 5, "SC018")]),
    ("a: \ud800", [(1, 4, "SC018")]),
    ("[9223372036854775808, -9223372036854775809]", [(1, 2, "SC020"), (1, 23, "SC020")]),
    ("a: 0xFFFFFFFFFFFFFFFFFFFF\nb: 1e999", [(1, 4, "SC020"), (2, 4, "SC020")]),
    ("99999999999999999999: a", [(1, 1, "SC020")]),
    ("[.nan, -.inf, +.INF]", [(1, 2, "SC021"), (1, 8, "SC021"), (1, 15, "SC021")]),
    (
        "a: !t 1\nb: .nan\na: 2\nc: 99999999999999999999\nd: {e: (1, 2)}\nnull: 1\nf: {",
        [
            *((1, 4, "SC006"), (2, 4, "SC021"), (4, 4, "SC020"), (5, 8, "SC011")),
            *((6, 1, "SC010"), (7, 4, "SC001")),
        ],
    ),
    (
        "a: 1\nb: .nan\na: 2\nc: *x\nd: !t 1\n",
        [(2, 4, "SC021"), (3, 1, "SC007"), (4, 4, "SC012"), (5, 4, "SC006")],
    ),
]


@both_parsers
@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[repr(text) for text, _ in MISTAKES])
def test_mistakes(text, expected, parser):
    reading = read_text_with(text, "m.yaml", parser)
    assert places(reading) == expected
    assert all(found.severity is Severity.ERROR and found.hint for found in reading.diagnostics)


QUOTE_IT = (
    "quote it: a condition or formula that holds one of [ ] { } , : # ! or a quote at its start "
    "stands in quotes"
)

WORDS = [
    ('when: "a" == b', "more text follows a value that has ended", QUOTE_IT),
    ("- {when: a in [1]}", 'expected "," or "}" here, found "["', QUOTE_IT),
    (
        "a: ='x' + y: z",
        'a ":" is not allowed here: what stands before it is a value already',
        QUOTE_IT,
    ),
    ("a: [x, f'{b}']", "this quote is never closed", QUOTE_IT),
    (
        "on: {GO: {target:{lamp: on}, when: a == b}}",
        'a space is missing behind the ":"',
        "write `key: value`, with a space between them",
    ),
    (
        "b: {c:[1]}",
        'a space is missing behind the ":"',
        "write `key: value`, with a space between them",
    ),
    (
        "when: {{ n > 1 }}",
        "a key is text, not a mapping or a list",
        "leave out the braces: an expression stands by itself, as in `when: n > 1`",
    ),
    ("a: %x", 'text cannot begin with "%"', "quote it"),
    ("a: 'x", "this quote is never closed", "close it"),
    ("a: {b: 1", 'this "{" is never closed', 'write "}" at its end'),
    ("a: [b,", "the text ends before a bracket is closed", "close the bracket"),
    ("a: 'x' y", "more text follows a value that has ended", "put the whole text in quotes"),
    (
        "a:\n    b: 1\n  c: 2",
        "this line belongs to no block above it",
        "begin the lines of one block in the same column",
    ),
    (
        'a: "C:\\dir"',
        "\\d means nothing inside of double quotes",
        "write \\\\ for a backslash, or use single quotes",
    ),
    (
        "when: !dirty",
        "the tag !dirty is not allowed",
        "write `not dirty`; text that begins with ! must be quoted",
    ),
    (
        "label: !important",
        "the tag !important is not allowed",
        "remove it; text that begins with ! must be quoted",
    ),
    (
        "{a: =f(x, y)}",
        "an unquoted text in braces or brackets ends at the comma, so this one is cut in pieces",
        'quote it: a: "=f(x, y)"',
    ),
    (
        '{a: =f(x, "y\'s"), b: 1}',
        'expected "," or "}" here, found ")"',
        QUOTE_IT,
    ),
    (
        "closing: &closing 1\na: *closin",
        "the alias *closin names nothing that stands before it",
        "did you mean *closing? mark the value with &closin first; text that begins with * must be quoted",
    ),
    (
        "a: 123456789012345678901234567890",
        "the number 123456789012345678901234567890 is too large",
        "an integer has at most 64 bits; quote it if it is text",
    ),
    (
        "%YAML 1.1\n---\na: 1",
        "definitions are YAML 1.2, not 1.1",
        "remove the line; in YAML 1.2 on, off, yes and no are text",
    ),
]


@both_parsers
@pytest.mark.parametrize(("text", "message", "hint"), WORDS, ids=[repr(text) for text, *_ in WORDS])
def test_words(text, message, hint, parser):
    found = read_text_with(text, "m.yaml", parser).diagnostics
    assert [(one.message, one.hint) for one in found] == [(message, hint)]


@both_parsers
def test_a_repeated_key_names_the_first(parser):
    (found,) = read_text_with("a: 1\nb: 2\na: 3", "m.yaml", parser).diagnostics
    assert [(extent(one.span), one.message) for one in found.related] == [
        ((1, 1, 1, 2), "the first one is here")
    ]


STAND_INS = [
    pytest.param("{a: =f(x, y), b: 1}", {"a": "=f(x, y)", "b": 1}, id="cut-text-is-whole"),
    pytest.param("{a: =f(x, 1), b: =g(1, 1)}", {"a": "=f(x, 1)", "b": "=g(1, 1)"}, id="two-cuts"),
    pytest.param("[f(1, 2), 3]", ["f(1, 2)", 3], id="cut-item-is-whole"),
    pytest.param("a: 1\na: 2", {"a": 1}, id="the-first-of-two"),
    pytest.param(
        "a: .inf\nb: 1e999\nc: 99999999999999999999", {"a": 0.0, "b": 0.0, "c": 0}, id="numbers"
    ),
    pytest.param("a: !!str 5\nb: !x {c: 1}", {"a": 5, "b": {"c": 1}}, id="tags-are-left-out"),
    pytest.param("null: 1\n? [x]\n: 2\na: 3", {"a": 3}, id="refused-keys-are-left-out"),
]


@both_parsers
@pytest.mark.parametrize(("text", "data"), STAND_INS)
def test_later_rooms_can_go_on_where_the_data_are_whole(text, data, parser):
    reading = read_text_with(text, "m.yaml", parser)
    assert reading.document is not None
    assert reading.document.data == data


@both_parsers
@pytest.mark.parametrize(
    "text", ["a: *b", "a: &a [*a]", "a: {<<: 1}", "a: [", "a: !x", "a: 1\n---\n"]
)
def test_there_is_no_document_where_data_are_missing(text, parser):
    assert read_text_with(text, "m.yaml", parser).document is None
