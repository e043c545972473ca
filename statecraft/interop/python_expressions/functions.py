"""Functions of a Python machine: a ``lambda``, or a ``def`` that only returns a value."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeAlias

from statecraft.interop.untranslatable import Untranslatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What a call of it gives: a value, or a new object with these fields."""

    parameters: tuple[str, ...]
    result: Result


Fields: TypeAlias = tuple[tuple[str, ast.expr], ...]
Result: TypeAlias = ast.expr | Fields


def function_in(text: str) -> Function | None:
    """The function that a text is; None where it is none, or is not translated."""
    try:
        found = ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    match found:
        case [ast.Expr(value=ast.Lambda(args=arguments, body=body))]:
            return _function(arguments, body)
        case [ast.FunctionDef(args=arguments, body=body)]:
            result = _result(body)
            return None if result is None else _function(arguments, result)
        case _:
            return None


def _function(arguments: ast.arguments, result: Result) -> Function | None:
    """A function of plain parameters alone."""
    plain = ast.arguments(
        posonlyargs=[], args=arguments.args, kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    if ast.dump(plain) != ast.dump(arguments):
        return None
    return Function(parameters=tuple(each.arg for each in arguments.args), result=result)


def _result(body: list[ast.stmt]) -> Result | None:
    """What the body returns: a value, or an object of a class that has nothing but fields."""
    match body:
        case [ast.Return(value=ast.expr() as value)]:
            return value
        case [
            ast.ClassDef(name=name, bases=[], body=inside),
            ast.Return(value=ast.Call(func=ast.Name(id=called), args=[], keywords=[])),
        ] if name == called:
            return _fields(inside)
        case _:
            return None


def _fields(body: list[ast.stmt]) -> Fields | None:
    found = []
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.append((name, value))
            case ast.Pass():
                pass
            case _:
                return None
    return tuple(found)


def require(text: str, arguments: int) -> Function:
    """The function that a text is.

    Raises:
        Untranslatable: it takes another number of arguments.
    """
    found = function_in(text)
    if found is None or len(found.parameters) != arguments:
        raise Untranslatable("a function is called with other arguments than it has")
    return found
