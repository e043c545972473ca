"""Texts of an SCXML machine → texts of our expressions, and data with ``=`` in front of them.

What cannot be translated, and what is wrong in its own language, becomes an expression that fails
when it is reached, as SCXML wants errors to be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.check import check
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.scope import Scope
from statecraft.expr.show import show
from statecraft.expr.tree import Expr
from statecraft.interop import scripts
from statecraft.interop.as_data import as_data
from statecraft.interop.building import failure, is_failure, literal
from statecraft.interop.meaning import Meaning
from statecraft.interop.scripts import Statement
from statecraft.interop.scxml.desk import Desk
from statecraft.interop.scxml.languages import Language
from statecraft.interop.scxml.xml_data import xml_data
from statecraft.interop.untranslatable import Untranslatable
from statecraft.values.shape import ANYTHING

FAILS: Final = "an expression that fails where it is reached"
_TOLD: Final = "its text in the log"
_VALUE_ALONE: Final = "the value alone; the variable stays as it is"
_LOCAL: Final = ("event", "event_name", "event_origin", "session_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulas:
    """Translates the expressions of one machine."""

    language: Language
    meaning: Meaning
    desk: Desk

    def value(self, text: str, at: Span) -> Expr:
        """The expression of a value."""
        return self._translated(text, at, self.language.value)

    def data(self, text: str, at: Span) -> Any:
        """A value as data: plain, or a formula."""
        return as_data(self.value(text, at))

    def condition(self, text: str, at: Span) -> str | bool:
        """The text of a condition."""
        expr = self._translated(text, at, self.language.condition)
        if isinstance(expr, tree.Literal) and isinstance(expr.value, bool):
            return expr.value
        return show(expr)

    def place(self, text: str, at: Span) -> str | None:
        """The path to assign to; None where there is none, which is reported."""
        try:
            return show(self.language.place(text.strip(), self.meaning))
        except Untranslatable as reason:
            self._lose(text, at, reason)
            return None

    def script(self, text: str, at: Span) -> list[Statement] | None:
        """What a script does; None where it holds something that is not translated."""
        try:
            found = list(self.language.script(text, self.meaning))
        except Untranslatable as reason:
            self._lose(text, at, reason)
            return None
        return [scripts.mapped(each, lambda expr: self._sound(expr, text, at)) for each in found]

    def told(self, text: str, at: Span) -> Any:
        """What an expression tells the log; what is not translated is told as it is written."""
        try:
            return as_data(self._sound(self.language.value(text, self.meaning), text, at))
        except Untranslatable as reason:
            if reason.is_wrong:
                return self.data(text, at)
            self.desk.lose(at, f"{text.strip()!r} is not translated: {reason.message}", _TOLD)
            return as_data(literal(text.strip()))

    def _translated(self, text: str, at: Span, translate: Any) -> Expr:
        try:
            found: Expr = translate(text, self.meaning)
        except Untranslatable as reason:
            self._lose(text, at, reason)
            return failure(reason.message)
        if self.language.steps_in(text):
            self.desk.lose(at, f"{text.strip()!r} changes a variable", _VALUE_ALONE)
        return self._sound(found, text, at)

    def _sound(self, expr: Expr, text: str, at: Span) -> Expr:
        """The expression, or a failure where our checks would refuse it."""
        if is_failure(expr):
            return expr
        try:
            problems = check(parse(show(expr)), self._scope()).problems
        except ExpressionError as error:
            problems = (error.problem,)
        if not problems:
            return expr
        self.desk.lose(at, f"{text.strip()!r}: {problems[0].message}", FAILS)
        return failure(problems[0].message)

    def _scope(self) -> Scope:
        context = dict.fromkeys(self.meaning.variables.values(), ANYTHING)
        local = dict.fromkeys(_LOCAL, ANYTHING)
        return Scope(context=MappingProxyType(context), local=MappingProxyType(local))

    def _lose(self, text: str, at: Span, reason: Untranslatable) -> None:
        what = "is no expression" if reason.is_wrong else "is not translated"
        self.desk.lose(at, f"{text.strip()!r} {what}: {reason.message}", FAILS)


def content_value(text: str) -> Expr:
    """What a text stands for as content: JSON or XML where it is some, else the text, in words."""
    try:
        found: Any = json.loads(text, parse_constant=_no_value)
    except (ValueError, RecursionError):
        found = xml_data(text) if text.lstrip().startswith("<") else None
        found = " ".join(text.split()) if found is None else found
    return _written(found)


def _no_value(word: str) -> None:
    raise ValueError(word)


def _written(value: Any) -> Expr:
    match value:
        case dict():
            entries = tuple((literal(key), _written(inner)) for key, inner in value.items())
            return tree.MappingOf(entries=entries, start=0, end=0)
        case list():
            return tree.ListOf(elements=tuple(map(_written, value)), start=0, end=0)
        case _:
            return literal(value)


def words(text: str | None) -> Iterator[str]:
    """The words of a list in an attribute."""
    return iter((text or "").split())
