"""Transitions as edges, one for each target.

A move of a dimension is an edge between two of its values. Where it may start at any value, and
a transition of the machine always may, the edge starts at the dimension, or at the tree. A
transition without a target is a loop at its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.analysis.candidates import Candidate, candidates
from statecraft.analysis.elements import (
    MACHINE,
    TREE,
    GraphEdge,
    dimension_id,
    said,
    state_id,
    value_id,
)
from statecraft.analysis.guarding import guarding_rules
from statecraft.analysis.wording import action_texts, condition_text
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.states import Move, Transition
from statecraft.values.json_values import Value, same
from statecraft.values.text import text_of


def transition_edges(definition: Definition) -> Iterator[GraphEdge]:
    """The edges of kind ``transition``; the attribute of that name tells which belong together."""
    dimensions = {dimension.name: dimension for dimension in definition.dimensions}
    for candidate in candidates(definition):
        for part, (source, target, rules) in enumerate(_ends(candidate, definition, dimensions)):
            yield GraphEdge(
                source=source,
                target=target,
                key=f"{candidate.id}.{part}",
                attributes=_attributes(candidate, target, rules, definition),
            )


_End = tuple[str, str, tuple[str, ...]]


def _ends(
    candidate: Candidate, definition: Definition, dimensions: Mapping[str, Dimension]
) -> Iterator[_End]:
    """Source, target and the rules that guard the move, for each edge."""
    transition = candidate.transition
    if not transition.targets and not transition.moves:
        yield candidate.source, candidate.source, ()
    of_tree = TREE if candidate.source == MACHINE or candidate.dimension else candidate.source
    for target in transition.targets:
        yield of_tree, state_id(target.path), ()
    for move in transition.moves:
        yield from _move_ends(candidate, move, definition, dimensions[move.dimension])


def _move_ends(
    candidate: Candidate, move: Move, definition: Definition, dimension: Dimension
) -> Iterator[_End]:
    target = value_id(move.dimension, text_of(move.value))
    named = _origins(candidate.transition, move.dimension)
    if candidate.dimension == move.dimension:
        values = tuple(v.value for v in dimension.values)
        own = tuple(v for v in values if value_id(move.dimension, text_of(v)) == candidate.source)
        sources = [(candidate.source, own)]
    elif named is None:
        elsewhere = [v.value for v in dimension.values if not same(v.value, move.value)]
        sources = [(dimension_id(move.dimension), tuple(elsewhere))]
    else:
        sources = [(value_id(move.dimension, text_of(v)), (v,)) for v in named]
    for source, origin in sources:
        rules = guarding_rules(definition.rules, move.dimension, origin, move.value)
        yield source, target, tuple(rules)


def _origins(transition: Transition, dimension: str) -> tuple[Value, ...] | None:
    """The values that every ``from`` of the dimension allows; None without one."""
    named = [origin.values for origin in transition.origins if origin.dimension == dimension]
    if not named:
        return None
    return tuple(v for v in named[0] if all(any(same(v, o) for o in rest) for rest in named[1:]))


def _attributes(
    candidate: Candidate, target: str, rules: tuple[str, ...], definition: Definition
) -> Mapping[str, Value]:
    transition = candidate.transition
    declared = definition.events.get(transition.event or "")
    return said(
        kind="transition",
        transition=candidate.id,
        trigger=candidate.trigger,
        event=transition.event,
        event_label=declared.described.label if declared else None,
        after=candidate.after,
        when=condition_text(transition.when),
        origins=list(_other_origins(transition)),
        actions=list(action_texts(transition.actions)),
        also=[text for goal, text in _goals(transition) if goal != target],
        rules=list(rules),
        reenter=transition.reenter,
        internal=not transition.targets and not transition.moves,
        label=transition.described.label,
        describe=transition.described.describe,
        where=candidate.where,
        at=str(transition.span),
    )


def _other_origins(transition: Transition) -> Iterator[str]:
    """What the ``from`` requirements of dimensions that do not move say."""
    moved = {move.dimension for move in transition.moves}
    for origin in transition.origins:
        if origin.dimension not in moved:
            yield f"{origin.dimension} is {' or '.join(map(text_of, origin.values))}"


def _goals(transition: Transition) -> Iterator[tuple[str, str]]:
    """Node and text of everything that the transition leads to."""
    for target in transition.targets:
        yield state_id(target.path), target.path
    for move in transition.moves:
        text = text_of(move.value)
        yield value_id(move.dimension, text), f"{move.dimension} = {text}"
