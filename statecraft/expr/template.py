"""Data in which strings that begin with ``=`` are formulas, as in a spreadsheet.

``attempts: =attempts + 1`` is a formula, ``phase: ready`` a text, and ``==`` writes a text that
begins with ``=``. The whole tree becomes one expression of mappings, lists and literals. Every
formula has its own text, so a problem comes with the node of the document that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from statecraft.expr import shapes, tree
from statecraft.expr.check import check
from statecraft.expr.parse import parse
from statecraft.expr.path import CheckedPath, Path, check_path, parse_path
from statecraft.expr.problem import ExpressionError, Problem
from statecraft.expr.scope import Scope
from statecraft.expr.tree import Expr
from statecraft.values.shape import ANYTHING, Shape

__all__ = [
    "CheckedData",
    "CheckedPath",
    "Node",
    "Path",
    "PlacedProblem",
    "check_data",
    "check_path",
    "is_formula",
    "literal_text",
    "parse_data",
    "parse_formula",
    "parse_path",
]
# Keys and data of one `set` are read together, so paths are offered here as well.


class Node(Protocol):
    """A place in a document; ``source.Located`` is one."""

    @property
    def value(self) -> Any:
        """The plain value at the place."""

    def items(self) -> Iterator[tuple[str, Self]]:
        """The entries of a mapping."""

    def elements(self) -> Iterator[Self]:
        """The elements of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedProblem:
    """A problem of a formula; its offsets count in the string at ``node``, the ``=`` included."""

    node: Node
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedData:
    """Data as one expression, the shape of its value, and what is wrong in it.

    The places of ``expr`` count within the string that each formula stands in.
    """

    expr: Expr
    shape: Shape
    problems: tuple[PlacedProblem, ...]


def is_formula(text: str) -> bool:
    """Whether a string in data is a formula rather than a text."""
    return text.startswith("=") and not text.startswith("==")


def literal_text(text: str) -> str:
    """The text that a string in data stands for when it is no formula."""
    return text[1:] if text.startswith("==") else text


def parse_formula(text: str) -> Expr:
    """The tree of a formula, its places counting in the whole string, ``=`` included.

    Raises:
        ExpressionError: as ``parse``.
    """
    try:
        # A blank in place of the sign keeps all places where they are.
        return parse(" " + text[1:])
    except ExpressionError as error:
        start = max(error.start, 1)
        raise ExpressionError(
            error.code, error.message, error.hint, start, max(error.end, start)
        ) from None


def parse_data(node: Node) -> CheckedData:
    """The data at *node* as an expression with unbound names; formulas are only read."""
    return _data(node, _read_only)


def check_data(node: Node, scope: Scope) -> CheckedData:
    """The data at *node* as an expression with its names bound in *scope*."""

    def read(text: str) -> _Read:
        parsed = parse_formula(text)
        checked = check(parsed, scope)
        return checked.expr, checked.shape, checked.problems

    return _data(node, read)


_Read = tuple[Expr, Shape, tuple[Problem, ...]]


def _read_only(text: str) -> _Read:
    return parse_formula(text), ANYTHING, ()


def _data(node: Node, read: Callable[[str], _Read]) -> CheckedData:
    match node.value:
        case dict():
            return _mapping(node, read)
        case list():
            return _list(node, read)
        case str() as text if is_formula(text):
            return _formula(node, text, read)
        case str() as text:
            return _literal(literal_text(text))
        case value:
            return _literal(value)


def _literal(value: bool | float | str | None) -> CheckedData:  # noqa: FBT001 - it is data.
    expr = tree.Literal(value=value, start=0, end=len(str(value)))
    return CheckedData(expr=expr, shape=shapes.shape_of_value(value), problems=())


def _formula(node: Node, text: str, read: Callable[[str], _Read]) -> CheckedData:
    try:
        expr, shape, problems = read(text)
    except ExpressionError as error:
        # A name that nothing has: a literal would be held against the type of its place.
        lost = tree.Name(name="", start=0, end=len(text))
        placed = PlacedProblem(node=node, problem=error.problem)
        return CheckedData(expr=lost, shape=ANYTHING, problems=(placed,))
    placed_problems = tuple(PlacedProblem(node=node, problem=problem) for problem in problems)
    return CheckedData(expr=expr, shape=shape, problems=placed_problems)


def _mapping(node: Node, read: Callable[[str], _Read]) -> CheckedData:
    fields = {key: _data(inner, read) for key, inner in node.items()}
    entries = tuple(
        (tree.Literal(value=key, start=0, end=len(key)), data.expr) for key, data in fields.items()
    )
    known = {key: data.shape for key, data in fields.items()}
    return CheckedData(
        expr=tree.MappingOf(entries=entries, start=0, end=0),
        shape=shapes.mapping_with(known, is_complete=True),
        problems=tuple(problem for data in fields.values() for problem in data.problems),
    )


def _list(node: Node, read: Callable[[str], _Read]) -> CheckedData:
    elements = [_data(inner, read) for inner in node.elements()]
    listed = replace(
        shapes.list_of(shapes.any_of(data.shape for data in elements)),
        min_items=len(elements),
        max_items=len(elements),
    )
    return CheckedData(
        expr=tree.ListOf(elements=tuple(data.expr for data in elements), start=0, end=0),
        shape=listed,
        problems=tuple(problem for data in elements for problem in data.problems),
    )
