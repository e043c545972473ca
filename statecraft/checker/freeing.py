"""A machine without its open data: whatever asks for that is answered freely instead.

Every way that the machine itself can go, this one can go too; and some more. What holds of all its
ways therefore holds of the machine, and what happens nowhere in it happens nowhere. Its own ways
are shown to nobody.

A definition is walked as the plain tree of records that it is. Conditions become free where they
ask for open data, and so does what is put into variables; all other data becomes a constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from statecraft.chart.descriptors import matches
from statecraft.checker.fitting import has_bounds
from statecraft.checker.open_data import OpenData, few_values, open_data
from statecraft.checker.oracle import CONDITION, DATA, FALLIBLE, ONE_OF
from statecraft.checker.relevance import emptiness_asked
from statecraft.checker.samples import sample
from statecraft.checks.blocks import all_actions
from statecraft.checks.sources import all_transitions
from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.children import children, walk
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.chart import Chart
from statecraft.model.actions import (
    Act,
    Cancel,
    Emit,
    Merge,
    Raise,
    RunCall,
    Send,
    Set,
    Start,
    Unset,
    WriteStatus,
)
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Computed, Variable
from statecraft.model.family import host_children
from statecraft.model.formulas import Formula, Place
from statecraft.model.pipelines import PerformStep
from statecraft.model.profiles import Profile
from statecraft.model.rules import Constraint, MoveRule, Requirement
from statecraft.model.states import ChildAction, Invoke, Transition
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, Shape, violations

_CONDITIONS: Final = frozenset({"when", "that", "condition", "fails_when", "done_when"})
_FIXED: Final = frozenset({"delay", "timeout", "attempts", "factor", "named", "id", "to"})
"""Data that decides when something happens, what it is called, or who hears of it."""
_A_NAME: Final = Shape(kinds=frozenset({"string"}))
_LEFT: Final = frozenset({"scenarios", "waivers", "warnings", "capabilities", "described"})


class CannotBeFreed(Exception):
    """Open data decides something that has no few ways to go: a delay, the length of a list."""


def freed(chart: Chart) -> Definition:
    """The machine with free answers in the place of open data.

    Raises:
        CannotBeFreed: the data decides more than conditions, or children decide, too.
    """
    if len(chart.family) > 1 or [*host_children(chart.definition)]:
        raise CannotBeFreed
    definition = chart.definition
    known = open_data(definition)
    moved = {
        each.dimension
        for rule in definition.rules
        if isinstance(rule, MoveRule)
        for each in rule.triggers
    }
    if any(each.name in moved and known.is_open(each.formula.expr) for each in definition.computed):
        raise CannotBeFreed
    claims = tuple(
        each
        for each in definition.properties
        if not known.is_open(each.condition.expr)
        and not (each.eventually is not None and known.is_open(each.eventually.expr))
    )
    _require_fixed(definition, known)
    without = replace(definition, properties=claims, profile=_quiet(definition))
    inputs = {key: each.input for key, each in chart.project.machines.items()}
    found: Definition = _Freeing(definition, known, inputs, [], None).of(without)
    return found


def _quiet(definition: Definition) -> Profile:
    """How the machine goes, where nothing hears of a refusal: without asking for its reasons."""
    events = [transition.event or "" for _, transition in all_transitions(definition)]
    hears = any(matches(event, "error.rejected") for event in events if event)
    return definition.profile if hears else replace(definition.profile, discards_refused=True)


def _require_fixed(definition: Definition, known: OpenData) -> None:
    """Delayed events that are told apart by a name that is open have too many ways to go."""
    for placed in all_actions(definition):
        match placed.action:
            case Send(id=name) | Cancel(id=name) if name is not None and known.is_open(name.expr):
                raise CannotBeFreed
            case _:
                pass


class _Freeing:
    """A walk through the parts of a definition; *event* is that of the transition around them."""

    def __init__(
        self,
        definition: Definition,
        known: OpenData,
        inputs: Mapping[str, Shape | None],
        questions: list[str],
        event: str | None,
    ) -> None:
        self.definition = definition
        self.known = known
        self.inputs = inputs
        self.questions = questions
        self.event = event

    def of(self, node: Any) -> Any:
        """The node with everything freed that is below it."""
        match node:
            case Shape() | Formula() | Place() | Span():
                return node
            case Transition(event=event):
                return _Freeing(
                    self.definition, self.known, self.inputs, self.questions, event
                ).record(node)
            case Variable():
                return replace(node, initial=self._initial(node))
            case Computed(formula=formula) if self._is_open(formula.expr):
                value = next((each.value for each in node.values), None)
                return replace(node, formula=replace(formula, expr=_written(value)))
            case Computed():
                return node
            case Requirement(that=that) | Constraint(condition=that):
                # Without a message a refusal is explained, for which conditions are asked again.
                told = Formula(expr=_written(""), shape=ANYTHING, text="", span=that.span)
                return replace(self.record(node), message=told)
            case tuple():
                return tuple(part for each in node for part in self._parts(each))
            case MappingProxyType():
                return MappingProxyType({key: self.of(value) for key, value in node.items()})
            case _ if is_dataclass(node):
                return self.record(node)
            case _:
                return node

    def _parts(self, node: Any) -> Iterator[Any]:
        match node:
            case Set() | Merge() | Unset():
                yield from self._assignments(node)
            case _:
                yield self.of(node)

    def record(self, node: Any) -> Any:
        changed = {
            field.name: self._field(node, field.name, getattr(node, field.name))
            for field in fields(node)
            if field.init and field.name not in _LEFT
        }
        return replace(node, **changed)

    def _field(self, owner: Any, name: str, value: Any) -> Any:
        if not isinstance(value, Formula):
            return self.of(value)
        if name in _CONDITIONS:
            return replace(value, expr=self.condition(value.expr))
        if isinstance(owner, Start) and name == "id":
            return self._data(value, _A_NAME)
        if name in _FIXED or isinstance(owner, WriteStatus):
            return self._fixed(value)
        if name == "source":
            return self._source(value)
        return self._data(value, self._shape_of_data(owner))

    def condition(self, expr: Expr) -> Expr:
        """The condition with free answers for those of its parts that ask for open data."""
        match expr:
            case tree.And() | tree.Or() | tree.Not():
                return _with_parts(expr, tuple(map(self.condition, children(expr))))
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                first = self.condition(condition)
                then, otherwise = self.condition(then), self.condition(otherwise)
                return replace(expr, condition=first, then=then, otherwise=otherwise)
            case tree.Name(name=name, kind=NameKind.COMPUTED) if self._is_open(expr):
                return self.condition(self.known.computed[name])
            case _ if not self._is_open(expr):
                return expr
            case _ if self.known.asks_emptiness(inlined := self._inlined(expr)):
                return inlined
            case _:
                is_boolean = isinstance(expr, tree.Compare) and not can_fail(expr)
                return self._asked(CONDITION if is_boolean else FALLIBLE)

    def _is_open(self, expr: Expr) -> bool:
        return self.known.is_open(expr, self.event)

    def _inlined(self, expr: Expr) -> Expr:
        """``len(X) > 0`` with what the computed name X stands for."""
        match expr, emptiness_asked(expr):
            case tree.Compare(first=first), tree.Name(name=name, kind=NameKind.COMPUTED):
                inner = self.known.computed[name]
                if isinstance(first, tree.Call):
                    inner = replace(first, arguments=(inner,))
                return replace(expr, first=inner)
            case _:
                return expr

    def _asked(self, oracle: str, *arguments: Expr) -> Expr:
        """A question to an oracle; their numbers rise as they are asked."""
        self.questions.append(oracle)
        asked = (_written(len(self.questions)), *arguments)
        return tree.HostCall(function=oracle, arguments=asked, start=0, end=0)

    def _fixed(self, formula: Formula) -> Formula:
        """Data that decides more than a condition; it may count attempts."""
        is_of_attempts = all(
            node.name == "attempt"
            for node in walk(formula.expr)
            if isinstance(node, tree.Name) and self._is_open(node)
        )
        if not is_of_attempts or any(isinstance(n, tree.Now) for n in walk(formula.expr)):
            raise CannotBeFreed
        return formula

    def _source(self, formula: Formula) -> Formula:
        """A list to go through; of one that is written out, the length is known."""
        match formula.expr:
            case expr if not self._is_open(expr):
                return formula
            case tree.ListOf(elements=elements) as expr:
                listed = _written([None] * len(elements))
                if can_fail(expr):
                    listed = self._asked(DATA, listed)
                return replace(formula, expr=listed)
            case _:
                raise CannotBeFreed

    def _data(self, formula: Formula, shape: Shape | None) -> Formula:
        """Data that is only handed on: a value of its shape, where it can be computed."""
        if not self._is_open(formula.expr):
            return formula
        value = _written(None if shape is None else sample(shape))
        is_bounded = shape is not None and has_bounds(shape)
        if can_fail(formula.expr) or is_bounded:
            value = self._asked(DATA, value)
        return replace(formula, expr=value)

    def _shape_of_data(self, owner: Any) -> Shape | None:
        """What is declared of the data that a node hands on."""
        match owner:
            case Raise(event=event) | Send(event=event) | Emit(event=event):
                declared = self.definition.events.get(event)
                return None if declared is None else declared.payload
            case RunCall(name=name):
                runs = (self.definition.pipelines, self.definition.workflows)
                found = next((of[name] for of in runs if name in of), None)
                return None if found is None else found.parameters
            case Start(machine=machine):
                return self.inputs.get(machine)
            case Act(name=name) | PerformStep(action=name) | Invoke(child=ChildAction(action=name)):
                return self.definition.actions[name].parameters
            case _:
                return None

    def _initial(self, variable: Variable) -> Formula:
        if not self._is_open(variable.initial.expr):
            return variable.initial
        return self._one_of(variable.name, variable.initial)

    def _assignments(self, action: Set | Merge | Unset) -> Iterator[Set | Merge | Unset]:
        """What an action puts into closed variables as it is, and into open ones freely."""
        if isinstance(action, Unset):
            kept = tuple(each for each in action.places if not self._is_freed(each, None))
            if kept:
                yield replace(action, places=kept)
            empty = Formula(expr=_written(None), shape=ANYTHING, text="", span=action.span)
            taken = [(each, empty) for each in action.places if self._is_freed(each, None)]
        else:
            as_is = tuple(pair for pair in action.assignments if not self._is_freed(*pair))
            if as_is:
                yield replace(action, assignments=as_is)
            taken = [pair for pair in action.assignments if self._is_freed(*pair)]
        if taken:
            assignments = tuple((_whole(place), self._put(action, place, f)) for place, f in taken)
            yield Set(assignments=assignments, span=action.span)

    def _is_freed(self, place: Place, formula: Formula | None) -> bool:
        if place.variable in self.known.variables:
            return True
        steps = [step for step in place.steps if not isinstance(step, str | int)]
        return any(map(self._is_open, steps)) or (
            formula is not None and self._is_open(formula.expr)
        )

    def _put(self, action: Set | Merge | Unset, place: Place, formula: Formula) -> Formula:
        """What a variable may hold afterwards."""
        both = self.known.emptiness(place.variable)
        is_closed = not self._is_open(formula.expr)
        kinds = self.known.shapes[place.variable].kinds
        if both is None or isinstance(action, Unset):
            return self._one_of(place.variable, formula)
        fills = isinstance(formula.expr, tree.MappingOf) and bool(formula.expr.entries)
        if isinstance(action, Set) and not place.steps:
            return formula if is_closed else self._filled(place, formula, is_sure=fills)
        is_one_key = kinds == {"object"} and len(place.steps) == 1 and isinstance(action, Set)
        is_merged = isinstance(action, Merge) and not place.steps and fills
        return self._filled(place, formula, is_sure=is_one_key or is_merged)

    def _filled(self, place: Place, formula: Formula, *, is_sure: bool) -> Formula:
        """Something that is surely not empty, or either; where it can be computed."""
        both = self.known.emptiness(place.variable)
        if not is_sure or both is None or has_bounds(self.known.shapes[place.variable]):
            return self._one_of(place.variable, formula)
        value = _written(both[1])
        is_doubtful = can_fail(formula.expr) or len(place.steps) > 1
        expr = self._asked(DATA, value) if is_doubtful else value
        return replace(formula, expr=expr)

    def _one_of(self, variable: str, formula: Formula) -> Formula:
        """Any value of a variable that can be told from others, and one that is refused."""
        shape = self.known.shapes[variable]
        few = few_values(shape)
        tried = list(few or self.known.emptiness(variable) or (sample(shape),))
        values = [value for value in tried if not violations(shape, value)]
        if has_bounds(shape):
            wrong: list[Value] = [None, {"?": None}, "", -1]
            values += [value for value in wrong if violations(shape, value)][:1]
        expr = self._asked(ONE_OF, _written(values))
        if can_fail(formula.expr):
            expr = self._asked(DATA, expr)
        return replace(formula, expr=expr)


def _whole(place: Place) -> Place:
    return replace(place, steps=())


def _with_parts(expr: tree.And | tree.Or | tree.Not, parts: tuple[Expr, ...]) -> Expr:
    """Parts that became conjunctions themselves are no parts of their own."""
    match expr:
        case tree.Not():
            return replace(expr, operand=parts[0])
        case tree.And():
            flat = [
                p for part in parts for p in (part.parts if isinstance(part, tree.And) else (part,))
            ]
            return replace(expr, parts=tuple(flat))
        case tree.Or():
            flat = [
                p for part in parts for p in (part.parts if isinstance(part, tree.Or) else (part,))
            ]
            return replace(expr, parts=tuple(flat))


def can_fail(expr: Expr) -> bool:
    """Whether there may be data with which it cannot be computed."""
    match expr:
        case tree.Literal() | tree.Name() | tree.Active() | tree.Now():
            return False
        case tree.Compare(rest=rest) if any(sign not in ("==", "!=") for sign, _ in rest):
            return emptiness_asked(expr) is None
        case tree.Compare() | tree.ListOf() | tree.MappingOf() | tree.Joined():
            return any(map(can_fail, children(expr)))
        case tree.Field(of=tree.Name(shape=shape), name=name):
            return shape.kinds != {"object"} or name not in shape.required
        case tree.Call(function="get" | "merged", arguments=(tree.Name(shape=shape), *rest)):
            return shape.kinds != {"object"} or any(map(can_fail, rest))
        case _:
            return True


def _written(value: Value) -> Expr:
    """A value as an expression."""
    match value:
        case dict():
            pairs = tuple((_written(key), _written(of)) for key, of in value.items())
            return tree.MappingOf(entries=pairs, start=0, end=0)
        case list():
            return tree.ListOf(elements=tuple(map(_written, value)), start=0, end=0)
        case _:
            return tree.Literal(value=value, start=0, end=0)
