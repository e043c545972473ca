"""Explicit search over packed states: every reachable state is met, breadth first.

Tables whose supports are small are joined, so that one mask and one look-up give all that several
choices do. What is remembered of a state is its layer; ways are found backwards, layer by layer.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from statecraft.checker.choices import Choice
from statecraft.checker.engines.bitmap import MOST_BITS_OF_A_TABLE, Wide, numpy
from statecraft.checker.engines.closing import is_closed
from statecraft.checker.engines.explored import moves_on
from statecraft.checker.engines.packed_tests import packed_test
from statecraft.checker.limits import Limit, Limits
from statecraft.checker.model import Facts, Predicate
from statecraft.checker.spaces.tables import Packed, Row, Table, TableModel
from statecraft.checker.trace import Trace, TraceStep

States = frozenset[Packed]

_MOST_JOINED_BITS = 12
"""Joined tables have at most 4096 rows."""

_MOST_BITS_OF_A_MAP = 27
_PORTION = 4096
LEAST_WIDE = 2000
"""A layer of so many states is worth an array."""


class Joined:
    """Several tables as one: the bits of their supports → every change that one of them makes."""

    __slots__ = ("changes", "mask", "tables")

    def __init__(self, mask: int, tables: tuple[Table, ...]) -> None:
        self.mask = mask
        self.tables = tables
        self.changes: dict[Packed, tuple[int, ...]] = {}


class _Met:
    """Which states were met: a byte for each packed state where these are few, else a mapping."""

    __slots__ = ("by_state",)

    def __init__(self, model: TableModel, first: Iterable[Packed]) -> None:
        self.by_state: bytearray | defaultdict[Packed, int]
        if is_closed(model.space) and model.packing.closed_width <= _MOST_BITS_OF_A_MAP:
            self.by_state = bytearray(1 << model.packing.closed_width)
        else:
            self.by_state = defaultdict(int)
        for state in first:
            self.by_state[state] = 1


class Explicit:
    """The reachable states of a model, within some limits."""

    name = "explicit"

    def __init__(self, model: TableModel, limits: Limits) -> None:
        self.model = model
        self.exhausted: Limit | None = None
        self._tables = model.tables
        self._lasting = frozenset(self._tables)
        self._joined = joined(self._tables)
        self._backward: dict[Packed, list[Packed]] | None = None
        first = [model.packing.pack(codes) for codes in model.initial]
        self._layers: list[Sequence[Packed]] = [first] if first else []
        self._unasked: States = frozenset()
        self._steps_taken = 0
        self._met = _Met(model, first)
        self._wide: Wide | None = None
        self._search(limits)

    @cached_property
    def _all(self) -> States:
        return frozenset(itertools.chain.from_iterable(self._layers))

    def _search(self, limits: Limits) -> None:
        layer = self._layers[0] if self._layers else []
        while layer and self.exhausted is None:
            layer = self._next_layer(layer, limits)
            if layer:
                self._layers.append(layer)

    def _limit(self, number: int, limits: Limits) -> Limit | None:
        depth = len(self._layers) - 1
        if number > limits.states:
            return Limit(what="states", bound=limits.states, depth=depth)
        if self.model.steps > limits.kernel_steps:
            return Limit(what="steps of the kernel", bound=limits.kernel_steps, depth=depth)
        if limits.out_of_time():
            return Limit(what="time", bound=0, depth=depth)
        return None

    def _next_layer(self, layer: Sequence[Packed], limits: Limits) -> Sequence[Packed]:
        if len(layer) >= LEAST_WIDE and self._rest_is_plain():
            self._wide = self._wide or self._made_wide()
            if self._wide is not None:
                self.exhausted = self._limit(self.number(), limits)
                return () if self.exhausted is not None else self._wide.after(layer)
        found: list[Packed] = []
        before = self.number()
        start = 0
        while start < len(layer):
            self.exhausted = self._limit(before + len(found), limits)
            if self.exhausted is not None:
                self._unasked = frozenset((*layer[start:], *found))
                break
            # Where the kernel still takes the steps, the clock is asked after each state.
            size = (
                _PORTION if self._rest_is_plain() and self.model.steps == self._steps_taken else 1
            )
            self._steps_taken = self.model.steps
            portion = layer[start : start + size]
            if self._rest_is_plain():
                self._lead_on(portion, found)
            else:
                self._lead_on_with_passing(portion, found)
            start += size
        return found

    def _made_wide(self) -> Wide | None:
        """The same with numpy; None where it is not there, or the states are too far apart."""
        met = self._met.by_state
        np = numpy() if isinstance(met, bytearray) else None
        if np is None or any(t.mask.bit_count() > MOST_BITS_OF_A_TABLE for t in self._joined):
            return None
        assert isinstance(met, bytearray), "only such a map is shared"
        tables = [(group.mask, partial(self._changes, group)) for group in self._joined]
        return Wide(np, met, tables)

    def _lead_on(self, portion: Sequence[Packed], found: list[Packed]) -> None:
        """Add the states that some states lead to and that were not met before."""
        groups = [(each.mask, each.changes.get, each) for each in self._joined]
        met, meet, fill = self._met.by_state, found.append, self._fill
        for state in portion:
            for mask, get, group in groups:
                changes = get(state & mask)
                if changes is None:
                    changes = fill(group, state)
                for change in changes:
                    after = state + change
                    if not met[after]:
                        met[after] = 1
                        meet(after)

    def _lead_on_with_passing(self, portion: Sequence[Packed], found: list[Packed]) -> None:
        """The same where some states have choices of their own, or no others."""
        met, offers, rows = self._met.by_state, self.model.offers, self.model.rows
        self._lead_on([state for state in portion if not offers(state)[0]], found)
        for state in portion:
            for table in offers(state)[1]:
                for row in rows(table, state):
                    after = state + row.change
                    if not met[after]:
                        met[after] = 1
                        found.append(after)

    def _rest_is_plain(self) -> bool:
        """Whether nothing can happen but what the lasting tables hold."""
        space = self.model.space
        is_one = all(space.levels[n].size == 1 for n in (*space.run_levels, space.rest_level))
        return is_one and self.model.offers(0) == (False, ())

    def _fill(self, group: Joined, state: Packed) -> tuple[int, ...]:
        changes = dict.fromkeys(change for _, change in self._changes(group, state))
        found = group.changes[state & group.mask] = tuple(changes)
        return found

    def _changes(self, group: Joined, state: Packed) -> Iterator[tuple[Choice, int]]:
        for table in group.tables:
            for row in self.model.rows(table, state):
                if row.change:
                    yield table.choice, row.change

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Engine``."""
        tables = (*self._tables, *self.model.passing_tables())
        return tuple(dict.fromkeys(t.choice for t in tables if any(t.rows.values())))

    def reachable(self) -> States:
        """See ``Engine``."""
        return self._all

    def where(self, predicate: Predicate) -> States:
        """See ``Engine``."""
        return frozenset(filter(packed_test(predicate, self.model.packing), self._all))

    def outcomes(self, choice: Choice) -> Mapping[Facts, States]:
        """See ``Engine``."""
        found: dict[Facts, list[Packed]] = {}
        for table in self._tables_of((choice,)):
            for state, row in self._rows(table, self._all):
                found.setdefault(row.facts, []).append(state)
        return {facts: frozenset(states) for facts, states in found.items()}

    def _tables_of(self, choices: Iterable[Choice] | None) -> tuple[Table, ...]:
        tables = (*self._tables, *self.model.passing_tables())
        if choices is None:
            return tables
        wanted = set(choices)
        return tuple(table for table in tables if table.choice in wanted)

    def _rows(self, table: Table, states: States) -> Iterator[tuple[Packed, Row]]:
        """The states that offer a choice, each with what becomes of it there."""
        offers, rows = self.model.offers, self.model.rows
        if table in self._lasting:
            offering = (s for s in states if s not in self._unasked and not offers(s)[0])
        else:
            offering = (state for state in self._offering.get(table, ()) if state in states)
        for state in offering:
            for row in rows(table, state):
                yield state, row

    @cached_property
    def _offering(self) -> Mapping[Table, list[Packed]]:
        """Of choices that come and go: the states that were asked and have them."""
        found: dict[Table, list[Packed]] = {}
        for state in self._all - self._unasked:
            for table in self.model.offers(state)[1]:
                found.setdefault(table, []).append(state)
        return found

    def union(self, a: States, b: States) -> States:
        """See ``Engine``."""
        return a | b

    def intersect(self, a: States, b: States) -> States:
        """See ``Engine``."""
        return a & b

    def minus(self, a: States, b: States) -> States:
        """See ``Engine``."""
        return a - b

    def is_empty(self, a: States) -> bool:
        """See ``Engine``."""
        return not a

    def count(self, a: States) -> int:
        """See ``Engine``."""
        return len(a)

    def members(self, a: States) -> Iterator[tuple[int, ...]]:
        """See ``Engine``; nearest to the start first."""
        unpack = self.model.packing.unpack
        for layer in self._layers:
            yield from (unpack(state) for state in layer if state in a)

    def before(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """See ``Engine``."""
        if choices is None:
            backward = self._reversed()
            return frozenset(before for state in a for before in backward.get(state, ()))
        return frozenset(before for before, after in self._steps(self._all, choices) if after in a)

    def _reversed(self) -> dict[Packed, list[Packed]]:
        if self._backward is None:
            self._backward = self._backward_by(None)
        return self._backward

    def _backward_by(self, choices: Iterable[Choice] | None) -> dict[Packed, list[Packed]]:
        """State → the states from which one step by one of *choices* leads to it."""
        found: dict[Packed, list[Packed]] = {}
        for before, after in self._steps(self._all, choices):
            found.setdefault(after, []).append(before)
        return found

    def after(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """See ``Engine``."""
        return frozenset(after for _, after in self._steps(a, choices) if after in self._all)

    def _steps(
        self, states: States, choices: Iterable[Choice] | None
    ) -> Iterator[tuple[Packed, Packed]]:
        for table in self._tables_of(choices):
            for state, row in self._rows(table, states):
                after = state + row.change
                if moves_on(state, after, row.facts):
                    yield state, after

    def leading_to(self, a: States, choices: Iterable[Choice] | None = None) -> States:
        """See ``Engine``."""
        backward = self._reversed() if choices is None else self._backward_by(choices)
        found = set(a)
        pending = list(a)
        while pending:
            for before in backward.get(pending.pop(), ()):
                if before not in found:
                    found.add(before)
                    pending.append(before)
        return frozenset(found)

    def surely_leading_to(self, a: States) -> States:
        """See ``Engine``."""
        if self.model.is_certain:
            return self.leading_to(a)
        into: dict[Packed, list[tuple[Packed, set[Packed]]]] = {}
        for table in self._tables_of(None):
            goals: dict[Packed, set[Packed]] = {}
            for state, row in self._rows(table, self._all):
                goals.setdefault(state, set()).add(state + row.change)
            for state, of in goals.items():
                for goal in of:
                    into.setdefault(goal, []).append((state, of))
        found, pending = set(a), list(a)
        while pending:
            met = pending.pop()
            for state, of in into.get(met, ()):
                of.discard(met)
                if not of and state not in found:
                    found.add(state)
                    pending.append(state)
        return frozenset(found)

    def nearest(self, a: States) -> Trace | None:
        """See ``Engine``."""
        for distance, layer in enumerate(self._layers):
            end = next((state for state in layer if state in a), None)
            if end is not None:
                return self._way_to(end, distance)
        return None

    def _way_to(self, end: Packed, distance: int) -> Trace:
        unpack = self.model.packing.unpack
        steps: list[TraceStep] = []
        while distance:
            distance -= 1
            before, choice = self._step_into(end, self._layers[distance])
            steps.append(TraceStep(choice=choice, after=unpack(end)))
            end = before
        return Trace(start=unpack(end), steps=tuple(reversed(steps)))

    def _step_into(self, end: Packed, layer: Sequence[Packed]) -> tuple[Packed, Choice]:
        for state in layer:
            for table in self.model.tables_at(state):
                if any(state + row.change == end for row in self.model.rows(table, state)):
                    return state, table.choice
        raise AssertionError("a state of a layer was met from the layer before")

    def number(self) -> int:
        """How many states were met."""
        return sum(map(len, self._layers))

    def depth(self) -> int:
        """See ``Engine``."""
        return max(0, len(self._layers) - 1)

    def distance(self, codes: tuple[int, ...]) -> int:
        """How many steps a state is away from the start."""
        state = self.model.packing.pack(codes)
        return next(number for number, layer in enumerate(self._layers) if state in layer)


def joined(tables: Iterable[Table]) -> tuple[Joined, ...]:
    """Tables put together as long as their supports have few bits; each is in one group."""
    groups: list[tuple[int, list[Table]]] = []
    for table in sorted(tables, key=lambda table: table.mask.bit_count()):
        best = min(
            (n for n, (mask, _) in enumerate(groups) if _fit(mask | table.mask)),
            key=lambda n: (groups[n][0] | table.mask).bit_count() - groups[n][0].bit_count(),
            default=None,
        )
        if best is None:
            groups.append((table.mask, [table]))
        else:
            groups[best] = (groups[best][0] | table.mask, [*groups[best][1], table])
    return tuple(Joined(mask, tuple(of)) for mask, of in groups)


def _fit(mask: int) -> bool:
    return mask.bit_count() <= _MOST_JOINED_BITS
