"""What comes by itself and is not let in: answers and timers that are refused, stuck pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.tables import Edge, RegionIndex, StateIndex, Template
from statecraft.checker.choices import Answering, Failing, Moving, Sending, TakingNext
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.model import Opposite, ReasonKey
from statecraft.checker.paths import path_at
from statecraft.checker.reporting import settled, verdict, warning
from statecraft.checker.telling import choice_text
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.diagnostics import Related
from statecraft.kernel.outcome import OutcomeKind
from statecraft.model.states import StateKind


def completions_are_let_in(exploration: Exploration) -> Iterator[Verdict]:
    """No timer, answer or queued event is refused without anything that hears of the refusal."""
    kind, claim = "completions let in", "whatever cannot be sent again is taken, or its refusal is"
    lost = [each for each in exploration.happenings if each.facts.kind is OutcomeKind.STALLED]
    first: dict[ReasonKey, Happening] = {}
    for each in exploration.happenings:
        if _is_refused_completion(each) and _leads_to(exploration, each, lost):
            for reason in each.facts.reasons:
                first.setdefault(reason, each)
    for reason in sorted(first, key=lambda each: (each.at is None, each.at, str(each.kind))):
        span = reason.at or exploration.definition.span
        refuted = Refuted(evidence=exploration.evidence_of(first[reason]))
        told = f"the {reason.kind} {reason.id or ''}".strip()
        found = warning(
            "SC519",
            span,
            f"{_told(exploration, refuted)} refused by {told}, and nothing hears of it",
            "take `error.rejected`, give the step an `on_failure`, or ask before it is under way",
            [Related(span=reason.detail_at, message="is not met")] if reason.detail_at else [],
        )
        yield verdict(kind, path_at(exploration.definition, span), claim, refuted, found)
    if not first:
        answer = exploration.doubt() or Proved()
        yield settled(kind, "", claim, exploration.definition.span, answer)


def _told(exploration: Exploration, refuted: Refuted) -> str:
    """What is refused, as the subject of a sentence with its verb."""
    evidence = refuted.evidence
    if evidence is None:
        return "a timer, an answer or a queued event is"
    before = exploration.engine.model.decode(evidence.way.end)
    match evidence.then[0]:
        case Answering(action=action):
            return f"the answer of {action.id} is"
        case Failing(action=action):
            return f"the failure of {action.id} is"
        case TakingNext():
            return f"the queued event {before.queue[0].event} is" if before.queue else "a step is"
        case choice:
            return f"what comes when {choice_text(choice, before)} is"


def _is_refused_completion(happening: Happening) -> bool:
    return happening.facts.kind is OutcomeKind.REJECTED and not isinstance(
        happening.choice, Sending | Moving
    )


def _leads_to(exploration: Exploration, happening: Happening, lost: list[Happening]) -> bool:
    engine = exploration.engine
    after = engine.after(happening.states, (happening.choice,))
    return any(not engine.is_empty(engine.intersect(after, each.states)) for each in lost)


def pipelines_leave_nothing_stuck(exploration: Exploration) -> Iterator[Verdict]:
    """A value that a pipeline sets for the time that it runs can always be left again."""
    for template in exploration.chart.lowered.templates.values():
        for region, state in dict.fromkeys(_for_a_while(template)):
            yield _freed(exploration, template, region, state)


def _for_a_while(template: Template) -> Iterator[tuple[RegionIndex, StateIndex]]:
    """The moves after which a run may move the same dimension on to another value."""
    for edge in template.edges:
        for region, state in edge.moves:
            later = (move for each in _after(template, edge) for move in each.moves)
            if any(other == region and goal != state for other, goal in later):
                yield region, state


def _after(template: Template, edge: Edge) -> Iterator[Edge]:
    """The edges that a run may take once it has taken one; it may be stopped at any time."""
    leaving: dict[StateIndex, list[Edge]] = {}
    for each in template.edges:
        assert each.source is not None, "every edge of a template has a source"
        leaving.setdefault(each.source, []).append(each)
    met: set[StateIndex] = set()
    entered = [*edge.targets, template.cancelled]
    while entered:
        state = entered.pop()
        if state in met:
            continue
        met.add(state)
        row = template.rows[state]
        entered += row.children if row.kind is StateKind.PARALLEL else row.defaults
        for around in (state, *row.ancestors):
            for each in leaving.pop(around, ()):
                yield each
                entered += each.targets


def _freed(
    exploration: Exploration, template: Template, region: RegionIndex, state: StateIndex
) -> Verdict:
    engine, lowered = exploration.engine, exploration.chart.lowered
    name, value = lowered.regions[region].name, lowered.rows[state].name
    claim = f"{name} can always leave {value}, which {template.pipeline.name} sets"
    at = f"{template.pipeline.kind}s.{template.pipeline.name}"
    active = engine.model.is_active(state)
    outside = engine.surely_leading_to(engine.where(Opposite(part=active)))
    stuck = engine.minus(engine.where(active), outside)
    is_kept = engine.is_empty(outside) or _is_an_end(exploration, region, state)
    found = warning(
        "SC518",
        template.pipeline.span,
        f"{template.pipeline.name} can leave {name} at {value} for ever",
        "move it back in every branch, failures included, and where the pipeline is stopped",
        [Related(span=lowered.rows[state].span, message="this value is never left then")],
    )
    if is_kept or engine.is_empty(stuck):
        return settled("dimension freed", at, claim, found.span, exploration.doubt() or Proved())
    answer = exploration.unless_doubted(Refuted(evidence=exploration.evidence_at(stuck)))
    return verdict("dimension freed", at, claim, answer, found)


def _is_an_end(exploration: Exploration, region: RegionIndex, state: StateIndex) -> bool:
    """Whether the map says that nothing leads away from the value."""
    allowed = exploration.chart.lowered.regions[region].allowed
    return allowed is not None and all(origin != state for origin, _ in allowed)
