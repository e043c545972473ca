"""Binding and checking: every name gets its meaning, every node the shape of its values.

Only what is certainly wrong is a problem: where nothing is known of a value, nothing is said. A
problem leaves a node whose shape is unknown, so one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from statecraft.expr import shapes, tree
from statecraft.expr.check_calls import check_call, check_host_call
from statecraft.expr.check_names import bind_name, bind_prefixed
from statecraft.expr.check_operators import (
    check_arithmetic,
    check_comparison,
    check_field,
    check_index,
)
from statecraft.expr.findings import Findings, nearest
from statecraft.expr.operations import text_of
from statecraft.expr.problem import Problem
from statecraft.expr.reads import MOST_EXPANDED, size_through
from statecraft.expr.scope import RESERVED_NAMES, Scope
from statecraft.expr.show import show
from statecraft.expr.tree import Expr
from statecraft.values.shape import ANYTHING, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An expression with its names bound, the shape of its value, and what is wrong with it."""

    expr: Expr
    shape: Shape
    problems: tuple[Problem, ...]


def check(expr: Expr, scope: Scope) -> Checked:
    """The expression bound to *scope*, with its problems in order of text."""
    findings = Findings()
    bound, shape = _Checking(scope, findings, {}).node(expr)
    _check_size(bound, scope, findings)
    return Checked(expr=bound, shape=shape, problems=findings.in_order())


def check_condition(expr: Expr, scope: Scope) -> Checked:
    """As ``check``, for a place where the value decides: it must be a boolean."""
    findings = Findings()
    bound, shape = _Checking(scope, findings, {}).condition(expr)
    _check_size(bound, scope, findings)
    return Checked(expr=bound, shape=shape, problems=findings.in_order())


def _check_size(expr: Expr, scope: Scope, findings: Findings) -> None:
    """A finding when reading the expression once means too much work: see ``MOST_EXPANDED``."""
    size = size_through(expr, scope.sizes)
    if size > MOST_EXPANDED:
        message = f"the expression has {size:,} parts once all that it reads is written out"
        hint = f"{MOST_EXPANDED:,} are the most: let named expressions read each other less often"
        findings.add("SC318", message, expr, hint)


Typed = tuple[Expr, Shape]


class _Checking:
    """The walk over one expression: its scope, the findings so far, the variables around."""

    __slots__ = ("findings", "scope", "variables")

    def __init__(self, scope: Scope, findings: Findings, variables: Mapping[str, Shape]) -> None:
        self.scope = scope
        self.findings = findings
        self.variables = variables

    def node(self, expr: Expr) -> Typed:
        """The node bound, and the shape of its value."""
        match expr:
            case tree.Literal(value=value):
                return expr, shapes.shape_of_value(value)
            case tree.Name():
                return bind_name(expr, self.scope, self.variables, self.findings)
            case tree.Field():
                return self._field(expr)
            case tree.Index():
                return self._index(expr)
            case tree.Compare():
                return self._comparison(expr)
            case tree.And(parts=parts) | tree.Or(parts=parts):
                bound = tuple(self.condition(part)[0] for part in parts)
                return replace(expr, parts=bound), shapes.BOOLEAN
            case tree.Not(operand=operand):
                return replace(expr, operand=self.condition(operand)[0]), shapes.BOOLEAN
            case tree.Negative():
                return self._negative(expr)
            case tree.Arithmetic():
                left, right = self.node(expr.left), self.node(expr.right)
                shape = check_arithmetic(expr, left[1], right[1], self.findings)
                return replace(expr, left=left[0], right=right[0]), shape
            case tree.Conditional():
                return self._conditional(expr)
            case _:
                return self._constructed(expr)

    def _constructed(self, expr: tree.Constructed) -> Typed:
        match expr:
            case tree.ListOf(elements=elements):
                typed = self._all(elements)
                items = shapes.any_of(shape for _, shape in typed)
                return replace(expr, elements=_exprs(typed)), shapes.list_of(items)
            case tree.MappingOf():
                return self._mapping(expr)
            case tree.Joined(parts=pieces):
                bound = tuple(p if isinstance(p, str) else self.node(p)[0] for p in pieces)
                return replace(expr, parts=bound), shapes.STRING
            case tree.Comprehension():
                return self._comprehension(expr)
            case tree.Call(arguments=arguments):
                typed = self._all(arguments)
                called = replace(expr, arguments=_exprs(typed))
                return called, check_call(called, [shape for _, shape in typed], self.findings)
            case tree.HostCall(arguments=arguments):
                typed = self._all(arguments)
                asked = replace(expr, arguments=_exprs(typed))
                given = [shape for _, shape in typed]
                return asked, check_host_call(asked, given, self.scope, self.findings)
            case tree.Active():
                return self._active(expr)
            case tree.Can():
                return self._can(expr)
            case tree.Now():
                return self._now(expr)
            case _:
                assert_never(expr)

    def condition(self, expr: Expr) -> Typed:
        """The node bound; a finding when it can never be a boolean."""
        bound, shape = self.node(expr)
        if shapes.may_be(shape, "boolean"):
            return bound, shape
        message = f"{show(bound)} is {shapes.in_words(shape)}, where a condition must stand"
        self.findings.add("SC312", message, bound, _condition_hint(bound, shape))
        return bound, ANYTHING

    def _all(self, parts: tuple[Expr, ...]) -> list[Typed]:
        return [self.node(part) for part in parts]

    def _field(self, expr: tree.Field) -> Typed:
        match expr.of:
            case tree.Name(name=("context" | "dim") as prefix):
                return bind_prefixed(expr, prefix, expr.name, self.scope, self.findings)
            case of:
                bound, shape = self.node(of)
                asked = replace(expr, of=bound)
                return asked, check_field(asked, shape, expr.name, self.findings)

    def _index(self, expr: tree.Index) -> Typed:
        match expr:
            case tree.Index(
                of=tree.Name(name=("context" | "dim") as prefix),
                key=tree.Literal(value=str() as written),
            ):
                return bind_prefixed(expr, prefix, written, self.scope, self.findings)
            case tree.Index(of=of, key=key):
                (inner, shape), (place, place_shape) = self.node(of), self.node(key)
                asked = replace(expr, of=inner, key=place)
                return asked, check_index(asked, shape, place_shape, self.findings)

    def _comparison(self, expr: tree.Compare) -> Typed:
        first = self.node(expr.first)
        operands = [self.node(operand) for _, operand in expr.rest]
        left = first
        for (operator, _), right in zip(expr.rest, operands, strict=True):
            check_comparison(operator, left, right, self.scope, self.findings)
            left = right
        rest = tuple(
            (operator, bound) for (operator, _), (bound, _) in zip(expr.rest, operands, strict=True)
        )
        return replace(expr, first=first[0], rest=rest), shapes.BOOLEAN

    def _negative(self, expr: tree.Negative) -> Typed:
        bound, shape = self.node(expr.operand)
        if not shapes.may_be(shape, "number"):
            message = f"{show(bound)} is {shapes.in_words(shape)}; only a number has a negative"
            self.findings.add("SC304", message, bound, None)
            return replace(expr, operand=bound), ANYTHING
        kind = shapes.INTEGER if shapes.must_be(shape, "integer") else shapes.NUMBER
        return replace(expr, operand=bound), kind

    def _conditional(self, expr: tree.Conditional) -> Typed:
        then = self.node(expr.then)
        condition, _ = self.condition(expr.condition)
        otherwise = self.node(expr.otherwise)
        bound = replace(expr, condition=condition, then=then[0], otherwise=otherwise[0])
        return bound, shapes.either(then[1], otherwise[1])

    def _mapping(self, expr: tree.MappingOf) -> Typed:
        fields: dict[str, Shape] = {}
        entries: list[tuple[Expr, Expr]] = []
        for key, value in expr.entries:
            bound, inner = self._key(key, fields), self.node(value)
            entries.append((bound, inner[0]))
            if isinstance(bound, tree.Literal):
                fields[text_of(bound.value)] = inner[1]
        is_complete = all(isinstance(key, tree.Literal) for key, _ in entries)
        shape = shapes.mapping_with(fields, is_complete=is_complete)
        return replace(expr, entries=tuple(entries)), shape

    def _key(self, key: Expr, fields: Mapping[str, Shape]) -> Expr:
        bound, shape = self.node(key)
        if not shapes.may_be(shape, "string"):
            hint = f"write `'{key.name}'` for a fixed key" if isinstance(key, tree.Name) else None
            message = f"the key {show(bound)} is {shapes.in_words(shape)}; keys are strings"
            self.findings.add("SC304", message, bound, hint)
        elif isinstance(bound, tree.Literal) and bound.value in fields:
            self.findings.add("SC317", f"the key {show(bound)} is written twice", bound, None)
        return bound

    def _comprehension(self, expr: tree.Comprehension) -> Typed:
        source, shape = self.node(expr.source)
        if not shapes.may_be(shape, "array"):
            hint = "write keys(m) or values(m)" if shapes.must_be(shape, "object") else None
            message = f"{show(source)} is {shapes.in_words(shape)}; a comprehension needs a list"
            self.findings.add("SC304", message, source, hint)
        if expr.variable in RESERVED_NAMES or expr.variable in self._taken():
            message = f"the name {expr.variable} already means something here"
            self.findings.add("SC316", message, expr, "take another name for the elements")
        inside = {**self.variables, expr.variable: shapes.element_of(shape)}
        inner = _Checking(self.scope, self.findings, inside)
        condition = None if expr.condition is None else inner.condition(expr.condition)[0]
        element, result = inner.element(expr)
        bound = replace(expr, element=element, source=source, condition=condition)
        return bound, result

    def _taken(self) -> frozenset[str]:
        return frozenset(self.scope.all_names()) | frozenset(self.variables)

    def element(self, expr: tree.Comprehension) -> Typed:
        """The element bound, and the shape of the value of the whole comprehension."""
        match expr.kind:
            case "any" | "all":
                return self.condition(expr.element)[0], shapes.BOOLEAN
            case "len":
                return self.node(expr.element)[0], shapes.COUNT
            case "sum":
                bound, shape = self.node(expr.element)
                if not shapes.may_be(shape, "number"):
                    message = f"sum adds numbers; {show(bound)} is {shapes.in_words(shape)}"
                    self.findings.add("SC304", message, bound, None)
                is_whole = shapes.must_be(shape, "integer")
                return bound, shapes.INTEGER if is_whole else shapes.NUMBER
            case _:
                assert_never(expr.kind)

    def _active(self, expr: tree.Active) -> Typed:
        known = self.scope.active_paths
        if known is not None and expr.path not in known:
            hint = nearest(expr.path, known) or "active takes the full path, as in 'a.b'"
            self.findings.add("SC308", f"there is no state {expr.path}", expr, hint)
        return expr, shapes.BOOLEAN

    def _can(self, expr: tree.Can) -> Typed:
        arguments = tuple(self.node(argument)[0] for argument in expr.arguments)
        if not self.scope.allows_can:
            message = "can(…) has no answer here; only capabilities and properties may ask it"
            self.findings.add("SC309", message, expr, None)
        return replace(expr, arguments=arguments), shapes.BOOLEAN

    def _now(self, expr: tree.Now) -> Typed:
        if not self.scope.allows_now:
            message = "now() may not be read here: rules, computed values and capabilities"
            hint = "store the time in the context when it matters, or use `after:`"
            self.findings.add("SC309", f"{message} do not depend on the time", expr, hint)
        return expr, shapes.NUMBER


def _exprs(typed: list[Typed]) -> tuple[Expr, ...]:
    return tuple(expr for expr, _ in typed)


def _condition_hint(expr: Expr, shape: Shape) -> str | None:
    text = show(expr) if isinstance(expr, tree.Name | tree.Field | tree.Index) else "x"
    if shapes.must_be(shape, "number"):
        return f"write `{text} != 0`"
    if shapes.must_be(shape, "string"):
        return f"write `{text} != ''`"
    if shapes.must_be(shape, "array", "object"):
        return f"write `len({text}) > 0`"
    return f"write `{text} != null`"
