"""Conditions of a definition on the levels that they read, evaluated by the kernel's own functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statecraft.chart.tables import StateIndex
from statecraft.checker.model import All, Opposite, Predicate, Some, Test
from statecraft.checker.space import OfDimension, OfVariable, Space
from statecraft.checker.support import Followed
from statecraft.expr import tree
from statecraft.expr.reads import calls_can
from statecraft.expr.tree import Expr
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.program import Program
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value


class Moment:
    """An environment of formulas made of some levels: those that the formula reads."""

    __slots__ = ("active", "context", "dimensions", "functions", "local", "now_ms")

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.dimensions: dict[str, Value] = {}
        self.context: dict[str, Value] = {}
        self.local: dict[str, Value] = {}
        self.functions = functions
        self.now_ms = 0
        self.active: frozenset[str] = frozenset()

    def is_active(self, path: str) -> bool:
        """Whether a state of the tree is active; formulas that ask so are asked of snapshots."""
        return path in self.active

    def can(self, args: tuple[Value, ...]) -> bool:
        """Formulas that ask so are asked of snapshots."""
        raise AssertionError(f"can{args} has no answer here")


class Conditions:
    """Makes predicates of a space's formulas."""

    def __init__(self, space: Space, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.space = space
        self.program = Program(space.chart)
        self.computed = {c.name: c.formula.expr for c in space.chart.definition.computed}
        self._functions = functions
        self._followed = Followed(space)

    def reads(self, expr: Expr) -> tuple[int, ...]:
        """The levels that an expression reads."""
        return tuple(sorted(set(self._followed.reads(expr))))

    def is_local(self, expr: Expr) -> bool:
        """Whether the value depends on dimensions and variables alone."""
        meanings = [self.space.levels[level].meaning for level in self.reads(expr)]
        return not calls_can(expr, self.computed) and all(
            isinstance(meaning, OfDimension | OfVariable) for meaning in meanings
        )

    def predicate(self, formula: Formula) -> Predicate | None:
        """The condition, split at its ``and``, ``or`` and ``not``; None where it is not local."""
        return self._split(formula.expr, formula) if self.is_local(formula.expr) else None

    def _split(self, expr: Expr, formula: Formula) -> Predicate:
        match expr:
            case tree.And(parts=parts):
                return All(parts=tuple(self._split(part, formula) for part in parts))
            case tree.Or(parts=parts):
                return Some(parts=tuple(self._split(part, formula) for part in parts))
            case tree.Not(operand=operand):
                return Opposite(part=self._split(operand, formula))
            case tree.Name(name=name, kind=tree.NameKind.COMPUTED) if name in self.computed:
                return self._split(self.computed[name], formula)
            case _:
                return self.test(expr, formula)

    def test(self, expr: Expr, formula: Formula) -> Test:
        """A condition as one test; where it cannot be evaluated it counts as false."""
        part = Formula(expr=expr, shape=formula.shape, text=formula.text, span=formula.span)
        read = self.program.reader(part)
        levels = self.reads(expr)
        fill = [self._filler(level) for level in levels]

        def holds(codes: tuple[int, ...]) -> bool:
            moment = Moment(self._functions)
            for put, code in zip(fill, codes, strict=True):
                put(moment, code)
            try:
                return read(moment) is True
            except ExecutionFailure:
                return False

        return Test(levels=levels, holds=holds)

    def _filler(self, level: int) -> Callable[[Moment, int], None]:
        of = self.space.levels[level]
        match of.meaning:
            case OfDimension(region=region):
                name, rows = self.space.chart.regions[region].name, self.space.chart.rows
                return lambda moment, code: moment.dimensions.__setitem__(
                    name, rows[of.values[code]].value
                )
            case OfVariable(name=name):
                return lambda moment, code: moment.context.__setitem__(name, of.values[code])
            case _:
                raise AssertionError("only local formulas are evaluated on levels")


def is_active(space: Space, state: StateIndex) -> Predicate:
    """Whether a state is active, on the levels of the states around it.

    The root of a region, and a history state, belong to no configuration.
    """
    row = space.chart.rows[state]
    region = space.chart.regions[row.region]
    if row.parent is None:
        return Some(parts=())
    if region.dimension is not None:
        return _holds_value(space, space.dimension_level[row.region], state)
    parts = []
    for child, parent in zip((state, *row.ancestors), row.ancestors, strict=False):
        if parent in space.child_level:
            parts.append(_holds_value(space, space.child_level[parent], child))
    return All(parts=tuple(parts))


def _holds_value(space: Space, level: int, state: StateIndex) -> Predicate:
    code = space.levels[level].codes.get(state)
    if code is None:
        return Some(parts=())
    return Test(levels=(level,), holds=lambda codes: codes[0] == code)
