"""Places that may ask ``can(…)``: capabilities and properties, with what they may ask."""

from __future__ import annotations

from dataclasses import replace

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.children import walk
from statecraft.expr.shapes import must_be
from statecraft.expr.tree import Can, Literal
from statecraft.model.formulas import Formula
from statecraft.model.rules import Capability
from statecraft.model.scenarios import Property
from statecraft.resolve.descendants import is_routed
from statecraft.resolve.expressions import condition, expression
from statecraft.resolve.findings import suggestion
from statecraft.resolve.parts import entries_of
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.text import text_of

_KINDS = ("never", "always", "reachable", "always_possible")


def resolve_capabilities(machine: Located, vocabulary: Vocabulary) -> tuple[Capability, ...]:
    """The capabilities in order of text."""
    return tuple(_capability(of, vocabulary) for of in entries_of(machine.get("capabilities")))


def _capability(node: Located, vocabulary: Vocabulary) -> Capability:
    name = str(node.key)
    scope = replace(vocabulary.scope, allows_can=True)
    formula = expression(node, scope, vocabulary.report)
    if must_be(formula.shape, "number", "array", "object"):
        message = f"capability {name} is neither boolean nor text nor null"
        hint = "compare it with something, or make a text with str(…)"
        vocabulary.report(Diagnostic(code="SC212", span=node.span, message=message, hint=hint))
    _report_bad_questions(formula, node, vocabulary)
    return Capability(name=name, formula=formula, span=node.key_span)


def resolve_properties(machine: Located, vocabulary: Vocabulary) -> tuple[Property, ...]:
    """The properties in order of text."""
    return tuple(_property(of, vocabulary) for of in entries_of(machine.get("properties")))


def _property(node: Located, vocabulary: Vocabulary) -> Property:
    kind = next((kind for kind in _KINDS if kind in node), "after")
    if kind == "after":
        claim = _claim(node["after"], vocabulary)
        eventually = _claim(node["eventually"], vocabulary)
    else:
        claim, eventually = _claim(node[kind], vocabulary), None
    return Property(
        name=str(node.key),
        kind=kind,
        condition=claim,
        eventually=eventually,
        fair=tuple(node.value.get("fair", ())),
        span=node.key_span,
    )


def _claim(node: Located, vocabulary: Vocabulary) -> Formula:
    formula = condition(node, replace(vocabulary.scope, allows_can=True), vocabulary.report)
    _report_bad_questions(formula, node, vocabulary)
    return formula


def _report_bad_questions(formula: Formula, node: Located, vocabulary: Vocabulary) -> None:
    for part in walk(formula.expr):
        if isinstance(part, Can):
            _report_bad_question(part, node, vocabulary)


def _report_bad_question(question: Can, node: Located, vocabulary: Vocabulary) -> None:
    subject, *values = question.arguments
    assert isinstance(subject, Literal), "the first argument is a text"
    name = str(subject.value)
    if values:
        why, hint = _bad_move(name, values[0], vocabulary)
    elif name in vocabulary.named_events or is_routed(name, vocabulary.itself, vocabulary.machines):
        return
    else:
        why, hint = f"no event {quoted(name)}", suggestion(name, vocabulary.named_events)
    if why is not None:
        span = node.text_span(question.start, question.end)
        vocabulary.report(Diagnostic(code="SC210", span=span, message=why, hint=hint))


def _bad_move(name: str, value: object, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """Why ``can(name, value)`` has no answer, and what to write."""
    outline = vocabulary.dimensions.get(name)
    if outline is None:
        return f"no dimension {quoted(name)}", suggestion(name, vocabulary.dimensions)
    if not outline.is_free:
        hint = "ask for an event, or let the dimension say moves: free"
        return f"dimension {name} cannot be moved directly", hint
    if isinstance(value, Literal) and outline.by_text(text_of(value.value)) is None:
        message = f"dimension {name} has no value {quoted(value.value)}"
        return message, suggestion(text_of(value.value), outline.texts)
    return None, None
