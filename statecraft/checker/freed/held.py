"""What certainly holds of values at every moment of a step, as shapes.

A variable is held to its schema only at the end of a step; within one it holds whatever was put
into it. So its shape is found from that: the smallest one that has its first value and whatever
any action puts there. Payloads, parameters and results are refused where they do not fit, so what
is declared of those is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from statecraft.checker.freed.open_data import MOST_VALUES
from statecraft.checks.blocks import all_actions
from statecraft.expr import shapes, tree
from statecraft.expr.check import check
from statecraft.expr.children import walk
from statecraft.expr.scope import RESERVED_NAMES, Scope
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import Action, Merge, Set, Unset
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.values.shape import ANYTHING, Shape

Shapes = Mapping[str, Shape]

_NEVER: Final = Shape(enum=())
"""The elements of a list that has none."""

_MOST_ROUNDS: Final = 6
"""After which a variable whose shape still grows may hold anything."""


class Held:
    """The shapes of one machine's values.

    Attributes:
        variables: variable → what it holds at every moment.
    """

    def __init__(self, definition: Definition) -> None:
        self._computed = {each.name: each.formula.expr for each in definition.computed}
        self.variables: dict[str, Shape] = {}
        self.variables = {
            each.name: _plain(self.shape_of(each.initial.expr)) for each in definition.context
        }
        actions = [placed.action for placed in all_actions(definition)]
        for number in range(_MOST_ROUNDS + len(self.variables)):
            found = dict(self.variables)
            for variable, shape in self._put(actions):
                found[variable] = together(found[variable], _plain(shape))
            grown = [name for name, shape in found.items() if shape != self.variables[name]]
            if not grown:
                break
            if number >= _MOST_ROUNDS:
                found.update(dict.fromkeys(grown, ANYTHING))
            self.variables = found

    def typed(self, expr: Expr) -> Expr:
        """The expression, every name in it with the shape that is certain."""
        return check(expr, self._scope(expr)).expr

    def shape_of(self, expr: Expr) -> Shape:
        """The shape of the value, where there is one."""
        if isinstance(expr, tree.ListOf) and not expr.elements:
            return shapes.list_of(_NEVER)
        return check(expr, self._scope(expr)).shape

    def _scope(self, expr: Expr) -> Scope:
        """What is known of the names in an expression; a part of one that is typed keeps its."""
        known: dict[NameKind, dict[str, Shape]] = {kind: {} for kind in NameKind}
        for node in walk(expr):
            if isinstance(node, tree.Name):
                known[node.kind][node.name] = self._of_name(node)
        return Scope(
            dimensions=known[NameKind.DIMENSION],
            context=known[NameKind.CONTEXT],
            computed=known[NameKind.COMPUTED],
            local={**known[NameKind.VARIABLE], **known[NameKind.LOCAL]},
            allows_can=True,
        )

    def _of_name(self, name: tree.Name) -> Shape:
        match name.kind:
            case NameKind.CONTEXT:
                return self.variables.get(name.name, ANYTHING)
            case NameKind.COMPUTED if name.name in self._computed:
                return self.shape_of(self._computed[name.name])
            case NameKind.DIMENSION | NameKind.VARIABLE:
                return name.shape
            case NameKind.LOCAL if name.name in RESERVED_NAMES:
                return name.shape
            case _:
                return ANYTHING

    def _put(self, actions: list[Action]) -> Iterator[tuple[str, Shape]]:
        """The shapes of what actions leave in variables."""
        for action in actions:
            match action:
                case Set(assignments=assignments):
                    for place, formula in assignments:
                        yield place.variable, self.after_set(place, formula)
                case Merge(assignments=assignments):
                    for place, formula in assignments:
                        yield place.variable, self.after_merge(place, formula)
                case Unset(places=places):
                    for place in places:
                        yield place.variable, self.after_unset(place)
                case _:
                    pass

    def after_set(self, place: Place, formula: Formula) -> Shape:
        """What a variable holds once a ``set`` has been done."""
        held = self.variables[place.variable]
        match place.steps:
            case ():
                return self.shape_of(formula.expr)
            case (str(name),) if shapes.must_be(held, "object"):
                properties = {**held.properties, name: self.shape_of(formula.expr)}
                return replace(held, properties=properties, required=held.required | {name})
            case _:
                return _changed_inside(held)

    def after_merge(self, place: Place, formula: Formula) -> Shape:
        """What a variable holds once a ``merge`` has been done."""
        held = _changed_inside(self.variables[place.variable])
        if place.steps:
            return held
        given = self.shape_of(formula.expr)
        return replace(held, required=held.required | given.required)

    def after_unset(self, place: Place) -> Shape:
        """What a variable holds once an ``unset`` has been done."""
        changed = _changed_inside(self.variables[place.variable])
        return replace(changed, required=frozenset()) if place.steps else ANYTHING


def _changed_inside(shape: Shape) -> Shape:
    """A list or mapping somewhere inside of which something was put."""
    return Shape(kinds=shape.kinds, required=shape.required)


def _plain(shape: Shape) -> Shape:
    """The shape without bounds and without many named values, so that it soon stops growing."""
    if shape.enum == ():
        return shape
    items = None if shape.items is None else _plain(shape.items)
    properties = {name: _plain(of) for name, of in shape.properties.items()}
    additional = _plain(shape.additional) if isinstance(shape.additional, Shape) else None
    is_short = shape.enum is not None and len(shape.enum) <= MOST_VALUES
    return Shape(
        kinds=shape.kinds,
        enum=shape.enum if is_short else None,
        minimum=shape.minimum,
        items=items,
        properties=properties,
        required=shape.required,
        additional=shape.additional if additional is None else additional,
    )


def together(one: Shape, other: Shape) -> Shape:
    """A shape that has the values of both; of mappings with the fields that are known of both."""
    if one == other:
        return one
    if not (shapes.must_be(one, "object") and shapes.must_be(other, "object")):
        return shapes.either(one, other)
    names = [*dict.fromkeys((*one.properties, *other.properties))]
    fields = {name: _field_of_both(one, other, name) for name in names}
    is_complete = one.additional is False and other.additional is False
    return Shape(
        kinds=frozenset({"object"}),
        properties=fields,
        required=one.required & other.required,
        additional=not is_complete,
    )


def _field_of_both(one: Shape, other: Shape, name: str) -> Shape:
    found = [shapes.field_in(each, name) for each in (one, other)]
    present = [each for each in found if each is not None]
    return present[0] if len(present) == 1 else together(present[0], present[1])
