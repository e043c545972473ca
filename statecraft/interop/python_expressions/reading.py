"""Python text → translated values, conditions, places and assignments."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from statecraft.expr.tree import Expr
from statecraft.interop import building
from statecraft.interop.python_expressions.translating import Translation
from statecraft.interop.scxml.meaning import Meaning
from statecraft.interop.untranslatable import Untranslatable

_LONGEST = 10_000


def value_of(text: str, meaning: Meaning) -> Expr:
    """The expression that has the value of a Python expression.

    Raises:
        Untranslatable: the text is none, or we have none.
    """
    return Translation(meaning=meaning).value(_expression(text))


def condition_of(text: str, meaning: Meaning) -> Expr:
    """Whether Python counts the value as true.

    Raises:
        Untranslatable: see ``value_of``.
    """
    return Translation(meaning=meaning).condition(_expression(text))


def place_of(text: str, meaning: Meaning) -> Expr:
    """A place to assign to.

    Raises:
        Untranslatable: it is none.
    """
    return _place(_expression(text), Translation(meaning=meaning))


def assignments_of(text: str, meaning: Meaning) -> Iterator[tuple[Expr, Expr]]:
    """The (place, value) pairs of a script of assignments.

    Raises:
        Untranslatable: it holds something else.
    """
    translation = Translation(meaning=meaning)
    for target, value in _assigned(text):
        yield _place(target, translation), translation.value(value)


def assigned_names(text: str) -> Iterator[str]:
    """The variables that a script assigns as a whole; none where it is not read."""
    try:
        pairs = tuple(_assigned(text))
    except Untranslatable:
        return
    for target, _ in pairs:
        if isinstance(target, ast.Name):
            yield target.id


def _expression(text: str) -> ast.expr:
    parsed = _parsed(text.strip(), "eval")
    assert isinstance(parsed, ast.Expression)
    return parsed.body


def _assigned(text: str) -> Iterator[tuple[ast.expr, ast.expr]]:
    parsed = _parsed(_without_indent(text), "exec")
    assert isinstance(parsed, ast.Module)
    for statement in parsed.body:
        match statement:
            case ast.Assign(targets=[target], value=value):
                yield target, value
            case ast.AugAssign(target=target, op=operator, value=value):
                yield target, ast.BinOp(left=target, op=operator, right=value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield target, value
            case ast.Pass():
                pass
            case _:
                raise Untranslatable("only assignments of a script are translated")


def _without_indent(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def _parsed(text: str, mode: str) -> ast.AST:
    if len(text) > _LONGEST:
        raise Untranslatable(f"the text has more than {_LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        raise Untranslatable(f"{told} in: {text}", is_wrong=True) from None


def _place(node: ast.expr, translation: Translation) -> Expr:
    match node:
        case ast.Name(id=of) if of in translation.meaning.variables:
            return building.name(translation.meaning.variables[of])
        case ast.Attribute(value=of, attr=key):
            return building.member(_place(of, translation), key)
        case ast.Subscript(value=of, slice=key) if not isinstance(key, ast.Slice):
            return building.item(_place(of, translation), translation.value(key))
        case ast.Name(id=of):
            raise Untranslatable(f"{of} is not declared, or cannot be assigned to", is_wrong=True)
        case _:
            raise Untranslatable("this is no place to assign to", is_wrong=True)
