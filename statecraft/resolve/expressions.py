"""Texts of a document to checked formulas: conditions, expressions, and data with ``=`` in them.

A text that cannot be read is reported and stands for a value of unknown type, so that one mistake
gives one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from statecraft.diagnostics import Diagnostic, Span
from statecraft.expr.check import Checked, check, check_condition
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError, Problem
from statecraft.expr.scope import Scope
from statecraft.expr.shapes import shape_of_value
from statecraft.expr.template import check_data, parse_formula
from statecraft.expr.tree import Expr, ListOf, Literal, MappingOf, Name
from statecraft.model.formulas import Formula
from statecraft.resolve.findings import Report
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING
from statecraft.values.text import text_of

SpanOf: TypeAlias = Callable[[int, int], Span]
"""From offsets into a text, the end exclusive, to where they are written."""

_Read: TypeAlias = Callable[[str, Scope], Checked]


def condition(node: Located, scope: Scope, report: Report) -> Formula:
    """The formula of a text, or of a bare ``true``, that must be boolean."""
    return _expression(node, lambda text, scope: check_condition(parse(text), scope), scope, report)


def optional_condition(node: Located | None, scope: Scope, report: Report) -> Formula | None:
    """As ``condition``; None when nothing is written."""
    return None if node is None else condition(node, scope, report)


def expression(node: Located, scope: Scope, report: Report) -> Formula:
    """The formula of a text whose value may be of any type."""
    return _expression(node, lambda text, scope: check(parse(text), scope), scope, report)


def _expression(node: Located, read: _Read, scope: Scope, report: Report) -> Formula:
    if not isinstance(node.value, str):
        return literal(node.value, node.span)
    written = _Written(
        text=node.value, span_of=node.text_span, span=node.span, cut=_cut_by_comment(node)
    )
    return _formula(written, read, scope, report)


def formula_key(node: Located, scope: Scope, report: Report) -> Formula:
    """The formula of a key that begins with ``=``."""
    written = _Written(text=str(node.key), span_of=node.key_text_span, span=node.key_span)
    return _formula(written, lambda text, scope: check(parse_formula(text), scope), scope, report)


def data(node: Located, scope: Scope, report: Report) -> Formula:
    """The formula of a piece of data: literal but for the texts that begin with ``=``."""
    checked = check_data(node, scope)
    for placed in checked.problems:
        assert isinstance(placed.node, Located), "the nodes are those that were given"
        found = finding_of(placed.problem, placed.node.text_span)
        report(_with_comment_hint(found, is_cut=_cut_by_comment(placed.node)))
    return Formula(expr=checked.expr, shape=checked.shape, text=text_of(node.value), span=node.span)


def optional_data(node: Located | None, scope: Scope, report: Report) -> Formula | None:
    """As ``data``; None when nothing is written."""
    return None if node is None else data(node, scope, report)


def literal(value: Value, span: Span) -> Formula:
    """The formula of a value that no author had to write as a formula."""
    return Formula(
        expr=_literal_tree(value), shape=shape_of_value(value), text=text_of(value), span=span
    )


def _literal_tree(value: Value) -> Expr:
    match value:
        case list():
            return ListOf(elements=tuple(_literal_tree(e) for e in value), start=0, end=0)
        case dict():
            entries = tuple((_literal_tree(key), _literal_tree(e)) for key, e in value.items())
            return MappingOf(entries=entries, start=0, end=0)
        case _:
            return Literal(value=value, start=0, end=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A text with its place in the document; ``cut`` when a comment follows on its line."""

    text: str
    span_of: SpanOf
    span: Span
    cut: bool = False


def _formula(written: _Written, read: _Read, scope: Scope, report: Report) -> Formula:
    try:
        checked = read(written.text, scope)
    except ExpressionError as error:
        found = finding_of(error.problem, written.span_of)
        report(_with_comment_hint(found, is_cut=written.cut))
        # A name that nothing has: a literal would be held against the type of its place.
        lost = Name(name="", start=0, end=0)
        return Formula(expr=lost, shape=ANYTHING, text=written.text, span=written.span)
    report_problems(checked.problems, written.span_of, report)
    return Formula(expr=checked.expr, shape=checked.shape, text=written.text, span=written.span)


def _cut_by_comment(node: Located) -> bool:
    """Whether behind an unquoted text a ``#`` begins a comment, so that the text ends there."""
    if node.quoted:
        return False
    text, end = node.document.text, node.position[3]
    return text[end:].partition("\n")[0].lstrip(" \t").startswith("#")


def _with_comment_hint(found: Diagnostic, *, is_cut: bool) -> Diagnostic:
    """The finding about a text that ends too early, where a comment may be the reason."""
    if not is_cut or found.code != "SC301" or found.hint is not None:
        return found
    return replace(found, hint="` #` begins a comment in YAML: quote the text if it belongs to it")


def report_problems(problems: Iterable[Problem], span_of: SpanOf, report: Report) -> None:
    """Report what is wrong with parts of a text."""
    for problem in problems:
        report(finding_of(problem, span_of))


def finding_of(problem: Problem, span_of: SpanOf) -> Diagnostic:
    """The finding about a part of a text; about the character before it where that is empty."""
    start = problem.start if problem.start < problem.end else max(problem.start - 1, 0)
    return Diagnostic(
        code=problem.code,
        span=span_of(start, max(problem.end, 1)),
        message=problem.message,
        hint=problem.hint,
    )
