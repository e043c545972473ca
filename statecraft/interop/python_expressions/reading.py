"""Python text → translated values, conditions, places and scripts."""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping

from statecraft.expr.tree import Expr
from statecraft.interop import building, scripts
from statecraft.interop.meaning import Meaning
from statecraft.interop.python_expressions.functions import function_in
from statecraft.interop.python_expressions.translating import Translation
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


def script_of(text: str, meaning: Meaning) -> Iterator[scripts.Statement]:
    """What a script does.

    Raises:
        Untranslatable: it holds something that we have not.
    """
    return _done(_statements(text), Translation(meaning=meaning))


def assigned_names(text: str) -> Iterator[str]:
    """The variables that a script assigns as a whole; none where it is not read."""
    try:
        statements = _statements(text)
    except Untranslatable:
        return
    for statement in statements:
        for node in () if isinstance(statement, ast.FunctionDef) else ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def functions_in(text: str) -> Mapping[str, str]:
    """The functions that a script defines, with their texts."""
    try:
        statements = _statements(text)
    except Untranslatable:
        return {}
    definitions = (each for each in statements if isinstance(each, ast.FunctionDef))
    return {each.name: ast.unparse(each) for each in definitions if is_function(ast.unparse(each))}


def is_function(text: str) -> bool:
    """Whether an expression is a function."""
    return function_in(text) is not None


def _expression(text: str) -> ast.expr:
    parsed = _parsed(text.strip(), "eval")
    assert isinstance(parsed, ast.Expression)
    return parsed.body


def _statements(text: str) -> list[ast.stmt]:
    """The statements of a script, whose first line may stand behind its tag."""
    parsed = None
    for lines in (textwrap.dedent(text).strip("\n"), inspect.cleandoc(text)):
        with contextlib.suppress(Untranslatable):
            parsed = _parsed(lines, "exec")
            break
    parsed = parsed or _parsed(_without_indent(text), "exec")
    assert isinstance(parsed, ast.Module)
    return parsed.body


def _without_indent(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def _done(statements: Iterable[ast.stmt], translation: Translation) -> Iterator[scripts.Statement]:
    for statement in statements:
        match statement:
            case ast.Assign(targets=[target], value=value):
                yield _put(target, value, translation)
            case ast.AugAssign(target=target, op=operator, value=value):
                sum_ = ast.BinOp(left=target, op=operator, right=value)
                yield _put(target, sum_, translation)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield _put(target, value, translation)
            case ast.If(test=test, body=body, orelse=otherwise):
                yield scripts.Branch(
                    condition=translation.condition(test),
                    then=tuple(_done(body, translation)),
                    otherwise=tuple(_done(otherwise, translation)),
                )
            case ast.For(target=target, iter=source, body=body, orelse=[]):
                yield scripts.Each(
                    source=translation.value(source),
                    item=_place(target, translation),
                    index=None,
                    body=tuple(_done(body, translation)),
                )
            case ast.Pass():
                pass
            case ast.FunctionDef(name=name) if name in translation.meaning.functions:
                pass
            case _:
                raise Untranslatable(f"{type(statement).__name__} is not translated in a script")


def _put(target: ast.expr, value: ast.expr, translation: Translation) -> scripts.Put:
    return scripts.Put(place=_place(target, translation), value=translation.value(value))


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
