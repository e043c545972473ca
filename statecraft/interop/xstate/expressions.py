"""Expressions given as data (``$var``, ``$op``, …) → expressions of this language.

They mean what JavaScript means by them. Where a value may be missing, the missing one is null
here, which differs from ``undefined`` in one thing that is written out: ``undefined == null`` is
false when it is compared strictly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.formula import Piece
from statecraft.values.notation import notation, string_notation

MARKS = ("$var", "$op", "$obj", "$list", "$lit", "$statecraft")
"""The keys that make an object an expression."""


OWN = "$statecraft"
"""The key under which an exported expression carries its text in this language."""


class Roots(Protocol):
    """What ``$var`` can begin with."""

    def read(self, root: str, keys: tuple[str, ...]) -> Piece | None:
        """The value at *keys* below *root*; None when there is no such root."""
        ...


class Untranslatable(Exception):
    """An expression outside of the vocabulary; the message says what of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Translates the expressions of one place."""

    roots: Roots

    def piece(self, expression: Any) -> Piece:
        """The expression as a piece of a formula.

        Raises:
            Untranslatable: it is not in the vocabulary.
        """
        match expression:
            case {"$statecraft": str(text)}:
                return Piece(text=text, binding=f.CHOICE, kinds=f.ANY)
            case {"$var": str(path)}:
                return self._variable(path)
            case {"$lit": value}:
                return f.constant(value)
            case {"$obj": dict(fields)}:
                return self._mapping(fields)
            case {"$list": list(elements)}:
                return self._sequence(elements)
            case {"$op": [str(operator), *operands]}:
                return self._operation(operator, operands)
            case dict() if any(key.startswith("$") for key in expression):
                raise Untranslatable(f"nothing is known of {', '.join(sorted(expression))}")
            case dict():
                return self._mapping(expression)
            case list():
                return self._sequence(expression)
            case _:
                return f.constant(expression)

    def data(self, expression: Any) -> Any:
        """The expression as data: what is constant stays as it is written.

        Raises:
            Untranslatable: it is not in the vocabulary.
        """
        match expression:
            case {"$statecraft": str(text)}:
                return f"={text}"
            case {"$lit": value}:
                return escaped(value)
            case {"$obj": dict(fields)}:
                return {key: self.data(value) for key, value in fields.items()}
            case {"$list": list(elements)}:
                return [self.data(element) for element in elements]
            case dict() if not any(key.startswith("$") for key in expression):
                return {key: self.data(value) for key, value in expression.items()}
            case dict():
                return f"={f.told(self.piece(expression)).text}"
            case list():
                return [self.data(element) for element in expression]
            case _:
                return escaped(expression)

    def condition(self, expression: Any) -> str:
        """The expression as a condition: what JavaScript counts as true.

        Raises:
            Untranslatable: it is not in the vocabulary.
        """
        return self.test(expression).text

    def test(self, expression: Any) -> Piece:
        """As ``condition``, as a piece: ``and`` and ``or`` ask for the truth of their operands."""
        match expression:
            case {"$statecraft": str(text)}:
                return Piece(text=text, binding=f.CHOICE, kinds=f.BOOLEAN)
            case {"$op": ["and", *operands]} if operands:
                return reduce(f.both, map(self.test, operands))
            case {"$op": ["or", *operands]} if operands:
                return reduce(f.either, map(self.test, operands))
            case {"$op": ["not", operand]}:
                return f.negation(self.test(operand))
            case _:
                return f.truth(self.piece(expression))

    def _variable(self, path: str) -> Piece:
        root, *keys = path.split(".")
        found = self.roots.read(root, tuple(keys))
        if found is None:
            raise Untranslatable(f"there is no {root} here")
        return found

    def _mapping(self, fields: Mapping[str, Any]) -> Piece:
        inner = ", ".join(
            f"{string_notation(key)}: {self.piece(value).text}" for key, value in fields.items()
        )
        return Piece(text=f"{{{inner}}}", binding=f.ATOM, kinds=f.OBJECT)

    def _sequence(self, elements: Sequence[Any]) -> Piece:
        inner = ", ".join(self.piece(element).text for element in elements)
        return Piece(text=f"[{inner}]", binding=f.ATOM, kinds=f.ARRAY)

    def _operation(self, operator: str, operands: Sequence[Any]) -> Piece:
        build = _OPERATIONS.get(operator)
        if build is None:
            raise Untranslatable(f"nothing is known of the operator {operator}")
        try:
            return build(*map(self.piece, operands))
        except TypeError:
            raise Untranslatable(f"the operator {operator} has the wrong operands") from None


def escaped(value: Any) -> Any:
    """A value as data: a text that begins with ``=`` gets one more."""
    match value:
        case str():
            return f"={value}" if value.startswith("=") else value
        case dict():
            return {key: escaped(inner) for key, inner in value.items()}
        case list():
            return [escaped(inner) for inner in value]
        case _:
            return value


def _plus(*terms: Piece) -> Piece:
    kinds = [term.kinds for term in terms]
    if terms and (all(k == f.NUMBER for k in kinds) or all(k == f.STRING for k in kinds)):
        text = " + ".join(term.within(f.SUM + (index > 0)) for index, term in enumerate(terms))
        return Piece(text=text, binding=f.SUM, kinds=kinds[0])
    known = f.STRING if f.STRING in kinds else f.STRING | f.NUMBER | f.NULL
    return f.call("js_plus", *(term.or_else("{}") for term in terms), kinds=known)


def _concatenation(*parts: Piece) -> Piece:
    if parts and any(part.kinds == f.ARRAY for part in parts):
        text = " + ".join(part.within(f.SUM + 1) for part in parts)
        return Piece(text=text, binding=f.SUM, kinds=f.ARRAY)
    return (
        _plus(f.constant(""), *parts)
        if len(parts) < 2 or parts[0].kinds != f.STRING
        else _plus(*parts)
    )


def _arithmetic(sign: str, function: str, binding: int) -> Callable[..., Piece]:
    def build(left: Piece, right: Piece) -> Piece:
        if left.kinds == right.kinds == f.NUMBER and sign in ("-", "*"):
            text = f"{left.within(binding)} {sign} {right.within(binding + 1)}"
            return Piece(text=text, binding=binding, kinds=f.NUMBER)
        arguments = (left.or_else("{}"), right.or_else("{}"))
        return f.call(function, *arguments, kinds=f.NUMBER | f.NULL)

    return build


def _comparison(sign: str, function: str) -> Callable[[Piece, Piece], Piece]:
    def build(left: Piece, right: Piece) -> Piece:
        if left.kinds == right.kinds and left.kinds in (f.NUMBER, f.STRING):
            return _compared(left.within(f.COMPARISON + 1), sign, right.within(f.COMPARISON + 1))
        first, second = (left, right) if sign in ("<", "<=") else (right, left)
        return f.call(function, first.or_else("{}"), second.or_else("{}"), kinds=f.BOOLEAN)

    return build


def _compared(left: str, sign: str, right: str) -> Piece:
    return Piece(text=f"{left} {sign} {right}", binding=f.COMPARISON, kinds=f.BOOLEAN)


def _equality(sign: str) -> Callable[[Piece, Piece], Piece]:
    def build(left: Piece, right: Piece) -> Piece:
        if not left.kinds & right.kinds or _never_equal(left, right):
            return f.constant(sign == "!=")
        return _compared(_strictly(left, right), sign, _strictly(right, left))

    return build


def _never_equal(left: Piece, right: Piece) -> bool:
    return (
        left.values is not None
        and right.values is not None
        and left.values.isdisjoint(right.values)
    )


def _strictly(piece: Piece, other: Piece) -> str:
    """A missing place equals no null: it gives something else where it is compared with one."""
    if "null" in other.kinds and other.instead is None and piece.instead is not None:
        return piece.or_else("false" if "boolean" not in other.kinds else "{}")
    return piece.within(f.COMPARISON + 1)


def _and(*operands: Piece) -> Piece:
    return reduce(lambda left, right: f.choice(left, right, left), operands)


def _or(*operands: Piece) -> Piece:
    return reduce(lambda left, right: f.choice(left, left, right), operands)


def _length(of: Piece) -> Piece:
    return f.call("len", of.text, kinds=f.NUMBER)


def _appended(list_: Piece, element: Piece) -> Piece:
    if "array" not in list_.kinds:
        raise Untranslatable("append wants a list")
    text = f"{list_.within(f.SUM)} + [{element.text}]"
    return Piece(text=text, binding=f.SUM, kinds=f.ARRAY)


def _merged(*mappings: Piece) -> Piece:
    known = all(mapping.kinds == f.OBJECT for mapping in mappings)
    texts = (mapping.text for mapping in mappings)
    return f.call("merged" if known else "js_merged", *texts, kinds=f.OBJECT)


def _contained(element: Piece, in_: Piece) -> Piece:
    return _compared(element.within(f.COMPARISON + 1), "in", in_.within(f.COMPARISON + 1))


def _field(of: Piece, key: Piece) -> Piece:
    return digging(of.text, f"[{key.text}]")


def digging(base: str, keys: str) -> Piece:
    """A place below *base*, which may be missing."""
    before, after = f"dig({base}, {keys}, ", ")"
    return Piece(text=f"{before}null{after}", binding=f.ATOM, kinds=f.ANY, instead=(before, after))


def keys_notation(keys: tuple[str, ...]) -> str:
    """A list of keys as the expression language writes it; digits are places of a list."""
    return notation(list(keys))


_OPERATIONS: Mapping[str, Callable[..., Piece]] = {
    "+": _plus,
    "-": _arithmetic("-", "js_minus", f.SUM),
    "*": _arithmetic("*", "js_times", f.PRODUCT),
    "/": _arithmetic("/", "js_over", f.PRODUCT),
    "%": _arithmetic("%", "js_remainder", f.PRODUCT),
    "==": _equality("=="),
    "!=": _equality("!="),
    "<": _comparison("<", "js_less"),
    "<=": _comparison("<=", "js_at_most"),
    ">": _comparison(">", "js_less"),
    ">=": _comparison(">=", "js_at_most"),
    "and": _and,
    "or": _or,
    "not": f.negation,
    "if": f.choice,
    "len": _length,
    "append": _appended,
    "merge": _merged,
    "in": _contained,
    "concat": _concatenation,
    "get": _field,
}
