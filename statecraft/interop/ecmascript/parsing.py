"""Tokens → trees of expressions, by precedence climbing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NoReturn

from statecraft.interop.ecmascript.syntax import (
    Array,
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
    Step,
)
from statecraft.interop.ecmascript.tokens import Token, tokens
from statecraft.interop.untranslatable import Untranslatable

_DEEPEST: Final = 60
_BINDING: Final[Mapping[str, int]] = MappingProxyType(
    {
        "||": 1,
        "&&": 2,
        "|": 3,
        "&": 4,
        **dict.fromkeys(("==", "!=", "===", "!=="), 5),
        **dict.fromkeys(("<", "<=", ">", ">=", "in", "instanceof"), 6),
        **dict.fromkeys(("+", "-"), 7),
        **dict.fromkeys(("*", "/", "%"), 8),
    }
)
_PREFIXES: Final = ("!", "-", "+", "typeof")
_STEPS: Final = ("++", "--")
_KEYWORDS: Final = frozenset(
    """
    break case catch class const continue debugger default delete do else export extends finally
    for function if import in instanceof let new return super switch throw try var void while with
    yield
    """.split()  # noqa: SIM905 - a list of forty lines says no more.
)
_CONSTANTS: Final = MappingProxyType({"true": True, "false": False, "null": None})


def parse_expression(text: str) -> Node:
    """The tree of an expression; a semicolon may stand behind it.

    Raises:
        Untranslatable: the text is none, or holds what is not read.
    """
    parser = Parser(text)
    node = parser.expression()
    parser.takes(";")
    parser.require_end()
    return node


class Parser:
    """The reading of one text."""

    __slots__ = ("_depth", "_place", "_tokens", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tuple(tokens(text))
        self._place = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Go on by one token."""
        token = self.token
        self._place += 1
        return token

    def takes(self, word: str) -> bool:
        """Go on if that sign or name comes next; whether it did."""
        found = self.token.says(word)
        self._place += found
        return found

    def need(self, word: str) -> None:
        """Go on; something else is refused."""
        if not self.takes(word):
            self.refuse()

    def need_name(self) -> str:
        """The name that comes next."""
        if self.token.kind != "name" or self.token.text in _KEYWORDS:
            self.refuse()
        return self.take().text

    def refuse(self) -> NoReturn:
        """Refuse the token that comes next."""
        what = "the end" if self.token.kind == "end" else repr(self.token.text)
        raise Untranslatable(f"unexpected {what} in: {self.text.strip()}", is_wrong=True)

    def require_end(self) -> None:
        """Refuse what stands behind the expression."""
        if self.token.kind != "end":
            self.refuse()

    def deeper(self, levels: int) -> None:
        """Go a level down or up; too deep is refused."""
        self._depth += levels
        if self._depth > _DEEPEST:
            raise Untranslatable(f"more than {_DEEPEST} levels in: {self.text[:80]}")

    def expression(self) -> Node:
        """A conditional expression, or one that binds more tightly."""
        self.deeper(1)
        node = self._infix(0)
        if self.takes("?"):
            then = self.expression()
            self.need(":")
            node = Choice(condition=node, then=then, otherwise=self.expression())
        self.deeper(-1)
        return node

    def _infix(self, least: int) -> Node:
        left = self._prefix()
        while self.token.kind in ("sign", "name"):
            binding = _BINDING.get(self.token.text, 0)
            if binding <= least:
                break
            operator = self.take().text
            left = Infix(operator=operator, left=left, right=self._infix(binding))
        return left

    def _prefix(self) -> Node:
        self.deeper(1)
        found = self._with_prefix()
        self.deeper(-1)
        return found

    def _with_prefix(self) -> Node:
        if self.token.says(*_STEPS):
            sign = self.take().text
            return Step(place=self._prefix(), sign=sign[0], is_before=True)
        if self.token.says(*_PREFIXES):
            return Prefix(operator=self.take().text, operand=self._prefix())
        node = self._postfix(self._primary())
        if self.token.says(*_STEPS) and not self.token.is_first:
            return Step(place=node, sign=self.take().text[0], is_before=False)
        return node

    def _postfix(self, node: Node) -> Node:
        while True:
            if self.takes("."):
                if self.token.kind != "name":
                    self.refuse()
                node = Member(of=node, name=self.take().text)
            elif self.takes("["):
                node = Element(of=node, key=self.expression())
                self.need("]")
            elif self.takes("("):
                node = Call(callee=node, arguments=self._listed(")"))
            else:
                return node

    def _listed(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.takes(end):
            found.append(self.expression())
            if not self.takes(","):
                self.need(end)
                break
        return tuple(found)

    def _primary(self) -> Node:
        token = self.token
        match token.kind:
            case "number":
                self.take()
                return Constant(value=_number(token.text))
            case "string":
                self.take()
                return Constant(value=token.text)
            case "name" if token.text in _CONSTANTS:
                self.take()
                return Constant(value=_CONSTANTS[token.text])
            case "name" if token.text == "new":
                return self._new()
            case "name" if token.text == "function":
                return self.function()[1]
            case "name" if token.text not in _KEYWORDS:
                name = self.take().text
                return self._arrow((name,)) if self.takes("=>") else Identifier(name=name)
            case _:
                return self._bracketed()

    def _new(self) -> Node:
        self.need("new")
        constructor: Node = Identifier(name=self.need_name())
        arguments = self._listed(")") if self.takes("(") else ()
        return New(constructor=constructor, arguments=arguments)

    def function(self) -> tuple[str, Function]:
        """A ``function`` with its name, which may be empty."""
        self.need("function")
        name = "" if self.token.says("(") else self.need_name()
        self.need("(")
        return name, Function(parameters=self._parameters(), body=self._block())

    def _parameters(self) -> tuple[str, ...]:
        found: list[str] = []
        while not self.takes(")"):
            found.append(self.need_name())
            if not self.takes(","):
                self.need(")")
                break
        return tuple(found)

    def _arrow(self, parameters: tuple[str, ...]) -> Function:
        if self.token.says("{"):
            return Function(parameters=parameters, body=self._block())
        begins = self.token.begins
        self.expression()
        body = self.text[begins : self._tokens[self._place - 1].ends]
        return Function(parameters=parameters, body=f"return {body}")

    def _block(self) -> str:
        """The text between braces."""
        self.need("{")
        begins, open_ones = self._tokens[self._place - 1].ends, 1
        while open_ones:
            open_ones += self.token.says("{") - self.token.says("}")
            if self.token.kind == "end":
                self.refuse()
            ends = self.take().begins
        return self.text[begins:ends]

    def _bracketed(self) -> Node:
        if self._opens_parameters():
            self.need("(")
            parameters = self._parameters()
            self.need("=>")
            return self._arrow(parameters)
        if self.takes("("):
            node = self.expression()
            self.need(")")
            return node
        if self.takes("["):
            return Array(elements=self._listed("]"))
        self.need("{")
        return Object(entries=self._entries())

    def _opens_parameters(self) -> bool:
        """Whether a bracket opens the parameters of an arrow function."""
        place = self._place
        while not self._tokens[place].says(")") and self._tokens[place].kind != "end":
            place += 1
        following = self._tokens[place + 1 : place + 2]
        return self.token.says("(") and bool(following) and following[0].says("=>")

    def _entries(self) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        while not self.takes("}"):
            if self.token.kind not in ("name", "string", "number"):
                self.refuse()
            key = self.take().text
            self.need(":")
            found.append((key, self.expression()))
            if not self.takes(","):
                self.need("}")
                break
        return tuple(found)


def _number(text: str) -> int | float:
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
