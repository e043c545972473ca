"""What the functions and methods of ECMAScript's own library are here, of translated values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from statecraft.expr import tree
from statecraft.expr.tree import Expr
from statecraft.interop import building
from statecraft.interop.building import (
    call,
    chosen,
    compared,
    computed,
    kind_of,
    listed,
    literal,
    negative,
)
from statecraft.interop.untranslatable import Untranslatable

_LARGEST_POWER: Final = 8
_METHODS: Final[Mapping[tuple[str, int], str]] = MappingProxyType(
    {
        ("toLowerCase", 0): "lower",
        ("toUpperCase", 0): "upper",
        ("startsWith", 1): "starts_with",
        ("toString", 0): "str",
    }
)
_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "String": "str",
        "Number": "float",
        "parseFloat": "float",
        "parseInt": "int",
        "Object.keys": "keys",
        "Object.values": "values",
    }
)


def method(of: Expr, name: str, arguments: Sequence[Expr]) -> Expr:
    """``of.name(arguments)``.

    Raises:
        Untranslatable: we have nothing like it.
    """
    ours = _METHODS.get((name, len(arguments)))
    match name, arguments:
        case _ if ours is not None:
            return call(ours, of, *arguments)
        case "includes", [wanted]:
            return compared(wanted, "in", of)
        case "hasOwnProperty", [key]:
            return compared(key, "in", call("keys", of))
        case "concat", others:
            return added(of, others)
        case "getElementsByTagName", [tag]:
            return found_below(of, tag)
        case "getAttribute", [key]:
            return call("get", of, key, literal(None))
        case _:
            raise Untranslatable(f"the method {name} is not translated")


def found_below(of: Expr, tag: Expr) -> Expr:
    """The elements of that name inside an element, as data hold XML."""
    below = call("get", of, literal("*"), building.mapping(()))
    return call("get", below, tag, listed(()))


def added(of: Expr, others: Sequence[Expr]) -> Expr:
    """``of.concat(others)``: what is certainly no list is an element."""
    if building.is_text(of):
        return building.joined(of, *others)
    lists = [each if kind_of(each) in (None, "list") else listed([each]) for each in others]
    written = [part for part in (of, *lists) if part != listed(())]
    found = written[0] if written else listed(())
    for part in written[1:]:
        found = computed(found, "+", part)
    return found


def library(function: str, arguments: Sequence[Expr]) -> Expr:
    """A call of one of the functions that are always there, named with its object.

    Raises:
        Untranslatable: we have none like it.
    """
    ours = _FUNCTIONS.get(function)
    match function, arguments:
        case _, [one] if ours is not None:
            return call(ours, one)
        case "Array.isArray", [one]:
            return is_list(one)
        case "Math.abs", [one]:
            return call("abs", one)
        case (("Math.min" | "Math.max"), [_, _, *_]):
            return call(function.removeprefix("Math."), *arguments)
        case "Math.floor", [one]:
            return computed(one, "//", literal(1))
        case "Math.ceil", [one]:
            return negative(computed(negative(one), "//", literal(1)))
        case "Math.round", [one]:
            return computed(computed(one, "+", literal(0.5)), "//", literal(1))
        case "Math.pow", [base, tree.Literal(value=int() as power)] if 1 <= power <= _LARGEST_POWER:
            return _power(base, power)
        case _:
            raise Untranslatable(f"the function {function} is not known, or not translated")


def is_list(value: Expr) -> Expr:
    """Whether a value is a list: it is no text, and written with brackets."""
    text = call("str", value)
    begins = call("starts_with", text, literal("["))
    return building.both(compared(text, "!=", value), begins)


def _power(base: Expr, power: int) -> Expr:
    found = base
    for _ in range(power - 1):
        found = computed(found, "*", base)
    return found


def remainder(left: Expr, right: Expr) -> Expr:
    """``left % right``: it has the sign of what is divided, and ours that of the divisor."""
    match left:
        case tree.Literal(value=int() | float() as number) if number >= 0:
            return computed(left, "%", right)
        case tree.Call(function="len"):
            return computed(left, "%", right)
        case _:
            return call("js_remainder", left, right)


def plus(left: Expr, right: Expr) -> Expr:
    """``left + right``: texts are joined, and where neither side is known, as JavaScript adds."""
    if building.is_text(left) or building.is_text(right):
        return building.joined(left, right)
    if building.is_numeric(left) or building.is_numeric(right):
        return computed(left, "+", right)
    return call("js_plus", left, right)


_TYPES: Final[Mapping[str | None, str]] = MappingProxyType(
    {
        "null": "undefined",
        "truth": "boolean",
        "text": "string",
        "number": "number",
        "list": "object",
        "mapping": "object",
    }
)


def type_of(value: Expr) -> Expr:
    """``typeof value``."""
    known = _TYPES.get(kind_of(value))
    found: Expr = literal(known or "object")
    for test, kind in () if known else reversed(_kinds(value)):
        found = chosen(test, literal(kind), found)
    return found


def _kinds(value: Expr) -> tuple[tuple[Expr, str], ...]:
    """Conditions, of which the first that holds says what ``typeof`` gives."""
    return (
        (compared(value, "==", literal(None)), "undefined"),
        (compared(value, "in", building.constant([True, False])), "boolean"),
        (compared(call("str", value), "==", value), "string"),
        (call("is_number", value), "number"),
    )


def field(of: Expr, key: str) -> Expr:
    """A member; a missing one is null. Of a null value it fails, as there."""
    return call("get", of, literal(key), literal(None))
