"""A snapshot as a tuple of codes, one per level, and back.

Every dimension is a level, every compound state of the tree (which child is active, or none), every
history state (what it remembers), every context variable, the timers of every state that has some,
every group of pipelines that know of each other (their runs, and what these wait for), and the
status. What is left (children, other awaited answers, the queue, delayed events) is one level more.
A level whose values are known beforehand is *closed*; the codes of the others are given as their
values are met. A space whose open levels never get a second value is closed itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from statecraft.chart.tables import LoweredChart, RegionIndex, StateIndex, StateRow
from statecraft.checker.model import Codes
from statecraft.checker.spaces.canonical import canonical, frozen, key_of
from statecraft.checker.spaces.histories import memories
from statecraft.checker.spaces.parts import parted, together
from statecraft.checker.spaces.relevance import Detail, Relevance
from statecraft.checker.spaces.run_groups import Group, groups_of
from statecraft.kernel.snapshot import ROOT, Activation, Snapshot, Timer
from statecraft.model.states import StateKind
from statecraft.values.json_values import Value
from statecraft.values.shape import finite_values

MOST_VALUES = 256
"""Values of a variable that are counted beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDimension:
    """The active value of a dimension."""

    region: RegionIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChild:
    """The active child of a compound state, or None."""

    state: StateIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class OfHistory:
    """What a history state stands for, or None."""

    state: StateIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class OfVariable:
    """The value of a context variable, as far as it matters."""

    name: str
    detail: Detail


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTimers:
    """The timers of a state that still run: places in its ``after`` list, the next one first."""

    state: StateIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRuns:
    """The runs of some templates with all that is theirs, as a snapshot that holds nothing else."""

    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStatus:
    """The status and, with it, whether anything can still happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRest:
    """Everything else, as a snapshot that holds nothing but that."""


Meaning = OfDimension | OfChild | OfHistory | OfVariable | OfTimers | OfRuns | OfStatus | OfRest


class Level:
    """One place of a code tuple: its meaning, and its values by code.

    ``is_closed`` says that no further value can be met.
    """

    __slots__ = ("codes", "is_closed", "meaning", "values")

    def __init__(self, meaning: Meaning, known: tuple[tuple[Hashable, Any], ...] | None) -> None:
        self.meaning = meaning
        self.is_closed = known is not None
        self.codes: dict[Hashable, int] = {}
        self.values: list[Any] = []
        for key, value in known or ():
            self.code(key, value)

    @property
    def size(self) -> int:
        """How many values are known."""
        return len(self.values)

    def code(self, key: Hashable, value: Any) -> int:
        """The code of a value, which may be met for the first time."""
        found = self.codes.setdefault(key, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


class Space:
    """The levels of one machine.

    ``reads`` keeps which levels each expression reads, by its identity, which the chart keeps.
    """

    def __init__(self, chart: LoweredChart, relevance: Mapping[str, Relevance]) -> None:
        self.chart = chart
        self.relevance = relevance
        self.levels = tuple(_levels(chart, relevance[chart.definition.key]))
        self.at: dict[Meaning, int] = {each.meaning: n for n, each in enumerate(self.levels)}
        self.dimension_level = {
            each.meaning.region: n
            for n, each in enumerate(self.levels)
            if isinstance(each.meaning, OfDimension)
        }
        self.variable_level = {
            each.meaning.name: n
            for n, each in enumerate(self.levels)
            if isinstance(each.meaning, OfVariable)
        }
        self.child_level = {
            each.meaning.state: n
            for n, each in enumerate(self.levels)
            if isinstance(each.meaning, OfChild)
        }
        self.timer_levels = tuple(
            n for n, each in enumerate(self.levels) if isinstance(each.meaning, OfTimers)
        )
        runs = {
            n: e.meaning.group for n, e in enumerate(self.levels) if isinstance(e.meaning, OfRuns)
        }
        self.run_levels = tuple(runs)
        self.groups = tuple(runs.values())
        self.run_level = {key: n for n, group in runs.items() for key in group}
        self.reads: dict[int, tuple[int, ...]] = {}
        self.status_level = self.at[OfStatus()]
        self.rest_level = self.at[OfRest()]
        # The levels of runs and the rest come last, and are read together.
        self._open_levels = (*self.run_levels, self.rest_level)
        self._readers: tuple[_Reader, ...] = tuple(
            self._reader(each) for each in self.levels[: self._open_levels[0]]
        )

    def encode(self, snapshot: Snapshot) -> Codes:
        """The codes of a snapshot."""
        active = frozenset(snapshot.root.states)
        codes = [read(snapshot, active) for read in self._readers]
        for level, part in zip(self._open_levels, self._parts(snapshot), strict=True):
            codes.append(self.levels[level].code(key_of(part, self.relevance), part))
        return tuple(codes)

    def _parts(self, snapshot: Snapshot) -> tuple[Snapshot, ...]:
        """What the last levels hold: the runs of each group, and the rest."""
        root = replace(
            snapshot.root, states=(), context=_NOTHING, history={}, status="active", output=None
        )
        timers = tuple(timer for timer in snapshot.timers if not is_plain(timer))
        plain = replace(snapshot, activations=(root, *snapshot.activations[1:]), timers=timers)
        if not self.groups:
            return (canonical(plain),)
        parts = parted(plain, self.groups)
        return (*parts.runs, parts.rest)

    def _reader(self, level: Level) -> _Reader:
        rows, code = self.chart.rows, level.code
        match level.meaning:
            case OfDimension(region=region):
                root = rows[self.chart.regions[region].root]
                return lambda _, active: code(*_twice(_active_of(root, active)))
            case OfChild(state=state):
                row = rows[state]
                return lambda _, active: code(*_twice(_active_of(row, active)))
            case OfHistory(state=state):
                return lambda snapshot, _: code(*_twice(snapshot.root.history.get(state)))
            case OfVariable(name=name, detail=detail):
                return lambda snapshot, _: code(*_variable(snapshot.root.context[name], detail))
            case OfTimers(state=state):
                return lambda snapshot, _: code(*_twice(_places(snapshot.timers, state)))
            case OfStatus():
                return lambda snapshot, _: code(*_twice(snapshot.root.status))
            case OfRuns() | OfRest():
                raise AssertionError("these are read together")

    def decode(self, codes: Codes) -> Snapshot:
        """A snapshot with these codes."""
        *parts, rest = (self.levels[level].values[codes[level]] for level in self._open_levels)
        found = together(self._root(codes, rest.root), rest, parts)
        serial = found.next_serial
        timers = list(found.timers)
        for level in self.timer_levels:
            meaning, places = self._meant(level), self.levels[level].values[codes[level]]
            for place in places:
                timers.append(_timer(meaning, place, serial))
                serial += 1
        return replace(found, timers=tuple(timers), next_serial=serial)

    def _meant(self, level: int) -> StateIndex:
        meaning = self.levels[level].meaning
        assert isinstance(meaning, OfTimers), "only such levels are asked"
        return meaning.state

    def _root(self, codes: Codes, base: Activation) -> Activation:
        states: list[StateIndex] = []
        history: dict[StateIndex, tuple[StateIndex, ...]] = {}
        context: dict[str, Value] = {}
        status = "active"
        for level, code in zip(self.levels, codes, strict=True):
            value = level.values[code]
            match level.meaning:
                case OfDimension():
                    states.append(value)
                case OfHistory(state=state) if value is not None:
                    history[state] = value
                case OfVariable(name=name):
                    context[name] = value
                case OfStatus():
                    status = value
                case _:
                    continue
        states.extend(self._tree(codes))
        ordered = tuple(sorted(states))
        return replace(base, states=ordered, context=context, history=history, status=status)

    def _tree(self, codes: Codes) -> Iterator[StateIndex]:
        """The active states of the tree without its root."""
        if self.chart.tree is None:
            return
        pending = [self.chart.regions[self.chart.tree].root]
        while pending:
            state = pending.pop()
            row = self.chart.rows[state]
            if state in self.child_level:
                level = self.child_level[state]
                inner = self.levels[level].values[codes[level]]
                below: tuple[StateIndex, ...] = () if inner is None else (inner,)
            else:
                below = regions_of(row, self.chart)
            yield from below
            pending.extend(below)


_Reader = Callable[[Snapshot, frozenset[StateIndex]], int]
_NOTHING: Mapping[str, Value] = {}


def _twice(value: Any) -> tuple[Hashable, Any]:
    return value, value


def _active_of(row: StateRow, active: frozenset[StateIndex]) -> StateIndex | None:
    return next((child for child in row.children if child in active), None)


def _variable(value: Value, detail: Detail) -> tuple[Hashable, Value]:
    match detail:
        case Detail.NOTHING:
            return None, value
        case Detail.EMPTINESS:
            return (value.__class__, bool(value)), value
        case Detail.VALUE:
            return frozen(value), value


def is_plain(timer: Timer) -> bool:
    """Whether a timer is a private one of a state of the machine itself."""
    return timer.activation == ROOT and timer.run is None and timer.after is not None


def _places(timers: tuple[Timer, ...], state: StateIndex) -> tuple[int, ...]:
    return tuple(
        timer.after[1]
        for timer in sorted(timers, key=lambda timer: (timer.due_ms, timer.serial))
        if timer.after is not None and is_plain(timer) and timer.after[0] == state
    )


def _timer(state: StateIndex, place: int, serial: int) -> Timer:
    return Timer(
        activation=ROOT,
        id=None,
        due_ms=serial,
        serial=serial,
        event="after",
        data={},
        after=(state, place),
    )


def regions_of(row: StateRow, chart: LoweredChart) -> tuple[StateIndex, ...]:
    """The children of a parallel state that are no history."""
    return tuple(child for child in row.children if not is_history(chart.rows[child]))


def is_history(row: StateRow) -> bool:
    """Whether a state only stands for others."""
    return row.kind in (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def _levels(chart: LoweredChart, relevance: Relevance) -> Iterator[Level]:
    for region in chart.regions:
        if region.dimension is not None:
            values = chart.rows[region.root].children
            yield Level(OfDimension(region=region.index), tuple(map(_twice, values)))
        else:
            yield from _tree_levels(chart, region.root)
    shapes = {variable.name: variable.shape for variable in chart.definition.context}
    for name, detail in relevance.details:
        finite = finite_values(shapes[name]) if detail is Detail.VALUE else None
        known = finite if finite is not None and len(finite) <= MOST_VALUES else None
        pairs = None if known is None else tuple((frozen(value), value) for value in known)
        yield Level(OfVariable(name=name, detail=detail), pairs)
    for row in chart.rows:
        if row.after:
            yield Level(OfTimers(state=row.index), None)
    yield Level(OfStatus(), (_twice("active"), _twice("done")))
    for group in groups_of(chart):
        yield Level(OfRuns(group=group), None)
    yield Level(OfRest(), None)


def _tree_levels(chart: LoweredChart, root: StateIndex) -> Iterator[Level]:
    for row in chart.rows[root : chart.rows[root].last + 1]:
        if row.kind is StateKind.COMPOUND:
            children = [c for c in row.children if not is_history(chart.rows[c])]
            inactive = () if row.index == root else (_twice(None),)
            yield Level(OfChild(state=row.index), (*inactive, *map(_twice, children)))
        elif is_history(row):
            kept = memories(chart, row)
            pairs = None if kept is None else (_twice(None), *map(_twice, kept))
            yield Level(OfHistory(state=row.index), pairs)
