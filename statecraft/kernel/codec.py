"""Snapshot → plain JSON, with names instead of numbers (docs/semantics.md 10.4).

The format is ``statecraft-snapshot/1``; ``restoring`` reads it back.
"""

from __future__ import annotations

from typing import Any

from statecraft.chart.tables import LoweredChart
from statecraft.kernel.snapshot import Activation, Run, Snapshot, StepAddress, Timer, WaitingStart

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
        "activations": [_activation_out(each) for each in snapshot.activations],
        "runs": [_run_out(run) for run in snapshot.runs],
        "waiting": [_start_out(start) for start in snapshot.waiting],
        "timers": [_timer_out(timer, snapshot.chart) for timer in snapshot.timers],
        "queue": [
            {
                "activation": queued.activation,
                "event": queued.event,
                "data": queued.data,
                "step": _address_out(queued.step),
            }
            for queued in snapshot.queue
        ],
    }


def _address_out(step: StepAddress | None) -> list[int] | None:
    return None if step is None else list(step)


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
    }


def _start_out(start: WaitingStart) -> dict[str, Any]:
    return {
        "key": start.key,
        "parameters": start.parameters,
        "awaited_by": _address_out(start.awaited_by),
        "call": start.call,
        "scope": start.scope,
        "depth": start.depth,
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
                "step": _address_out(pending.step),
            }
            for pending in activation.pending
        ],
    }


def _timer_out(timer: Timer, chart: LoweredChart) -> dict[str, Any]:
    return {
        "activation": timer.activation,
        "id": timer.id,
        "due": timer.due_ms,
        "serial": timer.serial,
        "event": timer.event,
        "data": timer.data,
        "to": timer.to,
        "after": _after_out(timer, chart),
        "run": timer.run,
    }


def _after_out(timer: Timer, chart: LoweredChart) -> list[Any] | None:
    """States of the machine by path; those of a template by number."""
    if timer.after is None:
        return None
    state, place = timer.after
    return [chart.rows[state].path if timer.run is None else state, place]
