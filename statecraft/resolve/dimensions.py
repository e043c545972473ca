"""Dimensions with their behaviour: the moves they allow and what happens on entering a value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.model.actions import Block
from statecraft.model.dimensions import Dimension, DimensionValue, Lifetime
from statecraft.resolve.actions import resolve_block
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DimensionOutline, value_named
from statecraft.resolve.findings import Report
from statecraft.resolve.states import resolve_value_state
from statecraft.resolve.vocabulary import Vocabulary, event_scope
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING
from statecraft.values.text import text_of


def resolve_dimensions(vocabulary: Vocabulary) -> tuple[Dimension, ...]:
    """The dimensions that are stored, in order of text."""
    return tuple(
        _dimension(outline, vocabulary)
        for outline in vocabulary.dimensions.values()
        if not outline.is_computed
    )


def _dimension(outline: DimensionOutline, vocabulary: Vocabulary) -> Dimension:
    node = outline.node
    if outline.is_constant:
        _report_moves_of_constant(node, vocabulary.report)
    return Dimension(
        name=outline.name,
        values=_values(outline, vocabulary),
        initial=_initial(outline, vocabulary.report),
        allowed=_allowed(outline, vocabulary.report),
        lifetime=Lifetime(node.value.get("lifetime", "persistent")),
        constant=outline.is_constant,
        free=outline.is_free,
        in_full="states" in node,
        span=node.key_span,
        described=described(node),
    )


def _report_moves_of_constant(node: Located, report: Report) -> None:
    for key in ("transitions", "on_change", "moves"):
        if key in node:
            message = f"dimension {node.key} is constant, so {key} says nothing"
            hint = f"leave out {key} or constant: true"
            span = node[key].key_span
            report(Diagnostic(code="SC223", span=span, message=message, hint=hint))


def _initial(outline: DimensionOutline, report: Report) -> str:
    node = outline.node.get("initial")
    first = outline.values[0].text
    if node is None:
        return first
    found = value_named(outline, text_of(node.value), node.span, report)
    return first if found is None else found.text


def _allowed(outline: DimensionOutline, report: Report) -> Mapping[str, tuple[str, ...]] | None:
    """Text → texts; None where every move is allowed."""
    node = outline.node.get("transitions")
    if node is None or not isinstance(node.value, dict):
        return None
    allowed: dict[str, tuple[str, ...]] = {}
    for text, goals in node.items():
        value_named(outline, text, goals.key_span, report)
        named = [
            value_named(outline, text_of(goal.value), goal.span, report)
            for goal in goals.elements()
        ]
        allowed[text] = tuple(goal.text for goal in named if goal is not None)
    return MappingProxyType(allowed)


def _values(outline: DimensionOutline, vocabulary: Vocabulary) -> tuple[DimensionValue, ...]:
    blocks = _on_change(outline, vocabulary)
    states = _nodes_in_full(outline, vocabulary)
    return tuple(
        DimensionValue(
            value=value.value,
            text=value.text,
            state=resolve_value_state(value, states.get(value.text), outline, vocabulary),
            on_change=blocks.get(value.text, ()),
            described=value.described,
        )
        for value in outline.values
    )


def _nodes_in_full(outline: DimensionOutline, vocabulary: Vocabulary) -> Mapping[str, Located]:
    """The ``states:`` of a dimension by text; each names a value where ``values:`` are listed."""
    states = outline.node.get("states")
    if states is None:
        return {}
    return {
        text: of
        for text, of in states.items()
        if value_named(outline, text, of.key_span, vocabulary.report) is not None
    }


def _on_change(outline: DimensionOutline, vocabulary: Vocabulary) -> Mapping[str, Block]:
    node = outline.node.get("on_change")
    if node is None:
        return {}
    scope = event_scope(vocabulary, ANYTHING)
    blocks: dict[str, Block] = {}
    for text, of in node.items():
        value_named(outline, text, of.key_span, vocabulary.report)
        blocks[text] = resolve_block(of, scope, vocabulary)
    return blocks
