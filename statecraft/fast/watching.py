"""What stands in the place of a machine's program while a turn is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.environment import Environment
from statecraft.expr.reads import all_nodes
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.change import Changes
from statecraft.kernel.executable import Executable
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.program import Program, Reader
from statecraft.kernel.selection import Asked
from statecraft.kernel.work import Work
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula, Place
from statecraft.model.profiles import Profile
from statecraft.model.states import HostChild, StateKind
from statecraft.values.json_values import Value


class Recorder(Protocol):
    """Who is told what is asked of a program (see ``Recording``)."""

    chart: LoweredChart
    asked: list[Formula]
    is_usable: bool
    tells_data: bool

    def decided(self, work: Work, formula: Formula, *, held: bool) -> None: ...

    def ran(self, work: Work, block: Block, run: Callable[[Work], None]) -> None: ...

    def read(
        self,
        work: Work,
        formula: Formula,
        value: Value,
        variable: str | None,
        *,
        is_output: bool,
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The formulas of a chart, by their identity, of which it is known what becomes of the value.

    Attributes:
        messages: of rules: they are read only once a step is surely refused.
        initials: with the variable that each is for.
        inputs: of children.
        outputs: what a machine that ends may give.
    """

    messages: frozenset[int]
    initials: Mapping[int, str]
    inputs: frozenset[int]
    outputs: frozenset[int]


def known_of(chart: LoweredChart) -> Known:
    """What is known of a chart."""
    return Known(
        messages=frozenset(_messages_of(chart)),
        initials={id(each.initial): each.name for each in chart.definition.context},
        inputs=frozenset(id(each.data) for each in chart.invokes if each.data is not None),
        outputs=frozenset(_outputs_of(chart)),
    )


class Watched:
    """The program of one machine: it does what the program does, and tells."""

    __slots__ = ("_chart", "_known", "_program", "_recorder")

    def __init__(
        self, recorder: Recorder, chart: LoweredChart, program: Program, known: Known
    ) -> None:
        self._recorder = recorder
        self._chart = chart
        self._program = program
        self._known = known

    @property
    def computed(self) -> dict[str, Reader]:
        """See ``Program``."""
        return self._program.computed

    @property
    def asked(self) -> dict[tuple[Any, ...], tuple[LoweredChart, Asked]]:
        """See ``Program``."""
        return self._program.asked

    @property
    def changes(self) -> Changes:
        """See ``Program``."""
        return self._program.changes

    @property
    def definitions(self) -> dict[str, Expr]:
        """See ``Program``."""
        return self._program.definitions

    @property
    def fits(self) -> Mapping[str, Callable[[Value], bool]]:
        """See ``Program``."""
        return self._program.fits

    def extended(self, chart: LoweredChart, key: str) -> LoweredChart:
        """A run begins: what it asks is not followed."""
        self._recorder.is_usable = False
        return self._program.extended(chart, key)

    def reader(self, formula: Formula) -> Reader:
        """A value that something is done with."""
        if id(formula) in self._known.initials or id(formula) in self._known.outputs:
            return self._passed_on(formula)
        self._ask(formula)
        if not is_fixed(formula.expr, self.definitions):
            self._recorder.is_usable &= id(formula) in self._known.messages
            self._recorder.tells_data = True
        return self._watched(self._program.reader(formula))

    def data(self, formula: Formula | None) -> Reader:
        """See ``Program``; but for the input of children payloads are read inside of blocks."""
        if formula is not None and id(formula) in self._known.inputs:
            return self._passed_on(formula)
        self._recorder.is_usable &= formula is None
        return self._program.data(formula)

    def _passed_on(self, formula: Formula) -> Reader:
        """A value that the entries tell of, and what becomes of it."""
        self._ask(formula)
        run = self._watched(self._program.reader(formula))
        is_output = id(formula) in self._known.outputs

        def read(environment: Environment) -> Value:
            value: Value = run(environment)
            variable = self._known.initials.get(id(formula))
            work = _work(environment)
            self._recorder.read(work, formula, value, variable, is_output=is_output)
            return value

        return read

    def condition(self, formula: Formula) -> Callable[[Environment], bool]:
        """A decision, written down when it is made."""
        self._ask(formula)
        read = self._watched(self._program.condition(formula))
        if is_fixed(formula.expr, self.definitions):
            return read

        def decide(environment: Environment) -> bool:
            held: bool = read(environment)
            self._recorder.decided(_work(environment), formula, held=held)
            return held

        return decide

    def known_conjuncts(self, formula: Formula) -> tuple[Callable[[Environment], bool], ...]:
        """Only asked where the payload is open, and such a step is not recorded."""
        self._recorder.is_usable = False
        return self._program.known_conjuncts(formula)

    def index_reader(self, expr: Expr, place: Place) -> Reader:
        """See ``Program``; index expressions are read inside of blocks alone."""
        self._recorder.is_usable = False
        return self._program.index_reader(expr, place)

    def executable(self, block: Block) -> Executable:
        """A block, written down when it is run."""
        run = self._watched(self._program.executable(block))

        def run_recorded(work: Work) -> None:
            self._recorder.ran(work, block, run)

        return run_recorded

    def reads_event(self, formula: Formula) -> bool:
        """See ``Program``."""
        return self._program.reads_event(formula)

    def _ask(self, formula: Formula) -> None:
        if self._chart is self._recorder.chart:
            self._recorder.asked.append(formula)

    def _watched(self, run: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def watched(environment: Any) -> Any:
            try:
                return run(environment)
            except ExecutionFailure:
                self._recorder.is_usable = False
                raise

        return watched


def _work(environment: Environment) -> Work:
    assert isinstance(environment, Work), "the kernel asks in its working states alone"
    return environment


def has_map(chart: LoweredChart) -> bool:
    """Whether steps of this chart can be on a map at all."""
    definition = chart.definition
    return (
        definition.profile == Profile(name=definition.profile.name)
        and not definition.functions
        and not any(isinstance(each.child, HostChild) for each in chart.invokes)
    )


def is_fixed(expr: Expr, computed: Mapping[str, Expr]) -> bool:
    """Whether the configuration alone decides the value."""
    return not any(_is_open(node) for node in all_nodes(expr, computed))


def _is_open(node: Expr) -> bool:
    match node:
        case tree.Name(kind=kind):
            return kind in (NameKind.CONTEXT, NameKind.LOCAL)
        case tree.HostCall() | tree.Now() | tree.Can():
            return True
        case _:
            return False


def _messages_of(chart: LoweredChart) -> Iterator[int]:
    demanded = [each.message for rule in chart.move_rules for each in rule.rule.require]
    said = [*demanded, *(rule.message for rule in chart.constraints)]
    yield from (id(message) for message in said if message is not None)


def _outputs_of(chart: LoweredChart) -> Iterator[int]:
    if chart.definition.output is not None:
        yield id(chart.definition.output)
    if chart.tree is not None:
        inside = (chart.rows[n] for n in chart.rows[chart.regions[chart.tree].root].children)
        finals = (row for row in inside if row.kind is StateKind.FINAL)
        yield from (id(row.output) for row in finals if row.output is not None)
