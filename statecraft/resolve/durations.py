"""Durations in data: a literal one is read at once, a formula's when it is evaluated."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.formulas import Formula
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import is_literal, literal_value
from statecraft.source.document import Located
from statecraft.values.duration import DurationError, parse_duration


def optional_duration(node: Located | None, scope: Scope, report: Report) -> Formula | None:
    """The formula of a ``delay`` or ``timeout``; reports a literal that is no duration."""
    formula = optional_data(node, scope, report)
    if formula is None or node is None or not is_literal(formula.expr):
        return formula
    value = literal_value(formula.expr)
    if isinstance(value, str | int | float):
        try:
            parse_duration(value)
        except DurationError as error:
            report(Diagnostic(code="SC224", span=node.span, message=error.message))
    return formula
