"""Shapes: JSON Schema's meaning, readable violations, compiled tests."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statecraft.values.json_values import same
from statecraft.values.shape import (
    ANYTHING,
    Shape,
    compile_shape,
    finite_values,
    shape_from,
    violations,
)

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer", "minimum": 0},
    },
    "required": ["name"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        pytest.param({}, {"any": [1]}, [], id="anything"),
        pytest.param({"type": "integer"}, 5.0, [], id="5.0 is an integer"),
        pytest.param({"type": "number"}, True, ["field: must be a number, is true"], id="a boolean is no number"),
        pytest.param({"type": "string"}, 5, ["field: must be a string, is 5"], id="kind"),
        pytest.param({"type": ["string", "null"]}, 5, ["field: must be a string or null, is 5"], id="kinds"),
        pytest.param({"enum": ["a", 1]}, True, ["field: must be an integer or a string, is true"], id="enum by kind"),
        pytest.param({"enum": ["a", "b"]}, "c", ["field: must be one of 'a', 'b', is 'c'"], id="enum"),
        pytest.param({"const": 0}, 1, ["field: must be one of 0, is 1"], id="const"),
        pytest.param({"enum": [1, 2], "const": 2}, 1, ["field: must be one of 2, is 1"], id="enum and const"),
        pytest.param({"minimum": 1, "maximum": 3}, 4, ["field: must be at most 3, is 4"], id="maximum"),
        pytest.param({"minimum": 1}, "x", [], id="a bound says nothing of text"),
        pytest.param({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, 1, ["field: must be less than 1, is 1"], id="exclusive"),
        pytest.param({"minLength": 2}, "é", ["field: must have at least 2 characters, is 'é'"], id="length"),
        pytest.param({"items": {"type": "string"}, "maxItems": 1}, ["a", 1], ["field: must have at most 1 elements, has 2", "field[1]: must be a string, is 1"], id="items"),
        pytest.param(PERSON, {"age": -1, "x": 0}, [
            "field: must have the field 'name'",
            "field.age: must be at least 0, is -1",
            "field: must not have the field 'x' (its fields: age, name)",
        ], id="mapping"),
        pytest.param({"additionalProperties": {"type": "integer"}}, {"a": "x"}, ["field.a: must be an integer, is 'x'"], id="additional shape"),
    ],
)  # fmt: skip
def test_violations(schema, value, expected):
    shape = shape_from(schema)
    assert violations(shape, value, "field") == expected
    assert compile_shape(shape)(value) is (not expected)


BOUNDS = st.integers(-3, 3) | st.floats(-3, 3)
WORDS = {
    "type": st.sampled_from(["boolean", "integer", "number", "string", "null", "array", "object", ["string", "null"], ["integer", "boolean"]]),
    "enum": st.lists(st.sampled_from([0, 1, True, False, None, "a", 1.5, [], [0]]), min_size=1, max_size=3),
    "const": st.sampled_from([0, 1, True, "a", None]),
    "minimum": BOUNDS, "maximum": BOUNDS, "exclusiveMinimum": BOUNDS, "exclusiveMaximum": BOUNDS,
    "minLength": st.integers(0, 2), "maxLength": st.integers(0, 2),
    "minItems": st.integers(0, 2), "maxItems": st.integers(0, 2),
    "required": st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True),
}  # fmt: skip


def schemas(depth):
    words = dict(WORDS)
    if depth:
        inner = schemas(depth - 1)
        words["items"] = inner
        words["properties"] = st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
        words["additionalProperties"] = st.booleans() | inner
    return st.sets(st.sampled_from(sorted(words)), max_size=4).flatmap(
        lambda chosen: st.fixed_dictionaries({word: words[word] for word in sorted(chosen)})
    )


VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, -1, 1.5, 2.0, "", "a", "ab", "é"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(schemas(2), VALUES)
def test_shapes_mean_what_json_schema_means(schema, value):
    shape = shape_from(schema)
    expected = jsonschema_rs.validator_for(schema).is_valid(value)
    assert (violations(shape, value) == []) is expected
    assert compile_shape(shape)(value) is expected


@settings(derandomize=True, max_examples=200, deadline=None)
@given(schemas(0), VALUES)
def test_finite_values_are_all_the_values(schema, value):
    shape = shape_from(schema)
    listed = finite_values(shape)
    if listed is not None:
        assert any(same(value, known) for known in listed) is (not violations(shape, value))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "boolean"}, (False, True)),
        ({"type": ["boolean", "null"]}, (None, False, True)),
        ({"type": "integer", "minimum": 0, "maximum": 3}, (0, 1, 2, 3)),
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 3}, (1, 2)),
        ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, (1, 2)),
        ({"type": "integer", "minimum": 0, "maximum": 1000}, None),
        ({"type": "integer", "minimum": 0, "maximum": 999}, tuple(range(1000))),
        ({"type": "integer", "minimum": 3, "maximum": 0}, ()),
        ({"type": "integer", "minimum": 0}, None),
        ({"type": "string"}, None),
        ({"enum": ["a", None, 1]}, ("a", None, 1)),
        ({"enum": ["a", 1, 2], "type": "integer", "maximum": 1}, (1,)),
        ({"const": "x"}, ("x",)),
        ({}, None),
    ],
)
def test_finite_values(schema, expected):
    assert finite_values(shape_from(schema)) == expected


def test_shapes_can_be_compared_and_hashed():
    assert {shape_from(PERSON), shape_from(PERSON)} == {shape_from(PERSON)}
    assert shape_from({}) == ANYTHING == Shape()
