"""Rules, computed names and capabilities as nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.analysis.elements import (
    MACHINE,
    GraphNode,
    capability_id,
    computed_id,
    rule_id,
    said,
)
from statecraft.analysis.wording import case_texts, condition_text, message_text
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Computed
from statecraft.model.rules import Capability, Cascade, Constraint, MoveRule, Rule, Trigger
from statecraft.values.json_values import Value
from statecraft.values.text import text_of


def rule_nodes(definition: Definition) -> Iterator[GraphNode]:
    """Rules, then computed names, then capabilities, each in order of text."""
    yield from (_rule(rule) for rule in definition.rules)
    in_text = sorted(definition.computed, key=lambda computed: computed.span)
    yield from (_computed(computed) for computed in in_text)
    yield from (_capability(capability) for capability in definition.capabilities)


def _rule(rule: Rule) -> GraphNode:
    match rule:
        case MoveRule():
            return _move_rule(rule)
        case Constraint():
            return _constraint(rule)
        case Cascade():
            return _cascade(rule)
        case _:
            assert_never(rule)


def _move_rule(rule: MoveRule) -> GraphNode:
    return GraphNode(
        id=rule_id(rule.name),
        attributes=said(
            kind="rule",
            type="require",
            name=rule.name,
            parent=MACHINE,
            describe=rule.described.describe,
            on=[_trigger(trigger) for trigger in rule.triggers],
            when=condition_text(rule.when),
            conditions=[condition_text(each.that) for each in rule.require],
            messages=[message_text(each.message) or "" for each in rule.require],
            at=str(rule.span),
        ),
    )


def _trigger(trigger: Trigger) -> str:
    return f"{trigger.dimension}: {_values(trigger.origins)} to {_values(trigger.goals)}"


def _values(values: tuple[Value, ...] | None) -> str:
    return "any" if values is None else ", ".join(map(text_of, values))


def _constraint(rule: Constraint) -> GraphNode:
    return GraphNode(
        id=rule_id(rule.name),
        attributes=said(
            kind="rule",
            type="always" if rule.holds_when else "never",
            name=rule.name,
            parent=MACHINE,
            describe=rule.described.describe,
            when=condition_text(rule.when),
            conditions=[condition_text(rule.condition)],
            messages=[message_text(rule.message) or ""],
            at=str(rule.span),
        ),
    )


def _cascade(rule: Cascade) -> GraphNode:
    return GraphNode(
        id=rule_id(rule.name),
        attributes=said(
            kind="rule",
            type="then",
            name=rule.name,
            parent=MACHINE,
            describe=rule.described.describe,
            when=condition_text(rule.when),
            then=[f"{move.dimension} = {text_of(move.value)}" for move in rule.then],
            at=str(rule.span),
        ),
    )


def _computed(computed: Computed) -> GraphNode:
    return GraphNode(
        id=computed_id(computed.name),
        attributes=said(
            kind="computed",
            type=computed.kind,
            name=computed.name,
            parent=MACHINE,
            label=computed.described.label,
            describe=computed.described.describe,
            values=[value.text for value in computed.values],
            cases=list(case_texts(computed.formula.expr)),
            at=str(computed.span),
        ),
    )


def _capability(capability: Capability) -> GraphNode:
    return GraphNode(
        id=capability_id(capability.name),
        attributes=said(
            kind="capability",
            name=capability.name,
            parent=MACHINE,
            describe=capability.described.describe,
            condition=condition_text(capability.formula),
            at=str(capability.span),
        ),
    )
