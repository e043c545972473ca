"""Which fields of payloads, results and inputs a machine reads, and what it compares them with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from statecraft.chart.descriptors import matches
from statecraft.checker.samples import Wanted, is_number
from statecraft.checker.spaces.relevance import Detail, Relevance
from statecraft.checks.blocks import all_actions
from statecraft.checks.formulas import all_formulas
from statecraft.checks.sources import all_transitions
from statecraft.diagnostics import Span
from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import Action, Each, If, Merge, OwnBlock, Set, Unset
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.model.reading import formulas_of
from statecraft.values.json_values import Value, same
from statecraft.values.shape import Shape, finite_values

Field = tuple[str, str]
"""A local name, and a field of its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What is read of one local name.

    ``open`` are the fields of which a deciding formula asks more than how they compare with
    values that are written out, each with its place; ``whole`` is a place where one asks for all
    that there is.
    """

    wanted: Wanted
    open: Mapping[str, Span]
    whole: Span | None


class Reads:
    """What the formulas of a machine and its children read of what the world says."""

    def __init__(self, family: Iterable[Definition], relevance: Mapping[str, Relevance]) -> None:
        self._events: list[tuple[str, _Fields]] = []
        known = tuple(family)
        initials = {v.name: v.initial.expr for each in known for v in each.context}
        everywhere = self._everywhere = _Fields(frozenset(), initials)
        for definition in known:
            told = relevance[definition.key]
            deciding = frozenset(id(each) for each in told.deciding)
            everywhere.deciding = deciding
            for formula in all_formulas(definition):
                everywhere.look(formula)
            everywhere.look_at_assignments(
                [placed.action for placed in all_actions(definition)], definition, told
            )
            for _, transition in all_transitions(definition):
                if transition.event is not None:
                    fields = _Fields(deciding, initials)
                    if transition.when is not None:
                        fields.look(transition.when)
                    for action in actions_in(transition.actions):
                        for formula in formulas_of(action):
                            fields.look(formula)
                    fields.look_at_assignments(transition.actions, definition, told)
                    self._events.append((transition.event, fields))
        self.of_results = everywhere.of("result")
        self.of_inputs = everywhere.of("input")
        self.of_parameters = everywhere.of("parameters")

    @property
    def of_failures(self) -> Span | None:
        """A place where a deciding formula asks how an action has failed."""
        heard = (each for event, each in self._events if event.startswith("error."))
        found = [self._everywhere.of("error"), *(each.of("event") for each in heard)]
        places = [place for each in found for place in (each.whole, *each.open.values())]
        return next((place for place in places if place is not None), None)

    @property
    def of_names(self) -> Span | None:
        """A place where a deciding formula asks for the name of an event that may be any."""
        found = (each.of("event_name").whole for name, each in self._events if name.endswith("*"))
        return next((place for place in found if place is not None), None)

    def of_event(self, event: str) -> Fields:
        """What transitions for an event read of its payload."""
        found = [each.of("event") for name, each in self._events if matches(name, event)]
        wanted: dict[str, tuple[Value, ...]] = {}
        for fields in found:
            for name, values in fields.wanted.items():
                wanted[name] = (*wanted.get(name, ()), *values)
        places = {name: at for fields in found for name, at in fields.open.items()}
        each_once = {name: distinct(values) for name, values in wanted.items()}
        whole = next((each.whole for each in found if each.whole is not None), None)
        return Fields(wanted=each_once, open=places, whole=whole)


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values, each once, in their order."""
    found: list[Value] = []
    for value in values:
        if not any(same(value, one) for one in found):
            found.append(value)
    return tuple(found)


def actions_in(actions: Iterable[Action]) -> Iterator[Action]:
    """The actions of a list, those inside of others too."""
    for action in actions:
        yield action
        match action:
            case If(then=then, otherwise=otherwise):
                yield from actions_in((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                yield from actions_in(body)
            case _:
                pass


class _Fields:
    """The fields met so far, with the values that they are compared with."""

    def __init__(self, deciding: frozenset[int], initials: Mapping[str, Expr]) -> None:
        self.deciding = deciding
        self.initials = initials
        self._wanted: dict[Field, list[Value]] = {}
        self._open: dict[Field, Span] = {}
        self._whole: dict[str, Span] = {}

    def of(self, local: str) -> Fields:
        """Those of one local name."""
        return Fields(
            wanted={f: distinct(v) for (name, f), v in self._wanted.items() if name == local},
            open={field: at for (name, field), at in self._open.items() if name == local},
            whole=self._whole.get(local),
        )

    def look(self, formula: Formula) -> None:
        """Take note of what a formula reads."""
        self._look(formula.expr, formula.span if id(formula) in self.deciding else None)

    def _look(self, expr: Expr, decided_at: Span | None) -> None:
        if isinstance(expr, tree.Compare) and self._is_compared(expr):
            return
        field = field_read(expr)
        if field is not None:
            self._wanted.setdefault(field, [])
            if decided_at is not None:
                self._open.setdefault(field, decided_at)
                if whole := _whole_of(field):
                    self._whole.setdefault(whole, decided_at)
        elif isinstance(expr, tree.Name) and expr.kind is NameKind.LOCAL and decided_at is not None:
            self._whole.setdefault(expr.name, decided_at)
        for part in children(expr) if field is None else _beside(expr):
            self._look(part, decided_at)

    def _is_compared(self, compare: tree.Compare) -> bool:
        """Take note of what a field is compared with; whether that is all written out.

        Of a variable the values around its initial one are tried.
        """
        operands = [compare.first, *(operand for _, operand in compare.rest)]
        if any(sign in ("in", "not in") and field_read(of) for sign, of in compare.rest):
            return False  # What a list or a text holds is not tried out.
        fields = [field for operand in operands if (field := field_read(operand)) is not None]
        others = [each for each in operands if field_read(each) is None]
        literals = [literals_in(self._initial(each)) for each in others]
        is_ordered = any(sign in ("<", "<=", ">", ">=") for sign, _ in compare.rest)
        for value in (value for found in literals for value in found or ()):
            for field in fields:
                self._wanted.setdefault(field, []).extend(_around(value) if is_ordered else [value])
        if len(fields) != 1 or fields[0][0] == "error" or None in literals:
            return False
        known = (literals_in(each) for each in others)
        return all(
            found is not None and (not is_ordered or all(map(is_number, found))) for found in known
        )

    def _initial(self, expr: Expr) -> Expr:
        """What a variable begins with; any other expression as it is."""
        match expr:
            case tree.Name(name=name, kind=NameKind.CONTEXT):
                return self.initials.get(name, expr)
            case _:
                return expr

    def look_at_assignments(
        self, actions: Iterable[Action], definition: Definition, relevance: Relevance
    ) -> None:
        """A field that becomes the value of a variable is tried with the values of that one.

        What is asked for the place in a variable that matters decides, too.
        """
        shapes = {variable.name: variable.shape for variable in definition.context}
        details = dict(relevance.details)
        for action in _with_inner(actions):
            for place, formula in _assigned(action):
                field = None if formula is None else field_read(formula.expr)
                if field is not None and not place.steps:
                    self._wanted.setdefault(field, []).extend(_few(shapes[place.variable]))
                if details[place.variable] is Detail.VALUE:
                    for step in place.steps:
                        if not isinstance(step, str | int):
                            self._look(step, action.span)


def _with_inner(actions: Iterable[Action]) -> Iterator[Action]:
    for action in actions:
        yield action
        match action:
            case If(then=then, otherwise=otherwise):
                yield from _with_inner((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                yield from _with_inner(body)
            case _:
                pass


def _assigned(action: Action) -> Iterator[tuple[Place, Formula | None]]:
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            yield from assignments
        case Unset(places=places):
            yield from ((place, None) for place in places)
        case _:
            pass


def _around(value: Value) -> list[Value]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value, value - 1, value + 1]
    return [value]


def _few(shape: Shape) -> tuple[Value, ...]:
    return finite_values(shape) or ()


def field_read(expr: Expr) -> Field | None:
    """``event.F``, ``event['F']`` and ``get(event, 'F', …)``; so of other local names.

    What is read of ``event.result``, ``event.output`` or ``results.ID`` is read of a result.
    """
    match expr:
        case tree.Field(of=of, name=name) | tree.Index(of=of, key=tree.Literal(value=str(name))):
            return _field_of(of, name)
        case tree.Call(function="get", arguments=(of, tree.Literal(value=str(name)), *_)):
            return _field_of(of, name)
        case _:
            return None


def _field_of(of: Expr, name: str) -> Field | None:
    match of:
        case tree.Name(kind=NameKind.LOCAL, name=local):
            return (local, name)
        case (
            tree.Field(of=tree.Name(kind=NameKind.LOCAL, name="event"), name="result" | "output")
            | tree.Field(of=tree.Name(kind=NameKind.LOCAL, name="results"))
        ):
            return ("result", name)
        case _:
            return None


def _whole_of(field: Field) -> str | None:
    """The local name all of which a field is."""
    match field:
        case ("event", "result" | "output") | ("results", _):
            return "result"
        case _:
            return None


def _beside(expr: Expr) -> tuple[Expr, ...]:
    """What is read besides the field: the default of ``get``."""
    return expr.arguments[2:] if isinstance(expr, tree.Call) else ()


def literals_in(expr: Expr) -> tuple[Value, ...] | None:
    """The values of a literal, or of a list of literals; None for anything else."""
    match expr:
        case tree.Literal(value=value):
            return (value,)
        case tree.ListOf(elements=elements):
            found = [literals_in(element) for element in elements]
            return tuple(v for each in found for v in each or ()) if None not in found else None
        case _:
            return None
