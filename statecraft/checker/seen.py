"""What came up in a search, or in some runs, of all that a machine is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.checker.exploration import Exploration
from statecraft.checker.model import Facts, facts_of
from statecraft.checker.questions.entered import entered_in, entered_states, passed
from statecraft.checks.sources import all_states, all_transitions
from statecraft.checks.steps import all_steps
from statecraft.diagnostics import Span
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome, ReasonKind
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.rules import Cascade, Constraint, MoveRule
from statecraft.model.states import StateKind
from statecraft.values.text import text_of

Named = tuple[str, str]
"""A dimension and the text of a value of it; or "state" and the path of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came up of a machine.

    Attributes:
        states: paths of states that were entered.
        values: (dimension, text of a value that was entered).
        places: of transitions, steps and cascades that were taken, of rules that refused, and of
            those of their requirements that did.
        pairs: of values and states that held at once when a step had ended.
    """

    states: frozenset[str]
    values: frozenset[Named]
    places: frozenset[Span]
    pairs: frozenset[tuple[Named, Named]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of one kind of things came up.

    ``missing`` are those that did not, as (name, place); a pair has no place.
    """

    what: str
    total: int
    missing: tuple[tuple[str, Span | None], ...]


def seen_in_search(exploration: Exploration) -> Seen:
    """What came up in an exploration; pairs are not asked for."""
    lowered = exploration.chart.lowered
    places = {*exploration.taken}
    for each in exploration.happenings:
        places.update(_refusing(each.facts))
    return _seen(lowered, entered_states(exploration), places, frozenset())


def seen_in_runs(chart: Chart, steps: Iterable[tuple[Outcome, Snapshot]]) -> Seen:
    """What came up in the steps of running machines: what became of each, and the state after."""
    lowered = chart.lowered
    active: set[StateIndex] = set()
    taken: set[Span] = set()
    refusing: set[Span] = set()
    pairs: set[tuple[Named, Named]] = set()
    for outcome, after in steps:
        if after.chart.definition.key == chart.definition.key:
            facts = facts_of(outcome)
            taken.update(facts.taken if outcome.accepted else ())
            refusing.update(_refusing(facts))
            active.update(after.root.states)
            active.update(entered_in(lowered, (outcome,)))
            pairs.update(pairs_in(after))
    entered = active.union(passed(lowered, taken))
    return _seen(lowered, entered, taken | refusing, frozenset(pairs))


def _refusing(facts: Facts) -> Iterator[Span]:
    for reason in facts.reasons:
        if reason.kind is ReasonKind.RULE:
            yield from (at for at in (reason.at, reason.detail_at) if at is not None)


def _seen(
    lowered: LoweredChart,
    entered: Iterable[StateIndex],
    places: Iterable[Span],
    pairs: frozenset[tuple[Named, Named]],
) -> Seen:
    rows = [lowered.rows[index] for index in entered]
    values = [(lowered.regions[row.region], row) for row in rows]
    constant = {
        (region.name, text)
        for region in lowered.regions
        if region.dimension is not None and region.dimension.constant
        for text in region.by_text
    }
    return Seen(
        states=frozenset(row.path for region, row in values if region.dimension is None),
        values=frozenset(constant).union(
            (region.name, row.name) for region, row in values if region.dimension is not None
        ),
        places=frozenset(places),
        pairs=pairs,
    )


def pairs_in(snapshot: Snapshot) -> Iterator[tuple[Named, Named]]:
    """The pairs of values and states that hold at once."""
    held = [(name, text_of(value)) for name, value in snapshot.dimensions.items()]
    held += [("state", path) for path in snapshot.configuration]
    return combinations(held, 2)


def shares(chart: Chart, seen: Seen) -> Iterator[Share]:
    """What came up of the states and values, the transitions and steps, and the rules."""
    yield _share("states and values", _states(chart, seen))
    yield _share("transitions and steps", _transitions(chart, seen))
    yield _share("rules", _rules(chart, seen))


def share_of_pairs(seen: Seen, possible: frozenset[tuple[Named, Named]]) -> Share:
    """What came up of the pairs that can hold at once."""
    missing = sorted(possible - seen.pairs)
    told = (f"{_told(one)} and {_told(other)}" for one, other in missing)
    return Share(what="pairs", total=len(possible), missing=tuple((each, None) for each in told))


def _told(named: Named) -> str:
    return " ".join(named)


_Things = Iterator[tuple[str, Span, bool]]
"""Name, place, and whether it came up."""


def _share(what: str, things: _Things) -> Share:
    known = list(things)
    missing = tuple((name, place) for name, place, is_seen in known if not is_seen)
    return Share(what=what, total=len(known), missing=missing)


def _states(chart: Chart, seen: Seen) -> _Things:
    for state, _ in all_states(chart.definition):
        if state.kind not in (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY):
            yield f"the state {state.path}", state.span, state.path in seen.states
    for dimension in chart.definition.dimensions:
        for value in () if dimension.constant else dimension.values:
            is_seen = (dimension.name, value.text) in seen.values
            yield f"{dimension.name} {value.text}", value.state.span, is_seen


def _transitions(chart: Chart, seen: Seen) -> _Things:
    for candidates, transition in all_transitions(chart.definition):
        place = transition.span
        yield candidates.at(transition), place, place in seen.places
    for placed in all_steps(chart.definition):
        head = placed.step.head
        yield f"{head.name} in {placed.at}", head.span, head.span in seen.places


def _rules(chart: Chart, seen: Seen) -> _Things:
    """Each requirement and constraint that refuses, and each cascade that moves something."""
    for rule in chart.definition.rules:
        match rule:
            case MoveRule(require=require):
                for each in require:
                    place = each.that.span
                    yield f"{rule.name} refuses: {each.that.text}", place, place in seen.places
            case Constraint():
                yield f"{rule.name} refuses", rule.span, rule.span in seen.places
            case Cascade():
                yield f"{rule.name} moves something", rule.span, rule.span in seen.places
