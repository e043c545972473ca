"""The blocks of a way as code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from statecraft.expr import tree
from statecraft.fast.assignments import steps_of, sum_of
from statecraft.fast.entries import Done, Moment, Ran
from statecraft.fast.formulas import Formulas
from statecraft.fast.function_text import FunctionText
from statecraft.fast.ledger import NEXT_SERIAL, Ledger
from statecraft.fast.moments import CannotWrite
from statecraft.model.actions import (
    Act,
    Action,
    Emit,
    Forward,
    If,
    Log,
    Merge,
    Raise,
    Send,
    Set,
    Unset,
)
from statecraft.model.formulas import Formula, Place
from statecraft.values.shape import compile_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """How blocks become code, at the point that a function is written to."""

    text: FunctionText
    ledger: Ledger
    formulas: Formulas

    def run(self, entry: Ran) -> None:
        """The lines for a block that was run.

        Raises:
            CannotWrite: an action is of another kind, or reads what cannot be said.
        """
        sends, effects = iter(entry.sends), iter(entry.effects)
        for action in entry.block:
            if isinstance(action, Emit | Log | Act):
                self._effect(action, entry.moment, next(effects, None))
            else:
                self._action(action, entry.moment, sends)
        if next(sends, None) is not None or next(effects, None) is not None:
            raise CannotWrite

    def _effect(self, action: Emit | Log | Act, moment: Moment, done: Done | None) -> None:
        """What is to be done outside, made as the kernel makes it."""
        if done is None:
            raise CannotWrite
        read = action.message if isinstance(action, Log) else action.data
        data = "{}" if read is None else self.formulas.code(read, moment)
        match action:
            case Emit(event=event):
                code = f"EmitEvent(event={event!r}, data={data})"
            case Log(span=span):
                code = f"LogMessage(message={data}, at={self.text.of_cell(span)})"
            case Act(id=identity, name=name):
                declared = self.formulas.seats[moment.seat].chart.definition.actions[name]
                fits = self.text.of_cell(compile_shape(declared.parameters))
                self.text.line(f"d{done.number} = {data}")
                self.text.line(f"if not {fits}(d{done.number}): return None")
                serial = f"{self.ledger.use(NEXT_SERIAL)} + {done.serial}"
                told = f"id={identity!r}, name={name!r}, data=d{done.number}"
                code = f"PerformAction(serial={serial}, {told})"
            case _:
                assert_never(action)
        self.text.line(f"e{done.number} = {code}")

    def _action(self, action: Action, moment: Moment, sends: Iterator[int]) -> None:
        match action:
            case Raise(data=None, named=None):
                return  # The recording goes on with what takes the event.
            case Send(delay=None, named=None) | Forward():
                self._send(action, moment, next(sends, None))
            case Set(assignments=assignments):
                self._set(assignments, moment)
            case Merge(assignments=assignments):
                if any(place.steps for place, _ in assignments):
                    raise CannotWrite
                for place, value in self._read(assignments, moment):
                    variable = self._assigned(place, moment)
                    self.text.line(f"{variable} = merged_in({variable}, {value})")
            case Unset(places=places):
                for place in places:
                    variable = self._assigned(place, moment)
                    self.text.line(f"{variable} = remove({variable}, {steps_of(place)})")
            case If():
                self._if(action, moment)
            case _:
                raise CannotWrite

    def _send(self, action: Send | Forward, moment: Moment, number: int | None) -> None:
        """What is sent within the machine or between those of the tree is taken in a later step."""
        if number is None:
            raise CannotWrite
        if isinstance(action, Forward):
            self.text.line(f"v{number} = {self.formulas.event(moment)}")
            return
        for named in (action.to, action.id):
            if named is not None and not isinstance(named.expr, tree.Literal):
                raise CannotWrite
        code = "{}" if action.data is None else self.formulas.code(action.data, moment)
        self.text.line(f"v{number} = {code}")
        declared = self.formulas.seats[moment.seat].chart.definition.events.get(action.event)
        if action.to is None and declared is not None and declared.payload is not None:
            fits = self.text.of_cell(compile_shape(declared.payload))
            self.text.line(f"if not {fits}(v{number}): return None")

    def _if(self, action: If, moment: Moment) -> None:
        self.ledger.add_all_up()
        before = set(self.ledger.integers)
        still = set(before)
        for head, actions in (
            (f"if {self.formulas.truth(action.when, moment)}:", action.then),
            ("else:", action.otherwise),
        ):
            if any(isinstance(each, Raise) for each in actions):
                raise CannotWrite
            self.text.line(head)
            self.text.depth += 1
            self.text.line("pass")
            for each in actions:
                self._action(each, moment, iter(()))
            self.ledger.add_all_up()
            self.text.depth -= 1
            still &= self.ledger.integers
            self.ledger.integers = set(before)
        self.ledger.integers = still

    def _set(self, assignments: tuple[tuple[Place, Formula], ...], moment: Moment) -> None:
        if len(assignments) == 1:
            [(place, formula)] = assignments
            variable = self.formulas.variable(place.variable, moment)
            expr = self.formulas.specialised(formula, moment)
            step = sum_of(place, expr, self.ledger.shapes[variable])
            if step is not None:
                self.ledger.add(variable, step)
                return
        is_integer = self.formulas.is_integer
        certain = {each.variable for each, of in assignments if is_integer(each, of, moment)}
        for place, value in self._read(assignments, moment):
            variable = self._assigned(place, moment)
            inside = f"assign({variable}, {steps_of(place)}, {value})" if place.steps else value
            self.text.line(f"{variable} = {inside}")
            if place.variable in certain:
                self.ledger.integers.add(variable)

    def _read(
        self, assignments: tuple[tuple[Place, Formula], ...], moment: Moment
    ) -> Iterator[tuple[Place, str]]:
        """Each place with the code of its value: all are read before the first is assigned."""
        codes = [self.formulas.code(formula, moment) for _, formula in assignments]
        if len(codes) == 1:
            yield assignments[0][0], codes[0]
            return
        for number, code in enumerate(codes):
            self.text.line(f"n{number} = {code}")
        for number, (place, _) in enumerate(assignments):
            yield place, f"n{number}"

    def _assigned(self, place: Place, moment: Moment) -> str:
        """The local variable of a context variable that gets a value now."""
        return self.ledger.assigned(self.formulas.variable(place.variable, moment))
