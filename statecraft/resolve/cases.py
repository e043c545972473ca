"""A dimension computed by cases: ``[{when: C, is: V}, …, {is: V}]`` as nested conditionals."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.scope import Scope
from statecraft.expr.shapes import any_of
from statecraft.expr.tree import Conditional, Name
from statecraft.model.formulas import Formula
from statecraft.resolve.dimension_outline import DimensionOutline, value_named
from statecraft.resolve.expressions import condition, expression, literal
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import misfit
from statecraft.source.document import Located
from statecraft.values.text import text_of


def resolve_cases(
    node: Located, outline: DimensionOutline, scope: Scope, report: Report
) -> Formula:
    """The first case that holds gives the value; the last one has no ``when``."""
    cases = tuple(node.elements())
    _report_gaps(cases, outline, report)
    values = [_value(case["is"], outline, scope, report) for case in cases]
    tree = values[-1].expr
    conditions = [
        (condition(case["when"], scope, report), value)
        for case, value in zip(cases[:-1], values[:-1], strict=True)
        if "when" in case
    ]
    if "when" in cases[-1]:
        condition(cases[-1]["when"], scope, report)
    for when, value in reversed(conditions):
        tree = Conditional(condition=when.expr, then=value.expr, otherwise=tree, start=0, end=0)
    shape = outline.shape if outline.values else any_of(value.shape for value in values)
    return Formula(expr=tree, shape=shape, text=_text(conditions, values[-1]), span=node.span)


def _text(conditions: list[tuple[Formula, Formula]], last: Formula) -> str:
    parts = [f"{value.text} if {when.text} else " for when, value in conditions]
    return "".join([*parts, last.text])


def _report_gaps(cases: tuple[Located, ...], outline: DimensionOutline, report: Report) -> None:
    for case in cases[:-1]:
        if "when" not in case:
            message = f"the cases of {outline.name} after this one are never looked at"
            report(_gap(case, message, "only the last case has no when"))
    if "when" in cases[-1]:
        message = f"{outline.name} has no value where no case holds"
        report(_gap(cases[-1], message, "end with a case that has only `is`"))


def _gap(case: Located, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code="SC211", span=case.span, message=message, hint=hint)


def _value(node: Located, outline: DimensionOutline, scope: Scope, report: Report) -> Formula:
    """A declared value named by its text, or else an expression."""
    declared = outline.by_text(text_of(node.value))
    if declared is not None:
        return literal(declared.value, node.span)
    if outline.values and _names_nothing(node, scope):
        value_named(outline, text_of(node.value), node.span, report)
        return literal(outline.values[0].value, node.span)
    formula = expression(node, scope, report)
    why = misfit(outline.shape, formula) if outline.values else None
    if why is not None:
        message = f"{outline.name} {why}"
        report(Diagnostic(code="SC212", span=node.span, message=message))
    return formula


def _names_nothing(node: Located, scope: Scope) -> bool:
    """Whether a case's value is a bare word, or no text, and so was meant as a value."""
    if not isinstance(node.value, str):
        return True
    try:
        tree = parse(node.value)
    except ExpressionError:
        return False
    return isinstance(tree, Name) and tree.name not in scope.all_names()
