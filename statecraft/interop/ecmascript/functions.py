"""Functions: those of ``Math``, and those that a variable holds and that only give a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from statecraft.expr import tree
from statecraft.expr.tree import Expr
from statecraft.interop.building import call, computed, literal, negative
from statecraft.interop.untranslatable import Untranslatable

_NAMES: Final = r"\s*\(?\s*(?P<names>[A-Za-z_$][\w$]*(?:\s*,\s*[A-Za-z_$][\w$]*)*)?\s*\)?\s*"
_FUNCTION: Final = re.compile(
    rf"\s*function\b\s*[\w$]*{_NAMES}\{{\s*return\b(?P<body>[^;{{}}]*);?\s*\}}\s*", re.ASCII
)
_ARROW: Final = re.compile(rf"{_NAMES}=>\s*(?P<body>[^{{;]*)", re.ASCII)
_LARGEST_POWER: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that does nothing but return a value."""

    parameters: tuple[str, ...]
    body: str


def function_in(text: str) -> Function | None:
    """The function that a text is; None where it is none, or does more than return."""
    found = _FUNCTION.fullmatch(text) or _ARROW.fullmatch(text)
    if found is None:
        return None
    names = (found["names"] or "").replace(" ", "")
    return Function(parameters=tuple(filter(None, names.split(","))), body=found["body"])


def mathematics(function: str, arguments: list[Expr]) -> Expr:
    """A call of one of the functions of ``Math``.

    Raises:
        Untranslatable: we have none like it.
    """
    match function, arguments:
        case "abs", [one]:
            return call("abs", one)
        case (("min" | "max"), [_, _, *_]):
            return call(function, *arguments)
        case "floor", [one]:
            return computed(one, "//", literal(1))
        case "ceil", [one]:
            return negative(computed(negative(one), "//", literal(1)))
        case "round", [one]:
            return computed(computed(one, "+", literal(0.5)), "//", literal(1))
        case "pow", [base, tree.Literal(value=int() as power)] if 1 <= power <= _LARGEST_POWER:
            return _power(base, power)
        case _:
            raise Untranslatable(f"Math.{function} is not translated")


def _power(base: Expr, power: int) -> Expr:
    found = base
    for _ in range(power - 1):
        found = computed(found, "*", base)
    return found
