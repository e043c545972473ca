"""The rules of a chart as conditions on levels, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.chart.tables import (
    LoweredChart,
    LoweredMoveRule,
    LoweredTrigger,
    RegionIndex,
    StateIndex,
)
from statecraft.checker.engines.cubes import Cube, cubes_of, fixed, product
from statecraft.checker.model import All, Opposite, Predicate, ReasonKey, Some
from statecraft.checker.spaces.conditions import CannotTell, Conditions
from statecraft.checker.spaces.space import Space
from statecraft.expr import tree
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.outcome import ReasonKind
from statecraft.model.formulas import Formula
from statecraft.model.rules import Constraint, MoveRule
from statecraft.values.json_values import Value, same


class Rulebook:
    """What moves of dimensions are under, by region and code."""

    def __init__(self, space: Space, conditions: Conditions) -> None:
        self.space = space
        self.chart = space.chart
        self.conditions = conditions
        self.sizes = tuple(level.size for level in space.levels)
        self.inner_descriptors = frozenset(
            descriptor
            for row in self.chart.rows
            for index in row.edges
            if (descriptor := self.chart.edges[index].event) is not None
        )
        self.is_plain = is_plain_chart(space.chart)
        self._rule_cubes: dict[int, list[Cube]] = {}
        self._constraints: list[tuple[frozenset[int], Predicate]] | None = None
        self._demands: dict[int, tuple[Predicate | None, tuple[Demand, ...]]] = {}
        self._constraint_demands: list[tuple[frozenset[int], Demand]] | None = None
        self._silent: dict[RegionIndex, bool] = {}
        self._rules_about: dict[tuple[RegionIndex, int, int], tuple[int, ...]] = {}
        self._about: dict[RegionIndex, list[tuple[int, LoweredTrigger]]] = {}
        for place, rule in enumerate(self.chart.move_rules):
            for trigger in rule.triggers:
                self._about.setdefault(trigger.region, []).append((place, trigger))

    def level(self, region: RegionIndex) -> int:
        """The level of a dimension."""
        return self.space.dimension_level[region]

    def size(self, region: RegionIndex) -> int:
        """How many values a dimension has."""
        return self.sizes[self.level(region)]

    def code_of_state(self, region: RegionIndex, state: StateIndex) -> int:
        """The code of a value, given by its state."""
        return self.space.levels[self.level(region)].codes[state]

    def state_of_code(self, region: RegionIndex, code: int) -> StateIndex:
        """The state of a value, given by its code."""
        state: StateIndex = self.space.levels[self.level(region)].values[code]
        return state

    def code_of(self, region: RegionIndex, value: Value) -> int:
        """The code of a value of a dimension."""
        states = self.chart.regions[region].by_text.values()
        state = next(each for each in states if same(self.chart.rows[each].value, value))
        return self.code_of_state(region, state)

    def is_silent(self, region: RegionIndex) -> bool:
        """Whether no value of a dimension does anything when it is left or entered."""
        found = self._silent.get(region)
        if found is None:
            rows = self.chart.rows
            states = rows[self.chart.regions[region].root].children
            found = self._silent[region] = not any(
                rows[s].entry or rows[s].exit or rows[s].on_change or rows[s].after for s in states
            )
        return found

    def is_allowed(self, region: RegionIndex, code: int, goal: int) -> bool:
        """Whether the map of a dimension allows a move."""
        allowed = self.chart.regions[region].allowed
        pair = (self.state_of_code(region, code), self.state_of_code(region, goal))
        return allowed is None or pair in allowed

    def rules_about(self, region: RegionIndex, code: int, goal: int) -> tuple[int, ...]:
        """The places of the move rules that a move is under."""
        known = self._rules_about.get((region, code, goal))
        if known is not None:
            return known
        before, after = self.state_of_code(region, code), self.state_of_code(region, goal)
        found = (
            place
            for place, trigger in self._about.get(region, ())
            if (trigger.origins is None or before in trigger.origins)
            and (trigger.goals is None or after in trigger.goals)
        )
        places = self._rules_about[region, code, goal] = tuple(dict.fromkeys(found))
        return places

    def cubes(self, predicate: Predicate) -> list[Cube]:
        """A condition as products."""
        return cubes_of(predicate, self.sizes)

    def cubes_of_rule(self, place: int) -> list[Cube]:
        """Where a move rule has nothing against the moves that it is about."""
        found = self._rule_cubes.get(place)
        if found is None:
            predicate = self.rule(self.chart.move_rules[place])
            found = self._rule_cubes[place] = self.cubes(predicate)
        return found

    def rule(self, lowered: LoweredMoveRule) -> Predicate:
        """The condition of a move rule."""
        demanded = All(parts=tuple(self.sure(each.that) for each in lowered.rule.require))
        return self._where(lowered.rule.when, demanded)

    def demands(self, place: int) -> tuple[Predicate | None, tuple[Demand, ...]]:
        """The ``when`` of a move rule, and each thing that it requires."""
        found = self._demands.get(place)
        if found is None:
            rule = self.chart.move_rules[place].rule
            demanded = tuple(
                self._demand(rule, each.that, each.message, self.sure(each.that))
                for each in rule.require
            )
            when = None if rule.when is None else self.sure(rule.when)
            found = self._demands[place] = (when, demanded)
        return found

    def _demand(
        self, rule: MoveRule | Constraint, of: Formula, message: Formula | None, that: Predicate
    ) -> Demand:
        key = ReasonKey(kind=ReasonKind.RULE, id=rule.name, at=rule.span, detail_at=of.span)
        is_told = message is None or is_always_told(message.expr)
        return Demand(that=that, key=key, is_told=is_told)

    def map_demand(self, region: RegionIndex) -> Demand:
        """That a move is in the map of its dimension; a demand that is not met."""
        of = self.chart.regions[region]
        at = of.dimension.span if of.dimension is not None else None
        key = ReasonKey(kind=ReasonKind.MAP, id=of.name, at=at)
        return Demand(that=Some(parts=()), key=key, is_told=True)

    def constraint_demands(self) -> list[tuple[frozenset[int], Demand]]:
        """What every constraint demands, with the levels that it reads."""
        if self._constraint_demands is None:
            self._constraint_demands = [
                (levels, self._demand(each, each.condition, each.message, that))
                for each, (levels, that) in zip(
                    self.chart.constraints, self.constraints(), strict=True
                )
            ]
        return self._constraint_demands

    def _where(self, when: Formula | None, demanded: Predicate) -> Predicate:
        if when is None:
            return demanded
        return Some(parts=(Opposite(part=self.sure(when)), demanded))

    def sure(self, formula: Formula) -> Predicate:
        """A condition of which every test can be evaluated.

        Raises:
            CannotTell: it does not depend on levels alone. A test raises the same.
        """
        found = self.conditions.strict(formula)
        if found is None:
            raise CannotTell
        return found

    def cubes_after(self, goals: Mapping[RegionIndex, int]) -> list[Cube]:
        """Where no constraint that reads what is moved is broken once it has been moved."""
        codes = {self.level(region): code for region, code in goals.items()}
        concerned = [p for levels, p in self.constraints() if not levels.isdisjoint(codes)]
        return product([self.cubes(fixed(each, codes)) for each in concerned])

    def constraints(self) -> list[tuple[frozenset[int], Predicate]]:
        """Every constraint with the levels that it reads."""
        if self._constraints is None:
            self._constraints = [self._constraint(each) for each in self.chart.constraints]
        return self._constraints

    def _constraint(self, constraint: Constraint) -> tuple[frozenset[int], Predicate]:
        formulas = [constraint.condition, *([constraint.when] if constraint.when else [])]
        levels = frozenset(level for f in formulas for level in self.conditions.reads(f.expr))
        condition = self.sure(constraint.condition)
        demanded = condition if constraint.holds_when else Opposite(part=condition)
        return levels, self._where(constraint.when, demanded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A condition that must hold, and the reason that is given where it does not.

    ``is_told`` says that the message of the reason can be made everywhere.
    """

    that: Predicate
    key: ReasonKey
    is_told: bool


def is_always_told(message: Expr) -> bool:
    """Whether a message has a value everywhere: a text, or one with values of names in it."""
    match message:
        case tree.Literal():
            return True
        case tree.Joined(parts=parts):
            plain = (NameKind.DIMENSION, NameKind.CONTEXT)
            return all(
                isinstance(part, str) or (isinstance(part, tree.Name) and part.kind in plain)
                for part in parts
            )
        case _:
            return False


def is_plain_chart(chart: LoweredChart) -> bool:
    """Whether nothing in a chart happens by itself after a move."""
    return (
        not any(row.always for row in chart.rows)
        and not chart.machine_always
        and not chart.cascades
        and not chart.templates
        and chart.definition.done_when is None
        and not chart.definition.profile.name
        and not any(rule.computed for rule in chart.move_rules)
    )
