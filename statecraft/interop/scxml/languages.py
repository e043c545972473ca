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
from statecraft.interop.meaning import Meaning
from statecraft.interop.python_expressions import reading as python
from statecraft.interop.scripts import Statement
from statecraft.interop.untranslatable import Untranslatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of expressions; the first four of its functions raise ``Untranslatable``.

    Attributes:
        assigned_names: the variables that a script assigns, functions left out.
        functions_in: the functions that a script gives names to, with their texts.
        is_function: whether an expression is a function.
        steps_in: whether an expression changes a variable, beside having a value.
    """

    name: str
    value: Callable[[str, Meaning], Expr]
    condition: Callable[[str, Meaning], Expr]
    place: Callable[[str, Meaning], Expr]
    script: Callable[[str, Meaning], Iterator[Statement]]
    assigned_names: Callable[[str], Iterator[str]]
    functions_in: Callable[[str], Mapping[str, str]]
    is_function: Callable[[str], bool]
    steps_in: Callable[[str], bool]


def _no_value(_text: str, _meaning: Meaning) -> Expr:
    raise Untranslatable("the null data model has no values", is_wrong=True)


def _no_script(_text: str, _meaning: Meaning) -> Iterator[Statement]:
    raise Untranslatable("the null data model has no scripts", is_wrong=True)


def _own(text: str, _meaning: Meaning) -> Expr:
    try:
        return parse(text)
    except ExpressionError as error:
        raise Untranslatable(error.message, is_wrong=True) from error


def _nothing(_text: str) -> Iterator[str]:
    return iter(())


def _no_functions(_text: str) -> Mapping[str, str]:
    return {}


def _never(_text: str) -> bool:
    return False


PYTHON: Final = Language(
    name="python",
    value=python.value_of,
    condition=python.condition_of,
    place=python.place_of,
    script=python.script_of,
    assigned_names=python.assigned_names,
    functions_in=python.functions_in,
    is_function=python.is_function,
    steps_in=_never,
)
ECMASCRIPT: Final = Language(
    name="ecmascript",
    value=ecmascript.value_of,
    condition=ecmascript.condition_of,
    place=ecmascript.place_of,
    script=ecmascript.script_of,
    assigned_names=ecmascript.assigned_names,
    functions_in=ecmascript.functions_in,
    is_function=ecmascript.is_function,
    steps_in=ecmascript.steps_in,
)
NULL: Final = Language(
    name="null",
    value=_no_value,
    condition=ecmascript.condition_of,
    place=_no_value,
    script=_no_script,
    assigned_names=_nothing,
    functions_in=_no_functions,
    is_function=_never,
    steps_in=_never,
)
STATECRAFT: Final = Language(
    name="statecraft",
    value=_own,
    condition=_own,
    place=_own,
    script=_no_script,
    assigned_names=_nothing,
    functions_in=_no_functions,
    is_function=_never,
    steps_in=_never,
)
LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {language.name: language for language in (PYTHON, ECMASCRIPT, NULL, STATECRAFT)}
)
"""The word of ``datamodel=`` → language."""
