"""Context: the stored variables, their types and how they begin."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.dimensions import Variable
from statecraft.model.formulas import Formula
from statecraft.resolve.described import described
from statecraft.resolve.expressions import data, literal
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import misfit, written_hint
from statecraft.resolve.parts import entries_of
from statecraft.resolve.shapes import zero_value
from statecraft.source.document import Located
from statecraft.values.shape import Shape, shape_from, violations
from statecraft.values.text import text_of


def variable_shapes(machine: Located) -> Mapping[str, Shape]:
    """The types of the stored variables by name, in order of text."""
    stored = (of for of in entries_of(machine.get("context")) if "compute" not in of)
    return MappingProxyType({str(of.key): shape_from(of.value) for of in stored})


def resolve_context(
    machine: Located, shapes: Mapping[str, Shape], scope: Scope, report: Report
) -> tuple[Variable, ...]:
    """The stored variables in order of text. *scope* has ``input`` and the functions.

    The initial value of a variable may read those before it, as they begin in this order.
    """
    found: list[Variable] = []
    for name, shape in shapes.items():
        node = machine["context"][name]
        earlier = MappingProxyType({variable.name: variable.shape for variable in found})
        found.append(_variable(node, shape, _with_context(scope, earlier), report))
    return tuple(found)


def _with_context(scope: Scope, context: Mapping[str, Shape]) -> Scope:
    return Scope(
        context=context,
        functions=scope.functions,
        local=scope.local,
        allows_now=scope.allows_now,
        active_paths=scope.active_paths,
    )


def _variable(node: Located, shape: Shape, scope: Scope, report: Report) -> Variable:
    initial = node.get("initial")
    return Variable(
        name=str(node.key),
        shape=shape,
        initial=_default(node, shape, report)
        if initial is None
        else _given(initial, node, shape, scope, report),
        span=node.key_span,
        described=described(node),
    )


def _default(node: Located, shape: Shape, report: Report) -> Formula:
    value = zero_value(shape)
    broken = violations(shape, value)
    if broken:
        message = f"{node.key} needs an initial value: {text_of(value)} would be the first"
        report(Diagnostic(code="SC212", span=node.key_span, message=f"{message}, and {broken[0]}"))
    return literal(value, node.key_span)


def _given(initial: Located, node: Located, shape: Shape, scope: Scope, report: Report) -> Formula:
    formula = data(initial, scope, report)
    why = misfit(shape, formula)
    if why is not None:
        message = f"the initial value of {node.key} {why}"
        hint = written_hint(shape, initial.value)
        report(Diagnostic(code="SC212", span=initial.span, message=message, hint=hint))
    return formula
