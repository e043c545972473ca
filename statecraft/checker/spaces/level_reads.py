"""Which levels decide the value of a formula, and what a transition or a rule says."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import Edge, LoweredMoveRule, StateIndex
from statecraft.checker.freed.oracle import ORACLES
from statecraft.checker.spaces.space import Space
from statecraft.expr.reads import active_paths, functions_called, names_read
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.formulas import Formula


def chain_of(space: Space, state: StateIndex) -> Iterator[int]:
    """The levels that decide whether a state is active."""
    row = space.chart.rows[state]
    level = space.dimension_level.get(row.region)
    if level is not None:
        yield level
        return
    for parent in row.ancestors:
        if parent in space.child_level:
            yield space.child_level[parent]


class LevelReads:
    """The levels of one space that are read."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.computed = {c.name: c.formula.expr for c in space.chart.definition.computed}

    def of_edge(self, edge: Edge) -> Iterator[int]:
        """The levels that decide whether a transition is enabled."""
        if edge.source is not None:
            yield from chain_of(self.space, edge.source)
        if edge.when is not None:
            yield from self.of_expr(edge.when.expr)
        yield from (self.space.dimension_level[origin.region] for origin in edge.origins)

    def is_free(self, expr: Expr) -> bool:
        """Whether an expression may have another value although nothing that it reads changed."""
        return not ORACLES.isdisjoint(functions_called(expr, self.computed))

    def of_expr(self, expr: Expr) -> tuple[int, ...]:
        """The levels that the value of an expression depends on."""
        found = self.space.reads.get(id(expr))
        if found is None:
            found = self.space.reads[id(expr)] = tuple(dict.fromkeys(self._read_by(expr)))
        return found

    def _read_by(self, expr: Expr) -> Iterator[int]:
        for kind, name in names_read(expr, self.computed):
            match kind:
                case NameKind.DIMENSION:
                    yield self.space.dimension_level[self.space.chart.by_dimension[name]]
                case NameKind.CONTEXT:
                    yield self.space.variable_level[name]
                case _:
                    continue
        for path in active_paths(expr, self.computed):
            yield from chain_of(self.space, self.space.chart.by_path[path])

    def of(self, formula: Formula | None) -> Iterator[int]:
        """The levels of a formula that may be left out."""
        return iter(() if formula is None else self.of_expr(formula.expr))

    def of_rule(self, lowered: LoweredMoveRule) -> Iterator[int]:
        """The levels that decide what a move rule says."""
        yield from self.of(lowered.rule.when)
        for requirement in lowered.rule.require:
            yield from self.of_expr(requirement.that.expr)
            yield from self.of(requirement.message)
