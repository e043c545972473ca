"""Outcomes, reasons and effects as plain JSON data, spelled as in a definition."""

from __future__ import annotations

from typing import assert_never

from statecraft.kernel.effects import (
    Effect,
    EmitEvent,
    LogMessage,
    PerformAction,
    RunEnded,
    SendEvent,
    StartHostChild,
    StartInstance,
    StatusRow,
    StopHostChild,
)
from statecraft.kernel.outcome import Reason
from statecraft.values.json_values import Value


def reason_json(reason: Reason) -> dict[str, Value]:
    """The reason as {kind, id, message, at}; ``at`` is file:line:column of what refused."""
    return {
        "kind": str(reason.kind),
        "id": reason.id,
        "message": reason.message,
        "at": None if reason.at is None else str(reason.at),
    }


def effect_json(effect: Effect) -> dict[str, Value]:
    """The effect as the action that asked for it, such as {emit, with}."""
    match effect:
        case PerformAction(serial=serial, id=identity, name=name, data=data):
            return {"action": name, "id": identity, "serial": serial, "with": data}
        case EmitEvent(event=event, data=data):
            return {"emit": event, "with": data}
        case LogMessage(message=message):
            return {"log": message}
        case SendEvent(to=to, event=event, data=data):
            return {"send": event, "to": to, "with": data}
        case StartInstance(machine=machine, input=given, id=identity):
            return {"start": machine.rpartition("#")[2], "id": identity, "with": given}
        case RunEnded(name=name, result=result, error=error):
            told: dict[str, Value] = {"result": result} if error is None else {"error": error}
            return {"ended": name, **told}
        case StartHostChild(slot=slot, name=name, input=given):
            return {"start_child": name, "slot": slot.partition("/")[2], "with": given}
        case StopHostChild(slot=slot):
            return {"stop_child": slot.partition("/")[2]}
        case StatusRow():
            row: dict[str, Value] = {
                "step": effect.step,
                "name": effect.name,
                "message": effect.message,
                "details": effect.details,
                "session": effect.session,
            }
            given_columns = {name: value for name, value in row.items() if value is not None}
            return {"status": effect.status, **given_columns}
        case _:
            assert_never(effect)
