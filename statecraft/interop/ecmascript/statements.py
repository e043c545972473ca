"""Scripts → statements: assignments, branches, loops over lists, functions and calls."""

from __future__ import annotations

from typing import Final, NoReturn

from statecraft.interop.ecmascript.parsing import Parser
from statecraft.interop.ecmascript.syntax import (
    Array,
    Assignment,
    Branch,
    Constant,
    Declaration,
    Evaluation,
    Function,
    Identifier,
    Infix,
    Loop,
    Member,
    Node,
    Return,
    Statement,
    Step,
)
from statecraft.interop.untranslatable import Untranslatable

_DECLARES: Final = ("var", "let", "const")
_MOST_ROUNDS: Final = 1_000
_NOTHING: Final = Identifier(name="undefined")


def parse_statements(text: str) -> tuple[Statement, ...]:
    """What a script does. A function is an assignment to its name.

    Raises:
        Untranslatable: it holds something that is not read.
    """
    return tuple(_Statements(text).until_end())


class _Statements:
    """The reading of one script."""

    __slots__ = ("_of",)

    def __init__(self, text: str) -> None:
        self._of = Parser(text)

    def until_end(self) -> list[Statement]:
        found: list[Statement] = []
        while self._of.token.kind != "end":
            found += self._statement()
        return found

    def _statement(self) -> list[Statement]:
        token = self._of.token
        self._of.deeper(1)
        if token.says("{"):
            found = self._body()
        elif token.says("if"):
            found = [self._branch()]
        elif token.says("for"):
            found = self._loop()
        elif token.says("function"):
            name, function = self._of.function()
            found = [Assignment(target=Identifier(name=name), value=function, declares=True)]
        else:
            found = self._simple()
        self._of.deeper(-1)
        return found

    def _simple(self) -> list[Statement]:
        """A statement that a semicolon or the end of the line ends."""
        if self._of.takes(";"):
            return []
        found: list[Statement]
        if self._of.token.says(*_DECLARES):
            found = list(self._declarations())
        elif self._of.takes("return"):
            ends = self._of.token.kind == "end" or self._of.token.says(";", "}")
            found = [Return(value=_NOTHING if ends else self._of.expression())]
        else:
            found = list(self._effects())
        if not (self._of.takes(";") or self._of.token.is_first or self._of.token.says("}")):
            self._of.refuse()
        return found

    def _body(self) -> list[Statement]:
        """The statements between braces, or a single one."""
        if not self._of.takes("{"):
            return self._statement()
        found: list[Statement] = []
        while not self._of.takes("}"):
            if self._of.token.kind == "end":
                self._of.refuse()
            found += self._statement()
        return found

    def _declarations(self) -> list[Assignment | Declaration]:
        self._of.take()
        found: list[Assignment | Declaration] = []
        while True:
            name = self._of.need_name()
            if self._of.takes("="):
                target, value = Identifier(name=name), self._of.expression()
                found.append(Assignment(target=target, value=value, declares=True))
            else:
                found.append(Declaration(name=name))
            if not self._of.takes(","):
                return found

    def _effects(self) -> list[Assignment | Evaluation]:
        """Assignments, a step, or an expression that stands by itself."""
        target = self._of.expression()
        if isinstance(target, Step):
            return [stepped(target)]
        for operator in ("+", "-", "*", "/", "%"):
            if self._of.takes(f"{operator}="):
                computed = Infix(operator=operator, left=target, right=self._of.expression())
                return [Assignment(target=target, value=computed)]
        if not self._of.takes("="):
            return [Evaluation(expression=target)]
        targets: list[Node] = [target]
        value = self._of.expression()
        while self._of.takes("="):
            targets.append(value)
            value = self._of.expression()
        return [Assignment(target=each, value=value) for each in reversed(targets)]

    def _branch(self) -> Branch:
        self._of.need("if")
        self._of.need("(")
        condition = self._of.expression()
        self._of.need(")")
        then = tuple(self._body())
        otherwise = tuple(self._body()) if self._of.takes("else") else ()
        return Branch(condition=condition, then=then, otherwise=otherwise)

    def _loop(self) -> list[Statement]:
        self._of.need("for")
        self._of.need("(")
        if self._of.token.says(*_DECLARES):
            self._of.take()
        variable = self._of.need_name()
        if self._of.takes("of"):
            source: Node = self._of.expression()
            self._of.need(")")
            return [Loop(source=source, item=variable, index=None, body=tuple(self._body()))]
        self._of.need("=")
        first = self._of.expression()
        limit = self._limit(variable)
        self._of.need(")")
        loop = _counted(variable, first, limit, tuple(self._body()))
        return [loop, Assignment(target=Identifier(name=variable), value=limit)]

    def _limit(self, variable: str) -> Node:
        """What a variable counts to, in ``; variable < limit; variable++``."""
        self._of.need(";")
        test = self._of.expression()
        self._of.need(";")
        if self._effects() != [Assignment(target=Identifier(name=variable), value=_next(variable))]:
            _refuse_loop()
        match test:
            case Infix(operator="<", left=Identifier(name=name), right=limit) if name == variable:
                return limit
            case Infix(
                operator="<=", left=Identifier(name=name), right=Constant(value=int() as last)
            ) if name == variable:
                return Constant(value=last + 1)
            case _:
                return _refuse_loop()


def _counted(variable: str, first: Node, limit: Node, body: tuple[Statement, ...]) -> Loop:
    """A loop that counts, as one over a list."""
    match first, limit:
        case Constant(value=0), Member(of=source, name="length"):
            return Loop(source=source, item=None, index=variable, body=body)
        case Constant(value=int() as low), Constant(value=int() as high) if (
            low <= high <= low + _MOST_ROUNDS
        ):
            numbers = tuple(Constant(value=number) for number in range(low, high))
            return Loop(source=Array(elements=numbers), item=variable, index=None, body=body)
        case _:
            return _refuse_loop()


def _refuse_loop() -> NoReturn:
    raise Untranslatable("only loops over a list, or over numbers that are written out")


def _next(variable: str) -> Node:
    return Infix(operator="+", left=Identifier(name=variable), right=Constant(value=1))


def stepped(step: Step) -> Assignment:
    """``++place`` as an assignment."""
    value = Infix(operator=step.sign, left=step.place, right=Constant(value=1))
    return Assignment(target=step.place, value=value)


def assigned(statements: tuple[Statement, ...]) -> dict[str, Function | None]:
    """The variables that statements assign as a whole; with the function, if it is one."""
    found: dict[str, Function | None] = {}
    for statement in statements:
        match statement:
            case Assignment(target=Identifier(name=name), value=value):
                found[name] = value if isinstance(value, Function) else None
            case Declaration(name=name):
                found.setdefault(name, None)
            case Branch(then=then, otherwise=otherwise):
                found |= assigned(then) | assigned(otherwise)
            case Loop(item=item, index=index, body=body):
                found |= {name: None for name in (item, index) if name} | assigned(body)
            case _:
                pass
    return found
