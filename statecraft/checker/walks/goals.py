"""What a search has not seen to happen, each as something that a single step can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.checker.exploration import Exploration
from statecraft.checker.model import Facts, ReasonKey, facts_of
from statecraft.checker.questions.entered import entered_states, passed
from statecraft.checker.questions.rules import refusal_of
from statecraft.checks.sources import all_transitions
from statecraft.checks.steps import all_steps
from statecraft.diagnostics import Span
from statecraft.kernel.outcome import OutcomeKind
from statecraft.model.rules import Cascade, Constraint, MoveRule
from statecraft.model.scenarios import Property
from statecraft.model.states import StateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A transition, step or cascade is taken in an accepted step."""

    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """A step is refused for a reason, and for no other one where it has to be ``alone``."""

    reason: ReasonKey
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """A state or value is active after a step, or something at one of the places enters it."""

    state: StateIndex
    places: frozenset[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The condition of a property holds after a step, or does not where it should always."""

    name: str
    text: str
    is_true: bool
    wanted: bool


Goal: TypeAlias = Taking | Refusing | Entering | Holding


def is_shown(goal: Goal, facts: Facts) -> bool:
    """Whether what becomes of a step shows it, whatever the state afterwards is."""
    match goal:
        case Taking(place=place):
            return facts.accepted and place in facts.taken
        case Refusing(reason=reason, alone=alone):
            is_rejected = facts.kind is OutcomeKind.REJECTED
            return is_rejected and (facts.reasons == {reason} if alone else reason in facts.reasons)
        case Entering(places=places):
            return facts.accepted and not places.isdisjoint(facts.taken)
        case Holding():
            return False
        case _:
            assert_never(goal)


def is_wanted(goal: Goal) -> bool:
    """Whether it is claimed to happen; what should never happen is looked for, too."""
    return goal.wanted if isinstance(goal, Holding) else True


def goals_of(exploration: Exploration) -> Iterator[Goal]:
    """What an exploration has not seen of all that is asked of it to happen somewhere."""
    yield from _taking(exploration)
    yield from _entering(exploration)
    yield from _refusing(exploration)
    for claim in exploration.definition.properties:
        found = _holding(claim)
        if found is not None and not _is_seen(exploration, claim):
            yield found


def _taking(exploration: Exploration) -> Iterator[Taking]:
    definition = exploration.definition
    places = [transition.span for _, transition in all_transitions(definition)]
    places += [placed.step.head.span for placed in all_steps(definition)]
    places += [rule.span for rule in definition.rules if isinstance(rule, Cascade)]
    for place in dict.fromkeys(places):
        if place not in exploration.taken:
            yield Taking(place=place)


def _entering(exploration: Exploration) -> Iterator[Entering]:
    lowered = exploration.chart.lowered
    entered = entered_states(exploration)
    entering = _places_by_state(lowered)
    for row in lowered.rows:
        dimension = lowered.regions[row.region].dimension
        is_fixed = dimension is not None and dimension.constant
        is_history = row.kind in (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)
        if row.index not in entered and not is_fixed and not is_history:
            places = frozenset(entering.get(row.index, ()))
            yield Entering(state=row.index, places=places)


def _places_by_state(lowered: LoweredChart) -> dict[StateIndex, list[Span]]:
    found: dict[StateIndex, list[Span]] = {}
    edges = [*lowered.edges, *(e for t in lowered.templates.values() for e in t.edges)]
    spans = [*(edge.span for edge in edges), *(each.rule.span for each in lowered.cascades)]
    for span in dict.fromkeys(spans):
        for state in passed(lowered, {span}):
            found.setdefault(state, []).append(span)
    return found


def _refusing(exploration: Exploration) -> Iterator[Refusing]:
    became = (*(each.facts for each in exploration.happenings), *map(facts_of, exploration.begun))
    refused = {facts.reasons for facts in became if facts.kind is OutcomeKind.REJECTED}
    every = frozenset(reason for reasons in refused for reason in reasons)
    for rule in exploration.definition.rules:
        match rule:
            case MoveRule(require=require):
                for each in require:
                    reason = refusal_of(rule, each.that.span)
                    if frozenset({reason}) not in refused:
                        yield Refusing(reason=reason, alone=True)
            case Constraint(condition=condition):
                reason = refusal_of(rule, condition.span)
                if reason not in every:
                    yield Refusing(reason=reason, alone=False)
            case Cascade():
                pass


def _holding(claim: Property) -> Holding | None:
    match claim.kind:
        case "reachable" | "never" | "always":
            return Holding(
                name=claim.name,
                text=claim.condition.text,
                is_true=claim.kind != "always",
                wanted=claim.kind == "reachable",
            )
        case _:
            return None


def _is_seen(exploration: Exploration, claim: Property) -> bool:
    """Whether a state was met that shows the property to hold, or to fail."""
    engine = exploration.engine
    where = engine.where(engine.model.condition(claim.condition))
    shown = engine.minus(engine.reachable(), where) if claim.kind == "always" else where
    return not engine.is_empty(shown)
