"""Pieces of our expression language, as an importer puts them together.

A piece knows which kinds of values it can have, so that JavaScript's own rules (what counts as
true, what ``+`` does to a text) are written out only where a plain operator would not do the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from statecraft.values.notation import notation

ATOM: Final = 9
PRODUCT: Final = 6
SUM: Final = 5
COMPARISON: Final = 4
NOT: Final = 3
AND: Final = 2
OR: Final = 1
CHOICE: Final = 0

Kinds = frozenset[str]

BOOLEAN: Final[Kinds] = frozenset({"boolean"})
NUMBER: Final[Kinds] = frozenset({"number"})
STRING: Final[Kinds] = frozenset({"string"})
ARRAY: Final[Kinds] = frozenset({"array"})
OBJECT: Final[Kinds] = frozenset({"object"})
NULL: Final[Kinds] = frozenset({"null"})
UNDEFINED: Final[Kinds] = frozenset({"undefined"})
"""What a variable may hold that was assigned a missing value, where null is told apart from it."""

MISSING: Final = "{}"
"""How that is written: an empty mapping, which the functions of JavaScript take for undefined."""

ANY: Final[Kinds] = BOOLEAN | NUMBER | STRING | ARRAY | OBJECT | NULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An expression.

    Attributes:
        text: in our language.
        binding: how tightly its outermost operator binds, from ``CHOICE`` to ``ATOM``.
        kinds: of the values that it can have.
        instead: of a place that may be missing: the same with another value for that case, of
            which this one gives null.
        values: the only ones that it can have, as they are written; None where others are possible.
    """

    text: str
    binding: int
    kinds: Kinds
    instead: tuple[str, str] | None = None
    values: frozenset[str] | None = None

    def within(self, binding: int) -> str:
        """The text, in brackets where an operator that binds so tightly stands around it."""
        return self.text if self.binding >= binding else f"({self.text})"

    def or_else(self, value: str) -> str:
        """The text, which gives *value* where the place is missing."""
        return self.text if self.instead is None else value.join(self.instead)


def constant(value: Any) -> Piece:
    """A value as it is."""
    negative = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    text = notation(value)
    return Piece(
        text=text,
        binding=SUM if negative else ATOM,
        kinds=kinds_of(value),
        values=frozenset({text}),
    )


def kinds_of(value: Any) -> Kinds:
    """The kind of a JSON value."""
    match value:
        case None:
            return NULL
        case bool():
            return BOOLEAN
        case int() | float():
            return NUMBER
        case str():
            return STRING
        case list():
            return ARRAY
        case _:
            return OBJECT


TRUE: Final = Piece(text="true", binding=ATOM, kinds=BOOLEAN)
FALSE: Final = Piece(text="false", binding=ATOM, kinds=BOOLEAN)


def told(piece: Piece) -> Piece:
    """The value as others are told it: a missing one is null."""
    if "undefined" not in piece.kinds:
        return piece
    missing = Piece(
        text=f"{piece.within(COMPARISON + 1)} == {MISSING}", binding=COMPARISON, kinds=BOOLEAN
    )
    return choice(missing, constant(None), piece)


def truth(piece: Piece) -> Piece:
    """Whether JavaScript counts the value as true, as a boolean."""
    if piece.kinds == BOOLEAN:
        return piece
    falsy = [
        text
        for kind, text in (
            ("null", "null"),
            ("boolean", "false"),
            ("number", "0"),
            ("string", "''"),
            ("undefined", MISSING),
        )
        if kind in piece.kinds and (piece.values is None or text in piece.values)
    ]
    if not falsy:
        return TRUE
    if piece.values is not None and piece.values <= set(falsy):
        return FALSE
    tested = piece.within(COMPARISON + 1)
    text = f"{tested} != {falsy[0]}" if len(falsy) == 1 else f"{tested} not in [{', '.join(falsy)}]"
    return Piece(text=text, binding=COMPARISON, kinds=BOOLEAN)


def negation(piece: Piece) -> Piece:
    """JavaScript's ``!``."""
    tested = truth(piece)
    if tested.text.startswith("not ") and tested.binding == NOT:
        return Piece(text=tested.text.removeprefix("not "), binding=COMPARISON, kinds=BOOLEAN)
    return Piece(text=f"not {tested.within(NOT)}", binding=NOT, kinds=BOOLEAN)


def both(left: Piece, right: Piece) -> Piece:
    """``&&`` where only the truth of the result matters."""
    text = f"{truth(left).within(AND)} and {truth(right).within(AND)}"
    return Piece(text=text, binding=AND, kinds=BOOLEAN)


def either(left: Piece, right: Piece) -> Piece:
    """``||`` where only the truth of the result matters."""
    text = f"{truth(left).within(OR)} or {truth(right).within(OR)}"
    return Piece(text=text, binding=OR, kinds=BOOLEAN)


def choice(condition: Piece, then: Piece, otherwise: Piece) -> Piece:
    """``condition ? then : otherwise``."""
    text = f"{then.within(OR)} if {truth(condition).within(OR)} else {otherwise.within(CHOICE)}"
    return Piece(
        text=text,
        binding=CHOICE,
        kinds=then.kinds | otherwise.kinds,
        values=_either(then.values, otherwise.values),
    )


def _either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def call(function: str, *arguments: str, kinds: Kinds = ANY) -> Piece:
    """A call of one of the language's functions."""
    return Piece(text=f"{function}({', '.join(arguments)})", binding=ATOM, kinds=kinds)
