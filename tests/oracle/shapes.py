"""The oracle's reading of the JSON-Schema words that a definition may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.oracle.formulas import same

ZERO_VALUES = {"object": {}, "array": [], "string": "", "boolean": False}


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the value is one that the schema describes."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return (
        (not kinds or any(_is(kind, value) for kind in kinds))
        and ("enum" not in schema or any(same(value, one) for one in schema["enum"]))
        and ("const" not in schema or same(value, schema["const"]))
        and _number_fits(schema, value)
        and _size_fits(schema, value)
        and _members_fit(schema, value)
    )


def payload_schema(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The object schema of a `payload:` map: fields are required unless they say optional."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": [name for name, field in fields.items() if not field.get("optional")],
        "additionalProperties": False,
    }


def zero_value(schema: Mapping[str, Any]) -> Any:
    """What a variable without `initial` starts with: null where it fits, else empty or zero."""
    if fits(schema, None):
        return None
    kinds = schema["type"]
    return ZERO_VALUES.get(kinds if isinstance(kinds, str) else kinds[0], 0)


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "integer":
            return _is("number", value) and value == int(value)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


def _number_fits(schema: Mapping[str, Any], value: Any) -> bool:
    if not _is("number", value):
        return True
    infinity = float("inf")
    lowest, highest = schema.get("minimum", -infinity), schema.get("maximum", infinity)
    above, below = (schema.get(f"exclusive{end}", None) for end in ("Minimum", "Maximum"))
    return bool(
        lowest <= value <= highest
        and (above is None or above < value)
        and (below is None or value < below)
    )


def _size_fits(schema: Mapping[str, Any], value: Any) -> bool:
    match value:
        case str():
            return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9))
        case list():
            return bool(schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9))
        case _:
            return True


def _members_fit(schema: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, list):
        return all(fits(schema.get("items", {}), item) for item in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    return all(name in value for name in schema.get("required", ())) and all(
        fits(known[name], item) if name in known else _extra_fits(others, item)
        for name, item in value.items()
    )


def _extra_fits(others: Any, item: Any) -> bool:
    return others if isinstance(others, bool) else fits(others, item)
