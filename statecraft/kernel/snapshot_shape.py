"""What the JSON of a snapshot looks like, before any name in it is looked up."""

from __future__ import annotations

from typing import Any

from statecraft.values.shape import Shape, shape_from


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_ANY: dict[str, Any] = {}
_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}
_NAME: dict[str, Any] = {"type": "string", "minLength": 1}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": -(2**62), "maximum": 2**62}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 2**62}
_COUNT_OR_NULL: dict[str, Any] = {**_COUNT, "type": ["integer", "null"]}
_MAPPING: dict[str, Any] = {"type": "object"}
_ADDRESS: dict[str, Any] = {
    "type": ["array", "null"],
    "items": _COUNT,
    "minItems": 2,
    "maxItems": 2,
}
_PENDING = _object(serial=_NUMBER, id=_TEXT, name=_TEXT, done=_TEXT, error=_TEXT, step=_ADDRESS)
_START = _object(
    key=_TEXT,
    parameters=_ANY,
    awaited_by=_ADDRESS,
    call=_COUNT_OR_NULL,
    scope=_COUNT_OR_NULL,
    depth=_COUNT,
    caller=_COUNT_OR_NULL,
)
_RUN = _object(
    serial=_COUNT,
    key=_TEXT,
    states=_list_of(_COUNT),
    locals=_MAPPING,
    awaited_by=_ADDRESS,
    call=_COUNT_OR_NULL,
    scope=_COUNT_OR_NULL,
    depth=_COUNT,
    caller=_COUNT_OR_NULL,
)
_PLACE: dict[str, Any] = {
    **_object(parent=_COUNT, state=_TEXT, invoke=_COUNT, slot=_TEXT),
    "type": ["object", "null"],
}
_ACTIVATION = _object(
    serial=_COUNT,
    machine=_TEXT,
    hash=_TEXT,
    child_of=_PLACE,
    runs=_list_of(_RUN),
    waiting=_list_of(_START),
    status={"enum": ["active", "done", "error"]},
    states=_list_of(_TEXT),
    dimensions=_MAPPING,
    context=_MAPPING,
    history={"type": "object", "additionalProperties": _list_of(_TEXT)},
    output=_ANY,
    pending=_list_of(_PENDING),
)
_TIMER = _object(
    activation=_COUNT,
    id=_TEXT_OR_NULL,
    due=_NUMBER,
    serial=_NUMBER,
    event=_NAME,
    data=_ANY,
    to=_TEXT_OR_NULL,
    after={"type": ["array", "null"], "minItems": 2, "maxItems": 2},
    run=_COUNT_OR_NULL,
)
SNAPSHOT_SHAPE: Shape = shape_from(
    _object(
        format=_TEXT,
        definition=_object(id=_TEXT, version=_ANY, hash=_TEXT),
        now=_NUMBER,
        next_serial=_NUMBER,
        activations={**_list_of(_ACTIVATION), "minItems": 1},
        timers=_list_of(_TIMER),
        queue=_list_of(
            _object(
                activation=_COUNT,
                event=_NAME,
                data=_ANY,
                step=_ADDRESS,
                slot=_TEXT_OR_NULL,
                origin=_COUNT_OR_NULL,
                start=_PLACE,
                begins=_TEXT_OR_NULL,
                stops=_COUNT_OR_NULL,
                is_own={"type": "boolean"},
                sender=_COUNT_OR_NULL,
                send_id=_TEXT_OR_NULL,
            )
        ),
    )
)
