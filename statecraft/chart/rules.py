"""Rules → their lowered form: triggers and pulls as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from statecraft.chart.tables import (
    LoweredCascade,
    LoweredMoveRule,
    LoweredTrigger,
    Region,
    RegionIndex,
    StateIndex,
)
from statecraft.model.rules import Cascade, MoveRule, Rule, Trigger
from statecraft.values.json_values import Value
from statecraft.values.text import text_of


def lower_move_rules(
    rules: Iterable[Rule], by_dimension: Mapping[str, RegionIndex], regions: tuple[Region, ...]
) -> tuple[LoweredMoveRule, ...]:
    """The rules about moves, in order of text."""
    return tuple(
        _move_rule(rule, by_dimension, regions) for rule in rules if isinstance(rule, MoveRule)
    )


def lower_cascades(
    rules: Iterable[Rule], by_dimension: Mapping[str, RegionIndex], regions: tuple[Region, ...]
) -> tuple[LoweredCascade, ...]:
    """The cascades, in order of text."""
    return tuple(
        _cascade(rule, by_dimension, regions) for rule in rules if isinstance(rule, Cascade)
    )


def _move_rule(
    rule: MoveRule, by_dimension: Mapping[str, RegionIndex], regions: tuple[Region, ...]
) -> LoweredMoveRule:
    """Triggers on stored dimensions become sets of states; those on computed ones stay values."""
    stored = [trigger for trigger in rule.triggers if trigger.dimension in by_dimension]
    computed = [trigger for trigger in rule.triggers if trigger.dimension not in by_dimension]
    return LoweredMoveRule(
        rule=rule,
        regions=frozenset(by_dimension[trigger.dimension] for trigger in stored),
        triggers=tuple(
            _trigger(trigger, regions[by_dimension[trigger.dimension]]) for trigger in stored
        ),
        computed=tuple((trigger.dimension, trigger.origins, trigger.goals) for trigger in computed),
    )


def _trigger(trigger: Trigger, region: Region) -> LoweredTrigger:
    return LoweredTrigger(
        region=region.index,
        origins=_states(region, trigger.origins),
        goals=_states(region, trigger.goals),
    )


def _states(region: Region, values: tuple[Value, ...] | None) -> frozenset[StateIndex] | None:
    if values is None:
        return None
    return frozenset(region.by_text[text_of(value)] for value in values)


def _cascade(
    rule: Cascade, by_dimension: Mapping[str, RegionIndex], regions: tuple[Region, ...]
) -> LoweredCascade:
    """The pulls of ``then`` as (region, value state)."""
    pulls = []
    for move in rule.then:
        region = by_dimension[move.dimension]
        pulls.append((region, regions[region].by_text[text_of(move.value)]))
    return LoweredCascade(rule=rule, pulls=tuple(pulls))
