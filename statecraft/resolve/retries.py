"""How often a step is tried: ``retry: {attempts: 3, delay: 1s, factor: 2}``."""

from __future__ import annotations

from typing import Final

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.formulas import Formula
from statecraft.model.retries import Retry
from statecraft.resolve.durations import optional_duration
from statecraft.resolve.expressions import literal, optional_data
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import misfit
from statecraft.source.document import Located
from statecraft.values.shape import Shape

_TRIES: Final = Shape(kinds=frozenset({"integer"}), minimum=1)
_GROWTH: Final = Shape(kinds=frozenset({"number"}), minimum=0)


def resolve_retry(node: Located | None, scope: Scope, report: Report) -> Retry | None:
    """The retry of a step; without a ``delay`` the next try follows at once."""
    if node is None:
        return None
    span = node.key_span
    return Retry(
        attempts=_number(node, "attempts", _TRIES, scope, report),
        delay=optional_duration(node.get("delay"), scope, report) or literal(0, span),
        factor=_number(node, "factor", _GROWTH, scope, report),
        span=span,
    )


def _number(node: Located, key: str, wanted: Shape, scope: Scope, report: Report) -> Formula:
    formula = optional_data(node.get(key), scope, report)
    if formula is None:
        return literal(1, node.key_span)
    why = misfit(wanted, formula)
    if why is not None:
        report(Diagnostic(code="SC212", span=formula.span, message=f"{key} {why}"))
    return formula
