"""Scripts → statements: assignments, branches, loops over lists, functions and calls."""

from __future__ import annotations

from typing import Final

from statecraft.interop.ecmascript.parsing import Parser
from statecraft.interop.ecmascript.syntax import (
    Assignment,
    Branch,
    Constant,
    Count,
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
    While,
    walk,
)
from statecraft.interop.untranslatable import Untranslatable

_DECLARES: Final = ("var", "let", "const")
_NOTHING: Final = Identifier(name="undefined")


def parse_statements(text: str) -> tuple[Statement, ...]:
    """What a script does. A function is an assignment to its name.

    Raises:
        Untranslatable: it holds something that is not read.
    """
    found = tuple(_Statements(text).until_end())
    if any(isinstance(part, Step) for part in walk(found)):
        raise Untranslatable("++ and -- are translated as statements, or as the value of one")
    return found


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
        elif token.says("while"):
            found = [self._while()]
        elif token.says("do"):
            found = self._do_while()
        elif token.says("switch"):
            found = self._switch()
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
        return _assigning(targets, value)

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
        self._of.need(";")
        test = self._of.expression()
        self._of.need(";")
        steps = self._effects()
        self._of.need(")")
        return _counted(variable, first, test, tuple(steps), tuple(self._body()))

    def _while(self) -> While:
        self._of.need("while")
        self._of.need("(")
        condition = self._of.expression()
        self._of.need(")")
        return While(condition=condition, body=tuple(self._body()))

    def _do_while(self) -> list[Statement]:
        self._of.need("do")
        body = self._body()
        self._of.need("while")
        self._of.need("(")
        condition = self._of.expression()
        self._of.need(")")
        self._of.takes(";")
        return [*body, While(condition=condition, body=tuple(body))]

    def _switch(self) -> list[Statement]:
        """``switch``, whose cases end with ``break``, as one ``if`` in the ``else`` of another."""
        self._of.need("switch")
        self._of.need("(")
        subject = self._of.expression()
        self._of.need(")")
        self._of.need("{")
        cases: list[tuple[Node | None, tuple[Statement, ...]]] = []
        while not self._of.takes("}"):
            cases.append(self._case(subject))
        otherwise: tuple[Statement, ...] = ()
        for number, (test, body) in reversed([*enumerate(cases)]):
            if test is None and number < len(cases) - 1:
                raise Untranslatable("default is translated as the last case alone")
            otherwise = body if test is None else _branch(test, body, otherwise)
        return list(otherwise)

    def _case(self, subject: Node) -> tuple[Node | None, tuple[Statement, ...]]:
        """A case, with all labels before it; the condition of ``default`` is None."""
        tests: list[Node] = []
        is_default = False
        while self._of.token.says("case", "default"):
            if self._of.take().text == "default":
                is_default = True
            else:
                label = self._of.expression()
                tests.append(Infix(operator="===", left=subject, right=label))
            self._of.need(":")
        if not (tests or is_default):
            self._of.refuse()
        body: list[Statement] = []
        while not self._of.token.says("break", "}"):
            if self._of.token.says("case", "default") or self._of.token.kind == "end":
                raise Untranslatable("a case that goes on into the next one is not translated")
            body += self._statement()
        if self._of.takes("break"):
            self._of.takes(";")
        return None if is_default else _either(tests), tuple(body)


def _branch(
    test: Node, then: tuple[Statement, ...], otherwise: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    return (Branch(condition=test, then=then, otherwise=otherwise),)


def _assigning(targets: list[Node], value: Node) -> list[Assignment | Evaluation]:
    """``a = b = value``; where the value changes a place, that is done before or behind it."""
    plain = value.place if isinstance(value, Step) else value
    found: list[Assignment | Evaluation] = [
        Assignment(target=each, value=plain) for each in reversed(targets)
    ]
    if not isinstance(value, Step):
        return found
    return [stepped(value), *found] if value.is_before else [*found, stepped(value)]


def _either(tests: list[Node]) -> Node:
    found = tests[0]
    for test in tests[1:]:
        found = Infix(operator="||", left=found, right=test)
    return found


def _counted(
    variable: str,
    first: Node,
    test: Node,
    steps: tuple[Statement, ...],
    body: tuple[Statement, ...],
) -> list[Statement]:
    """A loop with a variable; behind one that counts up, the variable is at its limit."""
    name = Identifier(name=variable)
    counts_up = steps == (Assignment(target=name, value=_next(variable)),)
    is_kept = variable not in assigned(body)
    match test:
        case Infix(operator="<", left=left, right=Member(of=source, name="length") as limit) if (
            counts_up and is_kept and left == name and first == Constant(value=0)
        ):
            loop: Statement = Loop(source=source, item=None, index=variable, body=body)
        case Infix(operator="<", left=left, right=Constant() as limit) if (
            counts_up and is_kept and left == name
        ):
            loop = Count(variable=variable, first=first, limit=limit, body=body)
        case _:
            begin = Assignment(target=name, value=first)
            return [begin, While(condition=test, body=(*body, *steps))]
    return [loop, Assignment(target=name, value=limit)]


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
            case Count(variable=name, body=body):
                found |= {name: None} | assigned(body)
            case While(body=body):
                found |= assigned(body)
            case _:
                pass
    return found
