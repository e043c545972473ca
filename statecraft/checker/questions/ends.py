"""Where a machine gets stuck: deadlocks, ways without an end, states that are never left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from statecraft.chart.tables import Edge, LoweredChart, StateRow
from statecraft.checker.choices import Moving, Sending
from statecraft.checker.engine import Engine, States
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.model import All, Opposite, Predicate, Some
from statecraft.checker.reporting import settled, verdict, warning
from statecraft.checker.telling import state_text
from statecraft.checker.verdict import Answer, Proved, Refuted, Verdict
from statecraft.checks.sources import all_states
from statecraft.diagnostics import Related, Span
from statecraft.kernel.outcome import ReasonKind
from statecraft.model.states import StateKind


def no_deadlock(exploration: Exploration) -> Iterator[Verdict]:
    """In every state that is no end something can still happen."""
    claim = "something can still happen in every state that is no end"
    stuck = deadlocks(exploration)
    blocking = tuple(_blocking(exploration, stuck))
    answer = _answer(exploration, stuck)
    found = warning(
        "SC512",
        exploration.definition.span,
        f"nothing can happen any more in {_where(exploration, stuck, answer)}",
        "if that is an end, say so by `final: true` or `done_when:`; else give it a way on",
        blocking,
    )
    yield verdict("no deadlock", "", claim, answer, found)


def _blocking(exploration: Exploration, stuck: States) -> Iterator[Related]:
    """The rules that refuse something there."""
    engine = exploration.engine
    if engine.is_empty(stuck):
        return
    found: dict[Span, str] = {}
    for each in exploration.happenings:
        rules = [r for r in each.facts.reasons if r.kind is ReasonKind.RULE and r.at is not None]
        if rules and not engine.is_empty(engine.intersect(each.states, stuck)):
            found.update({reason.at: reason.id or "" for reason in rules if reason.at is not None})
    for place, name in sorted(found.items()):
        yield Related(span=place, message=f"the rule {name} refuses what is tried there")


def deadlocks(exploration: Exploration) -> States:
    """The states that are no end and in which nothing that happens moves or does anything."""
    engine = exploration.engine
    ended = Some(parts=(engine.model.is_done(), _end_by_maps(exploration)))
    still = engine.minus(engine.reachable(), engine.where(ended))
    edges = {edge.span: edge for edge in exploration.chart.lowered.edges}
    for happenings in exploration.by_choice.values():
        if engine.is_empty(still):
            break
        by_one = [(each.states, _idle(exploration, each, edges)) for each in happenings]
        for states in _moving(engine, by_one, is_certain=not exploration.is_freed):
            still = engine.minus(still, states)
    return still


def _moving(
    engine: Engine, happenings: Sequence[tuple[States, Predicate]], *, is_certain: bool
) -> Iterator[States]:
    """The states in which a choice moves or does something, whatever becomes of it.

    *happenings* are states with where nothing is done in them; a choice that is certain has one
    outcome in a state.
    """
    if is_certain:
        for states, idle in happenings:
            if idle is not _EVERYWHERE:
                yield states if idle is _NOWHERE else engine.minus(states, engine.where(idle))
        return
    found = still = engine.where(_NOWHERE)
    for states, idle in happenings:
        found = engine.union(found, states)
        still = engine.union(still, engine.intersect(states, engine.where(idle)))
    yield engine.minus(found, still)


def _end_by_maps(exploration: Exploration) -> Predicate:
    """Every dimension is at a value that its map says is the last one, and there is no tree."""
    lowered, model = exploration.chart.lowered, exploration.engine.model
    if lowered.tree is not None:
        return Some(parts=())
    regions = [
        region
        for region in lowered.regions
        if region.dimension is not None and not region.dimension.constant
    ]
    ends = [
        Some(
            parts=tuple(
                model.is_active(state)
                for state in region.by_text.values()
                if region.allowed is not None
                and all(origin != state for origin, _ in region.allowed)
            )
        )
        for region in regions
    ]
    return All(parts=tuple(ends)) if ends else Some(parts=())


_NOWHERE: Final = Some(parts=())
_EVERYWHERE: Final = All(parts=())


def _idle(exploration: Exploration, happening: Happening, edges: Mapping[Span, Edge]) -> Predicate:
    """Where a happening changes nothing.

    What comes by itself always counts as something: it is used up.
    """
    match happening.choice:
        case Sending():
            if not happening.facts.accepted:
                return _EVERYWHERE
            taken = [edges.get(place) for place in happening.facts.taken]
            moves = [_where_idle(exploration, edge) for edge in taken]
            return All(parts=tuple(moves)) if moves else _EVERYWHERE
        case Moving():
            return _NOWHERE if happening.facts.accepted else _EVERYWHERE
        case _:
            return _NOWHERE


def _where_idle(exploration: Exploration, edge: Edge | None) -> Predicate:
    """Where a transition does nothing; None is a cascade, or a step of a run."""
    if edge is None or edge.targets or edge.actions or edge.locals or edge.reenter:
        return _NOWHERE
    is_active = exploration.engine.model.is_active
    return All(parts=tuple(is_active(state) for _, state in edge.moves))


def ends_stay_possible(exploration: Exploration) -> Iterator[Verdict]:
    """Where the machine can be done at all, it can be done from everywhere."""
    engine = exploration.engine
    done = engine.where(engine.model.is_done())
    if engine.is_empty(done):
        return
    lost = engine.minus(engine.reachable(), engine.surely_leading_to(done))
    lost = engine.minus(lost, deadlocks(exploration))
    answer = _answer(exploration, lost)
    found = warning(
        "SC513",
        exploration.definition.span,
        f"the machine can never be done from {_where(exploration, lost, answer)}",
        "give it a way to an end, or allow this",
    )
    claim = "the machine can be done from every state"
    yield verdict("end stays possible", "", claim, answer, found)


def states_left(exploration: Exploration) -> Iterator[Verdict]:
    """Every state of the tree that is no end and has siblings is left by some way."""
    lowered = exploration.chart.lowered
    for state, at in all_states(exploration.definition):
        row = lowered.rows[lowered.by_path[state.path]]
        if _is_to_be_left(row, lowered):
            yield _left(exploration, row, at)


def _is_to_be_left(row: StateRow, lowered: LoweredChart) -> bool:
    assert row.parent is not None, "only the root of a region has no parent"
    parent = lowered.rows[row.parent]
    siblings = [lowered.rows[child].kind for child in parent.children]
    return (
        row.kind in (StateKind.ATOMIC, StateKind.COMPOUND, StateKind.PARALLEL)
        and parent.kind is not StateKind.PARALLEL
        and len(siblings) > 1
    )


def _left(exploration: Exploration, row: StateRow, at: str) -> Verdict:
    engine = exploration.engine
    claim, active = f"the state {row.path} is left", engine.model.is_active(row.index)
    here = engine.where(active)
    outside = engine.where(Some(parts=(Opposite(part=active), engine.model.is_done())))
    leaving = engine.intersect(here, engine.before(outside))
    if engine.is_empty(here) or not engine.is_empty(leaving):
        return settled("state left", at, claim, row.span, Proved())
    found = warning(
        "SC514",
        row.span,
        f"the state {row.path} is never left once it is entered",
        "give it a transition to elsewhere, or mark it as `final: true`",
    )
    answer = exploration.unless_doubted(Refuted(evidence=exploration.evidence_at(here)))
    return verdict("state left", at, claim, answer, found)


def _where(exploration: Exploration, wrong: States, answer: Answer) -> str:
    """How many states are wrong, and which one is nearest to the start."""
    if not isinstance(answer, Refuted) or answer.evidence is None:
        return "some state"
    engine = exploration.engine
    number = engine.count(wrong)
    nearest = state_text(engine.model.decode(answer.evidence.way.end))
    return f"one state: {nearest}" if number == 1 else f"{number:,} states, the nearest: {nearest}"


def _answer(exploration: Exploration, wrong: States) -> Answer:
    """Refuted by a shortest way into the wrong states; proved where there are none.

    What a search that stopped early has not seen may be the way out, so that it refutes nothing.
    """
    if exploration.engine.is_empty(wrong):
        return exploration.unless_doubted(Proved())
    return exploration.unless_doubted(Refuted(evidence=exploration.evidence_at(wrong)))
