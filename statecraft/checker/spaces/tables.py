"""What each choice does, as tables that the kernel fills in.

A table belongs to one choice. Its rows are found by the codes of the choice's support alone, since
no other level matters; rows that are asked for the first time are made by steps of the kernel on a
decoded snapshot: one, or where open data is answered freely one for each way in which it can be
answered. States are packed into integers, a field of bits per level, so that the codes of a support
are one mask away and the step itself is the adding of a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from statecraft.chart.tables import StateIndex
from statecraft.checker.choices import Choice, Firing, Moving, Sending, offered, perform
from statecraft.checker.gaps import Gap
from statecraft.checker.model import Answer, Codes, Facts, Predicate, Test, facts_of
from statecraft.checker.payloads import Payloads
from statecraft.checker.spaces.conditions import Conditions, is_active
from statecraft.checker.spaces.space import OfTimers, Space, is_plain
from statecraft.checker.spaces.starts import Ways, once, starts_of
from statecraft.checker.spaces.support import support_of
from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot, Timer
from statecraft.kernel.stepping import Step
from statecraft.model.formulas import Formula
from statecraft.values.json_values import same

Packed = int
"""A state: the codes of its levels, each in bits of its own."""

_BITS_OF_AN_OPEN_LEVEL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a choice does where its support has certain codes.

    ``change`` is to be added to the packed state; 0 where nothing happens.
    """

    change: int
    facts: Facts


class Packing:
    """Where the bits of each level are: those of closed levels are the lowest.

    ``width`` counts all bits, ``closed_width`` those of the closed levels.
    """

    __slots__ = ("closed_width", "masks", "shifts", "width")

    def __init__(self, space: Space) -> None:
        self.shifts = [0] * len(space.levels)
        self.masks = [0] * len(space.levels)
        self.width = 0
        closed = [n for n, level in enumerate(space.levels) if level.is_closed]
        for number in closed:
            self._place(number, (space.levels[number].size - 1).bit_length())
        self.closed_width = self.width
        for number in range(len(space.levels)):
            if number not in closed:
                self._place(number, _BITS_OF_AN_OPEN_LEVEL)

    def _place(self, level: int, bits: int) -> None:
        self.shifts[level] = self.width
        self.masks[level] = ((1 << bits) - 1) << self.width
        self.width += bits

    def pack(self, codes: Codes) -> Packed:
        """The state as one integer."""
        return sum(code << shift for code, shift in zip(codes, self.shifts, strict=True))

    def unpack(self, packed: Packed) -> Codes:
        """The codes of a state, by level."""
        pairs = zip(self.masks, self.shifts, strict=True)
        return tuple((packed & mask) >> shift for mask, shift in pairs)

    def mask(self, levels: Iterable[int]) -> int:
        """The bits of some levels."""
        found = 0
        for level in levels:
            found |= self.masks[level]
        return found


class Table:
    """The rows of one choice, filled when they are asked for.

    Where the world does not have the choice there are none.
    """

    __slots__ = ("choice", "levels", "mask", "rows")

    def __init__(self, choice: Choice, levels: tuple[int, ...], packing: Packing) -> None:
        self.choice = choice
        self.levels = levels
        self.mask = packing.mask(levels)
        self.rows: dict[Packed, tuple[Row, ...]] = {}


class TableModel:
    """A chart as a space of levels, with a table for each choice.

    ``steps`` counts those that the kernel has taken; ``is_certain`` says that a choice has one
    outcome in a state.
    """

    def __init__(self, chart: Chart, payloads: Payloads, ways: Ways = once) -> None:
        self.chart = chart
        self.payloads = payloads
        self.space = Space(chart.lowered, payloads.relevance)
        self._ways = ways
        self.is_certain = ways is once
        starts = starts_of(chart, payloads, ways)
        self.gaps: tuple[Gap, ...] = (*payloads.gaps, *starts.gaps)
        self.initial: tuple[Codes, ...] = tuple(
            dict.fromkeys(map(self.space.encode, starts.snapshots))
        )
        self.packing = Packing(self.space)
        self._every = tuple(range(len(self.space.levels)))
        self.lasting = tuple(self._lasting())
        self._lasting_tables: dict[Choice, Table] = {}
        self.conditions = Conditions(self.space, chart.functions)
        self.steps = 0
        self._passing: dict[tuple[Choice, tuple[int, ...]], Table] = {}
        self._coming = (*self.space.run_levels, self.space.rest_level)
        self._coming_mask = self.packing.mask(self._coming)
        self._offers: dict[Packed, tuple[bool, tuple[Table, ...]]] = {}
        self._offers_of: dict[tuple[int, int], tuple[Table, ...]] = {}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the lasting choices."""
        return tuple(map(self.table, self.lasting))

    def table(self, choice: Choice) -> Table:
        """The table of a lasting choice."""
        found = self._lasting_tables.get(choice)
        if found is None:
            levels = self._support(choice, None)
            found = self._lasting_tables[choice] = Table(choice, levels, self.packing)
        return found

    def _support(self, choice: Choice, rest: Snapshot | None) -> tuple[int, ...]:
        support = support_of(self.space, choice, rest)
        return self._every if support is None else tuple(sorted(support))

    def _lasting(self) -> Iterator[Choice]:
        """The choices that are there from the start, whether or not they are offered."""
        for event, data in self.payloads.events:
            yield Sending(event=event, data=data)
        rows = self.space.chart.rows
        for region in self.space.chart.regions:
            if region.dimension is not None and region.dimension.free:
                for state in region.by_text.values():
                    yield Moving(dimension=region.name, value=rows[state].value)
        for level in self.space.timer_levels:
            meaning = self.space.levels[level].meaning
            if isinstance(meaning, OfTimers):
                for place in range(len(rows[meaning.state].after)):
                    yield firing(meaning.state, place)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Model``."""
        return tuple(table.choice for table in (*self.tables, *self._passing.values()))

    def decode(self, codes: Codes) -> Snapshot:
        """See ``Model``."""
        return self.space.decode(codes)

    def passing_tables(self) -> tuple[Table, ...]:
        """The tables of the choices that come and go, as far as they were met."""
        return tuple(self._passing.values())

    def condition(self, formula: Formula) -> Predicate:
        """See ``Model``."""
        local = self.conditions.predicate(formula)
        return self._on_snapshots(formula) if local is None else local

    def _on_snapshots(self, formula: Formula) -> Test:
        """A condition that is asked of snapshots: of its levels alone where it reads no more."""
        holds = self.chart.condition(formula.text)
        levels = self.conditions.levels_alone(formula.expr) or self._every
        others = list(self.initial[0]) if self.initial else []

        def test(codes: Codes) -> bool:
            whole = others[:]
            for level, code in zip(levels, codes, strict=True):
                whole[level] = code
            try:
                return holds(self.decode(tuple(whole)))
            except UsageError:
                return False  # It cannot be evaluated in this state.

        return Test(levels=levels, holds=test)

    def is_active(self, state: StateIndex) -> Predicate:
        """See ``Model``."""
        return is_active(self.space, state)

    def is_done(self) -> Test:
        """See ``Model``."""
        done = self.space.levels[self.space.status_level].codes["done"]
        return Test(levels=(self.space.status_level,), holds=lambda codes: codes[0] == done)

    def answers(self, codes: Codes) -> Iterable[Answer]:
        """See ``Model``."""
        packed = self.packing.pack(codes)
        for table in self.tables_at(packed):
            for row in self.rows(table, packed):
                after = self.packing.unpack(packed + row.change)
                yield Answer(choice=table.choice, facts=row.facts, after=after)

    def tables_at(self, packed: Packed) -> tuple[Table, ...]:
        """The tables that may have rows for a state."""
        is_busy, passing = self.offers(packed)
        return passing if is_busy else (*self.tables, *passing)

    def offers(self, packed: Packed) -> tuple[bool, tuple[Table, ...]]:
        """Whether the turn has not ended, and the tables of the choices that come and go."""
        key = packed & self._coming_mask
        found = self._offers.get(key)
        if found is None:
            found = self._offers[key] = self._offered_at(self.packing.unpack(key))
        return found

    def _offered_at(self, codes: Codes) -> tuple[bool, tuple[Table, ...]]:
        rest = self.space.rest_level
        held: Snapshot = self.space.levels[rest].values[codes[rest]]
        if held.queue:
            return True, self._offered_by(rest, codes[rest])
        found = (self._offered_by(level, codes[level]) for level in self._coming)
        return False, tuple(table for tables in found for table in tables)

    def _offered_by(self, level: int, code: int) -> tuple[Table, ...]:
        """The tables of the choices that are there where a level has a code."""
        found = self._offers_of.get((level, code))
        if found is None:
            part: Snapshot = self.space.levels[level].values[code]
            choices = filter(is_passing, offered(part, self.payloads))
            found = tuple(self._passing_table(choice, part) for choice in choices)
            self._offers_of[level, code] = found
        return found

    def _passing_table(self, choice: Choice, part: Snapshot) -> Table:
        levels = self._support(choice, part)
        found = self._passing.get((choice, levels))
        if found is None:
            found = self._passing[choice, levels] = Table(choice, levels, self.packing)
        return found

    def rows(self, table: Table, packed: Packed) -> tuple[Row, ...]:
        """What a choice may do in a state that offers it; a lasting one says itself where."""
        key = packed & table.mask
        found = table.rows.get(key)
        if found is None:
            found = table.rows[key] = tuple(dict.fromkeys(self._made(table, packed)))
        return found

    def _made(self, table: Table, packed: Packed) -> Iterator[Row]:
        codes = self.packing.unpack(packed)
        snapshot = self.space.decode(codes)
        if not is_offered(snapshot, table.choice):
            return
        for step in self._ways(partial(perform, self.chart, snapshot, table.choice), snapshot):
            self.steps += 1
            yield self._row(table, packed, codes, step, is_same=step.snapshot is snapshot)

    def _row(self, table: Table, packed: Packed, codes: Codes, step: Step, *, is_same: bool) -> Row:
        facts = facts_of(step.outcome)
        if is_same:
            return Row(change=0, facts=facts)
        after = self.space.encode(step.snapshot)
        moved = {level for level in self._every if codes[level] != after[level]}
        assert moved <= set(table.levels), f"{table.choice} writes more than its support"
        return Row(change=self.packing.pack(after) - packed, facts=facts)


def firing(state: int, place: int) -> Firing:
    """The choice that a timer of a state of the machine itself becomes due."""
    return Firing(activation=0, event="after", id=None, after=(state, place), run=None, number=0)


def is_passing(choice: Choice) -> bool:
    """Whether a choice depends on more than levels of its own: on what the rest holds."""
    return not isinstance(choice, Sending | Moving)


def is_offered(snapshot: Snapshot, choice: Choice) -> bool:
    """Whether the world has a choice in a state whose turn has ended, or one of the rest."""
    if snapshot.status == "done" and not snapshot.queue:
        return False
    match choice:
        case Moving(dimension=dimension, value=value):
            return not same(snapshot.dimensions[dimension], value)
        case Firing(after=(state, place), run=None, activation=0):
            first = next((t.after for t in snapshot.timers if is_at(t, state)), None)
            return first == (state, place)
        case _:
            return True


def is_at(timer: Timer, state: int) -> bool:
    """Whether a timer is a private one of this state of the machine itself."""
    return is_plain(timer) and timer.after is not None and timer.after[0] == state
