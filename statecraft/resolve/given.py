"""What is given to something that says what it needs: an event, an action, a machine, a run."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic
from statecraft.model.formulas import Formula
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import misfit
from statecraft.source.document import Located
from statecraft.values.notation import brief
from statecraft.values.shape import Shape


def report_misfit(
    node: Located, kind: str, what: str, wanted: Shape, given: Formula | None, report: Report
) -> None:
    """Report that what stands under ``with`` cannot fit; ``kind`` is the key that names *what*."""
    if given is None:
        missing = sorted(wanted.required)
        why = f"must have the field {brief(missing[0])}" if missing else None
    else:
        why = misfit(wanted, given)
    if why is not None:
        span = node[kind].span if given is None else node["with"].key_span
        message = f"what is given to {what} does not fit: {why}"
        report(Diagnostic(code="SC215", span=span, message=message))
