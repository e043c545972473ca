"""Formulas as code of one function, for the machines of the tree and the moments it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.emit import Emitter
from statecraft.expr.reads import expanded_size
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.answering import source_code
from statecraft.fast.assignments import is_integer
from statecraft.fast.entries import Exit, Fixed, Moment, Output, Sent
from statecraft.fast.ledger import Ledger
from statecraft.fast.moments import CannotWrite, at_moment, with_certainties
from statecraft.fast.payload_tests import PayloadTests
from statecraft.kernel.program import Program
from statecraft.model.formulas import Formula, Place
from statecraft.values.shape import ANYTHING, Shape

MOST_NODES: Final = 2_000
"""Nodes of all expressions of one function, with the computed names that they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A machine of the tree, in a function.

    Attributes:
        variables: context variable → the local variable that holds its value.
        serial, output: those that hold its serial number, and its output once it has ended.
    """

    chart: LoweredChart
    program: Program
    variables: Mapping[str, str]
    serial: str
    output: str


@dataclass(slots=True, kw_only=True)
class Formulas:
    """How the formulas of a function become code.

    Attributes:
        fields: key of the payload → the local variable that holds its value.
        certain: the keys of the payload whose shape is certain.
        read_fields: the keys of the payload that the function needs.
        is_whole: whether it needs the payload as a whole.
        seats: the machines that there are by now.
    """

    ledger: Ledger
    payload: PayloadTests
    fields: Mapping[str, str]
    certain: Mapping[tuple[NameKind, str], Shape]
    read_fields: set[str] = field(default_factory=set)
    is_whole: bool = False
    seats: tuple[Seat, ...] = ()
    _nodes: int = 0

    def variable(self, name: str, moment: Moment) -> str:
        """The local variable of a context variable."""
        return self.seats[moment.seat].variables[name]

    def code(self, formula: Formula, moment: Moment) -> str:
        """The code of a value."""
        return self._emitted(self.specialised(formula, moment), moment, Emitter.code)

    def truth(self, formula: Formula, moment: Moment) -> str:
        """The code of a condition."""
        return self._emitted(self.specialised(formula, moment), moment, Emitter.truth)

    def specialised(self, formula: Formula, moment: Moment) -> Expr:
        """The formula with what was fixed at the moment put in.

        Raises:
            CannotWrite: there are too many, or this one reads what cannot be said.
        """
        seat = self.seats[moment.seat]
        definitions = seat.program.definitions
        self._nodes += expanded_size(formula.expr, definitions)
        if self._nodes > MOST_NODES:
            raise CannotWrite
        return at_moment(formula.expr, moment, seat.chart, definitions)

    def event(self, moment: Moment) -> str:
        """The code of the payload as a whole.

        Raises:
            CannotWrite: it is a fixed one, or there is none.
        """
        if moment.event is None or isinstance(moment.event, Fixed):
            raise CannotWrite
        self.is_whole |= isinstance(moment.event, Sent)
        return source_code(moment.event)

    def is_integer(self, place: Place, formula: Formula, moment: Moment) -> bool:
        """Whether an assignment makes a variable hold one of Python's class ``int``."""
        variables = self.seats[moment.seat].variables
        integers = {n for n, variable in variables.items() if variable in self.ledger.integers}
        fields = self.payload.integers if isinstance(moment.event, Sent) else ()
        expr = self.specialised(formula, moment)
        return not place.steps and is_integer(expr, integers, fields)

    def _emitted(self, expr: Expr, moment: Moment, emit: Callable[[Emitter, Expr], str]) -> str:
        variables = self.seats[moment.seat].variables
        for node in walk(expr):
            if isinstance(node, tree.Name) and node.kind is NameKind.CONTEXT:
                self.ledger.use(variables[node.name])
        known = dict(self._locals(moment))
        for name, variable in variables.items():
            known[("context", name)] = known[("dimensions", f"context.{name}")] = variable
        found = with_certainties(expr, self._certainties(moment))
        if isinstance(moment.event, Sent):
            names = {f"event.{name}": name for name in self.fields}
            self.read_fields |= {
                names[node.name]
                for node in walk(found)
                if isinstance(node, tree.Name) and node.name in names
            }
            self.is_whole |= any(_is_payload(node) for node in walk(found))
        emitter = Emitter(expr, {}, known)
        code = emit(emitter, found)
        self.ledger.text.names.update(emitter.names)
        return code

    def _locals(self, moment: Moment) -> Mapping[tuple[str, str], str]:
        """Local name → code: of the payload and its keys, and of the input."""
        known: dict[tuple[str, str], str] = {}
        if moment.event is not None:
            known[("local", "event")] = source_code(moment.event)
        if moment.input is not None:
            known[("local", "input")] = source_code(moment.input)
        if isinstance(moment.event, Sent):
            known |= {("dimensions", f"event.{k}"): value for k, value in self.fields.items()}
        if isinstance(moment.event, Output | Exit):
            known[("dimensions", "event.output")] = f"v{moment.event.number}"
        return known

    def _certainties(self, moment: Moment) -> dict[tuple[NameKind, str], Shape]:
        """What has a certain shape by now."""
        certain: dict[tuple[NameKind, str], Shape] = {}
        if isinstance(moment.event, Sent):
            certain |= self.certain
        if isinstance(moment.event, Output | Exit):
            certain[(NameKind.LOCAL, "output")] = ANYTHING
        for name, variable in self.seats[moment.seat].variables.items():
            shape = self.ledger.certain(variable)
            if shape is not None:
                certain[(NameKind.CONTEXT, name)] = shape
        return certain


def _is_payload(node: Expr) -> bool:
    return isinstance(node, tree.Name) and (node.kind, node.name) == (NameKind.LOCAL, "event")
