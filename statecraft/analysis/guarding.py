"""Which move rules a move must satisfy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statecraft.model.rules import MoveRule, Rule
from statecraft.values.json_values import Value, same


def guarding_rules(
    rules: Iterable[Rule], dimension: str, origin: tuple[Value, ...], goal: Value
) -> Iterator[str]:
    """Names of the rules that may be asked when *dimension* moves to *goal*.

    *origin* are the values that it may move from; a move to where it stands is none.
    """
    for rule in rules:
        match rule:
            case MoveRule(triggers=triggers, name=name):
                if any(
                    trigger.dimension == dimension
                    and _meets(trigger.goals, (goal,))
                    and _meets(trigger.origins, origin)
                    for trigger in triggers
                ):
                    yield name
            case _:
                pass


def _meets(named: tuple[Value, ...] | None, values: tuple[Value, ...]) -> bool:
    return named is None or any(same(one, other) for one in named for other in values)
