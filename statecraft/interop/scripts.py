"""What the scripts of other engines do, as far as it is translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from statecraft.expr.tree import Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A value for a place."""

    place: Expr
    value: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """``if``."""

    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """``body`` for each element of a list: it is put in ``item``, its number in ``index``."""

    source: Expr
    item: Expr | None
    index: Expr | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message for the log."""

    message: Expr


Statement: TypeAlias = Put | Branch | Each | Told


def mapped(statement: Statement, change: Callable[[Expr], Expr]) -> Statement:
    """The same, with *change* made to each value that is computed."""
    match statement:
        case Put(place=place, value=value):
            return Put(place=place, value=change(value))
        case Branch(condition=condition, then=then, otherwise=otherwise):
            return Branch(
                condition=change(condition),
                then=tuple(mapped(each, change) for each in then),
                otherwise=tuple(mapped(each, change) for each in otherwise),
            )
        case Each(source=source, body=body):
            changed = tuple(mapped(each, change) for each in body)
            return replace(statement, source=change(source), body=changed)
        case Told(message=message):
            return Told(message=change(message))
        case _:
            assert_never(statement)
