"""Conditions of a definition on the levels that they read, evaluated as the kernel does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, assert_never

from statecraft.chart.tables import StateIndex
from statecraft.checker.engines.cubes import TooWide, mixtures
from statecraft.checker.model import All, Codes, Opposite, Predicate, Some, Test
from statecraft.checker.spaces.level_reads import chain_of
from statecraft.checker.spaces.space import OfChild, OfDimension, OfVariable, Space
from statecraft.expr import tree
from statecraft.expr.evaluate import evaluate
from statecraft.expr.generate import compile_expr
from statecraft.expr.problem import EvaluationError
from statecraft.expr.reads import all_nodes
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.program import Program
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value

_FEW_EVALUATIONS = 64


class CannotTell(Exception):
    """A condition cannot be evaluated in some state, or not on levels."""


class Moment:
    """An environment of formulas made of some levels: those that the formula reads.

    ``children`` holds the active child of each compound state that is among them.
    """

    __slots__ = ("children", "context", "dimensions", "functions", "local", "now_ms", "space")

    def __init__(self, space: Space, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.space = space
        self.dimensions: dict[str, Value] = {}
        self.context: dict[str, Value] = {}
        self.children: dict[StateIndex, StateIndex | None] = {}
        self.local: dict[str, Value] = {}
        self.functions = functions
        self.now_ms = 0

    def is_active(self, path: str) -> bool:
        """Whether the state of the tree with this full path is active."""
        row = self.space.chart.rows[self.space.chart.by_path[path]]
        return all(
            self.children[parent] == child
            for child, parent in zip((row.index, *row.ancestors), row.ancestors, strict=False)
            if parent in self.space.child_level
        )

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
        self._readings: dict[Expr, tuple[tuple[int, ...], bool]] = {}
        self._tests: dict[Expr, Test] = {}

    def reads(self, expr: Expr) -> tuple[int, ...]:
        """The levels that an expression reads."""
        return self._reading(expr)[0]

    def is_local(self, expr: Expr) -> bool:
        """Whether the value depends on nothing but levels, each of few values."""
        levels, is_local = self._reading(expr)
        return is_local and all(self.space.levels[level].is_closed for level in levels)

    def levels_alone(self, expr: Expr) -> tuple[int, ...] | None:
        """The levels that an expression reads; None where it reads more than levels."""
        levels, is_local = self._reading(expr)
        return levels if is_local else None

    def _reading(self, expr: Expr) -> tuple[tuple[int, ...], bool]:
        found = self._readings.get(expr)
        if found is None:
            levels: set[int] = set()
            is_local = True
            for node in all_nodes(expr, self.computed):
                is_local = self._note(node, levels) and is_local
            found = self._readings[expr] = (tuple(sorted(levels)), is_local)
        return found

    def _note(self, node: Expr, levels: set[int]) -> bool:
        """Add what a node reads itself; False where that is no level."""
        space = self.space
        match node:
            case tree.Name(name=name, kind=NameKind.DIMENSION):
                levels.add(space.dimension_level[space.chart.by_dimension[name]])
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                levels.add(space.variable_level[name])
            case tree.Name(kind=NameKind.LOCAL) | tree.Can() | tree.Now() | tree.HostCall():
                return False
            case tree.Active(path=path):
                levels.update(chain_of(space, space.chart.by_path[path]))
            case _:
                pass
        return True

    def predicate(self, formula: Formula) -> Predicate | None:
        """A condition; where it cannot be evaluated it is false. None where it is not local."""
        if not self.is_local(formula.expr):
            return None
        split = self._split(formula.expr)
        return split if self._is_total(split) else _forgiving(self.test(formula.expr))

    def _is_total(self, predicate: Predicate) -> bool:
        """Whether every test can be evaluated everywhere; one that reads much is not looked at."""
        sizes = [level.size for level in self.space.levels]
        try:
            for test in tests_of(predicate):
                for codes in mixtures(test.levels, sizes):
                    test.holds(codes)
        except (CannotTell, TooWide):
            return False
        return True

    def strict(self, formula: Formula) -> Predicate | None:
        """A condition, split at ``and``, ``or`` and ``not``; None where it is not local.

        A test of it raises ``CannotTell`` where it cannot be evaluated, even where what stands
        before it would have decided.
        """
        return self._split(formula.expr) if self.is_local(formula.expr) else None

    def _split(self, expr: Expr) -> Predicate:
        match expr:
            case tree.And(parts=parts):
                return All(parts=tuple(self._split(part) for part in parts))
            case tree.Or(parts=parts):
                return Some(parts=tuple(self._split(part) for part in parts))
            case tree.Not(operand=operand):
                return Opposite(part=self._split(operand))
            case tree.Name(name=name, kind=NameKind.COMPUTED) if name in self.computed:
                return self._split(self.computed[name])
            case _:
                return self.test(expr)

    def test(self, expr: Expr) -> Test:
        """A condition as one test.

        It raises ``CannotTell`` where it has no value, or one that is neither true nor false.
        """
        found = self._tests.get(expr)
        if found is None:
            found = self._tests[expr] = self._new_test(expr, self.reads(expr))
        return found

    def _new_test(self, expr: Expr, levels: tuple[int, ...]) -> Test:
        read = self._evaluator(expr, levels)
        known: dict[Codes, bool] = {}
        fill = [self._filler(level) for level in levels]
        space, functions = self.space, self._functions

        def holds(codes: Codes) -> bool:
            if codes in known:
                return known[codes]
            moment = Moment(space, functions)
            for put, code in zip(fill, codes, strict=True):
                put(moment, code)
            try:
                value = read(moment)
            except EvaluationError as error:
                raise CannotTell from error
            if value is True or value is False:
                known[codes] = value
                return value
            raise CannotTell

        return Test(levels=levels, holds=holds)

    def _evaluator(self, expr: Expr, levels: tuple[int, ...]) -> Callable[[Moment], Value]:
        """The value of an expression: a function is compiled only where it is called often."""
        mixtures = math.prod(self.space.levels[level].size for level in levels)
        if mixtures > _FEW_EVALUATIONS:
            return compile_expr(expr, self.program.computed)
        computed = self.computed
        return lambda moment: evaluate(expr, moment, computed)

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
            case OfChild(state=state):
                return lambda moment, code: moment.children.__setitem__(state, of.values[code])
            case _:
                raise AssertionError("only local formulas are evaluated on levels")


def tests_of(predicate: Predicate) -> Iterator[Test]:
    """The tests that a condition is made of."""
    match predicate:
        case Test():
            yield predicate
        case Opposite(part=part):
            yield from tests_of(part)
        case All(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from tests_of(part)
        case _:
            assert_never(predicate)


def _forgiving(test: Test) -> Test:
    def holds(codes: Codes) -> bool:
        try:
            return test.holds(codes)
        except CannotTell:
            return False

    return Test(levels=test.levels, holds=holds)


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
