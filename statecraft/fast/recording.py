"""One step of the plain kernel, told as what was decided and what was done, in order.

The kernel asks a chart's program for every condition it decides by and every block it runs. A
recording stands in the program's place and writes down what was asked, at which configuration.
With the same configuration and the same decisions the kernel does the same again: whatever else
it might decide by makes the recording unusable (``is_usable``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.environment import Environment
from statecraft.expr.reads import all_nodes
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.executable import Executable
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.program import Program, Reader
from statecraft.kernel.step_work import StepWork
from statecraft.kernel.work import Work
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is fixed while something is evaluated: all but the context and the sent payload.

    ``event`` is None where the payload is that of the event sent, else it holds the payload.
    """

    dimensions: Mapping[str, Value]
    states: frozenset[int]
    event_name: str
    event: tuple[Value] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A condition on data, and what it was."""

    formula: Formula
    held: bool
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A block that was run to its end."""

    block: Block
    moment: Moment


Entry = Decided | Ran


class Recording:
    """What one step has asked of its program so far; it stands in the place of that program.

    Attributes:
        asked: the formulas that were asked for outside of blocks.
        entries: in order. Conditions that the configuration alone decides are left out.
        tells_data: a message that depends on data was asked for: the step is being refused.
        is_usable: whether the entries say all that the step depended on.
    """

    __slots__ = (
        "_fixed",
        "_messages",
        "_payload",
        "_program",
        "asked",
        "entries",
        "is_usable",
        "step",
        "tells_data",
    )

    def __init__(self, program: Program, chart: LoweredChart, payload: Value) -> None:
        self._program = program
        self._payload = payload
        self._messages = _messages_of(chart)
        self.asked: list[Formula] = []
        self.entries: list[Entry] = []
        self.is_usable = True
        self.tells_data = False
        self.step: StepWork | None = None

    @property
    def computed(self) -> dict[str, Reader]:
        """See ``Program``."""
        return self._program.computed

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
        self.is_usable = False
        return self._program.extended(chart, key)

    def reader(self, formula: Formula) -> Reader:
        """A value that something is done with: usable where the configuration decides it."""
        self.asked.append(formula)
        if not is_fixed(formula.expr, self.definitions):
            self.is_usable &= id(formula) in self._messages
            self.tells_data = True
        return self._watched(self._program.reader(formula))

    def data(self, formula: Formula | None) -> Reader:
        """See ``Program``; payloads are read inside of blocks alone."""
        self.is_usable = False
        return self._program.data(formula)

    def condition(self, formula: Formula) -> Callable[[Environment], bool]:
        """A decision, written down when it is made."""
        self.asked.append(formula)
        read = self._watched(self._program.condition(formula))
        if is_fixed(formula.expr, self.definitions):
            return read

        def decide(environment: Environment) -> bool:
            held: bool = read(environment)
            assert isinstance(environment, Work), "the kernel asks in its working states alone"
            moment = self._moment(environment)
            self.entries.append(Decided(formula=formula, held=held, moment=moment))
            return held

        return decide

    def known_conjuncts(self, formula: Formula) -> tuple[Callable[[Environment], bool], ...]:
        """Only asked where the payload is open, and such a step is not recorded."""
        self.is_usable = False
        return self._program.known_conjuncts(formula)

    def index_reader(self, expr: Expr, place: Place) -> Reader:
        """See ``Program``; index expressions are read inside of blocks alone."""
        self.is_usable = False
        return self._program.index_reader(expr, place)

    def executable(self, block: Block) -> Executable:
        """A block, written down when it is run."""
        run = self._watched(self._program.executable(block))

        def run_recorded(work: Work) -> None:
            self.entries.append(Ran(block=block, moment=self._moment(work)))
            run(work)

        return run_recorded

    def reads_event(self, formula: Formula) -> bool:
        """See ``Program``."""
        return self._program.reads_event(formula)

    def _moment(self, work: Work) -> Moment:
        event = work.local.get("event")
        if work.step is not self.step or work.local.keys() != {"event", "event_name"}:
            self.is_usable = False
        return Moment(
            dimensions=dict(work.dimensions),
            states=frozenset(work.states),
            event_name=str(work.local.get("event_name")),
            event=None if event is self._payload else (event,),
        )

    def _watched(self, run: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def watched(environment: Any) -> Any:
            try:
                return run(environment)
            except ExecutionFailure:
                self.is_usable = False
                raise

        return watched


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


def _messages_of(chart: LoweredChart) -> frozenset[int]:
    """The messages of rules: they are read only once a step is surely refused."""
    demanded = [each.message for rule in chart.move_rules for each in rule.rule.require]
    said = [*demanded, *(rule.message for rule in chart.constraints)]
    return frozenset(id(message) for message in said if message is not None)
