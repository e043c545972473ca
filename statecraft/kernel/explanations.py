"""Why a condition does not hold, in the words of its author with the values at hand."""

from __future__ import annotations

from statecraft.expr.negate import explain, false_parts
from statecraft.expr.problem import EvaluationError
from statecraft.kernel.work import Work
from statecraft.model.formulas import Formula
from statecraft.model.rules import Constraint, MoveRule


def why_false(formula: Formula, work: Work) -> str:
    """The false conjuncts of a condition that is false; its text where they cannot be told."""
    definitions = work.program.definitions
    try:
        parts = false_parts(formula.expr, work, definitions)
        told = [explain(part, work, definitions) for part in parts]
    except EvaluationError as error:
        return f"{formula.text}: {error.message}"
    return "; ".join(told) or formula.text


def why_broken(rule: MoveRule | Constraint, formula: Formula, work: Work) -> str:
    """What a rule without a message of its own says when it refuses."""
    if isinstance(rule, Constraint) and not rule.holds_when:
        return f"{rule.name} never allows {formula.text}."
    return f"{rule.name} needs {why_false(formula, work)}."
