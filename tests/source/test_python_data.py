"""Python data as definitions."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statecraft.source.reader import read_data
from tests.source.reading import everywhere, extent, places


class Color(StrEnum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


GOOD = [
    pytest.param({}, {}, id="empty-mapping"),
    pytest.param({"a": [], "b": {}}, {"a": [], "b": {}}, id="empty-containers"),
    pytest.param((1, (2,)), [1, [2]], id="tuples"),
    pytest.param(MappingProxyType({"a": 1}), {"a": 1}, id="mapping-proxy"),
    pytest.param({"a": Color.RED, "b": Level.LOW}, {"a": "red", "b": 1}, id="enumerations"),
    pytest.param(
        {"on": "no", "b": "1", "c": "null"}, {"on": "no", "b": "1", "c": "null"}, id="text"
    ),
    pytest.param(
        {"a": "\x7f\u2028\ufeff\uffff\x00"}, {"a": "\x7f\u2028\ufeff\uffff\x00"}, id="odd"
    ),
    pytest.param({"k" * 5000: 1, 0: 2}, {"k" * 5000: 1, "0": 2}, id="long-key"),
    pytest.param([1e300, 5e-324, 1e16, -0.5], [1e300, 5e-324, 1e16, -0.5], id="floats"),
    pytest.param({"<<": 1, "=x": "!y", "*": "&"}, {"<<": 1, "=x": "!y", "*": "&"}, id="signs"),
    pytest.param(None, None, id="nothing"),
]


@pytest.mark.parametrize(("data", "expected"), GOOD)
def test_data(data, expected):
    reading = read_data(data)
    assert reading.diagnostics == ()
    assert reading.document is not None
    assert reading.document.data == expected


def test_keys_keep_their_type():
    reading = read_data({"values": {0: "a", "1": "b", True: "c", 2.5: "d", "x": "e"}})
    assert reading.document is not None
    keys = [place.typed_key for _, place in reading.document.at(["values"]).items()]
    assert [(type(key), key) for key in keys] == [
        *((int, 0), (str, "1"), (bool, True), (float, 2.5), (str, "x")),
    ]


def test_the_text_has_one_key_a_line():
    reading = read_data({"a": {"b": [1, "x"]}, "c": None})
    assert reading.document is not None
    assert reading.document.text == '{\n  "a": {\n    "b": [1, "x"]\n  },\n  "c": null\n}\n'
    assert extent(reading.document.at(["a", "b", 1]).span) == (3, 14, 3, 17)
    assert reading.document.file == "<data>"


def cyclic() -> dict[str, object]:
    states: dict[str, object] = {"a": []}
    states["b"] = [states]
    return states


def deep(levels: int) -> object:
    data: object = 1
    for _ in range(levels):
        data = [data]
    return data


BAD = [
    pytest.param(
        {"a": [date(2026, 1, 1)], "b": {1, 2}},
        ["SC022", "SC022"],
        'data["a"][0] is of type date, which JSON does not have',
        id="foreign-objects",
    ),
    pytest.param({"a": float("nan")}, ["SC021"], 'data["a"] is nan', id="nan"),
    pytest.param([float("inf")], ["SC021"], "data[0] is inf", id="infinity"),
    pytest.param({"a": 10**5000}, ["SC020"], 'data["a"] is too large a number', id="integer"),
    pytest.param(cyclic(), ["SC023"], 'data["b"][0] holds itself', id="cycle"),
    pytest.param({(1, 2): 1}, ["SC009"], "data has a key that is no text: tuple", id="tuple-key"),
    pytest.param(
        {date(2026, 1, 1): 1},
        ["SC022"],
        "the key date of data is of type date, which JSON does not have",
        id="date-key",
    ),
    pytest.param({None: 1}, ["SC010"], "the key null means nothing (null)", id="null-key"),
    pytest.param(
        {0: 1, "0": 2},
        ["SC008"],
        'two keys have the text "0": one in quotes, one without',
        id="keys-of-one-text",
    ),
    pytest.param(
        {"a": "\ud800"},
        ["SC018"],
        'data["a"] holds half of a character (a lone surrogate)',
        id="surrogate",
    ),
    pytest.param(
        deep(101),
        ["SC016"],
        f"data{'[0]' * 100} stands in more than 100 mappings and lists",
        id="deep",
    ),
]


@pytest.mark.parametrize(("data", "codes", "message"), BAD)
def test_mistakes(data, codes, message):
    found = read_data(data).diagnostics
    assert ([one.code for one in found], found[0].message) == (codes, message)
    assert all(one.hint for one in found)


def test_shared_data_count_each_time():
    data: object = 1
    for _ in range(30):
        data = [data, data]
    assert places(read_data(data)) == [(1, 1, "SC017")]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=30,
)


@given(json_values)
def test_json_data_come_back_as_they_were(data):
    reading = read_data(data)
    assert reading.diagnostics == ()
    assert reading.document is not None
    assert repr(reading.document.data) == repr(data)
    for place in everywhere(reading.document.root):
        assert 1 <= place.span.line <= reading.document.text.count("\n") + 1


@given(json_values)
def test_texts_of_data_are_read_alike_as_json_and_as_yaml(data):
    reading = read_data({"x": data, 1: 2})
    assert reading.diagnostics == ()
    assert reading.document is not None
    assert repr(reading.document.data) == repr({"x": data, "1": 2})
