"""ECMAScript text → translated values, conditions, places and assignments."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.expr.tree import Expr
from statecraft.interop.ecmascript.parsing import parse_expression, parse_statements
from statecraft.interop.ecmascript.syntax import Identifier
from statecraft.interop.ecmascript.translating import Translation, path_of
from statecraft.interop.scxml.meaning import Meaning
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


def assignments_of(text: str, meaning: Meaning) -> Iterator[tuple[Expr, Expr]]:
    """The (place, value) pairs of a script of assignments.

    Raises:
        Untranslatable: it holds something else.
    """
    translation = Translation(meaning=meaning)
    for statement in parse_statements(text):
        place = path_of(statement.target, translation)
        yield place, translation.value(statement.value)


def assigned_names(text: str) -> Iterator[str]:
    """The variables that a script assigns as a whole; none where it is not read."""
    try:
        statements = parse_statements(text)
    except Untranslatable:
        return
    for statement in statements:
        if isinstance(statement.target, Identifier):
            yield statement.target.name
