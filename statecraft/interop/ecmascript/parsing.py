"""Tokens → trees, by precedence climbing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NoReturn

from statecraft.interop.ecmascript.syntax import (
    Array,
    Assignment,
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
_PREFIXES: Final = frozenset({"!", "-", "+"})
_KEYWORDS: Final = frozenset(
    (
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "let",
        "new",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "try",
        "var",
        "void",
        "while",
        "with",
        "yield",
    )
)
_CONSTANTS: Final = MappingProxyType({"true": True, "false": False, "null": None})


def parse_expression(text: str) -> Node:
    """The tree of an expression.

    Raises:
        Untranslatable: the text is none, or holds what is not read.
    """
    parser = _Parser(text)
    node = parser.expression()
    parser.require_end()
    return node


def parse_statements(text: str) -> tuple[Assignment, ...]:
    """The assignments that a script consists of.

    Raises:
        Untranslatable: it holds something else.
    """
    return tuple(_Parser(text).statements())


class _Parser:
    """The reading of one text."""

    __slots__ = ("_depth", "_next", "_place", "_text", "_tokens")

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tuple(tokens(text))
        self._place = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._token
        self._place += 1
        return token

    def _takes(self, sign: str) -> bool:
        found = self._token.kind == "sign" and self._token.text == sign
        self._place += found
        return found

    def _need(self, sign: str) -> None:
        if not self._takes(sign):
            self._refuse()

    def _refuse(self) -> NoReturn:
        what = "the end" if self._token.kind == "end" else repr(self._token.text)
        raise Untranslatable(f"unexpected {what} in: {self._text.strip()}", is_wrong=True)

    def require_end(self) -> None:
        """Refuse what stands behind the expression."""
        if self._token.kind != "end":
            self._refuse()

    def expression(self) -> Node:
        """A conditional expression, or one that binds more tightly."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Untranslatable(f"more than {_DEEPEST} levels in: {self._text[:80]}")
        node = self._infix(0)
        if self._takes("?"):
            then = self.expression()
            self._need(":")
            node = Choice(condition=node, then=then, otherwise=self.expression())
        self._depth -= 1
        return node

    def _infix(self, least: int) -> Node:
        left = self._prefix()
        while self._token.kind in ("sign", "name"):
            binding = _BINDING.get(self._token.text, 0)
            if binding <= least:
                break
            operator = self._take().text
            left = Infix(operator=operator, left=left, right=self._infix(binding))
        return left

    def _prefix(self) -> Node:
        if self._token.kind == "sign" and self._token.text in _PREFIXES:
            return Prefix(operator=self._take().text, operand=self._prefix())
        if self._token.kind == "name" and self._token.text == "typeof":
            return Prefix(operator=self._take().text, operand=self._prefix())
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._takes("."):
                if self._token.kind != "name":
                    self._refuse()
                node = Member(of=node, name=self._take().text)
            elif self._takes("["):
                node = Element(of=node, key=self.expression())
                self._need("]")
            elif self._takes("("):
                node = Call(callee=node, arguments=self._listed(")"))
            else:
                return node

    def _listed(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._takes(end):
            found.append(self.expression())
            if not self._takes(","):
                self._need(end)
                break
        return tuple(found)

    def _primary(self) -> Node:
        token = self._token
        match token.kind:
            case "number":
                self._take()
                return Constant(value=_number(token.text))
            case "string":
                self._take()
                return Constant(value=token.text)
            case "name" if token.text in _CONSTANTS:
                self._take()
                return Constant(value=_CONSTANTS[token.text])
            case "name" if token.text in ("new", "function", "this"):
                raise Untranslatable(f"{token.text} is not translated: {self._text.strip()}")
            case "name" if token.text not in _KEYWORDS:
                return Identifier(name=self._take().text)
            case _:
                return self._bracketed()

    def _bracketed(self) -> Node:
        if self._takes("("):
            node = self.expression()
            self._need(")")
            return node
        if self._takes("["):
            return Array(elements=self._listed("]"))
        self._need("{")
        return Object(entries=self._entries())

    def _entries(self) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        while not self._takes("}"):
            if self._token.kind not in ("name", "string", "number"):
                self._refuse()
            key = self._take().text
            self._need(":")
            found.append((key, self.expression()))
            if not self._takes(","):
                self._need("}")
                break
        return tuple(found)

    def statements(self) -> list[Assignment]:
        """Assignments, each ended by a semicolon or a line end."""
        found: list[Assignment] = []
        while self._token.kind != "end":
            if self._takes(";"):
                continue
            found.extend(self._statement())
            if not (self._takes(";") or self._token.is_first):
                self._refuse()
        return found

    def _statement(self) -> list[Assignment]:
        if self._token.kind == "name" and self._token.text in ("var", "let", "const"):
            self._take()
            found = self._assignment(declares=True)
            while self._takes(","):
                found += self._assignment(declares=True)
            return found
        for sign in ("++", "--"):
            if self._takes(sign):
                return [_step(self._postfix(self._primary()), sign)]
        return self._assignment(declares=False)

    def _assignment(self, *, declares: bool) -> list[Assignment]:
        target = self._postfix(self._primary())
        for sign in ("++", "--"):
            if self._takes(sign):
                return [_step(target, sign)]
        for operator in ("+", "-", "*", "/", "%"):
            if self._takes(f"{operator}="):
                value = Infix(operator=operator, left=target, right=self.expression())
                return [Assignment(target=target, value=value)]
        if self._takes("="):
            return [Assignment(target=target, value=self.expression())]
        if declares:
            return []
        raise Untranslatable(f"only assignments are translated: {self._text.strip()[:80]}")


def _step(target: Node, sign: str) -> Assignment:
    value = Infix(operator=sign[0], left=target, right=Constant(value=1))
    return Assignment(target=target, value=value)


def _number(text: str) -> int | float:
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
