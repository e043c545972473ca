"""The reference evaluator: walks the tree and says exactly what failed and where.

Generated code (``generate``) gives the same answers faster and comes back here for its errors. A
computed name has one value during one evaluation, so it is evaluated at most once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, assert_never

from statecraft.expr import tree
from statecraft.expr.environment import Environment
from statecraft.expr.functions import call_function, sum_of
from statecraft.expr.operations import (
    ARITHMETIC,
    COMPARISONS,
    OperationError,
    bounded_list,
    elements_of,
    field_of,
    index_of,
    joined,
    mapping_key,
    negative,
    text_of,
    truth,
)
from statecraft.expr.problem import EvaluationError
from statecraft.expr.show import show
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.json_values import Value, defect

MOST_WORK: Final = 1_000_000
"""How many nodes the comprehensions of one evaluation may evaluate together; going through a long
list or text counts for a hundredth of its length."""


def evaluate(expr: Expr, environment: Environment, computed: Mapping[str, Expr]) -> Value:
    """The value of a checked expression.

    ``computed`` holds the checked expressions behind the names of kind ``COMPUTED``.

    Raises:
        EvaluationError: the expression has no value here; for an error inside a computed name the
            place is where that name is read.
    """

    def read(name: str, evaluation: Evaluation) -> Value:
        return evaluation.value(computed[name])

    return evaluate_with(expr, environment, read)


def evaluate_with(
    expr: Expr, environment: Environment, read: Callable[[str, Evaluation], Value]
) -> Value:
    """As ``evaluate``, with the values of computed names asked of *read*."""
    try:
        return Evaluation(environment, read).value(expr)
    except RecursionError:
        raise _too_deep(expr) from None


def evaluate_condition(expr: Expr, environment: Environment, computed: Mapping[str, Expr]) -> bool:
    """As ``evaluate``, for a condition: a value that is no boolean is an error."""

    def read(name: str, evaluation: Evaluation) -> Value:
        return evaluation.value(computed[name])

    return evaluate_condition_with(expr, environment, read)


def evaluate_condition_with(
    expr: Expr, environment: Environment, read: Callable[[str, Evaluation], Value]
) -> bool:
    """As ``evaluate_condition``, with the values of computed names asked of *read*."""
    try:
        return Evaluation(environment, read).condition(expr)
    except RecursionError:
        raise _too_deep(expr) from None


def _too_deep(expr: Expr) -> EvaluationError:
    message = "the values or the named expressions are nested too deeply"
    return EvaluationError(message, expr.start, expr.end)


class Evaluation:
    """One evaluation: what it reads, the computed values it has met, and the steps it has taken."""

    __slots__ = ("_depth", "_met", "_read", "_variables", "_work", "environment")

    def __init__(self, environment: Environment, read: Callable[[str, Evaluation], Value]) -> None:
        self.environment = environment
        self._read = read
        self._met: dict[str, Value] = {}
        self._variables: dict[str, Value] = {}
        self._work = 0
        self._depth = 0

    def value(self, expr: Expr) -> Value:
        """The value of one node."""
        if self._depth:
            self._charge(1, expr)
        try:
            return self._value(expr)
        except OperationError as error:
            raise EvaluationError(error.message, expr.start, expr.end) from None

    def _value(self, expr: Expr) -> Value:
        match expr:
            case tree.Literal(value=value):
                return value
            case tree.Name():
                return self._name(expr)
            case tree.Field(of=of, name=name):
                return self._inside(of, lambda found: field_of(found, name))
            case tree.Index(of=of, key=key):
                return self._index(of, key)
            case tree.Compare():
                return self._comparison(expr)
            case tree.And(parts=parts):
                return all(self.condition(part) for part in parts)
            case tree.Or(parts=parts):
                return any(self.condition(part) for part in parts)
            case tree.Not(operand=operand):
                return not self.condition(operand)
            case tree.Negative(operand=operand):
                return negative(self.value(operand))
            case tree.Arithmetic(operator=operator, left=left, right=right):
                return ARITHMETIC[operator](*self._whole_values((left, right)))
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                return self.value(then if self.condition(condition) else otherwise)
            case _:
                return self._constructed(expr)

    def _constructed(self, expr: tree.Constructed) -> Value:
        match expr:
            case tree.ListOf(elements=elements):
                return bounded_list([self.value(element) for element in elements])
            case tree.MappingOf(entries=entries):
                return {self._key(key): self.value(value) for key, value in entries}
            case tree.Joined(parts=pieces):
                return joined([self._piece(piece) for piece in pieces])
            case tree.Comprehension():
                return self._comprehension(expr)
            case tree.Call(function=name, arguments=arguments):
                return call_function(name, self._whole_values(arguments))
            case tree.HostCall(function=name, arguments=arguments):
                return call_host(self.environment, name, self._whole_values(arguments))
            case tree.Active(path=path):
                return self.environment.is_active(path)
            case tree.Can(arguments=arguments):
                return self.environment.can(self._values(arguments))
            case tree.Now():
                return self.environment.now_ms / 1000
            case _:
                assert_never(expr)

    def condition(self, expr: Expr) -> bool:
        """The value of a node that must be a boolean."""
        value = self.value(expr)
        try:
            return truth(value)
        except OperationError as error:
            message = f"{show(expr)}: {error.message}"
            raise EvaluationError(message, expr.start, expr.end) from None

    def _values(self, parts: tuple[Expr, ...]) -> tuple[Value, ...]:
        return tuple(self.value(part) for part in parts)

    def _whole_values(self, parts: tuple[Expr, ...]) -> tuple[Value, ...]:
        values = self._values(parts)
        if parts:
            self._charge_for(values, parts[0])
        return values

    def _name(self, expr: tree.Name) -> Value:
        match expr.kind:
            case NameKind.DIMENSION:
                return _present(self.environment.dimensions, expr)
            case NameKind.CONTEXT:
                return _present(self.environment.context, expr)
            case NameKind.LOCAL:
                return _present(self.environment.local, expr)
            case NameKind.VARIABLE:
                return self._variables[expr.name]
            case NameKind.COMPUTED:
                return self._computed(expr)
            case NameKind.UNBOUND:
                raise AssertionError(f"{expr.name} is unbound: check the expression first")
            case _:
                assert_never(expr.kind)

    def _computed(self, expr: tree.Name) -> Value:
        if expr.name not in self._met:
            outer, self._variables = self._variables, {}
            depth, self._depth = self._depth, 0
            try:
                self._met[expr.name] = self._read(expr.name, self)
            except EvaluationError as error:
                message = f"in {expr.name}: {error.message}"
                raise EvaluationError(message, expr.start, expr.end) from None
            finally:
                self._variables, self._depth = outer, depth
        return self._met[expr.name]

    def _inside(self, of: Expr, look: Callable[[Value], Value]) -> Value:
        found = self.value(of)
        try:
            return look(found)
        except OperationError as error:
            raise OperationError(f"{show(of)} {error.message}") from None

    def _index(self, of: Expr, key: Expr) -> Value:
        found, place = self.value(of), self.value(key)
        try:
            return index_of(found, place)
        except OperationError as error:
            raise OperationError(f"{show(of)} {error.message}") from None

    def _comparison(self, expr: tree.Compare) -> bool:
        left = self.value(expr.first)
        for operator, operand in expr.rest:
            right = self.value(operand)
            self._charge_for((left, right), operand)
            if not COMPARISONS[operator](left, right):
                return False
            left = right
        return True

    def _key(self, expr: Expr) -> str:
        return mapping_key(self.value(expr))

    def _piece(self, piece: str | Expr) -> str:
        if isinstance(piece, str):
            return piece
        text = text_of(self.value(piece))
        self._charge_for((text,), piece)
        return text

    def _comprehension(self, expr: tree.Comprehension) -> Value:
        elements = elements_of(self.value(expr.source), expr.kind)
        hidden = self._variables
        self._depth += 1
        try:
            return self._fold(expr, elements)
        finally:
            self._depth -= 1
            self._variables = hidden

    def _fold(self, expr: tree.Comprehension, elements: list[Value]) -> Value:
        outer = self._variables
        collected: list[Value] = []
        for element in elements:
            self._variables = {**outer, expr.variable: element}
            if expr.condition is not None and not self.condition(expr.condition):
                continue
            if expr.kind in {"any", "all"}:
                if self.condition(expr.element) is (expr.kind == "any"):
                    return expr.kind == "any"
            else:
                collected.append(self.value(expr.element))
        match expr.kind:
            case "any" | "all":
                return expr.kind == "all"
            case "sum":
                return sum_of(collected)
            case "len":
                return len(collected)
            case _:
                assert_never(expr.kind)

    def _charge(self, work: int, expr: Expr) -> None:
        self._work += work
        if self._work > MOST_WORK:
            message = f"the comprehensions take more than {MOST_WORK} steps"
            raise EvaluationError(message, expr.start, expr.end)

    def _charge_for(self, values: Iterable[Value], expr: Expr) -> None:
        """What goes through whole values inside a comprehension pays for their length."""
        if self._depth:
            sizes = (len(value) for value in values if isinstance(value, str | list | dict))
            self._charge(sum(sizes) // 100, expr)


def _present(values: Mapping[str, Value], expr: tree.Name) -> Value:
    if expr.name in values:
        return values[expr.name]
    raise OperationError(f"{show(expr)} has no value here")


def call_host(environment: Environment, name: str, arguments: tuple[Value, ...]) -> Value:
    """The answer of a host function.

    Raises:
        OperationError: the host has no such function, it raised, or its answer is refused.
    """
    function = environment.functions.get(name)
    if function is None:
        raise OperationError(f"the host provides no function {name}")
    try:
        answer: Any = function(*arguments)
    except OperationError:
        raise
    except Exception as error:  # noqa: BLE001 - a host function may raise anything at all.
        raise OperationError(f"{name} failed: {type(error).__name__}: {error}") from None
    problem = defect(answer)
    if problem is not None:
        raise OperationError(f"the answer of {name} is refused: {problem}")
    value: Value = answer
    return value
