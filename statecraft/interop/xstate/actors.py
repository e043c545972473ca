"""Simulated actors as machines: a promise waits and ends, an interval sends again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.actions import duration
from statecraft.interop.xstate.context import GivenRoots
from statecraft.interop.xstate.desk import Desk
from statecraft.interop.xstate.expressions import Translation, Untranslatable
from statecraft.interop.xstate.shape import Place

GIVEN: Final = "given"
"""The variable in which a simulated promise keeps its input."""

Section = dict[str, Any]


def promise(actor: Mapping[str, Any], place: Place, desk: Desk) -> Section:
    """A machine that ends after a while, with an output or with an error."""
    key = "error" if "error" in actor else "output"
    value = _value(actor.get(key), (*place, key), desk)
    ended = {"final": True, **({"failed": True} if key == "error" else {}), "output": value}
    return {
        "semantics": "xstate",
        "context": {GIVEN: {"initial": "=input"}},
        "initial": "pending",
        "states": {"pending": {"after": {duration(actor["after"]): "settled"}}, "settled": ended},
    }


def _value(expression: Any, place: Place, desk: Desk) -> Any:
    try:
        return Translation(roots=GivenRoots(name=GIVEN)).data(expression)
    except Untranslatable as problem:
        desk.lose(place, f"an expression: {problem}", "null stands there")
        return f.constant(None).text


def interval(actor: Mapping[str, Any], place: Place, desk: Desk) -> Section:
    """A machine that sends its parent an event every so often."""
    event = dict(actor["event"])
    sent: Section = {"send": desk.events.name(str(event.pop("type", ""))), "to": "parent"}
    if event:
        sent["with"] = _value(event, (*place, "event"), desk)
    again = {"target": "waiting", "reenter": True, "do": [sent]}
    return {
        "semantics": "xstate",
        "initial": "waiting",
        "states": {"waiting": {"after": {duration(actor["every"]): again}}},
    }
