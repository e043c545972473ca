"""Which values dimensions can have where a condition holds, as far as it is easy to see.

The answer errs to one side only: a value that is left out is certainly impossible. A part of a
condition that reads one dimension and nothing else is evaluated for each of its values; ``and``,
``or``, ``not`` and named expressions are followed; of anything else nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from statecraft.expr.evaluate import evaluate
from statecraft.expr.problem import EvaluationError
from statecraft.expr.reads import all_nodes, expanded_size, names_read
from statecraft.expr.tree import (
    Active,
    And,
    Can,
    Expr,
    HostCall,
    Name,
    NameKind,
    Not,
    Now,
    Or,
)
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.states import From
from statecraft.values.json_values import Value
from statecraft.values.text import text_of

Known: TypeAlias = Mapping[str, frozenset[str]]
"""Dimension → texts of the values that it can have; one that is not named can have any."""

ANY_STATE: Known = MappingProxyType({})

_LARGEST: Final = 1000
"""Nodes of a condition, named expressions written out, beyond which nothing is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnlyDimensions:
    """A moment of which nothing but dimensions is known, for expressions that read no more."""

    dimensions: Mapping[str, Value]
    context: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    local: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    functions: Mapping[str, Callable[..., Value]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    now_ms: int = 0

    def is_active(self, path: str) -> bool:
        raise AssertionError(path)

    def can(self, args: tuple[Value, ...]) -> bool:
        raise AssertionError(args)


def known_where(condition: Expr, definition: Definition) -> Known | None:
    """What is known where the condition is true; None when it never is."""
    names = _names(definition)
    return _held(condition, names) if _is_small(condition, names) else ANY_STATE


def known_unless(condition: Expr, definition: Definition) -> Known | None:
    """What is known where the condition is false; None when it never is."""
    names = _names(definition)
    return _denied(condition, names) if _is_small(condition, names) else ANY_STATE


def known_at(origins: Iterable[From]) -> Known | None:
    """What the ``from`` requirements of a transition say."""
    return together(
        {origin.dimension: frozenset(map(text_of, origin.values))} for origin in origins
    )


def together(parts: Iterable[Known | None]) -> Known | None:
    """What is known where all of the parts hold; None when they exclude each other."""
    met: Known | None = ANY_STATE
    for part in parts:
        met = _both(met, part)
    return met


def deciding_dimensions(condition: Expr, definition: Definition) -> frozenset[str] | None:
    """The stored dimensions that decide a condition; None when it depends on anything else."""
    return _dimensions_read(condition, _names(definition))


def texts_where(condition: Expr, dimension: Dimension, definition: Definition) -> frozenset[str]:
    """The values of a dimension, which alone decides the condition, at which it certainly holds."""
    every = frozenset(value.text for value in dimension.values)
    denied = known_unless(condition, definition)
    return every if denied is None else every - denied.get(dimension.name, every)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The stored dimensions and the computed names of a machine."""

    dimensions: Mapping[str, Dimension]
    computed: Mapping[str, Expr]


def _names(definition: Definition) -> _Names:
    return _Names(
        dimensions={dimension.name: dimension for dimension in definition.dimensions},
        computed={computed.name: computed.formula.expr for computed in definition.computed},
    )


def _is_small(condition: Expr, names: _Names) -> bool:
    """Whether following every named expression ends soon: each may double what the last began."""
    return expanded_size(condition, names.computed) <= _LARGEST


def _held(expr: Expr, names: _Names) -> Known | None:
    match expr:
        case Not(operand=operand):
            return _denied(operand, names)
        case And(parts=parts):
            return together(_held(part, names) for part in parts)
        case Or(parts=parts):
            return _one_of(_held(part, names) for part in parts)
        case Name(kind=NameKind.COMPUTED, name=name) if name in names.computed:
            return _held(names.computed[name], names)
        case _:
            return _tried(expr, names)


def _denied(expr: Expr, names: _Names) -> Known | None:
    match expr:
        case Not(operand=operand):
            return _held(operand, names)
        case And(parts=parts):
            return _one_of(_denied(part, names) for part in parts)
        case Or(parts=parts):
            return together(_denied(part, names) for part in parts)
        case Name(kind=NameKind.COMPUTED, name=name) if name in names.computed:
            return _denied(names.computed[name], names)
        case _:
            return _tried(Not(operand=expr, start=expr.start, end=expr.end), names)


def _tried(expr: Expr, names: _Names) -> Known | None:
    """What is known by evaluating an expression that reads one dimension, or nothing."""
    read = _dimensions_read(expr, names)
    if read is None or len(read) > 1:
        return ANY_STATE
    if not read:
        return ANY_STATE if _may_hold(expr, {}, names) else None
    (name,) = read
    possible = frozenset(
        value.text
        for value in names.dimensions[name].values
        if _may_hold(expr, {name: value.value}, names)
    )
    return {name: possible} if possible else None


def _may_hold(expr: Expr, dimensions: Mapping[str, Value], names: _Names) -> bool:
    """Whether the value may be true; one that cannot be evaluated may be anything."""
    try:
        return evaluate(expr, _OnlyDimensions(dimensions=dimensions), names.computed) is True
    except EvaluationError:
        return True


def _dimensions_read(expr: Expr, names: _Names) -> frozenset[str] | None:
    """The stored dimensions that an expression reads; None when it reads anything else."""
    nodes = all_nodes(expr, names.computed)
    if any(isinstance(node, Active | Can | Now | HostCall) for node in nodes):
        return None
    read = names_read(expr, names.computed)
    if any(kind in (NameKind.CONTEXT, NameKind.LOCAL) for kind, _ in read):
        return None
    return frozenset(name for kind, name in read if kind is NameKind.DIMENSION)


def _both(a: Known | None, b: Known | None) -> Known | None:
    if a is None or b is None:
        return None
    met = {name: _in_both(name, a, b) for name in {*a, *b}}
    return met if all(met.values()) else None


def _in_both(name: str, a: Known, b: Known) -> frozenset[str]:
    values = [known[name] for known in (a, b) if name in known]
    return frozenset.intersection(*values)


def _one_of(parts: Iterable[Known | None]) -> Known | None:
    """What is known where any of the parts holds."""
    possible = [part for part in parts if part is not None]
    if not possible:
        return None
    return dict(_in_any(possible))


def _in_any(parts: list[Known]) -> Iterator[tuple[str, frozenset[str]]]:
    for name in parts[0]:
        if all(name in part for part in parts):
            yield name, frozenset().union(*(part[name] for part in parts))
