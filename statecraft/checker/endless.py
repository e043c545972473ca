"""A turn that never ends: events that a machine sends itself without a delay go round."""

from __future__ import annotations

from statecraft.checker.choices import TakingNext
from statecraft.checker.exploration import Exploration
from statecraft.checker.fairness import Unfair
from statecraft.checker.lasso import lasso_from
from statecraft.checker.verdict import Evidence
from statecraft.diagnostics import Span

_NEXT = (TakingNext(),)


def endless_turn(exploration: Exploration) -> tuple[Span, Evidence] | None:
    """Where a turn goes round, and a way there with the round; None where every turn ends."""
    engine = exploration.engine
    going = [each for each in exploration.happenings if isinstance(each.choice, TakingNext)]
    if not going:
        return None
    nothing = engine.minus(engine.reachable(), engine.reachable())
    round_about = nothing
    for each in going:
        round_about = engine.union(round_about, each.states)
    while True:
        kept = engine.intersect(round_about, engine.before(round_about, _NEXT))
        if engine.is_empty(engine.minus(round_about, kept)):
            break
        round_about = kept
    way = engine.nearest(round_about)
    if way is None:
        return None
    then, loop = lasso_from(engine, way.end, Unfair(states=round_about, resting=nothing))
    taken = (
        place
        for each in going
        if not engine.is_empty(engine.intersect(each.states, round_about))
        for place in each.facts.taken
    )
    span = min(taken, default=exploration.definition.span)
    return span, Evidence(way=way, then=then, loop=loop)
