"""The tree of an expression: what an author wrote, free of any notion of how it is run.

Every node says where it stands in its text; places take no part in equality, so two trees are
equal when they mean the same. ``parse`` makes names unbound; ``check`` binds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal as OneOf
from typing import TypeAlias

from statecraft.values.shape import ANYTHING, Shape

ComparisonOperator: TypeAlias = OneOf["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
ArithmeticOperator: TypeAlias = OneOf["+", "-", "*", "/", "//", "%"]
ComprehensionKind: TypeAlias = OneOf["any", "all", "sum", "len"]


class NameKind(StrEnum):
    """What a name stands for."""

    UNBOUND = "unbound"
    """As parsed: not looked up yet."""
    DIMENSION = "dimension"
    CONTEXT = "context"
    COMPUTED = "computed"
    """A named expression, a computed context variable or a computed dimension."""
    LOCAL = "local"
    """A reserved name such as ``event``, or an ``as`` name."""
    VARIABLE = "variable"
    """The variable of a comprehension around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value written out: null, a boolean, a number (also a negative one) or a string."""

    value: bool | int | float | str | None
    start: int = field(compare=False)
    end: int = field(compare=False)
    kind: str = field(init=False, repr=False)
    """The class of the value: keeps ``1``, ``1.0`` and ``true`` unequal, as Python would not."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", type(self.value).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name. ``prefix`` is ``context`` or ``dim`` where the author wrote it so, else empty.

    ``shape`` is what ``check`` knows of its values; only a dimension's is certain at every moment,
    because context is held to its schema at the end of a step.
    """

    name: str
    kind: NameKind = NameKind.UNBOUND
    prefix: str = field(default="", compare=False)
    shape: Shape = field(default=ANYTHING, compare=False, repr=False)
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``of.name``: a key of a mapping, never an attribute."""

    of: Expr
    name: str
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """``of[key]``: a key of a mapping, a place of a list or a character of a string."""

    of: Expr
    key: Expr
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """A comparison chain: ``a < b <= c`` is ``first`` a and ``rest`` (("<", b), ("<=", c))."""

    first: Expr
    rest: tuple[tuple[ComparisonOperator, Expr], ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of two or more parts; none of them is itself an ``And``."""

    parts: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """One of two or more parts; none of them is itself an ``Or``."""

    parts: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """``not operand``."""

    operand: Expr
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """``-operand``; the operand is no number written out, which would be a negative literal."""

    operand: Expr
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """Two operands and an operator; ``+`` also joins two strings or two lists."""

    operator: ArithmeticOperator
    left: Expr
    right: Expr
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """``then if condition else otherwise``."""

    condition: Expr
    then: Expr
    otherwise: Expr
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list written out."""

    elements: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingOf:
    """A mapping written out: pairs of key and value in order of text; later keys win."""

    entries: tuple[tuple[Expr, Expr], ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An f-string: texts and expressions in order; no empty text, no two texts side by side."""

    parts: tuple[str | Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of one of the language's own functions."""

    function: str
    arguments: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCall:
    """A call of a function that the definition declares and the host provides."""

    function: str
    arguments: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comprehension:
    """``kind(element for variable in source if condition)`` over a list."""

    kind: ComprehensionKind
    element: Expr
    variable: str
    source: Expr
    condition: Expr | None
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """``active('working.red')``: whether a state is active."""

    path: str
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """``can('SUBMIT')`` or ``can('dimension', value)``; the first argument is a string literal."""

    arguments: tuple[Expr, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """``now()``: the turn's fixed time in seconds."""

    start: int = field(compare=False)
    end: int = field(compare=False)


Constructed: TypeAlias = (
    ListOf | MappingOf | Joined | Call | HostCall | Comprehension | Active | Can | Now
)
"""What brings its own brackets or quotes."""

Expr: TypeAlias = (
    Literal
    | Name
    | Field
    | Index
    | Compare
    | And
    | Or
    | Not
    | Negative
    | Arithmetic
    | Conditional
    | Constructed
)
"""Any node."""
