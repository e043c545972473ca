"""Pieces of our expressions, as importers of other expression languages put them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final

from statecraft.expr import tree
from statecraft.expr.children import children, walk
from statecraft.expr.tree import ArithmeticOperator, ComparisonOperator, ComprehensionKind, Expr
from statecraft.interop.untranslatable import Untranslatable
from statecraft.values.json_values import Value


def literal(value: bool | float | str | None) -> Expr:  # noqa: FBT001 - a value is a value
    """A plain value."""
    return tree.Literal(value=value, start=0, end=0)


def constant(value: Value) -> Expr:
    """Any value, written out."""
    match value:
        case list():
            return listed(map(constant, value))
        case dict():
            return mapping((key, constant(inner)) for key, inner in value.items())
        case _:
            return literal(value)


def name(of: str) -> Expr:
    """A name."""
    return tree.Name(name=of, start=0, end=0)


def member(of: Expr, key: str) -> Expr:
    """``of.key``."""
    return tree.Field(of=of, name=key, start=0, end=0)


def item(of: Expr, key: Expr) -> Expr:
    """``of[key]``."""
    return tree.Index(of=of, key=key, start=0, end=0)


def call(function: str, *arguments: Expr) -> Expr:
    """A call of one of the language's functions."""
    return tree.Call(function=function, arguments=arguments, start=0, end=0)


def failure(message: str) -> Expr:
    """An expression that fails with a message."""
    return call("fail", literal(message))


def listed(elements: Iterable[Expr]) -> Expr:
    """A list written out."""
    return tree.ListOf(elements=tuple(elements), start=0, end=0)


def mapping(entries: Iterable[tuple[str, Expr]]) -> Expr:
    """A mapping written out."""
    pairs = tuple((literal(key), value) for key, value in entries)
    return tree.MappingOf(entries=pairs, start=0, end=0)


def compared(left: Expr, operator: ComparisonOperator, right: Expr) -> Expr:
    """``left operator right``."""
    return tree.Compare(first=left, rest=((operator, right),), start=0, end=0)


def computed(left: Expr, operator: ArithmeticOperator, right: Expr) -> Expr:
    """``left operator right``."""
    return tree.Arithmetic(operator=operator, left=left, right=right, start=0, end=0)


def joined(*parts: Expr) -> Expr:
    """The texts of values, one behind the other."""
    pieces: list[str | Expr] = []
    for part in parts:
        if isinstance(part, tree.Joined):
            pieces.extend(part.parts)
        elif isinstance(part, tree.Literal) and isinstance(part.value, str):
            pieces.append(part.value)
        else:
            pieces.append(part)
    return tree.Joined(parts=tuple(pieces), start=0, end=0)


def chosen(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """``then if condition else otherwise``."""
    return tree.Conditional(condition=condition, then=then, otherwise=otherwise, start=0, end=0)


def negative(operand: Expr) -> Expr:
    """``-operand``."""
    if isinstance(operand, tree.Literal) and _is_number(operand.value) and operand.value:
        return literal(-operand.value)  # type: ignore[operator]
    return tree.Negative(operand=operand, start=0, end=0)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def negated(operand: Expr) -> Expr:
    """``not operand``, in as few words as possible."""
    match operand:
        case tree.Not(operand=inside):
            return inside
        case tree.Literal(value=bool() as value):
            return literal(not value)
        case tree.Compare(first=first, rest=((operator, right),)) if operator in _OPPOSITES:
            return compared(first, _OPPOSITES[operator], right)
        case _:
            return tree.Not(operand=operand, start=0, end=0)


_OPPOSITES: Final[Mapping[ComparisonOperator, ComparisonOperator]] = MappingProxyType(
    {"==": "!=", "!=": "==", "in": "not in", "not in": "in"}
)


def both(left: Expr, right: Expr) -> Expr:
    """``left and right``, of truth values."""
    parts = (part for side in (left, right) for part in _parts(side, tree.And))
    return tree.And(parts=tuple(parts), start=0, end=0)


def either(left: Expr, right: Expr) -> Expr:
    """``left or right``, of truth values."""
    parts = (part for side in (left, right) for part in _parts(side, tree.Or))
    return tree.Or(parts=tuple(parts), start=0, end=0)


def _parts(expr: Expr, kind: type[tree.And | tree.Or]) -> tuple[Expr, ...]:
    return expr.parts if isinstance(expr, kind) else (expr,)


def quantified(kind: ComprehensionKind, element: Expr, variable: str, source: Expr) -> Expr:
    """``any(element for variable in source)``, or ``all``."""
    return tree.Comprehension(
        kind=kind,
        element=element,
        variable=variable,
        source=source,
        condition=None,
        start=0,
        end=0,
    )


_LARGEST: Final = 2_000


def bounded(expr: Expr) -> Expr:
    """The expression itself.

    Raises:
        Untranslatable: written out it is larger than is of any use.
    """
    if sum(1 for _ in islice(walk(expr), _LARGEST)) == _LARGEST:
        raise Untranslatable(f"the function has more than {_LARGEST} parts when it is written out")
    return expr


def is_active(path: str) -> Expr:
    """``active('path')``."""
    return tree.Active(path=path, start=0, end=0)


_GIVES_TRUTH: Final = frozenset({"starts_with", "matches", "is_date", "is_number"})
_GIVES_TEXT: Final = frozenset({"str", "lower", "upper", "iso"})
_GIVES_NUMBER: Final = frozenset({"len", "abs", "round", "int", "float", "sum"})


def is_truth(expr: Expr) -> bool:
    """Whether the value is certainly true or false."""
    match expr:
        case tree.Compare() | tree.And() | tree.Or() | tree.Not() | tree.Active():
            return True
        case tree.Comprehension(kind=kind):
            return kind in ("any", "all")
        case tree.Literal(value=value):
            return isinstance(value, bool)
        case tree.Call(function=function):
            return function in _GIVES_TRUTH
        case tree.Conditional(then=then, otherwise=otherwise):
            return is_truth(then) and is_truth(otherwise)
        case _:
            return False


def is_text(expr: Expr) -> bool:
    """Whether the value is certainly a text."""
    match expr:
        case tree.Joined():
            return True
        case tree.Literal(value=value):
            return isinstance(value, str)
        case tree.Call(function=function):
            return function in _GIVES_TEXT
        case tree.Name(name=of):
            return of in ("event_name", "session_id")
        case _:
            return False


def is_numeric(expr: Expr) -> bool:
    """Whether the value is certainly a number."""
    match expr:
        case tree.Literal(value=value):
            return _is_number(value)
        case tree.Arithmetic(operator="+", left=left, right=right):
            return is_numeric(left) or is_numeric(right)
        case tree.Arithmetic() | tree.Negative():
            return True
        case tree.Call(function=function):
            return function in _GIVES_NUMBER
        case _:
            return False


def kind_of(expr: Expr) -> str | None:
    """What kind of value it certainly is; None where that is not known."""
    match expr:
        case tree.Literal(value=None):
            return "null"
        case tree.ListOf():
            return "list"
        case tree.MappingOf():
            return "mapping"
        case _ if is_truth(expr):
            return "truth"
        case _ if is_text(expr):
            return "text"
        case _:
            return "number" if is_numeric(expr) else None


def is_failure(expr: Expr) -> bool:
    """Whether the whole of it is a ``fail(…)``."""
    return isinstance(expr, tree.Call) and expr.function == "fail"


def truth(expr: Expr, falsy: Iterable[Value]) -> Expr:
    """Whether a value counts as true in a language that has other false values than ours.

    *falsy* are these values, false itself among them.
    """
    if is_truth(expr) or is_failure(expr):
        return expr
    if isinstance(expr, tree.Literal):
        return literal(expr.value not in (None, 0, ""))
    if isinstance(expr, tree.ListOf | tree.MappingOf):
        return literal(bool(children(expr)) or [] not in falsy)
    if is_text(expr):
        return compared(expr, "!=", literal(""))
    if is_numeric(expr):
        return compared(expr, "!=", literal(0))
    if isinstance(expr, tree.Conditional):
        then, otherwise = truth(expr.then, falsy), truth(expr.otherwise, falsy)
        return chosen(expr.condition, then, otherwise)
    return compared(expr, "not in", constant(list(falsy)))
