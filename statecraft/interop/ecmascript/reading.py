"""ECMAScript text → translated values, conditions, places and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.expr.tree import Expr
from statecraft.interop import scripts
from statecraft.interop.ecmascript.parsing import parse_expression
from statecraft.interop.ecmascript.scripting import translated
from statecraft.interop.ecmascript.statements import assigned, parse_statements
from statecraft.interop.ecmascript.syntax import Function
from statecraft.interop.ecmascript.tokens import tokens
from statecraft.interop.ecmascript.translating import Translation, path_of
from statecraft.interop.meaning import Meaning
from statecraft.interop.untranslatable import Untranslatable


def value_of(text: str, meaning: Meaning) -> Expr:
    """The expression that has the value of an ECMAScript expression.

    Raises:
        Untranslatable: the text is none, or we have none.
    """
    return Translation(meaning=meaning).value(parse_expression(text))


def condition_of(text: str, meaning: Meaning) -> Expr:
    """Whether ECMAScript counts the value as true.

    Raises:
        Untranslatable: see ``value_of``.
    """
    return Translation(meaning=meaning).condition(parse_expression(text))


def place_of(text: str, meaning: Meaning) -> Expr:
    """A place to assign to.

    Raises:
        Untranslatable: it is none.
    """
    return path_of(parse_expression(text), Translation(meaning=meaning))


def script_of(text: str, meaning: Meaning) -> Iterator[scripts.Statement]:
    """What a script does.

    Raises:
        Untranslatable: it holds something that we have not.
    """
    return translated(parse_statements(text), Translation(meaning=meaning))


def assigned_names(text: str) -> Iterator[str]:
    """The variables that a script assigns as a whole; none where it is not read."""
    return (name for name, function in _assigned(text).items() if function is None)


def functions_in(text: str) -> Mapping[str, str]:
    """The functions that a script gives names to, with their texts."""
    return {name: _written(f) for name, f in _assigned(text).items() if f is not None}


def _written(function: Function) -> str:
    return f"function ({', '.join(function.parameters)}) {{ {function.body}\n}}"


def _assigned(text: str) -> Mapping[str, Function | None]:
    try:
        return assigned(parse_statements(text))
    except Untranslatable:
        return {}


def is_function(text: str) -> bool:
    """Whether an expression is a function."""
    try:
        return isinstance(parse_expression(text), Function)
    except Untranslatable:
        return False


def steps_in(text: str) -> bool:
    """Whether an expression changes a variable, beside having a value."""
    try:
        return any(token.says("++", "--") for token in tokens(text))
    except Untranslatable:
        return False
