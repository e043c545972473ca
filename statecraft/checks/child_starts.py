"""Machines that start themselves through their children, on and on.

A finding is certain: each machine of the circle has the next one in a state that it is in when it
has started, nothing can take it out of there before, and what it gives does not change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checks.blocks import actions_in
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import PlacedInvoke, all_invokes, machine_of
from statecraft.diagnostics import Diagnostic, Related
from statecraft.expr.children import walk
from statecraft.expr.tree import ListOf, Literal, MappingOf
from statecraft.model.actions import Act, Emit, Log
from statecraft.model.definition import Definition, Project
from statecraft.model.formulas import Formula
from statecraft.model.rules import Constraint
from statecraft.model.states import State, StateKind

_HARMLESS = (Act, Emit, Log)
"""Actions that neither fail nor lead out of a state by themselves."""


def endless_starts(definition: Definition, project: Project) -> Iterator[Finding]:
    """A child that is in the slot of a machine which leads back to this one."""
    for first in _certain_children(definition, project):
        circle = _way_back(first, definition, project)
        if circle is not None and _is_told_here(circle, definition):
            yield Finding(at=first.at, diagnostic=_endless(circle, project))
            return


def _way_back(
    first: PlacedInvoke, definition: Definition, project: Project
) -> tuple[PlacedInvoke, ...] | None:
    """The shortest chain of children from a machine to itself that begins with *first*."""
    pending: list[tuple[PlacedInvoke, ...]] = [(first,)]
    met: set[str] = set()
    while pending:
        chain = pending.pop(0)
        child = machine_of(chain[-1].invoke, project)
        if child is None or child.key in met:
            continue
        if child.key == definition.key:
            return chain
        met.add(child.key)
        pending += [(*chain, each) for each in _certain_children(child, project)]
    return None


def _is_told_here(circle: tuple[PlacedInvoke, ...], definition: Definition) -> bool:
    """Whether no other machine of the circle, in this file, stands before this one."""
    spans = [each.invoke.span for each in circle if each.invoke.span.file == definition.file]
    own = circle[0].invoke.span
    return all((own.line, own.column) <= (span.line, span.column) for span in spans)


def _endless(circle: tuple[PlacedInvoke, ...], project: Project) -> Diagnostic:
    machines = [machine_of(each.invoke, project) for each in circle]
    names = [machine.id for machine in machines if machine is not None]
    return Diagnostic(
        code="SC382",
        span=circle[0].invoke.span,
        message=f"this never ends: {' starts '.join((names[-1], *names))}",
        hint="let the child begin in a state without this child, and enter it by an event",
        related=tuple(
            Related(span=each.invoke.span, message="which has this child") for each in circle[1:]
        ),
    )


def _certain_children(definition: Definition, project: Project) -> Iterator[PlacedInvoke]:
    """The children that a machine certainly starts, with the same input each time."""
    entered = _entered_at_start(definition)
    if not _stays(definition, entered):
        return
    for placed in all_invokes(definition):
        invoke = placed.invoke
        if (
            placed.state.path in entered
            and machine_of(invoke, project) is not None
            and invoke.each is None
            and (invoke.data is None or _is_fixed(invoke.data))
        ):
            yield placed


def _is_fixed(data: Formula) -> bool:
    return all(isinstance(part, Literal | ListOf | MappingOf) for part in walk(data.expr))


def _entered_at_start(definition: Definition) -> Mapping[str, State]:
    """The states that the machine is in when it begins, by path; its root is one."""
    pending = [] if definition.tree is None else [definition.tree]
    found: dict[str, State] = {}
    while pending:
        state = pending.pop()
        found[state.path] = state
        children = state.children
        if state.default is not None:
            children = ()
        elif state.kind is StateKind.COMPOUND:
            children = tuple(each for each in children if each.path == state.initial)
        pending += [each for each in children if each.kind in _REAL]
    return found


_REAL = (StateKind.ATOMIC, StateKind.COMPOUND, StateKind.PARALLEL, StateKind.FINAL)


def _stays(definition: Definition, entered: Mapping[str, State]) -> bool:
    """Whether nothing can refuse the start, end it or lead on before the children start."""
    if definition.always or any(isinstance(rule, Constraint) for rule in definition.rules):
        return False
    return definition.done_when is None and all(
        not state.always
        and state.kind is not StateKind.FINAL
        and all(isinstance(action, _HARMLESS) for action in actions_in(state.entry))
        for state in entered.values()
    )
