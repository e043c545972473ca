"""Where keys, values and parts of texts are written."""

from __future__ import annotations

import pytest

from statecraft.source.reader import read_text
from tests.source.reading import both_parsers, document, everywhere, extent

TEXT = """\
machine: door       # a comment
états: {ouvert: 'é', "0": [1, zwei]}
0:
  when: >-
    a == 1
    and b
  deep:
    - x: 1

    - |
      two
      lines
# the end
nothing:
"""

PLACES = [
    pytest.param(("machine",), (1, 1, 1, 8), (1, 10, 1, 14), id="plain"),
    pytest.param(("états",), (2, 1, 2, 6), (2, 8, 2, 37), id="flow-mapping"),
    pytest.param(("états", "ouvert"), (2, 9, 2, 15), (2, 17, 2, 20), id="single-quoted"),
    pytest.param(("états", "0"), (2, 22, 2, 25), (2, 27, 2, 36), id="quoted-key"),
    pytest.param(("états", "0", 1), (2, 31, 2, 35), (2, 31, 2, 35), id="list-element"),
    pytest.param(("0",), (3, 1, 3, 2), (4, 3, 12, 12), id="block-mapping-ends-with-its-text"),
    pytest.param(("0", "when"), (4, 3, 4, 7), (4, 9, 6, 10), id="folded-block"),
    pytest.param(("0", "deep"), (7, 3, 7, 7), (8, 5, 12, 12), id="block-list"),
    pytest.param(("0", "deep", 0), (8, 7, 8, 11), (8, 7, 8, 11), id="mapping-in-a-list"),
    pytest.param(("0", "deep", 1), (10, 7, 12, 12), (10, 7, 12, 12), id="literal-block"),
    pytest.param(("nothing",), (14, 1, 14, 8), (14, 1, 14, 8), id="absent-value"),
]


@both_parsers
@pytest.mark.parametrize(("path", "key", "value"), PLACES)
def test_spans(path, key, value, parser):
    place = document(TEXT, parser).at(path)
    assert (place.path, place.key) == (path, path[-1])
    assert (extent(place.key_span), extent(place.span)) == (key, value)


@both_parsers
def test_the_whole_and_the_root(parser):
    found = document(TEXT, parser)
    assert extent(found.whole()) == (1, 1, 1, 32)
    assert extent(found.root.span) == (1, 1, 14, 9)
    assert (found.root.key, found.root.path, found.file) == (None, (), "m.yaml")


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_do_not_change_places(line_end):
    expected = [extent(place.span) for place in everywhere(document(TEXT).root)]
    other = document(TEXT.replace("\n", line_end)).root
    assert [extent(place.span) for place in everywhere(other)] == expected


@both_parsers
def test_an_absent_item_is_at_its_dash(parser):
    place = document("a:\n  - 1\n  -\n", parser).at(["a", 1])
    assert (extent(place.span), extent(place.key_span)) == ((3, 3, 3, 4), (3, 3, 3, 4))


@both_parsers
def test_columns_count_characters(parser):
    place = document("\ufeff😀é: [😀, 'ü']", parser).at(["😀é", 1])
    assert extent(place.span) == (1, 9, 1, 12)


@both_parsers
def test_a_merged_key_is_where_it_was_written(parser):
    found = document("a: &x {p: 1}\nb: {<<: *x}\n", parser)
    assert extent(found.at(["b", "p"]).key_span) == (1, 8, 1, 9)
    assert extent(found.at(["b"]).span) == (2, 4, 2, 12)


@both_parsers
def test_an_alias_is_at_the_alias_and_its_inside_where_it_was_written(parser):
    found = document("a: &x {p: 1}\nb: *x\nc: &y 'text'\nd: *y\n", parser)
    assert extent(found.at(["b"]).span) == (2, 4, 2, 6)
    assert extent(found.at(["b", "p"]).span) == (1, 11, 1, 12)
    assert extent(found.at(["d"]).span) == (4, 4, 4, 6)
    assert extent(found.at(["d"]).text_span(1, 3)) == (3, 9, 3, 11)
    assert found.at(["d"]).quoted


KEYS = [
    ("0", 0, False),
    ('"0"', "0", True),
    ("1.5", 1.5, False),
    ("true", True, False),
    ("on", "on", False),
    ("'x'", "x", True),
    ("&a 7", 7, False),
]


@both_parsers
@pytest.mark.parametrize(("written", "typed", "quoted"), KEYS)
def test_a_key_has_its_type(written, typed, quoted, parser):
    ((_, place),) = document(f"{written}: 1", parser).root.items()
    assert (place.typed_key, place.key_quoted) == (typed, quoted)
    assert type(place.typed_key) is type(typed)


QUOTED = [
    ("x", False),
    ("'x'", True),
    ('"x"', True),
    ("|\n  x", True),
    ("&a 'x'", True),
    ("1", False),
]


@both_parsers
@pytest.mark.parametrize(("written", "quoted"), QUOTED)
def test_a_value_knows_its_quotes(written, quoted, parser):
    assert document(f"a: {written}", parser).at(["a"]).quoted == quoted


def test_a_place_is_asked_like_a_mapping():
    root = document("a: {b: [1, 2]}").root
    assert ("a" in root, "b" in root, root.get("b")) == (True, False, None)
    assert [(key, place.value) for key, place in root["a"].items()] == [("b", [1, 2])]
    assert [place.value for place in root["a"]["b"].elements()] == [1, 2]
    assert ("x" in root["a"]["b"], root["a"]["b"].get("x")) == (False, None)


@pytest.mark.parametrize("path", [["b"], ["a", "b", 2], ["a", "b", 0, "x"]])
def test_a_path_that_leads_nowhere_is_a_lookup_error(path):
    with pytest.raises(LookupError):
        document("a: {b: [1, 2]}").at(path)


PARTS = [
    pytest.param("x == why", "why", "why", id="plain"),
    pytest.param("'x == why'", "why", "why", id="single-quoted"),
    pytest.param("'it''s why'", "why", "why", id="doubled-quote-before"),
    pytest.param("'it''s'", "'", "''", id="doubled-quote"),
    pytest.param('"x == why"', "why", "why", id="double-quoted"),
    pytest.param('"\\u00e9\\n\\x41 why"', "why", "why", id="escapes-before"),
    pytest.param('"a\\nb"', "\n", "\\n", id="escape"),
    pytest.param("&a why", "why", "why", id="behind-an-anchor"),
    pytest.param("&a # note\n  'so why'", "why", "why", id="behind-an-anchor-on-the-next-line"),
    pytest.param("so\n  why", "why", "why", id="plain-on-the-second-line"),
    pytest.param("'so\n\n  why'", "why", "why", id="quoted-on-the-third-line"),
    pytest.param('"so \\\n  why"', "why", "why", id="escaped-line-break"),
    pytest.param("|\n  so\n    and why\n", "why", "why", id="literal"),
    pytest.param(">-  # note\n  so\n\n  and\n  why", "why", "why", id="folded"),
    pytest.param("|2\n    so why\n", "why", "why", id="literal-with-stated-indentation"),
]


@both_parsers
@pytest.mark.parametrize(("written", "part", "source"), PARTS)
def test_a_part_of_a_text_is_found_where_it_is_written(written, part, source, parser):
    text = f"# first line\nkey: {written}\n"
    place = document(text, parser).at(["key"])
    start = place.value.index(part)
    span = place.text_span(start, start + len(part))
    lines = text.split("\n")
    assert span.line == span.end_line
    assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == source


@pytest.mark.parametrize(("start", "end"), [(3, 3), (3, 99), (99, 99), (-5, 0)])
def test_offsets_beyond_a_text_are_held_at_its_ends(start, end):
    span = document("a: 'xyz'").at(["a"]).text_span(start, end)
    column = 5 if start < 0 else 8
    assert extent(span) == (1, column, 1, column)


def test_a_part_of_a_key():
    place = document("after:\n  '=a * bb': x").at(["after", "=a * bb"])
    assert extent(place.key_text_span(5, 7)) == (2, 9, 2, 11)


def test_a_part_of_no_text_is_the_whole():
    assert extent(document("a: 12345").at(["a"]).text_span(1, 2)) == (1, 4, 1, 9)


def test_a_cut_text_that_was_joined_again_has_exact_parts():
    reading = read_text("{a: =f(x, why)}", "m.yaml")
    assert reading.document is not None
    place = reading.document.at(["a"])
    assert place.value == "=f(x, why)"
    assert extent(place.text_span(6, 9)) == (1, 11, 1, 14)
