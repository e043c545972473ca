"""Edges that are no transitions: where a region begins, its map, what rules and formulas touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from statecraft.analysis.elements import (
    GraphEdge,
    capability_id,
    computed_id,
    dimension_id,
    initial_id,
    rule_id,
    said,
    state_id,
    value_id,
)
from statecraft.expr.reads import active_paths, names_read
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.formulas import Formula
from statecraft.model.rules import Cascade, Constraint, MoveRule, Rule, Trigger
from statecraft.model.states import State, StateKind
from statecraft.values.text import text_of


def structure_edges(definition: Definition) -> Iterator[GraphEdge]:
    """The edges of the kinds initial, allowed, guards, constrains, forces and reads."""
    if definition.tree is not None:
        yield from _initial_in_tree(definition.tree)
    for dimension in definition.dimensions:
        here, first = dimension_id(dimension.name), value_id(dimension.name, dimension.initial)
        yield _edge("initial", initial_id(here), first)
        yield from _map(dimension)
    for rule in definition.rules:
        yield from _touched_by_rule(rule, definition)
    for computed in definition.computed:
        yield from _reads(computed_id(computed.name), computed.formula)
    for capability in definition.capabilities:
        yield from _reads(capability_id(capability.name), capability.formula)


def _edge(kind: str, source: str, target: str) -> GraphEdge:
    return GraphEdge(
        source=source,
        target=target,
        key=f"{kind} {source} {target}",
        attributes=said(kind=kind),
    )


def _initial_in_tree(state: State) -> Iterator[GraphEdge]:
    if state.initial is not None:
        here = state_id(state.path)
        start = initial_id(here) if state.kind is StateKind.COMPOUND else here
        yield _edge("initial", start, state_id(state.initial))
    for child in state.children:
        yield from _initial_in_tree(child)


def _map(dimension: Dimension) -> Iterator[GraphEdge]:
    for origin, goals in (dimension.allowed or {}).items():
        source = value_id(dimension.name, origin)
        yield from (_edge("allowed", source, value_id(dimension.name, goal)) for goal in goals)


def _touched_by_rule(rule: Rule, definition: Definition) -> Iterator[GraphEdge]:
    here = rule_id(rule.name)
    match rule:
        case MoveRule(triggers=triggers):
            for node in _distinct(_goals(trigger, definition) for trigger in triggers):
                yield _edge("guards", here, node)
        case Constraint(when=when, condition=condition):
            formulas = [formula for formula in (when, condition) if formula is not None]
            for node in _distinct(_read(formula.expr) for formula in formulas):
                yield _edge("constrains", here, node)
        case Cascade(when=when, then=then):
            yield from _reads(here, when)
            for move in then:
                yield _edge("forces", here, value_id(move.dimension, text_of(move.value)))
        case _:
            assert_never(rule)


def _distinct(several: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(node for nodes in several for node in nodes))


def _goals(trigger: Trigger, definition: Definition) -> Iterator[str]:
    """The values that a trigger is about, or all of the dimension."""
    stored = {dimension.name for dimension in definition.dimensions}
    if trigger.dimension not in stored:
        yield computed_id(trigger.dimension)
    elif trigger.goals is None:
        yield dimension_id(trigger.dimension)
    else:
        yield from (value_id(trigger.dimension, text_of(goal)) for goal in trigger.goals)


def _reads(source: str, formula: Formula) -> Iterator[GraphEdge]:
    for node in _read(formula.expr):
        yield _edge("reads", source, node)


def _read(expr: Expr) -> list[str]:
    """Dimensions, computed names and states that an expression speaks of itself, sorted."""
    own: Mapping[str, Expr] = MappingProxyType({})
    found = [state_id(path) for path in active_paths(expr, own)]
    for kind, name in names_read(expr, own):
        match kind:
            case NameKind.DIMENSION:
                found.append(dimension_id(name))
            case NameKind.COMPUTED:
                found.append(computed_id(name))
            case _:
                pass
    return sorted(found)
