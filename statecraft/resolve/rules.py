"""Rules: requirements of moves, constraints on states, cascades."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.model.formulas import Formula
from statecraft.model.rules import Cascade, Constraint, MoveRule, Requirement, Rule, Trigger
from statecraft.model.states import Move
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DimensionOutline, value_named, values_in
from statecraft.resolve.expressions import condition, optional_condition, optional_data
from statecraft.resolve.moves import any_dimension, movable
from statecraft.resolve.parts import entries_of, one_or_more
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.text import text_of


def resolve_rules(machine: Located, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules in order of text."""
    rules = entries_of(machine.get("rules"))
    return tuple(_rule(str(of.key), of, vocabulary) for of in rules)


def _rule(name: str, node: Located, vocabulary: Vocabulary) -> Rule:
    if "on" in node:
        return _move_rule(name, node, vocabulary)
    if "then" in node:
        return _cascade(name, node, vocabulary)
    kind = "never" if "never" in node else "always"
    return Constraint(
        name=name,
        when=optional_condition(node.get("when"), vocabulary.scope, vocabulary.report),
        condition=condition(node[kind], vocabulary.scope, vocabulary.report),
        holds_when=kind == "always",
        message=_message(node, vocabulary),
        span=node.key_span,
        described=described(node),
    )


def _message(node: Located, vocabulary: Vocabulary) -> Formula | None:
    return optional_data(node.get("message"), vocabulary.scope, vocabulary.report)


def _move_rule(name: str, node: Located, vocabulary: Vocabulary) -> MoveRule:
    return MoveRule(
        name=name,
        triggers=tuple(
            trigger for of in entries_of(node["on"]) for trigger in _triggers(of, vocabulary)
        ),
        when=optional_condition(node.get("when"), vocabulary.scope, vocabulary.report),
        require=resolve_requirements(node["require"], _message(node, vocabulary), vocabulary),
        span=node.key_span,
        described=described(node),
    )


def _triggers(node: Located, vocabulary: Vocabulary) -> Iterator[Trigger]:
    """The moves that one key of ``on:`` speaks of; a list means any of them."""
    outline = any_dimension(node, vocabulary)
    if outline is None:
        return
    for element in one_or_more(node):
        yield _trigger(element, outline, vocabulary)


def _trigger(node: Located, outline: DimensionOutline, vocabulary: Vocabulary) -> Trigger:
    span = node.key_span
    if not isinstance(node.value, dict):
        goals = _named(node, outline, vocabulary)
        return Trigger(dimension=outline.name, origins=None, goals=goals, span=span)
    return Trigger(
        dimension=outline.name,
        origins=_named(node.get("from"), outline, vocabulary),
        goals=_named(node.get("to"), outline, vocabulary),
        span=span,
    )


def _named(
    node: Located | None, outline: DimensionOutline, vocabulary: Vocabulary
) -> tuple[Value, ...] | None:
    """The values that a trigger names; a computed dimension that declares none has any."""
    if node is None:
        return None
    if outline.values:
        return values_in(outline, node, vocabulary.report)
    return tuple(node.value) if isinstance(node.value, list) else (node.value,)


def resolve_requirements(
    node: Located | None, shared: Formula | None, vocabulary: Vocabulary
) -> tuple[Requirement, ...]:
    """Each ``that`` with its message, or else with the *shared* one."""
    return tuple(_requirement(of, shared, vocabulary) for of in one_or_more(node))


def _requirement(node: Located, shared: Formula | None, vocabulary: Vocabulary) -> Requirement:
    is_mapping = isinstance(node.value, dict)
    own = _message(node, vocabulary) if is_mapping else None
    return Requirement(
        that=condition(node["that"] if is_mapping else node, vocabulary.scope, vocabulary.report),
        message=shared if own is None else own,
        span=node.span,
    )


def _cascade(name: str, node: Located, vocabulary: Vocabulary) -> Cascade:
    return Cascade(
        name=name,
        when=condition(node["when"], vocabulary.scope, vocabulary.report),
        then=tuple(_pulls(node["then"], vocabulary)),
        span=node.key_span,
        described=described(node),
    )


def _pulls(node: Located, vocabulary: Vocabulary) -> Iterator[Move]:
    for of in entries_of(node):
        outline = movable(of, vocabulary)
        if outline is None:
            continue
        value = value_named(outline, text_of(of.value), of.span, vocabulary.report)
        if value is not None:
            yield Move(dimension=outline.name, value=value.value, span=of.key_span)
