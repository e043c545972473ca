"""Snapshot ↔ plain JSON, with names instead of numbers (docs/semantics.md 10.4).

The format is ``statecraft-snapshot/1``. Whatever is read is checked: a snapshot of another
definition, or one that was damaged, is refused with what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.snapshot import ROOT, Activation, PendingAction, Queued, Snapshot, Timer
from statecraft.kernel.soundness import problems
from statecraft.values.json_values import Value, defect, same
from statecraft.values.shape import Shape, shape_from, violations
from statecraft.values.text import text_of

FORMAT = "statecraft-snapshot/1"


class SnapshotError(UsageError):
    """A snapshot that cannot be restored here."""


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """The snapshot as plain JSON-able data, complete."""
    definition = snapshot.chart.definition
    return {
        "format": FORMAT,
        "definition": {
            "id": definition.full_name,
            "version": definition.version,
            "hash": definition.hash,
        },
        "now": snapshot.now_ms,
        "next_serial": snapshot.next_serial,
        "activations": [_activation_out(each) for each in snapshot.activations],
        "timers": [_timer_out(timer, snapshot.chart) for timer in snapshot.timers],
        "queue": [
            {"activation": queued.activation, "event": queued.event, "data": queued.data}
            for queued in snapshot.queue
        ],
    }


def _activation_out(activation: Activation) -> dict[str, Any]:
    rows, tree = activation.chart.rows, activation.chart.tree
    return {
        "serial": activation.serial,
        "status": activation.status,
        "states": [rows[state].path for state in activation.states if rows[state].region == tree],
        "dimensions": activation.dimension_values(),
        "context": dict(activation.context),
        "history": {
            rows[history].path: [rows[state].path for state in states]
            for history, states in sorted(activation.history.items())
        },
        "output": activation.output,
        "pending": [
            {
                "serial": pending.serial,
                "id": pending.id,
                "name": pending.name,
                "done": pending.done,
                "error": pending.error,
            }
            for pending in activation.pending
        ],
    }


def _timer_out(timer: Timer, chart: LoweredChart) -> dict[str, Any]:
    after = timer.after
    return {
        "activation": timer.activation,
        "id": timer.id,
        "due": timer.due_ms,
        "serial": timer.serial,
        "event": timer.event,
        "data": timer.data,
        "to": timer.to,
        "after": None if after is None else [chart.rows[after[0]].path, after[1]],
    }


def restore(chart: LoweredChart, data: object) -> Snapshot:
    """The snapshot that *data* describes.

    Raises:
        SnapshotError: it is no snapshot, is damaged, or belongs to another definition.
    """
    found = defect(data)
    if found is not None:
        raise SnapshotError(f"this is no snapshot: {found}")
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SnapshotError(f"this is no snapshot of the format {FORMAT}")
    wrong = violations(_SHAPE, data)
    if wrong:
        raise SnapshotError(f"the snapshot is damaged: {'; '.join(wrong[:3])}")
    _require_same_definition(chart, data["definition"])
    snapshot = _snapshot_in(chart, data)
    for problem in problems(snapshot):
        raise SnapshotError(f"the snapshot is damaged: {problem}")
    return snapshot


def _snapshot_in(chart: LoweredChart, data: Mapping[str, Any]) -> Snapshot:
    timers = [_timer_in(chart, timer) for timer in data["timers"]]
    return Snapshot(
        activations=(_activation_in(chart, data["activations"][0]),),
        timers=tuple(sorted(timers, key=lambda timer: (timer.due_ms, timer.serial))),
        queue=tuple(
            Queued(activation=ROOT, event=queued["event"], data=queued["data"])
            for queued in data["queue"]
        ),
        next_serial=int(data["next_serial"]),
        now_ms=int(data["now"]),
    )


def _require_same_definition(chart: LoweredChart, named: Mapping[str, Any]) -> None:
    definition = chart.definition
    if named["id"] != definition.full_name:
        raise SnapshotError(
            f"the snapshot is of {quoted(named['id'])}, not of {quoted(definition.full_name)}"
        )
    if named["hash"] != definition.hash:
        raise SnapshotError(
            f"the snapshot was taken from another version of {definition.full_name} "
            f"(version {quoted(named['version'])}, hash {str(named['hash'])[:12]}; this is version "
            f"{quoted(definition.version)}, hash {definition.hash[:12]}): "
            "use `migrate`, or load the definition it was taken from"
        )


def _activation_in(chart: LoweredChart, data: Mapping[str, Any]) -> Activation:
    context = data["context"]
    _require_names("context", context, [variable.name for variable in chart.definition.context])
    _require_names("dimensions", data["dimensions"], list(chart.by_dimension))
    return Activation(
        serial=ROOT,
        chart=chart,
        states=tuple(sorted({*_tree_in(chart, data), *_dimensions_in(chart, data)})),
        context=context,
        history={
            _state_in(chart, path): tuple(_state_in(chart, state) for state in states)
            for path, states in data["history"].items()
        },
        status=data["status"],
        output=data["output"],
        pending=tuple(
            PendingAction(**{**pending, "serial": int(pending["serial"])})
            for pending in data["pending"]
        ),
    )


def _require_names(what: str, found: Mapping[str, Value], wanted: list[str]) -> None:
    if set(found) != set(wanted):
        odd = ", ".join(sorted(set(found) ^ set(wanted)))
        raise SnapshotError(f"the snapshot is damaged: its {what} do not fit ({odd})")


def _dimensions_in(chart: LoweredChart, data: Mapping[str, Any]) -> list[StateIndex]:
    states = []
    for name, value in data["dimensions"].items():
        region = chart.regions[chart.by_dimension[name]]
        state = region.by_text.get(text_of(value))
        if state is None or not same(chart.rows[state].value, value):
            raise SnapshotError(f"the snapshot is damaged: {name} is never {quoted(value)}")
        states.append(state)
    return states


def _tree_in(chart: LoweredChart, data: Mapping[str, Any]) -> list[StateIndex]:
    return [_state_in(chart, path) for path in data["states"]]


def _state_in(chart: LoweredChart, path: str) -> StateIndex:
    state = chart.by_path.get(path)
    if state is None:
        raise SnapshotError(f"the snapshot is damaged: there is no state {quoted(path)}")
    return state


def _timer_in(chart: LoweredChart, data: Mapping[str, Any]) -> Timer:
    return Timer(
        activation=ROOT,
        id=data["id"],
        due_ms=int(data["due"]),
        serial=int(data["serial"]),
        event=data["event"],
        data=data["data"],
        to=data["to"],
        after=None if data["after"] is None else _after_in(chart, data["after"]),
    )


def _after_in(chart: LoweredChart, after: list[Any]) -> tuple[StateIndex, int]:
    """State paths name rows of the tree; those of dimensions are written ``dimension=text``.

    The root of a dimension has no timers: its row, whose path is the mere name, is passed over.
    """
    path, place = after
    for row in chart.rows:
        if row.path == path and isinstance(place, int) and 0 <= place < len(row.after):
            return row.index, int(place)
    raise SnapshotError(f"the snapshot is damaged: no timer {quoted(after)}")


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
_ROOT: dict[str, Any] = {"const": ROOT}
_MAPPING: dict[str, Any] = {"type": "object"}
_PENDING = _object(serial=_NUMBER, id=_TEXT, name=_TEXT, done=_NAME, error=_NAME)
_ACTIVATION = _object(
    serial=_ROOT,
    status={"enum": ["active", "done"]},
    states=_list_of(_TEXT),
    dimensions=_MAPPING,
    context=_MAPPING,
    history={"type": "object", "additionalProperties": _list_of(_TEXT)},
    output=_ANY,
    pending=_list_of(_PENDING),
)
_TIMER = _object(
    activation=_ROOT,
    id=_TEXT_OR_NULL,
    due=_NUMBER,
    serial=_NUMBER,
    event=_NAME,
    data=_ANY,
    to=_TEXT_OR_NULL,
    after={"type": ["array", "null"], "minItems": 2, "maxItems": 2},
)
_SHAPE: Shape = shape_from(
    _object(
        format=_TEXT,
        definition=_object(id=_TEXT, version=_ANY, hash=_TEXT),
        now=_NUMBER,
        next_serial=_NUMBER,
        activations={**_list_of(_ACTIVATION), "minItems": 1, "maxItems": 1},
        timers=_list_of(_TIMER),
        queue=_list_of(_object(activation=_ROOT, event=_NAME, data=_ANY)),
    )
)
