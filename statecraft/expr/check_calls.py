"""Whether calls name a function that exists and give it what it takes."""

from __future__ import annotations

from statecraft.expr import shapes, tree
from statecraft.expr.findings import Findings, nearest
from statecraft.expr.functions import FUNCTIONS, FunctionRule, kinds_text
from statecraft.expr.pattern import PatternError, parse_pattern
from statecraft.expr.scope import Scope
from statecraft.expr.show import show
from statecraft.values.shape import ANYTHING, Shape


def check_call(call: tree.Call, given: list[Shape], findings: Findings) -> Shape:
    """The shape of the result of one of the language's functions."""
    rule = FUNCTIONS[call.function]
    if not rule.least <= len(given) <= rule.most:
        takes = _count_text(rule.least, rule.most)
        message = f"{call.function} takes {takes}, not {len(given)}"
        findings.add("SC307", message, call, None)
        return rule.result
    _check_kinds(call, rule, given, findings)
    if call.function == "matches":
        _check_pattern(call, findings)
    return _result(call, rule, given)


def _count_text(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument{'' if least == 1 else 's'}"
    return f"{least} to {most} arguments"


def _check_kinds(
    call: tree.Call, rule: FunctionRule, given: list[Shape], findings: Findings
) -> None:
    for position, (argument, shape) in enumerate(zip(call.arguments, given, strict=True)):
        kinds = rule.kinds_at(position)
        if kinds and not shapes.may_be(shape, *kinds):
            message = f"{call.function} takes {kinds_text(kinds)}; {show(argument)} is "
            findings.add("SC304", f"{message}{shapes.in_words(shape)}", argument, None)


def _check_pattern(call: tree.Call, findings: Findings) -> None:
    pattern = call.arguments[1]
    if not isinstance(pattern, tree.Literal) or not isinstance(pattern.value, str):
        hint = "write matches(text, r'[a-z]+')"
        findings.add("SC313", "the pattern must be a string written out", pattern, hint)
        return
    try:
        parse_pattern(pattern.value)
    except PatternError as error:
        message = f"the pattern cannot be used: {error.message} (character {error.at + 1})"
        findings.add("SC313", message, pattern, None)


def _result(call: tree.Call, rule: FunctionRule, given: list[Shape]) -> Shape:
    match call.function:
        case "min" | "max":
            return _one_of(given[0].items if len(given) == 1 else shapes.any_of(given))
        case "abs" | "sum":
            items = given[0].items if call.function == "sum" else given[0]
            is_whole = items is not None and shapes.must_be(items, "integer")
            return shapes.INTEGER if is_whole else rule.result
        case "round":
            return shapes.INTEGER if len(given) == 1 else rule.result
        case "get":
            return _gotten(call, given)
        case _:
            return rule.result


def _one_of(shape: Shape | None) -> Shape:
    return ANYTHING if shape is None else Shape(kinds=shape.kinds)


def _gotten(call: tree.Call, given: list[Shape]) -> Shape:
    key = call.arguments[1]
    if not isinstance(key, tree.Literal) or not isinstance(key.value, str):
        return ANYTHING
    inner = shapes.field_in(given[0], key.value)
    return given[2] if inner is None else shapes.either(inner, given[2])


def check_host_call(
    call: tree.HostCall, given: list[Shape], scope: Scope, findings: Findings
) -> Shape:
    """The declared shape of a host function's result; a finding when it is not declared."""
    signature = scope.functions.get(call.function)
    if signature is None:
        known = {*FUNCTIONS, *scope.functions, "any", "all", "active", "can", "now"}
        hint = nearest(call.function, known) or "declare it under `functions:`"
        findings.add("SC306", f"there is no function {call.function}", call, hint)
        return ANYTHING
    if signature.parameters is None:
        return signature.result
    if len(signature.parameters) != len(given):
        most = len(signature.parameters)
        message = f"{call.function} takes {_count_text(most, most)}, not {len(given)}"
        findings.add("SC307", message, call, None)
        return signature.result
    for argument, shape, declared in zip(call.arguments, given, signature.parameters, strict=True):
        if shapes.never_same(declared, shape):
            message = f"{call.function} takes {shapes.in_words(declared)}; {show(argument)} is "
            findings.add("SC304", f"{message}{shapes.in_words(shape)}", argument, None)
    return signature.result
