"""sismic's guards and actions, which are Python, → conditions and actions of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr.show import show
from statecraft.expr.tree import Expr
from statecraft.interop.building import name
from statecraft.interop.python_expressions.translating import Translation
from statecraft.interop.scxml.formulas import as_data
from statecraft.interop.scxml.meaning import Meaning
from statecraft.interop.untranslatable import Untranslatable
from statecraft.interop.xstate.names import NameTable

_TIMED: Final = ("after", "idle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A guard: a time after entry, where it asks for one, and the condition besides."""

    delay: float | None
    condition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Translates the Python of one chart."""

    variables: Mapping[str, str]
    states: Mapping[str, str]
    events: NameTable

    def guard(self, text: str) -> Guard:
        """A guard.

        Raises:
            Untranslatable: we have none like it.
        """
        parts = _conjuncts(_parsed(text.strip(), "eval").body)  # type: ignore[attr-defined]
        timed = [delay for part in parts if (delay := _delay(part)) is not None]
        others = [part for part in parts if _delay(part) is None]
        if len(timed) > 1 or any(
            _delay(node) is not None for each in others for node in _all(each)
        ):
            raise Untranslatable("after() and idle() are translated where they stand by themselves")
        conditions = [self._translation().condition(_renamed(part)) for part in others]
        text = " and ".join(_bracketed(condition) for condition in conditions)
        return Guard(delay=timed[0] if timed else None, condition=text or None)

    def actions(self, text: str) -> list[dict[str, Any]]:
        """The actions of a piece of code.

        Raises:
            Untranslatable: something in it is none.
        """
        module = _parsed(text, "exec")
        return [
            self._action(statement)
            for statement in module.body  # type: ignore[attr-defined]
            if not isinstance(statement, ast.Pass)
        ]

    def _action(self, statement: ast.stmt) -> dict[str, Any]:
        match statement:
            case ast.Assign(targets=[ast.Name(id=of)], value=value):
                return {"set": {self.variables[of]: self._data(value)}}
            case ast.AugAssign(target=ast.Name(id=of) as target, op=operator, value=value):
                whole = ast.BinOp(left=ast.Name(id=target.id), op=operator, right=value)
                return {"set": {self.variables[of]: self._data(whole)}}
            case ast.If(test=test, body=body, orelse=otherwise):
                return self._if(test, body, otherwise)
            case ast.Expr(value=ast.Call(func=ast.Name(id=function)) as call):
                return self._call(function, call)
            case _:
                raise Untranslatable(f"{type(statement).__name__} is not translated")

    def _if(
        self, test: ast.expr, body: list[ast.stmt], otherwise: list[ast.stmt]
    ) -> dict[str, Any]:
        condition = show(self._translation().condition(_renamed(test)))
        found: dict[str, Any] = {"if": condition, "then": list(map(self._action, body))}
        return {**found, "else": list(map(self._action, otherwise))} if otherwise else found

    def _call(self, function: str, call: ast.Call) -> dict[str, Any]:
        match function, call.args:
            case (("send" | "notify"), [ast.Constant(value=str() as event)]):
                key = "raise" if function == "send" else "emit"
                data = {k.arg: self._data(k.value) for k in call.keywords if k.arg is not None}
                return {key: self.events.name(event), **({"with": data} if data else {})}
            case "print", [one] if not call.keywords:
                return {"log": self._data(one)}
            case _:
                raise Untranslatable(f"{function}() is not translated")

    def _data(self, node: ast.expr) -> Any:
        return as_data(self._translation().value(_renamed(node)))

    def _translation(self) -> Translation:
        event: dict[str, Expr] = {"event": name("event")}
        meaning = Meaning(
            variables=self.variables,
            states=self.states,
            machine="",
            short_types=True,
            events=MappingProxyType({}),
            given=MappingProxyType(event),
        )
        return Translation(meaning=meaning)


def assigned(text: str) -> Iterator[tuple[str, ast.expr | None]]:
    """The variables that a piece of code assigns, each with the value; None where it is changed."""
    try:
        statements = _parsed(text, "exec").body  # type: ignore[attr-defined]
    except Untranslatable:
        return
    for statement in (node for each in statements for node in ast.walk(each)):
        match statement:
            case ast.Assign(targets=[ast.Name(id=of)], value=value):
                yield of, value
            case ast.AugAssign(target=ast.Name(id=of)):
                yield of, None
            case _:
                pass


def _parsed(text: str, mode: str) -> ast.AST:
    try:
        return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise Untranslatable(f"this is no Python: {error}", is_wrong=True) from error


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _conjuncts(value)]
    return [node]


def _delay(node: ast.AST) -> float | None:
    """The seconds of ``after(n)`` or ``idle(n)``; None for anything else."""
    match node:
        case ast.Call(func=ast.Name(id=of), args=[ast.Constant(value=(int() | float()) as n)]):
            return n if of in _TIMED else None
        case _:
            return None


def _all(node: ast.expr) -> Iterator[ast.AST]:
    return ast.walk(node)


def _renamed(node: ast.expr) -> ast.expr:
    """The code with ``active(…)`` as ``In(…)``, which it is elsewhere."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
            inner.func.id = "In" if inner.func.id == "active" else inner.func.id
    return node


def _bracketed(condition: Expr) -> str:
    text = show(condition)
    return f"({text})" if " or " in text or " if " in text else text
