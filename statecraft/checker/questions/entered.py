"""States of the tree and values of dimensions that nothing ever leads to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from statecraft.chart.tables import Edge, LoweredChart, StateIndex
from statecraft.checker.cores import core_of, told_by_core
from statecraft.checker.exploration import Exploration
from statecraft.checker.reporting import settled, verdict
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.checks.sources import all_states
from statecraft.diagnostics import Related, Span
from statecraft.kernel.outcome import Outcome
from statecraft.model.states import StateKind

_NEVER_ACTIVE = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def states_entered(exploration: Exploration) -> Iterator[Verdict]:
    """Every state of the tree whose parent is entered is entered by some way."""
    entered = entered_states(exploration)
    lowered = exploration.chart.lowered
    for state, at in all_states(exploration.definition):
        index = lowered.by_path[state.path]
        if state.kind not in _NEVER_ACTIVE and lowered.rows[index].parent in entered:
            yield _verdict(exploration, entered, index, at, state.span, f"the state {state.path}")


def values_entered(exploration: Exploration) -> Iterator[Verdict]:
    """Every value of a dimension that may move is entered by some way."""
    entered = entered_states(exploration)
    for region in exploration.chart.lowered.regions:
        if region.dimension is None or region.dimension.constant:
            continue
        for value in region.dimension.values:
            index = region.by_text[value.text]
            what = f"the value {value.text} of {region.name}"
            at = f"dimensions.{region.name}.values.{value.text}"
            yield _verdict(exploration, entered, index, at, value.state.span, what)


def entered_states(exploration: Exploration) -> frozenset[StateIndex]:
    """The states that are active in some committed state, or passed through in a step."""
    engine, lowered = exploration.engine, exploration.chart.lowered
    active = {
        row.index
        for row in lowered.rows
        if not engine.is_empty(engine.where(engine.model.is_active(row.index)))
    }
    roots = (region.root for region in lowered.regions)
    begun = entered_in(lowered, exploration.begun)
    return frozenset(active.union(passed(lowered, exploration.taken), begun, roots))


def entered_in(lowered: LoweredChart, outcomes: Iterable[Outcome]) -> Iterator[StateIndex]:
    """What steps of a machine entered, though the next microstep may have led on at once."""
    steps = (step for each in outcomes if each.accepted for step in each.path if not step.slot)
    entered = {path for step in steps for path in step.entered}
    yield from (row.index for row in lowered.rows if row.path in entered)


def passed(lowered: LoweredChart, taken: Container[Span]) -> Iterator[StateIndex]:
    """What the transitions, steps and cascades that were taken enter."""
    for edge in lowered.edges:
        if edge.span in taken:
            yield from _targets(edge, lowered)
    for cascade in lowered.cascades:
        if cascade.rule.span in taken:
            yield from (state for _, state in cascade.pulls)
    for template in lowered.templates.values():
        for edge in template.edges:
            if edge.span in taken:
                yield from (state for _, state in edge.moves)


def _targets(edge: Edge, lowered: LoweredChart) -> Iterator[StateIndex]:
    yield from (state for _, state in edge.moves)
    for target in edge.targets:
        yield from lowered.rows[target].ancestors
        yield from _with_defaults(target, lowered)


def _with_defaults(state: StateIndex, lowered: LoweredChart) -> Iterator[StateIndex]:
    """A state with what is entered by default when it is."""
    yield state
    row = lowered.rows[state]
    inner = row.children if row.kind is StateKind.PARALLEL else row.defaults or _one(row.initial)
    for child in inner:
        yield from _with_defaults(child, lowered)


def _one(state: StateIndex | None) -> tuple[StateIndex, ...]:
    return () if state is None else (state,)


def _verdict(
    exploration: Exploration,
    entered: frozenset[StateIndex],
    index: StateIndex,
    at: str,
    span: Span,
    what: str,
) -> Verdict:
    code = "SC501" if at.startswith("states") else "SC502"
    kind = "state entered" if code == "SC501" else "value entered"
    claim = f"{what} is entered"
    if index in entered:
        return settled(kind, at, claim, span, Proved())
    answer = exploration.unless_doubted(Refuted())
    core = core_of(exploration, lambda other: index in entered_states(other))
    ways = tuple(_ways_to(exploration, index))
    message, hint = f"{what} is never entered", "lead a transition to it, or leave it out"
    if ways and not core.rules:
        message = f"{message}, as what leads to it is never taken"
        hint = "change what keeps that from being taken, or leave it out"
    found = told_by_core(core, code, span, message, hint, ways)
    return verdict(kind, at, claim, answer, found)


def _ways_to(exploration: Exploration, index: StateIndex) -> Iterator[Related]:
    """The transitions that would enter a state, and are not taken."""
    lowered = exploration.chart.lowered
    for edge in lowered.edges:
        if index in _targets(edge, lowered) and edge.span not in exploration.taken:
            yield Related(span=edge.span, message="leads to it, and is never taken")
