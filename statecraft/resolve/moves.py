"""Dimensions named from elsewhere: by targets, requirements and rules."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.states import From
from statecraft.resolve.dimension_outline import DimensionOutline, values_in
from statecraft.resolve.findings import unknown
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located


def movable(node: Located, vocabulary: Vocabulary) -> DimensionOutline | None:
    """The dimension that a key names, if something may move it; reports why not."""
    name = str(node.key)
    outline = vocabulary.dimensions.get(name)
    if outline is None:
        vocabulary.report(_no_dimension(name, node.key_span, vocabulary))
    elif outline.is_computed or outline.is_constant:
        vocabulary.report(_immovable(outline, node.key_span))
        return None
    return outline


def _immovable(outline: DimensionOutline, span: Span) -> Diagnostic:
    if outline.is_computed:
        message = f"dimension {outline.name} is computed, so nothing moves it"
        hint = "move what it is computed from"
    else:
        message = f"dimension {outline.name} is constant, so nothing moves it"
        hint = "its value is given at the start; leave out constant: true to move it later"
    return Diagnostic(code="SC206", span=span, message=message, hint=hint)


def _no_dimension(name: str, span: Span, vocabulary: Vocabulary) -> Diagnostic:
    if name in vocabulary.variables:
        return Diagnostic(
            code="SC205",
            span=span,
            message=f"{quoted(name)} is a context variable, not a dimension",
            hint=f"write do: [{{set: {{{name}: …}}}}]",
        )
    return unknown("SC205", span, "dimension", name, vocabulary.dimensions)


def stored(node: Located, vocabulary: Vocabulary) -> DimensionOutline | None:
    """The dimension that a key names, if its value is kept; reports why not."""
    outline = any_dimension(node, vocabulary)
    if outline is not None and outline.is_computed:
        message = f"dimension {outline.name} is computed; from: asks for kept values only"
        hint = f"write when: {outline.name} == …"
        vocabulary.report(Diagnostic(code="SC206", span=node.key_span, message=message, hint=hint))
        return None
    return outline


def any_dimension(node: Located, vocabulary: Vocabulary) -> DimensionOutline | None:
    """The dimension that a key names, of whatever kind; reports when there is none."""
    name = str(node.key)
    outline = vocabulary.dimensions.get(name)
    if outline is None:
        vocabulary.report(_no_dimension(name, node.key_span, vocabulary))
    return outline


def origin(outline: DimensionOutline, node: Located, vocabulary: Vocabulary) -> From:
    """The requirement that the dimension is at one of the values."""
    values = values_in(outline, node, vocabulary.report)
    return From(dimension=outline.name, values=values, span=node.span)
