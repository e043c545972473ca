"""Texts and the data that they hold."""

from __future__ import annotations

import pytest

from tests.source.reading import both_parsers, document

DATA = [
    pytest.param("on: off\nyes: no\ny: n", {"on": "off", "yes": "no", "y": "n"}, id="yes-is-text"),
    pytest.param("[2020-01-01, 12:30:00, 1_000]", ["2020-01-01", "12:30:00", "1_000"], id="dates"),
    pytest.param(
        "{at: 12:30, url: http://x, a: b:c}",
        {"at": "12:30", "url": "http://x", "a": "b:c"},
        id="colons-in-flow-text",
    ),
    pytest.param("[012, 0o14, 0x1F, -7, +7]", [12, 12, 31, -7, 7], id="integers"),
    pytest.param("[1.5, .5, 1., 1e3, -0.0]", [1.5, 0.5, 1.0, 1000.0, -0.0], id="floats"),
    pytest.param("[true, False, TRUE, tRUE]", [True, False, True, "tRUE"], id="booleans"),
    pytest.param("[null, ~, NULL, nULL, ]", [None, None, None, "nULL"], id="nulls"),
    pytest.param("['1', \"true\", '~']", ["1", "true", "~"], id="quoted-is-text"),
    pytest.param("a:\nb: |\n  1\n", {"a": None, "b": "1\n"}, id="absent-and-block"),
    pytest.param("a: >-\n  x\n  y\n", {"a": "x y"}, id="folded"),
    pytest.param("a: x\n  y", {"a": "x y"}, id="plain-over-two-lines"),
    pytest.param("9223372036854775807", 9223372036854775807, id="largest-integer"),
    pytest.param("-9223372036854775808", -9223372036854775808, id="smallest-integer"),
    pytest.param("0: a\n1.5: b\ntrue: c", {"0": "a", "1.5": "b", "true": "c"}, id="keys-are-text"),
    pytest.param("0x1F: a\n31: b", {"0x1F": "a", "31": "b"}, id="keys-are-as-written"),
    pytest.param("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}, id="alias"),
    pytest.param("a: &x 1\nb: *x\n*x : c", {"a": 1, "b": 1, "1": "c"}, id="alias-of-a-scalar"),
    pytest.param("[&x 1, &x 2, *x]", [1, 2, 2], id="anchor-again"),
    pytest.param("[&x [&x 1, 2], *x]", [[1, 2], 1], id="inner-anchor-is-the-later"),
    pytest.param(
        "a: &x {p: 1, q: 2}\nb:\n  o: 0\n  <<: *x\n  q: 3\n",
        {"a": {"p": 1, "q": 2}, "b": {"o": 0, "p": 1, "q": 3}},
        id="merge-and-explicit-wins",
    ),
    pytest.param(
        "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y], r: 3}",
        {"a": {"p": 1}, "b": {"p": 2, "q": 2}, "c": {"p": 1, "q": 2, "r": 3}},
        id="merge-of-a-list-earlier-wins",
    ),
    pytest.param("a: {<<: {p: 1}}", {"a": {"p": 1}}, id="merge-of-what-is-written-there"),
    pytest.param('"<<": 1', {"<<": 1}, id="quoted-merge-is-a-key"),
    pytest.param("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}, id="version-1.2"),
    pytest.param("\ufeffa: 1", {"a": 1}, id="byte-order-mark"),
    pytest.param("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}, id="carriage-returns"),
    pytest.param("a: 1\rb: 2\r", {"a": 1, "b": 2}, id="only-carriage-returns"),
    pytest.param("a: [don't, can't]", {"a": ["don't", "can't"]}, id="apostrophes-are-no-quotes"),
    pytest.param("{a: (x, b}", {"a": "(x", "b": None}, id="open-bracket-that-nothing-closes"),
    pytest.param("{a, b: f(x), c}", {"a": None, "b": "f(x)", "c": None}, id="keys-without-values"),
    pytest.param('a: "\\u00e9\\x41\\n"', {"a": "éA\n"}, id="escapes"),
    pytest.param("just text", "just text", id="scalar-alone"),
]


@both_parsers
@pytest.mark.parametrize(("text", "data"), DATA)
def test_data(text, data, parser):
    assert repr(document(text, parser).data) == repr(data)


def test_keys_are_in_document_order_and_merged_ones_stand_at_the_merge():
    text = "a: &x {p: 1, q: 2}\nb: {z: 0, <<: *x, y: 3, q: 4}\n"
    assert list(document(text).data["b"]) == ["z", "p", "y", "q"]


def test_what_an_alias_names_is_in_the_data_once():
    data = document("a: &x {b: 1}\nc: *x").data
    assert data["a"] is data["c"]


def test_data_are_plain_containers():
    data = document("a: [{b: 1}]").data
    assert [type(data), type(data["a"]), type(data["a"][0])] == [dict, list, dict]
