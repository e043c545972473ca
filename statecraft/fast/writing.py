"""The ways that a step can go as the source of one Python function.

The function reads the values of the context that it needs into variables, tests each decision,
does each block, and at the end puts the values that changed and the node of the way it went in
their place. Ways that begin alike share their beginning and part at a decision. Where anything is
otherwise than it was recorded, be it a decision, a failure or a value that a schema forbids, it
changes nothing and gives None. The plain kernel then takes the step, so there is one meaning and
one set of messages.

Sums are not added up one by one: where the blocks on a way add 1 to a variable eight times, the
function adds 8, and tests once that the sum is an integer of 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.emit import Emitter
from statecraft.expr.reads import expanded_size
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.answering import NAMES, refused, returned
from statecraft.fast.assignments import (
    integers_between_steps,
    is_integer,
    merged_in,
    steps_of,
    sum_of,
)
from statecraft.fast.function_text import MOVED, FunctionText
from statecraft.fast.levels import Cell, Start
from statecraft.fast.moments import CannotWrite, at_moment, with_certainties
from statecraft.fast.parting import parted
from statecraft.fast.payload_tests import PayloadTests
from statecraft.fast.recording import Decided, Moment, Ran
from statecraft.fast.shape_tests import fits_wholly, quick_test
from statecraft.fast.steps import Path
from statecraft.kernel.program import Program
from statecraft.model.actions import Action, If, Merge, Raise, Set, Unset
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER, assign, remove
from statecraft.values.shape import Shape

MOST_NODES: Final = 2_000
"""Nodes of all expressions of one function, with the computed names that they read."""

MOST_TAKEN: Final = 12
"""Values that are taken one by one where an event is refused."""

_INTEGER: Final = Shape(kinds=frozenset({"integer"}))


def written(
    paths: Sequence[Path],
    start: Start,
    chart: LoweredChart,
    program: Program,
    payload: PayloadTests,
) -> tuple[Any, Cell]:
    """The function for the ways that a step can go, and the cell that it needs (see ``Start``).

    Raises:
        CannotWrite: an action or an expression is of another kind, or it is too long.
    """
    variables = {each.name: f"c{n}" for n, each in enumerate(chart.definition.context)}
    shapes = {each.name: each.shape for each in chart.definition.context}
    certain = payload.certain
    writer = _Writer(
        chart=chart,
        program=program,
        variables=variables,
        shapes=shapes,
        payload=payload,
        fields={name: f"p{n}" for n, name in enumerate(certain)},
        start=start,
        moves=any(path.moves for path in paths),
        text=FunctionText(shared=start.shared()),
        certain={(NameKind.LOCAL, name): shape for name, shape in certain.items()},
        integers=set(integers_between_steps(shapes)),
    )
    writer.text.names.update(NAMES, assign=assign, remove=remove, merged_in=merged_in)
    writer.steps = writer.text.of_cell(start.node.steps)
    writer.ways(paths, 0)
    return writer.function(), tuple(writer.text.cell)


@dataclass(slots=True, kw_only=True)
class _Writer:
    """The lines of one function, and the objects that they name.

    Attributes:
        variables: context variable → the local variable that holds its value.
        shapes: context variable → what it holds between steps.
        fields: key of the payload → the local variable that holds its value.
        moves: whether levels move on any of the ways.
        steps: the name of those of the node.
        certain: the keys of the payload whose shape is certain.
        changed: what was assigned on this way.
        sums: variable → what is still to be added to it.
        integers: variables that surely hold an integer by now.
        read, read_fields: what the function needs; what is ``kept`` also as it was before.
        is_whole: whether it needs the payload as a whole.
    """

    chart: LoweredChart
    program: Program
    variables: Mapping[str, str]
    shapes: Mapping[str, Shape]
    payload: PayloadTests
    fields: Mapping[str, str]
    certain: Mapping[tuple[NameKind, str], Shape]
    start: Start
    moves: bool
    text: FunctionText
    steps: str = ""
    changed: dict[str, None] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    integers: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    read_fields: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    nodes: int = 0
    is_whole: bool = False

    def variable(self, name: str) -> str:
        """The local variable of a context variable, which the function reads at its beginning."""
        self.read.add(name)
        return self.variables[name]

    def ways(self, paths: Sequence[Path], start: int) -> None:
        """The lines for ways that are alike before *start*."""
        number = start
        while any(len(path.entries) > number for path in paths):
            entry = next(iter(paths[0].entries[number:]), None)
            number += 1
            match entry:
                case Decided(formula=formula, moment=moment):
                    held, failed = parted(paths, number - 1)
                    truth = self.truth(formula, moment)
                    if held and failed:
                        self.text.line(f"if {truth}:")
                        self._branch(held, number)
                        paths = failed
                    else:
                        self.text.line(f"if {f'not {truth}' if held else truth}: return None")
                case Ran(block=block, moment=moment):
                    if any(path.entries[number - 1 : number] != (entry,) for path in paths):
                        raise CannotWrite
                    for action in block:
                        self._action(action, moment)
                case None:
                    raise CannotWrite
        if len(paths) > 1:
            raise CannotWrite
        self._end(paths[0])

    def _branch(self, paths: Sequence[Path], start: int) -> None:
        """The lines for some of the ways; what they change is unknown to the others."""
        kept = dict(self.changed), dict(self.sums), set(self.integers)
        self.text.depth += 1
        self.ways(paths, start)
        self.text.depth -= 1
        self.changed, self.sums, self.integers = kept

    def _end(self, path: Path) -> None:
        """Values fit their schemas, as the kernel demands at the end; then all is put in place."""
        for name in tuple(self.sums):
            self._add_up(name)
        for name in self.changed:
            self._check_schema(name)
        given = self.payload.given(self.fields)
        if path.reasons_vary:
            self._refuse(path, given or "{}")
            return
        self.text.line(f"if {MOVED}: return None")
        if path.outcome.accepted:
            for name in self.changed:
                self.text.after(f"values[{self._number(name)}] = {self.variables[name]}")
        for place, state in path.moves:
            self.text.after(f"values[{place}] = {self.text.of_cell(state)}")
        if path.to is not self.start.node:
            self.text.after(f"place.steps = {self.text.of_cell(path.to.steps)}")
        if given is None:
            self.text.after(f"return {self.text.of_cell(path.outcome)}")
            return
        for line in returned(self._told(path), given):
            self.text.after(line)

    def _refuse(self, path: Path, given: str) -> None:
        """The values are taken while no other thread comes: a short list is one instruction."""
        if self.start.width > MOST_TAKEN:
            self.text.line("taken = [*place.values]")
        self.text.line(f"if {MOVED}: return None")
        if self.start.width <= MOST_TAKEN:
            every = ", ".join(f"values[{number}]" for number in range(self.start.width))
            self.text.after("values = place.values")
            self.text.after(f"taken = [{every}]")
        for line in refused(self._told(path), given, self.steps):
            self.text.after(line)

    def _told(self, path: Path) -> str:
        """The name of what all outcomes of a way tell."""
        return self.text.of_cell(replace(path.outcome.told, field=self.payload.only))

    def _number(self, name: str) -> int:
        return tuple(self.variables).index(name)

    def _check_schema(self, name: str) -> None:
        variable = self.variables[name]
        test = quick_test(self.shapes[name], variable, is_integer=name in self.integers)
        if test is None:
            self.kept.add(name)
            fits = self.text.named(fits_wholly(self.program.fits[name]))
            test = f"{fits}({variable}) or {variable} is b{variable}"
        if test != "True":
            self.text.line(f"if not ({test}): return None")

    def function(self) -> Any:
        """The finished function.

        Raises:
            CannotWrite: Python finds it nested too deeply.
        """
        kept = self.read if self.text.may_switch else self.kept
        used = None if self.is_whole else self.read_fields
        begin = list(self.payload.lines(self.text.names, self.fields, used))
        if self.read or self.start.levels or self.moves:
            begin.append("values = place.values")
        moved = [f"place.steps is not {self.steps}"]
        for place, state in self.start.levels:
            moved.append(f"values[{place}] != {self.text.of_cell(state)}")
        if self.text.may_switch and self.read:
            moved.append("place.values is not values")
        for number, (name, variable) in enumerate(self.variables.items()):
            if name in self.read:
                before = f"b{variable} = " if name in kept else ""
                begin.append(f"{before}{variable} = values[{number}]")
                if self.text.may_switch:
                    moved.append(f"values[{number}] is not b{variable}")
        return self.text.function(self.payload.parameters, begin, " or ".join(moved))

    def _action(self, action: Action, moment: Moment) -> None:
        match action:
            case Raise(data=None, named=None):
                return  # The recording goes on with what takes the event.
            case Set(assignments=assignments):
                self._set(assignments, moment)
            case Merge(assignments=assignments):
                if any(place.steps for place, _ in assignments):
                    raise CannotWrite
                for place, value in self._read(assignments, moment):
                    variable = self._assigned(place.variable)
                    self.text.line(f"{variable} = merged_in({variable}, {value})")
            case Unset(places=places):
                for place in places:
                    variable = self._assigned(place.variable)
                    self.text.line(f"{variable} = remove({variable}, {steps_of(place)})")
            case If():
                self._if(action, moment)
            case _:
                raise CannotWrite

    def _if(self, action: If, moment: Moment) -> None:
        for name in tuple(self.sums):
            self._add_up(name)
        before = set(self.integers)
        still = set(before)
        for head, actions in (
            (f"if {self.truth(action.when, moment)}:", action.then),
            ("else:", action.otherwise),
        ):
            if any(isinstance(each, Raise) for each in actions):
                raise CannotWrite
            self.text.line(head)
            self.text.depth += 1
            self.text.line("pass")
            for each in actions:
                self._action(each, moment)
            for name in tuple(self.sums):
                self._add_up(name)
            self.text.depth -= 1
            still &= self.integers
            self.integers = set(before)
        self.integers = still

    def _set(self, assignments: tuple[tuple[Place, Formula], ...], moment: Moment) -> None:
        if len(assignments) == 1:
            [(place, formula)] = assignments
            expr = self._specialised(formula, moment)
            step = sum_of(place, expr, self.shapes[place.variable])
            if step is not None:
                self._add(place.variable, step)
                return
        certain = {each.variable for each, of in assignments if self._is_integer(each, of, moment)}
        for place, value in self._read(assignments, moment):
            variable = self._assigned(place.variable)
            inside = f"assign({variable}, {steps_of(place)}, {value})" if place.steps else value
            self.text.line(f"{variable} = {inside}")
            if place.variable in certain:
                self.integers.add(place.variable)

    def _read(
        self, assignments: tuple[tuple[Place, Formula], ...], moment: Moment
    ) -> Iterator[tuple[Place, str]]:
        """Each place with the code of its value: all are read before the first is assigned."""
        codes = [self._code(formula, moment) for _, formula in assignments]
        if len(codes) == 1:
            yield assignments[0][0], codes[0]
            return
        for number, code in enumerate(codes):
            self.text.line(f"n{number} = {code}")
        for number, (place, _) in enumerate(assignments):
            yield place, f"n{number}"

    def _assigned(self, name: str) -> str:
        """The local variable of a context variable that gets a value now."""
        if name in self.sums:
            self._add_up(name)
        self.integers.discard(name)
        self.changed[name] = None
        return self.variable(name)

    def _add(self, name: str, step: int) -> None:
        """Sums in one direction alone are put together: none between is beyond the last."""
        if (self.sums.get(name, 0) < 0) is not (step < 0):
            self._add_up(name)
        self.sums[name] = self.sums.get(name, 0) + step
        self.changed[name] = None

    def _add_up(self, name: str) -> None:
        step = self.sums.pop(name, 0)
        if step:
            variable = self.variable(name)
            end = f"> {LARGEST_INTEGER}" if step > 0 else f"< {SMALLEST_INTEGER}"
            self.text.line(f"{variable} += {step}")
            kind = "" if name in self.integers else f"{variable}.__class__ is not int or "
            self.text.line(f"if {kind}{variable} {end}: return None")
            self.integers.add(name)

    def _code(self, formula: Formula, moment: Moment) -> str:
        expr = self._specialised(formula, moment)
        return self._emitted(expr, Emitter.code)

    def truth(self, formula: Formula, moment: Moment) -> str:
        """The code of a condition."""
        expr = self._specialised(formula, moment)
        return self._emitted(expr, Emitter.truth)

    def _emitted(self, expr: Expr, emit: Callable[[Emitter, Expr], str]) -> str:
        for node in walk(expr):
            if isinstance(node, tree.Name) and node.kind is NameKind.CONTEXT:
                self._add_up(node.name)
                self.read.add(node.name)
        known = {("local", "event"): "payload"}
        for name, variable in self.variables.items():
            known[("context", name)] = known[("dimensions", f"context.{name}")] = variable
        known |= {("dimensions", f"event.{name}"): field for name, field in self.fields.items()}
        emitter = Emitter(expr, {}, known)
        found = with_certainties(expr, self._certainties())
        names = {f"event.{name}": name for name in self.fields}
        self.read_fields |= {
            names[node.name]
            for node in walk(found)
            if isinstance(node, tree.Name) and node.name in names
        }
        code = emit(emitter, found)
        self.is_whole |= any(_is_payload(node) for node in walk(found))
        self.text.names.update(emitter.names)
        return code

    def _certainties(self) -> dict[tuple[NameKind, str], Shape]:
        """What has a certain shape by now: variables that this step has not changed yet."""
        certain = dict(self.certain)
        for name, shape in self.shapes.items():
            if name in self.integers:
                certain[(NameKind.CONTEXT, name)] = _INTEGER
            elif name not in self.changed:
                certain[(NameKind.CONTEXT, name)] = shape
        return certain

    def _is_integer(self, place: Place, formula: Formula, moment: Moment) -> bool:
        expr = self._specialised(formula, moment)
        return not place.steps and is_integer(expr, self.integers, self.payload.integers)

    def _specialised(self, formula: Formula, moment: Moment) -> Expr:
        self.nodes += expanded_size(formula.expr, self.program.definitions)
        if self.nodes > MOST_NODES:
            raise CannotWrite
        return at_moment(formula.expr, moment, self.chart, self.program.definitions)


def _is_payload(node: Expr) -> bool:
    return isinstance(node, tree.Name) and (node.kind, node.name) == (NameKind.LOCAL, "event")
