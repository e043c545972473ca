"""Slots that two children want, and events that are sent past them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import PlacedInvoke, all_invokes
from statecraft.checks.sources import all_transitions, parallel_paths
from statecraft.diagnostics import Diagnostic, Related, Severity, nearest, quoted
from statecraft.expr.tree import Literal
from statecraft.model.actions import Send
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula

PARENT = "parent"


def shared_slots(definition: Definition) -> Iterator[Finding]:
    """Children of two states that have one slot and are active together.

    A state and one inside of it certainly are; states in two regions may be.
    """
    seen: list[PlacedInvoke] = []
    parallel = parallel_paths(definition)
    for placed in all_invokes(definition):
        for earlier in seen:
            severity = _together(earlier.state.path, placed.state.path, parallel)
            if earlier.invoke.id == placed.invoke.id and severity is not None:
                yield Finding(at=placed.at, diagnostic=_shared(earlier, placed, severity))
                break
        seen.append(placed)


def _together(one: str, other: str, parallel: Collection[str]) -> Severity | None:
    """How bad it is that two states share something; None where they exclude each other.

    Two children of one state are found with the names.
    """
    if one == other:
        return None
    if f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}."):
        return Severity.ERROR
    first, second = one.split("."), other.split(".")
    shared = 0
    while first[shared] == second[shared]:
        shared += 1
    return Severity.WARNING if ".".join(first[:shared]) in parallel else None


def _shared(earlier: PlacedInvoke, placed: PlacedInvoke, severity: Severity) -> Diagnostic:
    together = "are" if severity is Severity.ERROR else "may be"
    slot, other = quoted(placed.invoke.id), quoted(earlier.state.path)
    return Diagnostic(
        code="SC380",
        span=placed.invoke.span,
        message=f"state {other} has a child in the slot {slot} too, and both {together} active",
        hint="give one of the children an id: of its own",
        severity=severity,
        related=(Related(span=earlier.invoke.span, message="the other child"),),
    )


def mistaken_receivers(definition: Definition) -> Iterator[Finding]:
    """Receivers of a ``send`` that resemble a slot, or name one that holds many children."""
    invokes = [placed.invoke for placed in all_invokes(definition)]
    many = {invoke.id for invoke in invokes if invoke.each is not None}
    single = {invoke.id for invoke in invokes} - many
    for placed in all_actions(definition):
        match placed.action:
            case Send(to=Formula(expr=Literal(value=str() as name), span=span)):
                hint = _meant(name, single, many)
            case _:
                continue
        if hint is not None:
            yield Finding(
                at=placed.at,
                diagnostic=Diagnostic(
                    code="SC381",
                    span=span,
                    message=f"no child is in the slot {quoted(name)}; the event goes to the "
                    "instance of that id",
                    hint=hint,
                    severity=Severity.WARNING,
                ),
            )


def _meant(name: str, single: set[str], many: set[str]) -> str | None:
    if name == PARENT or name in single:
        return None
    if name in many:
        return f"the slot has one child per element: {name}.0, {name}.1, …"
    if name.rpartition(".")[0] in many and name.rpartition(".")[2].isdecimal():
        return None
    near = nearest(name, sorted({PARENT, *single, *many}))
    return None if near is None else f"did you mean {quoted(near)}?"


def notifications_taken(definition: Definition) -> Iterator[Finding]:
    """Transitions on ``child.change``, which subscribers hear and no machine does."""
    for candidates, transition in all_transitions(definition):
        if transition.event == "child.change":
            yield Finding(
                at=candidates.at(transition),
                diagnostic=Diagnostic(
                    code="SC383",
                    span=transition.span,
                    message="child.change is told to subscribers, and no machine takes it",
                    hint="let the child send an event to: parent, or take done.invoke.SLOT",
                    severity=Severity.WARNING,
                ),
            )
