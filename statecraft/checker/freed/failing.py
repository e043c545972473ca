"""Which formulas may have no value, whatever the data are: as far as shapes of values show.

That a result may be too large (a text of more than a million characters, a list of more than a
hundred thousand elements, a sum beyond all numbers) counts for nothing here; that a product may be
too large does count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from statecraft.checker.freed.held import Held
from statecraft.expr import shapes, tree
from statecraft.expr.children import children
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.shape import Shape

_SURE: Final = frozenset(
    {"len", "lower", "upper", "starts_with", "merged", "keys", "values", "get", "str"}
    | {"is_number", "is_date", "round", "abs"}
)
"""Functions that have an answer for all arguments of the kinds that they take."""


class MayFail:
    """Tells of formulas of one machine whether they may fail."""

    def __init__(self, held: Held, computed: Mapping[str, Expr]) -> None:
        self._held = held
        self._computed = computed

    def may_fail(self, expr: Expr) -> bool:
        """Whether there may be data with which it cannot be computed."""
        return self._typed(self._held.typed(expr))

    def may_fail_as_condition(self, expr: Expr) -> bool:
        """The same, where anything but true and false is a failure, too."""
        return self._condition(self._held.typed(expr))

    def _condition(self, expr: Expr) -> bool:
        return self._typed(expr) or not shapes.must_be(self._shape(expr), "boolean")

    def _typed(self, expr: Expr) -> bool:
        match expr:
            case tree.Name(name=name, kind=NameKind.COMPUTED):
                return name not in self._computed or self.may_fail(self._computed[name])
            case tree.Literal() | tree.Name() | tree.Active() | tree.Now():
                return False
            case tree.And() | tree.Or() | tree.Not():
                return any(map(self._condition, children(expr)))
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                return self._condition(condition) or self._typed(then) or self._typed(otherwise)
            case tree.Comprehension():
                return self._of_comprehension(expr)
            case _:
                return any(map(self._typed, children(expr))) or self._itself(expr)

    def _itself(self, expr: Expr) -> bool:
        """Whether it may fail for values that its parts may have."""
        match expr:
            case tree.ListOf() | tree.Joined():
                return False
            case tree.MappingOf(entries=entries):
                return not all(self._is(key, "string") for key, _ in entries)
            case tree.Field(of=of, name=name):
                return not self._has(of, name)
            case tree.Index(of=of, key=tree.Literal(value=str(name))):
                return not self._has(of, name)
            case tree.Index(of=of, key=key):
                known = self._shape(key).enum or ()
                names = [name for name in known if isinstance(name, str)]
                return (
                    not names or len(names) < len(known) or not all(self._has(of, n) for n in names)
                )
            case tree.Arithmetic(operator="+", left=left, right=right):
                kinds = ("number", "string", "array")
                return not any(all(self._is(of, k) for of in (left, right)) for k in kinds)
            case tree.Arithmetic(operator="-", left=left, right=right):
                return not (self._is(left, "number") and self._is(right, "number"))
            case tree.Compare():
                return self._of_comparison(expr)
            case tree.Call():
                return self._of_call(expr)
            case _:
                return True

    def _has(self, of: Expr, name: str) -> bool:
        shape = self._shape(of)
        return shapes.must_be(shape, "object") and name in shape.required

    def _of_comparison(self, expr: tree.Compare) -> bool:
        left = expr.first
        for sign, right in expr.rest:
            if not self._can_compare(left, sign, right):
                return True
            left = right
        return False

    def _can_compare(self, left: Expr, sign: str, right: Expr) -> bool:
        match sign:
            case "==" | "!=":
                return True
            case "in" | "not in":
                holds_text = self._is(right, "string", "object") and self._is(left, "string")
                return holds_text or self._is(right, "array")
            case _:
                both = (left, right)
                return any(all(self._is(of, kind) for of in both) for kind in ("number", "string"))

    def _of_call(self, call: tree.Call) -> bool:
        rule = FUNCTIONS[call.function]
        if call.function in ("min", "max") and len(call.arguments) > 1:
            kinds = ("number", "string")
            return not any(all(self._is(of, kind) for of in call.arguments) for kind in kinds)
        if call.function not in _SURE or (call.function == "round" and len(call.arguments) > 1):
            return True
        return not all(
            not rule.kinds_at(place) or self._is(argument, *rule.kinds_at(place))
            for place, argument in enumerate(call.arguments)
        )

    def _of_comprehension(self, expr: tree.Comprehension) -> bool:
        if self._typed(expr.source) or not self._is(expr.source, "array"):
            return True
        if expr.condition is not None and self._condition(expr.condition):
            return True
        if expr.kind in ("any", "all"):
            return self._condition(expr.element)
        return self._typed(expr.element) or (
            expr.kind == "sum" and not self._is(expr.element, "number")
        )

    def _is(self, expr: Expr, *kinds: str) -> bool:
        return shapes.must_be(self._shape(expr), *kinds)

    def _shape(self, expr: Expr) -> Shape:
        return self._held.shape_of(expr)
