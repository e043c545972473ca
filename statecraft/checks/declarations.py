"""What is declared and never used."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.formulas import all_formulas
from statecraft.checks.invokes import all_invokes
from statecraft.diagnostics import Diagnostic, Severity, Span
from statecraft.expr.children import walk
from statecraft.expr.tree import HostCall, Name, NameKind
from statecraft.model.actions import Act
from statecraft.model.definition import Definition
from statecraft.model.states import ChildAction


def unused_declarations(definition: Definition) -> Iterator[Finding]:
    """Actions that nothing asks for, functions that nothing calls, defines that nothing reads."""
    actions = (placed.action for placed in all_actions(definition))
    invoked = (placed.invoke.child for placed in all_invokes(definition))
    performed = {action.name for action in actions if isinstance(action, Act)}
    performed |= {child.action for child in invoked if isinstance(child, ChildAction)}
    names = frozenset(_names_used(definition))
    for name, action in definition.actions.items():
        if name not in performed:
            yield _unused("actions", name, "action", action.span)
    for name, function in definition.functions.items():
        if name not in names:
            yield _unused("functions", name, "function", function.span)
    for computed in definition.computed:
        if computed.kind == "define" and computed.name not in names:
            yield _unused("define", computed.name, "defined name", computed.span)


def _names_used(definition: Definition) -> Iterator[str]:
    for formula in all_formulas(definition):
        for node in walk(formula.expr):
            match node:
                case Name(kind=NameKind.COMPUTED, name=name) | HostCall(function=name):
                    yield name
                case _:
                    pass
    for scenario in definition.scenarios:
        for step in scenario.steps:
            expected = step.argument if step.kind == "expect" else step.details.get("expect")
            yield from expected if isinstance(expected, dict) else ()


def _unused(section: str, name: str, what: str, span: Span) -> Finding:
    found = Diagnostic(
        code="SC351",
        span=span,
        message=f"the {what} {name} is never used",
        hint="use it or leave it out",
        severity=Severity.WARNING,
    )
    return Finding(at=f"{section}.{name}", diagnostic=found)
