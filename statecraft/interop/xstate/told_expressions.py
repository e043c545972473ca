"""Expressions of this language → expressions as data, where the vocabulary can say them.

Each carries its own text under ``$statecraft``, which the import reads in its place: so what the
vocabulary says only nearly, or not at all, comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr import tree
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.tree import Expr
from statecraft.interop.xstate.expressions import OWN

_ARITHMETIC: Final = MappingProxyType({"+": "+", "-": "-", "*": "*", "/": "/", "%": "%"})
_CALLS: Final = MappingProxyType({"len": "len", "merged": "merge", "js_plus": "+", "dig": "get"})


class Unsayable(Exception):
    """An expression that the vocabulary has no word for; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Translates the expressions of one machine.

    ``variables`` are the names of its context; ``id_of`` gives the id of a state by its path.
    """

    variables: frozenset[str]
    id_of: Callable[[str], str]

    def data(self, data: Any, lose: Callable[[str], None]) -> Any:
        """Data, in which texts that begin with ``=`` are formulas."""
        match data:
            case str() if data.startswith("=="):
                return data[1:]
            case str() if data.startswith("="):
                return self.expression(data[1:].strip(), lose)
            case dict():
                if any(str(key).startswith("$") for key in data):
                    return {"$lit": data}
                return {key: self.data(value, lose) for key, value in data.items()}
            case list():
                return {"$list": [self.data(value, lose) for value in data]}
            case _:
                return data

    def expression(self, text: str, lose: Callable[[str], None]) -> dict[str, Any]:
        """A formula's text as an expression; what cannot be said is told to *lose*."""
        try:
            said = self._said(parse(text))
        except (Unsayable, ExpressionError) as problem:
            lose(f"the expression {text!r}: XState's data cannot say {problem}")
            said = {}
        return {
            **(said if isinstance(said, dict) and _is_marked(said) else _as_marked(said)),
            OWN: text,
        }

    def guard(self, condition: Any, lose: Callable[[str], None]) -> dict[str, Any]:
        """A condition as a guard."""
        text = condition if isinstance(condition, str) else str(condition).lower()
        try:
            return {**self._guard(parse(text)), OWN: text}
        except (Unsayable, ExpressionError) as problem:
            lose(f"the condition {text!r}: XState's data cannot say {problem}")
            return {"type": "@expr", "params": {"expr": {OWN: text}}, OWN: text}

    def _guard(self, expr: Expr) -> dict[str, Any]:
        match expr:
            case tree.And(parts=parts):
                return _combined("@and", [self._guard(part) for part in parts])
            case tree.Or(parts=parts):
                return _combined("@or", [self._guard(part) for part in parts])
            case tree.Not(operand=operand):
                return {"type": "@not", "params": {"guard": self._guard(operand)}}
            case tree.Active(path=path):
                return {"type": "@in", "params": {"state": f"#{self.id_of(path)}"}}
            case tree.HostCall(function=function):
                return {"type": function}
            case _:
                return {"type": "@expr", "params": {"expr": self._said(expr)}}

    def _said(self, expr: Expr) -> Any:
        match expr:
            case tree.Literal(value=value):
                return value
            case tree.Name() | tree.Field() | tree.Index():
                return self._read(expr)
            case tree.Compare(first=first, rest=rest):
                return self._compared(first, rest)
            case tree.And(parts=parts):
                return _op("and", *map(self._said, parts))
            case tree.Or(parts=parts):
                return _op("or", *map(self._said, parts))
            case tree.Not(operand=operand):
                return _op("not", self._said(operand))
            case tree.Negative(operand=operand):
                return _op("-", 0, self._said(operand))
            case tree.Arithmetic(operator=operator, left=left, right=right):
                if operator not in _ARITHMETIC:
                    raise Unsayable(operator)
                return _op(operator, self._said(left), self._said(right))
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                return _op("if", self._said(condition), self._said(then), self._said(otherwise))
            case _:
                return self._built(expr)

    def _built(self, expr: Expr) -> Any:
        match expr:
            case tree.ListOf(elements=elements):
                return {"$list": [self._said(element) for element in elements]}
            case tree.MappingOf(entries=entries):
                return {"$obj": {_key(key): self._said(value) for key, value in entries}}
            case tree.Joined(parts=parts):
                said = [part if isinstance(part, str) else self._said(part) for part in parts]
                return _op("concat", *said)
            case tree.Call(function="get", arguments=(of, key, tree.Literal(value=None))):
                return _op("get", self._said(of), self._said(key))
            case tree.Call(function=("len" | "merged" | "js_plus") as name, arguments=arguments):
                return _op(_CALLS[name], *map(self._said, arguments))
            case _:
                raise Unsayable(type(expr).__name__.lower())

    def _read(self, expr: Expr) -> dict[str, Any]:
        match expr:
            case tree.Name(name="event_name"):
                return {"$var": "event.type"}
            case tree.Name(name="event" | "input" as name):
                return {"$var": name}
            case tree.Name(name=name) if name in self.variables:
                return {"$var": f"context.{name}"}
            case tree.Field(of=of, name=name):
                return self._below(of, name)
            case tree.Index(of=of, key=tree.Literal(value=str(key))) if "." not in key:
                return self._below(of, key)
            case tree.Index(of=of, key=key):
                return _op("get", self._said(of), self._said(key))
            case _:
                raise Unsayable(getattr(expr, "name", "this name"))

    def _below(self, of: Expr, key: str) -> dict[str, Any]:
        if isinstance(of, tree.Name) and of.name == "context" and key in self.variables:
            return {"$var": f"context.{key}"}
        base = self._said(of)
        if isinstance(base, dict) and "$var" in base:
            return {"$var": f"{base['$var']}.{key}"}
        return _op("get", base, key)

    def _compared(self, first: Expr, rest: tuple[tuple[str, Expr], ...]) -> dict[str, Any]:
        pairs, left = [], first
        for operator, right in rest:
            pairs.append(_comparison(operator, self._said(left), self._said(right)))
            left = right
        return reduce(lambda one, other: _op("and", one, other), pairs)


def _comparison(operator: str, left: Any, right: Any) -> dict[str, Any]:
    if operator == "not in":
        return _op("not", _op("in", left, right))
    return _op(operator, left, right)


def _op(operator: str, *operands: Any) -> dict[str, Any]:
    return {"$op": [operator, *operands]}


def _combined(kind: str, guards: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "params": {"guards": guards}}


def _key(key: Expr) -> str:
    if isinstance(key, tree.Literal) and isinstance(key.value, str):
        return key.value
    raise Unsayable("a computed key")


def _is_marked(said: Mapping[str, Any]) -> bool:
    return not said or any(key.startswith("$") for key in said)


def _as_marked(said: Any) -> dict[str, Any]:
    return {"$lit": said}
