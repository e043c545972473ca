"""Whether what is given can fit what is wanted: certain misfits only, unknown types fit all."""

from __future__ import annotations

from statecraft.expr.children import walk
from statecraft.expr.shapes import in_words, never_same
from statecraft.expr.tree import Expr, ListOf, Literal, MappingOf
from statecraft.model.formulas import Formula
from statecraft.source.scalars import typed
from statecraft.values.json_values import Value
from statecraft.values.notation import brief
from statecraft.values.shape import Shape, violations
from statecraft.values.text import text_of


def misfit(wanted: Shape, given: Formula) -> str | None:
    """Why no value of the formula fits, in the words of ``violations``; None when one may fit."""
    if is_literal(given.expr):
        broken = violations(wanted, literal_value(given.expr))
        return broken[0] if broken else None
    if isinstance(given.expr, MappingOf):
        return _mapping_misfit(wanted, given.shape)
    return shape_misfit(wanted, given.shape)


def written_hint(wanted: Shape, given: Value) -> str | None:
    """What to write for a text that says a truth value or number, where one of those is wanted."""
    if not isinstance(given, str):
        return None
    truth = _truth_value(given)
    if truth is not None and not violations(wanted, truth):
        return f"write {text_of(truth)}: in YAML 1.2 yes, no, on and off are text"
    if _says(given, wanted):
        return f"write it without quotes: {given}"
    digits = given.replace("_", "")
    return f"write digits only: {digits}" if digits != given and _says(digits, wanted) else None


def _says(text: str, wanted: Shape) -> bool:
    """Whether YAML reads the text, written without quotes, as another value that is wanted."""
    value = typed(text)
    return not isinstance(value, str) and not violations(wanted, value)


def _truth_value(text: str) -> bool | None:
    match text.lower():
        case "yes" | "on" | "y":
            return True
        case "no" | "off" | "n":
            return False
        case _:
            return None


def shape_misfit(wanted: Shape, given: Shape) -> str | None:
    """Why no value of one shape is of the other; None when one may be."""
    if not never_same(wanted, given):
        return None
    if given.enum:
        return violations(wanted, given.enum[0])[0]
    return f"must be {in_words(wanted)}, is {in_words(given)}"


def _mapping_misfit(wanted: Shape, given: Shape) -> str | None:
    """The first field of a written-out mapping that is missing, surplus or of a wrong type."""
    if never_same(wanted, given):
        return f"must be {in_words(wanted)}, is a mapping"
    for name in sorted(wanted.required - given.properties.keys()):
        return f"must have the field {brief(name)}"
    for name, shape in given.properties.items():
        inner = wanted.properties.get(name, wanted.additional)
        if inner is False:
            known = ", ".join(sorted(wanted.properties)) or "none"
            return f"must not have the field {brief(name)} (its fields: {known})"
        found = shape_misfit(inner, shape) if isinstance(inner, Shape) else None
        if found is not None:
            return f"{name}: {found}"
    return None


def is_literal(expr: Expr) -> bool:
    """Whether the expression is data written out, without any formula."""
    return all(isinstance(part, Literal | ListOf | MappingOf) for part in walk(expr))


def literal_value(expr: Expr) -> Value:
    """The value of data written out."""
    match expr:
        case Literal(value=value):
            return value
        case ListOf(elements=elements):
            return [literal_value(element) for element in elements]
        case MappingOf(entries=entries):
            return {str(literal_value(key)): literal_value(value) for key, value in entries}
        case _:
            raise AssertionError("a formula has no literal value")
