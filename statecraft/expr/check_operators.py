"""Whether operators and their operands go together, as far as shapes tell."""

from __future__ import annotations

from statecraft.expr import shapes, tree
from statecraft.expr.findings import Findings, nearest
from statecraft.expr.scope import Scope
from statecraft.expr.show import show
from statecraft.expr.tree import ComparisonOperator, Expr
from statecraft.values.json_values import Value
from statecraft.values.notation import brief
from statecraft.values.shape import ANYTHING, Shape, violations

Typed = tuple[Expr, Shape]


def check_comparison(
    operator: ComparisonOperator, left: Typed, right: Typed, scope: Scope, findings: Findings
) -> None:
    """Finds a comparison that always has the same answer, or none."""
    match operator:
        case "==" | "!=":
            _check_equality(left, right, scope, findings)
        case "in" | "not in":
            _check_membership(left, right, scope, findings)
        case _:
            _check_order(operator, left, right, findings)


def _check_equality(left: Typed, right: Typed, scope: Scope, findings: Findings) -> None:
    (a, a_shape), (b, b_shape) = left, right
    if isinstance(a, tree.Literal) and not isinstance(b, tree.Literal):
        (a, a_shape), (b, b_shape) = right, left
    if isinstance(a, tree.Literal) or not shapes.never_same(a_shape, b_shape):
        return
    if isinstance(b, tree.Literal):
        _never_is(a, a_shape, b, scope, findings)
        return
    message = f"{show(a)} is {_described(a_shape)}, {show(b)} is {_described(b_shape)}"
    findings.add("SC304", f"{message}: they are never the same", b, None)


def _never_is(
    of: Expr, shape: Shape, literal: tree.Literal, scope: Scope, findings: Findings
) -> None:
    """A comparison with a value that a place never has."""
    written = brief(literal.value)
    if shape.enum is not None:
        known = ", ".join(brief(value) for value in shape.enum)
        message = f"{show(of)} is never {written}; its values are {known}"
        hint = _labelled(of, literal.value, scope) or _nearest_value(literal.value, shape.enum)
        findings.add("SC303", message, literal, hint)
        return
    kinds = shapes.kinds_in(shapes.shape_of_value(literal.value))
    if shapes.kinds_in(shape).isdisjoint(kinds):
        message = f"{show(of)} is {shapes.in_words(shape)}, so it is never {written}"
        findings.add("SC304", message, literal, _written_otherwise(literal.value, shape))
        return
    reason = "; ".join(violations(shape, literal.value))
    findings.add("SC303", f"{show(of)} is never {written}: it {reason}", literal, None)


def _labelled(of: Expr, label: Value, scope: Scope) -> str | None:
    """A hint with the value that a dimension labels so."""
    labels = scope.labels.get(of.name, {}) if isinstance(of, tree.Name) else {}
    if not isinstance(label, str) or label not in labels:
        return None
    value = brief(labels[label])
    return f"{brief(label)} is the label of {value}: write `{value}`"


def _nearest_value(value: Value, known: tuple[Value, ...]) -> str | None:
    texts = {str(candidate): candidate for candidate in known}
    if str(value) in texts:
        return f"write `{brief(texts[str(value)])}`"
    near = nearest(value, texts) if isinstance(value, str) else None
    return near.replace("`", "'", 2).replace("''", "'") if near else None


def _written_otherwise(value: Value, shape: Shape) -> str | None:
    """The literal in the kind that the other side has: ``'5'`` for 5 and the other way round."""
    if isinstance(value, str) and value.lstrip("-").isdecimal() and shapes.must_be(shape, "number"):
        return f"write `{value}`"
    if isinstance(value, int) and shapes.must_be(shape, "string"):
        return f"write `'{brief(value)}'`"
    if isinstance(value, int) and shapes.must_be(shape, "boolean"):
        return "booleans are true and false"
    return None


def _described(shape: Shape) -> str:
    if shape.enum is not None:
        return "one of " + ", ".join(brief(value) for value in shape.enum)
    return shapes.in_words(shape)


def _check_membership(left: Typed, right: Typed, scope: Scope, findings: Findings) -> None:
    (a, a_shape), (b, b_shape) = left, right
    if not shapes.may_be(b_shape, "array", "object", "string"):
        message = f"{show(b)} is {shapes.in_words(b_shape)}; nothing is in it"
        findings.add("SC304", message, b, "`in` needs a list, a mapping or a string")
    elif isinstance(b, tree.ListOf):
        for element in b.elements:
            if isinstance(element, tree.Literal) and not isinstance(a, tree.Literal):
                listed = (element, shapes.shape_of_value(element.value))
                _check_equality(left, listed, scope, findings)
    elif shapes.must_be(b_shape, "string", "object") and not shapes.may_be(a_shape, "string"):
        message = f"{show(a)} is {shapes.in_words(a_shape)}; only a string is in {show(b)}"
        findings.add("SC304", message, a, None)


def _check_order(
    operator: ComparisonOperator, left: Typed, right: Typed, findings: Findings
) -> None:
    for of, shape in (left, right):
        if not shapes.may_be(shape, "number", "string"):
            message = f"{show(of)} is {shapes.in_words(shape)}, which has no order"
            findings.add("SC304", message, of, "`<` compares two numbers or two strings")
            return
    (_, a), (b_expr, b) = left, right
    as_numbers = shapes.may_be(a, "number") and shapes.may_be(b, "number")
    as_strings = shapes.may_be(a, "string") and shapes.may_be(b, "string")
    if not as_numbers and not as_strings:
        message = f"{show(left[0])} is {shapes.in_words(a)}, {show(b_expr)} is {shapes.in_words(b)}"
        findings.add("SC304", f"{message}: `{operator}` cannot compare them", b_expr, None)


def check_arithmetic(expr: tree.Arithmetic, left: Shape, right: Shape, findings: Findings) -> Shape:
    """The shape of the result; a finding when the operands never go together."""
    kinds = ("number", "string", "array") if expr.operator == "+" else ("number",)
    for of, shape in ((expr.left, left), (expr.right, right)):
        if not shapes.may_be(shape, *kinds):
            message = f"{show(of)} is {shapes.in_words(shape)}; `{expr.operator}` cannot use it"
            findings.add("SC304", message, of, _arithmetic_hint(shape))
            return ANYTHING
    if not any(shapes.may_be(left, kind) and shapes.may_be(right, kind) for kind in kinds):
        message = f"{show(expr.left)} is {shapes.in_words(left)}, {show(expr.right)} is "
        hint = "write an f-string to put values into text: f'{a} of {b}'"
        findings.add("SC304", f"{message}{shapes.in_words(right)}: they do not add up", expr, hint)
        return ANYTHING
    if expr.operator in {"/", "//", "%"} and _is_zero(expr.right):
        findings.add("SC304", "division by zero", expr.right, None)
    return _result(expr, left, right)


def _arithmetic_hint(shape: Shape) -> str | None:
    if shapes.must_be(shape, "boolean"):
        return "booleans are no numbers: write `1 if x else 0`"
    if shapes.must_be(shape, "object"):
        return "write merged(a, b) for mappings"
    return None


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, tree.Literal) and expr.value in (0, 0.0) and expr.value is not False


def _result(expr: tree.Arithmetic, left: Shape, right: Shape) -> Shape:
    if expr.operator == "/":
        return shapes.NUMBER
    for kind, shape in (("integer", shapes.INTEGER), ("number", shapes.NUMBER)):
        if shapes.must_be(left, kind) and shapes.must_be(right, kind):
            return shape
    if expr.operator != "+":
        return shapes.NUMBER
    if shapes.must_be(left, "string") or shapes.must_be(right, "string"):
        return shapes.STRING
    if shapes.must_be(left, "array") or shapes.must_be(right, "array"):
        return shapes.list_of(shapes.either(shapes.element_of(left), shapes.element_of(right)))
    return ANYTHING


def check_field(expr: Expr, shape: Shape, name: str, findings: Findings) -> Shape:
    """The shape at a key of a mapping; a finding when the mapping never has it."""
    of = show(expr.of) if isinstance(expr, tree.Field | tree.Index) else show(expr)
    if not shapes.may_be(shape, "object"):
        message = f"{of} is {shapes.in_words(shape)}, which has no fields"
        hint = f"write `len({of})`" if name in {"length", "size"} else None
        findings.add("SC304", message, expr, hint)
        return ANYTHING
    if not shapes.must_be(shape, "object", "null"):
        return ANYTHING
    inner = shapes.field_in(shape, name)
    if inner is None:
        known = ", ".join(sorted(shape.properties)) or "none"
        hint = nearest(name, shape.properties) or f"its fields: {known}"
        findings.add("SC310", f"{of} has no field {name}", expr, hint)
        return ANYTHING
    return inner


def check_index(expr: tree.Index, shape: Shape, key: Shape, findings: Findings) -> Shape:
    """The shape at a key or place; a finding when there is never one."""
    if not shapes.may_be(shape, "array", "object", "string"):
        message = f"{show(expr.of)} is {shapes.in_words(shape)}, which has no keys and no places"
        findings.add("SC304", message, expr, None)
        return ANYTHING
    if isinstance(expr.key, tree.Literal) and isinstance(expr.key.value, str):
        return check_field(expr, shape, expr.key.value, findings)
    by_key = shapes.may_be(shape, "object") and shapes.may_be(key, "string")
    by_place = shapes.may_be(shape, "array", "string") and shapes.may_be(key, "integer")
    if not by_key and not by_place:
        needed = "a string" if shapes.must_be(shape, "object") else "an integer"
        message = f"{show(expr.key)} is {shapes.in_words(key)}; {show(expr.of)} needs {needed}"
        findings.add("SC304", message, expr.key, None)
        return ANYTHING
    return shapes.element_of(shape)
