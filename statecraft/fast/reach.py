"""What a step depends on, where a chart has too many configurations to know each of them.

The values of its dimensions are then *levels*: held as data, like the context. A step is known
for the levels that it depends on, whatever the others are. Those are the dimensions that move or
that could have moved, those that hold a transition for an event of the step, and those that a
formula of it reads. The rules that are asked at the end of every step (``never`` and ``always``,
cascades, ``done_when``) count only if something changed that they read: a machine is put on the
map only while they have nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Final

from statecraft.chart.descriptors import matches
from statecraft.chart.tables import Edge, LoweredChart, RegionIndex, StateIndex
from statecraft.expr.reads import names_read
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.entries import Decided, Entry, Moment, NextStep, Ran
from statecraft.fast.recording import Recording
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.rules import has_computed_triggers
from statecraft.kernel.snapshot import Activation
from statecraft.model.actions import Action, Block, If, Merge, Raise, Set, Unset
from statecraft.model.formulas import Formula
from statecraft.model.reading import formulas_of
from statecraft.values.json_values import Value

MOST_CONFIGURATIONS: Final = 1_024
"""How many combinations of dimensions are known one by one."""

Name = tuple[NameKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A rule that is asked at the end of every step, and what it reads and pulls."""

    formulas: frozenset[int]
    names: frozenset[Name]
    pulls: frozenset[RegionIndex]


class Reach:
    """Which levels a chart has, and which of them a step depends on.

    Attributes:
        levels: the dimensions whose values are data; none where each configuration is known.
    """

    __slots__ = ("_chart", "_definitions", "_regions", "_standing", "levels")

    def __init__(
        self, chart: LoweredChart, definitions: dict[str, Expr], most: int = MOST_CONFIGURATIONS
    ) -> None:
        self._chart = chart
        self._definitions = definitions
        dimensions = [each for each in chart.regions if each.dimension is not None]
        is_wide = prod(len(each.by_text) for each in dimensions) > most
        knowable = is_wide and not has_computed_triggers(chart.move_rules)
        self.levels = tuple(each.index for each in dimensions) if knowable else ()
        rows = chart.rows if self.levels else ()
        self._regions = {row.path: row.region for row in rows if row.region in self.levels}
        self._standing = tuple(self._rules())

    def level_values(self, activation: Activation) -> list[Value]:
        """The state that each level is at, in their order."""
        rows = self._chart.rows
        at: dict[RegionIndex, Value] = {rows[state].region: state for state in activation.states}
        return [at[region] for region in self.levels]

    def fixed_states(self, states: Iterable[StateIndex]) -> tuple[StateIndex, ...]:
        """The states that are no level's."""
        rows = self._chart.rows
        return tuple(state for state in states if rows[state].region not in self.levels)

    def step_levels(
        self, recording: Recording, event: str, outcome: Outcome
    ) -> frozenset[RegionIndex]:
        """The levels that a recorded step depends on."""
        if not self.levels:
            return frozenset()
        moved = self._moved(outcome)
        entries = [e for e in recording.entries if not isinstance(e, NextStep)]
        blocks = [e.block for e in entries if isinstance(e, Ran) and e.moment.seat == 0]
        actions = [action for block in blocks for action in _all_actions(block)]
        changed = {(NameKind.DIMENSION, self._chart.regions[region].name) for region in moved}
        changed |= {(NameKind.CONTEXT, name) for each in actions for name in _assigned_in(each)}
        standing = {formula for rule in self._standing for formula in rule.formulas}
        read: set[Name] = set()
        for formula in (*recording.asked, *(f for each in actions for f in formulas_of(each))):
            if id(formula) not in standing:
                read |= names_read(formula.expr, self._definitions)
        steps = [step for each in (outcome, *outcome.followed_by) for step in each.path]
        events = {event, *(step.event or "" for step in steps)}
        events |= {each.event for each in actions if isinstance(each, Raise)}
        events |= {each.event for each in recording.entries if isinstance(each, NextStep)}
        events |= {entry.moment.event_name or "" for entry in entries}
        found = moved | self._around(events)
        for rule in self._standing:
            if rule.pulls & moved or rule.names & changed:
                found |= rule.pulls
                read |= rule.names
        by_name = self._chart.by_dimension
        found |= {by_name[name] for kind, name in read if kind is NameKind.DIMENSION}
        return frozenset(found.intersection(self.levels))

    def told(self, entries: Iterable[Entry], levels: frozenset[RegionIndex]) -> Iterator[Entry]:
        """The entries that count at these levels, with nothing in them of the others."""
        standing = {formula: rule for rule in self._standing for formula in rule.formulas}
        for entry in entries:
            if isinstance(entry, NextStep) or entry.moment.seat:
                yield entry
                continue
            if isinstance(entry, Decided):
                rule = standing.get(id(entry.formula))
                if rule is not None and not self._is_within(rule, levels):
                    continue
            yield replace(entry, moment=self._at(entry.moment, levels))

    def _is_within(self, rule: _Standing, levels: frozenset[RegionIndex]) -> bool:
        by_name = self._chart.by_dimension
        return all(by_name[n] in levels for kind, n in rule.names if kind is NameKind.DIMENSION)

    def _at(self, moment: Moment, levels: frozenset[RegionIndex]) -> Moment:
        """A moment without what levels of others are at."""
        rows, by_name = self._chart.rows, self._chart.by_dimension
        return replace(
            moment,
            dimensions={n: v for n, v in moment.dimensions.items() if by_name[n] in levels},
            states=frozenset(
                state
                for state in moment.states
                if rows[state].region in levels or rows[state].region not in self.levels
            ),
        )

    def _moved(self, outcome: Outcome) -> frozenset[RegionIndex]:
        """The levels that moved, if only in between."""
        steps = [step for each in (outcome, *outcome.followed_by) for step in each.path]
        own = [step for step in steps if not step.slot]
        paths = {path for step in own for path in (*step.exited, *step.entered)}
        return frozenset(self._regions[path] for path in paths if path in self._regions)

    def _around(self, events: Iterable[str]) -> set[RegionIndex]:
        """The regions that transitions for these events, or without an event, are about."""
        rows, edges = self._chart.rows, self._chart.edges
        found: set[RegionIndex] = set()
        for edge in edges:
            always = edge.source is not None and edge.index in rows[edge.source].always
            always |= edge.index in self._chart.machine_always
            if always or any(matches(edge.event or "", event) for event in events):
                found |= {*edge.regions, *_regions_of(edge)}
                if edge.source is not None:
                    found.add(rows[edge.source].region)
        return found

    def _rules(self) -> Iterator[_Standing]:
        for rule in self._chart.constraints:
            yield self._rule(rule.condition, *([] if rule.when is None else [rule.when]))
        for cascade in self._chart.cascades:
            yield self._rule(cascade.rule.when, pulls=[region for region, _ in cascade.pulls])
        if self._chart.definition.done_when is not None:
            yield self._rule(self._chart.definition.done_when)

    def _rule(self, *formulas: Formula, pulls: Iterable[RegionIndex] = ()) -> _Standing:
        names: set[Name] = set()
        for formula in formulas:
            names |= names_read(formula.expr, self._definitions)
        return _Standing(
            formulas=frozenset(map(id, formulas)), names=frozenset(names), pulls=frozenset(pulls)
        )


def _regions_of(edge: Edge) -> Iterator[RegionIndex]:
    yield from (origin.region for origin in edge.origins)
    yield from (region for region, _ in edge.moves)


def _all_actions(block: Block) -> Iterator[Action]:
    for action in block:
        yield action
        if isinstance(action, If):
            yield from _all_actions((*action.then, *action.otherwise))


def _assigned_in(action: Action) -> Iterator[str]:
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            yield from (place.variable for place, _ in assignments)
        case Unset(places=places):
            yield from (place.variable for place in places)
        case _:
            return
