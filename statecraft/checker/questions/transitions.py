"""Transitions that are never taken: for want of an occasion, or because they are always refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.chart.tables import Edge
from statecraft.checker.choices import Sending
from statecraft.checker.cores import core_of, told_by_core
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.model import All, ReasonKey
from statecraft.checker.questions.entered import entered_states
from statecraft.checker.reporting import settled, verdict, warning
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.checks.sources import all_transitions
from statecraft.diagnostics import Diagnostic, Related, Span
from statecraft.kernel.outcome import ReasonKind
from statecraft.model.states import ChildMachine, Transition
from statecraft.values.text import text_of

_ANY = "*"


def transitions_taken(exploration: Exploration) -> Iterator[Verdict]:
    """Every transition of a state that is entered is taken by some way.

    One for events of any name may wait for some that the definition does not know.
    """
    edges = {edge.span: edge for edge in exploration.chart.lowered.edges}
    entered = entered_states(exploration)
    for candidates, transition in all_transitions(exploration.definition):
        edge = edges.get(transition.span)
        is_out_of_reach = edge is not None and edge.source not in {None, *entered}
        is_for_any = transition.event is not None and transition.event.endswith(_ANY)
        if not is_out_of_reach and not is_for_any:
            yield _verdict(exploration, transition, candidates.at(transition), edges)


def _verdict(
    exploration: Exploration, transition: Transition, at: str, edges: Mapping[Span, Edge]
) -> Verdict:
    kind, claim = "transition taken", f"the transition at {at} is taken"
    if transition.span in exploration.taken:
        return settled(kind, at, claim, transition.span, Proved())
    doubt = exploration.doubt()
    if doubt is not None:
        return settled(kind, at, claim, transition.span, doubt)
    return verdict(kind, at, claim, Refuted(), _finding(exploration, transition, at, edges))


def _finding(
    exploration: Exploration, transition: Transition, at: str, edges: Mapping[Span, Edge]
) -> Diagnostic:
    edge = edges.get(transition.span)
    inner = None if edge is None else _shadow(exploration, edge)
    if inner is not None:
        return _shadowed(transition, at, inner)
    core = core_of(exploration, lambda other: transition.span in other.taken)
    if transition.span in exploration.tried:
        why = "" if core.rules else _refusals(exploration, transition)
        message = f"the transition at {at} is always refused{why}"
        hint = "give it a `when` that holds where it may be taken, or leave it out"
        return told_by_core(core, "SC504", transition.span, message, hint)
    message = f"the transition at {at} is never taken"
    hint = "change its condition or its source, or leave it out"
    return told_by_core(core, "SC503", transition.span, message, hint)


def _refusals(exploration: Exploration, transition: Transition) -> str:
    """What refuses it, as the end of a message."""
    refused = [each for each in exploration.happenings if transition.span in each.facts.taken]
    told = {_told(each, reason) for each in refused for reason in each.facts.reasons}
    return f" by {', '.join(sorted(told))}" if told else ""


def _told(happening: Happening, reason: ReasonKey) -> str:
    name = reason.id or ""
    match reason.kind:
        case ReasonKind.MAP:
            return f"the map of {name}"
        case ReasonKind.ERROR if happening.facts.is_endless:
            return "a step that never ends"
        case ReasonKind.ERROR:
            return "something that cannot be computed"
        case ReasonKind.SCHEMA:
            return f"what {name} may hold".strip()
        case kind:
            return f"the {kind} {name}".strip()


def _shadow(exploration: Exploration, edge: Edge) -> Edge | None:
    """A transition of a descendant, or of a submachine, that takes the event wherever it is sent.

    What is inside of the machine itself is all of its states.
    """
    engine = exploration.engine
    inner = [each for each in _inside(exploration, edge) if each.event == edge.event]
    if edge.event is None or not inner:
        return None
    spans = {other.span for other in inner}
    active = All(parts=()) if edge.source is None else engine.model.is_active(edge.source)
    here = engine.where(active)
    taken_inside = False
    for each in exploration.happenings:
        is_sent = isinstance(each.choice, Sending) and each.choice.event == edge.event
        if is_sent and not engine.is_empty(engine.intersect(here, each.states)):
            if not (each.facts.accepted and spans & set(each.facts.taken)):
                return None
            taken_inside = True
    return inner[0] if taken_inside else None


def _inside(exploration: Exploration, edge: Edge) -> Iterator[Edge]:
    """The transitions of the states below a transition's source, and of the submachines there."""
    lowered = exploration.chart.lowered
    first = 0 if edge.source is None else edge.source
    last = len(lowered.rows) if edge.source is None else lowered.rows[first].last + 1
    for each in lowered.edges:
        if each.source is not None and first <= each.source < last and each.source != edge.source:
            yield each
    for row in lowered.rows[first:last]:
        for invoke in row.invokes:
            if invoke.is_submachine and isinstance(invoke.child, ChildMachine):
                child, _ = exploration.chart.machines(invoke.child.machine)
                yield from child.edges


def _shadowed(transition: Transition, at: str, inner: Edge) -> Diagnostic:
    event = text_of(transition.event)
    where = "its state" if at.startswith("states") else "the machine"
    return warning(
        "SC506",
        transition.span,
        f"the transition at {at} never sees {event}: inside of {where} it is always taken",
        "leave it out, or let what is inside pass the event on",
        [Related(span=inner.span, message=f"takes {event} first")],
    )
