"""Which context variables decide anything.

A value that no condition reads, not even through other values, cannot change what a machine does;
two states that differ in it alone are one. Of a mapping, list or text of which conditions ask only
whether it is empty, only that is told apart. A formula that fails for some values of such a
variable and not for others is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from statecraft.checker.spaces.fitting import always_fits, has_bounds, may_fail
from statecraft.checker.spaces.momentary import momentary
from statecraft.checks.blocks import all_actions
from statecraft.checks.formulas import all_formulas
from statecraft.checks.sources import all_states, all_transitions
from statecraft.checks.steps import all_runs
from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.reads import all_nodes
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import (
    Action,
    Cancel,
    Each,
    If,
    Merge,
    Raise,
    Send,
    Set,
    StartRun,
    Unset,
)
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.model.reading import formulas_of
from statecraft.model.rules import Cascade, Constraint, MoveRule, Rule


class Detail(IntEnum):
    """How much of a variable is told apart."""

    NOTHING = 0
    EMPTINESS = 1
    VALUE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Variable → detail, for the stored variables of one machine, in order of text.

    ``deciding`` are the formulas that decide, and what flows into what they read; ``locals`` are
    the names of runs that matter, next to those that only the interpreter knows.
    """

    details: tuple[tuple[str, Detail], ...]
    deciding: tuple[Formula, ...]
    locals: frozenset[str]


def relevances_of(family: Iterable[Definition]) -> dict[str, Relevance]:
    """Machine's key → what matters in it, for machines that are each other's children.

    Data that goes from event to event, to runs and to children decides where a condition reads
    such data. Where it does not, it matters as far as working it out may fail.
    """
    machines = tuple(family)
    found = {each.key: relevance_of(each, payloads_decide=False) for each in machines}
    if any(_reads_payloads(each, found[each.key]) for each in machines):
        found = {each.key: relevance_of(each, payloads_decide=True) for each in machines}
    return found


def relevance_of(definition: Definition, *, payloads_decide: bool) -> Relevance:
    """What matters in one machine; *payloads_decide* says that a condition reads a payload."""
    found = _Demand(definition)
    found.demand_all(conditions(definition))
    if payloads_decide:
        found.demand_all(_data(definition))
    deciding = (*found.formulas.values(), *found.initials())
    found.demand_all(each for each in _data(definition) if may_fail(each.expr))
    passing = momentary(definition)
    details = (
        (each.name, Detail.NOTHING if each.name in passing else found.detail(each.name))
        for each in definition.context
    )
    return Relevance(
        details=tuple(details),
        deciding=deciding,
        locals=frozenset(_locals(definition, payloads_decide=payloads_decide)),
    )


def _locals(definition: Definition, *, payloads_decide: bool) -> Iterator[str]:
    """The names of runs that are read where that decides, or where it may fail."""
    yield "attempt"
    if payloads_decide:
        yield from ("result", "error")  # They also go on to whoever waits for the run.
    computed = {each.name: each.formula.expr for each in definition.computed}
    timeless = _without_locals(definition)
    for formula in all_formulas(definition):
        if id(formula) not in timeless and (payloads_decide or may_fail(formula.expr)):
            yield from local_names(formula.expr, computed)


def _without_locals(definition: Definition) -> frozenset[int]:
    """The formulas, by identity, that never see a local name: those of rules and properties."""
    ruled = [formula for rule in definition.rules for formula in _of_rule(rule)]
    claimed = (f for each in definition.properties for f in (each.condition, each.eventually))
    return frozenset(map(id, (*ruled, *claimed)))


def _reads_payloads(definition: Definition, relevance: Relevance) -> bool:
    """Whether what decides reads a local name.

    What a host action gives back is the world's own choice, and no data of the machine's.
    """
    answered = {id(action.fails_when) for action in definition.actions.values()}
    answered |= _without_locals(definition)
    computed = {each.name: each.formula.expr for each in definition.computed}
    return any(
        local_names(formula.expr, computed)
        for formula in relevance.deciding
        if id(formula) not in answered
    )


def local_names(expr: Expr, computed: Mapping[str, Expr]) -> frozenset[str]:
    """The local names that an expression reads, itself or in computed names."""
    return frozenset(
        node.name
        for node in all_nodes(expr, computed)
        if isinstance(node, tree.Name) and node.kind is NameKind.LOCAL
    )


def conditions(definition: Definition) -> Iterator[Formula]:
    """The formulas that something is decided by."""
    yield from _given(definition.done_when)
    for action in definition.actions.values():
        yield from _given(action.fails_when)
    for rule in definition.rules:
        yield from _of_rule(rule)
    computed = {each.name: each.formula for each in definition.computed}
    for rule in definition.rules:
        if isinstance(rule, MoveRule):
            moved = (computed.get(trigger.dimension) for trigger in rule.triggers)
            yield from _given(*moved)
    yield from _bounded(definition)
    for claim in definition.properties:
        yield from _given(claim.condition, claim.eventually)
    for _, transition in all_transitions(definition):
        yield from _given(transition.when)
    for placed in all_actions(definition):
        match placed.action:
            case If(when=formula) | Each(source=formula) | Cancel(id=formula):
                yield formula
            case Send(named=named, to=to, delay=delay, id=name):
                yield from _given(named, to, delay, name)
            case Raise(named=named):
                yield from _given(named)
            case _:
                pass
    for _, run in all_runs(definition):
        yield from (requirement.that for requirement in run.requires)
    for state, _ in all_states(definition):
        yield from (each.each.source for each in state.invokes if each.each is not None)


def _bounded(definition: Definition) -> Iterator[Formula]:
    """What is put into a variable whose schema may refuse it, which refuses the step."""
    shapes = {variable.name: variable.shape for variable in definition.context}
    for placed in all_actions(definition):
        match placed.action:
            case Set(assignments=assignments) | Merge(assignments=assignments):
                for place, formula in assignments:
                    shape = shapes[place.variable]
                    is_whole = not place.steps
                    if has_bounds(shape) and not (
                        is_whole and always_fits(shape, formula.expr, shapes)
                    ):
                        yield formula
            case _:
                pass


def _of_rule(rule: Rule) -> Iterator[Formula]:
    match rule:
        case MoveRule(when=when, require=require):
            yield from _given(when)
            yield from (requirement.that for requirement in require)
        case Constraint(when=when, condition=condition):
            yield from _given(when, condition)
        case Cascade(when=when):
            yield when


def _given(*formulas: Formula | None) -> Iterator[Formula]:
    return (formula for formula in formulas if formula is not None)


def _data(definition: Definition) -> Iterator[Formula]:
    """What becomes the payload of an event, the parameters of a run or the input of a child."""
    yield from _given(definition.output)
    for placed in all_actions(definition):
        match placed.action:
            case Raise() | Send() | StartRun():
                yield from formulas_of(placed.action)
            case _:
                pass
    for state, _ in all_states(definition):
        yield from _given(state.output, *(invoke.data for invoke in state.invokes))
    for _, run in all_runs(definition):
        yield from _given(run.output)


class _Demand:
    """What was found to matter so far."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.computed = {each.name: each.formula.expr for each in definition.computed}
        self.details: dict[str, Detail] = {}
        self.formulas: dict[int, Formula] = {}
        self._met: set[tuple[str, Detail]] = set()

    def detail(self, name: str) -> Detail:
        """How much of a variable matters."""
        return self.details.get(name, Detail.NOTHING)

    def initials(self) -> Iterator[Formula]:
        """What the variables that matter hold first."""
        variables = self.definition.context
        return (each.initial for each in variables if self.detail(each.name))

    def demand_all(self, formulas: Iterable[Formula]) -> None:
        """The values of some formulas matter, and so does all that flows into them."""
        demanded = {id(formula): formula for formula in formulas}
        self.formulas |= demanded
        if not self.definition.context:
            return
        for formula in demanded.values():
            self._value(formula.expr)
        actions = [placed.action for placed in all_actions(self.definition)]
        while max((self.flow(action) for action in actions), default=False):
            pass  # Each of them has to be looked at, so that the first that is new ends nothing.

    def flow(self, action: Action) -> bool:
        """What an action puts into a variable that matters; whether that is new."""
        match action:
            case Set(assignments=assignments) | Merge(assignments=assignments):
                return max(self._assigned(place, formula) for place, formula in assignments)
            case Unset(places=places):
                return max(self._removed(place) for place in places)
            case _:
                return False

    def _assigned(self, place: Place, formula: Formula) -> bool:
        detail = self.detail(place.variable)
        if detail is Detail.NOTHING:
            return False
        if detail is Detail.EMPTINESS:
            return False if place.steps else self._emptiness(formula.expr)
        self.formulas.setdefault(id(formula), formula)
        indices = [self._value(step) for step in place.steps if not isinstance(step, str | int)]
        return self._value(formula.expr) or any(indices)

    def _removed(self, place: Place) -> bool:
        if self.detail(place.variable) is Detail.NOTHING:
            return False
        indices = [self._value(step) for step in place.steps if not isinstance(step, str | int)]
        return self._matters(place.variable, Detail.VALUE) or any(indices)

    def _matters(self, variable: str, detail: Detail) -> bool:
        if self.detail(variable) >= detail:
            return False
        self.details[variable] = detail
        return True

    def _value(self, expr: Expr) -> bool:
        asked = emptiness_asked(expr)
        if asked is not None:
            return self._emptiness(asked)
        match expr:
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                return self._matters(name, Detail.VALUE)
            case tree.Name(name=name, kind=NameKind.COMPUTED):
                return self._through(name, Detail.VALUE)
            case _:
                return self._each_value(children(expr))

    def _each_value(self, parts: Iterable[Expr]) -> bool:
        return max((self._value(part) for part in parts), default=False)

    def _emptiness(self, expr: Expr) -> bool:
        match expr:
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                return self._matters(name, Detail.EMPTINESS)
            case tree.Name(name=name, kind=NameKind.COMPUTED):
                return self._through(name, Detail.EMPTINESS)
            case tree.Call(function="merged", arguments=arguments):
                return max((self._emptiness(argument) for argument in arguments), default=False)
            case tree.MappingOf(entries=entries) if entries:
                return False
            case _:
                return self._value(expr)

    def _through(self, name: str, detail: Detail) -> bool:
        if (name, detail) in self._met or name not in self.computed:
            return False
        self._met.add((name, detail))
        inner = self.computed[name]
        return self._value(inner) if detail is Detail.VALUE else self._emptiness(inner)


def emptiness_asked(expr: Expr) -> Expr | None:
    """X of ``len(X) > 0``, ``X == {}`` and the like: an expression that asks nothing else of X."""
    match expr:
        case tree.Compare(first=tree.Call(function="len", arguments=(of,)), rest=((sign, limit),)):
            return of if _asks_for_any(sign, limit) else None
        case tree.Compare(first=of, rest=(("==" | "!=", tree.MappingOf(entries=())),)):
            return of
        case tree.Compare(first=of, rest=(("==" | "!=", tree.ListOf(elements=())),)):
            return of
        case _:
            return None


def _asks_for_any(sign: str, limit: Expr) -> bool:
    match limit:
        case tree.Literal(value=int(number)):
            return (sign, number) in {
                ("==", 0),
                ("!=", 0),
                (">", 0),
                ("<=", 0),
                (">=", 1),
                ("<", 1),
            }
        case _:
            return False
