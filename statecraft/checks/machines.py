"""Machines of a file that no other machine of it names."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import all_invokes
from statecraft.diagnostics import Diagnostic, Severity
from statecraft.model.actions import Start
from statecraft.model.definition import Definition, Project
from statecraft.model.states import ChildMachine


def unused_machines(definition: Definition, project: Project) -> Iterator[Finding]:
    """What stands under ``machines:`` of the file, where no other machine has or starts it.

    The machines of a package may be named by files that are not known here.
    """
    if definition.key != project.main.key or definition.package is not None:
        return
    here = [each for each in project.machines.values() if each.file == definition.file]
    for machine in here:
        others = (other for other in here if other.key != machine.key)
        if machine.key != definition.key and not any(machine.key in _named_by(o) for o in others):
            yield Finding(at=f"machines.{machine.id}", diagnostic=_unused(machine))


def _unused(machine: Definition) -> Diagnostic:
    return Diagnostic(
        code="SC351",
        span=machine.span,
        message=f"the machine {machine.id} is never used",
        hint=f"have it as a child: invoke: {{machine: {machine.id}}}, or leave it out",
        severity=Severity.WARNING,
    )


def _named_by(definition: Definition) -> Iterator[str]:
    """The keys of the machines that a machine has as children or starts."""
    for placed in all_invokes(definition):
        if isinstance(placed.invoke.child, ChildMachine):
            yield placed.invoke.child.machine
    for action in all_actions(definition):
        if isinstance(action.action, Start):
            yield action.action.machine
