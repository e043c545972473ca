"""Formulas that no author wrote: counting tries and elements with locals of the run.

The names begin with ``$``, which no author can write, so they clash with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.expr.tree import (
    Arithmetic,
    Call,
    Compare,
    Expr,
    Index,
    ListOf,
    Literal,
    MappingOf,
    Name,
    NameKind,
)
from statecraft.model.formulas import Formula
from statecraft.model.retries import Retry
from statecraft.values.duration import parse_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING

Locals = tuple[tuple[str, Formula], ...]


def literal(value: Value, span: Span) -> Formula:
    """A value written out."""
    return _formula(_literal(value), span)


def name_of(name: str, span: Span) -> Formula:
    """What a local holds."""
    return _formula(_local(name), span)


def first_attempt(span: Span) -> Locals:
    """The first try, before any growth of the delay."""
    return (("attempt", literal(1, span)), ("$growth", literal(1, span)))


def next_attempt(retry: Retry) -> Locals:
    """One more try; the delay of the one after it has grown."""
    grown = _times(_local("$growth"), retry.factor.expr)
    more = _plus_one(_local("attempt"))
    growth = Formula(expr=grown, shape=ANYTHING, text=retry.factor.text, span=retry.span)
    return (("attempt", _formula(more, retry.span)), ("$growth", growth))


def more_attempts(retry: Retry) -> Formula:
    """Whether tries are left."""
    left = _less(_local("attempt"), retry.attempts.expr)
    return Formula(expr=left, shape=ANYTHING, text=retry.attempts.text, span=retry.span)


def paused(retry: Retry) -> Formula:
    """The delay before the next try: as written, grown by the factor if there is one."""
    delay = retry.delay
    if isinstance(retry.factor.expr, Literal) and retry.factor.expr.value == 1:
        return delay
    seconds: Expr = delay.expr
    if isinstance(delay.expr, Literal) and isinstance(delay.expr.value, str):
        seconds = Literal(value=parse_duration(delay.expr.value) / 1000, start=0, end=0)
    grown = _times(seconds, _local("$growth"))
    return Formula(expr=grown, shape=ANYTHING, text=delay.text, span=delay.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """How a loop goes on: the locals it begins with, whether a round follows, and with what.

    ``next`` are the locals that are set between two rounds.
    """

    first: Locals
    more: Formula
    element: Formula
    next: Locals


def counted_rounds(each: str, span: Span) -> Rounds:
    """One round for each element of the list."""
    at = f"${each}.at"
    element = Index(of=_local(f"${each}"), key=_local(at), start=0, end=0)
    return Rounds(
        first=((at, literal(0, span)),),
        more=_formula(_less(_local(at), _length(each)), span),
        element=_formula(element, span),
        next=((at, _formula(_plus_one(_local(at)), span)),),
    )


def asked_rounds(more: Formula) -> Rounds:
    """As many rounds as a condition holds; none of them has an element."""
    return Rounds(first=(), more=more, element=literal(None, more.span), next=())


def too_many_elements(each: str, at_most: int, span: Span) -> Formula:
    """Whether the list is longer than it may be."""
    return _formula(_less(_literal(at_most), _length(each)), span)


def error_of(step: str, code: str, message: str, span: Span) -> Locals:
    """The local ``error`` of a failure that lowering itself describes."""
    said: dict[str, int | str] = {"code": code, "message": message, "step": step, "attempt": 1}
    entries = tuple((_literal(key), _literal(value)) for key, value in said.items())
    return (("error", _formula(MappingOf(entries=entries, start=0, end=0), span)),)


def as_list(source: Formula) -> Formula:
    """The elements, all at once; what is no list is no list plus an empty one either."""
    nothing = ListOf(elements=(), start=0, end=0)
    joined = Arithmetic(operator="+", left=source.expr, right=nothing, start=0, end=0)
    return Formula(expr=joined, shape=source.shape, text=source.text, span=source.span)


def _formula(expr: Expr, span: Span) -> Formula:
    return Formula(expr=expr, shape=ANYTHING, text="", span=span)


def _length(each: str) -> Expr:
    return Call(function="len", arguments=(_local(f"${each}"),), start=0, end=0)


def _literal(value: Value) -> Expr:
    match value:
        case dict():
            entries = tuple((_literal(name), _literal(of)) for name, of in value.items())
            return MappingOf(entries=entries, start=0, end=0)
        case list():
            return ListOf(elements=tuple(map(_literal, value)), start=0, end=0)
        case _:
            return Literal(value=value, start=0, end=0)


def _local(name: str) -> Name:
    return Name(name=name, kind=NameKind.LOCAL, start=0, end=0)


def _plus_one(of: Expr) -> Expr:
    return Arithmetic(operator="+", left=of, right=_literal(1), start=0, end=0)


def _times(left: Expr, right: Expr) -> Expr:
    return Arithmetic(operator="*", left=left, right=right, start=0, end=0)


def _less(left: Expr, right: Expr) -> Expr:
    return Compare(first=left, rest=(("<", right),), start=0, end=0)
