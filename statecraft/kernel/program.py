"""The chart's formulas and blocks as functions, compiled when first needed and kept.

A program belongs to one lowered chart. Entries are found by the identity of the formula or
block, which the chart keeps alive. Compiling twice in two threads at once does no harm: both
results are equal and one is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statecraft.chart.extension import extended
from statecraft.chart.tables import LoweredChart
from statecraft.diagnostics import quoted
from statecraft.expr.environment import Environment
from statecraft.expr.generate import compile_expr
from statecraft.expr.problem import EvaluationError
from statecraft.expr.reads import reads_event
from statecraft.expr.tree import And, Expr
from statecraft.kernel.executable import Executable, compile_block
from statecraft.kernel.failures import ExecutionFailure
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, compile_shape

if TYPE_CHECKING:
    from statecraft.kernel.change import Changes
    from statecraft.kernel.selection import Asked

_MOST_EXTENDED = 256
"""How many charts with runs are kept. Each entry that is found by a chart's identity holds it."""

Reader = Callable[[Environment], Value]
Condition = Callable[[Environment], bool]


class Program:
    """Compiled forms of everything in a chart that is evaluated or executed."""

    __slots__ = (
        "_blocks",
        "_conditions",
        "_empty",
        "_extended",
        "_formulas",
        "_known_conjuncts",
        "_reads_event",
        "asked",
        "changes",
        "computed",
        "definitions",
        "fits",
    )

    def __init__(self, chart: LoweredChart) -> None:
        is_null = chart.definition.profile.empty_is_null
        self._empty: Reader = lambda _environment: None if is_null else {}
        self._extended: dict[tuple[int, str], tuple[LoweredChart, LoweredChart]] = {}
        self._formulas: dict[int, Reader] = {}
        self._conditions: dict[int, Condition] = {}
        self._known_conjuncts: dict[int, tuple[Condition, ...]] = {}
        self._blocks: dict[int, Executable] = {}
        self._reads_event: dict[int, bool] = {}
        self.asked: dict[tuple[Any, ...], tuple[LoweredChart, Asked]] = {}
        self.changes: Changes = {}
        self.definitions = {c.name: c.formula.expr for c in chart.definition.computed}
        self.computed: dict[str, Reader] = {}
        for computed in chart.definition.computed:
            self.computed[computed.name] = compile_expr(computed.formula.expr, self.computed)
        self.fits = {
            variable.name: compile_shape(variable.shape) for variable in chart.definition.context
        }

    def extended(self, chart: LoweredChart, key: str) -> LoweredChart:
        """*chart* with one more region, for a run of the template *key*."""
        found = self._extended.get((id(chart), key))
        if found is None:
            if len(self._extended) >= _MOST_EXTENDED:
                self._extended.clear()
                self.asked.clear()
            found = (chart, extended(chart, key))
            self._extended[id(chart), key] = found
        return found[1]

    def reader(self, formula: Formula) -> Reader:
        """The function that evaluates *formula*; it raises ``ExecutionFailure`` with the place."""
        found = self._formulas.get(id(formula))
        if found is None:
            raw = compile_expr(formula.expr, self.computed)
            found = self._formulas[id(formula)] = _located(raw, formula)
        return found

    def data(self, formula: Formula | None) -> Reader:
        """The function that evaluates a payload; without one it is what none means here."""
        return self.reader(formula) if formula is not None else self._empty

    def condition(self, formula: Formula) -> Condition:
        """Like ``reader``, for a formula whose value must be true or false."""
        found = self._conditions.get(id(formula))
        if found is None:
            found = self._conditions[id(formula)] = _decided(self.reader(formula), formula)
        return found

    def known_conjuncts(self, formula: Formula) -> tuple[Condition, ...]:
        """The parts of a condition that must all hold and do not read the payload."""
        found = self._known_conjuncts.get(id(formula))
        if found is None:
            parts = formula.expr.parts if isinstance(formula.expr, And) else ()
            found = self._known_conjuncts[id(formula)] = tuple(
                self.condition(replace(formula, expr=part, shape=ANYTHING))
                for part in parts
                if not reads_event(part, self.definitions)
            )
        return found

    def index_reader(self, expr: Expr, place: Place) -> Reader:
        """The function that evaluates an index expression of *place*."""
        formula = Formula(expr=expr, shape=ANYTHING, text=place.text, span=place.span)
        return _located(compile_expr(expr, self.computed), formula)

    def executable(self, block: Block) -> Executable:
        """The function that runs *block*."""
        found = self._blocks.get(id(block))
        if found is None:
            found = self._blocks[id(block)] = compile_block(block, self)
        return found

    def reads_event(self, formula: Formula) -> bool:
        """Whether the value of *formula* depends on the payload of the event."""
        found = self._reads_event.get(id(formula))
        if found is None:
            found = self._reads_event[id(formula)] = reads_event(formula.expr, self.definitions)
        return found


def _located(read: Reader, formula: Formula) -> Reader:
    def located(environment: Environment) -> Value:
        try:
            return read(environment)
        except EvaluationError as error:
            found = f"{error.message}, in: {formula.text}"
            raise ExecutionFailure(found, formula.span) from error

    return located


def _decided(read: Reader, formula: Formula) -> Condition:
    def holds(environment: Environment) -> bool:
        value = read(environment)
        if value is True or value is False:
            return value
        found = f"a condition must be true or false, is {quoted(value)}, in: {formula.text}"
        raise ExecutionFailure(found, formula.span)

    return holds
