"""The data of a scenario: values themselves, never formulas, held against what is declared."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.expr.template import is_formula, literal_text
from statecraft.resolve.findings import Report
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, violations


def plain_data(node: Located, report: Report) -> Value:
    """The data at *node*; ``==`` writes a ``=`` at the begin of a text, as in all data.

    A formula is reported, as nothing would compute it.
    """
    match node.value:
        case dict():
            return {name: plain_data(of, report) for name, of in node.items()}
        case list():
            return [plain_data(of, report) for of in node.elements()]
        case str() as text if is_formula(text):
            message = f"a scenario holds values, and {quoted(text)} is a formula"
            hint = "write the value itself; a text that begins with = is written with =="
            report(Diagnostic(code="SC227", span=node.span, message=message, hint=hint))
            return text
        case str() as text:
            return literal_text(text)
        case value:
            plain: Value = value
            return plain


def report_unfit(node: Located | None, shape: Shape, what: str, span: Span, report: Report) -> None:
    """Report that the data at *node*, or none at all, are not what is declared of *what*.

    Nothing is said of data with a formula in them, which is a finding already.
    """
    if node is not None and holds_formula(node.value):
        return
    given = {} if node is None else plain_data(node, report)
    for broken in violations(shape, given)[:1]:
        message = f"what is given to {what} does not fit: {broken}"
        place = span if node is None else node.span
        report(Diagnostic(code="SC215", span=place, message=message))


def holds_formula(data: Value) -> bool:
    """Whether some text in the data is a formula."""
    match data:
        case dict():
            return any(map(holds_formula, data.values()))
        case list():
            return any(map(holds_formula, data))
        case str():
            return is_formula(data)
        case _:
            return False
