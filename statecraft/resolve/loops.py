"""The head of an ``each``: the list it goes through, and the name of the element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.scope import RESERVED_NAMES, Scope
from statecraft.model.formulas import Formula
from statecraft.resolve.expressions import data
from statecraft.resolve.fitting import misfit
from statecraft.resolve.names import is_good_variable
from statecraft.resolve.vocabulary import Vocabulary, with_locals
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

_MOST_ELEMENTS: Final = 1000
"""How many elements an ``each`` goes through when it does not say."""

_PLACE: Final = Shape(kinds=frozenset({"integer"}), minimum=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """An ``each`` without what it does; ``scope`` is that of its body."""

    source: Formula
    variable: str
    index: str | None
    at_most: int
    scope: Scope


def resolve_loop(each: Located, scope: Scope, vocabulary: Vocabulary) -> Loop:
    """The head of an ``each``; reports a source that is no list and a name that is taken."""
    source = data(each["in"], scope, vocabulary.report)
    why = misfit(Shape(kinds=frozenset({"array"})), source)
    if why is not None:
        message = f"each goes through a list: {why}"
        vocabulary.report(Diagnostic(code="SC212", span=each["in"].span, message=message))
    inner = _with_name(each["as"], source.shape.items or ANYTHING, scope, vocabulary)
    index = each.get("index")
    if index is not None:
        inner = _with_name(index, _PLACE, inner, vocabulary)
    return Loop(
        source=source,
        variable=str(each["as"].value),
        index=None if index is None else str(index.value),
        at_most=each.value.get("at_most", _MOST_ELEMENTS),
        scope=inner,
    )


def _with_name(node: Located, shape: Shape, scope: Scope, vocabulary: Vocabulary) -> Scope:
    name = str(node.value)
    if not is_good_variable(node, vocabulary.names, vocabulary.report):
        return scope
    if name in scope.local.keys() - RESERVED_NAMES:
        vocabulary.report(_hides(node))
    return with_locals(scope, {name: shape})


def _hides(node: Located) -> Diagnostic:
    return Diagnostic(
        code="SC202",
        span=node.span,
        message=f"the variable {quoted(node.value)}: the loop around this one has it already",
        hint="call the inner element otherwise",
    )
