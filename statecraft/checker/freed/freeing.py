"""A machine without its open data: whatever asks for that is answered freely instead.

Every way that the machine itself can go, this one can go too; and some more. What holds of all its
ways therefore holds of the machine, and what happens nowhere in it happens nowhere. Its own ways
are shown to nobody.

A definition is walked as the plain tree of records that it is. Conditions become free where they
ask for open data, and so does what is put into variables; all other data becomes a constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from statecraft.chart.descriptors import matches
from statecraft.checker.freed.assigned import first_of
from statecraft.checker.freed.free_blocks import FreeBlocks, NothingFits, refused_by
from statecraft.checker.freed.free_conditions import FreeConditions, Questions, formula_of, written
from statecraft.checker.freed.free_loops import FreeLoops
from statecraft.checker.freed.havoc import Havocs
from statecraft.checker.freed.open_data import OpenData, open_data
from statecraft.checker.freed.oracle import CONDITION, DATA, FALLIBLE, ONE_OF
from statecraft.checker.samples import sample
from statecraft.checker.spaces.fitting import fits
from statecraft.checks.blocks import all_actions
from statecraft.checks.formulas import all_formulas
from statecraft.checks.sources import all_transitions
from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.shapes import STRING
from statecraft.kernel.chart import Chart
from statecraft.model.actions import (
    Act,
    Action,
    Cancel,
    Each,
    Raise,
    RunCall,
    Send,
    Start,
    StartRun,
)
from statecraft.model.declarations import ActionDeclaration
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Computed, Variable
from statecraft.model.family import host_children
from statecraft.model.formulas import Formula, Place
from statecraft.model.pipelines import EachStep, PerformStep
from statecraft.model.profiles import Profile
from statecraft.model.rules import Constraint, MoveRule, Requirement
from statecraft.model.states import ChildAction, ChildMachine, Invoke, Transition
from statecraft.values.json_values import Value, same
from statecraft.values.shape import ANYTHING, Shape

_CONDITIONS: Final = frozenset({"when", "that", "condition", "fails_when", "done_when"})
_DELAYS: Final = frozenset({"delay", "timeout"})
_FIXED: Final = frozenset({"attempts", "factor", "named", "id", "to"})
"""Data that decides how often something is tried, what it is called, or who hears of it."""
_LEFT: Final = frozenset({"scenarios", "waivers", "warnings", "capabilities", "described"})

_MOST_ROUNDS: Final = 8
"""Of a loop that does more than assign: each number of them is a way of its own."""


class CannotBeFreed(Exception):
    """Open data decides something that has no few ways to go."""


def freed(chart: Chart) -> Mapping[str, Definition]:
    """The machine and its children, by key, with free answers in the place of open data.

    Raises:
        CannotBeFreed: the data decides more than conditions, or a child is an object of the host.
    """
    questions = Questions()
    try:
        return {each.key: _freed(each, chart, questions) for each in chart.family}
    except NothingFits as nothing:
        raise CannotBeFreed from nothing


def _freed(definition: Definition, chart: Chart, questions: Questions) -> Definition:
    if [*host_children(definition)]:
        raise CannotBeFreed
    known = open_data(definition, chart.family)
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
    found: Definition = _Freeing(definition, known, chart.family, questions).of(without)
    return _with_little_told(found, chart.family)


def _with_little_told(definition: Definition, family: Iterable[Definition]) -> Definition:
    """The machine, told no more with events and starts of pipelines than it still reads.

    What one machine gives another may be refused where it does not fit: that stays as it is.
    """
    actions = [placed.action for each in family for placed in all_actions(each)]
    sent = {each.event for each in actions if isinstance(each, Send) and each.to is not None}
    called = {each.call.name for each in actions if isinstance(each, StartRun)}
    read = {
        node.name
        for formula in all_formulas(definition)
        for node in walk(formula.expr)
        if isinstance(node, tree.Field) and isinstance(node.of, tree.Name)
    }
    events = {
        name: each if name in sent else replace(each, payload=_only(each.payload, read))
        for name, each in definition.events.items()
    }
    pipelines = {
        name: each if name in called else replace(each, parameters=None)
        for name, each in definition.pipelines.items()
    }
    return replace(
        definition, events=MappingProxyType(events), pipelines=MappingProxyType(pipelines)
    )


def _only(payload: Shape | None, fields_read: AbstractSet[str]) -> Shape | None:
    """Payloads with those of their fields that are read, and whatever else."""
    if payload is None or payload.kinds != {"object"}:
        return payload
    fields = {name: of for name, of in payload.properties.items() if name in fields_read}
    return Shape(
        kinds=payload.kinds,
        properties=MappingProxyType(fields),
        required=payload.required & fields.keys(),
    )


def _quiet(definition: Definition) -> Profile:
    """How the machine goes, where nothing hears of a refusal: without asking for its reasons."""
    is_heard = hears(definition, "error.rejected")
    return definition.profile if is_heard else replace(definition.profile, discards_refused=True)


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
        family: tuple[Definition, ...],
        questions: Questions,
    ) -> None:
        self._definition = definition
        self._known = known
        self._family = family
        self._event: str | None = None
        self._fallible = _fallible(definition)
        self._questions = questions
        self._havocs = Havocs(definition, known, known.told_by(all_formulas(definition)))
        self._failing = self._havocs.failing
        self._conditions = FreeConditions(known, self._failing, self._questions)
        self._blocks = FreeBlocks(self._havocs, self._conditions, self._questions)
        self._loops = FreeLoops(self._havocs, self._conditions, self._blocks, self._questions)
        self._first = {each.variable: each for each in first_of(definition)}

    def of(self, node: Any) -> Any:
        """The node with everything freed that is below it."""
        match node:
            case Shape() | Formula() | Place() | Span():
                return node
            case Transition(event=event):
                self._event = event
                freed = self._record(node)
                self._event = None
                return freed
            case Variable():
                return replace(node, initial=self._initial(node))
            case Computed():
                return self._computed(node)
            case Requirement(that=that) | Constraint(condition=that):
                # Without a message a refusal is explained, for which conditions are asked again.
                return replace(self._record(node), message=formula_of(written(""), that.span))
            case EachStep():
                return self._loops.freed(node, self._record)
            case ActionDeclaration():
                # What is read of a result is left open, so one result stands for all.
                return replace(self._record(node), result=ANYTHING, test={})
            case tuple() if node and isinstance(node[0], Action):
                return self._blocks.freed(node, self._event, self._record)
            case tuple():
                return tuple(map(self.of, node))
            case MappingProxyType():
                return MappingProxyType({key: self.of(value) for key, value in node.items()})
            case _ if is_dataclass(node):
                return self._record(node)
            case _:
                return node

    def _record(self, node: Any) -> Any:
        changed = {
            field.name: self._field(node, field.name, getattr(node, field.name))
            for field in fields(node)
            if field.init and field.name not in _LEFT
        }
        return replace(node, **changed)

    def _field(self, owner: Any, name: str, value: Any) -> Any:
        if not isinstance(value, Formula):
            return self.of(value)
        if not self._is_open(value.expr):
            return value
        if isinstance(owner, Transition) and name == "when":
            expr = self._conditions.freed_guard(value.expr, self._event, self._fallible)
            return replace(value, expr=expr)
        if name in _CONDITIONS:
            return replace(value, expr=self._conditions.freed(value.expr, self._event))
        if isinstance(owner, Start) and name == "id":
            return self._data(value, STRING)
        if name in _FIXED:
            return _fixed(value, self._known)
        if name in _DELAYS:
            return self._delay(value)
        if name == "source":
            return self._source(value, owner)
        return self._handed_on(owner, value)

    def _computed(self, node: Computed) -> Computed:
        if not self._is_open(node.formula.expr):
            return node
        value = next((each.value for each in node.values), None)
        return replace(node, formula=replace(node.formula, expr=written(value)))

    def _is_open(self, expr: tree.Expr) -> bool:
        return self._known.is_open(expr, self._event)

    def _delay(self, formula: Formula) -> Formula:
        """Some time, where it is a time: when exactly something is due is left open anyway."""
        return replace(formula, expr=self._questions.ask(DATA, written("1s")))

    def _source(self, formula: Formula, loop: Each) -> Formula:
        """A list to go through, of any length that it may have."""
        if isinstance(formula.expr, tree.ListOf):
            lengths = [len(formula.expr.elements)]
        else:
            lengths = [*range(loop.at_most + 1)]
        if len(lengths) > _MOST_ROUNDS + 1:
            raise CannotBeFreed
        lists = [[None] * length for length in lengths]
        listed = (
            written(lists[0]) if len(lists) == 1 else self._questions.ask(ONE_OF, written(lists))
        )
        if self._havocs.may_fail_as_list(formula.expr):
            listed = self._questions.ask(DATA, listed)
        return replace(formula, expr=listed)

    def _handed_on(self, owner: Any, formula: Formula) -> Formula:
        """Data that is only handed on, to whoever may take it or may refuse it."""
        match owner:
            case RunCall(name=name):
                runs = (of for each in self._family for of in (each.pipelines, each.workflows))
                return self._given(formula, [of[name].parameters for of in runs if name in of])
            case Send(event=event, to=Formula()):
                declared = (each.events.get(event) for each in self._family)
                return self._given(formula, [each.payload for each in declared if each is not None])
            case Invoke(child=ChildMachine(machine=machine)):
                children = (each for each in self._family if each.key == machine)
                return self._given(formula, [each.input for each in children])
            case _:
                return self._data(formula, self._shape_of_data(owner))

    def _given(self, formula: Formula, declared: list[Shape | None]) -> Formula:
        """Data for others: where it may not fit, also some that does not."""
        asked = [shape for shape in declared if shape is not None]
        found = self._havocs.held.shape_of(formula.expr)
        options: list[Value] = [sample(shape) for shape in asked] or [{}]
        options += [refused_by(shape)[0] for shape in asked if not fits(found, shape)]
        distinct = [v for n, v in enumerate(options) if not any(same(v, o) for o in options[:n])]
        value = written(distinct[0])
        if len(distinct) > 1:
            value = self._questions.ask(ONE_OF, written(distinct))
        if self._failing.may_fail(formula.expr):
            value = self._questions.ask(DATA, value)
        return replace(formula, expr=value)

    def _data(self, formula: Formula, shape: Shape | None) -> Formula:
        """A value of some shape, or a failure where it may not be of that shape."""
        value = written(None if shape is None else sample(shape))
        found = self._havocs.held.shape_of(formula.expr)
        if self._failing.may_fail(formula.expr) or not (shape is None or fits(found, shape)):
            value = self._questions.ask(DATA, value)
        return replace(formula, expr=value)

    def _shape_of_data(self, owner: Any) -> Shape | None:
        """What has to fit for a node to hand data on."""
        match owner:
            case Raise(event=event) | Send(event=event):
                declared = self._definition.events.get(event)
                return None if declared is None else declared.payload
            case Act(name=name) | PerformStep(action=name) | Invoke(child=ChildAction(action=name)):
                return self._definition.actions[name].parameters
            case _:
                return None

    def _initial(self, variable: Variable) -> Formula:
        if not self._is_open(variable.initial.expr):
            return variable.initial
        return replace(variable.initial, expr=self._blocks.first(self._first[variable.name]))


def _fallible(definition: Definition) -> str:
    """The oracle for the conditions of transitions that may fail."""
    is_lost = definition.profile.errors_may_go_unheard and not hears(definition, "error.execution")
    return CONDITION if is_lost else FALLIBLE


def hears(definition: Definition, event: str) -> bool:
    """Whether any transition of a machine is for an event."""
    named = (transition.event for _, transition in all_transitions(definition))
    return any(matches(each, event) for each in named if each)


def _fixed(formula: Formula, known: OpenData) -> Formula:
    """Data that decides more than a condition; it may count attempts."""
    is_of_attempts = all(
        node.name == "attempt"
        for node in walk(formula.expr)
        if isinstance(node, tree.Name) and known.is_open(node)
    )
    if not is_of_attempts or any(isinstance(n, tree.Now) for n in walk(formula.expr)):
        raise CannotBeFreed
    return formula
