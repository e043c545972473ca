"""Events whose outcome hangs on the order of text, and steps that the machine cannot make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

from statecraft.chart.tables import Edge
from statecraft.checker.choices import Sending
from statecraft.checker.endless import endless_turn
from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.freed.doubts import doubtful
from statecraft.checker.model import All, Opposite, Predicate, ReasonKey, Some
from statecraft.checker.paths import path_at
from statecraft.checker.reporting import mistake, settled, verdict, warning
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.checks.formulas import all_formulas
from statecraft.diagnostics import Diagnostic, Related, Span
from statecraft.expr import tree
from statecraft.expr.reads import reads_event
from statecraft.expr.show import show
from statecraft.kernel.outcome import OutcomeKind, ReasonKind
from statecraft.model.definition import Definition
from statecraft.values.json_values import Value, same


def order_is_irrelevant(exploration: Exploration) -> Iterator[Verdict]:
    """Of two conditions for different targets, at most one holds, or one implies the other.

    An earlier candidate that is a special case of a later one, and a later one without a condition,
    are how order is meant to be used. Conditions on the payload are not compared.
    """
    for one, other in _rivals(exploration):
        claim = f"at most one of the conditions for {one.event or 'an eventless step'} holds"
        found = _order_matters(one, other)
        if _exclude_each_other(one, other):
            at = path_at(exploration.definition, other.span)
            yield verdict("order is irrelevant", at, claim, Proved(), found)
            continue
        both = _all(exploration, one, other)
        only_one = _all(exploration, one, other, but=other)
        only_other = _all(exploration, one, other, but=one)
        engine = exploration.engine
        sets = [engine.where(each) for each in (both, only_one, only_other)]
        if any(engine.is_empty(each) for each in sets):
            answer = exploration.unless_doubted(Proved())
        else:
            answer = Refuted(evidence=exploration.evidence_at(sets[0]))
        yield verdict(
            "order is irrelevant", path_at(exploration.definition, other.span), claim, answer, found
        )


def _exclude_each_other(one: Edge, other: Edge) -> bool:
    """Whether both conditions ask of one value whether it is this, and whether it is that."""
    asked = dict(_demands(one))
    return any(of in asked and not same(asked[of], value) for of, value in _demands(other))


def _demands(edge: Edge) -> Iterator[tuple[str, Value]]:
    """``X == literal`` among what a condition demands, X as a text."""
    assert edge.when is not None, "rivals have conditions"
    expr = edge.when.expr
    for part in expr.parts if isinstance(expr, tree.And) else (expr,):
        match part:
            case tree.Compare(first=first, rest=(("==", tree.Literal(value=value)),)):
                yield show(first), value
            case _:
                continue


def _rivals(exploration: Exploration) -> Iterator[tuple[Edge, Edge]]:
    """Candidates of one list that have conditions on the state alone, and different targets."""
    lowered = exploration.chart.lowered
    computed = {each.name: each.formula.expr for each in exploration.definition.computed}
    lists = [lowered.machine_edges, lowered.machine_always]
    lists += [candidates for row in lowered.rows for candidates in (row.edges, row.always)]
    for candidates in lists:
        edges = [lowered.edges[index] for index in candidates]
        known = [e for e in edges if e.when is not None and not reads_event(e.when.expr, computed)]
        for one, other in combinations(known, 2):
            if one.event == other.event and _goals(one) != _goals(other):
                yield one, other


def _goals(edge: Edge) -> tuple[object, ...]:
    return (edge.targets, edge.moves)


def _all(exploration: Exploration, one: Edge, other: Edge, but: Edge | None = None) -> Predicate:
    """Both transitions are enabled, or all but the condition of one of them."""
    model = exploration.engine.model
    parts: list[Predicate] = []
    if one.source is not None:
        parts.append(model.is_active(one.source))
    for edge in (one, other):
        assert edge.when is not None, "rivals have conditions"
        holds = All(parts=(*_origins(edge, model.is_active), model.condition(edge.when)))
        parts.append(Opposite(part=holds) if edge is but else holds)
    return All(parts=tuple(parts))


def _origins(edge: Edge, is_active: Callable[[int], Predicate]) -> Iterator[Predicate]:
    for origin in edge.origins:
        yield Some(parts=tuple(is_active(state) for state in sorted(origin.states)))


def _order_matters(one: Edge, other: Edge) -> Diagnostic:
    return warning(
        "SC515",
        other.span,
        f"for {one.event or 'an eventless step'} two conditions can hold at once, and the targets "
        "differ: the first one in the text is taken",
        "make the conditions exclude each other, or leave the later one without a condition",
        [Related(span=one.span, message="this one is taken")],
    )


def regions_agree(exploration: Exploration) -> Iterator[Verdict]:
    """No event is refused because two transitions want one region in different states."""
    yield from _refusals(
        exploration,
        lambda happening, reason: reason.kind is ReasonKind.CONFLICT and reason.id is None,
        "regions agree",
        "no two transitions of one event claim one region for different targets",
        lambda span: warning(
            "SC516",
            span,
            "an event is refused here because this transition and another one claim the same "
            "region for different targets",
            "let one of them say in its `when` or `from` when it steps back",
            _claimants(exploration, span),
        ),
    )


def _claimants(exploration: Exploration, span: Span) -> Iterator[Related]:
    """The transitions for the same event that may be taken along with one, and lead elsewhere."""
    engine, edges = exploration.engine, exploration.chart.lowered.edges
    for one, other in product(edges, edges):
        if one.span != span or other.event != one.event or _goals(other) == _goals(one):
            continue
        sources = [each.source for each in (one, other) if each.source is not None]
        together = All(parts=tuple(engine.model.is_active(source) for source in sources))
        if not engine.is_empty(engine.where(together)):
            yield Related(span=other.span, message=f"takes {one.event or 'the same step'}, too")


def steps_end(exploration: Exploration) -> Iterator[Verdict]:
    """No step goes on for ever: eventless transitions and raised events come to an end.

    Nor does a turn: what the machine sends itself without a delay comes to an end, too.
    """
    kind, claim = "steps end", "every step comes to an end"
    endless = endless_turn(exploration)
    found = _refusals(
        exploration,
        _is_endless,
        kind,
        claim,
        lambda span: mistake(
            "SC517",
            span,
            "a step that comes here never ends: eventless transitions or raised events go round",
            "give one of them a condition that fails after a while",
        ),
    )
    if endless is None:
        yield from found
        return
    yield from (each for each in found if isinstance(each.answer, Refuted))
    span, evidence = endless
    told = mistake(
        "SC517",
        span,
        "a turn that comes here never ends: what the machine sends itself goes round",
        "give one of the `send` a delay, or a condition that fails after a while",
    )
    at = path_at(exploration.definition, span)
    yield verdict(kind, at, claim, Refuted(evidence=evidence), told)


def formulas_have_values(exploration: Exploration) -> Iterator[Verdict]:
    """No step is refused because something cannot be computed.

    What reads the payload of an event that declares none is left out: it was tried with payloads
    of our making.
    """
    definition = exploration.written
    declared = {name for name, event in definition.events.items() if event.payload is not None}
    computed = {each.name: each.formula.expr for each in definition.computed}
    reading = {f.span for f in all_formulas(definition) if reads_event(f.expr, computed)}

    def fails(happening: Happening, reason: ReasonKey) -> bool:
        choice = happening.choice
        is_open = isinstance(choice, Sending) and choice.event not in declared
        is_ours = is_open and reason.at in reading
        is_failure = reason.kind is ReasonKind.ERROR and not _is_endless(happening, reason)
        return is_failure and not is_ours

    yield from _refusals(
        exploration,
        fails,
        "formulas have values",
        "everything that is computed has a value",
        lambda span: warning(
            "SC521",
            span,
            "in some state this cannot be computed, and the step that needs it is refused",
            "ask first whether the value is there, or use get(…) with a default",
        ),
        lambda: None if exploration.is_freed else _untried(definition),
    )


def _untried(definition: Definition) -> Unknown | None:
    """A formula may have no value for data that decides nothing, which is not told apart."""
    found = next(doubtful(definition), None)
    if found is None:
        return None
    return Unknown(why=f"{found.text} may have no value for other data [{found.span}]")


def _is_endless(happening: Happening, reason: ReasonKey) -> bool:
    return reason.kind is ReasonKind.ERROR and happening.facts.is_endless


def _refusals(
    exploration: Exploration,
    is_it: Callable[[Happening, ReasonKey], bool],
    kind: str,
    claim: str,
    finding: Callable[[Span], Diagnostic],
    unless: Callable[[], Unknown | None] = lambda: None,
) -> Iterator[Verdict]:
    """A refutation for each place at which steps are refused so; else one verdict."""
    places: dict[Span, list[Happening]] = {}
    for each in exploration.happenings:
        if each.facts.kind in (OutcomeKind.REJECTED, OutcomeKind.STALLED):
            for reason in each.facts.reasons:
                if reason.at is not None and is_it(each, reason):
                    places.setdefault(reason.at, []).append(each)
    for place in sorted(places):
        refuted = Refuted(evidence=exploration.nearest_of(places[place]))
        at = path_at(exploration.definition, place)
        yield verdict(kind, at, claim, refuted, finding(place))
    if not places:
        answer = exploration.doubt() or unless() or Proved()
        yield settled(kind, "", claim, exploration.definition.span, answer)
