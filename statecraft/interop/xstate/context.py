"""The context of a machine as variables of ours, and what expressions read of it.

Where every key of the context is known from the text, each is a variable. Where some are not
(they are merged from data), the whole context is one variable that holds a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from statecraft.interop.names import NameTable, identifier
from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.expressions import (
    Translation,
    Untranslatable,
    digging,
    keys_notation,
)
from statecraft.interop.xstate.formula import Kinds, Piece
from statecraft.values.notation import string_notation

WHOLE: Final = "data"
"""The variable that holds the whole context where its keys are not known."""

_MOST_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The variables of a machine.

    Attributes:
        names: key of the context → variable; empty where there is one for all of them.
        initial: those keys that the machine begins with.
        kinds: key → what its value may be.
        strict: keys that are compared with null, and so tell a missing value from it.
    """

    names: Mapping[str, str]
    initial: frozenset[str]
    kinds: Mapping[str, Kinds]
    is_whole: bool
    strict: frozenset[str] = frozenset()

    def read(self, keys: tuple[str, ...]) -> Piece:
        """The value at *keys* of the context."""
        if self.is_whole:
            whole = Piece(text=WHOLE, binding=f.ATOM, kinds=f.OBJECT)
            return digging(WHOLE, keys_notation(keys)) if keys else whole
        if not keys:
            inner = (f"{string_notation(key)}: {name}" for key, name in self.names.items())
            return Piece(text=f"{{{', '.join(inner)}}}", binding=f.ATOM, kinds=f.OBJECT)
        name = self.names.get(keys[0])
        if name is None:
            return replace(f.constant(None), instead=("", ""))
        if keys[1:]:
            return digging(name, keys_notation(keys[1:]))
        return Piece(text=name, binding=f.ATOM, kinds=self.kinds.get(keys[0], f.ANY))


def layout_of(machine: Mapping[str, Any]) -> Layout:
    """The variables for a machine's ``context`` and everything that is assigned to it."""
    config, assignments = machine.get("context"), tuple(all_assignments(machine))
    initial = known_fields({} if config is None else config)
    assigned = [assigned_fields(parameters) for parameters in assignments]
    if initial is None or any(fields is None for fields in assigned):
        return Layout(names={}, initial=frozenset(), kinds={}, is_whole=True)
    names = NameTable(spell=identifier)
    for fields in (initial, *assigned):
        for key in fields or ():
            names.name(key)
    values = [(key, value) for fields in assigned if fields for key, value in fields.items()]
    start = Layout(
        names=names.ours,
        initial=frozenset(initial),
        kinds={},
        is_whole=False,
        strict=compared_keys(machine),
    )
    return _with_kinds(start, initial, values)


def _kinds(expression: Any, roots: InitialRoots | HandlingRoots) -> Kinds:
    try:
        return Translation(roots=roots).piece(expression).kinds
    except Untranslatable:
        return f.ANY


def compared_keys(value: Any) -> frozenset[str]:
    """The keys of the context that some ``==`` or ``!=`` below a value compares."""
    found: set[str] = set()
    for operands in _equalities(value):
        for operand in operands:
            match operand:
                case {"$var": str(path)} if path.startswith("context."):
                    found.add(path.split(".")[1])
                case _:
                    continue
    return frozenset(found)


def _equalities(value: Any) -> Iterator[list[Any]]:
    match value:
        case {"$op": ["==" | "!=", *operands]}:
            yield operands
        case dict():
            for inner in value.values():
                yield from _equalities(inner)
        case list():
            for inner in value:
                yield from _equalities(inner)
        case _:
            return


def _with_kinds(
    layout: Layout, initial: Mapping[str, Any], values: list[tuple[str, Any]]
) -> Layout:
    """The least kinds that hold for every variable, whatever is assigned in whatever order."""
    kinds = {
        key: f.UNDEFINED if key in layout.strict else f.NULL
        for key in layout.names
        if key not in initial
    }
    kinds.update({key: _kinds(value, InitialRoots()) for key, value in initial.items()})
    for _ in range(_MOST_ROUNDS):
        now = replace(layout, kinds=dict(kinds))
        roots = HandlingRoots(layout=now, event_type="event_name")
        for key, value in values:
            kinds[key] = kinds[key] | _kinds(value, roots)
            if key in layout.strict:
                kinds[key] |= f.UNDEFINED
        if kinds == now.kinds:
            return now
    return layout


def known_fields(expression: Any) -> Mapping[str, Any] | None:
    """The fields of an object whose keys are written out; None where they are not."""
    match expression:
        case {"$obj": dict(fields)}:
            return fields
        case {"$lit": dict(fields)}:
            return {key: {"$lit": value} for key, value in fields.items()}
        case dict() if not any(key.startswith("$") for key in expression):
            return expression
        case _:
            return None


def assigned_fields(parameters: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What an ``@assign`` assigns, by key; None where the keys are not known."""
    if isinstance(parameters.get("set"), dict):
        return dict(parameters["set"])
    return known_fields(parameters.get("merge", {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialRoots:
    """What the initial context reads: the input."""

    def read(self, root: str, keys: tuple[str, ...]) -> Piece | None:
        """See ``Roots``."""
        if root != "input":
            return None
        return below_mapping("input", keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingRoots:
    """What everything else reads: the context and the event; ``event_type`` gives its name."""

    layout: Layout
    event_type: str

    def read(self, root: str, keys: tuple[str, ...]) -> Piece | None:
        """See ``Roots``."""
        if root == "context":
            return self.layout.read(keys)
        if root == "event" and keys == ("type",):
            return Piece(text=self.event_type, binding=f.ATOM, kinds=f.STRING)
        if root == "event" and not keys:
            return f.call("merged", f"{{'type': {self.event_type}}}", "event", kinds=f.OBJECT)
        return below_mapping("event", keys) if root == "event" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRoots:
    """What a simulated promise reads: its input, which it keeps in a variable."""

    name: str

    def read(self, root: str, keys: tuple[str, ...]) -> Piece | None:
        """See ``Roots``."""
        return below_mapping(self.name, keys) if root == "input" else None


def below_mapping(name: str, keys: tuple[str, ...]) -> Piece:
    """The value at *keys* of what a name holds, which is a mapping as a rule."""
    if not keys:
        return Piece(text=name, binding=f.ATOM, kinds=f.ANY)
    return digging(name, keys_notation(keys))


def paths_read(value: Any) -> Iterator[str]:
    """The path of every ``$var`` below a value."""
    match value:
        case {"$var": str(path)}:
            yield path
        case dict():
            for inner in value.values():
                yield from paths_read(inner)
        case list():
            for inner in value:
                yield from paths_read(inner)
        case _:
            return


def all_assignments(value: Any) -> Iterator[Mapping[str, Any]]:
    """The parameters of every ``@assign`` below a value."""
    match value:
        case {"type": "@assign", "params": dict(parameters)}:
            yield parameters
        case dict():
            for inner in value.values():
                yield from all_assignments(inner)
        case list():
            for inner in value:
                yield from all_assignments(inner)
        case _:
            return
