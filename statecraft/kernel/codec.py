"""Snapshot → plain JSON, with names instead of numbers (docs/semantics.md 10.4).

The format is ``statecraft-snapshot/1``; ``restoring`` reads it back.
"""

from __future__ import annotations

from typing import Any

from statecraft.chart.tables import LoweredChart
from statecraft.kernel.snapshot import (
    Activation,
    ChildPlace,
    Run,
    Snapshot,
    StepAddress,
    Timer,
    WaitingStart,
)

FORMAT = "statecraft-snapshot/1"


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
        "activations": [_activation_out(each, snapshot) for each in snapshot.activations],
        "timers": [_timer_out(timer, snapshot) for timer in snapshot.timers],
        "queue": [
            {
                "activation": queued.activation,
                "event": queued.event,
                "data": queued.data,
                "step": _address_out(queued.step),
                "slot": queued.slot,
                "origin": queued.origin,
                "start": _place_out(queued.start, snapshot),
                "begins": queued.begins,
                "stops": queued.stops,
                "is_own": queued.is_own,
                "sender": queued.sender,
                "send_id": queued.send_id,
            }
            for queued in snapshot.queue
        ],
    }


def _address_out(step: StepAddress | None) -> list[int] | None:
    return None if step is None else list(step)


def _chart_of(serial: int, snapshot: Snapshot) -> LoweredChart:
    activation = snapshot.activation(serial)
    assert activation is not None, "timers and queued events go with their activation"
    return activation.chart


def _place_out(place: ChildPlace | None, snapshot: Snapshot) -> dict[str, Any] | None:
    if place is None:
        return None
    rows = _chart_of(place.parent, snapshot).rows
    return {
        "parent": place.parent,
        "state": rows[place.state].path,
        "invoke": place.invoke,
        "slot": place.slot,
    }


def _run_out(run: Run) -> dict[str, Any]:
    return {
        "serial": run.serial,
        "key": run.key,
        "states": list(run.states),
        "locals": dict(run.locals),
        "awaited_by": _address_out(run.awaited_by),
        "call": run.call,
        "scope": run.scope,
        "depth": run.depth,
        "caller": run.caller,
    }


def _start_out(start: WaitingStart) -> dict[str, Any]:
    return {
        "key": start.key,
        "parameters": start.parameters,
        "awaited_by": _address_out(start.awaited_by),
        "call": start.call,
        "scope": start.scope,
        "depth": start.depth,
        "caller": start.caller,
    }


def _activation_out(activation: Activation, snapshot: Snapshot) -> dict[str, Any]:
    rows, tree = activation.chart.rows, activation.chart.tree
    return {
        "serial": activation.serial,
        "machine": activation.chart.definition.full_name,
        "hash": activation.chart.definition.hash,
        "child_of": _place_out(activation.child_of, snapshot),
        "status": activation.status,
        "states": [rows[state].path for state in activation.states if rows[state].region == tree],
        "dimensions": activation.dimension_values(),
        "context": dict(activation.context),
        "history": {
            rows[history].path: [rows[state].path for state in states]
            for history, states in sorted(activation.history.items())
        },
        "output": activation.output,
        "runs": [_run_out(run) for run in activation.runs],
        "waiting": [_start_out(start) for start in activation.waiting],
        "pending": [
            {
                "serial": pending.serial,
                "id": pending.id,
                "name": pending.name,
                "done": pending.done,
                "error": pending.error,
                "step": _address_out(pending.step),
            }
            for pending in activation.pending
        ],
    }


def _timer_out(timer: Timer, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "activation": timer.activation,
        "id": timer.id,
        "due": timer.due_ms,
        "serial": timer.serial,
        "event": timer.event,
        "data": timer.data,
        "to": timer.to,
        "after": _after_out(timer, _chart_of(timer.activation, snapshot)),
        "run": timer.run,
    }


def _after_out(timer: Timer, chart: LoweredChart) -> list[Any] | None:
    """States of the machine by path; those of a template by number."""
    if timer.after is None:
        return None
    state, place = timer.after
    return [chart.rows[state].path if timer.run is None else state, place]
