"""The data models of SCXML: how the expressions of a machine are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.tree import Expr
from statecraft.interop.ecmascript import reading as ecmascript
from statecraft.interop.ecmascript.functions import function_in
from statecraft.interop.python_expressions import reading as python
from statecraft.interop.python_expressions.translating import lambda_in
from statecraft.interop.scxml.meaning import Meaning
from statecraft.interop.untranslatable import Untranslatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of expressions; its functions raise ``Untranslatable``."""

    name: str
    value: Callable[[str, Meaning], Expr]
    condition: Callable[[str, Meaning], Expr]
    place: Callable[[str, Meaning], Expr]
    assignments: Callable[[str, Meaning], Iterator[tuple[Expr, Expr]]]
    assigned_names: Callable[[str], Iterator[str]]
    is_function: Callable[[str], bool]


def _no_value(_text: str, _meaning: Meaning) -> Expr:
    raise Untranslatable("the null data model has no values", is_wrong=True)


def _no_assignments(_text: str, _meaning: Meaning) -> Iterator[tuple[Expr, Expr]]:
    raise Untranslatable("the null data model has no scripts", is_wrong=True)


def _own(text: str, _meaning: Meaning) -> Expr:
    try:
        return parse(text)
    except ExpressionError as error:
        raise Untranslatable(error.message, is_wrong=True) from error


PYTHON: Final = Language(
    name="python",
    value=python.value_of,
    condition=python.condition_of,
    place=python.place_of,
    assignments=python.assignments_of,
    assigned_names=python.assigned_names,
    is_function=lambda text: lambda_in(text) is not None,
)
ECMASCRIPT: Final = Language(
    name="ecmascript",
    value=ecmascript.value_of,
    condition=ecmascript.condition_of,
    place=ecmascript.place_of,
    assignments=ecmascript.assignments_of,
    assigned_names=ecmascript.assigned_names,
    is_function=lambda text: function_in(text) is not None,
)
NULL: Final = Language(
    name="null",
    value=_no_value,
    condition=ecmascript.condition_of,
    place=_no_value,
    assignments=_no_assignments,
    assigned_names=lambda _text: iter(()),
    is_function=lambda _text: False,
)
STATECRAFT: Final = Language(
    name="statecraft",
    value=_own,
    condition=_own,
    place=_own,
    assignments=_no_assignments,
    assigned_names=lambda _text: iter(()),
    is_function=lambda _text: False,
)
LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {language.name: language for language in (PYTHON, ECMASCRIPT, NULL, STATECRAFT)}
)
"""The word of ``datamodel=`` → language."""
