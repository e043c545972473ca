"""Guards → conditions of ours."""

from __future__ import annotations

from functools import partial, reduce
from typing import Any

from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.config import Node, target_of
from statecraft.interop.xstate.context import HandlingRoots
from statecraft.interop.xstate.expressions import Translation
from statecraft.interop.xstate.formula import Piece
from statecraft.interop.xstate.scope import MachineScope
from statecraft.interop.xstate.shape import Place
from statecraft.values.notation import string_notation

_FALSE = f.FALSE


def condition(guard: Any, place: Place, scope: MachineScope) -> str:
    """The guard as a condition."""
    return _test(guard, place, scope).text


def _test(guard: Any, place: Place, scope: MachineScope) -> Piece:
    match guard:
        case {"$statecraft": str(text)}:
            return Piece(text=text, binding=f.CHOICE, kinds=f.BOOLEAN)
        case str(name):
            return _named(name, None, place, scope)
        case {"type": "@expr", "params": {"expr": expression}}:
            return _expression(expression, place, scope)
        case {"type": "@in", "params": {"state": state}}:
            return _inside(state, place, scope)
        case {"type": "@not", "params": {"guard": inner}}:
            return f.negation(_test(inner, place, scope))
        case {"type": "@and", "params": {"guards": [_, *_] as inner}}:
            return reduce(f.both, (_test(each, place, scope) for each in inner))
        case {"type": "@or", "params": {"guards": [_, *_] as inner}}:
            return reduce(f.either, (_test(each, place, scope) for each in inner))
        case {"type": str(name)} if not name.startswith("@"):
            for key in guard.keys() - {"type", "params"}:
                scope.desk.lose((*place, key), f"{key} of a guard", "the guard is not given it")
            return _named(name, guard.get("params"), place, scope)
        case _:
            scope.desk.lose(place, "a guard that this vocabulary does not know", "it is false")
            return _FALSE


def _expression(expression: Any, place: Place, scope: MachineScope) -> Piece:
    found = scope.translated(lambda: scope.translation.test(expression), place, None)
    return _FALSE if found is None else found


def _named(name: str, parameters: Any, place: Place, scope: MachineScope) -> Piece:
    """A guard that the program provides: a function of ours, given context, event, parameters."""
    ours = scope.functions.name(name)
    translation = Translation(roots=HandlingRoots(layout=scope.layout, event_type="event_name"))
    given = [
        {"$var": "context"},
        {"$var": "event"},
        {"$lit": None} if parameters is None else parameters,
    ]
    scope.conditions[ours] = max(len(given), scope.conditions.get(ours, 0))
    arguments = [
        scope.translated(partial(translation.piece, each), place, f.constant(None)).text
        for each in given
    ]
    return f.call(ours, *arguments, kinds=f.BOOLEAN)


def _inside(state: Any, place: Place, scope: MachineScope) -> Piece:
    """``@in``: an id with ``#``, a path, or a state value."""
    nodes = list(_nodes(state, scope.root, scope))
    if not nodes or None in nodes:
        scope.desk.refuse(place, f"there is no state {state!r}")
        return _FALSE
    return reduce(f.both, (_active(node, scope) for node in nodes if node is not None))


def _nodes(state: Any, root: Node, scope: MachineScope) -> list[Node | None]:
    match state:
        case str(name) if name.startswith("#"):
            return [target_of(scope.root, root, name)]
        case str(name):
            return [root.at(tuple(name.split(".")))]
        case dict() if state:
            return [
                node for key, value in state.items() for node in _below(key, value, root, scope)
            ]
        case _:
            return [None]


def _below(key: str, value: Any, root: Node, scope: MachineScope) -> list[Node | None]:
    child = root.child(key)
    if child is None or value == {}:
        return [child]
    return _nodes(value, child, scope)


def _active(node: Node, scope: MachineScope) -> Piece:
    if not node.keys:
        return f.TRUE
    return f.call("active", string_notation(scope.path(node)), kinds=f.BOOLEAN)
