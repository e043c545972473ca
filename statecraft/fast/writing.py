"""The ways that a step can go as the source of one Python function.

The function reads the values that it needs into variables, tests each decision, does each block,
and at the end puts the values that changed and the node of the way it went in their place. Ways
that begin alike share their beginning and part at a decision. Where anything is otherwise than it
was recorded, be it a decision, a failure or a value that a schema forbids, it changes nothing and
gives None. The plain kernel then takes the step, so there is one meaning and one set of messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from statecraft.chart.tables import LoweredChart
from statecraft.expr.tree import NameKind
from statecraft.fast.answering import NAMES, refused, returned, source_code
from statecraft.fast.assignments import integers_between_steps, merged_in
from statecraft.fast.doing import Doing
from statecraft.fast.entries import (
    Decided,
    Exit,
    Fixed,
    Given,
    NextStep,
    Output,
    Ran,
    Read,
    Sent,
    Source,
)
from statecraft.fast.formulas import Formulas, Seat
from statecraft.fast.function_text import MOVED, FunctionText
from statecraft.fast.layout import Layout
from statecraft.fast.ledger import NEXT_SERIAL, Ledger
from statecraft.fast.levels import Cell, Start
from statecraft.fast.moments import CannotWrite
from statecraft.fast.parting import parted
from statecraft.fast.payload_tests import PayloadTests, fits_nothing
from statecraft.fast.steps import NoPayload, Path, PayloadKind
from statecraft.kernel.step_work import Machines
from statecraft.values.json_values import assign, remove
from statecraft.values.shape import Shape, compile_shape

MOST_TAKEN: Final = 12
"""Values that are taken one by one where an event is refused."""


def written_for(
    kinds: Iterable[PayloadKind],
    shapes: Sequence[Shape],
    paths: Sequence[Path],
    start: Start,
    layout: Layout,
    machines: Machines,
) -> dict[type, tuple[Any, Cell]] | None:
    """Kind of payload → function and cell; None where one of them cannot be written.

    *shapes* are those that the machines of the tree declare for the payload, the root's first.
    There is none for an event without a payload where that does not fit them.
    """
    may_lack = all(map(fits_nothing, shapes))
    made = {}
    try:
        for kind in kinds:
            if may_lack or not isinstance(kind, NoPayload):
                shape = shapes[0] if shapes else None
                tests = PayloadTests(kind=kind, shape=shape, others=tuple(shapes[1:]))
                made[kind.__class__] = _written(paths, start, layout, machines, tests)
    except CannotWrite:
        return None
    return made


def _written(
    paths: Sequence[Path],
    start: Start,
    layout: Layout,
    machines: Machines,
    payload: PayloadTests,
) -> tuple[Any, Cell]:
    """The function for the ways that a step can go, and the cell that it needs (see ``Start``).

    Raises:
        CannotWrite: an action or an expression is of another kind, or it is too long.
    """
    text, certain = FunctionText(shared=start.shared()), payload.certain
    ledger = Ledger(text=text)
    writer = _Writer(
        layout=layout,
        machines=machines,
        start=start,
        moves=any(path.moves for path in paths),
        text=text,
        ledger=ledger,
        formulas=Formulas(
            ledger=ledger,
            payload=payload,
            fields={name: f"p{n}" for n, name in enumerate(certain)},
            certain={(NameKind.LOCAL, name): shape for name, shape in certain.items()},
        ),
    )
    text.names.update(NAMES, assign=assign, remove=remove, merged_in=merged_in)
    writer.steps = text.of_cell(start.node.steps)
    writer.seat_all()
    writer.ways(paths, 0)
    return writer.function(), tuple(text.cell)


@dataclass(slots=True, kw_only=True)
class _Writer:
    """The lines of one function, and the objects that they name.

    Attributes:
        moves: whether levels move on any of the ways.
        steps: the name of those of the node.
    """

    layout: Layout
    machines: Machines
    start: Start
    moves: bool
    text: FunctionText
    ledger: Ledger
    formulas: Formulas
    steps: str = ""

    def seat_all(self) -> None:
        """The machines that there are at the beginning, with the places of their values."""
        children = self.start.node.children
        charts = [self.layout.chart, *(child.chart for child in children)]
        done = [False, *(child.is_done for child in children)]
        self.ledger.homes[NEXT_SERIAL] = self.layout.serial
        places = (-1, *self.layout.places(children))
        for chart, place, is_done in zip(charts, places, done, strict=True):
            seat = self._seat(chart)
            integers = integers_between_steps(chart)
            self.ledger.integers |= {seat.variables[name] for name in integers}
            self.ledger.homes[seat.serial] = place
            output = (seat.output,) if is_done else ()
            for number, variable in enumerate((*seat.variables.values(), *output)):
                self.ledger.homes[variable] = place + 1 + number

    def _seat(self, chart: LoweredChart) -> Seat:
        """One more machine."""
        number = len(self.formulas.seats)
        context = chart.definition.context
        prefix = f"u{number}_" if number else "c"
        _, program = self.machines(chart.definition.key)
        seat = Seat(
            chart=chart,
            program=program,
            variables={each.name: f"{prefix}{n}" for n, each in enumerate(context)},
            serial=f"s{number}",
            output=f"o{number}",
        )
        self.formulas.seats = (*self.formulas.seats, seat)
        for each in context:
            self.ledger.shapes[seat.variables[each.name]] = each.shape
            self.ledger.fits[seat.variables[each.name]] = program.fits[each.name]
        return seat

    def ways(self, paths: Sequence[Path], start: int) -> None:
        """The lines for ways that are alike before *start*."""
        number = start
        while any(len(path.entries) > number for path in paths):
            entry = next(iter(paths[0].entries[number:]), None)
            number += 1
            match entry:
                case Decided(formula=formula, moment=moment):
                    held, failed = parted(paths, number - 1)
                    truth = self.formulas.truth(formula, moment)
                    if held and failed:
                        self.text.line(f"if {truth}:")
                        self._branch(held, number)
                        paths = failed
                    else:
                        self.text.line(f"if {f'not {truth}' if held else truth}: return None")
                    continue
                case Ran():
                    Doing(text=self.text, ledger=self.ledger, formulas=self.formulas).run(entry)
                case Read():
                    self._read_one(entry)
                case NextStep():
                    self._next_step(entry)
                case None:
                    raise CannotWrite
            if any(path.entries[number - 1 : number] != (entry,) for path in paths):
                raise CannotWrite
        if len(paths) > 1:
            raise CannotWrite
        self._end(paths[0])

    def _branch(self, paths: Sequence[Path], start: int) -> None:
        """The lines for some of the ways; what they change is unknown to the others."""
        kept, seats = self.ledger.keep(), self.formulas.seats
        self.text.depth += 1
        self.ways(paths, start)
        self.text.depth -= 1
        self.ledger.go_back(kept)
        self.formulas.seats = seats

    def _read_one(self, entry: Read) -> None:
        """What is read to be passed on, or the initial value of a variable."""
        code = self.formulas.code(entry.formula, entry.moment)
        if entry.variable is None:
            self.text.line(f"v{entry.number} = {code}")
        else:
            variable = self.formulas.variable(entry.variable, entry.moment)
            self.text.line(f"{self.ledger.assigned(variable)} = {code}")

    def _next_step(self, entry: NextStep) -> None:
        """What was changed fits its schemas, and what the next step is given fits those of it."""
        self.ledger.check()
        if isinstance(entry.source, Given | Output | Exit):
            for shape in self._shapes_of(entry):
                fits = self.text.of_cell(compile_shape(shape))
                self.text.line(f"if not {fits}({source_code(entry.source)}): return None")
        if entry.starts is not None:
            seat = self._seat(entry.starts)
            self.text.line(f"{seat.serial} = {self.ledger.use(NEXT_SERIAL)}")
            self.text.line(f"{NEXT_SERIAL} += 1")
            self.ledger.changed[NEXT_SERIAL] = None

    def _shapes_of(self, entry: NextStep) -> Iterator[Shape]:
        """What a child declares for its input, or any machine for the payload of the event."""
        if entry.starts is not None:
            if entry.starts.definition.input is not None:
                yield entry.starts.definition.input
            return
        for seat in self.formulas.seats:
            declared = seat.chart.definition.events.get(entry.event)
            if declared is not None and declared.payload is not None:
                yield declared.payload

    def _end(self, path: Path) -> None:
        """Values fit their schemas; then all is put in place."""
        self.ledger.check()
        given = self.formulas.payload.given(self.formulas.fields)
        if path.reasons_vary:
            self._refuse(path, given)
            return
        stores = self._stores(path) if path.outcome.accepted else {}
        self.text.line(f"if {MOVED}: return None")
        for place in sorted(stores, reverse=True):  # The last first: it may be beyond the end.
            self.text.after(f"values[{place}] = {stores[place]}")
        for place, state in path.moves:
            self.text.after(f"values[{place}] = {self.text.of_cell(state)}")
        if path.waits is not None:
            effects = "".join(f"e{number}, " for number in range(path.waits.effects))
            self.text.after(f"place.effects = ({effects})")
            self.text.after(f"place.waits = {self.text.of_cell(path.waits)}")
        if path.to is not self.start.node:
            self.text.after(f"place.steps = {self.text.of_cell(path.to.steps)}")
        varies = any(not isinstance(source, Fixed) for source in path.sources)
        if given is None and not varies:
            self.text.after(f"return {self.text.of_cell(path.outcome)}")
            return
        later = f"({''.join(map(self._later, path.sources))})" if varies else ""
        for line in returned(self._told(path), given, later):
            self.text.after(line)

    def _later(self, source: Source) -> str:
        """The payload of a later step, with a comma behind it."""
        if isinstance(source, Fixed):
            return f"{self.text.of_cell(source.value)}, "
        if isinstance(source, Sent):
            self.formulas.is_whole = True
        return f"{source_code(source)}, "

    def _refuse(self, path: Path, given: str | None) -> None:
        """The values are taken while no other thread comes: a short tuple is one instruction."""
        if self.start.width > MOST_TAKEN:
            self.text.line(f"asked = (place, {self.steps}, *place.values)")
        self.text.line(f"if {MOVED}: return None")
        if self.start.width <= MOST_TAKEN:
            self.text.after("values = place.values")
            self.text.after(f"asked = (place, {self.steps}, {self._every_value()})")
        for line in refused(self._told(path), given):
            self.text.after(line)

    def _every_value(self) -> str:
        """All values as they were before the step, each with a comma behind it."""
        codes = {place: f"values[{place}]" for place in range(self.start.width)}
        if not self.text.may_switch:
            # Nobody has come between: what was read and left alone is as it was.
            known = self.ledger.read - self.ledger.changed.keys()
            homes = self.ledger.homes.items()
            codes |= {place: variable for variable, place in homes if variable in known}
        return "".join(f"{code}, " for code in codes.values())

    def _told(self, path: Path) -> str:
        """The name of what all outcomes of a way tell."""
        return self.text.of_cell(replace(path.outcome.told, field=self.formulas.payload.only))

    def _stores(self, path: Path) -> dict[int, str]:
        """Place → variable that is put there: what has changed, or stands at another place."""
        stores: dict[int, str] = {self.layout.serial: NEXT_SERIAL}
        places = (-1, *self.layout.places(path.to.children))
        done = (False, *(child.is_done for child in path.to.children))
        for seat, place, is_done in zip(path.seats, places, done, strict=True):
            sits = self.formulas.seats[seat]
            output = (self._output(sits, path.outputs.get(seat)),) if is_done else ()
            at = (sits.serial, *sits.variables.values(), *output)
            stores |= {place + number: variable for number, variable in enumerate(at)}
        del stores[-1]  # The root's serial number.
        ledger = self.ledger
        found = {
            place: variable
            for place, variable in stores.items()
            if variable in ledger.changed or ledger.homes.get(variable) != place
        }
        ledger.read.update(found.values())
        return found

    def _output(self, seat: Seat, number: int | None) -> str:
        """The variable for the output of a machine that has ended, be it in this turn."""
        if seat.output not in self.ledger.homes:
            self.text.line(f"{seat.output} = {'None' if number is None else f'v{number}'}")
        return seat.output

    def function(self) -> Any:
        """The finished function.

        Raises:
            CannotWrite: Python finds it nested too deeply.
        """
        ledger, formulas = self.ledger, self.formulas
        used = None if formulas.is_whole else formulas.read_fields
        begin = list(formulas.payload.lines(self.text.names, formulas.fields, used))
        if ledger.read or self.start.levels or self.moves:
            begin.append("values = place.values")
        moved = [f"place.steps is not {self.steps}"]
        for place, state in self.start.levels:
            moved.append(f"values[{place}] != {self.text.of_cell(state)}")
        if self.text.may_switch and ledger.read:
            moved.append("place.values is not values")
            homes = ledger.homes.items()
            read = [(variable, place) for variable, place in homes if variable in ledger.read]
            moved += [f"values[{place}] is not b{variable}" for variable, place in read]
        begin += ledger.begin()
        return self.text.function(formulas.payload.parameters, begin, " or ".join(moved))
