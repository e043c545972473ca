"""Formulas without open data: conditions answered by an oracle, and constants.

The parts of a condition that ask for open data become questions. Parts that stand side by side
are one question, and it is asked only where the rest of the condition leaves anything to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from statecraft.checker.freed.failing import MayFail
from statecraft.checker.freed.open_data import OpenData
from statecraft.checker.freed.oracle import CONDITION, FALLIBLE
from statecraft.checker.freed.spreading import spread
from statecraft.checker.spaces.relevance import emptiness_asked
from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING


def written(value: Value) -> Expr:
    """A value as an expression."""
    match value:
        case dict():
            pairs = tuple((written(key), written(of)) for key, of in value.items())
            return tree.MappingOf(entries=pairs, start=0, end=0)
        case list():
            return tree.ListOf(elements=tuple(map(written, value)), start=0, end=0)
        case _:
            return tree.Literal(value=value, start=0, end=0)


def formula_of(expr: Expr, at: Span) -> Formula:
    """An expression that no author wrote, as a formula."""
    return Formula(expr=expr, shape=ANYTHING, text="", span=at)


class Questions:
    """The questions of a freed definition, numbered as they are put."""

    def __init__(self) -> None:
        self._number = 0

    def ask(self, oracle: str, *arguments: Expr) -> Expr:
        """A question to an oracle; within a formula the numbers rise as they are asked."""
        self._number += 1
        asked = (written(self._number), *arguments)
        return tree.HostCall(function=oracle, arguments=asked, start=0, end=0)


class FreeConditions:
    """Frees the conditions of one machine."""

    def __init__(self, known: OpenData, failing: MayFail, questions: Questions) -> None:
        self._known = known
        self._failing = failing
        self._questions = questions
        self._fallible = FALLIBLE

    def freed_guard(self, expr: Expr, event: str | None, fallible: str) -> Expr:
        """The condition of a transition; *fallible* is the oracle for what may fail in it."""
        self._fallible = fallible
        found = self.freed(expr, event)
        self._fallible = FALLIBLE
        return found

    def freed(self, expr: Expr, event: str | None) -> Expr:
        """The condition with free answers for those of its parts that ask for open data."""
        if not self._known.is_open(expr, event):
            return expr
        if self.is_all_open(expr, event):
            return self._question(expr)
        match expr:
            case tree.And(parts=parts) | tree.Or(parts=parts):
                return _flat(expr, tuple(self._parts(expr, self._in_order(parts, event), event)))
            case tree.Not(operand=operand):
                return replace(expr, operand=self.freed(operand, event))
            case tree.Conditional():
                return self._of_conditional(expr, event)
            case tree.Name(name=name, kind=NameKind.COMPUTED):
                return self.freed(self._known.computed[name], event)
            case _:
                found = self._spread(expr, event)
                return self._inlined(expr) if found is None else self.freed(found, event)

    def _of_conditional(self, expr: tree.Conditional, event: str | None) -> Expr:
        """Where both branches come to the same, the condition is not asked."""
        parts = [self.freed(each, event) for each in (expr.condition, expr.then, expr.otherwise)]
        freed = replace(expr, condition=parts[0], then=parts[1], otherwise=parts[2])
        branches = (expr.then, expr.otherwise)
        if any(self._known.is_open(each, event) for each in branches):
            return freed
        if any(map(self._failing.may_fail_as_condition, (expr.condition, *branches))):
            return freed
        is_same = tree.Compare(first=expr.then, rest=(("==", expr.otherwise),), start=0, end=0)
        return replace(freed, condition=is_same, then=expr.then, otherwise=freed)

    def is_all_open(self, expr: Expr, event: str | None) -> bool:
        """Whether nothing that it asks is told."""
        if not self._known.is_open(expr, event):
            return False
        match expr:
            case tree.And() | tree.Or() | tree.Not() | tree.Conditional():
                return all(self.is_all_open(part, event) for part in children(expr))
            case tree.Name(name=name, kind=NameKind.COMPUTED) if name in self._known.computed:
                return self.is_all_open(self._known.computed[name], event)
            case _:
                found = self._spread(expr, event)
                if found is not None:
                    return self.is_all_open(found, event)
                return not self._known.asks_emptiness(self._inlined(expr))

    def _spread(self, expr: Expr, event: str | None) -> Expr | None:
        """A comparison written out as conditions, where that takes one question at most."""
        found = spread(expr, self._known.computed)
        return None if found is None or self._number_asked(found, event) > 1 else found

    def _number_asked(self, expr: Expr, event: str | None) -> int:
        """How many parts of a condition are left open."""
        if not self._known.is_open(expr, event):
            return 0
        match expr:
            case tree.And() | tree.Or() | tree.Not() | tree.Conditional():
                return sum(self._number_asked(part, event) for part in children(expr))
            case tree.Name(name=name, kind=NameKind.COMPUTED) if name in self._known.computed:
                return self._number_asked(self._known.computed[name], event)
            case _:
                found = spread(expr, self._known.computed)
                return 1 if found is None else self._number_asked(found, event)

    def _question(self, expr: Expr) -> Expr:
        can_fail = self._failing.may_fail_as_condition(expr)
        return self._questions.ask(self._fallible if can_fail else CONDITION)

    def _in_order(self, parts: tuple[Expr, ...], event: str | None) -> tuple[Expr, ...]:
        """What is told first, where the order makes no difference: it may spare the question."""
        asked = [part for part in parts if self.is_all_open(part, event)]
        if any(map(self._failing.may_fail_as_condition, asked)):
            return parts
        return (*(part for part in parts if part not in asked), *asked)

    def _parts(
        self, owner: tree.And | tree.Or, parts: Iterable[Expr], event: str | None
    ) -> Iterator[Expr]:
        """The parts, those side by side that are all open as one question."""
        asked: list[Expr] = []
        for part in parts:
            if self.is_all_open(part, event):
                asked.append(part)
                continue
            if asked:
                yield self._question(_flat(owner, tuple(asked)))
                asked = []
            yield self.freed(part, event)
        if asked:
            yield self._question(_flat(owner, tuple(asked)))

    def _inlined(self, expr: Expr) -> Expr:
        """``len(X) > 0`` with what the computed name X stands for."""
        match expr, emptiness_asked(expr):
            case tree.Compare(first=first), tree.Name(name=name, kind=NameKind.COMPUTED):
                inner = self._known.computed[name]
                if isinstance(first, tree.Call):
                    inner = replace(first, arguments=(inner,))
                return replace(expr, first=inner)
            case _:
                return expr


def _flat(owner: tree.And | tree.Or, parts: tuple[Expr, ...]) -> Expr:
    """A conjunction or disjunction; parts that became such themselves are no parts of their own."""
    if len(parts) == 1:
        return parts[0]
    kind = type(owner)
    flat = (p for part in parts for p in (part.parts if isinstance(part, kind) else (part,)))
    return replace(owner, parts=tuple(flat))
