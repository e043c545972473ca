"""Plain JSON → snapshot (docs/semantics.md 10.4).

Whatever is read is checked: a snapshot of another definition, or one that was damaged, is refused
with what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statecraft.chart.tables import LoweredChart, StateIndex, StateRow
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.codec import FORMAT
from statecraft.kernel.snapshot import (
    ROOT,
    Activation,
    ChildPlace,
    PendingAction,
    Queued,
    Run,
    Snapshot,
    StepAddress,
    Timer,
    WaitingStart,
)
from statecraft.kernel.snapshot_shape import SNAPSHOT_SHAPE
from statecraft.kernel.soundness import problems
from statecraft.kernel.step_work import Machines
from statecraft.model.states import ChildMachine
from statecraft.values.json_values import Value, defect, same
from statecraft.values.shape import violations
from statecraft.values.text import text_of


class SnapshotError(UsageError):
    """A snapshot that cannot be restored here."""


def restore(chart: LoweredChart, machines: Machines, data: object) -> Snapshot:
    """The snapshot that *data* describes; *machines* gives the charts of its children.

    Raises:
        SnapshotError: it is no snapshot, is damaged, or belongs to another definition.
    """
    found = defect(data)
    if found is not None:
        raise SnapshotError(f"this is no snapshot: {found}")
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SnapshotError(f"this is no snapshot of the format {FORMAT}")
    wrong = violations(SNAPSHOT_SHAPE, data)
    if wrong:
        raise SnapshotError(f"the snapshot is damaged: {'; '.join(wrong[:3])}")
    _require_same_definition(chart, data["definition"])
    snapshot = _snapshot_in(chart, machines, data)
    for problem in problems(snapshot):
        raise SnapshotError(f"the snapshot is damaged: {problem}")
    return snapshot


def _snapshot_in(chart: LoweredChart, machines: Machines, data: Mapping[str, Any]) -> Snapshot:
    activations = _activations_in(chart, machines, data["activations"])
    timers = [_timer_in(_chart_of(activations, t["activation"]), t) for t in data["timers"]]
    return Snapshot(
        activations=tuple(activations.values()),
        timers=tuple(sorted(timers, key=lambda timer: (timer.due_ms, timer.serial))),
        queue=tuple(_queued_in(activations, queued) for queued in data["queue"]),
        next_serial=int(data["next_serial"]),
        now_ms=int(data["now"]),
    )


def _activations_in(
    chart: LoweredChart, machines: Machines, data: list[Mapping[str, Any]]
) -> dict[int, Activation]:
    """The activations by serial number, the root first, each child after its parent."""
    found: dict[int, Activation] = {}
    for each in data:
        place = _place_in(found, each["child_of"])
        if (place is None) is not (not found) or each["serial"] in found:
            raise SnapshotError("the snapshot is damaged: its activations are no tree")
        own = chart if place is None else _child_chart(found, machines, place)
        definition = own.definition
        if (each["machine"], each["hash"]) != (definition.full_name, definition.hash):
            raise SnapshotError(
                f"the snapshot was taken from another version of {definition.full_name}, "
                "a child of this machine: use `migrate`"
            )
        found[each["serial"]] = _activation_in(own, each, place)
    if ROOT not in found:
        raise SnapshotError("the snapshot is damaged: it has no root")
    return found


def _child_chart(
    found: Mapping[int, Activation], machines: Machines, place: ChildPlace
) -> LoweredChart:
    invokes = found[place.parent].chart.rows[place.state].invokes
    child = invokes[place.invoke].child if place.invoke < len(invokes) else None
    if not isinstance(child, ChildMachine):
        raise SnapshotError(f"the snapshot is damaged: nothing is invoked in {place.slot}")
    return machines(child.machine)[0]


def _place_in(found: Mapping[int, Activation], data: Mapping[str, Any] | None) -> ChildPlace | None:
    if data is None:
        return None
    chart = _chart_of(found, data["parent"])
    state = _named_row(chart, data["state"])
    return ChildPlace(parent=data["parent"], state=state, invoke=data["invoke"], slot=data["slot"])


def _named_row(chart: LoweredChart, path: str) -> StateIndex:
    row = next((row for row in chart.rows if row.path == path and _is_of_tree(chart, row)), None)
    if row is None:
        raise SnapshotError(f"the snapshot is damaged: there is no state {quoted(path)}")
    return row.index


def _is_of_tree(chart: LoweredChart, row: StateRow) -> bool:
    return row.parent is not None or row.region == chart.tree


def _chart_of(found: Mapping[int, Activation], serial: int) -> LoweredChart:
    activation = found.get(serial)
    if activation is None:
        raise SnapshotError(f"the snapshot is damaged: there is no activation {serial}")
    return activation.chart


def _queued_in(found: Mapping[int, Activation], data: Mapping[str, Any]) -> Queued:
    _chart_of(found, data["activation"])
    return Queued(
        activation=data["activation"],
        event=data["event"],
        data=data["data"],
        step=_address_in(data["step"]),
        slot=data["slot"],
        origin=data["origin"],
        start=_place_in(found, data["start"]),
        begins=data["begins"],
        stops=data["stops"],
        is_own=data["is_own"],
        sender=data["sender"],
        send_id=data["send_id"],
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


def _activation_in(
    chart: LoweredChart, data: Mapping[str, Any], place: ChildPlace | None
) -> Activation:
    context = data["context"]
    _require_names("context", context, [variable.name for variable in chart.definition.context])
    _require_names("dimensions", data["dimensions"], list(chart.by_dimension))
    return Activation(
        serial=data["serial"],
        chart=chart,
        states=tuple(sorted({*_tree_in(chart, data), *_dimensions_in(chart, data)})),
        context=context,
        history={
            _state_in(chart, path): tuple(_state_in(chart, state) for state in states)
            for path, states in data["history"].items()
        },
        status=data["status"],
        output=data["output"],
        runs=tuple(_run_in(run) for run in data["runs"]),
        waiting=tuple(_start_in(start) for start in data["waiting"]),
        child_of=place,
        pending=tuple(
            PendingAction(
                **{
                    **pending,
                    "serial": int(pending["serial"]),
                    "step": _address_in(pending["step"]),
                }
            )
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
        activation=data["activation"],
        id=data["id"],
        due_ms=int(data["due"]),
        serial=int(data["serial"]),
        event=data["event"],
        data=data["data"],
        to=data["to"],
        after=None if data["after"] is None else _timer_place(chart, data["after"], data["run"]),
        run=data["run"],
    )


def _timer_place(chart: LoweredChart, after: list[Any], run: int | None) -> tuple[StateIndex, int]:
    """The state and the place in its list; those of a run are checked with the run."""
    if run is None:
        return _after_in(chart, after)
    state, place = after
    if not isinstance(state, int) or not isinstance(place, int):
        raise SnapshotError(f"the snapshot is damaged: no timer {quoted(after)}")
    return state, place


def _run_in(data: Mapping[str, Any]) -> Run:
    return Run(
        **{
            **data,
            "states": tuple(sorted(data["states"])),
            "awaited_by": _address_in(data["awaited_by"]),
        }
    )


def _start_in(data: Mapping[str, Any]) -> WaitingStart:
    return WaitingStart(**{**data, "awaited_by": _address_in(data["awaited_by"])})


def _address_in(data: list[int] | None) -> StepAddress | None:
    return None if data is None else (int(data[0]), int(data[1]))


def _after_in(chart: LoweredChart, after: list[Any]) -> tuple[StateIndex, int]:
    """State paths name rows of the tree; those of dimensions are written ``dimension=text``.

    The root of a dimension has no timers: its row, whose path is the mere name, is passed over.
    """
    path, place = after
    for row in chart.rows:
        if row.path == path and isinstance(place, int) and 0 <= place < len(row.after):
            return row.index, int(place)
    raise SnapshotError(f"the snapshot is damaged: no timer {quoted(after)}")
