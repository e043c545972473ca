"""Single assignments: what each leaves in its variable, whether it may fail or not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from statecraft.checker.freed.failing import MayFail
from statecraft.checker.freed.held import Held
from statecraft.checker.spaces.fitting import always_fits, fits
from statecraft.checks.blocks import all_actions
from statecraft.expr.shapes import must_be
from statecraft.expr.tree import Expr
from statecraft.model.actions import Merge, Set, Unset
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.values.shape import ANYTHING, Shape

Assigning = Set | Merge | Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """One place that is assigned; ``formula`` is None where a key is removed."""

    place: Place
    formula: Formula | None
    is_merged: bool = False

    @property
    def variable(self) -> str:
        """The variable that it is in."""
        return self.place.variable

    @property
    def is_whole(self) -> bool:
        """Whether nothing of what the variable held is left."""
        return not (self.place.steps or self.is_merged or self.formula is None)


def assigned_by(action: Assigning) -> Iterator[Assigned]:
    """What an action assigns, in order of text."""
    match action:
        case Set(assignments=assignments):
            for place, formula in assignments:
                yield Assigned(place=place, formula=formula)
        case Merge(assignments=assignments):
            for place, formula in assignments:
                yield Assigned(place=place, formula=formula, is_merged=True)
        case Unset(places=places):
            for place in places:
                yield Assigned(place=place, formula=None)
        case _:
            assert_never(action)


def first_of(definition: Definition) -> Iterator[Assigned]:
    """What the variables of a machine hold first."""
    for each in definition.context:
        place = Place(variable=each.name, steps=(), text=each.name, span=each.span)
        yield Assigned(place=place, formula=each.initial)


class Assignments:
    """Judges the assignments of one machine.

    Attributes:
        breakable: variables that may get a value which their schema refuses.
    """

    def __init__(self, definition: Definition, held: Held, failing: MayFail) -> None:
        self._held = held
        self._failing = failing
        self._declared = {each.name: each.shape for each in definition.context}
        actions = (placed.action for placed in all_actions(definition))
        everything = [*first_of(definition)]
        for action in actions:
            if isinstance(action, Set | Merge | Unset):
                everything += assigned_by(action)
        self.breakable: frozenset[str] = frozenset()
        while more := {each.variable for each in everything if self.breaks(each)} - self.breakable:
            self.breakable |= more

    def breaks(self, one: Assigned) -> bool:
        """Whether the schema of its variable may refuse what it leaves there."""
        declared = self._declared[one.variable]
        if declared == ANYTHING or fits(self._left_by(one, declared), declared):
            return False
        known = {name: of for name, of in self._declared.items() if name not in self.breakable}
        formula = one.formula
        return not (one.is_whole and formula and always_fits(declared, formula.expr, known))

    def _left_by(self, one: Assigned, declared: Shape) -> Shape:
        """What it leaves, where the variable held what its schema asks for."""
        if one.formula is None:
            is_free = len(one.place.steps) == 1 and not declared.required
            return declared if is_free else ANYTHING
        given = self._held.shape_of(one.formula.expr)
        if one.is_merged and not one.place.steps:
            return replace(given, required=given.required | declared.required)
        match one.place.steps:
            case ():
                return given
            case (step,) if not one.is_merged and must_be(declared, "object"):
                fields = {step: given} if isinstance(step, str) else {}
                return Shape(
                    kinds=declared.kinds,
                    properties=fields,
                    additional=False if fields else given,
                    required=declared.required,
                )
            case _:
                return ANYTHING

    def may_fail(self, one: Assigned) -> bool:
        """Whether the assignment may fail."""
        if one.formula is not None and self._failing.may_fail(one.formula.expr):
            return True
        is_mapping = must_be(self._held.variables[one.variable], "object")
        if one.is_merged and one.formula is not None:
            merged = self._held.shape_of(one.formula.expr)
            return bool(one.place.steps) or not (is_mapping and must_be(merged, "object"))
        match one.place.steps:
            case ():
                return False
            case (step,):
                return not (is_mapping and self._is_key(step))
            case _:
                return True

    def _is_key(self, step: str | int | Expr) -> bool:
        if isinstance(step, str | int):
            return isinstance(step, str)
        return not self._failing.may_fail(step) and must_be(self._held.shape_of(step), "string")
