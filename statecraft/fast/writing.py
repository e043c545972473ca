"""A recording as the source of one Python function: decisions tested, blocks done, in order.

The function is given the context and the payload and gives the context after the step, or None
where anything is otherwise than it was recorded, be it a decision, a failure or a value that a
schema forbids. The plain kernel then takes the step, so there is one meaning and one set of
messages. Nothing is changed in place: the function works on a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.emit import Emitter
from statecraft.expr.generate import function_of
from statecraft.expr.reads import expanded_size
from statecraft.expr.specialise import specialised
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.recording import Decided, Entry, Moment, Ran
from statecraft.kernel.program import Program
from statecraft.model.actions import Action, If, Merge, Raise, Set, Unset
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import Value, assign, defect, remove
from statecraft.values.shape import Shape

MOST_NODES: Final = 2_000
"""Nodes of all expressions of one function, with the computed names that they read."""

Shortcut = Callable[[dict[str, Value], Value], dict[str, Value] | None]
"""(context, payload) → the context after the step; None: the step is another one."""

_PAYLOAD: Final = "event"
_VARIABLES: Final[Mapping[str, str]] = {_PAYLOAD: "payload"}
_INTEGER: Final = Shape(kinds=frozenset({"integer"}))


class CannotWrite(Exception):
    """The recording has something that a function does not say."""


def written(entries: Sequence[Entry], chart: LoweredChart, program: Program) -> Shortcut | None:
    """The function for a recording; None when nothing of it depends on data.

    Raises:
        CannotWrite: an action or an expression is of another kind, or it is too long.
    """
    if not entries:
        return None
    writer = _Writer(chart=chart, program=program)
    for entry in entries:
        writer.write(entry)
    writer.check_schemas()
    return writer.function()


@dataclass(slots=True, kw_only=True)
class _Writer:
    """The lines of one function, and the objects that they name."""

    chart: LoweredChart
    program: Program
    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)
    nodes: int = 0

    def write(self, entry: Entry) -> None:
        """The lines of one entry."""
        match entry:
            case Decided(formula=formula, held=held, moment=moment):
                truth = self._truth(formula, moment)
                self.lines.append(f"if {f'not {truth}' if held else truth}: return None")
            case Ran(block=block, moment=moment):
                for action in block:
                    self.lines.extend(self._action(action, moment))

    def check_schemas(self) -> None:
        """What was assigned must be of its variable's shape, as the kernel demands at the end."""
        shapes = {each.name: each.shape for each in self.chart.definition.context}
        for name in self.changed:
            value = f"context[{name!r}]"
            test = f"{self._named(_fits(self.program.fits[name]))}({value})"
            if shapes[name] == _INTEGER:
                test = f"({value}.__class__ is int or {test})"
            same = f"{value} is before[{name!r}]"
            self.lines.append(f"if not ({test} or {same}): return None")

    def function(self) -> Shortcut:
        """The finished function.

        Raises:
            CannotWrite: Python finds it nested too deeply.
        """
        if self.changed:
            self.lines.insert(0, "context = {**before}")
        else:
            self.lines.insert(0, "context = before")
        body = "".join(f"        {line}\n" for line in (*self.lines, "return context"))
        source = (
            f"def shortcut(before, payload):\n    try:\n{body}"
            "    except Exception:\n        return None\n"
        )
        made: Shortcut | None = function_of(source, "shortcut", self.names)
        if made is None:
            raise CannotWrite
        return made

    def _action(self, action: Action, moment: Moment) -> Iterator[str]:
        match action:
            case Raise(data=None, named=None):
                return  # The recording goes on with what takes the event.
            case Set(assignments=assignments):
                yield from self._assignments(assignments, moment, "{value}")
            case Merge(assignments=assignments):
                if any(place.steps for place, _ in assignments):
                    raise CannotWrite
                yield from self._assignments(
                    assignments, moment, "merged_in(context, {name}, {value})"
                )
            case Unset(places=places):
                for place in places:
                    yield f"context = {self._named(remove)}(context, {self._path(place)})"
                    self.changed[place.variable] = None
            case If():
                yield from self._branches(action, moment)
            case _:
                raise CannotWrite

    def _branches(self, action: If, moment: Moment) -> Iterator[str]:
        for head, actions in (
            (f"if {self._truth(action.when, moment)}:", action.then),
            ("else:", action.otherwise),
        ):
            if any(isinstance(each, Raise) for each in actions):
                raise CannotWrite
            yield head
            yield "    pass"
            for each in actions:
                yield from (f"    {line}" for line in self._action(each, moment))

    def _assignments(
        self, assignments: tuple[tuple[Place, Formula], ...], moment: Moment, form: str
    ) -> Iterator[str]:
        """All values are read before the first is assigned."""
        self.names["merged_in"] = _merged_in
        values = [f"v{len(self.names)}_{number}" for number in range(len(assignments))]
        for variable, (_, formula) in zip(values, assignments, strict=True):
            yield f"{variable} = {self._code(formula, moment)}"
        for variable, (place, _) in zip(values, assignments, strict=True):
            self.changed[place.variable] = None
            value = form.format(value=variable, name=repr(place.variable))
            if place.steps:
                yield f"context = {self._named(assign)}(context, {self._path(place)}, {value})"
            else:
                yield f"context[{place.variable!r}] = {value}"

    def _path(self, place: Place) -> str:
        if not all(isinstance(step, str | int) for step in place.steps):
            raise CannotWrite
        return repr((place.variable, *place.steps))

    def _code(self, formula: Formula, moment: Moment) -> str:
        expr, emitter = self._emitter(formula, moment)
        return self._taken(emitter, emitter.code(expr, _variables(expr)))

    def _truth(self, formula: Formula, moment: Moment) -> str:
        expr, emitter = self._emitter(formula, moment)
        return self._taken(emitter, emitter.truth(expr, _variables(expr)))

    def _emitter(self, formula: Formula, moment: Moment) -> tuple[Expr, Emitter]:
        definitions = self.program.definitions
        self.nodes += expanded_size(formula.expr, definitions)
        if self.nodes > MOST_NODES:
            raise CannotWrite
        expr = specialised(formula.expr, lambda node: self._known(node, moment), definitions)
        if any(isinstance(node, tree.HostCall | tree.Now | tree.Can) for node in walk(expr)):
            raise CannotWrite
        return expr, Emitter(expr, {})

    def _taken(self, emitter: Emitter, code: str) -> str:
        self.names.update(emitter.names)
        return code

    def _known(self, node: tree.Name | tree.Active, moment: Moment) -> Expr:
        """What stands for a name at this moment."""
        match node:
            case tree.Active(path=path):
                return _literal(self.chart.by_path[path] in moment.states, node)
            case tree.Name(kind=NameKind.DIMENSION, name=name):
                value = moment.dimensions[name]
                if isinstance(value, list | dict):
                    raise CannotWrite
                return _literal(value, node)
            case tree.Name(kind=NameKind.LOCAL, name="event_name"):
                return _literal(moment.event_name, node)
            case tree.Name(kind=NameKind.LOCAL, name="event") if moment.event is None:
                return replace(node, kind=NameKind.VARIABLE)
            case tree.Name(kind=NameKind.CONTEXT | NameKind.VARIABLE):
                return node
            case _:
                raise CannotWrite

    def _named(self, function: Callable[..., Any]) -> str:
        name = f"f{len(self.names)}"
        self.names[name] = function
        return name


def _literal(value: bool | float | str | None, at: tree.Name | tree.Active) -> tree.Literal:  # noqa: FBT001 - it is data.
    return tree.Literal(value=value, start=at.start, end=at.end)


def _variables(expr: Expr) -> Mapping[str, str]:
    """The payload as a variable of the function, where it is read at all."""
    reads = any(isinstance(node, tree.Name) and node.name == _PAYLOAD for node in walk(expr))
    return _VARIABLES if reads else {}


def _fits(is_of_shape: Callable[[Value], bool]) -> Callable[[Value], bool]:
    def fits(value: Value) -> bool:
        if isinstance(value, list | dict) and defect(value) is not None:
            return False
        return is_of_shape(value)

    return fits


def _merged_in(context: dict[str, Value], name: str, value: Value) -> dict[str, Value]:
    """The mapping of a variable with another merged into it; what is no mapping fails."""
    found = context[name]
    if not isinstance(found, dict) or not isinstance(value, dict):
        raise TypeError(name)
    return {**found, **value}
