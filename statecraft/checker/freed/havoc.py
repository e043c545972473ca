"""What actions may leave in variables of which little is told apart: a few values each.

A list of actions that only assigns such variables, however it branches and goes round, comes to
one choice: each variable is left as it was or gets one of some values, or the list fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from statecraft.checker.freed.assigned import Assigned, Assigning, Assignments, assigned_by
from statecraft.checker.freed.failing import MayFail
from statecraft.checker.freed.held import Held
from statecraft.checker.freed.open_data import OpenData, few_values
from statecraft.checker.samples import sample
from statecraft.expr import shapes, tree
from statecraft.expr.tree import Expr
from statecraft.model.actions import (
    Action,
    Each,
    Emit,
    If,
    Log,
    Merge,
    OwnBlock,
    Set,
    Unset,
    WriteStatus,
)
from statecraft.model.definition import Definition
from statecraft.model.reading import formulas_of
from statecraft.resolve.fitting import is_literal, literal_value
from statecraft.values.json_values import Value, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a list of actions may leave in one variable.

    ``values`` are those that fit; ``is_kept`` says that it may be left as it was, ``is_wrong``
    that it may get a value which its schema refuses.
    """

    values: tuple[Value, ...] = ()
    is_kept: bool = False
    is_wrong: bool = False

    def or_else(self, other: Left) -> Left:
        """What is left by the one or the other."""
        more = [v for v in other.values if not any(same(v, known) for known in self.values)]
        return Left(
            values=(*self.values, *more),
            is_kept=self.is_kept or other.is_kept,
            is_wrong=self.is_wrong or other.is_wrong,
        )

    def and_then(self, other: Left) -> Left:
        """What is left by the one and then the other."""
        if not other.is_kept:
            return other
        both = self.or_else(other)
        return Left(values=both.values, is_kept=self.is_kept, is_wrong=both.is_wrong)


KEPT: Final = Left(is_kept=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Havoc:
    """What a list of actions may do; ``fails`` says that it may also fail."""

    left: Mapping[str, Left]
    fails: bool = False

    def of(self, variable: str) -> Left:
        """What it leaves in one variable."""
        return self.left.get(variable, KEPT)

    def or_else(self, other: Havoc) -> Havoc:
        """One list or the other."""
        names = dict.fromkeys((*self.left, *other.left))
        left = {name: self.of(name).or_else(other.of(name)) for name in names}
        return Havoc(left=left, fails=self.fails or other.fails)

    def and_then(self, other: Havoc) -> Havoc:
        """The one list and then the other."""
        names = dict.fromkeys((*self.left, *other.left))
        left = {name: self.of(name).and_then(other.of(name)) for name in names}
        return Havoc(left=left, fails=self.fails or other.fails)

    def any_number_of_times(self) -> Havoc:
        """The list not at all, once, or again and again."""
        found = NOTHING
        while (more := found.or_else(found.and_then(self))) != found:
            found = more
        return found


NOTHING: Final = Havoc(left={})


class Havocs:
    """The havoc that the actions of one machine make.

    Attributes:
        told: open variables of which is told apart whether they are empty.
    """

    def __init__(self, definition: Definition, known: OpenData, told: frozenset[str]) -> None:
        self.known = known
        self.told = told
        self._is_undone = not definition.profile.keeps_failed_blocks
        self.held = Held(definition)
        self.failing = MayFail(self.held, known.computed)
        self.assignments = Assignments(definition, self.held, self.failing)

    def of_block(self, block: Iterable[Action], event: str | None) -> Havoc | None:
        """What a list does; None where it may do more than assign such variables."""
        together = NOTHING
        for action in block:
            found = self.of(action, event)
            if found is None:
                return None
            together = together.and_then(found)
        return together

    def of(self, action: Action, event: str | None) -> Havoc | None:
        """What one action does; None where it may do more."""
        match action:
            case Set() | Merge() | Unset():
                return self._of_assignments(action, event)
            case Log() | Emit() | WriteStatus():
                return self._of_told(action, event)
            case _:
                found = self._of_list(action, event)
                return found if found and (self._is_undone or not found.fails) else None

    def _of_list(self, action: Action, event: str | None) -> Havoc | None:
        match action:
            case If(when=when, then=then, otherwise=otherwise):
                one, other = self.of_block(then, event), self.of_block(otherwise, event)
                if one is None or other is None:
                    return None
                asked = Havoc(left={}, fails=self.failing.may_fail_as_condition(when.expr))
                return asked.and_then(one.or_else(other))
            case Each(source=source, body=body):
                inner = self.of_block(body, event)
                taken = Havoc(left={}, fails=self.may_fail_as_list(source.expr))
                return None if inner is None else taken.and_then(inner.any_number_of_times())
            case OwnBlock(body=body):
                inner = self.of_block(body, event)
                return None if inner is None or inner.fails else inner
            case _:
                return None

    def may_fail_as_list(self, source: Expr) -> bool:
        """Whether it may be no list, or one that is too long for a loop."""
        return not isinstance(source, tree.ListOf) or self.failing.may_fail(source)

    def _of_told(self, action: Log | Emit | WriteStatus, event: str | None) -> Havoc | None:
        """What is told to others changes nothing; whether it fails may be known only then."""
        formulas = [each.expr for each in formulas_of(action)]
        fails = any(map(self.failing.may_fail, formulas))
        if isinstance(action, WriteStatus) and action.step is not None:
            step = self.held.shape_of(action.step.expr)
            fails = fails or not shapes.must_be(step, "integer", "null")
        if fails and not any(self.known.is_open(each, event) for each in formulas):
            return None
        return Havoc(left={}, fails=fails)

    def _of_assignments(self, action: Assigning, event: str | None) -> Havoc | None:
        together = NOTHING
        for one in assigned_by(action):
            if not self.is_followed(one, event):
                return None
            fails = self.assignments.may_fail(one)
            together = together.and_then(Havoc(left={one.variable: self.left_by(one)}, fails=fails))
        return together

    def is_followed(self, one: Assigned, event: str | None) -> bool:
        """Whether little is told apart of what is put there, or it is written out."""
        if self.known.is_freed(one.place, one.formula, event):
            return True
        return one.is_whole and one.formula is not None and is_literal(one.formula.expr)

    def left_by(self, one: Assigned) -> Left:
        """What one assignment leaves in its variable."""
        return Left(
            values=self._values(one),
            is_kept=one.variable in self.assignments.breakable and not one.is_whole,
            is_wrong=self.assignments.breaks(one),
        )

    def _values(self, one: Assigned) -> tuple[Value, ...]:
        shape = self.known.shapes[one.variable]
        few = few_values(shape)
        if few is not None or one.variable not in self.known.variables:
            is_written = one.is_whole and one.formula and is_literal(one.formula.expr)
            return (literal_value(one.formula.expr),) if is_written and one.formula else few or ()
        both = self.known.emptiness(one.variable)
        if one.variable not in self.told or both is None:
            return (sample(shape),)
        empty, full = both
        match one.formula and _is_full(one.formula.expr):
            case True if one.is_whole or (one.is_merged and not one.place.steps):
                return (full,)
            case False if one.is_whole:
                return (empty,)
            case _:
                is_key = shape.kinds == {"object"} and len(one.place.steps) == 1
                return (full,) if is_key and one.formula and not one.is_merged else both


def _is_full(expr: Expr) -> bool | None:
    """Whether a text, list or mapping has anything in it; None where its form does not show."""
    match expr:
        case tree.ListOf(elements=parts) | tree.MappingOf(entries=parts):
            return bool(parts)
        case tree.Literal(value=str(text)):
            return bool(text)
        case tree.Arithmetic(operator="+", left=left, right=right):
            known = (_is_full(left), _is_full(right))
            return True if True in known else None
        case tree.Call(function="merged", arguments=arguments):
            return True if True in map(_is_full, arguments) else None
        case tree.Joined(parts=parts):
            return True if any(isinstance(part, str) for part in parts) else None
        case _:
            return None
