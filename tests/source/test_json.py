"""JSON is accepted as it is, with the places and findings that YAML has."""

from __future__ import annotations

import json

import pytest

from statecraft.source.reader import read_text
from tests.source.reading import document, extent, places

DATA = [
    pytest.param('{"a":\t1,\n\t"b": [true, null]}', {"a": 1, "b": [True, None]}, id="tabs"),
    pytest.param('\t{"a":{}}\t', {"a": {}}, id="tab-before-everything"),
    pytest.param('["\\ud83d\\ude00\\/\\u0041"]', ["😀/A"], id="escapes"),
    pytest.param('["\u2028\x7f"]', ["\u2028\x7f"], id="characters-that-yaml-refuses"),
    pytest.param("[1.5e3, -0, 1E2]", [1500.0, 0, 100.0], id="numbers"),
    pytest.param('{"' + "k" * 2000 + '": 1}', {"k" * 2000: 1}, id="long-key"),
    pytest.param('{"a"\n:1}', {"a": 1}, id="colon-on-the-next-line"),
    pytest.param("[]", [], id="empty-list"),
]


@pytest.mark.parametrize("file", ["m.json", "m.yaml"])
@pytest.mark.parametrize(("text", "data"), DATA)
def test_data(text, data, file):
    assert document(text, file=file).data == data


def test_data_of_the_standard_library():
    data = {"a": [1, 2.5, "ü\n😀", {"b": None}], "c": {"d": [[]], "e": False}}
    for text in (json.dumps(data), json.dumps(data, ensure_ascii=False, indent=1)):
        assert document(text, file="m.json").data == data


def test_places():
    found = document('{\n\t"a": ["x", "\\ud83d\\ude00 why"]}', file="m.json")
    assert extent(found.at(["a"]).key_span) == (2, 2, 2, 5)
    assert extent(found.at(["a"]).span) == (2, 7, 2, 32)
    assert extent(found.at(["a", 1]).text_span(2, 5)) == (2, 27, 2, 30)
    assert (found.at(["a"]).key_quoted, found.at(["a", 0]).quoted) == (True, True)


MISTAKES = [
    ("{", [(1, 1, "SC001")]),
    ('{"a": 1,}', [(1, 9, "SC001")]),
    ("[1, 2", [(1, 5, "SC001")]),
    ("[1] 2", [(1, 5, "SC001")]),
    ("[1 2]", [(1, 4, "SC001")]),
    ("[01]", [(1, 3, "SC001")]),
    ("{a: 1}", [(1, 2, "SC001")]),
    ('{"a" 1}', [(1, 6, "SC001")]),
    ('{"a": NaN}', [(1, 7, "SC001")]),
    ('{"a": 1} // note', [(1, 10, "SC001")]),
    ('["open', [(1, 2, "SC001")]),
    ('["\\q"]', [(1, 3, "SC001")]),
    ('["a\n"]', [(1, 4, "SC001")]),
    ('["\\ud800"]', [(1, 2, "SC001")]),
    ("machine: door", [(1, 1, "SC001")]),
    ("", [(1, 1, "SC002")]),
    ("\n", [(1, 1, "SC002")]),
    ('{"a": 1, "b": {"a": 1, "a": 2}, "a": 3}', [(1, 24, "SC007"), (1, 33, "SC007")]),
    ("[" * 101, [(1, 101, "SC016")]),
    ('["\x00"]', [(1, 3, "SC018")]),
    ("[1e999, 99999999999999999999]", [(1, 2, "SC020"), (1, 9, "SC020")]),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[repr(text) for text, _ in MISTAKES])
def test_mistakes(text, expected):
    assert places(read_text(text, "m.json")) == expected


def test_words():
    (found,) = read_text('{"a": 1,}', "m.json").diagnostics
    assert found.message == 'expected a key in quotes here, found "}"'
    (found,) = read_text('{"a": [1', "m.json").diagnostics
    assert found.message == 'expected "," or "]" here, found the end of the file'


def test_a_flow_mapping_of_yaml_that_begins_like_json_is_yaml():
    assert document('{"a": 1, b: [2]} # note').data == {"a": 1, "b": [2]}
    assert places(read_text('{"a": 1, "a": 2, b: 3}', "m.yaml")) == [(1, 10, "SC007")]
