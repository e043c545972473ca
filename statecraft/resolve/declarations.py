"""What a machine declares of its host: actions and functions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.scope import FunctionSignature, Scope
from statecraft.model.declarations import ActionDeclaration, FunctionDeclaration
from statecraft.resolve.described import described
from statecraft.resolve.expressions import optional_condition
from statecraft.resolve.findings import Report
from statecraft.resolve.parts import entries_of
from statecraft.resolve.shapes import fields_shape, zero_value
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, Shape, shape_from, violations

_OTHER_CALLS: Final = frozenset({"any", "all", "active", "can", "now"})


def resolve_functions(machine: Located, report: Report) -> Mapping[str, FunctionDeclaration]:
    """The host's functions by name."""
    functions = (_function(of, report) for of in entries_of(machine.get("functions")))
    return MappingProxyType({function.name: function for function in functions})


def _function(node: Located, report: Report) -> FunctionDeclaration:
    name = str(node.key)
    if name in FUNCTIONS or name in _OTHER_CALLS:
        message = f"function {quoted(name)}: the language has a function of this name"
        hint = "give the host's function another name"
        report(Diagnostic(code="SC202", span=node.key_span, message=message, hint=hint))
    result = _shape(node.get("result"))
    return FunctionDeclaration(
        name=name,
        parameters=_parameters(node.get("parameters")),
        result=result,
        test=_test(node, result, report),
        span=node.key_span,
        described=described(node),
    )


def _parameters(node: Located | None) -> tuple[Shape, ...]:
    if node is None:
        return ()
    parameters = node.value if isinstance(node.value, list) else node.value.values()
    return tuple(shape_from(parameter) for parameter in parameters)


def signatures(functions: Mapping[str, FunctionDeclaration]) -> Mapping[str, FunctionSignature]:
    """The functions as expressions see them."""
    return MappingProxyType(
        {
            name: FunctionSignature(parameters=function.parameters, result=function.result)
            for name, function in functions.items()
        }
    )


def resolve_actions(
    machine: Located, functions: Mapping[str, FunctionSignature], report: Report
) -> Mapping[str, ActionDeclaration]:
    """The host's actions by name."""
    actions = (_action(of, functions, report) for of in entries_of(machine.get("actions")))
    return MappingProxyType({action.name: action for action in actions})


def _action(
    node: Located, functions: Mapping[str, FunctionSignature], report: Report
) -> ActionDeclaration:
    result = _shape(node.get("result"))
    local = MappingProxyType({"result": result})
    scope = Scope(functions=functions, local=local, allows_now=False)
    parameters = node.get("with")
    return ActionDeclaration(
        name=str(node.key),
        parameters=ANYTHING if parameters is None else fields_shape(parameters),
        result=result,
        fails_when=optional_condition(node.get("fails_when"), scope, report),
        test=_test(node, result, report),
        span=node.key_span,
        described=described(node),
    )


def _shape(node: Located | None) -> Shape:
    return ANYTHING if node is None else shape_from(node.value)


def _test(node: Located, result: Shape, report: Report) -> Value:
    """The mocked result; the plainest value of the type when nothing is said."""
    test = node.get("test")
    if test is None:
        return zero_value(result)
    broken = violations(result, test.value)
    if broken:
        message = f"the test value does not fit the declared result: {broken[0]}"
        report(Diagnostic(code="SC212", span=test.span, message=message))
    value: Value = test.value
    return value
