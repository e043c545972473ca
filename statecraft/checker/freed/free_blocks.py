"""Lists of actions without open data: what only assigns it becomes one free choice.

A choice has as many ways as it has results: a value, or no change, for each variable of which
something is told apart; values that schemas refuse, all at once; a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from statecraft.checker.freed.assigned import Assigned, assigned_by
from statecraft.checker.freed.free_conditions import FreeConditions, Questions, formula_of, written
from statecraft.checker.freed.havoc import KEPT, NOTHING, Havoc, Havocs, Left
from statecraft.checker.freed.oracle import CONDITION, DATA, ONE_OF
from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import Action, Block, Each, If, Merge, Set
from statecraft.model.formulas import Place
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, violations

_REFUSED: Final[tuple[Value, ...]] = (None, {"?": None}, "?", -1, [None], {}, [], "")
"""Values of which some schemas refuse some."""


class NothingFits(Exception):
    """No value was found that fits a variable, or none that does not."""


class FreeBlocks:
    """Frees the lists of actions of one machine."""

    def __init__(self, havocs: Havocs, conditions: FreeConditions, questions: Questions) -> None:
        self._havocs = havocs
        self._conditions = conditions
        self._questions = questions

    def freed(self, block: Block, event: str | None, inside: Callable[[Action], Action]) -> Block:
        """A list of actions; *inside* frees one that does more than assign."""
        found: list[Action] = []
        havoc = NOTHING
        for action in block:
            as_is, rest = self._split(action, event)
            made = None if rest is None else self._havoc_of(rest, event)
            if as_is or made is None:
                found += (*self.assigned(havoc, action.span), *as_is)
                havoc = NOTHING
            if made is not None:
                havoc = havoc.and_then(made)
            elif rest is not None:
                found.append(inside(rest))
        at = block[-1].span if block else None
        return (*found, *(() if at is None else self.assigned(havoc, at)))

    def assigned(self, havoc: Havoc, at: Span) -> Block:
        """The actions that make the free choice."""
        return (*self._failure(havoc, at), *self._told(havoc, at), *self._untold(havoc, at))

    def first(self, one: Assigned) -> Expr:
        """What a variable may hold first; *one* is open."""
        left = self._havocs.left_by(one)
        value = self._one_of(one.variable, left)
        if self._havocs.assignments.may_fail(one):
            value = self._questions.ask(DATA, value)
        return value

    def _havoc_of(self, action: Action, event: str | None) -> Havoc | None:
        """What an action may do; None where it does more, or what it asks is told."""
        if isinstance(action, If) and not self._conditions.is_all_open(action.when.expr, event):
            return None
        return self._havocs.of(action, event)

    def _split(self, action: Action, event: str | None) -> tuple[Block, Action | None]:
        """A ``set`` or ``merge`` without open data, and the rest of it, or any other action."""
        if not isinstance(action, Set | Merge):
            return (), action
        freed = [self._havocs.is_followed(one, event) for one in assigned_by(action)]
        pairs = [*zip(action.assignments, freed, strict=True)]
        as_is = tuple(pair for pair, is_freed in pairs if not is_freed)
        rest = tuple(pair for pair, is_freed in pairs if is_freed)
        kept = (replace(action, assignments=as_is),) if as_is else ()
        return kept, replace(action, assignments=rest) if rest else None

    def _failure(self, havoc: Havoc, at: Span) -> Iterator[Action]:
        if havoc.fails:
            source = formula_of(self._questions.ask(DATA, written([])), at)
            yield Each(source=source, variable="$", at_most=0, body=(), span=at)

    def _told(self, havoc: Havoc, at: Span) -> Iterator[Action]:
        """What is put into variables of which something is told apart, each by itself."""
        assignments = tuple(
            (_place(name, at), formula_of(self._one_of(name, left), at))
            for name, left in havoc.left.items()
            if self._is_told(name) and left != KEPT
        )
        if assignments:
            yield Set(assignments=assignments, span=at)

    def _is_told(self, variable: str) -> bool:
        return variable not in self._havocs.known.variables or variable in self._havocs.told

    def _one_of(self, variable: str, left: Left) -> Expr:
        shape = self._havocs.known.shapes[variable]
        right = fitting(shape, left.values) if left.values else []
        wrong = refused_by(shape) if left.is_wrong else []
        kept = [_name(variable)] if left.is_kept else []
        options = (*map(written, right), *map(written, wrong), *kept)
        if len(options) == 1:
            return options[0]
        return self._questions.ask(ONE_OF, tree.ListOf(elements=options, start=0, end=0))

    def _untold(self, havoc: Havoc, at: Span) -> Iterator[Action]:
        """Values that schemas refuse: in all of the variables that may have them, or in none."""
        right: dict[str, Value] = {}
        wrong: dict[str, Value] = {}
        for name, left in havoc.left.items():
            if name in self._havocs.assignments.breakable and not self._is_told(name):
                shape = self._havocs.known.shapes[name]
                if left.values:
                    right[name] = wrong[name] = fitting(shape, left.values)[0]
                if left.is_kept:
                    wrong.pop(name, None)
                if left.is_wrong:
                    wrong[name] = refused_by(shape)[0]
        if right == wrong:
            yield from _set(right, at)
        else:
            when = formula_of(self._questions.ask(CONDITION), at)
            yield If(when=when, then=_set(right, at), otherwise=_set(wrong, at), span=at)


def fitting(shape: Shape, values: Iterable[Value]) -> list[Value]:
    """The values that fit; at least one.

    Raises:
        NothingFits: there is none.
    """
    found = [value for value in values if not violations(shape, value)]
    if not found:
        raise NothingFits
    return found


def refused_by(shape: Shape) -> list[Value]:
    """Values that do not fit: with nothing in them, with something, and others; at least one.

    Raises:
        NothingFits: none was found.
    """
    more: list[Value] = []
    if shape.max_items is not None:
        more.append([None] * (shape.max_items + 1))
    if shape.max_length is not None:
        more.append("?" * (shape.max_length + 1))
    found: dict[bool | None, Value] = {}
    for value in (*_REFUSED, *more):
        if violations(shape, value):
            found.setdefault(bool(value) if isinstance(value, str | list | dict) else None, value)
    if not found:
        raise NothingFits
    return [*found.values()]


def _set(values: Mapping[str, Value], at: Span) -> Block:
    if not values:
        return ()
    pairs = tuple((_place(name, at), formula_of(written(of), at)) for name, of in values.items())
    return (Set(assignments=pairs, span=at),)


def _place(variable: str, at: Span) -> Place:
    return Place(variable=variable, steps=(), text=variable, span=at)


def _name(variable: str) -> Expr:
    return tree.Name(name=variable, kind=NameKind.CONTEXT, start=0, end=0)
