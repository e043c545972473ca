"""Conditions that are asked of a machine from outside, written as in a definition."""

from __future__ import annotations

from collections.abc import Callable

from statecraft.diagnostics import UsageError, quoted
from statecraft.expr.check import check_condition
from statecraft.expr.generate import compile_expr
from statecraft.expr.parse import parse
from statecraft.expr.problem import EvaluationError, ExpressionError
from statecraft.kernel.program import Program
from statecraft.kernel.work import Work
from statecraft.model.definition import Definition
from statecraft.model.scope import outside_scope


def asked_condition(text: str, definition: Definition, program: Program) -> Callable[[Work], bool]:
    """Whether a condition holds, as a function of where the machine is.

    Raises:
        UsageError: the text is no condition; the function, where it cannot be evaluated.
    """
    try:
        checked = check_condition(parse(text), outside_scope(definition))
    except ExpressionError as error:
        raise UsageError(f"{quoted(text)}: {error.message}") from error
    for problem in checked.problems:
        hint = f" ({problem.hint})" if problem.hint else ""
        raise UsageError(f"{quoted(text)}: {problem.message}{hint}")
    read = compile_expr(checked.expr, program.computed)

    def holds(work: Work) -> bool:
        try:
            value = read(work)
        except EvaluationError as error:
            raise UsageError(f"{quoted(text)}: {error.message}") from error
        if not isinstance(value, bool):
            raise UsageError(f"{quoted(text)} is neither true nor false but {quoted(value)}")
        return value

    return holds
