"""What is given to something that says what it needs: an event, an action, a machine, a run."""

from __future__ import annotations

from dataclasses import replace

from statecraft.diagnostics import Diagnostic, Span
from statecraft.expr.tree import Literal, MappingOf
from statecraft.model.formulas import Formula
from statecraft.resolve.findings import Report, suggestion
from statecraft.resolve.fitting import misfit
from statecraft.source.document import Located
from statecraft.values.notation import brief
from statecraft.values.shape import ANYTHING, Shape


def report_misfit(
    node: Located, kind: str, what: str, wanted: Shape, given: Formula | None, report: Report
) -> None:
    """Report that what stands under ``with`` cannot fit; ``kind`` is the key that names *what*."""
    if given is None:
        report_nothing(node[kind].span, what, wanted, report)
        return
    why = misfit(wanted, given)
    if why is not None:
        report(_unfit(node["with"].key_span, what, why))


def report_nothing(span: Span, what: str, wanted: Shape, report: Report) -> None:
    """Report that nothing is given to something that needs something."""
    for name in sorted(wanted.required)[:1]:
        report(_unfit(span, what, f"must have the field {brief(name)}"))


def report_fields(node: Located, what: str, wanted: Shape, given: Formula, report: Report) -> None:
    """Report each field of the data at *node* that cannot fit, at its own place."""
    if not isinstance(given.expr, MappingOf) or not isinstance(node.value, dict):
        why = misfit(wanted, given)
        if why is not None:
            report(_unfit(node.key_span, what, why))
        return
    known, written = wanted.properties, dict(node.items())
    for name in sorted(wanted.required - written.keys()):
        why = f"must have the field {brief(name)}"
        report(_unfit(node.key_span, what, why))
    for name, of in written.items():
        if name not in known and wanted.additional is False:
            hint = suggestion(name, known) or "it takes nothing"
            found = _unfit(of.key_span, what, f"it has no field {brief(name)}")
            report(replace(found, hint=hint))
    for key, value in given.expr.entries:
        name = str(key.value) if isinstance(key, Literal) else ""
        if name in known and name in written:
            part = Formula(
                expr=value,
                shape=given.shape.properties.get(name, ANYTHING),
                text=given.text,
                span=written[name].span,
            )
            why = misfit(known[name], part)
            if why is not None:
                report(_unfit(part.span, what, f"{name}: {why}"))


def _unfit(span: Span, what: str, why: str) -> Diagnostic:
    message = f"what is given to {what} does not fit: {why}"
    return Diagnostic(code="SC215", span=span, message=message)
