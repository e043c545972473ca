"""Where ``set``, ``merge`` and ``unset`` write: a stored context variable and a path inside it."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.diagnostics import Diagnostic
from statecraft.expr.check import check
from statecraft.expr.parse import parse
from statecraft.expr.path import check_path, parse_path
from statecraft.expr.problem import ExpressionError
from statecraft.expr.scope import Scope
from statecraft.expr.shapes import in_words, may_be
from statecraft.model.formulas import Formula, Place
from statecraft.resolve.expressions import SpanOf, data, finding_of, report_problems
from statecraft.resolve.fitting import is_literal, literal_value, misfit, written_hint
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.shape import Shape


def resolve_assignments(
    node: Located, scope: Scope, vocabulary: Vocabulary
) -> tuple[tuple[Place, Formula], ...]:
    """What a ``set`` assigns, each value held against the type of its place."""
    found = []
    for place, shape, given in _pairs(node, scope, vocabulary):
        _report_misfit(place, shape, given, vocabulary)
        found.append((place, given))
    return tuple(found)


def resolve_merges(
    node: Located, scope: Scope, vocabulary: Vocabulary
) -> tuple[tuple[Place, Formula], ...]:
    """What a ``merge`` merges: mappings into mappings."""
    found = []
    for place, shape, given in _pairs(node, scope, vocabulary):
        if may_be(shape, "object"):
            _report_misfit(place, _some_fields_of(shape), given, vocabulary)
        else:
            message = f"{place.text} is {in_words(shape)}; merge puts a mapping into a mapping"
            vocabulary.report(Diagnostic(code="SC212", span=place.span, message=message))
        found.append((place, given))
    return tuple(found)


def _some_fields_of(shape: Shape) -> Shape:
    """Mappings of fields of a shape, none of them needed."""
    return Shape(
        kinds=frozenset({"object"}), properties=shape.properties, additional=shape.additional
    )


def resolve_removals(node: Located, scope: Scope, vocabulary: Vocabulary) -> tuple[Place, ...]:
    """The places whose keys an ``unset`` removes."""
    found = []
    for of in node.elements():
        placed = _placed(of.value, of.text_span, scope, vocabulary)
        if placed is not None and not placed[0].steps:
            vocabulary.report(_whole_variable(placed[0]))
        elif placed is not None:
            found.append(placed[0])
    return tuple(found)


def _whole_variable(place: Place) -> Diagnostic:
    return Diagnostic(
        code="SC209",
        span=place.span,
        message=f"{place.text} is a whole variable; unset removes keys inside one",
        hint=f"write set: {{{place.text}: …}} with the value that it has when it is empty",
    )


def _pairs(
    node: Located, scope: Scope, vocabulary: Vocabulary
) -> Iterator[tuple[Place, Shape, Formula]]:
    for text, of in node.items():
        given = data(of, scope, vocabulary.report)
        placed = _placed(text, of.key_text_span, scope, vocabulary)
        if placed is not None:
            yield *placed, given


def _placed(
    text: str, span_of: SpanOf, scope: Scope, vocabulary: Vocabulary
) -> tuple[Place, Shape] | None:
    """The place that a path names and the type of what is there; reports when there is none."""
    try:
        checked = check_path(parse_path(text), scope)
    except ExpressionError as error:
        vocabulary.report(finding_of(error.problem, span_of))
        return None
    report_problems(checked.problems, span_of, vocabulary.report)
    if checked.path.root not in vocabulary.variables:
        return None
    place = Place(
        variable=checked.path.root,
        steps=checked.path.steps,
        text=text,
        span=span_of(0, len(text)),
    )
    return place, checked.shape


def _report_misfit(place: Place, shape: Shape, given: Formula, vocabulary: Vocabulary) -> None:
    why = misfit(shape, given)
    if why is not None:
        vocabulary.report(
            Diagnostic(
                code="SC212",
                span=given.span,
                message=f"{place.text} {why}" if why.startswith("must") else f"{place.text}.{why}",
                hint=_literal_hint(shape, given, vocabulary),
            )
        )


def _literal_hint(shape: Shape, given: Formula, vocabulary: Vocabulary) -> str | None:
    """Where a text that does not fit reads like another value or a formula: how to write that."""
    text = literal_value(given.expr) if is_literal(given.expr) else None
    if not isinstance(text, str):
        return None
    hint = written_hint(shape, text)
    if hint is not None:
        return hint
    try:
        reading = check(parse(text), vocabulary.scope)
    except ExpressionError:
        return None
    return None if reading.problems else f"for a formula write ={text}"
