"""Python's trees (of the standard library's ``ast``) → ours. Nothing of the text is run.

What counts as true does as there; a missing key, a wrong type and an unknown name fail when they
are reached.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.expr.tree import ArithmeticOperator, ComparisonOperator, Expr
from statecraft.interop import building
from statecraft.interop.building import call, chosen, compared, literal
from statecraft.interop.meaning import NO_NAMES, Meaning
from statecraft.interop.python_expressions.functions import require
from statecraft.interop.untranslatable import Untranslatable
from statecraft.values.json_values import Value

FALSY: Final[tuple[Value, ...]] = (False, None, 0, "", [], {})
_COMPARISONS: Final[Mapping[type[ast.cmpop], ComparisonOperator]] = MappingProxyType(
    {
        ast.Eq: "==",
        ast.NotEq: "!=",
        ast.Is: "==",
        ast.IsNot: "!=",
        ast.Lt: "<",
        ast.LtE: "<=",
        ast.Gt: ">",
        ast.GtE: ">=",
        ast.In: "in",
        ast.NotIn: "not in",
    }
)
_ARITHMETIC: Final[Mapping[type[ast.operator], ArithmeticOperator]] = MappingProxyType(
    {
        ast.Add: "+",
        ast.Sub: "-",
        ast.Mult: "*",
        ast.Div: "/",
        ast.FloorDiv: "//",
        ast.Mod: "%",
    }
)
_FUNCTIONS: Final = frozenset({"len", "min", "max", "sum", "abs", "round", "str", "int", "float"})
_METHODS: Final = MappingProxyType(
    {
        "startswith": ("starts_with", 1),
        "lower": ("lower", 0),
        "upper": ("upper", 0),
        "keys": ("keys", 0),
        "values": ("values", 0),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Translates the expressions of one place."""

    meaning: Meaning

    def value(self, node: ast.expr) -> Expr:
        """The expression that has the same value.

        Raises:
            Untranslatable: we have none.
        """
        match node:
            case ast.Constant(value=(bool() | int() | float() | str() | None) as value):
                return literal(value)
            case ast.Name(id=of):
                return self.meaning.variable(of)
            case ast.Attribute(value=of, attr=key):
                return self._attribute(of, key)
            case ast.Subscript(value=of, slice=key):
                return self._item(of, key)
            case ast.Call():
                return self._call(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp(op=operator) if type(operator) in _ARITHMETIC:
                left, right = self.value(node.left), self.value(node.right)
                return building.computed(left, _ARITHMETIC[type(operator)], right)
            case ast.BoolOp():
                return self._connective(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return chosen(self.condition(test), self.value(body), self.value(otherwise))
            case _:
                return self._collection(node)

    def condition(self, node: ast.expr) -> Expr:
        """Whether Python counts the value as true."""
        match node:
            case ast.Name(id="_event"):
                return self.meaning.is_bound()
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return building.negated(self.condition(operand))
            case ast.BoolOp(op=operator, values=values):
                return _joined(operator, [self.condition(value) for value in values])
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd() as sign, left=left, right=right):
                return self._of_truths(sign, left, right)
            case _:
                return building.truth(self.value(node), FALSY)

    def _of_truths(self, sign: ast.operator, left: ast.expr, right: ast.expr) -> Expr:
        if not all(building.is_truth(self.value(side)) for side in (left, right)):
            raise Untranslatable("| and & of numbers are not translated")
        operator = ast.Or() if isinstance(sign, ast.BitOr) else ast.And()
        return _joined(operator, [self.condition(left), self.condition(right)])

    def _attribute(self, of: ast.expr, key: str) -> Expr:
        if isinstance(of, ast.Name) and of.id == "_event":
            return self.meaning.of_event(key)
        return building.member(self.value(of), key)

    def _item(self, of: ast.expr, key: ast.expr) -> Expr:
        if isinstance(key, ast.Slice):
            raise Untranslatable("slices are not translated")
        return building.item(self.value(of), self.value(key))

    def _collection(self, node: ast.expr) -> Expr:
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return building.listed(map(self.value, elements))
            case ast.Dict(keys=keys, values=values):
                names = [_key(key) for key in keys]
                return building.mapping(zip(names, map(self.value, values), strict=True))
            case ast.JoinedStr(values=values):
                return building.joined(literal(""), *map(self._piece, values))
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
                return self.condition(node)
            case _:
                raise Untranslatable(f"{type(node).__name__} is not translated")

    def _piece(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.FormattedValue) and node.format_spec is None:
            return self.value(node.value)
        return self.value(node)

    def _unary(self, node: ast.UnaryOp) -> Expr:
        match node.op:
            case ast.Not():
                return building.negated(self.condition(node.operand))
            case ast.USub():
                return building.negative(self.value(node.operand))
            case ast.UAdd():
                return self.value(node.operand)
            case _:
                raise Untranslatable("~ is not translated")

    def _connective(self, node: ast.BoolOp) -> Expr:
        """The value of ``and`` or ``or``: that of one of its parts."""
        values = [self.value(value) for value in node.values]
        if all(map(building.is_truth, values)):
            return _joined(node.op, values)
        found = values[-1]
        for part, value in reversed([*zip(node.values[:-1], values[:-1], strict=True)]):
            test = self.condition(part)
            is_and = isinstance(node.op, ast.And)
            found = chosen(test, found, value) if is_and else chosen(test, value, found)
        return found

    def _comparison(self, node: ast.Compare) -> Expr:
        operands = [self.value(operand) for operand in (node.left, *node.comparators)]
        parts = [
            compared(left, _COMPARISONS[type(operator)], right)
            for left, operator, right in zip(operands, node.ops, operands[1:], strict=False)
        ]
        return _joined(ast.And(), parts)

    def _call(self, node: ast.Call) -> Expr:
        if node.keywords:
            raise Untranslatable("arguments by name are not translated")
        match node:
            case ast.Call(func=ast.Name(id="In"), args=[ast.Constant(value=str() as state)]):
                return self.meaning.is_in(state)
            case ast.Call(
                func=ast.Name(id="hasattr"),
                args=[ast.Name(id="_event"), ast.Constant(value=str() as key)],
            ):
                return literal(self.meaning.has_field(key))
            case ast.Call(func=ast.Name(id=function), args=arguments) if function in _FUNCTIONS:
                return call(function, *map(self.value, arguments))
            case ast.Call(func=ast.Name(id="bool"), args=[one]):
                return self.condition(one)
            case ast.Call(func=ast.Name(id="list"), args=[ast.List() as one]):
                return self.value(one)
            case ast.Call(func=ast.Name(id=of), args=arguments) if of in self.meaning.functions:
                return self._inline(self.meaning.functions[of], arguments)
            case ast.Call(func=ast.Attribute(value=of, attr=method), args=arguments):
                return self._method(of, method, arguments)
            case _:
                raise Untranslatable("a call of this function is not translated")

    def _inline(self, text: str, arguments: list[ast.expr]) -> Expr:
        """The body of a function that a variable holds, with the arguments in place."""
        function = require(text, len(arguments))
        given = dict(zip(function.parameters, map(self.value, arguments), strict=True))
        # The body sees no other function: one that called itself would never be written out.
        inner = Translation(
            meaning=replace(self.meaning, given=MappingProxyType(given), functions=NO_NAMES)
        )
        match function.result:
            case tuple() as fields:
                return building.mapping((name, inner.value(value)) for name, value in fields)
            case value:
                return building.bounded(inner.value(value))

    def _method(self, of: ast.expr, method: str, arguments: list[ast.expr]) -> Expr:
        given = [self.value(argument) for argument in arguments]
        if method == "get" and len(given) in (1, 2):
            key, default = given[0], given[1] if len(given) > 1 else literal(None)
            return call("get", self.value(of), key, default)
        if method == "findall" and len(given) == 1:
            return call("get", self.value(of), given[0], building.listed(()))
        if method in _METHODS and _METHODS[method][1] == len(given):
            return call(_METHODS[method][0], self.value(of), *given)
        raise Untranslatable(f"the method {method} is not translated")


def _key(key: ast.expr | None) -> str:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value
    raise Untranslatable("only texts are keys of mappings here")


def _joined(operator: ast.boolop, parts: list[Expr]) -> Expr:
    join = building.both if isinstance(operator, ast.And) else building.either
    found = parts[0]
    for part in parts[1:]:
        found = join(found, part)
    return found
