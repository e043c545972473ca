"""Actions → actions of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.context import WHOLE, assigned_fields
from statecraft.interop.xstate.expressions import MARKS
from statecraft.interop.xstate.formula import Piece
from statecraft.interop.xstate.scope import MachineScope
from statecraft.interop.xstate.shape import Place
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.notation import string_notation

ActionData = dict[str, Any]


CARRIED = "@statecraft"
"""The type of an action of this language that XState has none for; ``action`` is what it is."""


def actions(written: Any, place: Place, scope: MachineScope) -> list[ActionData]:
    """The actions of a list, or of a single one."""
    if written is None:
        return []
    if not isinstance(written, list):
        return list(_action(written, place, scope))
    return [
        action
        for index, each in enumerate(written)
        for action in _action(each, (*place, index), scope)
    ]


def _action(written: Any, place: Place, scope: MachineScope) -> Iterator[ActionData]:
    match written:
        case {"$statecraft": dict(own)} | {"type": "@statecraft", "params": {"action": dict(own)}}:
            yield own
        case str(name):
            yield {"action": scope.actions.name(name)}
        case {"type": str(kind)} if kind.startswith("@"):
            given = written.get("params") or {}
            if isinstance(given, dict):
                yield from _built_in(kind, given, place, scope)
            else:
                scope.desk.lose(place, f"{kind} whose params are no object", "nothing is done")
        case {"type": str(name)}:
            yield _named(name, written.get("params"), place, scope)
        case _:
            scope.desk.lose(place, "an action that is neither a name nor has a type", "nothing")


def _named(name: str, parameters: Any, place: Place, scope: MachineScope) -> ActionData:
    action: ActionData = {"action": scope.actions.name(name)}
    if parameters is not None:
        action["with"] = payload(parameters, place, scope)
    return action


def _built_in(
    kind: str, given: Mapping[str, Any], place: Place, scope: MachineScope
) -> Iterator[ActionData]:
    match kind:
        case "@assign":
            yield from _assign(given, place, scope)
        case "@raise":
            yield from _sent(given, "send" if "delay" in given else "raise", place, scope)
        case "@sendParent":
            yield from _addressed(given, "parent", place, scope)
        case "@sendTo":
            yield from _addressed(given, scope.slots.name(str(given.get("to"))), place, scope)
        case "@forwardTo":
            yield {"forward": scope.slots.name(str(given.get("to")))}
        case "@cancel":
            yield {"cancel": _text(given.get("id"), place, scope)}
        case "@stopChild":
            yield {"stop": scope.slots.name(str(given.get("id")))}
        case "@log":
            yield {"log": _data(given.get("value"), place, scope)}
        case _:
            scope.desk.lose(place, f"the action {kind}", "nothing is done")


def _data(expression: Any, place: Place, scope: MachineScope) -> Any:
    return scope.translated(lambda: scope.translation.data(expression), place, None)


def _text(expression: Any, place: Place, scope: MachineScope) -> Any:
    found = _data(expression, place, scope)
    return found if isinstance(found, str) else str(found)


def payload(expression: Any, place: Place, scope: MachineScope) -> Any:
    """Data that go along: fields, or one formula."""
    found = scope.translated(lambda: scope.translation.data(expression), place, {})
    if isinstance(found, dict):
        return found
    is_formula = isinstance(found, str) and found.startswith("=") and not found.startswith("==")
    return found if is_formula else f"={f.constant(expression).text}"


def _assign(given: Mapping[str, Any], place: Place, scope: MachineScope) -> Iterator[ActionData]:
    fields = assigned_fields(given)
    if scope.layout.is_whole:
        merged = given.get("merge", {}) if fields is None else fields
        piece = scope.translated(lambda: scope.translation.piece(merged), place, f.constant({}))
        yield {"set": {WHOLE: f"=merged({WHOLE}, {piece.text})"}}
    elif fields:
        names = scope.layout.names
        yield {
            "set": {names[key]: _kept(key, value, place, scope) for key, value in fields.items()}
        }


def _kept(key: str, value: Any, place: Place, scope: MachineScope) -> Any:
    """What is assigned to a key; one that is compared with null keeps that a value is missing."""
    if key in scope.layout.strict:
        piece = scope.translated(lambda: scope.translation.piece(value), place, f.constant(None))
        if piece.instead is not None or "undefined" in piece.kinds:
            return f"={piece.or_else(f.MISSING)}"
    return _data(value, place, scope)


def _addressed(
    given: Mapping[str, Any], to: str, place: Place, scope: MachineScope
) -> Iterator[ActionData]:
    for action in _sent(given, "send", place, scope):
        yield from (_with_receiver(action, to),)


def _with_receiver(action: ActionData, to: str) -> ActionData:
    if "send" in action:
        event = {key: value for key, value in action.items() if key == "send"}
        return {**event, "to": to, **action}
    return {
        key: [_with_receiver(each, to) for each in value] if key in ("then", "else") else value
        for key, value in action.items()
    }


def _sent(
    given: Mapping[str, Any], how: str, place: Place, scope: MachineScope
) -> Iterator[ActionData]:
    """An event sent or raised; one whose type is computed is chosen among those that are named."""
    match given.get("event"):
        case {"$statecraft": [str(event), data]}:
            yield {how: event, "with": data}
            return
        case _:
            fields = _event_fields(given.get("event"))
    if fields is None or "type" not in fields:
        scope.desk.lose(place, "an event whose fields are not written out", "nothing is sent")
        return
    rest = _rest(given, {k: v for k, v in fields.items() if k != "type"}, place, scope)
    kind = _literal(fields["type"])
    if kind is not None:
        yield {how: scope.desk.events.name(kind), **rest}
        return
    piece = scope.translated(lambda: scope.translation.piece(fields["type"]), place, None)
    if piece is not None and "string" not in piece.kinds:
        scope.desk.lose(place, "an event whose type is no text", "nothing is sent")
    elif piece is not None:
        yield from _chosen(piece, how, rest, scope)


def _chosen(
    kind: Piece, how: str, rest: Mapping[str, Any], scope: MachineScope
) -> Iterator[ActionData]:
    chosen: list[ActionData] = []
    for original, ours in reversed(tuple(scope.desk.events.ours.items())):
        tested = f"{kind.within(f.COMPARISON + 1)} == {string_notation(original)}"
        action: ActionData = {"if": tested, "then": [{how: ours, **rest}]}
        chosen = [{**action, "else": chosen} if chosen else action]
    yield from chosen


def _event_fields(event: Any) -> Mapping[str, Any] | None:
    match event:
        case str(kind):
            return {"type": kind}
        case {"$obj": dict(fields)} | {"$lit": dict(fields)}:
            return fields
        case dict() if not any(mark in event for mark in MARKS):
            return event
        case _:
            return None


def _literal(kind: Any) -> str | None:
    match kind:
        case str(text) | {"$lit": str(text)}:
            return text
        case _:
            return None


def _rest(
    given: Mapping[str, Any], data: Mapping[str, Any], place: Place, scope: MachineScope
) -> ActionData:
    """What goes with an event: data, delay, id."""
    rest: ActionData = {}
    if data:
        rest["with"] = payload(dict(data), place, scope)
    if "delay" in given:
        rest["delay"] = delay(given["delay"], place, scope)
        if "id" in given:
            rest["id"] = _text(given["id"], place, scope)
    return rest


def delay(written: Any, place: Place, scope: MachineScope) -> Any:
    """A delay in milliseconds as a duration, or one that the program names as a formula."""
    text = str(written)
    if text.startswith("="):
        return text
    try:
        return duration(float(text))
    except ValueError:
        if isinstance(written, str):
            return f"={scope.functions.name(written)}() / 1000"
    found = scope.translated(lambda: scope.translation.piece(written), place, f.constant(0))
    if "number" not in found.kinds:
        scope.desk.lose(place, "a delay that is neither a number nor a name", "none")
        return "0s"
    return f"={found.within(f.PRODUCT)} / 1000"


def duration(milliseconds: float) -> str:
    """Milliseconds as a duration of ours: ``30s``, ``1500ms``."""
    whole = round(milliseconds)
    seconds = f"{whole // 1000}s"
    written = seconds if whole % 1000 == 0 else f"{whole}ms"
    try:
        parse_duration(written)
    except DurationError:
        return "0s"
    return written
