"""One turn of the plain kernel, told as what was decided, read and done, in order.

The kernel asks the program of a machine for every condition it decides by, every block it runs and
every value it passes on. A recording puts something in the place of each program that writes down
what was asked, at which configuration. With the same configuration and the same decisions the
kernel does the same again: whatever else it might decide by makes the recording unusable
(``is_usable``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from statecraft.chart.tables import LoweredChart
from statecraft.fast.entries import (
    Decided,
    Done,
    Entry,
    Exit,
    Fixed,
    Given,
    Moment,
    NextStep,
    Output,
    Ran,
    Read,
    Sent,
    Source,
)
from statecraft.fast.watching import Known, Watched, has_map, known_of
from statecraft.kernel.effects import Effect, PerformAction
from statecraft.kernel.program import Program
from statecraft.kernel.snapshot import ChildPlace, Queued, Snapshot
from statecraft.kernel.step_work import Machines, StepWork
from statecraft.kernel.work import Work
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula
from statecraft.model.states import ChildMachine
from statecraft.values.json_values import Value

_LOCALS: Final = frozenset({"event", "event_name", "input"})


class Recording:
    """What the steps of one turn have asked of the programs so far.

    Attributes:
        chart: of the root; ``charts`` are those of all seats.
        asked: the formulas of the root that were asked for outside of blocks.
        entries: in order. Conditions that the configuration alone decides are left out.
        tells_data: a message that depends on data was asked for: the step is being refused.
        is_usable: whether the entries say all that the turn depended on.
        seats: serial number of a machine → its seat.
        sources: where the payload of each later step came from.

    *known* keeps what is known of each machine, by its key.
    """

    __slots__ = (
        "_ended",
        "_first_serial",
        "_inputs",
        "_known",
        "_machines",
        "_outputs",
        "_payload",
        "_queued",
        "_reads",
        "_sent",
        "_step",
        "_values",
        "_watched",
        "asked",
        "chart",
        "charts",
        "entries",
        "is_usable",
        "seats",
        "sources",
        "tells_data",
    )

    def __init__(
        self, machines: Machines, known: dict[str, Known], before: Snapshot, payload: Value
    ) -> None:
        self._machines = machines
        self._known = known
        self._payload = payload
        self._watched: dict[str, Watched] = {}
        self._step: StepWork | None = None
        self._queued: Queued | None = None
        self._values: list[Value] = []
        self._sent: list[tuple[Queued, int]] = []
        self._reads: dict[tuple[int, int], int] = {}
        self._outputs: dict[int, int] = {}
        self._inputs: dict[int, Source] = {}
        self._first_serial = before.next_serial
        self.chart = before.chart
        self.charts = [each.chart for each in before.activations]
        self.asked: list[Formula] = []
        self.entries: list[Entry] = []
        self.is_usable = True
        self.tells_data = False
        self._ended = {each.serial for each in before.activations if each.status == "done"}
        self.seats = {each.serial: n for n, each in enumerate(before.activations)}
        self.sources: list[Source] = []

    def begin(self, snapshot: Snapshot) -> StepWork:
        """The working state of a step that is recorded."""
        self._step = StepWork(snapshot, self._programs, {}, snapshot.now_ms)
        return self._step

    def _programs(self, key: str) -> tuple[LoweredChart, Program]:
        chart, program = self._machines(key)
        if key not in self._watched:
            if key not in self._known:
                self._known[key] = known_of(chart)
            self._watched[key] = Watched(self, chart, program, self._known[key])
        return chart, cast("Program", self._watched[key])

    def follow(self, queued: Queued, snapshot: Snapshot) -> bool:
        """Whether the next step of the turn can be recorded; it begins then."""
        source: Source | None = None
        starts: LoweredChart | None = None
        number = next((n for each, n in self._sent if each is queued), None)
        if number is not None:
            source = Given(number=number)
        elif queued.start is not None:
            starts, source = self._start(queued.start, queued.data, snapshot)
        elif queued.data is self._payload and queued.slot is not None:
            source = Sent()
        elif queued.is_own and queued.event.startswith(("done.invoke.", "child.exit")):
            source = self._end(queued)
        if source is None:
            return False
        self._queued = queued
        self.sources.append(source)
        self.entries.append(NextStep(event=queued.event, source=source, starts=starts))
        return True

    def _start(
        self, place: ChildPlace, given: Value, snapshot: Snapshot
    ) -> tuple[LoweredChart | None, Source | None]:
        """The child that a step starts, and its input; None where it cannot be recorded."""
        parent = snapshot.activation(place.parent)
        if parent is None:
            return None, None
        invoke = parent.chart.rows[place.state].invokes[place.invoke]
        if invoke.each is not None or not isinstance(invoke.child, ChildMachine):
            return None, None
        chart, _ = self._machines(invoke.child.machine)
        source: Source = Fixed(value={})
        if invoke.data is not None:
            number = self._reads.get((self.seats[place.parent], id(invoke.data)))
            if number is None or self._values[number] is not given:
                return None, None
            source = Given(number=number)
        if not has_map(chart):
            return None, None
        seat = self.seats[snapshot.next_serial] = len(self.charts)
        self.charts.append(chart)
        self._inputs[seat] = source
        return chart, source

    def _end(self, queued: Queued) -> Source | None:
        """Where the payload of a child's end comes from."""
        seat = None if queued.origin is None else self.seats.get(queued.origin)
        if seat is None or not isinstance(queued.data, dict):
            return None
        number, told = self._outputs.get(seat), queued.data
        if number is None:
            return Fixed(value=told) if told["output"] is None else None
        if told["output"] is not self._values[number]:
            return None
        if "path" not in told:
            return Output(number=number)
        state = told["state"]
        return Exit(
            number=number, state=None if state is None else str(state), path=str(told["path"])
        )

    def outputs(self, after: Snapshot) -> dict[int, int] | None:
        """Seat → number of the output of each child that has ended; None where one is unknown."""
        found: dict[int, int] = {}
        for each in after.activations:
            seat = self.seats[each.serial]
            number = self._outputs.get(seat)
            if number is not None:
                found[seat] = number
            elif each.serial in self._ended:
                continue
            if each.output is not (None if number is None else self._values[number]):
                return None
        return found

    def decided(self, work: Work, formula: Formula, *, held: bool) -> None:
        """A condition was asked."""
        self.entries.append(Decided(formula=formula, held=held, moment=self._moment(work)))

    def ran(self, work: Work, block: Block, run: Callable[[Work], None]) -> None:
        """A block is run."""
        moment, waiting, done = self._moment(work), len(work.queue), len(work.effects)
        run(work)
        sent = work.queue[waiting:]
        numbers = tuple(range(len(self._values), len(self._values) + len(sent)))
        self._values += [each.data for each in sent]
        self._sent += zip(sent, numbers, strict=True)
        effects = tuple(
            Done(number=number, serial=self._serial_of(effect))
            for number, effect in enumerate(work.effects[done:], done)
        )
        self.entries.append(Ran(block=block, moment=moment, sends=numbers, effects=effects))

    def _serial_of(self, effect: Effect) -> int | None:
        return effect.serial - self._first_serial if isinstance(effect, PerformAction) else None

    def read(
        self,
        work: Work,
        formula: Formula,
        value: Value,
        variable: str | None,
        *,
        is_output: bool,
    ) -> None:
        """A value was read that is passed on, or becomes that of a variable."""
        moment, number = self._moment(work), len(self._values)
        self._values.append(value)
        self._reads[moment.seat, id(formula)] = number
        if is_output:
            self._outputs[moment.seat] = number
        found = Read(number=number, formula=formula, variable=variable, moment=moment)
        self.entries.append(found)

    def _moment(self, work: Work) -> Moment:
        local, seat = work.local, self.seats.get(work.me)
        if work.step is not self._step or not local.keys() <= _LOCALS or seat is None:
            self.is_usable = False
        name = local.get("event_name")
        return Moment(
            dimensions=dict(work.dimensions),
            states=frozenset(work.states),
            event_name=None if name is None else str(name),
            event=self._source(local["event"]) if "event" in local else None,
            input=self._inputs.get(seat or 0) if "input" in local else None,
            seat=seat or 0,
        )

    def _source(self, event: Value) -> Source:
        if event is self._payload:
            return Sent()
        if self._queued is not None and event is self._queued.data:
            return self.sources[-1]
        return Fixed(value=event)
