"""JSON values: what counts as one, sameness, and copies with one place changed."""

from __future__ import annotations

import copy
import enum
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statecraft.values.json_values import PathError, assign, defect, is_value, remove, same

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param(1, 1.0, True, id="an integer and the float of it"),
        pytest.param(True, 1, False, id="true is not one"),
        pytest.param(False, 0, False, id="false is not zero"),
        pytest.param(0.0, False, False, id="zero is not false"),
        pytest.param([1, [True]], [1.0, [True]], True, id="inside lists"),
        pytest.param([1], [True], False, id="a boolean inside a list"),
        pytest.param({"a": 0}, {"a": False}, False, id="a boolean inside a mapping"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, True, id="order of keys"),
        pytest.param({"a": 1}, {"b": 1}, False, id="other keys"),
        pytest.param([], {}, False, id="an empty list and an empty mapping"),
        pytest.param(None, False, False, id="null is not false"),
        pytest.param("1", 1, False, id="text is no number"),
        pytest.param([1, 2], [1], False, id="lists of unequal length"),
    ],
)
def test_sameness(a, b, expected):
    assert (same(a, b), same(b, a)) == (expected, expected)


@settings(derandomize=True, max_examples=100)
@given(VALUES)
def test_every_value_is_a_value_and_the_same_as_its_copy(value):
    assert defect(value) is None
    assert same(value, copy.deepcopy(value))


def test_sameness_of_deep_values_does_not_exhaust_the_stack():
    a, b = [], []
    for _ in range(50_000):
        a, b = [a], [b]
    assert same(a, b)
    # Taken apart level by level: dropping it whole is what a deep list itself is bad at.
    while a:
        a, b = a[0], b[0]


class Colour(enum.StrEnum):
    RED = "red"


def cyclic():
    value = {"a": []}
    value["a"].append(value)
    return value


def doubled(levels):
    value = []
    for _ in range(levels):
        value = [value, value]
    return value


def deep(levels):
    value = 0
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(math.nan, "nan is not a JSON number", id="NaN"),
        pytest.param(
            {"a": [0, -math.inf]}, "at a[1]: -inf is not a JSON number", id="infinity inside"
        ),
        pytest.param(
            {"a": {1: 2}}, "at a: the key 1 is not a string", id="a key that is no string"
        ),
        pytest.param({None: 2}, "the key None is not a string", id="a key that is None"),
        pytest.param(
            {"a": {1, 2}}, "at a: a Python object of class set is not a JSON value", id="a set"
        ),
        pytest.param((1, 2), "a Python object of class tuple is not a JSON value", id="a tuple"),
        pytest.param(
            Colour.RED,
            "a Python object of class Colour is not a JSON value",
            id="a subclass of str",
        ),
        pytest.param(
            [2**63], "at [0]: the integer does not fit into 64 bits", id="a large integer"
        ),
        pytest.param(-(2**63) - 1, "the integer does not fit into 64 bits", id="a small integer"),
        pytest.param(b"x", "a Python object of class bytes is not a JSON value", id="bytes"),
    ],
)
def test_what_is_no_value(value, expected):
    assert (defect(value), is_value(value)) == (expected, False)


def test_depth_is_bounded_and_cycles_are_found_by_it():
    assert defect(deep(100)) is None
    assert defect(deep(101)).endswith("more than 100 levels deep, or it contains itself")
    assert defect(cyclic()).endswith("more than 100 levels deep, or it contains itself")


def test_a_value_that_shares_its_parts_counts_them_all():
    assert defect(doubled(60)) == "the value has more than 1000000 places"


ROOT = {"doc": {"items": [{"qty": 1}, {"qty": 2}], "name": "x"}, "n": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("n",), {**ROOT, "n": 9}, id="a key"),
        pytest.param(("new",), {**ROOT, "new": 9}, id="a new key"),
        pytest.param(
            ("a", "b", "c"), {**ROOT, "a": {"b": {"c": 9}}}, id="missing mappings are made"
        ),
        pytest.param(
            ("doc", "items", 1, "qty"),
            {"doc": {"items": [{"qty": 1}, {"qty": 9}], "name": "x"}, "n": 1},
            id="through a list",
        ),
        pytest.param(
            ("doc", "items", 0),
            {"doc": {"items": [9, {"qty": 2}], "name": "x"}, "n": 1},
            id="a place",
        ),
    ],
)
def test_assign_gives_a_new_root_and_leaves_the_old(path, expected):
    before = copy.deepcopy(ROOT)
    assert assign(ROOT, path, 9) == expected
    assert before == ROOT


def test_assign_shares_what_it_does_not_change():
    changed = assign(ROOT, ("doc", "name"), "y")
    assert changed["doc"]["items"] is ROOT["doc"]["items"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(
            ("doc", "items", 2), "doc.items has no place 2; it has 2 places", id="no place is made"
        ),
        pytest.param(
            ("doc", "items", -1),
            "doc.items has no place -1; it has 2 places",
            id="no negative place",
        ),
        pytest.param(
            ("doc", "items", "a"),
            "doc.items is a list; its places are numbers, not 'a'",
            id="a key of a list",
        ),
        pytest.param(
            ("doc", 0), "doc is a mapping; its keys are strings, not 0", id="a place of a mapping"
        ),
        pytest.param(
            ("n", "a"), "n is neither a mapping nor a list, so n.a has no place", id="into a number"
        ),
        pytest.param((), "the path is empty", id="empty"),
    ],
)
def test_assign_refuses(path, message):
    with pytest.raises(PathError) as caught:
        assign(ROOT, path, 9)
    assert caught.value.message == message


def test_remove():
    assert remove(ROOT, ("doc", "items", 0, "qty")) == {
        "doc": {"items": [{}, {"qty": 2}], "name": "x"},
        "n": 1,
    }
    assert remove(ROOT, ("doc",)) == {"n": 1}
    assert remove(ROOT, ("doc", "other", "deep")) is ROOT
    with pytest.raises(
        PathError, match=r"doc.items\[0\] is a place of a list; only keys can be removed"
    ):
        remove(ROOT, ("doc", "items", 0))
