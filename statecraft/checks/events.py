"""Events that are made or declared, and that nothing takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import all_invokes, machine_of, reached_by_events
from statecraft.checks.sources import all_transitions
from statecraft.checks.steps import all_steps
from statecraft.diagnostics import Diagnostic, Severity, Span, nearest, quoted
from statecraft.expr.tree import Literal
from statecraft.model.actions import Act, Action, Cancel, Emit, Raise, Send
from statecraft.model.definition import Definition, Project
from statecraft.model.family import host_children
from statecraft.model.formulas import Formula
from statecraft.model.pipelines import WaitStep


def unheard_events(definition: Definition, project: Project) -> Iterator[Finding]:
    """Events that are raised, sent to this machine or declared, and that nothing takes.

    What comes from outside, or is sent, may be taken by a submachine.
    """
    descriptors = descriptors_of(definition)
    below = tuple(reached_by_events(definition, project))
    routed = descriptors.union(*map(descriptors_of, below))
    # What an object of the host takes is not written anywhere.
    may_be_taken = any(any(host_children(each)) for each in (definition, *below))
    emitted: set[str] = set()
    for placed in all_actions(definition):
        taken = descriptors if isinstance(placed.action, Raise) else routed
        for event in _made(placed.action):
            if not is_heard(event, taken):
                yield Finding(at=placed.at, diagnostic=_unheard(event, placed.action.span, taken))
        if isinstance(placed.action, Emit | Send):
            emitted.add(placed.action.event)
    for name, declared in definition.events.items():
        if name not in emitted and not may_be_taken and not is_heard(name, routed):
            found = _unheard(name, declared.span, routed)
            yield Finding(at=f"events.{name}", diagnostic=found)


def unheard_by_children(definition: Definition, project: Project) -> Iterator[Finding]:
    """Events that are sent to a child which does not take them."""
    for placed in all_actions(definition):
        match placed.action:
            case Send(
                event=event,
                named=None,
                to=Formula(expr=Literal(value=str() as receiver)),
                span=span,
            ):
                children = tuple(_in_slot(receiver, definition, project))
            case _:
                continue
        taken = frozenset().union(*(_taken_in(child, project) for child in children))
        if children and not is_heard(event, taken):
            told = _unheard(event, span, taken)
            names = " or ".join(child.id for child in children)
            message = f"nothing in machine {names} takes the event {quoted(event)}"
            yield Finding(at=placed.at, diagnostic=replace(told, message=message))


def _in_slot(slot: str, definition: Definition, project: Project) -> Iterator[Definition]:
    """The machines that may be in a slot, each once."""
    found: dict[str, Definition] = {}
    for placed in all_invokes(definition):
        name = slot if placed.invoke.each is None else slot.rpartition(".")[0]
        child = machine_of(placed.invoke, project)
        if name == placed.invoke.id and child is not None:
            found[child.key] = child
    yield from found.values()


def _taken_in(child: Definition, project: Project) -> frozenset[str]:
    inside = (descriptors_of(each) for each in reached_by_events(child, project))
    return descriptors_of(child).union(*inside)


def descriptors_of(definition: Definition) -> frozenset[str]:
    """What the machine takes: what its transitions and its waiting steps name, and pipelines."""
    taken = {each.event for _, each in all_transitions(definition) if each.event}
    awaited = {
        placed.step.event for placed in all_steps(definition) if isinstance(placed.step, WaitStep)
    }
    return frozenset(taken | awaited | definition.pipelines.keys())


def _made(action: Action) -> Iterator[str]:
    """The events that an action makes for this machine, as far as the author named them."""
    match action:
        case Raise(event=event, named=None) | Send(event=event, to=None, named=None):
            yield event
        case Act(id=name, done=done, error=error):
            yield from (done,) if done != f"done.action.{name}" else ()
            yield from (error,) if error != f"error.action.{name}" else ()
        case _:
            pass


def is_heard(event: str, descriptors: frozenset[str]) -> bool:
    """Whether one of the descriptors takes the event."""
    return event in descriptors or any(
        descriptor == "*" or (descriptor.endswith(".*") and f"{event}.".startswith(descriptor[:-1]))
        for descriptor in descriptors
    )


def _unheard(event: str, span: Span, descriptors: frozenset[str]) -> Diagnostic:
    return Diagnostic(
        code="SC350",
        span=span,
        message=f"nothing takes the event {quoted(event)}",
        hint=_suggestion(event, descriptors, "name it in an on:, or leave it out"),
        severity=Severity.WARNING,
    )


def cancels_of_nothing(definition: Definition) -> Iterator[Finding]:
    """``cancel`` of an id that no ``send`` of the machine carries."""
    actions = tuple(all_actions(definition))
    ids = [each.action.id for each in actions if isinstance(each.action, Send) and each.action.id]
    if not all(isinstance(name.expr, Literal) for name in ids):
        return
    known = {name.text for name in ids}
    for placed in actions:
        match placed.action:
            case Cancel(id=Formula(expr=Literal(value=str() as name), span=span)):
                if name not in known:
                    yield Finding(at=placed.at, diagnostic=_idle_cancel(span, name, known))
            case _:
                pass


def _suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    near = nearest(name, known)
    return otherwise if near is None else f"did you mean {quoted(near)}?"


def _idle_cancel(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    example = "it names the id of a delayed event: {send: PING, delay: 5s, id: ping}"
    return Diagnostic(
        code="SC358",
        span=span,
        message=f"no send has the id {quoted(name)}",
        hint=_suggestion(name, known, example),
        severity=Severity.WARNING,
    )
