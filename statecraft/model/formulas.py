"""A checked expression with its place: what conditions, data and formulas become."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.expr.tree import Expr
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A condition or a piece of data. ``text`` is what the author wrote, for messages.

    ``shape`` is the type of its value. Literal data is a formula whose expression reads nothing.
    """

    expr: Expr
    shape: Shape
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ``set``, ``merge`` or ``unset`` writes: a context variable and a path inside it."""

    variable: str
    steps: tuple[str | int | Expr, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a node says of itself to people: none of it changes what the machine does."""

    label: str | None = None
    describe: str | None = None
    tags: tuple[str, ...] = ()
    meta: Value = None


NOTHING_SAID = Described()
