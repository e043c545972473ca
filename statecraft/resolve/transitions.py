"""Transitions: the candidates of an ``on``, ``always``, ``after`` or ``on_done``, in order."""

from __future__ import annotations

from typing import Final, NamedTuple

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.formulas import NOTHING_SAID, Formula
from statecraft.model.states import After, From, Move, StateTarget, Transition
from statecraft.resolve.actions import resolve_block
from statecraft.resolve.described import described
from statecraft.resolve.events import payload_shape
from statecraft.resolve.expressions import formula_key, literal, optional_condition
from statecraft.resolve.moves import origin, stored
from statecraft.resolve.parts import entries_of, one_or_more
from statecraft.resolve.targets import Source, resolve_goal, resolve_goals
from statecraft.resolve.vocabulary import Vocabulary, event_scope
from statecraft.source.document import Located
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.making import maker
from statecraft.values.shape import ANYTHING

_NEW_TRANSITION: Final = maker(Transition)


class _Candidates(NamedTuple):
    """What the candidates of one list have in common."""

    event: str | None
    source: Source
    scope: Scope
    vocabulary: Vocabulary


def resolve_on(
    node: Located | None, source: Source, vocabulary: Vocabulary
) -> tuple[Transition, ...]:
    """The transitions of an ``on:``, descriptor by descriptor."""
    found: list[Transition] = []
    for of in entries_of(node):
        event = str(of.key)
        if isinstance(of.value, str):
            found.append(_short_form(of, event, source, vocabulary))
        else:
            found += resolve_for_event(of, event, source, vocabulary)
    return tuple(found)


def resolve_for_event(
    node: Located | None, descriptor: str, source: Source, vocabulary: Vocabulary
) -> tuple[Transition, ...]:
    """The candidates for one descriptor."""
    scope = event_scope(vocabulary, payload_shape(descriptor, vocabulary))
    candidates = _Candidates(event=descriptor, source=source, scope=scope, vocabulary=vocabulary)
    return _resolve(node, candidates)


def resolve_eventless(
    node: Located | None, source: Source, vocabulary: Vocabulary
) -> tuple[Transition, ...]:
    """The candidates of an ``always:``, or of one delay of an ``after:``."""
    if node is None:
        return ()
    scope = event_scope(vocabulary, ANYTHING)
    candidates = _Candidates(event=None, source=source, scope=scope, vocabulary=vocabulary)
    return _resolve(node, candidates)


def resolve_after(
    node: Located | None, source: Source, vocabulary: Vocabulary
) -> tuple[After, ...]:
    """The timers of an ``after:``."""
    return tuple(
        After(
            delay=_delay(of, vocabulary),
            transitions=resolve_eventless(of, source, vocabulary),
            text=str(of.key),
            span=of.key_span,
        )
        for of in entries_of(node)
    )


def _delay(node: Located, vocabulary: Vocabulary) -> Formula:
    """The delay that a key says: a duration, or a formula for seconds."""
    if str(node.key).startswith("="):
        return formula_key(node, event_scope(vocabulary, ANYTHING), vocabulary.report)
    written = node.typed_key if isinstance(node.typed_key, int | float) else str(node.key)
    try:
        parse_duration(written)
    except DurationError as error:
        vocabulary.report(Diagnostic(code="SC224", span=node.key_span, message=error.message))
    return literal(written, node.key_span)


def _resolve(node: Located | None, candidates: _Candidates) -> tuple[Transition, ...]:
    return tuple([_transition(element, candidates) for element in one_or_more(node)])


def _transition(node: Located, candidates: _Candidates) -> Transition:
    vocabulary, source = candidates.vocabulary, candidates.source
    if not isinstance(node.value, dict):
        return _short_form(node, candidates.event, source, vocabulary)
    goals = resolve_goals(node.get("target"), source, vocabulary)
    return Transition(
        event=candidates.event,
        when=optional_condition(node.get("when"), candidates.scope, vocabulary.report),
        origins=(*_origins(node.get("from"), vocabulary), *goals.origins),
        targets=goals.targets,
        moves=goals.moves,
        actions=resolve_block(node.get("do"), candidates.scope, vocabulary),
        reenter=node.value.get("reenter", False),
        described=described(node),
        span=node.key_span,
    )


def _short_form(
    node: Located, event: str | None, source: Source, vocabulary: Vocabulary
) -> Transition:
    """A target alone."""
    goal = resolve_goal(node, source, vocabulary)
    return _NEW_TRANSITION(
        event=event,
        when=None,
        origins=(),
        targets=(goal,) if isinstance(goal, StateTarget) else (),
        moves=(goal,) if isinstance(goal, Move) else (),
        actions=(),
        reenter=False,
        described=NOTHING_SAID,
        span=node.key_span,
    )


def _origins(node: Located | None, vocabulary: Vocabulary) -> tuple[From, ...]:
    """The requirements of ``from: {dimension: value, or a list of values}``."""
    named = ((stored(of, vocabulary), of) for of in entries_of(node))
    return tuple(origin(outline, of, vocabulary) for outline, of in named if outline is not None)
