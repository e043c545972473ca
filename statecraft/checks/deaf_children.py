"""Children that take no events: host actions, and objects of the host (semantics 14.10, 14.13).

The host itself offers an object the events from outside; nothing else reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import PlacedInvoke, all_invokes
from statecraft.diagnostics import Diagnostic, Severity, Span, quoted
from statecraft.expr.tree import Literal
from statecraft.model.actions import Action, Forward, Send
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.states import ChildMachine, HostChild, Invoke


def events_for_deaf_children(definition: Definition) -> Iterator[Finding]:
    """Events that are sent or passed on to a child that takes none."""
    invokes = tuple(all_invokes(definition))
    for placed in all_actions(definition):
        receiver = _receiver(placed.action)
        deaf = () if receiver is None else _in_slot(receiver, invokes)
        if deaf and not any(isinstance(invoke.child, ChildMachine) for invoke in deaf):
            found = _deaf(deaf[0], placed.action.span)
            yield Finding(at=placed.at, diagnostic=found)
    for each in invokes:
        if isinstance(each.invoke.child, HostChild):
            yield from _of_host(each)


def _receiver(action: Action) -> str | None:
    """The slot that an action names, if it names one."""
    match action:
        case Send(to=Formula(expr=Literal(value=str() as slot))) | Forward(slot=slot):
            return slot
        case _:
            return None


def _in_slot(receiver: str, invokes: tuple[PlacedInvoke, ...]) -> tuple[Invoke, ...]:
    """The children that may be in a slot, which has a number where it is one of many."""
    beginning = receiver.rpartition(".")[0]
    return tuple(
        placed.invoke
        for placed in invokes
        if placed.invoke.id == (receiver if placed.invoke.each is None else beginning)
    )


def _of_host(placed: PlacedInvoke) -> Iterator[Finding]:
    """What an ``invoke`` of an object says that never comes into effect."""
    invoke = placed.invoke
    if invoke.forwards:
        found = _reaches_nothing(invoke, invoke.span, "leave autoforward out")
        yield Finding(at=placed.at, diagnostic=found)
    if invoke.finalize:
        message = "an object of the host sends no events, so this is never done"
        found = _warning(invoke.finalize[0].span, message, "leave finalize out")
        yield Finding(at=placed.at, diagnostic=found)


def _deaf(invoke: Invoke, span: Span) -> Diagnostic:
    if isinstance(invoke.child, HostChild):
        hint = "let a host action tell it: {action: NAME, with: …}"
    else:
        hint = "leave it out, or invoke a machine that takes it"
    return _reaches_nothing(invoke, span, hint)


def _reaches_nothing(invoke: Invoke, span: Span, hint: str) -> Diagnostic:
    if isinstance(invoke.child, HostChild):
        what = "an object of the host, which only the host gives events"
    else:
        what = "a host action"
    message = f"no event from here reaches the child {quoted(invoke.id)}: it is {what}"
    return _warning(span, message, hint)


def _warning(span: Span, message: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SC384", span=span, message=message, hint=hint, severity=Severity.WARNING
    )
