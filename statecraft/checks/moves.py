"""Moves against the ``transitions`` map of their dimension."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.finding import Finding
from statecraft.checks.known_values import Known, known_at, known_where, together
from statecraft.checks.sources import Candidates, OfValue, all_transitions
from statecraft.checks.steps import all_steps
from statecraft.diagnostics import Diagnostic, Severity, Span, quoted
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.pipelines import MoveStep
from statecraft.model.rules import Cascade, MoveRule, Trigger
from statecraft.model.states import Move, Transition
from statecraft.values.text import text_of


def forbidden_moves(definition: Definition) -> Iterator[Finding]:
    """Targets and pulls that the map refuses wherever they would be a move."""
    dimensions = {dimension.name: dimension for dimension in definition.dimensions}
    for candidates, transition in all_transitions(definition):
        known = known_for(candidates, transition, definition) if transition.moves else None
        for move in transition.moves if known is not None else ():
            found = _forbidden(move, dimensions[move.dimension], known or {})
            found = found or _forbidden_origin(move, transition, dimensions[move.dimension])
            if found is not None:
                yield Finding(at=candidates.at(transition), diagnostic=found)
    yield from _forbidden_steps(definition)
    for rule in definition.rules:
        known = known_where(rule.when.expr, definition) if isinstance(rule, Cascade) else None
        if isinstance(rule, Cascade) and known is not None:
            for move in rule.then:
                found = _forbidden(move, dimensions[move.dimension], known)
                if found is not None:
                    yield Finding(at=f"rules.{rule.name}", diagnostic=found)


def _forbidden_steps(definition: Definition) -> Iterator[Finding]:
    dimensions = {dimension.name: dimension for dimension in definition.dimensions}
    for placed in all_steps(definition):
        step = placed.step
        known = known_at(step.origins) if isinstance(step, MoveStep) else None
        if isinstance(step, MoveStep) and known is not None:
            for move in step.moves:
                found = _forbidden(move, dimensions[move.dimension], known)
                if found is not None:
                    yield Finding(at=placed.at, diagnostic=found)


def known_for(
    candidates: Candidates, transition: Transition, definition: Definition
) -> Known | None:
    """What is known of the dimensions where a transition is enabled; None when it never is."""
    parts = [known_at(transition.origins)]
    match candidates.source:
        case OfValue(dimension=dimension, value=value):
            parts.append({dimension.name: frozenset({value.text})})
        case _:
            pass
    if transition.when is not None:
        parts.append(known_where(transition.when.expr, definition))
    return together(parts)


def _forbidden(move: Move, dimension: Dimension, known: Known) -> Diagnostic | None:
    """The finding about a move that no possible value allows, but perhaps the goal itself."""
    goal = text_of(move.value)
    possible = known.get(dimension.name, frozenset(value.text for value in dimension.values))
    origins = [value.text for value in dimension.values if value.text in possible - {goal}]
    if not origins or any(may_move(dimension, origin, goal) for origin in origins):
        return None
    here = f"dimension {dimension.name} may not move from {_listed(origins)} to {quoted(goal)}"
    if goal in possible:
        message = f"{here}, so this is rejected unless it is there already"
        return _finding(move.span, message, dimension, origins[0], Severity.WARNING)
    message = f"{here}, so this is always rejected"
    return _finding(move.span, message, dimension, origins[0], Severity.ERROR)


def _forbidden_origin(
    move: Move, transition: Transition, dimension: Dimension
) -> Diagnostic | None:
    """The finding about one of the values that ``from`` names, while others are well."""
    goal = text_of(move.value)
    for origin in transition.origins:
        for value in origin.values if origin.dimension == dimension.name else ():
            text = text_of(value)
            if text != goal and not may_move(dimension, text, goal):
                message = (
                    f"from names {quoted(text)}, from where dimension {dimension.name} "
                    f"may not move to {quoted(goal)}"
                )
                return _finding(origin.span, message, dimension, text, Severity.WARNING)
    return None


def may_move(dimension: Dimension, origin: str, goal: str) -> bool:
    """Whether the map allows a move between two different values."""
    return dimension.allowed is None or goal in dimension.allowed.get(origin, ())


def _finding(
    span: Span, message: str, dimension: Dimension, origin: str, severity: Severity
) -> Diagnostic:
    goals = () if dimension.allowed is None else dimension.allowed.get(origin, ())
    allowed = _listed(list(goals)) if goals else "nothing"
    hint = f"the transitions of {dimension.name} allow {allowed} from {quoted(origin)}"
    return Diagnostic(code="SC343", span=span, message=message, hint=hint, severity=severity)


def _listed(texts: list[str]) -> str:
    return ", ".join(quoted(text) for text in texts)


def rules_that_never_apply(definition: Definition) -> Iterator[Finding]:
    """Move rules about a move that cannot happen, and cascades that pull nothing."""
    dimensions = {dimension.name: dimension for dimension in definition.dimensions}
    for rule in definition.rules:
        match rule:
            case MoveRule(triggers=triggers):
                for trigger in triggers:
                    dimension = dimensions.get(trigger.dimension)
                    if dimension is not None and not _may_happen(trigger, dimension):
                        message = f"dimension {dimension.name} never makes this move"
                        hint = _why_never(dimension)
                        yield _never(rule.name, trigger.span, message, hint)
            case Cascade(then=then) if _is_settled(rule, definition):
                message = "wherever the condition holds, then says what is so already"
                hint = "ask in when for the state in which the move is wanted"
                yield _never(rule.name, then[0].span, message, hint)
            case _:
                pass


def _may_happen(trigger: Trigger, dimension: Dimension) -> bool:
    origins = _texts(trigger.origins, dimension)
    goals = _texts(trigger.goals, dimension)
    return not dimension.constant and any(
        origin != goal and may_move(dimension, origin, goal) for origin in origins for goal in goals
    )


def _texts(named: tuple[object, ...] | None, dimension: Dimension) -> tuple[str, ...]:
    return tuple(
        value.text
        for value in dimension.values
        if named is None or value.text in {text_of(each) for each in named}  # type: ignore[arg-type]
    )


def _why_never(dimension: Dimension) -> str:
    if dimension.constant:
        return f"{dimension.name} is constant"
    if dimension.allowed is None:
        return "a move is from one value to another"
    return f"the transitions of {dimension.name} do not have it"


def _is_settled(rule: Cascade, definition: Definition) -> bool:
    known = known_where(rule.when.expr, definition)
    return known is not None and all(
        known.get(move.dimension) == frozenset({text_of(move.value)}) for move in rule.then
    )


def _never(name: str, span: Span, message: str, hint: str) -> Finding:
    found = Diagnostic(
        code="SC346", span=span, message=message, hint=hint, severity=Severity.WARNING
    )
    return Finding(at=f"rules.{name}", diagnostic=found)
