"""ECMAScript's trees → ours.

Values are not converted: ``1 == '1'`` is false here, and ``1 + null`` fails. What counts as true
does as there, ``undefined`` and a missing member are null, and ``+`` joins texts where one side is
certainly a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, assert_never

from statecraft.expr.tree import ArithmeticOperator, ComprehensionKind, Expr
from statecraft.interop import building
from statecraft.interop.building import call, chosen, compared, literal, name
from statecraft.interop.ecmascript.comparing import COMPARISONS, comparison, found_at
from statecraft.interop.ecmascript.functions import (
    field,
    is_list,
    library,
    method,
    plus,
    remainder,
    type_of,
)
from statecraft.interop.ecmascript.parsing import parse_expression
from statecraft.interop.ecmascript.statements import parse_statements, stepped
from statecraft.interop.ecmascript.syntax import (
    Array,
    Assignment,
    Branch,
    Call,
    Choice,
    Constant,
    Element,
    Function,
    Identifier,
    Infix,
    Member,
    New,
    Node,
    Object,
    Prefix,
    Return,
    Statement,
    Step,
)
from statecraft.interop.meaning import NO_VALUES, Meaning
from statecraft.interop.untranslatable import Untranslatable

FALSY: Final = (False, None, 0, "")
_ARITHMETIC: Final[Mapping[str, ArithmeticOperator]] = MappingProxyType(
    {"+": "+", "-": "-", "*": "*", "/": "/", "%": "%"}
)
_LIBRARY: Final = ("Math", "Object", "Array")
_QUANTIFIERS: Final[Mapping[str, ComprehensionKind]] = MappingProxyType(
    {"some": "any", "every": "all"}
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
                return self._made_or_changed(node)

    def _made_or_changed(self, node: New | Step | Function) -> Expr:
        match node:
            case New(constructor=constructor, arguments=arguments):
                return self._made(constructor, arguments)
            case Step(place=place, is_before=False):
                return self.value(place)
            case Step():
                return self.value(stepped(node).value)
            case Function():
                raise Untranslatable("a function is no value here")
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
        return field(inside, key)

    def _element(self, of: Node, key: Node) -> Expr:
        if isinstance(key, Constant) and isinstance(key.value, str):
            return self._member(of, key.value) if key.value != "length" else self._named(of, key)
        return building.item(self.value(of), self.value(key))

    def _named(self, of: Node, key: Constant) -> Expr:
        return field(self.value(of), str(key.value))

    def _call(self, node: Call) -> Expr:
        match node:
            case Call(callee=Identifier(name="In"), arguments=(Constant(value=str() as state),)):
                return self.meaning.is_in(state)
            case Call(callee=Identifier(name="Boolean"), arguments=(one,)):
                return self.condition(one)
            case Call(callee=Identifier(name=of), arguments=arguments):
                if of in self.meaning.functions:
                    return self._result(of, arguments)
                return library(of, list(map(self.value, arguments)))
            case Call(callee=Function() as function, arguments=arguments):
                return _returned(*self._with(function, arguments, self))
            case Call(callee=Member(of=of, name=name), arguments=(Function() as function,)):
                return self._quantified(of, name, function)
            case Call(callee=Member(of=Identifier(name=of), name=name), arguments=arguments) if (
                of in _LIBRARY
            ):
                return library(f"{of}.{name}", list(map(self.value, arguments)))
            case Call(callee=Member(of=of, name=name), arguments=arguments):
                return method(self.value(of), name, list(map(self.value, arguments)))
            case _:
                raise Untranslatable("a call of this function is not translated")

    def _quantified(self, of: Node, name: str, function: Function) -> Expr:
        """``list.some(each => …)`` and ``list.every(each => …)``."""
        kind = _QUANTIFIERS.get(name)
        if kind is None or len(function.parameters) != 1:
            raise Untranslatable(f"the method {name} of a function is not translated")
        variable = f"each_{len(self.meaning.given) + 1}"
        inner = self.where(function.parameters[0], building.name(variable))
        element = building.truth(inner.result(parse_statements(function.body)), FALSY)
        return building.quantified(kind, element, variable, self.value(of))

    def inside(self, name: str, arguments: tuple[Node, ...]) -> tuple[Translation, Function]:
        """A function of the machine, and what its body means with the arguments in place.

        Raises:
            Untranslatable: it is not read, or has other parameters.
        """
        function = parse_expression(self.meaning.functions[name])
        # The body does not see the function itself: it would never be written out.
        others = {key: text for key, text in self.meaning.functions.items() if key != name}
        inner = replace(self.meaning, functions=MappingProxyType(others), given=NO_VALUES)
        return self._with(function, arguments, Translation(meaning=inner))

    def _with(
        self, function: Node, arguments: tuple[Node, ...], inner: Translation
    ) -> tuple[Translation, Function]:
        if not isinstance(function, Function) or len(function.parameters) != len(arguments):
            raise Untranslatable("a function is called with other arguments than it has")
        for parameter, argument in zip(function.parameters, arguments, strict=True):
            inner = inner.where(parameter, self.value(argument))
        return inner, function

    def _result(self, name: str, arguments: tuple[Node, ...]) -> Expr:
        return _returned(*self.inside(name, arguments))

    def result(self, statements: tuple[Statement, ...]) -> Expr:
        """What statements return that do nothing else.

        Raises:
            Untranslatable: they do.
        """
        match statements:
            case ():
                return literal(None)
            case (Return(value=value), *_):
                return self.value(value)
            case (Assignment(target=Identifier(name=local), value=value, declares=True), *others):
                return self.where(local, self.value(value)).result(tuple(others))
            case (Branch(condition=test, then=then, otherwise=otherwise), *others) if (
                then and isinstance(then[-1], Return)
            ):
                rest = self.result((*otherwise, *others))
                return chosen(self.condition(test), self.result(then), rest)
            case _:
                raise Untranslatable("only functions that return a value are written out")

    def where(self, local: str, value: Expr) -> Translation:
        """The same, where one more name stands for a value."""
        given = MappingProxyType({**self.meaning.given, local: value})
        return Translation(meaning=replace(self.meaning, given=given))

    def _made(self, constructor: Node, arguments: tuple[Node, ...]) -> Expr:
        """``new constructor(arguments)``: the fields that it gives to ``this``."""
        match constructor, arguments:
            case Identifier(name="Array"), ():
                return building.listed(())
            case Identifier(name="Object"), ():
                return building.mapping(())
            case Identifier(name=name), _ if name in self.meaning.functions:
                inner, function = self.inside(name, arguments)
                return building.mapping(_fields(parse_statements(function.body), inner))
            case _:
                raise Untranslatable(
                    "new is translated only for functions that the document declares"
                )

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
            case Identifier(name=of) if of in self.meaning.functions:
                return literal("function")
            case Identifier(name=of) if not self._is_known(of):
                return literal("undefined")
            case _:
                value = self.value(operand)
        return type_of(value)

    def _is_known(self, of: str) -> bool:
        """Whether a name is one of the machine's, of the system's, or of a function's."""
        return of in self.meaning.variables or of in self.meaning.given or of.startswith("_")

    def _infix(self, node: Infix) -> Expr:
        operator = node.operator
        if operator in COMPARISONS:
            return self._comparison(node)
        if operator in ("in", "instanceof"):
            return self._belongs(node)
        if operator in ("&", "|"):
            return self.condition(node)
        left, right = self.value(node.left), self.value(node.right)
        if operator in ("&&", "||"):
            return self._connective(node, left, right)
        if self.meaning.is_ours and not (building.is_text(left) or building.is_text(right)):
            return building.computed(left, _ARITHMETIC[operator], right)
        match operator:
            case "+":
                return plus(left, right)
            case "%":
                return remainder(left, right)
            case _:
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
                return is_list(self.value(left))
            case _:
                raise Untranslatable("instanceof is translated of Array alone")

    def _connective(self, node: Infix, left: Expr, right: Expr) -> Expr:
        """The value of ``&&`` or ``||``: that of one of its sides."""
        if building.is_truth(left) and building.is_truth(right):
            return self.condition(node)
        test = self.condition(node.left)
        return chosen(test, right, left) if node.operator == "&&" else chosen(test, left, right)

    def _comparison(self, node: Infix) -> Expr:
        operator = COMPARISONS[node.operator]
        match node.left, node.right:
            case Prefix(operator="typeof", operand=operand), Constant(value="undefined"):
                return compared(self._known(operand), operator, literal(None))
            case Call(callee=Member(of=of, name="indexOf"), arguments=(part,)), number:
                return found_at(self.value(part), self.value(of), node.operator, number)
            case _:
                return comparison(self.value(node.left), node.operator, self.value(node.right))

    def _known(self, operand: Node) -> Expr:
        """A value, or null where its name is not declared."""
        match operand:
            case Identifier(name=of) if of in self.meaning.functions:
                return literal(value=True)
            case Identifier(name=of) if not self._is_known(of):
                return literal(None)
            case Identifier(name="_event"):
                return chosen(self.meaning.is_bound(), literal(value=True), literal(None))
            case _:
                return self.value(operand)


def _returned(inner: Translation, function: Function) -> Expr:
    return building.bounded(inner.result(parse_statements(function.body)))


def _fields(
    statements: tuple[Statement, ...], translation: Translation
) -> Iterator[tuple[str, Expr]]:
    for statement in statements:
        match statement:
            case Assignment(target=Member(of=Identifier(name="this"), name=key), value=value):
                yield key, translation.value(value)
            case _:
                raise Untranslatable("a constructor that does more than give fields to this")


def path_of(node: Node, translation: Translation) -> Expr:
    """A place to assign to, as an expression of names, members and indices.

    Raises:
        Untranslatable: it is none.
    """
    match node:
        case Identifier(name=of) if of in translation.meaning.given:
            raise Untranslatable(f"{of} is changed inside of a function")
        case Identifier(name=of) if of in translation.meaning.variables:
            return name(translation.meaning.variables[of])
        case Member(of=of, name=key):
            return building.member(path_of(of, translation), key)
        case Element(of=of, key=key):
            return building.item(path_of(of, translation), translation.value(key))
        case _:
            raise Untranslatable("this is no place to assign to", is_wrong=True)
