"""ECMAScript's trees → ours.

Values are not converted: ``1 == '1'`` is false here, and ``1 + null`` fails. What counts as true
does as there, ``undefined`` and a missing member are null, and ``+`` joins texts where one side is
certainly a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, assert_never

from statecraft.expr.tree import ArithmeticOperator, ComparisonOperator, Expr
from statecraft.interop import building
from statecraft.interop.building import call, chosen, compared, literal, name
from statecraft.interop.ecmascript.functions import function_in, mathematics
from statecraft.interop.ecmascript.parsing import parse_expression
from statecraft.interop.ecmascript.syntax import (
    Array,
    Call,
    Choice,
    Constant,
    Element,
    Identifier,
    Infix,
    Member,
    Node,
    Object,
    Prefix,
)
from statecraft.interop.scxml.meaning import NO_NAMES, Meaning
from statecraft.interop.untranslatable import Untranslatable

FALSY: Final = (False, None, 0, "")
_COMPARISONS: Final[Mapping[str, ComparisonOperator]] = MappingProxyType(
    {
        "==": "==",
        "===": "==",
        "!=": "!=",
        "!==": "!=",
        "<": "<",
        "<=": "<=",
        ">": ">",
        ">=": ">=",
    }
)
_ARITHMETIC: Final[Mapping[str, ArithmeticOperator]] = MappingProxyType(
    {"+": "+", "-": "-", "*": "*", "/": "/", "%": "%"}
)
_ON_TEXTS: Final = MappingProxyType(
    {"toLowerCase": "lower", "toUpperCase": "upper", "startsWith": "starts_with", "toString": "str"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Translates the expressions of one place."""

    meaning: Meaning

    def value(self, node: Node) -> Expr:
        """The expression that has the same value.

        Raises:
            Untranslatable: we have none.
        """
        match node:
            case Constant(value=value):
                return literal(value)
            case Identifier(name=of):
                return self._identifier(of)
            case Member(of=of, name=key):
                return self._member(of, key)
            case Element(of=of, key=key):
                return self._element(of, key)
            case Call():
                return self._call(node)
            case Prefix(operator=operator, operand=operand):
                return self._prefix(operator, operand)
            case Infix():
                return self._infix(node)
            case Choice(condition=condition, then=then, otherwise=otherwise):
                test = self.condition(condition)
                return chosen(test, self.value(then), self.value(otherwise))
            case Array(elements=elements):
                return building.listed(map(self.value, elements))
            case Object(entries=entries):
                return building.mapping((key, self.value(inner)) for key, inner in entries)
            case _:
                assert_never(node)

    def condition(self, node: Node) -> Expr:
        """Whether ECMAScript counts the value as true."""
        match node:
            case Identifier(name="_event"):
                return self.meaning.is_bound()
            case Prefix(operator="!", operand=operand):
                return building.negated(self.condition(operand))
            case Infix(operator="&&" | "&" as operator, left=left, right=right):
                self._require_truths(operator, left, right)
                return building.both(self.condition(left), self.condition(right))
            case Infix(operator="||" | "|" as operator, left=left, right=right):
                self._require_truths(operator, left, right)
                return building.either(self.condition(left), self.condition(right))
            case _:
                return building.truth(self.value(node), FALSY)

    def _require_truths(self, operator: str, left: Node, right: Node) -> None:
        """``&`` and ``|`` work on numbers; of two truth values they are ``&&`` and ``||``."""
        sides = (self.value(left), self.value(right))
        if len(operator) == 1 and not all(map(building.is_truth, sides)):
            raise Untranslatable(f"{operator} of numbers is not translated")

    def _identifier(self, of: str) -> Expr:
        if of == "undefined":
            return literal(None)
        if of in ("NaN", "Infinity"):
            raise Untranslatable(f"{of} is no value here")
        return self.meaning.variable(of)

    def _member(self, of: Node, key: str) -> Expr:
        if of == Identifier(name="_event"):
            return self.meaning.of_event(key)
        inside = self.value(of)
        if key == "length":
            return call("len", inside)
        return _field(inside, key)

    def _element(self, of: Node, key: Node) -> Expr:
        if isinstance(key, Constant) and isinstance(key.value, str):
            return self._member(of, key.value) if key.value != "length" else self._named(of, key)
        return building.item(self.value(of), self.value(key))

    def _named(self, of: Node, key: Constant) -> Expr:
        return _field(self.value(of), str(key.value))

    def _call(self, node: Call) -> Expr:
        match node:
            case Call(callee=Identifier(name="In"), arguments=(Constant(value=str() as state),)):
                return self.meaning.is_in(state)
            case Call(callee=Member(of=of, name=method), arguments=arguments) if (
                method in _ON_TEXTS and len(arguments) == (method == "startsWith")
            ):
                return call(_ON_TEXTS[method], self.value(of), *map(self.value, arguments))
            case Call(callee=Member(of=of, name="includes"), arguments=(wanted,)):
                return compared(self.value(wanted), "in", self.value(of))
            case Call(callee=Member(of=of, name="concat"), arguments=others):
                parts = [each for each in (of, *others) if each != Array(elements=())]
                return _sum(list(map(self.value, parts)))
            case Call(callee=Member(of=Identifier(name="Math"), name=function)):
                return mathematics(function, list(map(self.value, node.arguments)))
            case Call(callee=Identifier(name="String"), arguments=(one,)):
                return call("str", self.value(one))
            case Call(callee=Identifier(name=of)) if of in self.meaning.functions:
                return self._inline(self.meaning.functions[of], node.arguments)
            case _:
                raise Untranslatable("a call of this function is not translated")

    def _inline(self, text: str, arguments: tuple[Node, ...]) -> Expr:
        """The body of a function that a variable holds, with the arguments in place."""
        function = function_in(text)
        if function is None or len(function.parameters) != len(arguments):
            raise Untranslatable("a function is called with other arguments than it has")
        given = dict(zip(function.parameters, map(self.value, arguments), strict=True))
        # The body sees no other function: one that called itself would never be written out.
        inner = replace(self.meaning, given=MappingProxyType(given), functions=NO_NAMES)
        return Translation(meaning=inner).value(parse_expression(function.body))

    def _prefix(self, operator: str, operand: Node) -> Expr:
        match operator:
            case "!":
                return building.negated(self.condition(operand))
            case "typeof":
                return self._type(operand)
            case "-":
                return building.negative(self.value(operand))
            case _:
                return self.value(operand)

    def _type(self, operand: Node) -> Expr:
        """``typeof``: of a name that is not declared it is ``undefined``, and no error."""
        match operand:
            case Identifier(name=of) if of in self.meaning.variables or of.startswith("_"):
                value = self.value(operand)
            case Identifier():
                return literal("undefined")
            case _:
                value = self.value(operand)
        found: Expr = literal("object")
        for test, kind in reversed(_kinds(value)):
            found = chosen(test, literal(kind), found)
        return found

    def _infix(self, node: Infix) -> Expr:
        operator = node.operator
        if operator in _COMPARISONS:
            return self._comparison(node)
        if operator in ("in", "instanceof"):
            return self._belongs(node)
        if operator in ("&", "|"):
            return self.condition(node)
        left, right = self.value(node.left), self.value(node.right)
        if operator in ("&&", "||"):
            return self._connective(node, left, right)
        if operator == "+" and (building.is_text(left) or building.is_text(right)):
            return building.joined(left, right)
        return building.computed(left, _ARITHMETIC[operator], right)

    def _belongs(self, node: Infix) -> Expr:
        """``'key' in object``, and ``list instanceof Array``."""
        match node:
            case Infix(operator="in", left=Constant(value=str() as key), right=right):
                if right == Identifier(name="_event"):
                    return literal(self.meaning.has_field(key))
                return compared(literal(key), "in", self.value(right))
            case Infix(operator="in", left=left, right=right):
                return compared(self.value(left), "in", self.value(right))
            case Infix(left=left, right=Identifier(name="Array")):
                value = self.value(left)
                text = call("str", value)
                begins = call("starts_with", text, literal("["))
                return building.both(compared(text, "!=", value), begins)
            case _:
                raise Untranslatable("instanceof is translated of Array alone")

    def _connective(self, node: Infix, left: Expr, right: Expr) -> Expr:
        """The value of ``&&`` or ``||``: that of one of its sides."""
        if building.is_truth(left) and building.is_truth(right):
            return self.condition(node)
        test = self.condition(node.left)
        return chosen(test, right, left) if node.operator == "&&" else chosen(test, left, right)

    def _comparison(self, node: Infix) -> Expr:
        operator = _COMPARISONS[node.operator]
        match node.left, node.right:
            case Prefix(operator="typeof", operand=operand), Constant(value="undefined"):
                return compared(self._known(operand), operator, literal(None))
            case _:
                return compared(self.value(node.left), operator, self.value(node.right))

    def _known(self, operand: Node) -> Expr:
        """A value, or null where its name is not declared."""
        match operand:
            case Identifier(name=of) if of not in self.meaning.variables and of[0] != "_":
                return literal(None)
            case Identifier(name="_event"):
                return chosen(self.meaning.is_bound(), literal(value=True), literal(None))
            case _:
                return self.value(operand)


def _sum(parts: list[Expr]) -> Expr:
    """Lists one behind the other; a part that is not written as a list is one all the same."""
    found = parts[0] if parts else building.listed(())
    for part in parts[1:]:
        found = building.computed(found, "+", part)
    return found


def _kinds(value: Expr) -> tuple[tuple[Expr, str], ...]:
    """Conditions, of which the first that holds says what ``typeof`` gives."""
    return (
        (compared(value, "==", literal(None)), "undefined"),
        (compared(value, "in", building.constant([True, False])), "boolean"),
        (compared(call("str", value), "==", value), "string"),
        (call("is_number", value), "number"),
    )


def _field(of: Expr, key: str) -> Expr:
    """A member; a missing one is null. Of a null value it fails, as there."""
    return call("get", of, literal(key), literal(None))


def path_of(node: Node, translation: Translation) -> Expr:
    """A place to assign to, as an expression of names, members and indices.

    Raises:
        Untranslatable: it is none.
    """
    match node:
        case Identifier(name=of) if of in translation.meaning.variables:
            return name(translation.meaning.variables[of])
        case Member(of=of, name=key):
            return building.member(path_of(of, translation), key)
        case Element(of=of, key=key):
            return building.item(path_of(of, translation), translation.value(key))
        case _:
            raise Untranslatable("this is no place to assign to", is_wrong=True)


def root_of(node: Node) -> str | None:
    """The variable that a place lies in."""
    while isinstance(node, Member | Element):
        node = node.of
    return node.name if isinstance(node, Identifier) else None
