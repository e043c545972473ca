"""Claims that the rules of a machine enforce, whatever happens in it.

A ``never`` or ``always`` under ``rules:`` holds in every state, seen or not: a step that breaks it
is refused, and so is such a start. A claim that follows from them alone is proved without a search.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, assert_never

from statecraft.checker.engines.explored import holds
from statecraft.checker.exploration import Exploration
from statecraft.checker.model import All, Codes, Opposite, Predicate, Some, Test
from statecraft.checker.spaces.space import Space
from statecraft.checker.spaces.tables import TableModel
from statecraft.model.rules import Constraint

MOST_ROWS: Final = 4096
"""Mixtures of values that are looked at."""


def is_enforced(exploration: Exploration, wrong: Predicate) -> bool:
    """Whether the rules leave no mixture of values that satisfies a condition."""
    model = exploration.engine.model
    if not isinstance(model, TableModel) or not _is_closed(wrong, model.space):
        return False
    parts = [wrong, *_kept(exploration, model, wrong)]
    levels = sorted({level for part in parts for level in _levels(part)})
    sizes = [range(model.space.levels[level].size) for level in levels]
    return not any(
        all(holds(part, _row(model.space, levels, codes)) for part in parts)
        for codes in product(*sizes)
    )


def _row(space: Space, levels: list[int], codes: Codes) -> Codes:
    row = [0] * len(space.levels)
    for level, code in zip(levels, codes, strict=True):
        row[level] = code
    return tuple(row)


def _kept(exploration: Exploration, model: TableModel, wrong: Predicate) -> Iterator[Predicate]:
    """What the rules say of the levels of a condition, as long as the mixtures are few."""
    own = levels = _levels(wrong)
    for rule in exploration.definition.rules:
        if isinstance(rule, Constraint):
            kept = _always(rule, model)
            more = levels | _levels(kept)
            is_about = not own.isdisjoint(_levels(kept)) and _is_closed(kept, model.space)
            if is_about and _rows(more, model.space) <= MOST_ROWS:
                levels = more
                yield kept


def _always(rule: Constraint, model: TableModel) -> Predicate:
    """What holds in every state because of a rule."""
    condition: Predicate = model.condition(rule.condition)
    kept = condition if rule.holds_when else Opposite(part=condition)
    if rule.when is None:
        return kept
    return Some(parts=(Opposite(part=model.condition(rule.when)), kept))


def _is_closed(predicate: Predicate, space: Space) -> bool:
    levels = _levels(predicate)
    return all(space.levels[n].is_closed for n in levels) and _rows(levels, space) <= MOST_ROWS


def _rows(levels: frozenset[int], space: Space) -> int:
    number = 1
    for level in levels:
        number *= space.levels[level].size
    return number


def _levels(predicate: Predicate) -> frozenset[int]:
    match predicate:
        case Test(levels=levels):
            return frozenset(levels)
        case All(parts=parts) | Some(parts=parts):
            return frozenset(level for part in parts for level in _levels(part))
        case Opposite(part=part):
            return _levels(part)
        case _:
            assert_never(predicate)
