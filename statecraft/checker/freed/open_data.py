"""Which data is left open where only the finite part of a machine is explored.

Open are payloads, results, parameters and inputs but for declared fields of few values, the time,
the answers of host functions, and every variable of many values into which anything else is put
than what is written out, or another variable that is not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from statecraft.checker.samples import sample
from statecraft.checker.spaces.relevance import emptiness_asked
from statecraft.checks.blocks import all_actions
from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.reads import all_nodes, names_read
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import Merge, Raise, Send, Set, Unset
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.resolve.fitting import is_literal
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, finite_values, violations

MOST_VALUES: Final = 16
"""A variable or field of more values is left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenData:
    """What of one machine is open.

    Attributes:
        variables: names of open variables.
        computed: the formula of each computed name.
        inner_events: those that the machine, or one of its family, may raise, with any payload.
    """

    variables: frozenset[str]
    computed: Mapping[str, Expr]
    shapes: Mapping[str, Shape]
    inner_events: frozenset[str]

    def is_open(self, expr: Expr, event: str | None = None) -> bool:
        """Whether a value depends on open data; *event* is the one that a transition is for."""
        match expr:
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                return name in self.variables
            case tree.Name(name=name, kind=NameKind.COMPUTED):
                return name not in self.computed or self.is_open(self.computed[name])
            case tree.Name(kind=NameKind.LOCAL) | tree.Now() | tree.HostCall():
                return True
            case tree.Field(of=tree.Name(name="event", shape=shape), name=field):
                return self._is_open_field(shape, field, event)
            case _:
                return any(self.is_open(part, event) for part in children(expr))

    def _is_open_field(self, shape: Shape, field: str, event: str | None) -> bool:
        if event is None or event in self.inner_events or field not in shape.properties:
            return True
        return few_values(shape.properties[field]) is None

    def is_freed(self, place: Place, formula: Formula | None, event: str | None = None) -> bool:
        """Whether what is put at a place, or where exactly, depends on open data."""
        if place.variable in self.variables:
            return True
        given = place.steps if formula is None else (*place.steps, formula.expr)
        return any(not isinstance(e, str | int) and self.is_open(e, event) for e in given)

    def emptiness(self, variable: str) -> tuple[Value, Value] | None:
        """An empty value of a variable and one that is not, where it is of one such kind."""
        shape = self.shapes[variable]
        found = _empty_and_full(shape) if len(shape.kinds) == 1 else None
        return None if found is None or any(violations(shape, each) for each in found) else found

    def asks_emptiness(self, expr: Expr) -> bool:
        """Whether it asks only whether variables are empty, of which that is known."""
        asked = emptiness_asked(expr)
        return asked is not None and self._has_emptiness(asked)

    def told_by(self, formulas: Iterable[Formula]) -> frozenset[str]:
        """The variables of which formulas ask whether they are empty."""
        nodes = (node for each in formulas for node in all_nodes(each.expr, self.computed))
        asked = (expr for node in nodes if (expr := emptiness_asked(node)) is not None)
        names = (name for expr in asked for name in names_read(expr, self.computed))
        found = frozenset(name for kind, name in names if kind is NameKind.CONTEXT)
        return frozenset(n for n in found & self.variables if self.emptiness(n) is not None)

    def _has_emptiness(self, expr: Expr) -> bool:
        match expr:
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                return self.emptiness(name) is not None
            case tree.Call(function="merged", arguments=arguments):
                return all(map(self._has_emptiness, arguments))
            case _:
                return False


def _empty_and_full(shape: Shape) -> tuple[Value, Value] | None:
    if "object" in shape.kinds:
        fields = {"?": shape.additional} if shape.additional is not False else shape.properties
        inner = ((name, of) for name, of in fields.items())
        return {}, {name: sample(of) if isinstance(of, Shape) else None for name, of in inner}
    if "array" in shape.kinds:
        return [], [sample(shape.items or Shape())]
    return ("", "?") if "string" in shape.kinds else None


def few_values(shape: Shape) -> tuple[Value, ...] | None:
    """All values of a shape that has few; else None."""
    found = finite_values(shape)
    return found if found is not None and 0 < len(found) <= MOST_VALUES else None


def open_data(definition: Definition, family: Iterable[Definition]) -> OpenData:
    """What is open, found by following what is put into variables until nothing new is open.

    Machines of the *family* may send each other events.
    """
    inner = {
        placed.action.event
        for each in (definition, *family)
        for placed in all_actions(each)
        if isinstance(placed.action, Raise | Send)
    }
    found = OpenData(
        variables=frozenset(),
        computed={each.name: each.formula.expr for each in definition.computed},
        shapes={variable.name: variable.shape for variable in definition.context},
        inner_events=frozenset(inner),
    )
    while True:
        variables = frozenset(_open_variables(definition, found))
        if variables == found.variables:
            return found
        found = OpenData(
            variables=variables,
            computed=found.computed,
            shapes=found.shapes,
            inner_events=found.inner_events,
        )


def _open_variables(definition: Definition, known: OpenData) -> Iterator[str]:
    assigned: dict[str, list[Expr | None]] = {}
    for variable in definition.context:
        assigned[variable.name] = [variable.initial.expr]
    for placed in all_actions(definition):
        match placed.action:
            case Set(assignments=assignments):
                for place, formula in assignments:
                    assigned[place.variable].append(_whole(place, formula))
            case Merge(assignments=assignments):
                for place, _ in assignments:
                    assigned[place.variable].append(None)
            case Unset(places=places):
                for place in places:
                    assigned[place.variable].append(None)
            case _:
                pass
    for name, values in assigned.items():
        is_kept = all(each is not None and _is_plain(each, known) for each in values)
        if few_values(known.shapes[name]) is None and not is_kept:
            yield name


def _whole(place: Place, formula: Formula) -> Expr | None:
    return None if place.steps else formula.expr


def _is_plain(expr: Expr, known: OpenData) -> bool:
    """Whether it can be only one of a few values: written out, or those of another variable."""
    match expr:
        case tree.Literal():
            return True
        case tree.Name(kind=NameKind.CONTEXT | NameKind.DIMENSION):
            return not known.is_open(expr)
        case tree.ListOf() | tree.MappingOf():
            return is_literal(expr)
        case tree.Conditional(then=then, otherwise=otherwise, condition=condition):
            is_known = not known.is_open(condition)
            return is_known and _is_plain(then, known) and _is_plain(otherwise, known)
        case _:
            return False
