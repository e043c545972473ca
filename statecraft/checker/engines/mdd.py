"""The engine for closed spaces: sets of states are decision diagrams, and the search is saturation.

It never meets a state one by one, so that it counts 10^57 of them as easily as a hundred.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property, reduce
from typing import assert_never

from statecraft.checker.choices import Choice
from statecraft.checker.engines.cubes import Cube, TooWide, cubes_of
from statecraft.checker.engines.diagram import NOTHING, Diagram, Node
from statecraft.checker.engines.distances import Distances
from statecraft.checker.engines.ordering import good_order
from statecraft.checker.engines.partition import ByCodes, ByCubes, Later, trie_of
from statecraft.checker.engines.plain_facts import kinds_of
from statecraft.checker.engines.relation import Event, Pairs, events_of_rows, plain_events
from statecraft.checker.engines.rulebook import Rulebook
from statecraft.checker.engines.saturation import Product, Saturation, image
from statecraft.checker.limits import Limit, Limits
from statecraft.checker.model import All, Codes, Facts, Opposite, Predicate, Some, Test
from statecraft.checker.spaces.tables import Table, TableModel
from statecraft.checker.trace import Trace, TraceStep


class Symbolic:
    """The reachable states of a closed model.

    Raises:
        TooWide: a choice depends on too much.
        TooManyNodes: the diagram has grown beyond the limits.
    """

    name = "mdd"
    exhausted: Limit | None = None

    def __init__(self, model: TableModel, limits: Limits) -> None:
        self.model = model
        self.book = Rulebook(model.space, model.conditions)
        self.events: list[Event] = []
        self._products: list[Product] = []
        self._tables: list[Table] = []
        plain: list[Event] = []
        for choice in model.lasting:
            found = plain_events(self.book, choice)
            if found is None:
                self._tables.append(model.table(choice))
            else:
                plain += found
        moving = self._moving(plain)
        self._order = tuple(reversed(good_order(moving, self._groups(plain, frozenset(moving)))))
        self._place = {level: place for place, level in enumerate(self._order)}
        self._sizes = [level.size for level in model.space.levels]
        self.diagram = Diagram([self._sizes[level] for level in self._order], limits.nodes)
        self._projections: dict[tuple[int, ...], tuple[Codes, ...]] = {}
        self._add(plain)
        self._all = self._reached()
        self._fill_tables(limits)

    def _moving(self, events: Iterable[Event]) -> list[int]:
        """The levels that may have several codes; the others are left out of the diagram."""
        columns = enumerate(zip(*self.model.initial, strict=True))
        found = {level for level, codes in columns if len(set(codes)) > 1}
        for event in events:
            found.update(n for n, pairs in event.pairs.items() if any(a != b for a, b in pairs))
        for table in self._tables:
            found.update(table.levels)
        return [n for n in sorted(found) if self.model.space.levels[n].size > 1]

    def _groups(self, events: Iterable[Event], moving: frozenset[int]) -> Iterator[frozenset[int]]:
        """Levels that should stand together."""
        for event in events:
            yield moving.intersection(event.pairs)
        for table in self._tables:
            yield moving.intersection(table.levels)

    def _add(self, events: Iterable[Event]) -> None:
        for event in events:
            product = self._product(event)
            if product is not None:
                self.events.append(event)
                self._products.append(product)

    def _product(self, event: Event) -> Product | None:
        """The event on the levels of the diagram; None where one outside never lets it happen."""
        found: dict[int, Pairs] = {}
        for level, pairs in event.pairs.items():
            if level in self._place:
                found[self._place[level]] = pairs
            elif all(before != self.model.initial[0][level] for before, _ in pairs):
                return None
        return found

    def _reached(self) -> Node:
        saturation = Saturation(self.diagram, self._products)
        found = NOTHING
        for codes in self.model.initial:
            reached = saturation.from_single(self.inner(codes))
            found = self.diagram.union(self.diagram.top, found, reached)
        return found

    def _fill_tables(self, limits: Limits) -> None:
        """Ask for the rows of states that can be reached, until these reach no further ones."""
        done: list[set[Codes]] = [set() for _ in self._tables]
        while fresh := [*self._fresh_events(done)]:
            if self.model.steps > limits.kernel_steps or limits.out_of_time():
                raise TooWide
            self._add(fresh)
            saturation = Saturation(self.diagram, self._products)
            self._all = saturation.closure(self.diagram.top, self._all)

    def _fresh_events(self, done: list[set[Codes]]) -> Iterator[Event]:
        for table, known in zip(self._tables, done, strict=True):
            inner = frozenset(self._place[n] for n in table.levels if n in self._place)
            found = self.diagram.projected(self._all, inner)
            states = [self._outer(whole) for codes, whole in found.items() if codes not in known]
            known.update(found)
            yield from events_of_rows(self.model, table, states)

    def inner(self, codes: Codes) -> Codes:
        """The codes of the diagram's levels, from the lowest up."""
        return tuple(codes[level] for level in self._order)

    def _outer(self, inner: Codes) -> Codes:
        codes = list(self.model.initial[0])
        for level, code in zip(self._order, inner, strict=True):
            codes[level] = code
        return tuple(codes)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """See ``Engine``."""
        return self.model.lasting

    def reachable(self) -> Node:
        """See ``Engine``."""
        return self._all

    def where(self, predicate: Predicate) -> Node | Later:
        """See ``Engine``.

        Raises:
            TooWide: the condition reads too much.
        """
        try:
            cubes = cubes_of(predicate, self._sizes)
        except TooWide:
            return self._where_parts(predicate)
        inner = [cube for each in cubes if (cube := self._inner_cube(each)) is not None]
        met = tuple(cube for cube in inner if self.diagram.meets(self._all, cube))
        return ByCubes(diagram=self.diagram, cubes=met) if met else NOTHING

    def _where_parts(self, predicate: Predicate) -> Node | Later:
        """The states that satisfy a condition, put together from those of its parts."""
        match predicate:
            case Test():
                raise TooWide
            case Opposite(part=part):
                return self.minus(self._all, self.where(part))
            case All(parts=parts):
                return reduce(self.intersect, map(self.where, parts), self._all)
            case Some(parts=parts):
                return reduce(self.union, map(self.where, parts), NOTHING)
            case _:
                assert_never(predicate)

    def _inner_cube(self, cube: Cube) -> Cube | None:
        """A product of codes on the levels of the diagram; None where another has none of them."""
        found: Cube = {}
        for level, codes in cube.items():
            if level in self._place:
                found[self._place[level]] = codes
            elif self.model.initial[0][level] not in codes:
                return None
        return found

    def outcomes(self, choice: Choice) -> Mapping[Facts, Later]:
        """See ``Engine``."""
        kinds = kinds_of(self.book, choice)
        levels = self.model.table(choice).levels if kinds is None else kinds.levels
        inner = tuple(sorted((self._place[n] for n in levels if n in self._place), reverse=True))
        tried: dict[Hashable, tuple[Facts, ...]] = {None: ()}
        found: dict[Facts, list[Codes]] = {}
        for codes in self._shown(inner):
            state = self._with(inner, codes)
            kind = state if kinds is None else kinds.kind_of(tuple(state[n] for n in levels))
            if kind not in tried:
                told = (kind,) if isinstance(kind, Facts) else None
                tried[kind] = told or self._facts(choice, inner, codes)
            for facts in tried[kind]:
                found.setdefault(facts, []).append(codes)
        return {
            facts: ByCodes(diagram=self.diagram, levels=inner, trie=trie_of(of))
            for facts, of in found.items()
        }

    def _shown(self, inner: tuple[int, ...]) -> tuple[Codes, ...]:
        found = self._projections.get(inner)
        if found is None:
            found = tuple(sorted(self.diagram.shown(self._all, inner)))
            self._projections[inner] = found
        return found

    def _with(self, inner: tuple[int, ...], codes: Codes) -> Codes:
        """The first state, with other codes at some levels of the diagram."""
        state = list(self.model.initial[0])
        for place, code in zip(inner, codes, strict=True):
            state[self._order[place]] = code
        return tuple(state)

    def _facts(self, choice: Choice, inner: tuple[int, ...], codes: Codes) -> tuple[Facts, ...]:
        """What becomes of a choice in the states with some codes: the kernel is asked about one."""
        cube = {place: frozenset((code,)) for place, code in zip(inner, codes, strict=True)}
        state = self._outer(
            self.diagram.first(self.diagram.within(self.diagram.top, self._all, cube))
        )
        rows = self.model.rows(self.model.table(choice), self.model.packing.pack(state))
        return tuple(dict.fromkeys(row.facts for row in rows))

    def _made(self, a: Node | Later) -> Node:
        return a if isinstance(a, Node) else a.within(self._all)

    def union(self, a: Node | Later, b: Node | Later) -> Node:
        """See ``Engine``."""
        return self.diagram.union(self.diagram.top, self._made(a), self._made(b))

    def intersect(self, a: Node | Later, b: Node | Later) -> Node:
        """See ``Engine``."""
        if not isinstance(b, Node):
            return b.within(self._made(a))
        return self.diagram.intersect(self.diagram.top, self._made(a), b)

    def minus(self, a: Node | Later, b: Node | Later) -> Node | Later:
        """See ``Engine``."""
        if not b:
            return a
        return self.diagram.minus(self.diagram.top, self._made(a), self.intersect(a, b))

    def is_empty(self, a: Node | Later) -> bool:
        """See ``Engine``."""
        return not a  # What is put together later is known to hold something.

    def count(self, a: Node | Later) -> int:
        """See ``Engine``."""
        return self.diagram.count(self._made(a))

    def members(self, a: Node | Later) -> Iterator[Codes]:
        """See ``Engine``."""
        if a:
            yield from map(self._outer, self.diagram.members(self._made(a)))

    def before(self, a: Node | Later, choices: Iterable[Choice] | None = None) -> Node:
        """See ``Engine``."""
        a = self._made(a)
        found = self._standing(a, choices)
        for product in self._chosen(choices):
            found = self.union(found, image(self.diagram, a, reversed_product(product)))
        return self.intersect(found, self._all)

    def after(self, a: Node | Later, choices: Iterable[Choice] | None = None) -> Node:
        """See ``Engine``."""
        a = self._made(a)
        found = self._standing(a, choices)
        for product in self._chosen(choices):
            found = self.union(found, image(self.diagram, a, product))
        return found

    def _chosen(self, choices: Iterable[Choice] | None) -> Iterator[Product]:
        wanted = None if choices is None else set(choices)
        for event, product in zip(self.events, self._products, strict=True):
            if wanted is None or event.choice in wanted:
                yield product

    def _standing(self, a: Node, choices: Iterable[Choice] | None) -> Node:
        """The states of a set in which a choice is accepted and changes nothing."""
        found = NOTHING
        for choice in self.choices if choices is None else choices:
            found = self.union(found, self._unmoved(choice))
        return self.intersect(a, found)

    def _unmoved(self, choice: Choice) -> Node:
        accepted = NOTHING
        for facts, states in self.outcomes(choice).items():
            if facts.accepted:
                accepted = self.union(accepted, states)
        moving = NOTHING
        for product in self._chosen((choice,)):
            cube = {level: frozenset(b for b, _ in pairs) for level, pairs in product.items()}
            moving = self.union(moving, self.diagram.within(self.diagram.top, self._all, cube))
        return self.diagram.minus(self.diagram.top, accepted, moving)

    def leading_to(self, a: Node | Later, choices: Iterable[Choice] | None = None) -> Node:
        """See ``Engine``."""
        backward = [reversed_product(product) for product in self._chosen(choices)]
        reached = Saturation(self.diagram, backward).closure(self.diagram.top, self._made(a))
        return self.intersect(reached, self._all)

    def surely_leading_to(self, a: Node | Later) -> Node:
        """See ``Engine``."""
        if self.model.is_certain:
            return self.leading_to(a)
        found = self._made(a)
        while True:
            outside = self.minus(self._all, found)
            fresh = NOTHING
            for choice in self.choices:
                sure = self.minus(self.before(found, (choice,)), self._staying_out(choice, outside))
                fresh = self.union(fresh, self.minus(sure, found))
            if not fresh:
                return found
            found = self.union(found, fresh)

    def _staying_out(self, choice: Choice, outside: Node | Later) -> Node:
        """The states in which a choice may lead outside, or be refused."""
        staying = self.before(outside, (choice,))
        for facts, states in self.outcomes(choice).items():
            if not facts.accepted:
                staying = self.union(staying, states)
        return staying

    @cached_property
    def _distances(self) -> Distances:
        inner = [self.inner(codes) for codes in self.model.initial]
        return Distances(self.diagram.sizes, self._products, inner, self.diagram.most_nodes)

    def nearest(self, a: Node | Later) -> Trace | None:
        """See ``Engine``."""
        a = self._made(a)
        if not a:
            return None
        distance, inner = self._distances.nearest(self.diagram, a)
        steps: list[TraceStep] = []
        while distance:
            distance -= 1
            number, earlier = self._distances.step_into(inner, distance)
            choice = self.events[number].choice
            steps.append(TraceStep(choice=choice, after=self._outer(inner)))
            inner = earlier
        return Trace(start=self._outer(inner), steps=tuple(reversed(steps)))

    def depth(self) -> int:
        """See ``Engine``."""
        return self._distances.greatest()

    def distance(self, codes: Codes) -> int:
        """How many steps a state is away from the start."""
        return self._distances.distance(self.inner(codes))


def reversed_product(product: Product) -> Product:
    """The event that undoes another one."""
    return {level: tuple((b, a) for a, b in pairs) for level, pairs in product.items()}
